import type { InfraDone } from "../lib/answers/infra_answer.ts";
import { subCommand, taskOfSubCommands } from "../lib/cli/sub_commands.ts";
import type { CommonFlags } from "../lib/cli/flags.ts";
import type { TaskContext } from "../lib/cli/task.ts";
import type { CreateDeps } from "../lib/cluster/create_deps.ts";

const infra = taskOfSubCommands({
  name: "infra",
  brief: "What an administrator sets up once in an account",
  examples: [{ what: "let clusters end by themselves", command: "deno task infra expiry-role --profile admin" }],
}, {
  "expiry-role": subCommand({
    brief:
      "the role with which clusters are deleted at their deadline (create --ttl); made or put right, then tried out",
    flags: {},
    run: async (flags, context) =>
      await inAccount(flags, context, async (deps) => {
        return await (await import("../lib/infra/expiry_role.ts")).makeExpiryRole(deps);
      }),
  }),
});

/** Does a job in the account of the profile, and answers what it has made of it. */
async function inAccount(
  { region: flag, profile: wanted }: CommonFlags,
  context: TaskContext,
  work: (deps: CreateDeps) => Promise<InfraDone>,
) {
  const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
  const { requireProfile } = await import("../lib/preflight/require_profile.ts");
  const { infraAnswer } = await import("../lib/answers/infra_answer.ts");
  const { createDeps } = await import("./wiring/create_deps.ts");
  const { environment } = context;
  // IAM is the same in every region.
  const anywhere = environment.get("AWS_REGION") ?? environment.get("AWS_DEFAULT_REGION") ?? "us-east-1";
  const region = chooseRegion(flag ?? anywhere, [], environment);
  const profile = await requireProfile(context, wanted);
  return infraAnswer(await work(createDeps(context, { profile, region })));
}

export default infra;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(infra);
