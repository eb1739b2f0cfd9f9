/**
 * Orders versions as people count: `3.9` before `3.11`. A part that is missing counts as zero, so `1.21` equals `1.21.0`; text
 * that follows the numbers does not count. Text without any number comes first.
 *
 * @returns negative when `one` is older than `other`, 0 when they are the same
 */
export function versionOrder(one: string, other: string): number {
  const ones = numbersOf(one);
  const others = numbersOf(other);
  for (let index = 0; index < Math.max(ones.length, others.length); index++) {
    const difference = (ones[index] ?? (index === 0 ? -1 : 0)) - (others[index] ?? (index === 0 ? -1 : 0));
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): number[] {
  return (/^[0-9]+(?:\.[0-9]+)*/.exec(version)?.[0] ?? "").split(".").filter((part) => part !== "").map(Number);
}
