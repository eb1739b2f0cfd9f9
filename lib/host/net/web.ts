/** Plain requests: for addresses that somebody else has signed, for data that anybody may read, and for messages to somebody's hook. */
export interface Web {
  /** @throws when there is no answer */
  get(url: string): Promise<{ readonly status: number; readonly body: Uint8Array }>;
  /** What stands there: `bytes` where the server says how many, `version` changes when they change. @throws when there is no answer */
  look(url: string): Promise<WebPage>;
  /** A part of it, `to` not included; status 206, unless the server gives no parts. @throws when there is no answer */
  range(url: string, from: number, to: number): Promise<WebPage & { readonly body: Uint8Array }>;
  /** Sends JSON; follows no redirect. @throws when there is no answer */
  post(url: string, json: string): Promise<{ readonly status: number }>;
}

export type WebPage = { readonly status: number; readonly bytes: number | undefined; readonly version: string };
