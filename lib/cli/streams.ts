/** Where a task's words go. */
export type Streams = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** The width of the window that `err` writes to; nothing where it is none. */
  readonly columns?: () => number;
};
