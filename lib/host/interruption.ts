/** How the person asked to stop. */
export type Interruption = {
  /** Aborted by the first Ctrl-C or TERM: start nothing new, finish or abandon the running step, save. */
  readonly signal: AbortSignal;
  /** The exit status that says so: 130 after INT, 143 after TERM, nothing while nobody asked. */
  exitCode(): number | undefined;
  dispose(): void;
};

/** The reason with which `signal` is aborted, so that it can be told from every other failure. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor(readonly exitCode: number) {
    super("interrupted");
  }
}
