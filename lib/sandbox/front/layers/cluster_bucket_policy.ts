import type { Layer } from "../layer.ts";

/**
 * Swallows the bucket policy that `pcluster` sets on its own bucket: the emulator enforces "TLS only" without looking at the
 * condition, and then nobody can read the bucket.
 */
export const clusterBucketPolicy: Layer = (call, next) => {
  const swallowed = call.operation === "PutBucketPolicy" &&
    String(call.parameters.Bucket).startsWith("parallelcluster-");
  return swallowed ? Promise.resolve(new Response(null, { status: 204 })) : next(call);
};
