import { tasks } from "../../tasks/tasks.ts";
import { repository } from "./source_files.ts";

/** The packaged file that is to be tested in the place of the source. */
const packaged = () => Deno.env.get("DAYCTL_PACKAGED");

export const isPackaged = () => packaged() !== undefined;

/** The command line of the program as a process. @param rights with what Deno starts it from source; a packaged file knows itself */
export function programArgv(words: readonly string[], ...rights: readonly string[]): readonly string[] {
  const file = packaged();
  if (file !== undefined) return [file, ...words];
  return [Deno.execPath(), "run", "-q", "--no-prompt", ...rights, `${repository}main.ts`, ...words];
}

/** Where it is started: from source `deno task` tells in a variable where it was called, a packaged file is where it was called. */
export function programFolder({ INIT_CWD: called }: Readonly<Record<string, string>>): string {
  return isPackaged() ? called || repository : repository;
}

/** What it said, with its commands as they are typed from source: what tests expect is the same for both. */
export function asFromSource(said: string): string {
  if (!isPackaged()) return said;
  const names = [...tasks.flatMap(({ name, aliases }) => [name, ...aliases]), "TASK"].join("|");
  return said.replace(new RegExp(`\\bdayctl(\\s+)(${names})(?![\\w-])`, "g"), "deno task$1$2");
}
