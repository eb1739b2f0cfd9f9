import { becauseTagged, taggedCluster } from "../../aws/pcluster/cluster_tag.ts";
import { heldIn } from "./held_in.ts";
import type { Scene, Thing } from "./lister.ts";

type Owned = {
  readonly path: string;
  readonly tags: readonly { readonly Key?: string; readonly Value?: string }[];
  /** The command that removes it; asked for only when it is a cluster's. */
  readonly removal: () => Promise<string>;
};

/** A thing of IAM as the cluster's whose tag or path it bears; nothing when it is no cluster's, or not the wanted one's. */
export async function ownedThings(
  scene: Scene,
  row: Pick<Thing, "service" | "region" | "id" | "usd_per_day">,
  { path, tags, removal }: Owned,
): Promise<Thing[]> {
  const { cluster: wanted } = scene;
  const byPath = /^\/parallelcluster\/([^/]+)\/$/.exec(path)?.[1];
  const byTag = taggedCluster(tags, undefined);
  const cluster = byTag ?? byPath;
  if (cluster === undefined || (wanted ?? cluster) !== cluster) return [];
  const [held, remove] = await Promise.all([heldIn(scene, cluster, tags), removal()]);
  const why = byTag === undefined ? `its path is ${path}` : becauseTagged(byTag);
  return [{ ...row, cluster, why, remove, ...(held === undefined ? {} : { heldIn: held }) }];
}
