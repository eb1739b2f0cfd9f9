/** Something that runs, what it costs and since when. */
export type RunningPart = {
  readonly what: string;
  /** Null: nobody knows. */
  readonly usd_per_hour: number | null;
  readonly since: Date;
};

/** What has run and ended, and what it has cost at least. */
export type EndedCost = { readonly usd: number; readonly uncounted: readonly string[] };

/** What has been spent at least, and what is spent now. `uncounted`: what runs, or has run, at a price that nobody knows. */
export type AccruedCost = {
  readonly usd_at_least: number;
  /** Of it what has run and ended; null: nobody knows. */
  readonly usd_ended: number | null;
  readonly usd_per_hour: number;
  readonly uncounted: readonly string[];
};

const hour = 3_600_000;

/**
 * The cost of what runs, since it runs, and of what has ended.
 *
 * @param ended nothing where nobody tells of it
 */
export function accruedCost(parts: readonly RunningPart[], ended: EndedCost | undefined, now: Date): AccruedCost {
  const known = parts.filter(({ usd_per_hour }) => usd_per_hour !== null);
  const hours = ({ since }: RunningPart) => Math.max(0, now.getTime() - since.getTime()) / hour;
  const running = known.reduce((sum, part) => sum + (part.usd_per_hour ?? 0) * hours(part), 0);
  return {
    usd_at_least: cents(running + (ended?.usd ?? 0)),
    usd_ended: ended === undefined ? null : cents(ended.usd),
    usd_per_hour: round(known.reduce((sum, part) => sum + (part.usd_per_hour ?? 0), 0)),
    uncounted: [
      ...parts.filter(({ usd_per_hour }) => usd_per_hour === null).map(({ what }) => what),
      ...ended?.uncounted ?? [],
    ],
  };
}

/** Rounded down: it says the least. */
function cents(usd: number): number {
  return Math.floor(usd * 100 + 1e-6) / 100;
}

/** To a hundredth of a cent. */
function round(usd: number): number {
  return Math.round(usd * 10_000) / 10_000;
}
