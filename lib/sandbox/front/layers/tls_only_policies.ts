import type { Layer } from "../layer.ts";

/**
 * Swallows the bucket policies "TLS only", which `pcluster` sets on its own bucket and the reference check on a new one: the emulator
 * enforces them without looking at their condition, and then nobody can use the bucket.
 */
export const tlsOnlyPolicies: Layer = (call, next) => {
  const swallowed = call.operation === "PutBucketPolicy" &&
    new TextDecoder().decode(call.body).includes("aws:SecureTransport");
  return swallowed ? Promise.resolve(new Response(null, { status: 204 })) : next(call);
};
