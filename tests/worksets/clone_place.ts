import { join } from "node:path";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { gitConfig, writeRepositories } from "../../lib/sandbox/repositories/analysis_repositories.ts";
import { programHere } from "../support/program_here.ts";

/** A folder to clone in, where git finds the sandbox's repositories under the addresses of the catalogue. */
export type ClonePlace = {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  dayClone(...argv: readonly string[]): Promise<{ readonly code: number; readonly err: string; readonly told: Told }>;
  write(path: string, text: string): Promise<string>;
};

export type Told = {
  readonly repository?: string;
  readonly path: string;
  readonly url?: string;
  readonly ref?: string | null;
  readonly commit?: string;
  readonly repositories?: readonly { readonly key: string; readonly is_default: boolean }[];
  readonly error?: { readonly code: string; readonly message: string; readonly fix: string };
};

export async function withClonePlace(body: (place: ClonePlace) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dayctl-clone-" });
  try {
    const repositories = join(folder, "repositories");
    await writeRepositories(systemFiles, repositories);
    await Deno.writeTextFile(join(folder, ".gitconfig"), gitConfig(repositories));
    const work = join(folder, "work");
    await Deno.mkdir(work);
    const env = {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: folder,
      USER: "alice",
      GIT_CONFIG_GLOBAL: join(folder, ".gitconfig"),
      GIT_CONFIG_NOSYSTEM: "1",
    };
    await body({
      folder: work,
      env,
      async dayClone(...argv) {
        const { code, out, err } = await programHere(["day-clone", "--output", "json", ...argv], { env, folder: work });
        return { code, err, told: JSON.parse(out) };
      },
      async write(path, text) {
        await Deno.mkdir(join(work, path, ".."), { recursive: true });
        await Deno.writeTextFile(join(work, path), text);
        return path;
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
