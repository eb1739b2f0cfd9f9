/** The process's surroundings, read once and passed on; nothing else reads environment variables. */
export interface Environment {
  /** The variable's value; an empty one counts as absent. */
  get(name: string): string | undefined;
  /** All variables, for children. */
  all(): Readonly<Record<string, string>>;
  /** The user's home folder. */
  readonly home: string;
  /** The login name, from `USER` or else from the operating system. */
  readonly user: string;
  /** The folder against which paths typed by a person are resolved (`deno task` changes the working folder). */
  readonly folder: string;
}
