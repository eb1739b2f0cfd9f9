import { displayWidth } from "./display_width.ts";

const ellipsis = "…";

/** The text when it fits into so many columns, else as much of its beginning as does, and an ellipsis. */
export function cutEnd(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  return beginning(letters(text), columns - 1).join("") + ellipsis;
}

/** The text when it fits, else its beginning and its end, because that is where names differ, around an ellipsis. */
export function cutMiddle(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  const tail = beginning(letters(text).reverse(), Math.floor((columns - 1) / 2)).reverse().join("");
  return beginning(letters(text), columns - 1 - displayWidth(tail)).join("") + ellipsis + tail;
}

/** What a reader takes for one letter each, whatever it is written with. */
function letters(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** As many of the letters as fit. */
function beginning(letters: readonly string[], columns: number): string[] {
  let width = 0;
  const end = letters.findIndex((letter) => (width += displayWidth(letter)) > columns);
  return letters.slice(0, end);
}
