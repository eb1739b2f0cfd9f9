import type { HeadNodePlace } from "../pcluster/pcluster.ts";

/** A head node and what opens it. */
export type HeadNode = {
  readonly cluster: string;
  readonly region: string;
  readonly address: string;
  /** What its host key is pinned to: an instance keeps its key, and a new cluster of the same name is another instance. */
  readonly instance: string;
  /** The path of the private key. */
  readonly key: string;
};

/** Nothing where it has no address; what does not look like one counts as none. */
export function headNodeAt(
  { cluster, region }: { readonly cluster: string; readonly region: string },
  place: HeadNodePlace | undefined,
  key: string,
): HeadNode | undefined {
  const { address = "", instance = "" } = place ?? {};
  if (!/^[\da-zA-Z][\w.:-]*$/.test(address)) return undefined;
  return { cluster, region, address, instance: /^i-\w+$/.test(instance) ? instance : `${cluster}.${region}`, key };
}
