import { isAwsError } from "../../aws/aws_error.ts";
import { isGone } from "../region/is_gone.ts";
import { attemptTag, tagsOf } from "../region/marks.ts";
import type { SpotDeps } from "../region/spot_deps.ts";
import { asType, type LaunchRequest } from "./launch_request.ts";
import { sendLaunch } from "./send_launch.ts";

/** What a launch has brought. */
export type Launched = {
  readonly fleet: string | null;
  readonly nodes: readonly LaunchedNode[];
  readonly failures: readonly PoolFailure[];
};

export type LaunchedNode = {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  readonly isSpot: boolean;
};

export type PoolFailure = {
  readonly type: string;
  readonly zone: string;
  readonly code: string;
  readonly message: string;
};

/** The launch template of that name; nothing when there is none. */
export async function findLaunchTemplate({ aws }: SpotDeps, name: string): Promise<string | undefined> {
  const { DescribeLaunchTemplatesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "launch-template-name", Values: [name] }];
  const { LaunchTemplates = [] } = await (await aws.ec2()).send(new DescribeLaunchTemplatesCommand({ Filters }));
  return LaunchTemplates[0]?.LaunchTemplateId;
}

/** Makes the launch template of an attempt, or finds it. Its user data holds the orchestrator's token, so that it goes right after. */
export async function makeLaunchTemplate(
  deps: SpotDeps,
  { name, data, token, attempt }: LaunchRequest,
): Promise<string> {
  const { CreateLaunchTemplateCommand } = await import("@aws-sdk/client-ec2");
  const { aws, marks } = deps;
  const ec2 = await aws.ec2();
  const TagSpecifications = [{
    ResourceType: "launch-template" as const,
    Tags: tagsOf(marks, name, attemptTag(attempt)),
  }];
  const make = new CreateLaunchTemplateCommand({
    LaunchTemplateName: name,
    LaunchTemplateData: data,
    TagSpecifications,
    ClientToken: token,
  });
  try {
    const { LaunchTemplate } = await ec2.send(make);
    return LaunchTemplate?.LaunchTemplateId ?? "";
  } catch (error) {
    if (
      !isAwsError(error, "InvalidLaunchTemplateName.AlreadyExistsException", "InvalidLaunchTemplateName.AlreadyExists")
    ) {
      throw error;
    }
    return await findLaunchTemplate(deps, name) ?? "";
  }
}

/** Removes launch templates; what is gone is success. */
export async function removeLaunchTemplate({ aws }: SpotDeps, LaunchTemplateId: string): Promise<void> {
  const { DeleteLaunchTemplateCommand } = await import("@aws-sdk/client-ec2");
  await (await aws.ec2()).send(new DeleteLaunchTemplateCommand({ LaunchTemplateId })).catch((error) => {
    if (!isGone(error)) throw error;
  });
}

/** Launches over all pools in one request: EC2 chooses among price and capacity, and tells of each pool why it gave nothing. */
export async function launchFleet(
  deps: SpotDeps,
  template: string,
  { count, onDemand, pools, token, priceLimit, name, attempt }: Omit<LaunchRequest, "data">,
): Promise<Launched> {
  const { CreateFleetCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await deps.aws.ec2Once();
  const limit = priceLimit === undefined ? {} : { MaxPrice: String(priceLimit) };
  const command = new CreateFleetCommand({
    Type: "instant",
    ClientToken: token,
    TargetCapacitySpecification: {
      TotalTargetCapacity: count,
      SpotTargetCapacity: count - onDemand,
      OnDemandTargetCapacity: onDemand,
      DefaultTargetCapacityType: "spot",
    },
    SpotOptions: { AllocationStrategy: "price-capacity-optimized", InstanceInterruptionBehavior: "terminate" },
    LaunchTemplateConfigs: [{
      LaunchTemplateSpecification: { LaunchTemplateId: template, Version: "1" },
      Overrides: pools.map(({ type, subnet }) => ({ InstanceType: asType(type), SubnetId: subnet, ...limit })),
    }],
    TagSpecifications: [{ ResourceType: "fleet", Tags: tagsOf(deps.marks, name, attemptTag(attempt)) }],
  });
  const answer = await sendLaunch(deps, () => ec2.send(command));
  const zoneOf = (subnet: string | undefined) => pools.find((pool) => pool.subnet === subnet)?.zone ?? "";
  return {
    fleet: answer.FleetId ?? null,
    nodes: (answer.Instances ?? []).flatMap(
      ({ InstanceIds = [], InstanceType, Lifecycle, LaunchTemplateAndOverrides }) => {
        const { Overrides: used = {} } = LaunchTemplateAndOverrides ?? {};
        const zone = zoneOf(used.SubnetId);
        const type = InstanceType ?? used.InstanceType ?? "";
        return InstanceIds.map((id) => ({ id, type, zone, isSpot: Lifecycle !== "on-demand" }));
      },
    ),
    failures: (answer.Errors ?? []).map(({ ErrorCode = "", ErrorMessage = "", LaunchTemplateAndOverrides }) => {
      const { Overrides: used = {} } = LaunchTemplateAndOverrides ?? {};
      return { type: used.InstanceType ?? "", zone: zoneOf(used.SubnetId), code: ErrorCode, message: ErrorMessage };
    }),
  };
}
