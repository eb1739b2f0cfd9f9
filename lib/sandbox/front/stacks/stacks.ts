import type { EmulatorCalls } from "../../emulator/calls.ts";
import type { Call } from "../call.ts";
import { errorAnswer } from "../errors.ts";
import type { Answer, Layer } from "../layer.ts";
import type { World } from "../world.ts";
import { changeItems, escapeXml, rewritten, textOf } from "../../emulator/xml.ts";
import {
  answer,
  eventsAnswer,
  noSuchStack,
  resourceAnswer,
  resourceListAnswer,
  resourcesAnswer,
  stackMember,
  summaryMember,
} from "./answers.ts";
import { comparedPartsAnswer, compareParts, comparisonAnswer } from "./compare_parts.ts";
import { clusterDeletionFailure, createClusterStack, isClusterRequest, removeCluster } from "./cluster_stack.ts";
import { type Failure, type StackLife, statusAt } from "./life.ts";
import { createOrdinaryStack, deletionFailure, removeOrdinaryStack, updateOrdinaryStack } from "./ordinary_stack.ts";
import { refusedPart } from "./refused_part.ts";
import { emptyStackBook, findStack, isGone, settle, type StackBook } from "./stack_book.ts";
import type { StackDeps } from "./stack_deps.ts";

/** The stacks of a world. */
export function stackBook(world: World): StackBook {
  return world.memory("stacks", emptyStackBook);
}

/** Gives every stack a story: it takes its time, tells it event by event, can fail, roll back and be deleted. */
export function stacks(world: World, calls: EmulatorCalls): Layer {
  return async (call, next) => {
    const deps: StackDeps = { calls, settings: world.settings, now: world.now, book: stackBook(world) };
    await settle(deps.book, deps.now());
    if (call.service !== "cloudformation") return await next(call);
    if (call.operation === "CreateStack") return await create(deps, call, next);
    if (call.operation === "DescribeStacks" && call.parameters.StackName === undefined) {
      return await withOurs(deps, call, next, "Stacks", stackMember, (life) => !isGone(life, deps.now()));
    }
    if (call.operation === "ListStacks") {
      const wanted = Object.entries(call.parameters).filter(([name]) => name.startsWith("StackStatusFilter."))
        .map(([, value]) => value);
      const listed = (life: StackLife) => wanted.length === 0 || wanted.includes(statusAt(life, deps.now()).status);
      return await withOurs(deps, call, next, "StackSummaries", summaryMember, listed);
    }
    if (call.operation === "DescribeStackDriftDetectionStatus") return comparisonAnswer(deps, call);
    const name = String(call.parameters.StackName ?? call.parameters.PhysicalResourceId ?? "");
    const life = findStack(deps.book, call.region, name, deps.now());
    if (life !== undefined) return await about(deps, call, life, next);
    // The emulator keeps deleted stacks under their names; the service knows them by ARN only.
    return reading.has(call.operation) && deps.book.lives.some((one) => one.name === name)
      ? noSuchStack(call, name)
      : await next(call);
  };
}

const reading = new Set([
  "DescribeStacks",
  "DescribeStackEvents",
  "DescribeStackResource",
  "DescribeStackResources",
  "ListStackResources",
  "DescribeStackResourceDrifts",
  "DetectStackDrift",
  "GetTemplate",
  "UpdateStack",
]);

async function create(deps: StackDeps, call: Call, next: Answer): Promise<Response> {
  const { book, now } = deps;
  const name = String(call.parameters.StackName);
  const place = `${call.region}/${name}`;
  if (book.reserved.has(place) || findStack(book, call.region, name, now())) {
    return errorAnswer(call, 400, "AlreadyExistsException", `Stack [${name}] already exists`);
  }
  book.reserved.add(place);
  try {
    const made = isClusterRequest(call)
      ? await createClusterStack(deps, call)
      : await createOrdinaryStack(deps, call, next);
    if (made instanceof Response) return made;
    book.lives.push(made);
    return answer(call, `<StackId>${made.id}</StackId>`);
  } finally {
    book.reserved.delete(place);
  }
}

/** What is asked or done about one stack of ours. */
async function about(deps: StackDeps, call: Call, life: StackLife, next: Answer): Promise<Response> {
  const now = deps.now();
  switch (call.operation) {
    case "DescribeStacks":
      return answer(call, `<Stacks>${stackMember(life, now)}</Stacks>`);
    case "DescribeStackEvents":
      return eventsAnswer(call, life, now);
    case "DescribeStackResources":
      return resourcesAnswer(call, life, now);
    case "DescribeStackResource":
      return resourceAnswer(call, life, now);
    case "ListStackResources":
      return resourceListAnswer(call, life, now);
    case "GetTemplate":
      return answer(call, `<TemplateBody>${escapeXml(life.template)}</TemplateBody>`);
    case "DetectStackDrift":
      return await compareParts(deps, call, life);
    case "DescribeStackResourceDrifts":
      return comparedPartsAnswer(call, life);
    case "UpdateStack":
      return await update(deps, call, life, next);
    case "DeleteStack":
      await deleteStack(deps, life, refusedPart(call, "remove", life.resources));
      return answer(call, "");
    default:
      return await next(call);
  }
}

async function update(deps: StackDeps, call: Call, life: StackLife, next: Answer): Promise<Response> {
  const { status } = statusAt(life, deps.now());
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(status)) {
    const message = `Stack:${life.id} is in ${status} state and can not be updated.`;
    return errorAnswer(call, 400, "ValidationError", message);
  }
  return await updateOrdinaryStack(deps, call, life, next);
}

/** @param refused a part that the caller may not remove */
export async function deleteStack(deps: StackDeps, life: StackLife, refused?: Failure): Promise<void> {
  const at = deps.now();
  if (/^DELETE_(IN_PROGRESS|COMPLETE)$/.test(statusAt(life, at).status)) return;
  const failure = refused ??
    (life.kind === "ordinary" ? await deletionFailure(deps, life) : clusterDeletionFailure(deps, life));
  const seconds = deps.settings.secondsOfDeletion;
  life.phases.push({ does: "delete", at, seconds, ...(failure ? { failure } : {}) });
  if (failure) return;
  const run = () => life.kind === "cluster" ? removeCluster(deps, life) : removeOrdinaryStack(deps, life);
  life.effects.push({ at: at + seconds * 1_000, run });
}

/** A list of stacks: the emulator's own, without those that we tell of, and ours on the last page. */
async function withOurs(
  deps: StackDeps,
  call: Call,
  next: Answer,
  list: string,
  member: (life: StackLife, now: number) => string,
  shown: (life: StackLife) => boolean,
): Promise<Response> {
  const ours = deps.book.lives.filter(({ region }) => region === call.region);
  const ids = new Set(ours.map(({ id }) => id));
  return await rewritten(await next(call), (text) => {
    const added = text.includes("<NextToken>") ? [] : ours.filter(shown).map((life) => member(life, deps.now()));
    return changeItems(text, list, "member", (all) => [
      ...added.toReversed(),
      ...all.filter((one) => !ids.has(textOf(one, "StackId") ?? "")),
    ]);
  });
}
