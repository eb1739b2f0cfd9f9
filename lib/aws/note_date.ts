import type { MiddlewareStack } from "@smithy/types";

/** Has a command note the `Date` of its last answer that bears one, also of one that refuses it. @returns what says it, in milliseconds; NaN without */
export function noteDate<Input extends object, Output extends object>(
  command: { readonly middlewareStack: MiddlewareStack<Input, Output> },
): () => number {
  let date = "";
  command.middlewareStack.add((next) => async (given) => {
    const result = await next(given);
    const { headers = {} } = result.response as { readonly headers?: Readonly<Record<string, string>> };
    date = headers.date ?? headers.Date ?? date;
    return result;
  }, { step: "deserialize", name: "noteDate", priority: "low" });
  return () => Date.parse(date);
}
