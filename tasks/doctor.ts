import { task } from "../lib/cli/task.ts";

/** The tasks of a cluster's life, whose rights an operator has; what administrators set up is theirs. */
const judged = ["create", "watch", "status", "export", "extend", "logs", "drift", "delete", "audit"];

const doctor = task({
  name: "doctor",
  brief: "What is in the way of a cluster on this machine and in this account, and how to put it right",
  description:
    "Everything that can be checked without a configuration: programs, proxies and certificates, the configuration folder with the " +
    "journals and records in it, credentials, clock, permissions against the policies of the tasks, the role of deadlines, " +
    "reference buckets and key pairs. Nothing is changed. Each finding comes with a fix. Exit 0: nothing was found; 1: something was.",
  examples: [
    { what: "everything", command: "deno task doctor --region us-west-2" },
    { what: "for a program", command: "deno task doctor --region us-west-2 --output json" },
  ],
  flags: {},
  startsTools: true,
  async run({ profile: wanted, region: flag }, _words, context) {
    const { doctor } = await import("../lib/doctor/doctor.ts");
    const { doctorAnswer } = await import("../lib/answers/doctor/doctor_answer.ts");
    const { policiesOf } = await import("../lib/infra/policies/policies.ts");
    const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
    const { environment } = context;
    const region = chooseRegion(flag, [], environment);
    const rights = Object.fromEntries(
      judged.map((name) => [name, policiesOf(name).flatMap(({ actions }) => actions.map(({ action }) => action))]),
    );
    const aws = async () => {
      const { requireProfile } = await import("../lib/preflight/require_profile.ts");
      const { createDeps } = await import("./wiring/create_deps.ts");
      return createDeps(context, { profile: await requireProfile(context, wanted), region }).aws;
    };
    const profile = wanted ?? environment.get("AWS_PROFILE");
    return doctorAnswer(await doctor({ ...context, aws, profile, rights }));
  },
});

export default doctor;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(doctor);
