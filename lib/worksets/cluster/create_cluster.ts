import { resolve } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import type { WorkFile } from "../contract/work_file.ts";
import type { Held } from "../protocol/hold.ts";
import { reasonIn, runToEnd } from "../steps/run_child.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import { worksetTags } from "./cluster_stack.ts";

export type Creation = {
  readonly work: WorkFile;
  /** Something of an earlier creation may stand. */
  readonly again: boolean;
  /** Each `KEY=VALUE`. */
  readonly tags: readonly string[];
};

/** How our own `create` and `delete` say that another process of this host works on the cluster. */
const atWork = /^error DAY-RUN-001:/m;

/**
 * Creates the cluster of a workset with our own `create`.
 *
 * @returns whether it stands; not where another process of this host is at work on one of that name: then nothing was begun
 * @throws DayError WS-CLU-003 with the reason that it gives
 */
export async function createCluster(deps: WorkDeps, held: Held, { work, again, tags }: Creation): Promise<boolean> {
  const { zone = "", config = "" } = held.journal().steps.validate?.out ?? {};
  const whose = { workset: held.place.workset, attempt: held.journal().attempt };
  const allTags = [...await worksetTags(deps.options, whose), ...tags];
  const call = { work, place: { zone, config }, again, tags: allTags };
  const argv = deps.ownTask("create", createArguments(deps, call));
  const { code, stdout, stderr } = await runToEnd(deps, held, { label: "create cluster", argv, code: "WS-CLU-003" });
  if (code === 0) return true;
  if (atWork.test(stderr)) return false;
  throw new DayError("WS-CLU-003", `create cluster ended with exit code ${code}${reasonIn(stdout, stderr)}`, {
    details: { exit_code: code },
  });
}

export type CreateCall = Creation & {
  readonly place: { readonly zone: string; readonly config: string };
};

/** As the workset has them, behind what it need not say. */
export function createArguments(
  { environment, options }: Pick<WorkDeps, "environment" | "options">,
  { work, place, again, tags }: CreateCall,
): readonly string[] {
  const { createArgs, template, name = "" } = work.cluster;
  const given = (flag: string) => createArgs.some((word) => word === flag || word.startsWith(`${flag}=`));
  return [
    ...["--cluster", name],
    ...template === undefined ? [] : ["--template", resolve(environment.folder, template)],
    ...given("--region-az") ? [] : ["--region-az", place.zone],
    ...given("--config") ? [] : ["--config", resolve(environment.folder, place.config)],
    ...["--profile", work.aws.profile ?? "", "--non-interactive"],
    ...tags.flatMap((tag) => ["--tag", tag]),
    ...again ? ["--new-run"] : [],
    ...options.via === "ssm" && !given("--via") ? ["--via", options.via] : [],
    ...createArgs,
  ];
}
