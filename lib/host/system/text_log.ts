/** A log for people. Nothing depends on its lines, so that a full disk only ends the log. */
export interface TextLog {
  /** Whether its lines are written anywhere. */
  isOpen(): boolean;
  line(text: string): void;
  close(): void;
}

/** Opens a log for appending, mode 0600; where that is impossible lines go nowhere. */
export function openTextLog(path: string): TextLog {
  let file: Deno.FsFile | undefined;
  try {
    file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  } catch {
    file = undefined;
  }
  const close = () => {
    file?.close();
    file = undefined;
  };
  return {
    isOpen: () => file !== undefined,
    line(text) {
      try {
        file?.writeSync(new TextEncoder().encode(text + "\n"));
      } catch {
        close();
      }
    },
    close,
  };
}
