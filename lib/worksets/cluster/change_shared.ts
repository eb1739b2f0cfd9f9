import { changeObject, type Version } from "../../aws/objects/change_object.ts";
import type { Held } from "../protocol/hold.ts";
import { insist } from "../protocol/insist.ts";
import type { ProtocolDeps } from "../protocol/protocol_deps.ts";
import { storeObject } from "../protocol/store_object.ts";
import { readShared, sharedBody, type SharedCluster } from "./shared_cluster.ts";

/** After so many writes that met another's it is begun anew. */
const tries = 12;

/**
 * Makes something else of what is known of a shared cluster, over exactly what was read.
 *
 * @param change may be called several times, each time with what stands there now; nothing, or the same: it stays as it is
 * @returns what stands there in the end; nothing where there is none
 */
export async function changeShared(
  deps: Pick<ProtocolDeps, "store" | "clock" | "random">,
  held: Held,
  key: string,
  change: (shared: SharedCluster | undefined) => SharedCluster | undefined,
): Promise<SharedCluster | undefined> {
  const bytesAfter = ({ etag, bytes }: Version) => {
    held.guard();
    const before = etag === undefined ? undefined : readShared(bytes, key);
    const after = change(before);
    return after === undefined || after === before ? undefined : sharedBody(after);
  };
  const once = () => changeObject(deps, storeObject(deps.store, key), bytesAfter, { tries });
  for (;;) {
    const { is, version } = await insist(deps, held, once);
    if (is === "contended") continue;
    return version.etag === undefined ? undefined : readShared(version.bytes, key);
  }
}
