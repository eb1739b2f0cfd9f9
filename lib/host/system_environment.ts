import { userInfo } from "node:os";
import type { Environment } from "./environment.ts";
import { variable } from "./variable.ts";

/** The real surroundings of this process. */
export function systemEnvironment(): Environment {
  return {
    get: variable,
    all: () => Deno.env.toObject(),
    home: variable("HOME") ?? userInfo().homedir,
    user: variable("USER") ?? userInfo().username,
    // deno task changes the working folder to the repository's and keeps the caller's here.
    folder: variable("INIT_CWD") ?? Deno.cwd(),
  };
}
