/**
 * A question about the known words that somebody who typed this one may have meant: two slips away at most, or begun and not
 * ended. Nothing when no word is near.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const near = known.filter((each) => distance(word, each) <= 2 || (word.length > 2 && each.startsWith(word)));
  return near.length === 0 ? undefined : `did you mean ${near.join(" or ")}?`;
}

/** How many letters have to be changed, added or left out to get from one word to the other. */
function distance(from: string, to: string): number {
  let row = [...Array(to.length + 1).keys()];
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[to.length];
}
