import { userInfo } from "node:os";
import type { Environment } from "../environment.ts";

/** The real surroundings of this process. */
export function systemEnvironment(): Environment {
  return environmentOf(Deno.env.toObject(), () => Deno.cwd());
}

/**
 * Surroundings that these variables describe; what they leave out the operating system says.
 *
 * @param folder the working folder
 */
export function environmentOf(variables: Readonly<Record<string, string>>, folder: () => string): Environment {
  const get = (name: string) => variables[name] || undefined;
  return {
    get,
    all: () => variables,
    home: get("HOME") ?? userInfo().homedir,
    user: get("USER") ?? userInfo().username,
    // deno task changes the working folder to the repository's and keeps the caller's here.
    folder: get("INIT_CWD") ?? folder(),
  };
}
