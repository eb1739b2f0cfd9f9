import type { StackResourceDrift } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../../../host/clock.ts";
import { reasonOf } from "../../../host/errors/reason_of.ts";
import type { Emit } from "../../../host/events/events.ts";
import { waitEvent } from "../../../host/events/wait_event.ts";
import { poll } from "../../../host/poll.ts";
import { isAwsError, isRefusal, isThrottle, isUnsupported } from "../../aws_error.ts";
import type { Aws } from "../../session.ts";

/** Beside these CloudFormation asks, in the caller's name, for what each part looks like. */
export const stackDriftActions = [
  "cloudformation:BatchDescribeTypeConfigurations",
  "cloudformation:DetectStackDrift",
  "cloudformation:DetectStackResourceDrift",
  "cloudformation:DescribeStackDriftDetectionStatus",
  "cloudformation:DescribeStackResourceDrifts",
] as const;

type DriftDeps = { readonly aws: Aws; readonly clock: Clock; readonly emit: Emit; readonly signal: AbortSignal };

/**
 * What CloudFormation makes of a stack's parts. `told`: of those types that it can compare; `failure` is why it could not compare all of
 * these. `unsupported`: it does not compare here, or not this stack as it is now.
 */
export type StackDrift =
  | { readonly is: "told"; readonly parts: readonly StackResourceDrift[]; readonly failure: string | undefined }
  | { readonly is: "unsupported"; readonly why: string };

/** Milliseconds between looks: some two minutes in all, in which CloudFormation compares a hundred parts. */
const pauses = [1_000, 2_000, 4_000, 8_000, ...Array<number>(7).fill(15_000)];

/**
 * Has CloudFormation compare a stack's parts with its template. That changes nothing in the account, and IAM counts it as reading: of
 * the stack it only keeps when it was compared last, and with what result.
 *
 * @throws what the service says, unless that is that it does not do this
 */
export async function stackDrift(deps: DriftDeps, stack: string): Promise<StackDrift> {
  const tell = (waited: number) => {
    deps.emit(
      waitEvent("wait.resource", {
        subject: `stack ${stack}`,
        state: "CloudFormation is comparing its resources with the template",
      }, waited),
    );
  };
  const begun = await begin(deps, stack, tell);
  if (typeof begun !== "string") return begun;
  const { DescribeStackDriftDetectionStatusCommand } = await import("@aws-sdk/client-cloudformation");
  const cloudformation = await deps.aws.cloudformation();
  const ended = await poll(deps, { pauses, tell }, async () => {
    const status = await cloudformation.send(
      new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: begun }),
    );
    return status.DetectionStatus === "DETECTION_IN_PROGRESS" ? undefined : status;
  });
  if (ended === undefined) {
    return { is: "told", parts: [], failure: "the comparison did not finish within two minutes" };
  }
  const { DetectionStatus, DetectionStatusReason, StackDriftStatus } = ended;
  const failure = DetectionStatus === "DETECTION_FAILED"
    ? DetectionStatusReason ?? "CloudFormation could not compare all resources"
    : undefined;
  if (failure === undefined && StackDriftStatus === "IN_SYNC") return nothingToTell;
  return { is: "told", parts: await differing(deps.aws, stack), failure };
}

const nothingToTell: StackDrift = { is: "told", parts: [], failure: undefined };

/** Begins a comparison. It waits for one that somebody else has begun, and for a service that is busy or out of order. */
async function begin(
  deps: DriftDeps,
  stack: string,
  tell: (waited: number) => void,
): Promise<string | StackDrift> {
  const { DetectStackDriftCommand } = await import("@aws-sdk/client-cloudformation");
  // Who does not know the operation at all would be asked eight times otherwise.
  const cloudformation = await deps.aws.cloudformationOnce();
  let failed: unknown;
  const begun = await poll(deps, { pauses: pauses.slice(0, 5), tell }, async () => {
    try {
      const { StackDriftDetectionId } = await cloudformation.send(new DetectStackDriftCommand({ StackName: stack }));
      return StackDriftDetectionId ?? "";
    } catch (error) {
      deps.signal.throwIfAborted();
      const text = reasonOf(error);
      if (isUnsupported(error)) return { is: "unsupported", why: "it is not offered here" } as const;
      const isBusy = isThrottle(error) || /in progress/i.test(text);
      if (isRefusal(error) && !isBusy) {
        if (!isAwsError(error, "ValidationError")) throw error;
        // That it is gone is told by the look at the stack itself.
        if (text.includes("does not exist")) return nothingToTell;
        return { is: "unsupported", why: text } as const;
      }
      failed = error;
      return undefined;
    }
  });
  if (begun === undefined) throw failed;
  return begun;
}

async function differing(aws: Aws, stack: string): Promise<readonly StackResourceDrift[]> {
  const { paginateDescribeStackResourceDrifts } = await import("@aws-sdk/client-cloudformation");
  const pages = paginateDescribeStackResourceDrifts({ client: await aws.cloudformation() }, {
    StackName: stack,
    StackResourceDriftStatusFilters: ["DELETED", "MODIFIED"],
  });
  return (await Array.fromAsync(pages)).flatMap(({ StackResourceDrifts = [] }) => StackResourceDrifts);
}
