import type { IAMClient } from "@aws-sdk/client-iam";
import { z } from "zod";
import { isAwsError } from "../aws_error.ts";
import { readPolicyDocument } from "./read_policy_document.ts";
import type { AwsDeps, Found, Json, Resource } from "../resource.ts";

/** `name`: with its path where it has one, as in `team/Operators`. */
export type ManagedPolicySpec = { account: string; name: string; document: Json };
export type ManagedPolicyOut = { arn: string };

/** IAM keeps so many versions of a policy. */
const mostVersions = 5;

/** A customer-managed policy. Who it is attached to is not managed, and one in use is never removed. */
export const managedPolicy: Resource<AwsDeps, ManagedPolicySpec, ManagedPolicyOut> = {
  kind: "managed-policy",
  layer: "iam",
  actions: {
    find: ["iam:GetPolicy", "iam:GetPolicyVersion"],
    write: ["iam:CreatePolicy", "iam:ListPolicyVersions", "iam:CreatePolicyVersion", "iam:DeletePolicyVersion"],
    remove: ["iam:ListPolicyVersions", "iam:DeletePolicyVersion", "iam:DeletePolicy"],
  },
  spec: z.object({ account: z.string(), name: z.string(), document: z.json() }),
  key: ({ account, name }) => `${account}/global/${name}`,
  title: ({ name }) => `policy ${name}`,

  async find({ aws }, spec, depth): Promise<Found<ManagedPolicySpec, ManagedPolicyOut>> {
    const { GetPolicyCommand } = await import("@aws-sdk/client-iam");
    const iam = await aws.iam();
    const arn = policyArn(spec);
    try {
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
      const document = depth === "exists" ? spec.document : await documentOf(iam, arn, Policy?.DefaultVersionId);
      return { is: "ready", spec: { ...spec, document }, out: { arn } };
    } catch (error) {
      if (isAwsError(error, "NoSuchEntity")) return { is: "absent" };
      throw error;
    }
  },

  async write({ aws }, wanted, found) {
    const { CreatePolicyCommand } = await import("@aws-sdk/client-iam");
    const iam = await aws.iam();
    if (found.is === "ready") return await replaceDocument(iam, wanted);
    const PolicyDocument = JSON.stringify(wanted.document);
    const end = wanted.name.lastIndexOf("/") + 1;
    const Path = end === 0 ? undefined : `/${wanted.name.slice(0, end)}`;
    await iam.send(new CreatePolicyCommand({ PolicyName: wanted.name.slice(end), Path, PolicyDocument }));
  },

  async remove({ aws }, spec) {
    const { DeletePolicyCommand } = await import("@aws-sdk/client-iam");
    const iam = await aws.iam();
    const arn = policyArn(spec);
    try {
      for (const version of await olderVersions(iam, arn)) await deleteVersion(iam, arn, version);
      await iam.send(new DeletePolicyCommand({ PolicyArn: arn }));
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntity")) throw error;
    }
  },
};

export function policyArn({ account, name }: Pick<ManagedPolicySpec, "account" | "name">): string {
  return `arn:aws:iam::${account}:policy/${name}`;
}

async function documentOf(iam: IAMClient, arn: string, version: string | undefined): Promise<Json> {
  const { GetPolicyVersionCommand } = await import("@aws-sdk/client-iam");
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: version }));
  return readPolicyDocument(PolicyVersion?.Document ?? "null");
}

/** Makes room first: the oldest version goes when IAM would not keep another one. */
async function replaceDocument(iam: IAMClient, wanted: ManagedPolicySpec): Promise<void> {
  const { CreatePolicyVersionCommand } = await import("@aws-sdk/client-iam");
  const arn = policyArn(wanted);
  const older = await olderVersions(iam, arn);
  if (older.length + 1 >= mostVersions) await deleteVersion(iam, arn, older[0]);
  const PolicyDocument = JSON.stringify(wanted.document);
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument, SetAsDefault: true }));
}

/** The versions that are not in force, oldest first. */
async function olderVersions(iam: IAMClient, arn: string): Promise<string[]> {
  const { paginateListPolicyVersions } = await import("@aws-sdk/client-iam");
  const older: { id: string; created: number }[] = [];
  for await (const page of paginateListPolicyVersions({ client: iam }, { PolicyArn: arn })) {
    for (const { VersionId = "", IsDefaultVersion, CreateDate } of page.Versions ?? []) {
      if (!IsDefaultVersion) older.push({ id: VersionId, created: CreateDate?.getTime() ?? 0 });
    }
  }
  return older.sort((one, other) => one.created - other.created).map(({ id }) => id);
}

async function deleteVersion(iam: IAMClient, arn: string, version: string): Promise<void> {
  const { DeletePolicyVersionCommand } = await import("@aws-sdk/client-iam");
  await iam.send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId: version }));
}
