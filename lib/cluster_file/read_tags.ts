import { parse } from "yaml";
import { z } from "zod";
import { DayError } from "../host/errors/day_error.ts";
import { mostTags, tagComplaint } from "../names/tag_rules.ts";

const file = z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) });

/** What a compute node gets besides: its name, cluster, version, queue, compute resource, and what kind of node it is. */
const ofParallelCluster = 9;

/** The tags of a cluster file. ParallelCluster gives them to the cluster's stack. A file without any has none. */
export function readTags(text: string): ReadonlyMap<string, string> {
  return new Map(tagList(text));
}

/**
 * Finds tags that the stack of the cluster could not be made with.
 *
 * @throws DayError DAY-TPL-001
 */
export function refuseTags(text: string): void {
  const seen = new Set<string>();
  const tags = tagList(text);
  if (tags.length > mostTags - ofParallelCluster) {
    const message = `${tags.length} tags are too many: AWS allows ${mostTags} for an instance, ` +
      `and ParallelCluster itself sets ${ofParallelCluster}`;
    throw new DayError("DAY-TPL-001", message, { fix: "leave out some under Tags in the template, or some --tag" });
  }
  for (const [key, value] of tags) {
    const complaint = seen.has(key) ? "it is there twice" : tagComplaint(key, value);
    seen.add(key);
    if (complaint === undefined) continue;
    throw new DayError("DAY-TPL-001", `the tag ${JSON.stringify(key)} would be refused: ${complaint}`, {
      fix: "correct it under Tags in the template, or in --tag",
    });
  }
}

function tagList(text: string): readonly (readonly [key: string, value: string])[] {
  // Every value as it is written: what one version of YAML takes for a number is a text in another.
  const read = file.safeParse(parse(text, { schema: "failsafe" }));
  return (read.data?.Tags ?? []).map(({ Key, Value }) => [Key, Value]);
}
