import type { Ask } from "./process_table.ts";

/** Asks a real program. */
export const askProgram: Ask = async ([program, ...args]) => {
  try {
    const { stdout } = await new Deno.Command(program, { args, stdin: "null", stderr: "null", env: { LC_ALL: "C" } })
      .output();
    return new TextDecoder().decode(stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
};
