import { isDenied } from "../../aws/aws_error.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Store } from "./store.ts";

type Check = { readonly what: string; readonly holds: () => Promise<boolean> };

/**
 * Whether a store has what the lease protocol stands on: seven requests, on an object of its own. Stores that look like S3 differ
 * exactly here, so that nothing is assumed, whatever the endpoint.
 *
 * @param key of an object that nobody else uses
 * @throws DayError WS-STO-001 with the conditions that the store does not keep; WS-AWS-002 with the action that is denied
 */
export async function probeStore(store: Store, key: string): Promise<void> {
  const bytes = new TextEncoder().encode("probe\n");
  const wrong = { etag: '"00000000000000000000000000000000"' };
  let etag = "";
  const checks: readonly Check[] = [
    {
      what: "a write on If-None-Match where nothing is",
      async holds() {
        etag = await store.put(key, bytes, "absent") ?? "";
        return etag !== "";
      },
    },
    {
      what: "If-None-Match refuses to write over an object",
      holds: async () => await store.put(key, bytes, "absent") === undefined,
    },
    {
      what: "If-Match refuses another ETag",
      holds: async () => await store.put(key, bytes, wrong) === undefined,
    },
    {
      what: "a write on If-Match with the right ETag",
      holds: async () => await store.put(key, bytes, { etag }) !== undefined,
    },
    {
      what: "If-Match refuses to write where nothing is",
      holds: async () => await store.put(`${key}.missing`, bytes, { etag }) === undefined,
    },
    {
      what: "a deletion on If-Match refuses another ETag",
      holds: async () => !await store.remove(key, wrong),
    },
    { what: "a deletion", holds: async () => await store.remove(key, "any") },
  ];
  const broken: string[] = [];
  for (const { what, holds } of checks) if (!await kept(what, holds)) broken.push(what);
  if (broken.length === 0) return;
  const message = `This store does not keep the conditions of S3's conditional writes: ${broken.join("; ")}`;
  throw new DayError("WS-STO-001", message, { details: { broken } });
}

/** What the store does not know at all, it does not keep either; a denial and a lost way are another matter. */
async function kept(what: string, holds: () => Promise<boolean>): Promise<boolean> {
  try {
    return await holds();
  } catch (error) {
    if (isDenied(error)) {
      const action = what.includes("deletion") ? "s3:DeleteObject" : "s3:PutObject";
      throw new DayError("WS-AWS-002", `Permission denied while probing the store: ${action}`, {
        cause: error,
        fix: `ask an administrator for the IAM permission ${action} on the worksets' root`,
      });
    }
    if (isUnknownToStore(error)) return false;
    throw error;
  }
}

function isUnknownToStore(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
  return status === 501 || status === 400;
}
