import type { S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { systemClock } from "../host/clock.ts";
import { DayError } from "../host/day_error.ts";
import { isAwsError } from "./aws_error.ts";
import type { Found, Resource } from "./resource.ts";
import type { Aws } from "./session.ts";
import { tagsLine, tagsTableKey, usersInTable, withLine, withoutLine, withoutProject } from "./tags_table.ts";
import type { Sleep } from "./until_propagated.ts";

/** `users`: who may spend on the project beside `ubuntu`, as `usersOf` gives them. */
export type TagsTableLineSpec = { region: string; bucket: string; project: string; users: string[] };
export type TagsTableLineOut = { uri: string };

/** How to wait before another try; `random` gives numbers from 0 up to 1. */
export type Backoff = { readonly sleep: Sleep; readonly random: () => number };

/** The table as it was read; without ETag there is no such object. */
type Table = { readonly etag: string | undefined; readonly bytes: Uint8Array };

/** What looking found, together with the table it was found in, so that writing need not read it again. */
type FoundInTable = Found<TagsTableLineSpec, TagsTableLineOut> & { readonly table: Table };

const tries = 8;

/** A project's line in the table of budget users, which every cluster of the region reads. */
export const tagsTableLine: Resource<Aws, TagsTableLineSpec, TagsTableLineOut> = tagsTableLineWith({
  sleep: systemClock.sleep,
  random: Math.random,
});

/**
 * Several writers may change the table at the same time: each writes only over what it has read, and reads again when
 * another was faster. All bytes that do not belong to the project stay as they are.
 *
 * @see spec/create-budget.md sections 5 and 8, spec/decisions.md 3.5
 */
export function tagsTableLineWith(backoff: Backoff): Resource<Aws, TagsTableLineSpec, TagsTableLineOut> {
  return {
    kind: "tags-table-line",
    existing: "leave",
    actions: ["s3:ListBucket", "s3:GetObject", "s3:PutObject"],
    spec: z.object({ region: z.string(), bucket: z.string(), project: z.string(), users: z.array(z.string()) }),
    key: (spec) => `${uriOf(spec)} ${spec.project}`,

    async find(aws, spec): Promise<FoundInTable> {
      const table = await readTable(await aws.s3(), spec.bucket);
      const users = usersInTable(table.bytes, spec.project);
      if (users === undefined) return { is: "absent", table };
      return { is: "ready", spec: { ...spec, users: inOrderOf(spec.users, users) }, out: { uri: uriOf(spec) }, table };
    },

    async write(aws, wanted, found) {
      const line = tagsLine(wanted.project, wanted.users);
      const change = (bytes: Uint8Array) =>
        found.is === "ready" ? withOnlyLine(bytes, wanted, line) : withLine(bytes, line);
      await changeTable(await aws.s3(), wanted.bucket, change, backoff, hasTable(found) ? found.table : undefined);
    },

    async remove(aws, { bucket, project, users }) {
      const line = tagsLine(project, users);
      await changeTable(await aws.s3(), bucket, (bytes) => withoutLine(bytes, line), backoff);
    },
  };
}

function hasTable(found: Found<TagsTableLineSpec, TagsTableLineOut>): found is FoundInTable {
  return "table" in found;
}

function uriOf({ bucket }: TagsTableLineSpec): string {
  return `s3://${bucket}/${tagsTableKey}`;
}

/** The order of users has no meaning: the wanted ones come as they were asked for. */
function inOrderOf(asked: readonly string[], users: readonly string[]): string[] {
  return [...asked.filter((user) => users.includes(user)), ...users.filter((user) => !asked.includes(user)).sort()];
}

/** Leaves one line of the project, unless its lines together already say what is wanted. */
function withOnlyLine(bytes: Uint8Array, { project, users }: TagsTableLineSpec, line: string): Uint8Array {
  const actual = usersInTable(bytes, project) ?? [];
  const asWanted = actual.length === users.length && users.every((user) => actual.includes(user));
  return asWanted ? bytes : withLine(withoutProject(bytes, project), line);
}

async function readTable(client: S3Client, bucket: string): Promise<Table> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  try {
    const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: tagsTableKey }));
    return { etag: ETag, bytes: await Body?.transformToByteArray() ?? new Uint8Array() };
  } catch (error) {
    if (isAwsError(error, "NoSuchKey")) return { etag: undefined, bytes: new Uint8Array() };
    throw error;
  }
}

async function changeTable(
  client: S3Client,
  bucket: string,
  change: (bytes: Uint8Array) => Uint8Array,
  { sleep, random }: Backoff,
  known?: Table,
): Promise<void> {
  let table = known ?? await readTable(client, bucket);
  for (let count = 1; count <= tries; count++) {
    const bytes = change(table.bytes);
    if (sameBytes(bytes, table.bytes)) return;
    if (await putTable(client, bucket, bytes, table.etag)) return;
    await sleep(random() * Math.min(5000, 100 * 2 ** count));
    table = await readTable(client, bucket);
  }
  if (sameBytes(change(table.bytes), table.bytes)) return;
  const message = `s3://${bucket}/${tagsTableKey} was changed by others at every one of ${tries} tries`;
  throw new DayError("DAY-AWS-001", message, { fix: "run the command again" });
}

/** Whether the table was written; false when it is no longer as it was read. */
async function putTable(client: S3Client, bucket: string, bytes: Uint8Array, etag: string | undefined) {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  const condition = etag === undefined ? { IfNoneMatch: "*" } : { IfMatch: etag };
  const what = { Bucket: bucket, Key: tagsTableKey, Body: bytes, ContentType: "text/tab-separated-values" };
  try {
    await client.send(new PutObjectCommand({ ...what, ...condition }));
    return true;
  } catch (error) {
    // Gone meanwhile, changed meanwhile, or being changed at this moment.
    if (isAwsError(error, "NoSuchKey", "PreconditionFailed", "ConditionalRequestConflict")) return false;
    throw error;
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
