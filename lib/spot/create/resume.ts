import { hasEnded, managedInstances } from "../region/instances.ts";
import type { Instance } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../aws/aws_error.ts";
import { poll } from "../../host/poll.ts";
import { findLaunchTemplate, launchFleet, removeLaunchTemplate } from "../launch/launch_fleet.ts";
import type { Marks } from "../region/marks.ts";
import { ownTags, tagOf } from "../region/marks.ts";
import type { SpotDeps } from "../region/spot_deps.ts";
import { inRegion, type SpotTaskDeps } from "../spot_task_deps.ts";
import { withMachines, withoutMachines, withRegion } from "../state/changes.ts";
import type { RegionRecord } from "../state/machines.ts";
import { sideBySide } from "../side_by_side.ts";
import type { Missing } from "./complete.ts";
import { type Launching, launchName, launchToken, machineOf } from "./region_run.ts";
import type { Plan, PlannedRegion } from "./plan_nodes.ts";

/**
 * Goes on with a deployment whose run ended early. In each region:
 *
 * 1. nodes that carry its mark are taken over, also those that nobody wrote down;
 * 2. a launch whose answer nobody heard, and whose template still stands, is sent once more with the same token: EC2 then gives its first
 *    answer, or launches now;
 * 3. what is still missing is a new attempt.
 *
 * @returns what is missing
 */
export async function resume(
  deps: SpotTaskDeps,
  launching: Launching,
  marks: Marks,
  { regions }: Plan,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<readonly Missing[]> {
  const recorded = launching.state.now().deployments[marks.deployment]?.regions ?? {};
  const wanted = regions.filter(({ usable: { region } }) => region in recorded);
  return await sideBySide(wanted, 32, async (planned) => {
    const { region } = planned.usable;
    const there = inRegion(deps, region, marks, launching.config.timeouts.vpc_cleanup * 1000);
    const record = recorded[region];
    let standing = await adopt(there, launching, planned);
    // Whoever was stopped right after making the template has not written down its id.
    const template = dryRun || record.launch === null ? record.launch_template_id : record.launch_template_id ??
      await findLaunchTemplate(there, launchName(launching, there, record.launch.attempt)) ?? null;
    const launched = { ...record, launch_template_id: template };
    if (!dryRun && record.launch !== null && !standing.some((each) => attemptOf(each) === record.launch?.attempt)) {
      standing = await launchAgain(there, launching, planned, launched) ?? standing;
    }
    if (!dryRun) await forgetLaunch(there, launching, launched);
    const onDemand = standing.filter(({ InstanceLifecycle }) => InstanceLifecycle !== "spot").length;
    return {
      planned: { ...planned, auto: record.auto },
      count: Math.max(0, record.slots - standing.length),
      onDemand: Math.max(0, planned.onDemand - onDemand),
    };
  });
}

async function forgetLaunch(
  deps: SpotDeps,
  { state }: Launching,
  { launch_template_id: id }: RegionRecord,
): Promise<void> {
  if (id !== null) await removeLaunchTemplate(deps, id);
  await state.update(withRegion(deps.marks.deployment, deps.aws.region, { launch: null, launch_template_id: null }));
}

function attemptOf(instance: Instance): number {
  return Number(tagOf(instance, ownTags.attempt) ?? 0);
}

/** Finds the nodes of the deployment in a region and writes down those that are not known. */
async function adopt(deps: SpotDeps, { state }: Launching, { usable }: PlannedRegion): Promise<readonly Instance[]> {
  const { marks } = deps;
  const marked = [{ Name: `tag:${ownTags.deployment}`, Values: [marks.deployment] }];
  const standing = (await managedInstances(deps.aws, marks.managed, marked)).filter((each) => !hasEnded(each));
  const known = state.now().machines;
  await state.update(withMachines(
    standing.filter(({ InstanceId = "" }) => !(InstanceId in known)).map((instance) => {
      const { InstanceId: id = "", InstanceType: type = "", Placement, LaunchTime, InstanceLifecycle } = instance;
      const node = { id, type, zone: Placement?.AvailabilityZone ?? "", isSpot: InstanceLifecycle === "spot" };
      return machineOf(usable, node, {
        deployment_id: marks.deployment,
        fleet_id: tagOf(instance, "aws:ec2:fleet-id") ?? null,
        launch_time: LaunchTime?.toISOString() ?? null,
        vpc_id: instance.VpcId ?? null,
        subnet_id: instance.SubnetId ?? null,
        public_ip: instance.PublicIpAddress ?? null,
        private_ip: instance.PrivateIpAddress ?? null,
      });
    }),
  ));
  const gone = Object.values(known).filter(({ id, region, deployment_id }) =>
    region === usable.region && deployment_id === marks.deployment &&
    !standing.some(({ InstanceId }) => InstanceId === id)
  );
  await state.update(withoutMachines(gone.map(({ id }) => id)));
  return standing;
}

const pauses = [5_000, 10_000, 15_000, 30_000];

async function launchAgain(
  deps: SpotDeps,
  launching: Launching,
  planned: PlannedRegion,
  { launch, launch_template_id: template }: RegionRecord,
): Promise<readonly Instance[] | undefined> {
  if (launch === null) return undefined;
  const { attempt } = launch;
  const { region } = planned.usable;
  const { account } = launching;
  const look = async () => {
    const found = await adopt(deps, launching, planned);
    return found.some((each) => attemptOf(each) === attempt) ? found : undefined;
  };
  // Without the template the request was never sent, or its answer was heard.
  if (template === null) return launching.launchApi === "fleet" ? undefined : await poll(deps, { pauses }, look);
  try {
    await launchFleet(deps, template, {
      ...{ attempt, count: launch.count, onDemand: launch.on_demand, pools: launch.pools },
      token: await launchToken(account, region, deps.marks.deployment, attempt),
      name: launchName(launching, deps, attempt),
      priceLimit: launching.priceLimit,
    });
  } catch (error) {
    if (isAwsError(error, "InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateId.NotFoundException")) {
      return undefined;
    }
    // It was sent by another version of this program: what it has launched shows itself.
    if (!isAwsError(error, "IdempotentParameterMismatch")) throw error;
  }
  return await poll(deps, { pauses }, look);
}
