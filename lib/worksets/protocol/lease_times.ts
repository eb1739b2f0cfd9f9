/**
 * The times of a lease, in milliseconds. The owner counts by a clock that nobody sets, from the moment it sent its last successful
 * renewal; everybody else by the store's clock alone. Between the owner's stop and the earliest takeover lies more than the time of
 * a request (30 s at the default), also when the owner's clock runs a fifth too slow.
 */
export type LeaseTimes = {
  /** Between two renewals. */
  readonly renew: number;
  /** The owner stops all that changes anything. */
  readonly stop: number;
  /** Others may take it over: the lease and a third of it. */
  readonly takeOver: number;
  /**
   * So long is waited for whoever may still be at work without a lock. Two clocks count here, that of the owner, which may be slow, and
   * that of whoever waits, which may be fast.
   */
  readonly lockless: number;
};

export const usualLeaseSeconds = 180;

/** The body of an earlier generation says nothing of a lease. */
export const legacyLease = 120_000;

export function leaseTimes(seconds: number): LeaseTimes {
  return {
    renew: seconds * 1000 / 3,
    stop: seconds * 5000 / 6,
    takeOver: seconds * 4000 / 3,
    lockless: seconds * 5000 / 3,
  };
}
