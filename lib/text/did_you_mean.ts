import leven from "leven";

/**
 * A question about the known words that somebody who typed this one may have meant: two slips away at most, or else begun and not
 * ended. Nothing when no word is near.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const slips = known.filter((each) => leven(word, each) <= 2);
  const near = slips.length > 0 || word.length < 3 ? slips : known.filter((each) => each.startsWith(word));
  return near.length === 0 ? undefined : `did you mean ${near.join(" or ")}?`;
}
