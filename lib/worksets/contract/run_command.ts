import { shellWord } from "../../text/shell_word.ts";
import { shellWords } from "../../text/shell_words.ts";
import type { FieldReader } from "./field_reader.ts";
import type { ReadOptions, WorkFile } from "./work_file.ts";

/**
 * What stands behind `dy-r`. Whoever may write to the bucket must not run programs of their own with the cluster's rights, so what a
 * shell would act upon is refused unless it is in quotes.
 */
export function runCommand(
  read: FieldReader,
  key: string,
  command: string,
  { allowShell = false }: ReadOptions,
): Pick<WorkFile["pipeline"], "dyRCommand" | "dyRWords"> {
  const { words, active, isOpen } = shellWords(command);
  if (isOpen) read.complain(key, "a quote in it is not closed");
  if (active.length > 0 && !allowShell) {
    const shown = [...new Set(active)].map((each) => shellWord(each)).join(" ");
    read.complain(
      key,
      `a shell would act upon ${shown}; put quotes around it, or start the monitor with --allow-shell`,
    );
  }
  return { dyRCommand: command, dyRWords: words };
}
