import type { Call } from "./call.ts";

/** Operations whose IAM action has another name, by service. */
const different: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: {
    AbortMultipartUpload: "AbortMultipartUpload",
    CompleteMultipartUpload: "PutObject",
    CopyObject: "PutObject",
    CreateMultipartUpload: "PutObject",
    DeleteObjects: "DeleteObject",
    HeadBucket: "ListBucket",
    HeadObject: "GetObject",
    ListBuckets: "ListAllMyBuckets",
    ListMultipartUploads: "ListBucketMultipartUploads",
    ListObjectVersions: "ListBucketVersions",
    ListObjects: "ListBucket",
    ListObjectsV2: "ListBucket",
    ListParts: "ListMultipartUploadParts",
    UploadPart: "PutObject",
    UploadPartCopy: "PutObject",
  },
};

/** The IAM action of a call. Budgets knows only two for everything that reads and everything that changes. */
export function actionOf({ service, operation, mutating }: Call): string {
  if (service === "budgets") return mutating ? "budgets:ModifyBudget" : "budgets:ViewBudget";
  const prefix = service === "monitoring" ? "cloudwatch" : service;
  return `${prefix}:${different[service]?.[operation] ?? operation}`;
}
