import type { EmulatorCalls } from "../../emulator/calls.ts";
import type { Layer } from "../layer.ts";
import { changeItems, rewritten, textOf } from "../../emulator/xml.ts";

/** Hides the network ACLs of networks that are gone: a default one goes with its network, but the emulator keeps it. */
export function orphanedAcls(calls: EmulatorCalls): Layer {
  return async (call, next) => {
    const answer = await next(call);
    if (call.operation !== "DescribeNetworkAcls" || !answer.ok) return answer;
    const networks = await calls.query("ec2", "DescribeVpcs", {}, { region: call.region });
    return await rewritten(
      answer,
      (text) =>
        changeItems(
          text,
          "networkAclSet",
          "item",
          (items) => items.filter((item) => networks.includes(`<vpcId>${textOf(item, "vpcId")}</vpcId>`)),
        ),
    );
  };
}
