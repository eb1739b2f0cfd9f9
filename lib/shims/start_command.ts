/** How a shim starts its task where `dayctl` is not on `PATH`. */
export type StartCommand = {
  /** Complete but for the arguments of the caller. */
  readonly argv: readonly string[];
  /** The file of the program in it: its source, which Deno runs, or its executable. It may have been moved since. */
  readonly program: string;
};

/** @param argv the command of a task, as this program would start it itself */
export function startCommand(argv: readonly string[]): StartCommand {
  return { argv, program: argv.find((word) => word.endsWith("/main.ts")) ?? argv[0] };
}

/** The program that reads `argv` has to be found on `PATH`. */
export function needsDeno({ argv, program }: StartCommand): boolean {
  return argv[0] !== program;
}

/** What a shim says when there is nothing that it could start. */
export const missing = {
  deno: "PATH has neither deno nor dayctl; Deno comes with: npm install --global deno@2.9.6",
  program: (path: string) =>
    `PATH has no dayctl, and ${path} is gone: install the shims once more from where it is now`,
};
