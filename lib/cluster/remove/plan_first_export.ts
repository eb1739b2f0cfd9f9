import type { CreateDeps } from "../create_deps.ts";
import { type ExportPlan, planExport } from "../export/export_results.ts";
import type { DeleteRequest } from "../known/delete_request.ts";
import type { ClusterLook } from "../pcluster/look_at_cluster.ts";

/** The export that comes before a deletion, or why there is none. */
export type FirstExport =
  | { readonly is: "planned"; readonly plan: ExportPlan }
  | { readonly is: "skipped"; readonly why: string };

/**
 * Looks where the results go before anything is deleted. Nothing is changed.
 *
 * @param isEmpty the cluster is known to have no file system
 * @throws DayError DAY-EXP-001 for a cluster that stands and has nothing to export from
 */
export async function planFirstExport(
  { aws }: Pick<CreateDeps, "aws">,
  { cluster, export_target: target }: DeleteRequest,
  look: Pick<ClusterLook, "is"> & { readonly status?: string },
  isEmpty: boolean,
): Promise<FirstExport | undefined> {
  if (target === "") return undefined;
  if (look.is === "absent") return { is: "skipped", why: `cluster ${cluster} is gone already` };
  if (look.is === "no cluster") return undefined;
  if (look.status === "DELETE_IN_PROGRESS" || look.status === "DELETE_COMPLETE") {
    return { is: "skipped", why: `cluster ${cluster} is being deleted already` };
  }
  // A deletion that failed half way may have come past the file system.
  if (look.status === "DELETE_FAILED" && isEmpty) {
    return { is: "skipped", why: `the file system of cluster ${cluster} is gone already` };
  }
  return { is: "planned", plan: await planExport(aws, cluster, target) };
}
