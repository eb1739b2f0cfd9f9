/** A line taken apart as a shell would, nothing in it being expanded. */
export type ShellWords = {
  readonly words: readonly string[];
  /** Characters outside of quotes that a shell would act upon. */
  readonly active: readonly string[];
  /** A quote that is not closed, or a backslash with nothing behind it. */
  readonly isOpen: boolean;
};

const blank = /\s/;
const acting = /[;|&$`<>!\n]/;

/** Splits a line into words: blanks separate, both kinds of quotes and the backslash keep together. */
export function shellWords(text: string): ShellWords {
  const [words, active]: [string[], string[]] = [[], []];
  let [word, quote]: [string | undefined, string] = [undefined, ""];
  const characters = [...text];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at];
    const next = characters[at + 1];
    const isEscape = character === "\\" && quote !== "'" &&
      (quote === "" || (next !== undefined && '"\\$`'.includes(next)));
    if (isEscape) {
      if (next === undefined) return { words, active, isOpen: true };
      word = (word ?? "") + next;
      at++;
    } else if (quote === character) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) {
      quote = character;
      word ??= "";
    } else if (quote === "" && blank.test(character)) {
      if (character === "\n") active.push(character);
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      if (quote === "" && acting.test(character)) active.push(character);
      word = (word ?? "") + character;
    }
  }
  if (word !== undefined) words.push(word);
  return { words, active, isOpen: quote !== "" };
}
