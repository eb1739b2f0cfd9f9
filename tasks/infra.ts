import type { Answer } from "../lib/answers/answer.ts";
import type { InfraDone } from "../lib/answers/infra_answer.ts";
import { subCommand, taskOfSubCommands } from "../lib/cli/sub_commands.ts";
import type { CommonFlags } from "../lib/cli/flags.ts";
import type { TaskContext } from "../lib/cli/task.ts";
import { namedRow, tasks } from "./tasks.ts";
import type { CreateDeps } from "../lib/cluster/create_deps.ts";

const dryRun = { kind: "toggle", brief: "show what would be written, and write nothing" } as const;
const regionAz = { kind: "text", brief: "the zone, for example us-west-2b", placeholder: "ZONE" } as const;
const user = { kind: "text", brief: "an IAM user who exists", placeholder: "NAME" } as const;
const group = {
  kind: "text",
  brief: "the group that gets the rights; daylily-ephemeral-cluster when left out",
  placeholder: "NAME",
} as const;

const infra = taskOfSubCommands({
  name: "infra",
  brief: "What an administrator sets up once in an account",
  examples: [
    { what: "what operators of clusters may do", command: "deno task infra bootstrap-account --user alice" },
    { what: "the same for a region", command: "deno task infra bootstrap-region --user alice --region us-west-2" },
    { what: "see what a network lacks", command: "deno task infra ensure-network --region-az us-west-2b --dry-run" },
    { what: "let clusters end by themselves", command: "deno task infra expiry-role --profile admin" },
  ],
}, {
  "bootstrap-account": subCommand({
    brief: "once per account: policy, group and user of those who make clusters, and the role of EC2 Spot",
    flags: { user, group, dryRun },
    needs: ["user"],
    async run({ user, group, dryRun, ...flags }, context) {
      const { granteeOf } = await import("../lib/infra/grantee.ts");
      const grantee = granteeOf({ user, group });
      const { bootstrapAccount } = await import("../lib/infra/bootstrap_account.ts");
      const deps = await depsIn(flags, context);
      return await objectsAnswer(await bootstrapAccount(deps, grantee, { dryRun }));
    },
  }),
  "bootstrap-region": subCommand({
    brief:
      "once per region: the policy for its topics, for the same group and user, and what ParallelCluster's API needs",
    flags: { user, group, dryRun },
    needs: ["user", "region"],
    async run({ user, group, dryRun, ...flags }, context) {
      const { granteeOf } = await import("../lib/infra/grantee.ts");
      const grantee = granteeOf({ user, group });
      const { bootstrapRegion } = await import("../lib/infra/bootstrap_region.ts");
      const deps = await depsIn(flags, context);
      return await objectsAnswer(await bootstrapRegion(deps, grantee, { dryRun }));
    },
  }),
  "ensure-network": subCommand({
    brief:
      "the network of a zone: created where there is none; an existing one is compared, and changed only with --update",
    flags: {
      regionAz,
      update: { kind: "toggle", brief: "put right what differs, after showing it" },
      dryRun,
    },
    needs: ["regionAz"],
    async run({ regionAz: zone, update, dryRun, ...flags }, context) {
      const region = await regionOfZone(zone, flags.region);
      const { ensureNetwork } = await import("../lib/infra/ensure_network.ts");
      const { readNetworkTemplate } = await import("../lib/config/file/network_template.ts");
      const template = await readNetworkTemplate(context);
      const { networkAnswer } = await import("../lib/answers/network_answer.ts");
      const deps = await depsIn({ ...flags, region }, context);
      const request = { zone, template, others: "count" } as const;
      return networkAnswer(await ensureNetwork(deps, request, { dryRun, existing: update ? "repair" : "leave" }));
    },
  }),
  "remove-network": subCommand({
    brief: "the network of a zone is removed, unless something uses it",
    flags: { regionAz, dryRun },
    needs: ["regionAz"],
    async run({ regionAz: zone, dryRun, ...flags }, context) {
      const region = await regionOfZone(zone, flags.region);
      const { removeNetwork } = await import("../lib/infra/remove_network.ts");
      const { removedNetworkAnswer } = await import("../lib/answers/network_answer.ts");
      return removedNetworkAnswer(await removeNetwork(await depsIn({ ...flags, region }, context), zone, { dryRun }));
    },
  }),
  "scheduler-role": subCommand({
    brief: "the role with which heartbeats are sent, for every region; made or put right",
    flags: {
      roleName: { kind: "text", brief: "another name than eventbridge-scheduler-to-sns", placeholder: "NAME" },
      dryRun,
    },
    async run({ roleName, dryRun, ...flags }, context) {
      const { iamName } = await import("../lib/infra/iam_name.ts");
      const name = roleName === undefined ? undefined : iamName("--role-name", roleName, 64);
      const { makeSchedulerRole } = await import("../lib/infra/make_scheduler_role.ts");
      const { schedulerRoleAnswer } = await import("../lib/answers/infra_answer.ts");
      return schedulerRoleAnswer(await makeSchedulerRole(await depsIn(flags, context), name, { dryRun }));
    },
  }),
  "grant-heartbeat": subCommand({
    brief: "lets a user set up heartbeats in a region, by a policy of the group or of the user alone",
    flags: {
      user,
      schedulerRoleArn: {
        kind: "text",
        brief: "the role that sends them; default: the one that exists",
        placeholder: "ARN",
      },
      group,
      policyName: {
        kind: "text",
        brief: "the policy's name; daylily-heartbeat-wire when left out",
        placeholder: "NAME",
      },
      attachToUser: { kind: "toggle", brief: "the policy is the user's, and no group is touched" },
      dryRun,
    },
    needs: ["user"],
    async run({ user, group, schedulerRoleArn, policyName, attachToUser, dryRun, ...flags }, context) {
      const { granteeOf } = await import("../lib/infra/grantee.ts");
      const grantee = granteeOf({ user, group });
      const { iamName } = await import("../lib/infra/iam_name.ts");
      const name = iamName("--policy-name", policyName ?? "daylily-heartbeat-wire", 128);
      const { grantHeartbeat } = await import("../lib/infra/grant_heartbeat.ts");
      const to = attachToUser ? "user" as const : "group" as const;
      const grant = { ...grantee, roleArn: schedulerRoleArn, policyName: name, to };
      return await objectsAnswer(await grantHeartbeat(await depsIn(flags, context), grant, { dryRun }));
    },
  }),
  "activate-tags": subCommand({
    brief:
      "the tags that budgets filter on count in the bills; in an organisation only the account that pays can do it",
    flags: { dryRun },
    async run({ dryRun, ...flags }, context) {
      const { activateTags } = await import("../lib/infra/activate_tags.ts");
      return await objectsAnswer(await activateTags(await depsIn(flags, context), { dryRun }));
    },
  }),
  "publish-boot-assets": subCommand({
    brief: "the scripts that nodes run while they boot, into the reference bucket",
    flags: {
      bucket: { kind: "text", brief: "the reference bucket", placeholder: "NAME" },
      replaceLegacy: { kind: "toggle", brief: "replace other texts under the plain names, after asking" },
      dryRun,
    },
    needs: ["bucket"],
    async run({ bucket, replaceLegacy, dryRun, ...flags }, context) {
      const { bucketNameOf } = await import("../lib/names/bucket_name_of.ts");
      const { nodeScripts } = await import("../lib/cluster_file/boot/node_scripts.ts");
      const { publishBootAssets } = await import("../lib/infra/publish_boot_assets.ts");
      const request = { bucket: bucketNameOf(bucket), replaceLegacy, yes: flags.yes, dryRun };
      return await objectsAnswer(await publishBootAssets(await depsIn(flags, context), nodeScripts, request));
    },
  }),
  "expiry-role": subCommand({
    brief:
      "the role with which clusters are deleted at their deadline (create --ttl); made or put right, then tried out",
    flags: { dryRun },
    async run({ dryRun, ...flags }, context) {
      const { makeExpiryRole } = await import("../lib/infra/expiry_role.ts");
      return await objectsAnswer(await makeExpiryRole(await depsIn(flags, context), { dryRun }));
    },
  }),
  policies: subCommand({
    brief: "the least-privilege policy of a task, without --task that of all; asks nothing of AWS",
    flags: {
      task: { kind: "text", placeholder: "name", brief: "the task whose policy it is" },
    },
    async run({ task: name }) {
      const row = name === undefined ? undefined : namedRow(name);
      if (name !== undefined && row === undefined) throw await noSuchTask(name);
      const { policiesOf } = await import("../lib/infra/policies/policies.ts");
      const { policiesAnswer } = await import("../lib/answers/policies_answer.ts");
      return policiesAnswer(policiesOf(row?.name), row?.name);
    },
  }),
});

async function noSuchTask(name: string): Promise<Error> {
  const { didYouMean } = await import("../lib/text/did_you_mean.ts");
  const { DayError } = await import("../lib/host/errors/day_error.ts");
  const names = tasks.map((each) => each.name);
  const guess = didYouMean(name, names);
  const why = `there is no task ${name}${guess === undefined ? "" : `; ${guess}`}`;
  return new DayError("DAY-USE-001", why, { fix: `one of ${names.join(", ")}` });
}

/** What a job in the account of the profile needs. */
async function depsIn({ region: flag, profile: wanted }: CommonFlags, context: TaskContext): Promise<CreateDeps> {
  const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
  const { requireProfile } = await import("../lib/preflight/require_profile.ts");
  const { createDeps } = await import("./wiring/create_deps.ts");
  const { environment } = context;
  // IAM is the same in every region.
  const anywhere = environment.get("AWS_REGION") ?? environment.get("AWS_DEFAULT_REGION") ?? "us-east-1";
  const region = chooseRegion(flag ?? anywhere, [], environment);
  const profile = await requireProfile(context, wanted);
  return createDeps(context, { profile, region });
}

/** The region of a zone, which a flag may repeat. */
async function regionOfZone(zone: string, flag: string | undefined): Promise<string> {
  const { availabilityZone } = await import("../lib/names/availability_zone.ts");
  const { DayError } = await import("../lib/host/errors/day_error.ts");
  const { region } = availabilityZone(zone);
  if (flag === undefined || flag === region) return region;
  throw new DayError("DAY-USE-001", `${zone} is not in ${flag}`, { fix: `leave out --region, or give ${region}` });
}

async function objectsAnswer(done: InfraDone): Promise<Answer> {
  const { infraAnswer } = await import("../lib/answers/infra_answer.ts");
  return infraAnswer(done);
}

export default infra;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(infra);
