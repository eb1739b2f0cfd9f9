import type { PropertyDifference, StackResourceDrift } from "@aws-sdk/client-cloudformation";
import { explainAwsError } from "../../aws/aws_error.ts";
import { type StackDrift, stackDrift, stackDriftActions } from "../../aws/questions/network/stack_drift.ts";
import { networkStack } from "../../aws/resources/network_stack.ts";
import type { Aws } from "../../aws/session.ts";
import type { Clock } from "../../host/clock.ts";
import { advice, command } from "../../host/errors/advice.ts";
import type { Emit } from "../../host/events/events.ts";
import type { Remembered } from "../../state/journal/facts.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { Drift, DriftItem } from "./drift.ts";

type PartDeps = { readonly aws: Aws; readonly clock: Clock; readonly emit: Emit; readonly signal: AbortSignal };

/** Where these lead is looked at by ourselves. */
const lookedAt = new Set([
  "AWS::EC2::Route",
  "AWS::EC2::SubnetRouteTableAssociation",
  "AWS::EC2::VPCGatewayAttachment",
]);

/**
 * What CloudFormation itself tells of a stack's parts. Where it does not compare, that is told in a note: that they stand is looked at
 * anyway.
 */
export async function partDrift(deps: PartDeps, { expected, origin }: Remembered): Promise<Drift> {
  const { name } = networkStack.spec.parse(expected);
  const about = { layer: networkStack.layer, resource: "properties of network-stack", id: name };
  let drift: StackDrift;
  try {
    drift = await stackDrift(deps, name);
  } catch (cause) {
    deps.signal.throwIfAborted();
    const error = explainAwsError(
      cause,
      `comparing the resources of stack ${name} with its template`,
      stackDriftActions,
    );
    return { findings: [], unchecked: [{ ...about, why: error.message, error }], notes: [] };
  }
  if (drift.is === "unsupported") {
    const note =
      `the resources of stack ${name} were only checked for existence and routing, not for their properties: ` +
      `CloudFormation's drift detection: ${drift.why}`;
    return { findings: [], unchecked: [], notes: [note] };
  }
  const fix = advice`set it back by hand, because CloudFormation does not; see the difference with: ${
    command(
      `aws cloudformation describe-stack-resource-drifts --stack-name ${shellWord(name)} --region ${deps.aws.region} ` +
        `--profile ${shellWord(deps.aws.profile)}`,
    )
  }`;
  const items = drift.parts.filter(({ ResourceType = "" }) => !lookedAt.has(ResourceType)).flatMap(differencesOf);
  const { failure } = drift;
  return {
    findings: items.map((item) => ({
      item: { layer: networkStack.layer, ...item, origin },
      repair: undefined,
      fix,
    })),
    unchecked: failure === undefined ? [] : [{ ...about, why: failure }],
    notes: [],
  };
}

type PartItem = Omit<DriftItem, "layer" | "origin">;

function differencesOf(part: StackResourceDrift): readonly PartItem[] {
  const about = { resource: part.ResourceType ?? "", id: part.PhysicalResourceId ?? part.LogicalResourceId ?? "" };
  if (part.StackResourceDriftStatus === "DELETED") {
    return [{ ...about, field: "exists", expected: true, actual: false, status: "missing" }];
  }
  return (part.PropertyDifferences ?? []).map((difference) => ({ ...about, ...valuesOf(difference) }));
}

/** A path is `/Tags/0/Value`. */
function valuesOf(
  { PropertyPath = "", DifferenceType, ExpectedValue = "", ActualValue = "" }: PropertyDifference,
): Pick<PartItem, "field" | "expected" | "actual" | "status"> {
  const field = PropertyPath.split("/").filter((part) => part !== "").join(".");
  if (DifferenceType === "ADD") return { field, expected: null, actual: ActualValue, status: "unexpected" };
  if (DifferenceType === "REMOVE") return { field, expected: ExpectedValue, actual: null, status: "missing" };
  return { field, expected: ExpectedValue, actual: ActualValue, status: "changed" };
}
