import type { EmulatorCalls } from "../../emulator/calls.ts";
import { sandboxAccount } from "../../emulator/seed.ts";
import type { Call } from "../call.ts";

/** What CreateStack and UpdateStack ask for. */
export type StackRequest = {
  readonly name: string;
  readonly region: string;
  readonly template: string;
  readonly parameters: readonly (readonly [key: string, value: string])[];
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly capabilities: readonly string[];
  readonly disableRollback: boolean;
  readonly token: string | undefined;
};

export async function stackRequest(call: Call, calls: EmulatorCalls): Promise<StackRequest> {
  const { parameters } = call;
  const url = parameters.TemplateURL;
  return {
    name: String(parameters.StackName),
    region: call.region,
    template: url === undefined ? String(parameters.TemplateBody ?? "") : await fetched(calls, String(url)),
    parameters: pairs(call, "Parameters", "ParameterKey", "ParameterValue"),
    tags: pairs(call, "Tags", "Key", "Value"),
    capabilities: Object.entries(parameters).filter(([name]) => name.startsWith("Capabilities.member."))
      .map(([, value]) => String(value)),
    disableRollback: parameters.DisableRollback === "true" || parameters.OnFailure === "DO_NOTHING",
    token: parameters.ClientRequestToken === undefined ? undefined : String(parameters.ClientRequestToken),
  };
}

/** A new ARN, as the service makes one for each stack. */
export function stackId({ region, name }: StackRequest): string {
  return `arn:aws:cloudformation:${region}:${sandboxAccount}:stack/${name}/${crypto.randomUUID()}`;
}

/** A list of key and value; an empty value is one. */
function pairs(call: Call, list: string, key: string, value: string): (readonly [string, string])[] {
  const name = new RegExp(`^${list}\\.member\\.\\d+\\.${key}$`);
  return Object.entries(call.parameters).filter(([parameter]) => name.test(parameter))
    .map(([parameter, text]) => {
      const held = call.parameters[parameter.replace(/[^.]*$/, value)] ?? "";
      return [String(text), String(held)] as const;
    });
}

/** The template behind an S3 address, which names the service's real host whatever the endpoint. */
async function fetched(calls: EmulatorCalls, address: string): Promise<string> {
  const url = new URL(address);
  const bucket = /^(.*?)\.s3[.-]/.exec(url.hostname)?.[1];
  const path = bucket === undefined ? url.pathname : `/${bucket}${url.pathname}`;
  const response = await calls.send("s3", "GET", path);
  const text = await response.text();
  return response.ok ? text : "";
}
