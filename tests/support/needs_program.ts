import { $ } from "../../tools/shell.ts";

/** @throws Error with the line that installs a program of the system, when it is missing; `name` is that of its Debian package */
export async function needsProgram(program: string, name = program): Promise<void> {
  if (!await $.commandExists(program)) {
    throw new Error(`${program} is missing; install it with: apt-get install ${name}`);
  }
}
