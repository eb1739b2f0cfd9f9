import { objectStanding } from "../../aws/questions/objects/object_standing.ts";
import type { Aws } from "../../aws/session.ts";
import { sha256 } from "../../host/sha256.ts";
import type { S3Address } from "../../names/s3_address.ts";
import { joinSources } from "./join_sources.ts";
import type { PartLimits } from "./plan_parts.ts";
import type { Source } from "./source.ts";

/** What a joined object is known by: the sources it was made from, and what they were then. */
export const sourcesMark = "daylily-sources";

/** Makes sure that an object is its sources end to end. @returns whether it was that already */
export async function ensureObject(
  aws: Aws,
  target: S3Address,
  sources: readonly Source[],
  limits?: PartLimits,
): Promise<boolean> {
  if (await isMadeFrom(aws, target, sources)) return true;
  await joinSources(aws, sources, target, { [sourcesMark]: await digestOf(sources) }, limits);
  return false;
}

/** Whether an object is a copy of ours of these sources, as they are now. */
export async function isMadeFrom(aws: Aws, target: S3Address, sources: readonly Source[]): Promise<boolean> {
  const found = await objectStanding(aws, target);
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  return found.is === "there" && found.metadata[sourcesMark] === await digestOf(sources) && found.bytes === total;
}

function digestOf(sources: readonly Source[]): Promise<string> {
  return sha256(JSON.stringify(sources.map(({ uri, version, bytes }) => [uri, version, bytes])));
}

/** Text as a source. */
export function textSource(text: string): Source {
  const bytes = new TextEncoder().encode(text);
  return {
    uri: "",
    bytes: bytes.length,
    version: text,
    read: (from, to) => Promise.resolve(bytes.slice(from, to)),
  };
}
