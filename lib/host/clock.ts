/** Time as the program sees it; tests bring their own. */
export interface Clock {
  now(): Date;
  /** Milliseconds of a clock that nobody sets, since some moment: for how long something has been so. */
  ticks(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Is aborted after `milliseconds`: for a look that only advises, and is given up rather than waited for. */
  limit(milliseconds: number): AbortSignal;
}

export const systemClock: Clock = {
  now: () => new Date(),
  ticks: () => performance.now(),
  limit: (milliseconds) => AbortSignal.timeout(milliseconds),
  sleep(milliseconds, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, milliseconds);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  },
};

/** Local wall-clock time as `YYYYMMDDHHMMSS`, the stamp of every run and artifact. */
export function timestamp(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return String(date.getFullYear()).padStart(4, "0") + two(date.getMonth() + 1) + two(date.getDate()) +
    two(date.getHours()) + two(date.getMinutes()) + two(date.getSeconds());
}
