import { task } from "../lib/cli/task.ts";

const initCloudstack = task({
  name: "init-cloudstack",
  brief:
    "Create the network of an availability zone from a CloudFormation template, like the script init_cloudstackformation.sh",
  description:
    "TEMPLATE: the CloudFormation template; config/day_cluster/pcluster_env.yml stands for the one that comes with dayctl\n" +
    "PREFIX: prefix of the names of all resources: letters and hyphens\n" +
    "ZONE and REGION: for example us-west-2c us-west-2\n" +
    "PROFILE: the AWS profile\n" +
    "Waits until the stack is complete. An existing stack is not changed; its differences are reported.",
  examples: [{
    what: "create the network of us-west-2c from your own template",
    command: "deno task init-cloudstack net.yml my-net us-west-2c us-west-2 my-profile",
  }],
  flags: { dryRun: { kind: "toggle", brief: "show what would be created, and stop" } },
  words: {
    brief: "all five, in this order",
    placeholder: "word",
    usage: "TEMPLATE PREFIX ZONE REGION PROFILE [FLAGS]",
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
