import type { Via } from "../../host/net/via.ts";
import type { HeadNodePlace } from "../pcluster/pcluster.ts";

/** A head node and what opens it. */
export type HeadNode = {
  readonly cluster: string;
  readonly region: string;
  readonly via: Via;
  /** The public one; "" where there is none. */
  readonly address: string;
  /** What its host key is pinned to: an instance keeps its key, and a new cluster of the same name is another instance. */
  readonly instance: string;
  /** What OpenSSH connects to: the address, or the instance where the way leads through a session. */
  readonly host: string;
  /** The path of the private key. */
  readonly key: string;
};

/** Nothing where it cannot be reached that way; what does not look like an address or an id counts as none. */
export function headNodeAt(
  { cluster, region, via }: { readonly cluster: string; readonly region: string; readonly via: Via },
  place: Partial<HeadNodePlace> = {},
  key: string,
): HeadNode | undefined {
  const address = /^[\da-zA-Z][\w.:-]*$/.exec(place.address ?? "")?.[0] ?? "";
  const id = /^i-\w+$/.exec(place.instance ?? "")?.[0];
  const host = via === "ssm" ? id ?? "" : address;
  return host === "" ? undefined : { cluster, region, via, address, instance: id ?? `${cluster}.${region}`, host, key };
}
