import { textOf } from "./xml.ts";

/** The policy that an answer of IAM holds in an element, which may be encoded like an address. */
export function documentIn<S>(xml: string, element: string): { readonly Statement?: S | S[] } | undefined {
  const text = textOf(xml, element);
  return text === undefined ? undefined : JSON.parse(text.startsWith("%") ? decodeURIComponent(text) : text);
}
