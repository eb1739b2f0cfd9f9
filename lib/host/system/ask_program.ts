import type { Environment } from "../environment.ts";
import type { Ask } from "./process_table.ts";

/** Asks a real program, which sees exactly this environment. */
export function askProgram(environment: Pick<Environment, "all">): Ask {
  return async ([program, ...args]) => {
    const env = { ...environment.all(), LC_ALL: "C" };
    try {
      const command = new Deno.Command(program, { args, stdin: "null", stderr: "null", env, clearEnv: true });
      return new TextDecoder().decode((await command.output()).stdout);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  };
}
