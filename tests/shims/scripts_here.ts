import { dirname, join } from "node:path";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import type { ShimEntry } from "../../lib/shims/shim_entry.ts";
import { type Here, programHere } from "../support/program_here.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

/** A scratch folder with a folder `bin` for legacy scripts. */
export type Scripts = {
  readonly folder: string;
  readonly bin: string;
  /** Writes a script below `bin`. */
  write(name: string, text: string, mode?: number): Promise<void>;
  read(name: string): Promise<string>;
  /** Everything below `bin`: path, then mode and text, or where a link leads. */
  world(): Promise<Readonly<Record<string, string>>>;
  /** Runs `shims` in this process. */
  shims(...words: string[]): Promise<ShimsSaid>;
  /** The same in a world that differs. */
  shimsWith(outside: Here["outside"], ...words: string[]): Promise<ShimsSaid>;
};

export type ShimsSaid = {
  readonly code: number;
  readonly err: string;
  readonly shims: readonly ShimEntry[];
  readonly error?: { readonly code: string; readonly message: string; readonly fix: string };
  /** Outcome, or state, of the names that are not simply unchanged. */
  readonly changed: Readonly<Record<string, string>>;
};

export async function withScripts(body: (scripts: Scripts) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const bin = join(folder, "bin");
    await Deno.mkdir(bin, { mode: 0o755 });
    const shimsWith: Scripts["shimsWith"] = async (outside, ...words) => {
      const env = { PATH: Deno.env.get("PATH"), HOME: folder };
      const { code, out, err } = await programHere(["shims", ...words, "--output", "json"], { env, folder, outside });
      const { shims = [], error } = JSON.parse(out);
      const told = shims.filter(({ outcome }: ShimEntry) => outcome !== "unchanged");
      const changed = Object.fromEntries(told.map((each: ShimEntry) => [each.name, each.outcome ?? each.state]));
      return { code, err, shims, error, changed };
    };
    await body({
      folder,
      bin,
      shimsWith,
      shims: (...words) => shimsWith({}, ...words),
      read: (name) => Deno.readTextFile(join(bin, name)),
      async write(name, text, mode = 0o755) {
        const path = join(bin, name);
        await Deno.mkdir(dirname(path), { recursive: true });
        await Deno.writeTextFile(path, text);
        await Deno.chmod(path, mode);
      },
      world: async () => Object.fromEntries(await entries(bin, "")),
    });
  });
}

async function entries(folder: string, below: string): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const { name } of await Array.fromAsync(Deno.readDir(join(folder, below)))) {
    const path = below === "" ? name : `${below}/${name}`;
    const entry = await systemFolders.entry(join(folder, path));
    if (entry?.is === "folder") found.push([`${path}/`, entry.mode.toString(8)], ...await entries(folder, path));
    else if (entry?.is === "link") found.push([path, `-> ${entry.target}`]);
    else found.push([path, `${entry?.mode.toString(8)} ${await Deno.readTextFile(join(folder, path))}`]);
  }
  return found.sort();
}
