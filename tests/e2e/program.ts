import { join } from "node:path";
import type { Ended, Started } from "../support/program_here.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { asFromSource, programArgv, programFolder } from "../support/program_process.ts";

/** Starts the program as a task does. @param environment complete, nothing is inherited */
export function startProgram(
  environment: Readonly<Record<string, string>>,
  ...words: string[]
): Started & { readonly pid: number } {
  const child = program(environment, words, "null").spawn();
  let err = "";
  let told = () => {};
  const listening = async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      err = asFromSource(err + text);
      told();
    }
  };
  const finish = async (): Promise<Ended> => {
    const [out, { code }] = await Promise.all([new Response(child.stdout).text(), child.status, listening()]);
    return { code, out: asFromSource(out), err };
  };
  const ended = finish();
  return {
    ended,
    pid: child.pid,
    async saying(pattern) {
      const heard = new Promise<void>((resolve) => {
        told = () => pattern.test(err) && resolve();
        told();
      });
      await Promise.race([heard, ended.then(() => Promise.reject(new Error(`it ended without ${pattern}:\n${err}`)))]);
    },
    signal: (name) => child.kill(name),
  };
}

/** Runs the program to its end. */
export function runProgram(environment: Readonly<Record<string, string>>, ...words: string[]): Promise<Ended> {
  return startProgram(environment, ...words).ended;
}

/** The same with answers from a pipe. @param lines what is typed, each with its end */
export async function runFromPipe(
  environment: Readonly<Record<string, string>>,
  lines: string,
  ...words: string[]
): Promise<Ended> {
  const child = program(environment, words, "piped").spawn();
  const keyboard = child.stdin.getWriter();
  await keyboard.write(new TextEncoder().encode(lines));
  await keyboard.close();
  const { code, stdout, stderr } = await child.output();
  const said = (bytes: Uint8Array) => asFromSource(new TextDecoder().decode(bytes));
  return { code, out: said(stdout), err: said(stderr) };
}

function program(environment: Readonly<Record<string, string>>, words: readonly string[], stdin: "null" | "piped") {
  const [command, ...args] = programArgv(words, "-P=changing");
  return new Deno.Command(command, {
    args,
    cwd: programFolder(environment),
    clearEnv: true,
    env: { ...environment, NO_COLOR: "1" },
    stdin,
    stdout: "piped",
    stderr: "piped",
  });
}

/** The flags of a creation from the shipped demonstration, in which nothing has to be asked. */
export const demo = [
  ..."create --region-az us-west-2b --config config/demo.yaml --non-interactive --pass-on-warn".split(" "),
];

export function configFolder({ home }: Pick<Sandbox, "home">): string {
  return join(home, ".config", "daylily");
}

/** Files in the configuration folder by name, those of folders below it left out. */
export async function artifactTexts(sandbox: Pick<Sandbox, "home">): Promise<ReadonlyMap<string, string>> {
  const folder = configFolder(sandbox);
  const names = (await Array.fromAsync(Deno.readDir(folder))).filter(({ isFile }) => isFile).map(({ name }) => name);
  return new Map(
    await Promise.all(names.sort().map(async (name) => [name, await Deno.readTextFile(join(folder, name))] as const)),
  );
}
