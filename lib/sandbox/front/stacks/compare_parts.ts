import { DayError } from "../../../host/errors/day_error.ts";
import { textOf } from "../../emulator/xml.ts";
import type { Call } from "../call.ts";
import { errorAnswer } from "../errors.ts";
import { answer, driftStatusOf, elements, members, time } from "./answers.ts";
import { type ComparedPart, type PartDifference, type StackLife, type StackResource, statusAt } from "./life.ts";
import type { StackDeps } from "./stack_deps.ts";
import { type Names, parseTemplate, tagsIn, type TemplateResource, textIn } from "./template.ts";

/** `DetectStackDrift`: looks at each part as it stands now, and says so when its time is over. */
export async function compareParts(deps: StackDeps, call: Call, life: StackLife): Promise<Response> {
  const { settings: { driftSeconds }, now } = deps;
  end(deps, life);
  if (driftSeconds === null) {
    return errorAnswer(call, 400, "InvalidAction", "The action DetectStackDrift is not valid for this web service.");
  }
  const { status } = statusAt(life, now());
  if (!/^(?:(?:CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE|UPDATE_ROLLBACK_FAILED)$/.test(status)) {
    const message = `Stack [${life.name}] is in ${status} state and drift cannot be detected`;
    return errorAnswer(call, 400, "ValidationError", message);
  }
  if (life.comparison !== undefined && life.comparison.ended === undefined) {
    return errorAnswer(call, 400, "ValidationError", `Drift detection is already in progress for stack [${life.id}]`);
  }
  const id = crypto.randomUUID();
  life.comparison = { id, begun: now(), parts: await comparedParts(deps, life) };
  return answer(call, elements({ StackDriftDetectionId: id }));
}

/** Its time is over when the setting of this moment says so. */
function end({ now, settings: { driftSeconds } }: StackDeps, { comparison }: StackLife): void {
  if (comparison === undefined || now() < comparison.begun + (driftSeconds ?? 0) * 1_000) return;
  comparison.ended ??= now();
}

/** `DescribeStackDriftDetectionStatus`. */
export function comparisonAnswer(deps: StackDeps, call: Call): Response {
  const { book } = deps;
  const id = String(call.parameters.StackDriftDetectionId);
  const life = book.lives.find(({ comparison }) => comparison?.id === id);
  if (life?.comparison === undefined) {
    return errorAnswer(call, 400, "ValidationError", `Drift detection with id ${id} does not exist`);
  }
  end(deps, life);
  const { comparison } = life;
  const about = { StackId: life.id, StackDriftDetectionId: id, Timestamp: time(comparison.begun) };
  if (comparison.ended === undefined) {
    return answer(call, elements({ ...about, DetectionStatus: "DETECTION_IN_PROGRESS" }));
  }
  const drifted = comparison.parts.filter(({ is }) => is === "MODIFIED" || is === "DELETED");
  return answer(
    call,
    elements({
      ...about,
      DetectionStatus: "DETECTION_COMPLETE",
      StackDriftStatus: driftStatusOf(comparison),
      DriftedStackResourceCount: String(drifted.length),
    }),
  );
}

/** `DescribeStackResourceDrifts`: what the last comparison has found. */
export function comparedPartsAnswer(call: Call, { id, comparison }: StackLife): Response {
  const wanted = Object.entries(call.parameters)
    .filter(([name]) => name.startsWith("StackResourceDriftStatusFilters.")).map(([, value]) => value);
  const { ended, parts } = comparison ?? { ended: undefined, parts: [] };
  if (ended === undefined) return answer(call, "<StackResourceDrifts/>");
  const texts = parts.filter(({ is }) => wanted.length === 0 || wanted.includes(is)).map((each) => {
    const { part: { logicalId, physicalId, type }, is, differences } = each;
    const about = {
      StackId: id,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      StackResourceDriftStatus: is,
      Timestamp: time(ended),
    };
    const told = differences.map(({ path, expected, actual, is }) =>
      elements({ PropertyPath: path, ExpectedValue: expected, ActualValue: actual, DifferenceType: is })
    );
    return `${elements(about)}<PropertyDifferences>${members(told)}</PropertyDifferences>`;
  });
  return answer(call, `<StackResourceDrifts>${members(texts)}</StackResourceDrifts>`);
}

async function comparedParts(deps: StackDeps, life: StackLife): Promise<readonly ComparedPart[]> {
  const template = parseTemplate(life.template);
  const names: Names = {
    ...Object.fromEntries(life.parameters),
    ...Object.fromEntries(life.resources.map(({ logicalId, physicalId }) => [logicalId, physicalId])),
  };
  return await Promise.all(life.resources.map(async (part): Promise<ComparedPart> => {
    const source = template.resources.find(({ logicalId }) => logicalId === part.logicalId);
    const look = looks[part.type];
    if (look === undefined || source === undefined) return { part, is: "NOT_CHECKED", differences: [] };
    const ask = (operation: string, fields: Record<string, string>) =>
      deps.calls.query("ec2", operation, fields, { region: life.region });
    try {
      const differences = differencesOf(source, names, await look(ask, part));
      return { part, is: differences.length === 0 ? "IN_SYNC" : "MODIFIED", differences };
    } catch (error) {
      if (!isRefused(error)) throw error;
      return { part, is: "DELETED", differences: [] };
    }
  }));
}

/** EC2 refuses what is asked of an id that it does not know. */
function isRefused(error: unknown): boolean {
  const { status = 500 } = (error instanceof DayError ? error.details : undefined) as { readonly status?: number } ??
    {};
  return status < 500;
}

type Ask = (operation: string, fields: Record<string, string>) => Promise<string>;

/** What the emulator says of a part; properties by their names, beside its tags. */
type Seen = { readonly properties: Readonly<Record<string, string | undefined>>; readonly tags: Map<string, string> };

/** The types that are compared, and how each is looked at. */
const looks: Readonly<Record<string, (ask: Ask, part: StackResource) => Promise<Seen>>> = {
  async "AWS::EC2::VPC"(ask, { physicalId: VpcId }) {
    const text = await ask("DescribeVpcs", { "VpcId.1": VpcId });
    const attribute = async (Attribute: string) =>
      textOf((await ask("DescribeVpcAttribute", { VpcId, Attribute })).replace(/>\s+</g, "><"), "value");
    const properties = {
      CidrBlock: textOf(text, "cidrBlock"),
      EnableDnsSupport: await attribute("enableDnsSupport"),
      EnableDnsHostnames: await attribute("enableDnsHostnames"),
    };
    return { properties, tags: tagsOf(text) };
  },
  async "AWS::EC2::Subnet"(ask, { physicalId }) {
    const text = await ask("DescribeSubnets", { "SubnetId.1": physicalId });
    const properties = {
      CidrBlock: textOf(text, "cidrBlock"),
      AvailabilityZone: textOf(text, "availabilityZone"),
      MapPublicIpOnLaunch: textOf(text, "mapPublicIpOnLaunch"),
    };
    return { properties, tags: tagsOf(text) };
  },
  async "AWS::EC2::InternetGateway"(ask, { physicalId }) {
    return tagged(await ask("DescribeInternetGateways", { "InternetGatewayId.1": physicalId }));
  },
  async "AWS::EC2::RouteTable"(ask, { physicalId }) {
    return tagged(await ask("DescribeRouteTables", { "RouteTableId.1": physicalId }));
  },
};

function tagged(text: string): Seen {
  return { properties: {}, tags: tagsOf(text) };
}

function tagsOf(text: string): Map<string, string> {
  const pairs = text.matchAll(/<key>([^<]*)<\/key>\s*<value>([^<]*)<\/value>/g);
  return new Map([...pairs].map(([, key, value]) => [key, value]));
}

function differencesOf(
  { properties }: TemplateResource,
  names: Names,
  seen: Seen,
): readonly PartDifference[] {
  const own = Object.entries(seen.properties).flatMap(([name, actual = ""]) => {
    const expected = textIn(properties[name], names);
    return expected === "" || expected === actual
      ? []
      : [{ path: `/${name}`, expected, actual, is: "NOT_EQUAL" as const }];
  });
  const tags = tagsIn(properties.Tags, names).flatMap(({ Key, Value }, index): readonly PartDifference[] => {
    const actual = seen.tags.get(Key);
    if (actual === Value) return [];
    if (actual !== undefined) return [{ path: `/Tags/${index}/Value`, expected: Value, actual, is: "NOT_EQUAL" }];
    return [{ path: `/Tags/${index}`, expected: JSON.stringify({ Key, Value }), actual: "null", is: "REMOVE" }];
  });
  return [...own, ...tags];
}
