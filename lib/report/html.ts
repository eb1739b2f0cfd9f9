import { redact } from "../host/redact.ts";
import { plainText } from "../text/plain_text.ts";

/** Markup that may be put into a page as it is. Only `html` makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text is escaped, markup is not, lists are joined. */
export type Content = string | number | Markup | readonly Content[];

/**
 * A piece of a page: ``html`<b>${name}</b>` ``. Everything put in is text unless it is markup already: escaped, without control
 * characters and without secrets, in elements and in quoted attributes alike.
 */
export function html(pieces: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(pieces.map((piece, at) => (at === 0 ? "" : markup(values[at - 1])) + piece).join(""));
}

function markup(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(markup).join("");
  return escaped(String(content));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Also what turns the direction of writing is taken out: it would make text read otherwise than it is. */
function escaped(text: string): string {
  const plain = plainText(redact(text)).replace(/\p{Bidi_Control}/gu, "\ufffd");
  return plain.replace(/[&<>"']/g, (character) => entities[character]);
}
