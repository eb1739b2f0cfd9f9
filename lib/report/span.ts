/** A stretch of time for a person: `under 0.1 s`, `0.4 s`, `12 s`, `2 min 31 s`, `3 h 4 min`, `2 d 5 h`. */
export function span(milliseconds: number): string {
  const exact = Math.max(0, milliseconds) / 1000;
  if (exact < 0.1) return "under 0.1 s";
  if (exact < 9.95) return `${Number(exact.toFixed(1))} s`;
  const seconds = Math.round(exact);
  const units = [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]] as const;
  const largest = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[largest];
  const first = `${Math.floor(seconds / size)} ${unit}`;
  const rest = units.at(largest + 1);
  const amount = rest === undefined ? 0 : Math.floor(seconds % size / rest[1]);
  return amount === 0 ? first : `${first} ${amount} ${rest?.[0]}`;
}
