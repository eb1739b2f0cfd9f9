import type { Json } from "../../host/json.ts";
import { scheduleOperation, storageOperation } from "./rest_operations.ts";

/** How a service wants to be spoken to, and so how it reports errors. */
export type Protocol = "query" | "ec2" | "json" | "rest-json" | "s3";

/** Who asks, judged by the user agent: our own SDK, the genuine `pcluster`, the AWS CLI (of the reference check). */
export type Caller = "sdk" | "pcluster" | "cli" | "other";

/** One request, read completely and understood as far as its protocol allows. */
export type Call = {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The name in the signature, for example `ec2`, `s3`, `budgets`, `servicequotas`. */
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  readonly protocol: Protocol;
  /** Flat text by dotted name for the query protocols, the document for JSON, bucket and key for S3. */
  readonly parameters: { readonly [name: string]: Json };
  readonly mutating: boolean;
  readonly caller: Caller;
  /** The access key of the signature, "" for an unsigned request: who is meant. */
  readonly accessKey: string;
  readonly userAgent: string;
  /** Why AWS refuses the caller the first of these actions that he lacks; absent where nobody is judged. */
  readonly refusal?: (actions: readonly string[]) => string | undefined;
};

const reading =
  /^(Get|List|Describe|DetectStack|Head|Simulate|Search|Lookup|BatchGet|Query$|Scan$|Select|Filter|AssumeRole|Options|ValidateTemplate)/;

export function isXml({ protocol }: Call): boolean {
  return protocol === "query" || protocol === "ec2" || protocol === "s3";
}

/** Reads a request, body included. */
export async function readCall(request: Request): Promise<Call> {
  const url = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  const target = request.url.slice(url.origin.length);
  const scope = /Credential=([^/]*)\/\d*\/([^/]*)\/([^/]*)\//.exec(
    request.headers.get("authorization") ?? decodeURIComponent(presigned(url)),
  );
  const region = scope?.[2] ?? "us-east-1";
  const service = scope?.[3] ?? "s3";
  const understood = understand(request, url, service, body);
  const { operation, parameters } = understood;
  const userAgent = request.headers.get("user-agent") ?? "";
  return {
    method: request.method,
    target,
    headers: request.headers,
    body,
    service,
    region,
    ...understood,
    mutating: !reading.test(operation) && parameters.DryRun !== "true",
    caller: callerOf(userAgent),
    accessKey: scope?.[1] ?? "",
    userAgent,
  };
}

function presigned(url: URL): string {
  const credential = url.searchParams.get("X-Amz-Credential");
  return credential === null ? "" : `Credential=${credential}`;
}

type Understood = Pick<Call, "operation" | "protocol" | "parameters">;

function understand(request: Request, url: URL, service: string, body: Uint8Array): Understood {
  const target = request.headers.get("x-amz-target");
  if (target !== null) {
    return { operation: target.slice(target.lastIndexOf(".") + 1), protocol: "json", parameters: document(body) };
  }
  const form = formOf(request, url, body);
  const action = form?.get("Action");
  if (form && action) {
    const protocol = service === "ec2" ? "ec2" : "query";
    return { operation: action, protocol, parameters: Object.fromEntries(form) };
  }
  if (service === "s3") return { ...storageOperation(request, url), protocol: "s3" };
  const named = service === "scheduler" ? scheduleOperation(request.method, url.pathname) : undefined;
  const operation = named?.operation ?? `${verbs[request.method] ?? request.method}${url.pathname}`;
  return { operation, protocol: "rest-json", parameters: { ...document(body), ...named?.parameters } };
}

const verbs: Readonly<Record<string, string>> = { GET: "Get", HEAD: "Head", OPTIONS: "Options" };

function formOf(request: Request, url: URL, body: Uint8Array): URLSearchParams | undefined {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) return new URLSearchParams(new TextDecoder().decode(body));
  return url.searchParams.has("Action") ? url.searchParams : undefined;
}

function document(body: Uint8Array): { [name: string]: Json } {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof parsed === "object" && parsed !== null ? { ...parsed } as { [name: string]: Json } : {};
  } catch {
    return {};
  }
}

function callerOf(userAgent: string): Caller {
  if (userAgent.startsWith("aws-sdk-js/")) return "sdk";
  if (userAgent.startsWith("aws-cli/")) return "cli";
  return userAgent.startsWith("Boto3/") || userAgent.startsWith("Botocore/") ? "pcluster" : "other";
}
