import type { EmulatorCalls } from "../../emulator/calls.ts";
import { changeItems, textOf, textsOf } from "../../emulator/xml.ts";
import type { Call } from "../call.ts";
import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";

type Filter = readonly [name: string, value: string];

/** Refuses to remove parts of a network that something still uses; the emulator removes them. */
export function networksInUse(calls: EmulatorCalls): Layer {
  return async (call, next) => {
    if (call.service !== "ec2") return await next(call);
    const by = await usersOf(calls, call);
    if (by.length === 0) return await next(call);
    const what = Object.entries(call.parameters).find(([name]) => name.endsWith("Id"))?.[1];
    const message = `The resource '${what}' has dependencies and cannot be deleted: ${by.join(", ")}`;
    return errorAnswer(call, 400, "DependencyViolation", message);
  };
}

async function usersOf(calls: EmulatorCalls, { operation, parameters, region }: Call): Promise<readonly string[]> {
  const described = (kind: string, [name, value]: Filter) =>
    calls.query("ec2", `Describe${kind}`, { "Filter.1.Name": name, "Filter.1.Value.1": value }, { region });
  const interfaces = async (filter: Filter) =>
    textsOf(await described("NetworkInterfaces", filter), "networkInterfaceId");
  const text = (name: string) => String(parameters[name] ?? "");
  switch (operation) {
    case "DeleteSubnet":
      return await interfaces(["subnet-id", text("SubnetId")]);
    case "DeleteSecurityGroup":
      return await interfaces(["group-id", text("GroupId")]);
    case "DetachInternetGateway":
      return instancesIn(await described("Instances", ["vpc-id", text("VpcId")]));
    case "DeleteVpc": {
      const vpc = text("VpcId");
      const [subnets, gateways, groups] = await Promise.all([
        described("Subnets", ["vpc-id", vpc]),
        described("InternetGateways", ["attachment.vpc-id", vpc]),
        described("SecurityGroups", ["vpc-id", vpc]),
      ]);
      const own: string[] = [];
      changeItems(groups, "securityGroupInfo", "item", (items) => {
        own.push(
          ...items.filter((item) => textOf(item, "groupName") !== "default").map((item) =>
            textOf(item, "groupId") ?? ""
          ),
        );
        return items;
      });
      return [...textsOf(subnets, "subnetId"), ...textsOf(gateways, "internetGatewayId"), ...own];
    }
  }
  return [];
}

function instancesIn(text: string): readonly string[] {
  const found: string[] = [];
  changeItems(text, "instancesSet", "item", (items) => {
    found.push(
      ...items.filter((item) => !/<instanceState>[^]*?<name>terminated</.test(item)).map((item) =>
        textOf(item, "instanceId") ?? ""
      ),
    );
    return items;
  });
  return found;
}
