import type { Held } from "../protocol/hold.ts";

/**
 * Which workset of this monitor has the name of a cluster: a creation that has only begun cannot be seen in AWS yet. A turn ends when
 * the workset is held no more.
 */
export type ClusterTurns = {
  /** @returns the other workset that has the name; nothing when it is this one's now */
  take(held: Held, cluster: { readonly name: string; readonly region: string }): string | undefined;
};

export function clusterTurns(): ClusterTurns {
  const turns = new Map<string, Held>();
  return {
    take(held, { name, region }) {
      const key = `${region}/${name}`;
      const other = turns.get(key);
      if (other !== undefined && other !== held && !other.over.aborted) return other.place.workset;
      turns.set(key, held);
      return undefined;
    },
  };
}
