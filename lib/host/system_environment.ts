import { userInfo } from "node:os";
import type { Environment } from "./environment.ts";

/** The real surroundings of this process. */
export function systemEnvironment(): Environment {
  const get = (name: string) => Deno.env.get(name) || undefined;
  return {
    get,
    all: () => Deno.env.toObject(),
    home: get("HOME") ?? userInfo().homedir,
    user: get("USER") ?? userInfo().username,
    // deno task changes the working folder to the repository's and keeps the caller's here.
    folder: get("INIT_CWD") ?? Deno.cwd(),
  };
}
