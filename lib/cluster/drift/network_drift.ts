import { explainAwsError, isAwsError } from "../../aws/aws_error.ts";
import { askedTypes, type StandingParts, standingParts } from "../../aws/questions/network/standing_parts.ts";
import { type StackPart, stackParts } from "../../aws/questions/network/stack_parts.ts";
import { networkStack } from "../../aws/resources/network_stack.ts";
import type { Aws } from "../../aws/session.ts";
import type { Clock } from "../../host/clock.ts";
import { type Advice, advice, command } from "../../host/errors/advice.ts";
import type { Emit } from "../../host/events/events.ts";
import type { Origin, Remembered } from "../../state/journal/facts.ts";
import { shellWord } from "../../text/shell_word.ts";
import { partDrift } from "./part_drift.ts";
import type { Drift, DriftItem, Finding, Unchecked } from "./drift.ts";
import { gatewayDrift, routeDrift } from "./route_drift.ts";

type NetworkDeps = { readonly aws: Aws; readonly clock: Clock; readonly emit: Emit; readonly signal: AbortSignal };

/**
 * What of a network's parts no longer stands, no longer leads where it has to, or has other properties. CloudFormation tells the
 * properties, where it compares at all; everything else is looked at here, with a better word for how to mend it. CloudFormation would
 * not mend it: an update with the same template changes nothing. So it is reported, and never repaired.
 *
 * @param isRemembered whether a part is compared by itself, as the account's policies are
 */
export async function networkDrift(
  deps: NetworkDeps,
  stack: Remembered,
  isRemembered: (part: string) => boolean,
): Promise<Drift> {
  const [own, told] = await Promise.all([ownLook(deps.aws, stack), partDrift(deps, stack)]);
  const isTold = ({ item }: Finding) =>
    !isRemembered(item.id) && !own.findings.some(({ item: { id, field } }) => id === item.id && field === "exists");
  return {
    findings: [...own.findings, ...told.findings.filter(isTold)],
    unchecked: [...own.unchecked, ...told.unchecked],
    notes: [...own.notes, ...told.notes],
  };
}

/** Of each type of part whether it stands, and of routes and gateways where they lead. */
async function ownLook(aws: Aws, { expected, origin }: Remembered): Promise<Drift> {
  const { az, name } = networkStack.spec.parse(expected);
  const parts = await stackParts(aws, name).catch((error: unknown) => {
    // That the stack is gone is told by the look at the stack itself.
    if (isAwsError(error, "ValidationError")) return [];
    return explainAwsError(error, `listing the resources of stack ${name}`, [
      "cloudformation:DescribeStackResources",
    ]);
  });
  if ("code" in parts) {
    const why = parts.message;
    return none([{ layer: "network", resource: "parts of network-stack", id: name, why, error: parts }]);
  }
  const asked = askedTypes.map((type) => ({ type, ids: idsOf(parts, type) })).filter(({ ids }) => ids.length > 0);
  const unchecked: Unchecked[] = [];
  const seen: (StandingParts & { readonly type: string })[] = [];
  await Promise.all(asked.map(async ({ type, ids }) => {
    try {
      seen.push({ type, ...await standingParts(aws, type, ids) });
    } catch (cause) {
      const error = explainAwsError(cause, `looking at the ${type} of stack ${name}`);
      unchecked.push({ layer: "network", resource: type, id: ids.join(" "), why: error.message, error });
    }
  }));
  const standing = new Set(seen.flatMap(({ ids }) => [...ids]));
  const place = `--region ${aws.region} --profile ${shellWord(aws.profile)}`;
  const gone = asked.filter((each) => seen.some(({ type }) => type === each.type)).flatMap(({ type, ids }) =>
    ids.filter((id) => !standing.has(id)).map((id) => missing(type, id, origin, renewal(az)))
  );
  return {
    findings: [
      ...gone,
      ...gatewayDrift(parts, seen.flatMap(({ gateways }) => gateways), { origin, place }),
      ...routeDrift(parts, seen.flatMap(({ tables }) => tables), { origin, place }),
    ],
    unchecked,
    notes: [],
  };
}

function none(unchecked: readonly Unchecked[]): Drift {
  return { findings: [], unchecked, notes: [] };
}

function idsOf(parts: readonly StackPart[], wanted: string): readonly string[] {
  return parts.filter(({ type, id }) => type === wanted && id !== "").map(({ id }) => id);
}

function missing(resource: string, id: string, origin: Origin, fix: Advice): Finding {
  const item: DriftItem = {
    ...{ layer: "network", resource, id, origin },
    ...{ field: "exists", expected: true, actual: false, status: "missing" },
  };
  return { item, repair: undefined, fix };
}

function renewal(zone: string): Advice {
  return advice`it cannot be restored with its old id: delete the clusters in this network, remove the network with ${
    command(`deno task infra remove-network --region-az ${zone}`)
  } and create again`;
}
