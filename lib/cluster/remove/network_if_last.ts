import { networkUsers } from "../../aws/questions/network/network_users.ts";
import { networkStack } from "../../aws/resources/network_stack.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import type { Remembered } from "../../state/journal/facts.ts";
import type { ClusterMemory } from "../known/remember_cluster.ts";
import { type Removal, removal } from "../../state/walks/remove_one.ts";

/** What `--network-if-last` finds: a network to be removed, or why none is. */
export type NetworkVerdict =
  | { readonly is: "free"; readonly removal: Removal }
  | { readonly is: "kept"; readonly title: string; readonly why: string };

/**
 * Judges the network that a cluster stands in.
 *
 * @param resources what is remembered of the cluster
 * @returns nothing when an earlier deletion has removed it
 */
export async function networkIfLast(
  deps: AwsDeps,
  cluster: string,
  resources: readonly Remembered[],
  { runs }: Pick<ClusterMemory, "runs">,
): Promise<NetworkVerdict | undefined> {
  const remembered = resources.find(({ kind }) => kind === networkStack.kind);
  if (remembered === undefined) {
    const isRemoved = runs.some(({ facts }) =>
      facts.some((fact) => fact.fact === "removed" && fact.kind === networkStack.kind)
    );
    if (isRemoved) return undefined;
    return { is: "kept", title: "network", why: "no record says which network the cluster was in" };
  }
  const spec = networkStack.spec.parse(remembered.expected);
  const found = await networkStack.find(deps, spec, "exists");
  const title = networkStack.title(spec);
  if (found.is === "ready") {
    const users = await networkUsers(deps.aws, found.out.vpcId, cluster);
    if (users.length > 0) return { is: "kept", title, why: `in use by ${users.join(", ")}` };
  }
  return { is: "free", removal: { ...removal(networkStack, deps, spec), seen: found } };
}
