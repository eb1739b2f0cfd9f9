import header from "./header.sh" with { type: "text" };
import type { TaskRow } from "../../tasks/tasks.ts";

/** The permission sets of `deno.json`. */
export type PermissionSets = Readonly<
  Record<"reading" | "changing" | "development", { readonly run: boolean | readonly string[] }>
>;

export type HeaderFacts = {
  readonly version: string;
  readonly commit: string;
  readonly target: string;
  /** What `uname -sm` says on a machine for which the file is. */
  readonly system: string;
  /** Names what the file carries. */
  readonly content: string;
  /** Bytes of all files that it carries. */
  readonly size: number;
  /** The files that a start reads before it loads a task. */
  readonly first: readonly string[];
  /** Their bytes. */
  readonly firstSize: number;
  readonly tasks: readonly TaskRow[];
  readonly permissions: PermissionSets;
};

/** The script at the beginning of the packaged file. @throws Error for a row or a permission set that it cannot express */
export function headerText({ tasks, permissions, size, first, firstSize, ...facts }: HeaderFacts): string {
  const { reading, changing, development } = permissions;
  if (development.run !== true) throw new Error("who develops may run everything");
  const namesOf = (isOne: (row: TaskRow) => boolean) =>
    tasks.filter(isOne).flatMap(({ name, aliases }) => [name, ...aliases]).join(" ");
  const small = tasks.filter(({ v8Flags }) => v8Flags !== undefined);
  const [v8, ...otherFlags] = new Set(small.map(({ v8Flags = [] }) => v8Flags.join(",")));
  if (otherFlags.length > 0) throw new Error("tasks have different V8 flags");
  const values: Readonly<Record<string, string | number>> = {
    ...facts,
    size,
    first: first.join(" "),
    first_size: firstSize,
    megabytes: Math.ceil(size / 1_000_000),
    lines: header.split("\n").length,
    reading_run: String(reading.run),
    changing_run: String(changing.run),
    changing: namesOf((row) => row.permissions === "changing"),
    development: namesOf((row) => row.permissions === "development"),
    small: namesOf(({ v8Flags }) => v8Flags !== undefined),
    v8: `--v8-flags=${v8}`,
  };
  return header.replace(/@(\w+)@/g, (_, name: string) => {
    if (!(name in values)) throw new Error(`the header wants a value for ${name}`);
    return String(values[name]);
  });
}
