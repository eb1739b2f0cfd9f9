import { changeItems, textOf } from "../../lib/sandbox/emulator/xml.ts";
import type { Sandbox } from "../support/sandbox.ts";

/** What the operation is called, the list in its answer, and the id in an item. */
const kinds = [
  ["DescribeVpcs", "vpcSet", "vpcId"],
  ["DescribeSubnets", "subnetSet", "subnetId"],
  ["DescribeInternetGateways", "internetGatewaySet", "internetGatewayId"],
  ["DescribeRouteTables", "routeTableSet", "routeTableId"],
  ["DescribeSecurityGroups", "securityGroupInfo", "groupId"],
  ["DescribeNetworkInterfaces", "networkInterfaceSet", "networkInterfaceId"],
  ["DescribeVolumes", "volumeSet", "volumeId"],
  ["DescribeLaunchTemplates", "launchTemplates", "launchTemplateId"],
  ["DescribeInstances", "instancesSet", "instanceId"],
  ["DescribeAddresses", "addressesSet", "allocationId"],
] as const;

export const someRegions = ["ap-south-1", "eu-central-1", "eu-west-1", "us-east-1", "us-west-2"];

/** Everything of EC2's that stands in some regions, terminated instances apart, as `region kind id`. */
export async function inventory(
  sandbox: Sandbox,
  regions: readonly string[] = someRegions,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const region of regions) {
    for (const [operation, list, id] of kinds) {
      const text = await sandbox.calls.query("ec2", operation, {}, { region });
      changeItems(text, list, "item", (items) => {
        for (const item of items) {
          if (/<instanceState>[^]*?<name>terminated</.test(item)) continue;
          found.push(`${region} ${operation.slice(8)} ${textOf(item, id)}`);
        }
        return items;
      });
    }
  }
  return found.sort();
}

/** The instances that run in some regions, each as the XML of it. */
export async function runningIn(
  sandbox: Sandbox,
  regions: readonly string[] = someRegions,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const region of regions) {
    const text = await sandbox.calls.query("ec2", "DescribeInstances", {}, { region });
    changeItems(text, "instancesSet", "item", (items) => {
      found.push(...items.filter((item) => /<instanceState>[^]*?<name>(?:running|pending)</.test(item)));
      return items;
    });
  }
  return found;
}
