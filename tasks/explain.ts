import { task, type TaskContext } from "../lib/cli/task.ts";
import { advice, command } from "../lib/host/errors/advice.ts";
import { DayError } from "../lib/host/errors/day_error.ts";
import { shellWord } from "../lib/text/shell_word.ts";
import type { ReportRow } from "../lib/worksets/monitor/report_worksets.ts";

const explain = task({
  name: "explain",
  brief: "Explain an error code, a configuration key and its value, or the state of a workset",
  description:
    "For an error code: meaning, causes, what to do, and an example message. For a configuration key: meaning, " +
    "possible values, where the value of a run came from, and what would override it; the run is the newest " +
    "creation on this machine unless --run or --config is given. For a workset (S3 folder of one pipeline run): its state and why it " +
    "failed; only this needs AWS.",
  examples: [
    { what: "an error", command: "deno task explain DAY-PRE-002" },
    { what: "a configuration key", command: "deno task explain budget_email" },
    {
      what: "a key in a configuration file",
      command: "deno task explain fsx_fs_size --config config/demo.yaml",
    },
    { what: "a workset", command: "deno task explain s3://bucket/worksets/ready/one --region us-west-2" },
  ],
  helpWithoutArguments: true,
  flags: {
    run: { kind: "text", brief: "show the value of this run; default: the newest creation", placeholder: "RUN" },
    config: {
      kind: "text",
      brief: "show the value of this configuration file instead of a run",
      placeholder: "FILE",
    },
  },
  words: {
    brief: "an error code, a configuration key, or s3://BUCKET/FOLDER/ready/WORKSET",
    placeholder: "name",
    least: 1,
    most: 1,
  },
  async run({ run, config, profile, region }, [name], context) {
    const { whatIsNamed } = await import("../lib/explain/what_is_named.ts");
    const { explainAnswer } = await import("../lib/answers/records/explain_answer.ts");
    const named = whatIsNamed(name);
    if (named.is === "error") {
      const { explainError } = await import("../lib/explain/explain_error.ts");
      return explainAnswer(explainError(named.code));
    }
    if (named.is === "workset") {
      const { explainWorksetAnswer } = await import("../lib/answers/worksets/explain_answer.ts");
      const { row, region: chosen } = await look(named, { profile, region }, context);
      return explainWorksetAnswer(row, { ...named, region: chosen });
    }
    const { explainKey } = await import("../lib/explain/explain_key.ts");
    const { valuePlace } = await import("../lib/explain/value_place.ts");
    return explainAnswer(explainKey(named.key, await valuePlace(context, { run, config })));
  },
});

/** How a workset stands. @throws DayError DAY-EXPL-001 where nothing of that name lies below the root */
async function look(
  { root, workset }: { readonly root: string; readonly workset: string },
  flags: { readonly profile: string | undefined; readonly region: string | undefined },
  context: TaskContext,
): Promise<{ readonly row: ReportRow; readonly region: string }> {
  const { rootAddress } = await import("../lib/worksets/contract/root_address.ts");
  const { reportWorksets } = await import("../lib/worksets/monitor/report_worksets.ts");
  const { s3Reads } = await import("../lib/worksets/store/s3_reads.ts");
  const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
  const { requireProfile } = await import("../lib/preflight/require_profile.ts");
  const { createDeps } = await import("./wiring/create_deps.ts");
  const { explainAwsError } = await import("../lib/aws/aws_error.ts");
  const address = rootAddress(root);
  const profile = await requireProfile(context, flags.profile);
  const { aws } = createDeps(context, { profile, region: chooseRegion(flags.region, [], context.environment) });
  const store = s3Reads(await aws.s3Once(), address.bucket);
  const { rows: [row] } = await reportWorksets(store, address.root, [workset]).catch((error) => {
    throw explainAwsError(error, `looking at workset ${workset}`, ["s3:ListBucket", "s3:GetObject"]);
  });
  if (row !== undefined) return { row, region: aws.region };
  throw new DayError("DAY-EXPL-001", `there is no workset ${workset} below ready/ of ${root}`, {
    fix: advice`see those that are there with: ${
      command(`deno task monitor-worksets report ${shellWord(root)} --region ${shellWord(aws.region)}`)
    }`,
  });
}

export default explain;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(explain);
