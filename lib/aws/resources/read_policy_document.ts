import type { Json } from "../../host/json.ts";

/** An IAM document as IAM gives it: JSON, percent-encoded. */
export function readPolicyDocument(encoded: string): Json {
  return JSON.parse(decodeURIComponent(encoded));
}
