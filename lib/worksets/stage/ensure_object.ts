import { objectStanding } from "../../aws/questions/objects/object_standing.ts";
import type { Aws } from "../../aws/session.ts";
import { sha256 } from "../../host/sha256.ts";
import type { S3Address } from "../../names/s3_address.ts";
import { joinSources } from "./join_sources.ts";
import type { PartLimits } from "./plan_parts.ts";
import type { Source } from "./source.ts";

/** What a joined object is known by: the sources it was made from, and what they were then. */
const mark = "daylily-sources";

/** Makes sure that an object is its sources end to end. @returns whether it was that already */
export async function ensureObject(
  aws: Aws,
  target: S3Address,
  sources: readonly Source[],
  limits?: PartLimits,
): Promise<boolean> {
  const digest = await sha256(JSON.stringify(sources.map(({ uri, version, bytes }) => [uri, version, bytes])));
  const found = await objectStanding(aws, target);
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  if (found.is === "there" && found.metadata[mark] === digest && found.bytes === total) return true;
  await joinSources(aws, sources, target, { [mark]: digest }, limits);
  return false;
}

/** Removes an object that was made like this. What somebody else has put in its place stays. */
export async function removeOwnObject(aws: Aws, target: S3Address): Promise<void> {
  const found = await objectStanding(aws, target);
  if (found.is !== "there" || found.metadata[mark] === undefined) return;
  const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
  await (await aws.s3()).send(new DeleteObjectCommand({ Bucket: target.bucket, Key: target.key }));
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
