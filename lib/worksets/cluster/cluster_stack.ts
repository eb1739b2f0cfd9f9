import { type RootAddress, rootNumber } from "../contract/root_address.ts";
import type { StackState } from "../../aws/questions/stack_status.ts";
import { stackLife } from "../../aws/stack_life.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { sha256 } from "../../host/sha256.ts";
import { tagValue } from "../../names/tag_rules.ts";
import type { WorkOptions } from "../steps/work_deps.ts";

/** What a cluster of the monitor is known by: the workset that has made it. */
export const ownerTag = "daylily:workset";

const rootTag = "daylily:root";

const shareTagName = "daylily:share";

/** What a shared cluster is known by in AWS. */
export async function shareTag(root: RootAddress): Promise<string> {
  return `${shareTagName}=${await rootNumber(root)}`;
}

/** The tags of a cluster that is made for a workset, each `KEY=VALUE`. */
export async function worksetTags(
  root: RootAddress,
  { workset, attempt }: { readonly workset: string; readonly attempt: number },
): Promise<readonly string[]> {
  return [
    `${ownerTag}=${await ownerName(workset)}`,
    `daylily:attempt=${attempt}`,
    `${rootTag}=${await rootNumber(root)}`,
  ];
}

/** The name of a workset as AWS takes it in a tag; what had to be changed stays different from what others are changed to. */
async function ownerName(workset: string): Promise<string> {
  if (tagValue(workset) === workset) return workset;
  return `${tagValue(workset, 240)}-${(await sha256(workset)).slice(0, 8)}`;
}

/** The workset that has made a stack for itself alone; nothing when none of ours has made it. */
export function makerOf({ tags }: Pick<StackState, "tags">): string | undefined {
  return tags.has(shareTagName) ? "whoever shares it" : tags.get(ownerTag);
}

/** Whether a stack was made for this workset alone. Another root may have one of the same name. */
export async function isMadeFor(root: RootAddress, workset: string, stack: Pick<StackState, "tags">): Promise<boolean> {
  if (makerOf(stack) !== await ownerName(workset)) return false;
  // Clusters of earlier versions have no such tag.
  return [undefined, await rootNumber(root)].includes(stack.tags.get(rootTag));
}

/** Whether a stack is the shared cluster of this root: no other is ever removed as one. */
export async function isSharedStack(options: WorkOptions, { tags }: Pick<StackState, "tags">): Promise<boolean> {
  return `${shareTagName}=${tags.get(shareTagName)}` === await shareTag(options);
}

/** Whether a stack of that name is there, whatever it is doing; otherwise it is gone for certain. */
export function isThere(stack: StackState | undefined): stack is StackState {
  return stack !== undefined && stackLife(stack.status) !== "gone";
}

/** Whether a cluster can be worked on: what is changed of one that stands leaves it standing. */
export function isUsable(stack: Pick<StackState, "status"> | undefined): boolean {
  const life = stack && stackLife(stack.status);
  return life === "standing" || life === "changing" || life === "halted";
}

/** The error for a cluster that nobody of ours has made. */
export function strangeCluster({ name, region }: { readonly name: string; readonly region: string }): DayError {
  return new DayError("WS-CLU-003", `a cluster ${name} already exists in ${region} and was not created for a workset`, {
    fix: "give the workset another cluster.name, or cluster.allow_existing: true to use it",
  });
}
