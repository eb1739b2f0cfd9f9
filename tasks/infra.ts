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
  brief: "the IAM group that gets the permissions; default: daylily-ephemeral-cluster",
  placeholder: "NAME",
} as const;

const infra = taskOfSubCommands({
  name: "infra",
  brief: "Set up an AWS account for clusters (once, by an administrator)",
  examples: [
    {
      what: "give a user the permissions to operate clusters",
      command: "deno task infra bootstrap-account --user alice",
    },
    { what: "the same for one region", command: "deno task infra bootstrap-region --user alice --region us-west-2" },
    { what: "show what a network lacks", command: "deno task infra ensure-network --region-az us-west-2b --dry-run" },
    { what: "let AWS delete clusters at their deadline", command: "deno task infra expiry-role" },
  ],
}, {
  "bootstrap-account": subCommand({
    brief: "once per account: policy, group and user for creating clusters, and the service-linked role of EC2 Spot",
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
      "once per region: the policy for its SNS topics, for the same group and user, and the permissions of ParallelCluster's API",
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
    brief: "create the network of an availability zone, or compare an existing one; it is changed only with --update",
    flags: {
      regionAz,
      update: { kind: "toggle", brief: "correct the differences, after showing them" },
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
    brief: "delete the network of an availability zone, unless something uses it",
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
    brief: "create or repair the IAM role that sends heartbeat mails, for all regions",
    flags: {
      roleName: { kind: "text", brief: "name of the role; default: eventbridge-scheduler-to-sns", placeholder: "NAME" },
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
    brief: "let a user set up heartbeat mails in a region, with a policy of the group or of the user",
    flags: {
      user,
      schedulerRoleArn: {
        kind: "text",
        brief: "the role that sends heartbeat mails; default: the existing one",
        placeholder: "ARN",
      },
      group,
      policyName: {
        kind: "text",
        brief: "name of the policy; default: daylily-heartbeat-wire",
        placeholder: "NAME",
      },
      attachToUser: { kind: "toggle", brief: "attach the policy to the user instead of the group" },
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
      "activate the cost allocation tags that budgets use; in an organization only the management account can do this",
    flags: { dryRun },
    async run({ dryRun, ...flags }, context) {
      const { activateTags } = await import("../lib/infra/activate_tags.ts");
      return await objectsAnswer(await activateTags(await depsIn(flags, context), { dryRun }));
    },
  }),
  "publish-boot-assets": subCommand({
    brief: "upload the scripts that nodes run at boot to the reference bucket",
    flags: {
      bucket: { kind: "text", brief: "the reference bucket", placeholder: "NAME" },
      replaceLegacy: {
        kind: "toggle",
        brief: "also replace scripts of other content under the legacy names, after asking",
      },
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
      "create or repair the IAM role that deletes clusters at their deadline (create --ttl), and simulate its permissions",
    flags: { dryRun },
    async run({ dryRun, ...flags }, context) {
      const { makeExpiryRole } = await import("../lib/infra/expiry_role.ts");
      return await objectsAnswer(await makeExpiryRole(await depsIn(flags, context), { dryRun }));
    },
  }),
  policies: subCommand({
    brief:
      "print the least-privilege IAM policy for one task of dayctl or, without --task, for all tasks together; makes no requests to AWS",
    flags: {
      task: { kind: "text", placeholder: "NAME", brief: "print the policy of this task only, for example create" },
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
  const { profileIfNamed } = await import("../lib/preflight/require_profile.ts");
  const { createDeps } = await import("./wiring/create_deps.ts");
  const { environment } = context;
  // IAM is the same in every region.
  const anywhere = environment.get("AWS_REGION") ?? environment.get("AWS_DEFAULT_REGION") ?? "us-east-1";
  const region = chooseRegion(flag ?? anywhere, [], environment);
  const profile = await profileIfNamed(context, wanted);
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
