/** No limit that anything which works comes near to, on however busy a machine: it only guards against waiting for ever. */
const patience = 10 * 60_000;

/**
 * Looks again and again until there is something to see.
 *
 * @param look gives nothing, or false, as long as it is not so
 * @throws Error naming what was waited for
 */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not within ${patience / 60_000} minutes`);
}
