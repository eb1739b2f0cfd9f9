import { recordRemoval } from "../../state/walks/record_removal.ts";
import { stateLine } from "../../host/events/state_line.ts";
import { tellWhile } from "../../host/events/tell_while.ts";
import { deleteCommand } from "../known/delete_command.ts";
import { cluster as clusterKind } from "../pcluster/cluster.ts";
import { type PclusterDeps, runPcluster } from "../pcluster/pcluster.ts";
import type { DeletionSurvey } from "./survey_deletion.ts";
import { watchDeletion } from "./watch_deletion.ts";
import type { Deletion } from "./write_down.ts";

/**
 * Has the genuine `pcluster` delete the cluster and watches until it is gone. What `pcluster` says of it decides nothing: the cluster
 * does.
 *
 * @throws DayError as `watchDeletion`
 */
export async function removeCluster(
  run: Deletion,
  pcluster: PclusterDeps,
  { place, look }: DeletionSurvey,
): Promise<void> {
  const { deps, journal, request } = run;
  const { account, region, cluster: name } = place;
  if (look.is === "there") {
    deps.signal.throwIfAborted();
    const about = { subject: `cluster ${name} in ${region}`, state: "being deleted" };
    deps.emit({ code: "resource.removing", level: "info", message: stateLine(about), data: about });
    const asking = runPcluster(pcluster, ["delete-cluster", "-n", name, "--region", region]);
    const asked = await tellWhile(deps, `Starting the deletion of cluster ${name} with pcluster`, asking);
    const { aws, emit, clock, signal } = deps;
    await watchDeletion({ aws, pcluster, emit, clock, signal }, {
      cluster: name,
      stack: look.description.cloudformationStackArn ?? name,
      asked,
      again: deleteCommand(request, deps.environment),
    });
  }
  const key = clusterKind.key({ account, region, name, config_sha256: "" });
  await recordRemoval(journal, clusterKind.kind, key);
}
