import type { Answer } from "../../lib/answers/answer.ts";
import type { CommonFlags } from "../../lib/cli/flags.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import type { WorksetFlags } from "./workset_flags.ts";

type Command = (flags: WorksetFlags & CommonFlags, words: readonly string[], context: TaskContext) => Promise<Answer>;

/** The sub-commands of `monitor-worksets`: each has the root, most of them a workset of it. */
export const worksetCommands = {
  async report(flags, [root, ...names], context) {
    const { deps, address } = await open(flags, root, context);
    const { reportWorksets } = await import("../../lib/worksets/monitor/report_worksets.ts");
    const { reportAnswer } = await import("../../lib/answers/worksets/report_answer.ts");
    const only = [...names, ...flags.workset, ...flags.processDirectory];
    const report = await reportWorksets(deps.store, address.root, only);
    const unknown = only.filter((name) => !report.rows.some(({ workset }) => workset === name));
    if (unknown.length > 0) throw new DayError("WS-OPS-002", `there is no workset ${unknown.join(", ")} below ready/`);
    if (flags.html === undefined) return reportAnswer(report, { tsv: flags.tsv });
    const { resolve } = await import("node:path");
    const { replaceFile } = await import("../../lib/state/artifacts.ts");
    const { worksetsPage } = await import("../../lib/answers/worksets/worksets_page.ts");
    const path = resolve(context.environment.folder, flags.html);
    const about = { root: `s3://${address.bucket}/${address.root}`, now: context.clock.now() };
    await replaceFile(context.files, path, worksetsPage({ ...report, ...about, toolVersion: context.toolVersion }));
    return reportAnswer(report, { tsv: flags.tsv, path });
  },
  async validate(flags, [root, workset], context) {
    const { validateWorkset } = await import("../../lib/worksets/steps/validate_workset.ts");
    const { filesInBucket, filesInFolder } = await import("../../lib/worksets/monitor/workset_files.ts");
    const { validateAnswer } = await import("../../lib/answers/worksets/monitor_answer.ts");
    if (root !== undefined && !root.includes("://")) {
      refuseMore(workset, "validate with a local folder");
      const { resolve } = await import("node:path");
      const { worksetDeps } = await import("./workset_deps.ts");
      const folder = resolve(context.environment.folder, root);
      const deps = await worksetDeps(context, flags, { bucket: "", root: "" });
      return validateAnswer(root, await validateWorkset(deps, await filesInFolder(deps, folder)));
    }
    const { deps, place } = await open(flags, root, context, required(workset, "validate"));
    return validateAnswer(place.workset, await validateWorkset(deps, await filesInBucket(deps, place)));
  },
  async explain(flags, [root, workset], context) {
    const { deps, place } = await open(flags, root, context, required(workset, "explain"));
    const { explainWorkset } = await import("../../lib/worksets/monitor/explain_workset.ts");
    const { planAnswer } = await import("../../lib/answers/worksets/monitor_answer.ts");
    const { inFoundRoot } = await import("./own_local_root.ts");
    return planAnswer([await explainWorkset(await inFoundRoot(context, deps), place.workset)]);
  },
  async retry(flags, [root, workset], context) {
    const { deps, address, place } = await open(flags, root, context, required(workset, "retry"));
    const { retryWorkset } = await import("../../lib/worksets/monitor/change_workset.ts");
    return await changed(retryWorkset(deps, address.root, place.workset, { inPlace: flags.inPlace }));
  },
  async cancel(flags, [root, workset], context) {
    const { deps, address, place } = await open(flags, root, context, required(workset, "cancel"));
    const { cancelWorkset } = await import("../../lib/worksets/monitor/change_workset.ts");
    return await changed(cancelWorkset(deps, address.root, place.workset));
  },
  async unlock(flags, [root, workset], context) {
    const { deps, address, place } = await open(flags, root, context, required(workset, "unlock"));
    const { unlockWorkset } = await import("../../lib/worksets/monitor/change_workset.ts");
    const { host } = deps.self;
    return await changed(unlockWorkset(deps, address.root, place.workset, { force: flags.force, host }));
  },
  async unit(flags, [root, more], context) {
    refuseMore(more, "unit");
    const { deps, address } = await open(flags, root, context);
    const { monitorOptions } = await import("./workset_deps.ts");
    const { monitorWords } = await import("./workset_words.ts");
    const { unitFile } = await import("../../lib/worksets/monitor/unit_file.ts");
    monitorOptions(flags);
    const { profile, region } = deps.aws;
    const { folder, user } = context.environment;
    const localRoot = flags.localRoot === undefined ? "/var/lib/daylily-worksets" : deps.options.localRoot;
    const uri = `s3://${address.bucket}/${address.root}`;
    const unit = unitFile({
      root: uri,
      command: deps.ownTask("monitor-worksets", [uri, ...monitorWords(flags, { profile, region, localRoot })]),
      folder,
      user,
      path: context.environment.get("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
      finishes: flags.onStop === "finish",
    });
    return { json: { unit }, text: unit };
  },
  async archive(flags, [root, workset], context) {
    const { deps, place } = await open(flags, root, context, required(workset, "archive"));
    const { archiveWorkset } = await import("../../lib/worksets/monitor/archive_workset.ts");
    return await changed(archiveWorkset(deps, place.workset));
  },
} as const satisfies Readonly<Record<string, Command>>;

export function isWorksetCommand(word: string): word is keyof typeof worksetCommands {
  return Object.hasOwn(worksetCommands, word);
}

async function open(flags: WorksetFlags & CommonFlags, root: string | undefined, context: TaskContext, workset = "") {
  const { rootAddress } = await import("../../lib/worksets/contract/root_address.ts");
  const { worksetDeps } = await import("./workset_deps.ts");
  const { placeOf } = await import("../../lib/worksets/protocol/sighting.ts");
  if (root === undefined) {
    throw new DayError("DAY-USE-001", "the S3 folder of the worksets is missing", {
      fix: "name it: s3://BUCKET/FOLDER",
    });
  }
  const address = rootAddress(root);
  const deps = await worksetDeps(context, flags, address);
  return { deps, address, place: placeOf(address.root, workset) };
}

function required(workset: string | undefined, command: string): string {
  const isName = workset !== undefined && /^[^/\p{Cc}]+$/u.test(workset) && workset !== "." && workset !== "..";
  if (isName) return workset;
  throw new DayError("DAY-USE-001", `${command} needs the name of a workset after the S3 folder`, {
    fix: "give the name of its folder below ready/",
  });
}

function refuseMore(word: string | undefined, command: string): void {
  if (word === undefined) return;
  throw new DayError("DAY-USE-001", `${command} does not take ${JSON.stringify(word)}`, { fix: "leave it out" });
}

async function changed(change: Promise<{ readonly workset: string; readonly done: string }>): Promise<Answer> {
  const { workset, done } = await change;
  return { json: { workset, done }, text: done };
}
