import { clusterCommand } from "../../names/cluster_command.ts";
import { isAwsError } from "../../aws/aws_error.ts";
import { readTagsTable } from "../../aws/resources/tags_table_line.ts";
import { tagsTableKey, usersInTable } from "../../aws/resources/tags_table.ts";
import { bucketNameOf } from "../../names/bucket_name_of.ts";
import type { Lister, Scene, Thing } from "../scene/lister.ts";

/** The budgets of clusters with their lines in the table of budget users, and the one of the account. They cost nothing, and stay. */
export const budgets: Lister = {
  service: "budgets",
  reach: "region",
  actions: {
    list: ["budgets:ViewBudget", "s3:ListBucket", "s3:GetObject"],
    remove: ["budgets:ModifyBudget"],
  },

  async list(scene) {
    const [names, recorded] = await Promise.all([budgetNames(scene), scene.recorded()]);
    const owners = new Map(recorded.flatMap(({ cluster, budgets }) => budgets.map((name) => [name, cluster] as const)));
    const ownerOf = (name: string) => owners.get(name) ?? clusterNamed(name, scene.aws.region);
    const isOurs = (name: string) => {
      const cluster = ownerOf(name);
      return cluster !== undefined && (scene.cluster ?? cluster) === cluster;
    };
    const own = names.filter((name) => name !== globalBudget && isOurs(name));
    const buckets = [...new Set(recorded.flatMap((each) => each.buckets.map(bucketNameOf)))];
    const projects = [...new Set([...own, ...owners.keys()])].filter(isOurs);
    const lines = await Promise.all(buckets.map((bucket) => linesIn(scene, bucket, projects)));
    const account = await scene.account();
    const thing = (name: string): Omit<Thing, "cluster" | "why"> => ({
      ...{ service: "budgets", region: scene.aws.region, id: name, usd_per_day: null },
      remove: scene.command("budgets", "delete-budget", "--account-id", account, "--budget-name", name),
    });
    const purged = (cluster: string) => `${clusterCommand("delete", cluster, scene.aws.region)} --purge-budget`;
    return [
      ...own.map((name): Thing => {
        const cluster = ownerOf(name) ?? "";
        return {
          ...thing(name),
          cluster,
          why: "named after the cluster",
          stays: "delete keeps budgets",
          purge: purged(cluster),
        };
      }),
      ...lines.flat().map(({ project, uri }): Thing => {
        const cluster = ownerOf(project) ?? "";
        const stays = { stays: "delete keeps budgets", purge: purged(cluster) };
        return {
          ...thing(`${project} in ${uri}`),
          cluster,
          why: "line of the cluster's budget users",
          remove: purged(cluster),
          ...stays,
        };
      }),
      ...names.filter((name) => name === globalBudget).map((name): Thing => ({
        ...thing(name),
        cluster: undefined,
        why: "the budget of all clusters",
      })),
    ];
  },

  // No budget is ever left over.
  remove: () => Promise.resolve(),
};

const globalBudget = "daylily-global";

/** `da-<zone>-<cluster>`: of another region's zone it is another cluster's. */
function clusterNamed(name: string, region: string): string | undefined {
  const [, zone, cluster] = /^da-([a-z0-9-]+?\d[a-z])-(.+)$/.exec(name) ?? [];
  return zone?.slice(0, -1) === region ? cluster : undefined;
}

async function budgetNames({ aws, account }: Scene): Promise<readonly string[]> {
  const { paginateDescribeBudgets } = await import("@aws-sdk/client-budgets");
  const client = await aws.budgets();
  const names: string[] = [];
  try {
    for await (const page of paginateDescribeBudgets({ client }, { AccountId: await account() })) {
      names.push(...(page.Budgets ?? []).map(({ BudgetName = "" }) => BudgetName));
    }
  } catch (error) {
    // An account without any.
    if (!isAwsError(error, "NotFound")) throw error;
  }
  return names;
}

/** The projects that have a line in a bucket's table; none when bucket or table is gone. */
async function linesIn({ aws }: Scene, bucket: string, projects: readonly string[]) {
  if (projects.length === 0) return [];
  try {
    const { bytes } = await readTagsTable(await aws.s3(), bucket);
    return projects.filter((project) => usersInTable(bytes, project) !== undefined)
      .map((project) => ({ project, uri: `s3://${bucket}/${tagsTableKey}` }));
  } catch (error) {
    if (isAwsError(error, "NoSuchBucket")) return [];
    throw error;
  }
}
