import { stackRemoval } from "../scene/stack_removal.ts";
import type { Lister, Thing } from "../scene/lister.ts";

const why: Readonly<Record<string, string>> = {
  failed: "only what is left of the cluster",
  going: "is being deleted",
  stands: "the cluster itself",
};

/** The stacks of clusters, and those of the networks that all clusters share. */
export const stacks: Lister = {
  service: "stacks",
  reach: "region",
  actions: { list: ["cloudformation:DescribeStacks"], remove: ["cloudformation:DeleteStack"] },

  async list({ aws: { region }, cluster: wanted, stacks, command }) {
    const { clusters, networks } = await stacks();
    const thing = (name: string): Pick<Thing, "service" | "region" | "id" | "usd_per_day" | "remove"> => ({
      ...{ service: "stacks", region, id: name, usd_per_day: null },
      remove: stackRemoval(command, name),
    });
    const own = clusters.filter(({ cluster }) => (wanted ?? cluster) === cluster);
    return [
      ...own.map(({ cluster, name, status, phase }): Thing => ({
        ...thing(name),
        cluster,
        why: `${status}, ${why[phase]}`,
        ...(phase === "going" ? { isGoing: true } : {}),
        ...(status === "DELETE_FAILED" ? { isStuck: true } : {}),
      })),
      ...networks.map(({ name, status }): Thing => ({
        ...thing(name),
        cluster: undefined,
        why: `${status}, network of a zone`,
      })),
    ];
  },

  async remove({ scene: { aws } }, { id }) {
    const { DeleteStackCommand } = await import("@aws-sdk/client-cloudformation");
    await (await aws.cloudformation()).send(new DeleteStackCommand({ StackName: id }));
  },
};
