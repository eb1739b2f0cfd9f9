import type { RequestRecord } from "../support/sandbox.ts";

/** A creation of seconds, in a network that stands at once. */
export const swift = { secondsOfCreation: 1, networkSeconds: 0, secondsOfDeletion: 0.2 } as const;

export function changing(requests: readonly RequestRecord[]): readonly RequestRecord[] {
  return requests.filter(({ mutating }) => mutating);
}

export function operations(requests: readonly RequestRecord[]): readonly string[] {
  return requests.map(({ operation }) => operation);
}
