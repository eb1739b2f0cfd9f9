import { z } from "zod";
import { readSentinel, sentinelBody } from "../contract/sentinels.ts";

const leaseShape = z.object({
  v: z.literal(1),
  owner: z.string(),
  host: z.string(),
  pid: z.number(),
  /** Another one in each ownership, so that an owner knows its own writes again. */
  nonce: z.string(),
  epoch: z.number().int().positive(),
  attempt: z.number().int().positive(),
  lease_s: z.number().positive(),
  seq: z.number().int().nonnegative(),
  step: z.string(),
});

/** What `daylily.lock` says of its owner. */
export type Lease = z.infer<typeof leaseShape>;

export function leaseBody(at: Date, lease: Lease): Uint8Array {
  return new TextEncoder().encode(sentinelBody(at, JSON.stringify(lease)));
}

/** @returns nothing for the body of an earlier generation, which holds a time only */
export function readLease(bytes: Uint8Array): Lease | undefined {
  const { detail = "" } = readSentinel(new TextDecoder().decode(bytes)) ?? {};
  try {
    return leaseShape.parse(JSON.parse(detail));
  } catch {
    return undefined;
  }
}
