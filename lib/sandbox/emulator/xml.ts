/** An XML document with its declaration. */
export function xmlAnswer(text: string, status = 200): Response {
  const headers = { "content-type": "text/xml" };
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`, { status, headers });
}

/** The answer of a service of the query protocol to an operation. */
export function queryAnswer(operation: string, result: string, namespace: string): Response {
  return xmlAnswer(
    `<${operation}Response xmlns="${namespace}"><${operation}Result>${result}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${crypto.randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`,
  );
}

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export function unescapeXml(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'")
    .replaceAll("&#x27;", "'").replaceAll("&amp;", "&");
}

/** The text of the first element of that name, unescaped. */
export function textOf(document: string, element: string): string | undefined {
  const found = new RegExp(`<${element}(?: [^>]*)?>([^<]*)</${element}>`).exec(document)?.[1];
  return found === undefined ? undefined : unescapeXml(found);
}

/** The texts of all elements of that name, unescaped, in the order of the document. */
export function textsOf(document: string, element: string): string[] {
  return [...document.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text]) =>
    unescapeXml(text)
  );
}

/** An answer whose body is changed on the way; its status stays. */
export async function rewritten(answer: Response, change: (text: string) => string): Promise<Response> {
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return new Response(change(await answer.text()), { status: answer.status, headers });
}

/**
 * The items of the lists of that name, which may hold lists of their own with items of the same name.
 *
 * @param item `member` in the query protocol, `item` in EC2
 */
export function changeItems(
  document: string,
  list: string,
  item: "item" | "member",
  change: (items: readonly string[]) => readonly string[],
): string {
  const lists = new RegExp(`<${list}>(.*?)</${list}>|<${list} ?/>`, "gs");
  return document.replace(lists, (_, inner: string | undefined) => {
    return `<${list}>${change(topElements(inner ?? "", item)).join("")}</${list}>`;
  });
}

function topElements(text: string, name: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(new RegExp(`</?${name}>`, "g"))) {
    if (!token.startsWith("</") && depth++ === 0) start = index;
    if (token.startsWith("</") && --depth === 0) found.push(text.slice(start, index + token.length));
  }
  return found;
}
