import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import { isAwsError } from "../../aws/aws_error.ts";
import { storagePrices } from "../../cost/fallback_prices.ts";
import { clusterLogs, clusterOfLogGroup } from "../../names/cluster_of_log_group.ts";
import { dayOfStorage, gibOf } from "../scene/daily_price.ts";
import type { Lister, Scene, Thing } from "../scene/lister.ts";
import { deletedClusters } from "../scene/deleted_clusters.ts";
import { counted } from "../../text/counted.ts";

/** The log group of a cluster, and those of the functions in its stack, which bear the last part of the stack's id. */
export const logGroups: Lister = {
  service: "log groups",
  reach: "region",
  actions: {
    list: ["logs:DescribeLogGroups", "cloudformation:DescribeStacks", "cloudformation:ListStacks"],
    remove: ["logs:DeleteLogGroup"],
  },

  async list(scene) {
    const prefixes = [clusterLogs, "/aws/lambda/pcluster-"];
    const [[own, functions], { clusters }] = await Promise.all([
      Promise.all(prefixes.map((prefix) => groupsOf(scene, prefix))),
      scene.stacks(),
    ]);
    const standing = new Map(clusters.map(({ id, cluster }) => [stackUuid(id), cluster]));
    const isKnown = ({ logGroupName = "" }: LogGroup) => standing.has(uuidAtEnd(logGroupName));
    // Stacks that are gone are asked for only where a function's logs outlive one.
    const gone = functions.every(isKnown) ? new Map<string, string>() : await deletedClusters(scene.aws);
    return [
      ...own.flatMap((group) =>
        thingOf(scene, group, clusterOfLogGroup(group.logGroupName ?? ""), "named after the cluster")
      ),
      ...functions.flatMap((group) => {
        const uuid = uuidAtEnd(group.logGroupName ?? "");
        return thingOf(scene, group, standing.get(uuid) ?? gone.get(uuid), "of a function in the cluster's stack");
      }),
    ];
  },

  async remove({ scene: { aws } }, { id }) {
    const { DeleteLogGroupCommand } = await import("@aws-sdk/client-cloudwatch-logs");
    try {
      await (await aws.logs()).send(new DeleteLogGroupCommand({ logGroupName: id }));
    } catch (error) {
      if (!isAwsError(error, "ResourceNotFound")) throw error;
    }
  },
};

async function groupsOf({ aws }: Scene, logGroupNamePrefix: string): Promise<readonly LogGroup[]> {
  const { paginateDescribeLogGroups } = await import("@aws-sdk/client-cloudwatch-logs");
  const client = await aws.logs();
  const found: LogGroup[] = [];
  for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix })) {
    found.push(...page.logGroups ?? []);
  }
  return found;
}

function stackUuid(id: string): string {
  return id.split("/").at(-1) ?? "";
}

function uuidAtEnd(name: string): string {
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(name)?.[0] ?? "";
}

function thingOf(scene: Scene, group: LogGroup, cluster: string | undefined, why: string): Thing[] {
  const { aws: { region }, cluster: wanted, command } = scene;
  const { logGroupName: id = "", retentionInDays: days, storedBytes = 0 } = group;
  if (cluster === undefined || (wanted ?? cluster) !== cluster) return [];
  return [{
    service: "log groups",
    region,
    id,
    cluster,
    why,
    usd_per_day: dayOfStorage(gibOf(storedBytes), storagePrices.log),
    remove: command("logs", "delete-log-group", "--log-group-name", id),
    ...(days === undefined ? {} : { stays: `AWS deletes its logs after ${counted(days, "day")}` }),
  }];
}
