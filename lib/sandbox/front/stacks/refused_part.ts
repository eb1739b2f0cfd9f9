import { stackTypes } from "../../../aws/permissions/stack_types.ts";
import type { Call } from "../call.ts";
import type { Failure } from "./life.ts";

type Part = { readonly logicalId: string; readonly type: string };

/**
 * The first part of a stack that its caller may not make or remove: CloudFormation acts with the rights of whoever calls it, and
 * finds out when the part's turn comes.
 */
export function refusedPart(call: Call, verb: "create" | "remove", parts: readonly Part[]): Failure | undefined {
  for (const { logicalId, type } of parts) {
    const reason = call.refusal?.(stackTypes[type]?.[verb] ?? []);
    if (reason === undefined) continue;
    return { logicalId, reason: `Resource handler returned message: "${reason}" (HandlerErrorCode: AccessDenied)` };
  }
  return undefined;
}
