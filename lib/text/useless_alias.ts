import { type Document, visit } from "yaml";

/** An alias for which no value can be put, and why. */
export type UselessAlias = { readonly offset: number; readonly problem: string };

/**
 * The first alias of a document that refers to nothing before it, or the document's beginning where its aliases multiply without measure.
 * Whoever asks such a document for its values gets an error that no person understands.
 */
export function uselessAlias(document: Document): UselessAlias | undefined {
  const loose: UselessAlias[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      loose.push({
        offset: alias.range?.[0] ?? 0,
        problem: `*${alias.source} refers to nothing that stands before it`,
      });
      return visit.BREAK;
    },
  });
  if (loose.length > 0) return loose[0];
  try {
    document.toJS();
    return undefined;
  } catch {
    return { offset: 0, problem: "its aliases stand for more than a file can hold" };
  }
}
