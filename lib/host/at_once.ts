/** Does the same with each, so many at the same time; answers in the order of what was given. The first failure stops the rest. */
export async function atOnce<T, R>(most: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const stop = new AbortController();
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) {
      stop.signal.throwIfAborted();
      results[index] = await work(item);
    }
  };
  const workers = Array.from({ length: Math.min(most, items.length) }, () =>
    worker().catch((error) => {
      stop.abort(error);
      throw error;
    }));
  // Nothing goes on behind the back of whoever hears of the failure.
  await Promise.allSettled(workers);
  await Promise.all(workers);
  return results;
}
