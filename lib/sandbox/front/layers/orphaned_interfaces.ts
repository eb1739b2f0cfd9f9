import type { EmulatorCalls } from "../../emulator/calls.ts";
import type { Layer } from "../layer.ts";

/** Removes the network interfaces of instances along with them; the emulator lets them outlive their instance. */
export function orphanedInterfaces(calls: EmulatorCalls): Layer {
  return async (call, next) => {
    if (call.service !== "ec2" || call.operation !== "TerminateInstances") return await next(call);
    const ids = Object.entries(call.parameters).filter(([name]) => name.startsWith("InstanceId."))
      .map(([, id]) => String(id));
    const interfaces = await interfacesOf(calls, call.region, ids);
    const answer = await next(call);
    if (answer.ok) await removeInterfaces(calls, call.region, interfaces);
    return answer;
  };
}

/** Terminates instances from inside the front, with everything that goes with them. */
export async function terminate(calls: EmulatorCalls, region: string, id: string): Promise<void> {
  const interfaces = await interfacesOf(calls, region, [id]);
  await calls.query("ec2", "TerminateInstances", { "InstanceId.1": id }, { region });
  await removeInterfaces(calls, region, interfaces);
}

type Interface = { readonly id: string; readonly attachment: string };

async function interfacesOf(calls: EmulatorCalls, region: string, instances: readonly string[]): Promise<Interface[]> {
  const found = await Promise.all(instances.map(async (id) => {
    // An unknown instance has no interfaces; the service will say that it is unknown.
    const text = await calls.query("ec2", "DescribeInstances", { "InstanceId.1": id }, { region }).catch(() => "");
    const ids = [...text.matchAll(/<networkInterfaceId>([^<]*)</g)].map(([, one]) => one);
    const attachments = [...text.matchAll(/<attachmentId>([^<]*)</g)].map(([, one]) => one);
    return ids.map((one, index) => ({ id: one, attachment: attachments[index] }));
  }));
  return found.flat();
}

async function removeInterfaces(calls: EmulatorCalls, region: string, interfaces: readonly Interface[]): Promise<void> {
  for (const { id, attachment } of interfaces) {
    const ask = (operation: string, fields: Record<string, string>) =>
      calls.query("ec2", operation, fields, { region }).catch(() => "");
    await ask("DetachNetworkInterface", { AttachmentId: attachment });
    await ask("DeleteNetworkInterface", { NetworkInterfaceId: id });
  }
}
