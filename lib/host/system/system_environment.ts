import { type UserInfo, userInfo } from "node:os";
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
    home: get("HOME") ?? listed()?.homedir ?? "/",
    user: get("USER") ?? listed()?.username ?? `uid-${Deno.uid()}`,
    // deno task changes the working folder to the repository's and keeps the caller's here.
    folder: get("INIT_CWD") ?? folder(),
  };
}

/** What the system's list of users says of this one; a container may run one that is in no list. */
function listed(): UserInfo<string> | undefined {
  try {
    return userInfo();
  } catch {
    return undefined;
  }
}
