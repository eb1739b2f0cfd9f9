import type { Layer } from "../layer.ts";

/**
 * Carries out the writes of one object one after another. S3 judges the condition of a write (`If-Match`, `If-None-Match`) and
 * writes in one step; the emulator serves each request in a thread of its own and lets another one in between.
 */
export function objectWrites(): Layer {
  const ends = new Map<string, Promise<void>>();
  return async (call, next) => {
    if (call.service !== "s3" || !call.mutating) return await next(call);
    const object = call.target.split("?")[0];
    const end = Promise.withResolvers<void>();
    const before = ends.get(object);
    ends.set(object, end.promise);
    try {
      await before;
      return await next(call);
    } finally {
      if (ends.get(object) === end.promise) ends.delete(object);
      end.resolve();
    }
  };
}
