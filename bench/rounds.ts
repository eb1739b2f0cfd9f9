/** When a request was on the wire, in milliseconds. */
export type Span = { readonly at: number; readonly until?: number };

/**
 * How many dependent rounds requests took: a request that begins after all before it had ended begins a new round. Requests side
 * by side are one round.
 */
export function rounds(spans: readonly Span[]): number {
  let count = 0;
  let end = -Infinity;
  for (const { at, until = at } of [...spans].sort((a, b) => a.at - b.at)) {
    if (at >= end) count++;
    end = Math.max(at >= end ? until : end, until);
  }
  return count;
}
