/** Plain fetches of addresses that somebody else has signed. */
export interface Web {
  /** @throws when there is no answer */
  get(url: string): Promise<{ readonly status: number; readonly body: Uint8Array }>;
}
