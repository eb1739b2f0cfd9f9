import type { Clock } from "./clock.ts";

export type PollOptions = {
  /** Milliseconds before each further look. */
  readonly pauses: readonly number[];
  /** Whether the last pause repeats for ever. Default: after the last one there is no further look. */
  readonly endless?: boolean;
  /** Called every ten seconds at the latest while nothing is looked at, with the milliseconds since the beginning. */
  readonly tell?: (waited: number) => void;
};

/** Nobody sits before a silent screen for longer than this. */
const longestSilence = 10_000;

/**
 * Looks again and again until there is an answer.
 *
 * @param look gets the milliseconds since the beginning; undefined: not yet
 * @returns the answer, or nothing after the last look
 * @throws the signal's reason when it is aborted during a pause
 */
export async function poll<T>(
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal },
  { pauses, endless = false, tell = () => {} }: PollOptions,
  look: (waited: number) => Promise<T | undefined>,
): Promise<T | undefined> {
  const begin = clock.now().getTime();
  const waited = () => clock.now().getTime() - begin;
  for (let turn = 0;; turn++) {
    const answer = await look(waited());
    if (answer !== undefined) return answer;
    const pause = pauses[turn] ?? (endless ? pauses[pauses.length - 1] : undefined);
    if (pause === undefined) return undefined;
    for (let left = pause; left > 0; left -= longestSilence) {
      tell(waited());
      await clock.sleep(Math.min(longestSilence, left), signal);
    }
  }
}
