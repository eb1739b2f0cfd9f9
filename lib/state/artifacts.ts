import { join } from "node:path";
import { DayError } from "../host/errors/day_error.ts";
import type { Files } from "../host/files.ts";
import { sha256 } from "../host/sha256.ts";
import { lastFact } from "./journal/facts.ts";
import type { Journal } from "./journal/journal.ts";
import { noPlace } from "./journal/no_place.ts";

/** The files that a run leaves, by the names that the state record uses. */
export type ArtifactName =
  | "preflight_report"
  | "yaml_init"
  | "init_template"
  | "cluster_yaml"
  | "final_config"
  | "resolved_cli"
  | "next_run_template"
  | "repositories";

/** The files that one run writes into the configuration folder. */
export interface Artifacts {
  /** Writes a file, or takes the bytes that this run has written before (after a crash they count, not new ones). */
  keep(
    name: ArtifactName,
    fileName: string,
    make: () => Promise<string> | string,
  ): Promise<{ path: string; text: string }>;
  /** Writes a file that says where the run stands now, whatever an earlier attempt wrote. */
  rewrite(name: ArtifactName, fileName: string, text: string): Promise<string>;
  paths(): Readonly<Record<string, string>>;
}

/**
 * @throws DayError DAY-RUN-005 when a file that the journal knows was changed or is gone, DAY-RUN-007 when it cannot be written
 */
export function artifactsOf(files: Files, journal: Journal, folder: string): Artifacts {
  const write = async (name: ArtifactName, fileName: string, text: string) => {
    const path = join(folder, fileName);
    await replaceFile(files, path, text);
    await journal.record({ fact: "artifact", name, path, sha256: await sha256(text) });
    return path;
  };
  return {
    async keep(name, fileName, make) {
      const known = lastFact(journal.facts, "artifact", (fact) => fact.name === name);
      if (known !== undefined) return { path: known.path, text: await unchangedText(files, known) };
      const text = await make();
      return { path: await write(name, fileName, text), text };
    },
    rewrite: write,
    paths() {
      const facts = journal.facts.flatMap((fact) => fact.fact === "artifact" ? [[fact.name, fact.path]] : []);
      return Object.fromEntries(facts);
    },
  };
}

/** @throws DayError DAY-RUN-007 naming the file and the system's reason */
export async function replaceFile(files: Files, path: string, text: string | Uint8Array): Promise<void> {
  try {
    await files.replace(path, text);
  } catch (cause) {
    throw noPlace(path, "written", cause);
  }
}

async function unchangedText(files: Files, known: { path: string; sha256: string }): Promise<string> {
  const isThere = await files.stat(known.path);
  const text = isThere === undefined ? undefined : await files.readText(known.path);
  if (text !== undefined && await sha256(text) === known.sha256) return text;
  const what = text === undefined ? "is gone" : "was changed";
  throw new DayError("DAY-RUN-005", `${known.path} ${what} since the run wrote it`);
}
