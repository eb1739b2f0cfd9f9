import { z } from "zod";
import { DayError } from "../host/errors/day_error.ts";
import type { Json } from "../host/json.ts";
import { readClusterFile } from "../cluster_file/template_problem.ts";
import { readTags } from "../cluster_file/read_tags.ts";

/** What a final cluster file says of the choices of its run. What it does not say is "", or nothing. */
export type ClusterFileFacts = {
  readonly region: string;
  readonly publicSubnet: string;
  readonly privateSubnets: readonly string[];
  readonly bucket: string;
  /** The name of the cluster's budget. */
  readonly project: string;
  /** By queue and compute resource. */
  readonly prices: Json;
  /** The file without the prices, which are a point of their own, and with its tags by key. */
  readonly rest: Json;
};

const computeResource = z.looseObject({ Name: z.string(), SpotPrice: z.json().optional() });
const queue = z.looseObject({
  Name: z.string(),
  Networking: z.looseObject({ SubnetIds: z.array(z.string()) }),
  ComputeResources: z.array(computeResource),
});
const file = z.looseObject({
  Region: z.string(),
  HeadNode: z.looseObject({
    Networking: z.looseObject({ SubnetId: z.string() }),
    Iam: z.looseObject({ S3Access: z.array(z.looseObject({ BucketName: z.string() })).default([]) }).optional(),
  }),
  Scheduling: z.looseObject({ SlurmQueues: z.array(queue) }),
});

/**
 * Reads a final cluster file, whichever program has rendered it.
 *
 * @throws DayError DAY-PAR-001 for a file that is none of a Slurm cluster
 */
export function clusterFileFacts(path: string, text: string): ClusterFileFacts {
  const { document, problem } = readClusterFile(text);
  if (problem !== undefined) throw new DayError("DAY-PAR-001", `${path}: ${problem}`);
  const read = file.safeParse(document.toJS());
  if (!read.success) {
    const [{ path: at, message }] = read.error.issues;
    throw new DayError(
      "DAY-PAR-001",
      `${path} is not a ParallelCluster configuration file: ${at.join(".")}: ${message}`,
    );
  }
  const { Region, HeadNode, Scheduling: { SlurmQueues, ...scheduling }, ...others } = read.data;
  const tags = readTags(text);
  const unpriced = SlurmQueues.map(({ ComputeResources, ...each }) => ({
    ...each,
    ComputeResources: ComputeResources.map(({ SpotPrice: _, ...resource }) => resource),
  }));
  return {
    region: Region,
    publicSubnet: HeadNode.Networking.SubnetId,
    privateSubnets: [...new Set(SlurmQueues.flatMap(({ Networking }) => Networking.SubnetIds))].sort(),
    bucket: HeadNode.Iam?.S3Access[0]?.BucketName ?? tags.get(bucketTag)?.replace(/^s3:\/\//, "") ?? "",
    project: tags.get(projectTag) ?? "",
    prices: Object.fromEntries(
      SlurmQueues.map(({ Name, ComputeResources }) => [
        Name,
        Object.fromEntries(ComputeResources.map(({ Name, SpotPrice = null }) => [Name, SpotPrice])),
      ]),
    ),
    rest: asJson({
      ...others,
      Region,
      HeadNode,
      Scheduling: { ...scheduling, SlurmQueues: unpriced },
      Tags: Object.fromEntries(tags),
    }),
  };
}

const bucketTag = "aws-parallelcluster-monitor-bucket";
const projectTag = "aws-parallelcluster-project";

/** What YAML has beside JSON (dates, for example) as JSON writes it. */
function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
