import type { Call } from "../call.ts";
import { errorAnswer } from "../errors.ts";
import { escapeXml, queryAnswer } from "../../emulator/xml.ts";
import { type Comparison, eventsUntil, resourcesAt, type StackEvent, type StackLife, statusAt } from "./life.ts";

const namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
/** Events and resources on one page. */
const page = 100;

export function answer(call: Call, result: string): Response {
  return queryAnswer(call.operation, result, namespace);
}

export function noSuchStack(call: Call, name: string): Response {
  return errorAnswer(call, 400, "ValidationError", `Stack with id ${name} does not exist`);
}

/** Elements from a record, empty ones left out. */
export function elements(fields: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => value === undefined ? [] : [`<${name}>${escapeXml(value)}</${name}>`]).join("");
}

export function members(texts: readonly string[]): string {
  return texts.map((text) => `<member>${text}</member>`).join("");
}

export const time = (milliseconds: number) => new Date(milliseconds).toISOString();

/** A stack in the answer of `DescribeStacks`; outputs only when there are any to see. */
export function stackMember(life: StackLife, now: number): string {
  const { status, reason } = statusAt(life, now);
  const updated = life.phases.findLast(({ does, at }) => does !== "create" && at <= now);
  const deleted = life.phases.findLast(({ does }) => does === "delete");
  const pairs = (list: StackLife["tags"], key: string, value: string) =>
    members(list.map(([name, text]) => elements({ [key]: name, [value]: text })));
  const complete = !/^(CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_|DELETE_COMPLETE)/.test(status);
  return `<member>${
    elements({
      StackId: life.id,
      StackName: life.name,
      CreationTime: time(life.phases[0].at),
      LastUpdatedTime: updated && time(updated.at),
      DeletionTime: deleted && time(deleted.at),
      StackStatus: status,
      StackStatusReason: reason,
      DisableRollback: String(life.disableRollback),
      EnableTerminationProtection: "false",
    })
  }<Parameters>${pairs(life.parameters, "ParameterKey", "ParameterValue")}</Parameters>` +
    (complete ? `<Outputs>${pairs(life.outputs, "OutputKey", "OutputValue")}</Outputs>` : "") +
    `<Tags>${pairs(life.tags, "Key", "Value")}</Tags><Capabilities>${members(life.capabilities.map(escapeXml))}` +
    `</Capabilities><NotificationARNs/><RollbackConfiguration/>` +
    `<DriftInformation>${elements(driftInformation(life))}</DriftInformation></member>`;
}

function driftInformation({ comparison }: StackLife) {
  if (comparison?.ended === undefined) return { StackDriftStatus: "NOT_CHECKED" };
  return { StackDriftStatus: driftStatusOf(comparison), LastCheckTimestamp: time(comparison.ended) };
}

/** Of the stack as a whole. */
export function driftStatusOf({ parts }: Comparison): "DRIFTED" | "IN_SYNC" {
  return parts.some(({ is }) => is === "MODIFIED" || is === "DELETED") ? "DRIFTED" : "IN_SYNC";
}

/** A stack in the answer of `ListStacks`. */
export function summaryMember(life: StackLife, now: number): string {
  const { status } = statusAt(life, now);
  const deleted = life.phases.findLast(({ does }) => does === "delete");
  return members([elements({
    StackId: life.id,
    StackName: life.name,
    CreationTime: time(life.phases[0].at),
    DeletionTime: deleted && time(deleted.at),
    StackStatus: status,
  })]);
}

/** Newest first, in pages. */
export function eventsAnswer(call: Call, life: StackLife, now: number): Response {
  // Of events at the same moment the later one in the story comes first.
  const events = eventsUntil(life, now).toReversed().sort((one, other) => other.at - one.at);
  const { items, token } = paged(call, events);
  const texts = items.map((event) =>
    elements({ ...ofStack(life), ...described(event), EventId: eventId(event), ClientRequestToken: event.token })
  );
  return answer(call, `<StackEvents>${members(texts)}</StackEvents>${token}`);
}

/** `DescribeStackResources`: all of them, or the one that is asked for. */
export function resourcesAnswer(call: Call, life: StackLife, now: number): Response {
  const wanted = call.parameters.LogicalResourceId;
  const found = resourcesAt(life, now).filter(({ logicalId }) => wanted === undefined || logicalId === wanted);
  const texts = found.map((event) => elements({ ...ofStack(life), ...described(event) }));
  return answer(call, `<StackResources>${members(texts)}</StackResources>`);
}

export function resourceAnswer(call: Call, life: StackLife, now: number): Response {
  const wanted = String(call.parameters.LogicalResourceId);
  const found = resourcesAt(life, now).find(({ logicalId }) => logicalId === wanted);
  if (found === undefined) {
    const message = `Resource ${wanted} does not exist for stack ${life.name}`;
    return errorAnswer(call, 400, "ValidationError", message);
  }
  const { Timestamp, ...rest } = described(found);
  const text = elements({ ...ofStack(life), ...rest, LastUpdatedTimestamp: Timestamp });
  return answer(call, `<StackResourceDetail>${text}</StackResourceDetail>`);
}

export function resourceListAnswer(call: Call, life: StackLife, now: number): Response {
  const { items, token } = paged(call, resourcesAt(life, now));
  const texts = items.map((event) => {
    const { Timestamp, ...rest } = described(event);
    return elements({ ...rest, LastUpdatedTimestamp: Timestamp });
  });
  return answer(call, `<StackResourceSummaries>${members(texts)}</StackResourceSummaries>${token}`);
}

function ofStack({ id, name }: StackLife) {
  return { StackId: id, StackName: name };
}

function described({ logicalId, physicalId, type, status, reason, at }: StackEvent) {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Timestamp: time(at),
    ResourceStatus: status,
    ResourceStatusReason: reason,
  };
}

/** The same event has the same id in every answer. */
function eventId({ logicalId, status, at, reason }: StackEvent): string {
  return [logicalId, status, Math.round(at), (reason ?? "").length].join("-");
}

function paged<T>(call: Call, all: readonly T[]): { items: readonly T[]; token: string } {
  const from = Number(call.parameters.NextToken ?? 0);
  const more = from + page < all.length;
  return { items: all.slice(from, from + page), token: more ? `<NextToken>${from + page}</NextToken>` : "" };
}
