/** Where the program's words go, at once and in order. */
export type Streams = {
  /** @throws DayError DAY-OUT-001 when it cannot be written; a reader that has gone away ends the writing, not the work */
  readonly out: (text: string) => void;
  /** Where nobody can be told that nothing can be told, it is not told. */
  readonly err: (text: string) => void;
  /** The width of the window that `err` writes to; nothing where it is none. */
  readonly columns?: () => number;
  /** How many lines that window has. */
  readonly rows?: () => number;
};
