/** Something that runs, what it costs and since when. */
export type RunningPart = {
  readonly what: string;
  /** Null: nobody knows. */
  readonly usd_per_hour: number | null;
  readonly since: Date;
};

/** What has been spent at least, and what is spent now. `uncounted`: what runs at a price that nobody knows. */
export type AccruedCost = {
  readonly usd_at_least: number;
  readonly usd_per_hour: number;
  readonly uncounted: readonly string[];
};

const hour = 3_600_000;

/** The cost of what runs, since it runs. What has run and ended is not in it: it says the least. */
export function accruedCost(parts: readonly RunningPart[], now: Date): AccruedCost {
  const known = parts.filter(({ usd_per_hour }) => usd_per_hour !== null);
  const hours = ({ since }: RunningPart) => Math.max(0, now.getTime() - since.getTime()) / hour;
  return {
    usd_at_least: cents(known.reduce((sum, part) => sum + (part.usd_per_hour ?? 0) * hours(part), 0)),
    usd_per_hour: round(known.reduce((sum, part) => sum + (part.usd_per_hour ?? 0), 0)),
    uncounted: parts.filter(({ usd_per_hour }) => usd_per_hour === null).map(({ what }) => what),
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
