import type { InfraDone } from "../lib/answers/infra_answer.ts";
import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";
import type { CreateDeps } from "../lib/cluster/create_deps.ts";

/** One sub-command: what it does, and the doing, loaded only when it is meant. */
type SubCommand = { readonly brief: string; readonly run: (deps: CreateDeps) => Promise<InfraDone> };

const subCommands: Readonly<Record<string, SubCommand>> = {
  "expiry-role": {
    brief:
      "the role with which clusters are deleted at their deadline (create --ttl); made or put right, then tried out",
    run: async (deps) => await (await import("../lib/infra/expiry_role.ts")).makeExpiryRole(deps),
  },
};

const names = Object.keys(subCommands);

const infra = task({
  name: "infra",
  brief: "What an administrator sets up once in an account",
  description: names.map((name) => `${name}: ${subCommands[name].brief}`).join("\n"),
  examples: [{ what: "let clusters end by themselves", command: "deno task infra expiry-role --profile admin" }],
  helpWithoutArguments: true,
  flags: {},
  words: { brief: names.join(", "), placeholder: "verb", values: names, least: 1, most: 1 },
  async run({ region: flag, profile: wanted }, [verb], context) {
    const chosen = names.includes(verb) ? subCommands[verb] : undefined;
    if (chosen === undefined) throw new DayError("DAY-USE-001", `infra ${verb}: expected ${names.join(" or ")}`);
    const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
    const { requireProfile } = await import("../lib/preflight/require_profile.ts");
    const { infraAnswer } = await import("../lib/answers/infra_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { environment } = context;
    // IAM is the same in every region.
    const anywhere = environment.get("AWS_REGION") ?? environment.get("AWS_DEFAULT_REGION") ?? "us-east-1";
    const region = chooseRegion(flag ?? anywhere, [], environment);
    const profile = await requireProfile(context, wanted);
    return infraAnswer(await chosen.run(createDeps(context, { profile, region })));
  },
});

export default infra;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(infra);
