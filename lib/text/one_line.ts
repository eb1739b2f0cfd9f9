import { plainText } from "./plain_text.ts";

/** A name from outside as it may stand within a line: no control characters, no line ends, nothing that turns the direction. */
export function oneLine(text: string): string {
  return plainText(text).replace(/[\n\t\u2028\u2029\p{Bidi_Control}]/gu, "\ufffd");
}
