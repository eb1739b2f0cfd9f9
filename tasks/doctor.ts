import { task } from "../lib/cli/task.ts";

/** The tasks of a cluster's life, whose rights an operator has; what administrators set up is theirs. */
const judged = ["create", "watch", "status", "export", "extend", "logs", "drift", "delete", "audit"];

const doctor = task({
  name: "doctor",
  brief: "Check this machine and the AWS account for problems that would stop a cluster, and say how to fix them",
  description:
    "Needs no configuration file. Checks programs, proxies and certificates, the configuration folder and the " +
    "records in it, credentials, clock, permissions that the tasks need, the IAM role that deletes clusters at their deadline, " +
    "reference buckets and key pairs. Nothing is changed. Each finding has a fix. Exit code 0: no findings; 1: findings.",
  examples: [
    { what: "run all checks", command: "deno task doctor --region us-west-2" },
    { what: "the same, as JSON for a program", command: "deno task doctor --region us-west-2 --output json" },
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
