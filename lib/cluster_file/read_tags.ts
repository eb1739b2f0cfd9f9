import { parse } from "yaml";
import { z } from "zod";

const file = z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) });

/** The tags of a cluster file. ParallelCluster gives them to the cluster's stack. A file without any has none. */
export function readTags(text: string): ReadonlyMap<string, string> {
  // Every value as it is written: what one version of YAML takes for a number is a text in another.
  const read = file.safeParse(parse(text, { schema: "failsafe" }));
  return new Map(read.data?.Tags.map(({ Key, Value }) => [Key, Value]));
}
