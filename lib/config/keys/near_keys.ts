import { requiredKeys } from "./keys.ts";

const farthest = 3;

/** The keys that somebody who typed `text` may have meant, nearest first; all of them when none is near. */
export function nearKeys(text: string): readonly string[] {
  const wanted = text.toLowerCase();
  const ranked = requiredKeys
    .map((key) => ({ key, distance: contains(key.toLowerCase(), wanted) ? 0 : edits(key.toLowerCase(), wanted) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance || (a.key < b.key ? -1 : 1));
  return ranked.length > 0 ? ranked.map(({ key }) => key) : [...requiredKeys].sort();
}

function contains(key: string, wanted: string): boolean {
  return wanted.length > farthest && (key.includes(wanted) || wanted.includes(key));
}

/** How many letters must be inserted, removed or exchanged to turn one text into the other. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const exchange = row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(exchange, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[to.length];
}
