import leven from "leven";
import { requiredKeys } from "./keys.ts";

const farthest = 3;

/** The keys that somebody who typed `text` may have meant, nearest first; all of them when none is near. */
export function nearKeys(text: string): readonly string[] {
  const wanted = text.toLowerCase();
  const ranked = requiredKeys
    .map((key) => ({ key, distance: contains(key.toLowerCase(), wanted) ? 0 : leven(key.toLowerCase(), wanted) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance || (a.key < b.key ? -1 : 1));
  return ranked.length > 0 ? ranked.map(({ key }) => key) : [...requiredKeys].sort();
}

function contains(key: string, wanted: string): boolean {
  return wanted.length > farthest && (key.includes(wanted) || wanted.includes(key));
}
