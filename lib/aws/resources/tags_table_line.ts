import type { S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { DayError } from "../../host/errors/day_error.ts";
import { changeObject, type Version } from "../objects/change_object.ts";
import { readVersion, s3Object } from "../objects/s3_object.ts";
import type { AwsDeps, Found, Resource } from "../resource.ts";
import { tagsLine, tagsTableKey, usersInTable, withLine, withoutLine, withoutProject } from "./tags_table.ts";

/** `users`: who may spend on the project beside `ubuntu`, as `usersOf` gives them. */
export type TagsTableLineSpec = { account: string; region: string; bucket: string; project: string; users: string[] };
export type TagsTableLineOut = { uri: string };

/** What looking found, together with the table it was found in, so that writing need not read it again. */
type FoundInTable = Found<TagsTableLineSpec, TagsTableLineOut> & { readonly table: Version };

const tries = 8;

/**
 * A project's line in the table of budget users, which every cluster of the region reads.
 *
 * Several writers may change the table at the same time: each writes only over what it has read, and reads again when
 * another was faster. All bytes that do not belong to the project stay as they are.
 */
export const tagsTableLine: Resource<AwsDeps, TagsTableLineSpec, TagsTableLineOut> = {
  kind: "tags-table-line",
  layer: "budget",
  actions: {
    find: ["s3:ListBucket", "s3:GetObject"],
    write: ["s3:ListBucket", "s3:GetObject", "s3:PutObject"],
    remove: ["s3:ListBucket", "s3:GetObject", "s3:PutObject"],
  },
  spec: z.object({
    account: z.string(),
    region: z.string(),
    bucket: z.string(),
    project: z.string(),
    users: z.array(z.string()),
  }),
  key: ({ account, region, bucket, project }) => `${account}/${region}/${bucket}/${project}`,
  title: ({ project }) => `budget users of ${project}`,

  async find({ aws }, spec): Promise<FoundInTable> {
    const table = await readTagsTable(await aws.s3(), spec.bucket);
    const users = usersInTable(table.bytes, spec.project);
    if (users === undefined) return { is: "absent", table };
    return { is: "ready", spec: { ...spec, users: inOrderOf(spec.users, users) }, out: { uri: uriOf(spec) }, table };
  },

  async write(deps, wanted, found) {
    const line = tagsLine(wanted.project, wanted.users);
    const change = (bytes: Uint8Array) =>
      found.is === "ready" ? withOnlyLine(bytes, wanted, line) : withLine(bytes, line);
    await changeTable(deps, wanted.bucket, change, hasTable(found) ? found.table : undefined);
  },

  async remove(deps, { bucket, project, users }) {
    const line = tagsLine(project, users);
    await changeTable(deps, bucket, (bytes) => withoutLine(bytes, line));
  },
};

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

export async function readTagsTable(client: S3Client, bucket: string): Promise<Version> {
  return await readVersion(client, placeIn(bucket));
}

function placeIn(bucket: string) {
  return { bucket, key: tagsTableKey, contentType: "text/tab-separated-values" };
}

async function changeTable(
  { aws, ...deps }: AwsDeps,
  bucket: string,
  change: (bytes: Uint8Array) => Uint8Array,
  known?: Version,
): Promise<void> {
  const object = s3Object(await aws.s3(), placeIn(bucket));
  const { is } = await changeObject(deps, object, ({ bytes }) => change(bytes), { known, tries });
  if (is === "done") return;
  const message =
    `s3://${bucket}/${tagsTableKey} was changed by somebody else during each of ${tries} attempts to write it`;
  throw new DayError("DAY-AWS-001", message, { fix: "run the command again" });
}
