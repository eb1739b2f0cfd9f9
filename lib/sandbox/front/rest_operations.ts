import type { Json } from "../../host/json.ts";

type Operation = { readonly operation: string; readonly parameters: { readonly [name: string]: Json } };

/** Subresources of S3 whose operations are named regularly: `?policy` is GetBucketPolicy, PutBucketPolicy and so on. */
const subresources: Readonly<Record<string, string>> = {
  accelerate: "AccelerateConfiguration",
  acl: "Acl",
  cors: "Cors",
  encryption: "Encryption",
  "legal-hold": "LegalHold",
  lifecycle: "LifecycleConfiguration",
  location: "Location",
  logging: "Logging",
  notification: "NotificationConfiguration",
  "object-lock": "LockConfiguration",
  ownershipControls: "OwnershipControls",
  policy: "Policy",
  policyStatus: "PolicyStatus",
  publicAccessBlock: "PublicAccessBlock",
  replication: "Replication",
  requestPayment: "RequestPayment",
  retention: "Retention",
  tagging: "Tagging",
  versioning: "Versioning",
  website: "Website",
};

const verbs: Readonly<Record<string, string>> = { GET: "Get", PUT: "Put", DELETE: "Delete", HEAD: "Head" };

/** The S3 operation of a request with the bucket in its path. */
export function storageOperation(request: Request, url: URL): Operation {
  const [bucket, ...rest] = url.pathname.slice(1).split("/");
  const key = decoded(rest.join("/"));
  const query = url.searchParams;
  const method = request.method;
  const parameters = {
    ...(bucket === "" ? {} : { Bucket: decoded(bucket) }),
    ...(key === "" ? {} : { Key: key }),
    ...Object.fromEntries(query),
  };
  if (bucket === "") return { operation: "ListBuckets", parameters };
  const sub = Object.keys(subresources).find((name) => query.has(name));
  if (sub !== undefined) {
    return { operation: `${verbs[method]}${key === "" ? "Bucket" : "Object"}${subresources[sub]}`, parameters };
  }
  const operation = key === "" ? bucketOperation(method, query) : objectOperation(method, query, request.headers);
  return { operation, parameters };
}

function bucketOperation(method: string, query: URLSearchParams): string {
  if (method === "GET") {
    if (query.has("uploads")) return "ListMultipartUploads";
    if (query.has("versions")) return "ListObjectVersions";
    return query.get("list-type") === "2" ? "ListObjectsV2" : "ListObjects";
  }
  if (method === "POST") return query.has("delete") ? "DeleteObjects" : "PostObject";
  return `${method === "PUT" ? "Create" : verbs[method]}Bucket`;
}

function objectOperation(method: string, query: URLSearchParams, headers: Headers): string {
  if (method === "GET" && query.has("uploadId")) return "ListParts";
  if (method === "PUT" && query.has("uploadId")) {
    return headers.has("x-amz-copy-source") ? "UploadPartCopy" : "UploadPart";
  }
  if (method === "PUT" && headers.has("x-amz-copy-source")) return "CopyObject";
  if (method === "POST") return query.has("uploads") ? "CreateMultipartUpload" : "CompleteMultipartUpload";
  if (method === "DELETE" && query.has("uploadId")) return "AbortMultipartUpload";
  return `${verbs[method] ?? method}Object`;
}

/** EventBridge Scheduler: the path names schedule, group or tagged resource. */
export function scheduleOperation(method: string, path: string): Operation | undefined {
  const [, kind, name] = path.split("/").map(decoded);
  const noun = ({ schedules: "Schedule", "schedule-groups": "ScheduleGroup", tags: "Tags" } as const)[kind];
  if (noun === undefined) return undefined;
  const parameters: Operation["parameters"] = name === undefined ? {} : { Name: name };
  if (noun === "Tags") {
    const operation = method === "GET" ? "ListTagsForResource" : method === "POST" ? "TagResource" : "UntagResource";
    return { operation, parameters };
  }
  if (name === undefined) return { operation: `List${noun}s`, parameters };
  const verb = ({ GET: "Get", POST: "Create", PUT: "Update", DELETE: "Delete" } as const)[method] ?? method;
  return { operation: `${verb}${noun}`, parameters };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
