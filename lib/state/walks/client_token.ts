import { type Json, stableJsonLine } from "../../host/json.ts";
import { sha256 } from "../../host/sha256.ts";

/**
 * The idempotency token of one write: equal for every repetition of the same attempt, different for anything else.
 *
 * @returns 40 hexadecimal digits, which every service accepts
 */
export async function clientToken(names: readonly string[], spec: Json, attempt: number): Promise<string> {
  return (await sha256(stableJsonLine([...names, spec, attempt]))).slice(0, 40);
}
