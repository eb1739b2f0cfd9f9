import { parseDocument } from "yaml";
import { DayError } from "../../host/errors/day_error.ts";
import { isMap, type Json } from "../../host/json.ts";
import { findFile, type FindFileDeps, noSuchFile, shippedPaths } from "./shipped_files.ts";
import { uselessAlias } from "../../text/useless_alias.ts";

/** CloudFormation takes no more bytes than this inside of a request. */
const largest = 51_200;

const parameters = [
  "EnvironmentName",
  "VpcCIDR",
  "PublicSubnetCIDR",
  "PrivateSubnetCIDR",
  "AvailabilityZone",
  "CreatePolicy",
];
const outputs = ["VPC", "PublicSubnets", "PrivateSubnet", "PclusterPolicy"];

/**
 * The text of a network template: the file of that name, or the shipped one where a shipped name has no file.
 *
 * @param path left out: the name of the shipped one
 *
 * @throws DayError DAY-CFG-001 when there is none, DAY-INFRA-004 when it is no template for a network of ours
 */
export async function readNetworkTemplate(
  deps: FindFileDeps,
  path: string = shippedPaths.networkTemplate,
): Promise<string> {
  const found = await findFile(deps, path);
  if (found === undefined) throw noSuchFile(path);
  const complaint = complaintAbout(found.text);
  if (complaint !== undefined) throw new DayError("DAY-INFRA-004", `${found.path} ${complaint}`);
  return found.text;
}

function complaintAbout(text: string): string | undefined {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > largest) return `has ${bytes} bytes; CloudFormation takes ${largest} at most`;
  const document = parseDocument(text, { logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) return `is not YAML: ${error.message.split("\n")[0]}`;
  const useless = uselessAlias(document);
  if (useless !== undefined) return `is not a CloudFormation template of a network: ${useless.problem}`;
  const template = partsOf(text);
  const lacks = (part: string, names: readonly string[]) => {
    const there = mapIn(template, part);
    return names.filter((name) => !Object.hasOwn(there, name)).map((name) => `${part}.${name}`);
  };
  const missing = [...lacks("Parameters", parameters), ...lacks("Resources", ["VPC"]), ...lacks("Outputs", outputs)];
  return missing.length === 0
    ? undefined
    : `is not a CloudFormation template of a network: it lacks ${missing.join(", ")}`;
}

/** What a template makes, without its remarks: equal for two texts that make the same. */
export function essenceOf(text: string): Json {
  const template = partsOf(text);
  return { Conditions: mapIn(template, "Conditions"), Resources: mapIn(template, "Resources") };
}

/** Tags such as `!Ref` count as what stands behind them. */
function partsOf(text: string): Json {
  return JSON.parse(JSON.stringify(parseDocument(text, { logLevel: "silent" }).toJS() ?? null));
}

function mapIn(value: Json, part: string): { readonly [key: string]: Json } {
  const inside = isMap(value) ? value[part] : null;
  return isMap(inside) ? inside : {};
}
