import type { Call } from "./call.ts";
import { actionOf } from "./actions.ts";
import { brokenAnswer, deniedAnswer, errorAnswer, expiredAnswer, throttledAnswer } from "./errors.ts";
import type { Fault, Faults } from "./faults.ts";
import type { Answer } from "./layer.ts";
import type { GrowingRecord } from "./request_log.ts";
import type { World } from "./world.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";

export type FaultyDeps = {
  readonly faults: Faults;
  readonly world: World;
  /** The services behind. */
  readonly answer: Answer;
  readonly record: GrowingRecord;
  /** Ends the client's connection without another byte. */
  readonly cut: () => void;
  /** Resolves when the client or the sandbox goes away. */
  readonly gone: Promise<void>;
};

/** Answers a call with the fault that is due, or as it should be, and completes the record. */
export async function faulty(deps: FaultyDeps, call: Call): Promise<Response> {
  const { record, faults, world } = deps;
  await pause(world.settings.latency);
  const fault = faults.take(record);
  const served = async () => {
    const response = await safely(deps, call);
    Object.assign(record, { status: response.status, until: Date.now() });
    return response;
  };
  if (fault === undefined) {
    const response = await served();
    record.answered = true;
    return response;
  }
  return await hit(deps, call, fault, served);
}

async function hit(deps: FaultyDeps, call: Call, fault: Fault, served: () => Promise<Response>): Promise<Response> {
  const { record, cut, gone } = deps;
  const happens = fault.kind === "lost" || fault.kind === "latency" || (fault.after && fault.kind !== "refuse");
  if (fault.kind === "latency" && !fault.after) await pause(fault.milliseconds);
  const response = happens ? await served() : undefined;
  await fault.onHit?.(record);
  if (fault.kind === "refuse" || fault.kind === "lost") {
    await response?.body?.cancel();
    cut();
    return new Response(null, { status: 500 });
  }
  if (fault.kind === "hang") {
    await response?.body?.cancel();
    await gone;
    return new Response(null, { status: 500 });
  }
  if (fault.kind === "latency" && fault.after) await pause(fault.milliseconds);
  const answer = fault.kind === "latency" && response ? response : await refused(call, fault, response);
  Object.assign(record, { status: answer.status, until: Date.now(), answered: true });
  return answer;
}

async function refused(call: Call, { kind }: Fault, response: Response | undefined): Promise<Response> {
  await response?.body?.cancel();
  if (kind === "throttle") return throttledAnswer(call);
  if (kind === "expired") return expiredAnswer(call);
  if (kind === "deny") return deniedAnswer(call, "arn:aws:iam::123456789012:user/denied", actionOf(call));
  return brokenAnswer(call);
}

/** A mistake of the front itself must look like one of the service: a bare 500 tells the genuine tools nothing. */
async function safely({ answer }: FaultyDeps, call: Call): Promise<Response> {
  try {
    return await answer(call);
  } catch (error) {
    const message = reasonOf(error);
    return errorAnswer(call, 500, "InternalFailure", `The sandbox failed at ${call.operation}: ${message}`);
  }
}

function pause(milliseconds = 0): Promise<void> {
  return milliseconds === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, milliseconds));
}
