import { withSandbox } from "../support/sandbox.ts";
import type { RequestRecord } from "../support/sandbox.ts";
import { assertEnded, type CellOptions, freshCell, type Picture, type Place } from "./cell.ts";

/** What a creation does and leaves when nothing goes wrong. */
export type Undisturbed = {
  readonly picture: Picture;
  readonly requests: readonly RequestRecord[];
  /** Its changing requests in order, those of `pcluster` included. */
  readonly changes: readonly Place[];
};

/** Creates a cluster in an account of its own, in peace. */
export async function undisturbed(options: CellOptions = {}): Promise<Undisturbed> {
  return await withSandbox({}, async (sandbox) => {
    const cell = await freshCell(sandbox, options);
    assertEnded(await cell.create().ended, 0);
    const requests = [...sandbox.requests()];
    return {
      picture: await cell.picture(),
      requests,
      changes: placesOf(requests.filter((one) => one.mutating)),
    };
  });
}

/** Each request with its number among those of the same operation and caller. */
export function placesOf(requests: readonly RequestRecord[]): readonly Place[] {
  const counts = new Map<string, number>();
  return requests.map(({ service, operation, caller }) => {
    const kind = [service, operation, caller].join(" ");
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    return { service, operation, caller, nth };
  });
}
