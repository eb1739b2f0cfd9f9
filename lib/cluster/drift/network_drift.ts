import { explainAwsError, isAwsError } from "../../aws/aws_error.ts";
import { askedTypes, type StandingParts, standingParts } from "../../aws/questions/network/standing_parts.ts";
import { type StackPart, stackParts } from "../../aws/questions/network/stack_parts.ts";
import { networkStack } from "../../aws/resources/network_stack.ts";
import type { Aws } from "../../aws/session.ts";
import { type Advice, advice, command } from "../../host/errors/advice.ts";
import type { Origin, Remembered } from "../../state/journal/facts.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { Drift, DriftItem, Finding, Unchecked } from "./drift.ts";
import { gatewayDrift, routeDrift } from "./route_drift.ts";

/**
 * What of a network's parts no longer stands, or no longer leads where it has to. CloudFormation would not mend it: an update with the
 * same template changes nothing. So it is reported with a command, and never repaired.
 */
export async function networkDrift(aws: Aws, { expected, origin }: Remembered): Promise<Drift> {
  const { az, name } = networkStack.spec.parse(expected);
  const parts = await stackParts(aws, name).catch((error: unknown) => {
    // That the stack is gone is told by the look at the stack itself.
    if (isAwsError(error, "ValidationError")) return [];
    return explainAwsError(error, `listing what the stack ${name} consists of`, [
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
  return advice`nothing brings it back under its old id: delete the clusters in this network, remove it with ${
    command(`deno task infra remove-network --region-az ${zone}`)
  } and create again`;
}
