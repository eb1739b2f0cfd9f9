import type { EmulatorCalls } from "../../emulator/calls.ts";
import { sandboxKey } from "../../emulator/seed.ts";
import { actionsOf } from "../actions.ts";
import type { Call } from "../call.ts";
import { type Principal, readPrincipal } from "../callers/principal.ts";
import { verdict } from "../callers/verdict.ts";
import { deniedAnswer, notAuthorized } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/** Nobody can be refused to ask who he is. */
const always = "sts:GetCallerIdentity";

type Known = { changes: number; readonly principals: Map<string, { at: number; who: Principal | null }> };

function knownIn(world: World): Known {
  return world.memory("caller policies", () => ({ changes: 0, principals: new Map() }));
}

/**
 * Judges who calls by the policies attached to him: every user that has been given keys of his own, and every assumed role. The
 * sandbox's own caller and keys that the account does not know may do everything.
 */
export function callerPolicies(world: World, calls: EmulatorCalls): Layer {
  return async (call, next) => {
    const who = await principalOf(world, calls, call);
    if (who === null) return await next(call);
    const refused = refusedOf(who, actionsOf(call));
    if (refused !== undefined) return deniedAnswer(call, who.arn, refused.action, refused.is);
    return await next({ ...call, refusal: (actions) => refusal(who, actions) });
  };
}

/** What is known of policies no longer holds once somebody has changed something in IAM, or a stack may have. */
export function policyChanges(world: World): Layer {
  return async (call, next) => {
    const answer = await next(call);
    if (call.mutating && (call.service === "iam" || call.service === "cloudformation")) knownIn(world).changes++;
    return answer;
  };
}

async function principalOf(world: World, calls: EmulatorCalls, { accessKey }: Call): Promise<Principal | null> {
  if (accessKey === "" || accessKey === sandboxKey.id || accessKey === world.callerKey) return null;
  const { changes, principals } = knownIn(world);
  const known = principals.get(accessKey);
  if (known?.at === changes) return known.who;
  const who = await readPrincipal(calls, accessKey) ?? null;
  principals.set(accessKey, { at: changes, who });
  return who;
}

function refusedOf({ statements }: Principal, actions: readonly string[]) {
  for (const action of actions) {
    const is = action === always ? "allowed" : verdict(statements, action);
    if (is !== "allowed") return { action, is };
  }
  return undefined;
}

function refusal(who: Principal, actions: readonly string[]): string | undefined {
  const refused = refusedOf(who, actions);
  return refused && notAuthorized(who.arn, refused.action, refused.is);
}
