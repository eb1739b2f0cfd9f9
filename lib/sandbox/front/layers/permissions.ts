import { fitsAction } from "../../emulator/wildcards.ts";
import { textOf } from "../../emulator/xml.ts";
import type { EmulatorCalls } from "../../emulator/calls.ts";
import { actionOf } from "../actions.ts";
import { deniedAnswer, errorAnswer } from "../errors.ts";
import type { Call } from "../call.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/**
 * Refuses what the settings deny, reads as well. The emulator's own judgement is not used: it knows some wrong action names and
 * answers JSON services in XML.
 */
export function permissions(world: World, calls: EmulatorCalls): Layer {
  return async (call, next) => {
    if (world.settings.regionsOff.includes(call.region)) return unknownKey(call);
    const action = actionOf(call);
    const names = [action, `${call.service}:${call.operation}`];
    const denied = world.settings.denied.some((pattern) => names.some((name) => fitsAction(pattern, name)));
    return denied ? deniedAnswer(call, await callerOf(world, calls), action) : await next(call);
  };
}

function unknownKey(call: Call): Response {
  if (call.service === "ec2") {
    return errorAnswer(call, 401, "AuthFailure", "AWS was not able to validate the provided access credentials");
  }
  const code = call.protocol === "json" ? "UnrecognizedClientException" : "InvalidClientTokenId";
  return errorAnswer(call, 403, code, "The security token included in the request is invalid.");
}

async function callerOf(world: World, calls: EmulatorCalls): Promise<string> {
  const memory = world.memory("caller", () => ({ arn: "" }));
  if (memory.arn === "") {
    const key = world.callerKey;
    const answer = await calls.query("sts", "GetCallerIdentity", {}, { key });
    memory.arn = textOf(answer, "Arn") ?? "";
  }
  return memory.arn;
}
