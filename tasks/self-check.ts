import { task } from "../lib/cli/task.ts";

const selfCheck = task({
  name: "self-check",
  brief: "Check whether dayctl can run on this machine",
  description:
    "Checks the architecture, the C library, the cache folder with the unpacked program, and the credentials: " +
    "those of the profile, or without a profile those of the machine, for example the role of a head node.",
  examples: [
    { what: "check this machine", command: "deno task self-check" },
    { what: "the same, as JSON for a program", command: "deno task self-check --output json" },
  ],
  flags: {},
  async run({ profile: wanted, region: flag }, _words, context) {
    const { selfCheck } = await import("../lib/doctor/self_check.ts");
    const { thisMachine } = await import("../lib/host/system/machine.ts");
    const { selfCheckAnswer } = await import("../lib/answers/doctor/self_check_answer.ts");
    const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
    const { environment } = context;
    const anywhere = environment.get("AWS_REGION") ?? environment.get("AWS_DEFAULT_REGION") ?? "us-east-1";
    const region = chooseRegion(flag ?? anywhere, [], environment);
    const aws = async () => {
      const { requireProfile } = await import("../lib/preflight/require_profile.ts");
      const { createDeps } = await import("./wiring/create_deps.ts");
      const isNamed = (wanted ?? environment.get("AWS_PROFILE")) !== undefined;
      const profile = isNamed ? await requireProfile(context, wanted) : "";
      return createDeps(context, { profile, region }).aws;
    };
    return selfCheckAnswer(await selfCheck({ ...context, machine: await thisMachine(), aws }));
  },
});

export default selfCheck;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(selfCheck);
