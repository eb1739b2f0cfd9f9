import type { Call } from "./call.ts";

/** Operations whose IAM action has another name, by service. */
const different: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: {
    CompleteMultipartUpload: "PutObject",
    CopyObject: "PutObject",
    CreateMultipartUpload: "PutObject",
    DeleteBucketEncryption: "PutEncryptionConfiguration",
    DeleteBucketLifecycleConfiguration: "PutLifecycleConfiguration",
    DeleteObjects: "DeleteObject",
    GetBucketEncryption: "GetEncryptionConfiguration",
    GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
    GetBucketNotificationConfiguration: "GetBucketNotification",
    GetBucketReplication: "GetReplicationConfiguration",
    HeadBucket: "ListBucket",
    HeadObject: "GetObject",
    ListBuckets: "ListAllMyBuckets",
    ListMultipartUploads: "ListBucketMultipartUploads",
    ListObjectVersions: "ListBucketVersions",
    ListObjects: "ListBucket",
    ListObjectsV2: "ListBucket",
    ListParts: "ListMultipartUploadParts",
    PutBucketEncryption: "PutEncryptionConfiguration",
    PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
    PutBucketNotificationConfiguration: "PutBucketNotification",
    PutBucketReplication: "PutReplicationConfiguration",
    UploadPart: "PutObject",
    UploadPartCopy: "PutObject",
  },
  lambda: { Invoke: "InvokeFunction" },
};

/** Names of services in signatures that IAM does not use. */
const prefixes: Readonly<Record<string, string>> = { monitoring: "cloudwatch", tagging: "tag" };

/** Budgets knows only two actions for everything that reads and everything that changes. */
export function actionNamed(service: string, operation: string): string {
  if (service === "budgets") {
    return /^(?:Describe|List)/.test(operation) ? "budgets:ViewBudget" : "budgets:ModifyBudget";
  }
  return `${prefixes[service] ?? service}:${different[service]?.[operation] ?? operation}`;
}

/** The IAM action of a call. */
export function actionOf({ service, operation }: Pick<Call, "service" | "operation">): string {
  return actionNamed(service, operation);
}

/** Everything that IAM asks about one call, its own action first: what a condition, a version, a role or a tag in it needs besides. */
export function actionsOf(call: Call): readonly string[] {
  const own = call.service === "s3" ? storageActions(call) : [actionOf(call)];
  return [...new Set([...own, ...passedRole(call), ...tagging(call)])];
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html */
function storageActions(call: Call): readonly string[] {
  const { operation, parameters, headers, body } = call;
  const own = actionOf(call);
  if (operation === "DeleteObjects") {
    const objects = new TextDecoder().decode(body).match(/<Object>.*?<\/Object>/gs) ?? [];
    return [...new Set(objects.map((one) => one.includes("<VersionId>") ? "s3:DeleteObjectVersion" : own))];
  }
  const isOneVersion = parameters.versionId !== undefined && /^(?:Get|Head|Delete)Object$/.test(operation);
  const reads = headers.has("if-match") && /^(?:Put|Delete)Object$/.test(operation);
  const copies = operation.includes("Copy");
  return [isOneVersion ? `${own}Version` : own, ...(reads || copies ? ["s3:GetObject"] : [])];
}

function passedRole({ service, operation, parameters }: Call): readonly string[] {
  const passes = (service === "scheduler" && /^(?:Create|Update)Schedule$/.test(operation)) ||
    (service === "cloudformation" && parameters.RoleARN !== undefined) ||
    (service === "lambda" && operation === "CreateFunction") ||
    (service === "ec2" && Object.keys(parameters).some((name) => name.startsWith("IamInstanceProfile.")));
  return passes ? ["iam:PassRole"] : [];
}

/** Whoever makes a thing with tags has to be allowed to tag it. */
function tagging({ service, operation, parameters }: Call): readonly string[] {
  const names = Object.keys(parameters);
  const isMaking = /^(?:Create|Run|Allocate|Request|Put)/.test(operation);
  if (service === "ec2") {
    const tagged = isMaking && names.some((name) => /^TagSpecification\.\d+\.Tag\./.test(name));
    return tagged ? ["ec2:CreateTags"] : [];
  }
  const given = parameters.Tags ?? parameters.ResourceTags;
  const tagged = isMaking && (names.some((name) => name.startsWith("Tags.member.")) ||
    (Array.isArray(given) && given.length > 0));
  if (!tagged) return [];
  if (service === "iam") return [`iam:Tag${operation.slice("Create".length)}`];
  return ["sns", "budgets", "fsx", "scheduler"].includes(service) ? [`${service}:TagResource`] : [];
}
