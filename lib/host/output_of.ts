import type { Processes } from "./processes.ts";

/**
 * Standard output, or nothing when the program cannot be started or complains: for a quick look that can be repeated.
 *
 * It shares our session, which saves the copy of our memory's tables that a session of its own costs. A Ctrl-C may therefore end it,
 * and what a program that was ended says is no answer: only success counts, anything else is asked again where no key reaches it.
 */
export async function outputOf(
  { processes }: { readonly processes: Processes },
  argv: readonly string[],
): Promise<string | undefined> {
  try {
    const quick = await processes.run(argv, { session: "shared" });
    if (quick.code === 0) return quick.stdout;
    const { code, stdout } = await processes.run(argv);
    return code === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}
