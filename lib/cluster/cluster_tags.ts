import { parse } from "yaml";
import { z } from "zod";

const file = z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.unknown() })).default([]) });

/** The tags of a cluster file. ParallelCluster gives them to the cluster's stack. A file without any has none. */
export function clusterTags(text: string): ReadonlyMap<string, string> {
  const read = file.safeParse(parse(text));
  return new Map(read.data?.Tags.map(({ Key, Value }) => [Key, String(Value ?? "")]));
}
