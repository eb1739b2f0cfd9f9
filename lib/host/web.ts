/** Plain fetches of addresses that somebody else has signed. */
export interface Web {
  /** @throws when there is no answer */
  get(url: string): Promise<{ readonly status: number; readonly body: Uint8Array }>;
}

/** The real thing, with a limit of 30 seconds for one answer. */
export function systemWeb(signal?: AbortSignal): Web {
  return {
    async get(url) {
      const limit = AbortSignal.timeout(30_000);
      const answer = await fetch(url, { signal: signal === undefined ? limit : AbortSignal.any([limit, signal]) });
      return { status: answer.status, body: await answer.bytes() };
    },
  };
}
