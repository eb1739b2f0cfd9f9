import { task } from "../lib/cli/task.ts";

const initCloudstack = task({
  name: "init-cloudstack",
  brief: "The network of a zone from a template, as the script of that name makes it",
  description: "TEMPLATE: the CloudFormation template; config/day_cluster/pcluster_env.yml travels with the program\n" +
    "PREFIX: the beginning of the names of all parts, letters and hyphens\n" +
    "ZONE and REGION: for example us-west-2c us-west-2\n" +
    "PROFILE: the AWS profile\n" +
    "A stack that stands already is left as it is; where it differs is told. It waits until the stack is complete.",
  examples: [{
    what: "the network of us-west-2c, from a template of one's own",
    command: "deno task init-cloudstack net.yml my-net us-west-2c us-west-2 my-profile",
  }],
  flags: { dryRun: { kind: "toggle", brief: "show what would be made, and make nothing" } },
  words: {
    brief: "TEMPLATE PREFIX ZONE REGION PROFILE",
    placeholder: "word",
    least: 0,
    most: 5,
  },
  async run({ dryRun, region, profile }, words, context) {
    const { cloudstackRequest } = await import("../lib/infra/cloudstack_request.ts");
    const request = await cloudstackRequest(context, words, { region, profile });
    const { requireProfile } = await import("../lib/preflight/require_profile.ts");
    const { ensureNetwork } = await import("../lib/infra/ensure_network.ts");
    const { networkAnswer } = await import("../lib/answers/network_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const known = await requireProfile(context, request.profile);
    const deps = createDeps(context, { profile: known, region: request.region });
    return networkAnswer(await ensureNetwork(deps, request.network, { dryRun, existing: "leave" }));
  },
});

export default initCloudstack;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(initCloudstack);
