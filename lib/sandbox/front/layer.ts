import type { Call } from "./call.ts";

export type Answer = (call: Call) => Promise<Response>;

/** One concern of the front: answers a call itself, changes it on the way in or its answer on the way out, or lets it pass. */
export type Layer = (call: Call, next: Answer) => Promise<Response>;

/** Puts the layers in front of the innermost answer, the first one outermost. */
export function layered(layers: readonly Layer[], innermost: Answer): Answer {
  return layers.reduceRight<Answer>((next, layer) => (call) => layer(call, next), innermost);
}
