import type { Processes } from "./processes.ts";

/** Standard output, or nothing when the program cannot be started or complains. */
export async function outputOf(
  { processes }: { readonly processes: Processes },
  argv: readonly string[],
): Promise<string | undefined> {
  try {
    const { code, stdout } = await processes.run(argv);
    return code === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}
