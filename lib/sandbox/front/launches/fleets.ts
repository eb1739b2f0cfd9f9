import type { EmulatorCalls } from "../../emulator/calls.ts";
import { changeItems, escapeXml, rewritten, textOf, textsOf, xmlAnswer } from "../../emulator/xml.ts";
import type { Call } from "../call.ts";
import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";
import { launchFailure, takeCapacity } from "./capacity.ts";
import { terminate } from "../layers/orphaned_interfaces.ts";

type Fields = Record<string, string>;
type Fleet = {
  readonly id: string;
  readonly region: string;
  state: "active" | "deleted";
  readonly instances: string[];
};
type Pool = { readonly type: string; readonly subnet: string; readonly zone: string; readonly price: string };
type Launched = { readonly pool: Pool; readonly lifecycle: Lifecycle; readonly ids: readonly string[] };
type Failed = { readonly pool: Pool; readonly lifecycle: Lifecycle; readonly code: string };
type Lifecycle = "spot" | "on-demand";

/**
 * Answers `CreateFleet` of the kind `instant` with launches from the launch template, one pool after another as far as their capacity
 * goes; the emulator's own fleets leave out most of a template. Such a fleet is shown only to who names it.
 */
export function fleets(world: World, calls: EmulatorCalls): Layer {
  const templates = () => world.memory("launch templates", () => new Map<string, Fields>());
  const known = () => world.memory("fleets", () => new Map<string, Fleet>());
  return async (call, next) => {
    if (call.service !== "ec2") return await next(call);
    switch (call.operation) {
      case "CreateLaunchTemplate": {
        const answer = await next(call);
        const text = await answer.clone().text();
        const id = textOf(text, "launchTemplateId");
        if (answer.ok && id !== undefined) templates().set(id, templateData(call));
        return answer;
      }
      case "CreateFleet": {
        const template = templates().get(
          String(call.parameters["LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateId"]),
        );
        if (template === undefined) {
          return errorAnswer(call, 400, "InvalidLaunchTemplateId.NotFound", "The launch template does not exist.");
        }
        return await createFleet(world, calls, call, template, known());
      }
      case "DescribeFleets":
        return fleetsAnswer(call, [...known().values()]);
      case "DeleteFleets":
        return await deleteFleets(calls, call, known());
      case "DescribeInstances": {
        const answer = await next(call);
        return answer.ok ? await rewritten(answer, (text) => withFleetIds(text, [...known().values()])) : answer;
      }
    }
    return await next(call);
  };
}

/** What a template says, by the names that a launch has for it. */
function templateData({ parameters }: Call): Fields {
  const prefix = "LaunchTemplateData.";
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), String(value)]),
  );
}

async function createFleet(
  world: World,
  calls: EmulatorCalls,
  call: Call,
  template: Fields,
  known: Map<string, Fleet>,
): Promise<Response> {
  const { parameters, region } = call;
  const number = (name: string) => Number(parameters[`TargetCapacitySpecification.${name}`] ?? 0);
  const total = number("TotalTargetCapacity");
  const onDemand = number("OnDemandTargetCapacity");
  const pools = await poolsOf(calls, call);
  const launched: Launched[] = [];
  const failed: Failed[] = [];
  for (const [lifecycle, count] of [["on-demand", onDemand], ["spot", total - onDemand]] as const) {
    let left = count;
    for (const pool of pools) {
      if (left === 0) break;
      const code = launchFailure(world, { ...pool, region, lifecycle });
      const got = code === undefined ? takeCapacity(world, { ...pool, region }, left) : 0;
      if (got < left) failed.push({ pool, lifecycle, code: code ?? "InsufficientInstanceCapacity" });
      if (got === 0) continue;
      launched.push({ pool, lifecycle, ids: await launch(calls, region, template, pool, lifecycle, got) });
      left -= got;
    }
  }
  const id = `fleet-${crypto.randomUUID()}`;
  known.set(id, { id, region, state: "active", instances: launched.flatMap(({ ids }) => ids) });
  return xmlAnswer(
    `<CreateFleetResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${crypto.randomUUID()}</requestId>` +
      `<fleetId>${id}</fleetId><errorSet>${failed.map(failedItem).join("")}</errorSet>` +
      `<fleetInstanceSet>${launched.map(launchedItem).join("")}</fleetInstanceSet></CreateFleetResponse>`,
  );
}

async function poolsOf(calls: EmulatorCalls, { parameters, region }: Call): Promise<readonly Pool[]> {
  const subnets = await calls.query("ec2", "DescribeSubnets", {}, { region });
  const zones = new Map<string, string>();
  changeItems(subnets, "subnetSet", "item", (items) => {
    for (const item of items) zones.set(textOf(item, "subnetId") ?? "", textOf(item, "availabilityZone") ?? "");
    return items;
  });
  const at = (number: number, field: string) =>
    String(parameters[`LaunchTemplateConfigs.1.Overrides.${number}.${field}`] ?? "");
  const pools: Pool[] = [];
  for (let number = 1; at(number, "InstanceType") !== ""; number++) {
    const subnet = at(number, "SubnetId");
    pools.push({
      type: at(number, "InstanceType"),
      subnet,
      zone: zones.get(subnet) ?? "",
      price: at(number, "MaxPrice"),
    });
  }
  return pools;
}

async function launch(
  calls: EmulatorCalls,
  region: string,
  template: Fields,
  { type, subnet }: Pool,
  lifecycle: Lifecycle,
  count: number,
): Promise<readonly string[]> {
  const market: Fields = lifecycle === "spot" ? { "InstanceMarketOptions.MarketType": "spot" } : {};
  const fields = {
    ...template,
    ...market,
    InstanceType: type,
    MinCount: String(count),
    MaxCount: String(count),
    "NetworkInterface.1.SubnetId": subnet,
  };
  return textsOf(await calls.query("ec2", "RunInstances", fields, { region }), "instanceId");
}

function overrides({ type, subnet, zone }: Pool): string {
  return `<launchTemplateAndOverrides><overrides><instanceType>${escapeXml(type)}</instanceType>` +
    `<subnetId>${escapeXml(subnet)}</subnetId><availabilityZone>${zone}</availabilityZone></overrides>` +
    `</launchTemplateAndOverrides>`;
}

function launchedItem({ pool, lifecycle, ids }: Launched): string {
  return `<item>${overrides(pool)}<lifecycle>${lifecycle}</lifecycle>` +
    `<instanceIds>${ids.map((id) => `<item>${id}</item>`).join("")}</instanceIds>` +
    `<instanceType>${escapeXml(pool.type)}</instanceType></item>`;
}

function failedItem({ pool, lifecycle, code }: Failed): string {
  return `<item>${overrides(pool)}<lifecycle>${lifecycle}</lifecycle><errorCode>${code}</errorCode>` +
    `<errorMessage>${code} for ${escapeXml(pool.type)} in ${pool.zone}</errorMessage></item>`;
}

function named({ parameters }: Call): readonly string[] {
  return Object.entries(parameters).filter(([name]) => name.startsWith("FleetId.")).map(([, id]) => String(id));
}

function fleetsAnswer(call: Call, fleets: readonly Fleet[]): Response {
  const ids = named(call);
  const items = fleets.filter(({ id, region }) => region === call.region && ids.includes(id)).map(({ id, state }) =>
    `<item><fleetId>${id}</fleetId><fleetState>${state}</fleetState><type>instant</type></item>`
  );
  return xmlAnswer(
    `<DescribeFleetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><fleetSet>${items.join("")}</fleetSet>` +
      `</DescribeFleetsResponse>`,
  );
}

async function deleteFleets(calls: EmulatorCalls, call: Call, known: Map<string, Fleet>): Promise<Response> {
  const good: string[] = [];
  const bad: string[] = [];
  for (const id of named(call)) {
    const fleet = known.get(id);
    if (fleet === undefined || fleet.region !== call.region) {
      bad.push(
        `<item><error><code>fleetIdDoesNotExist</code><message>no ${id}</message></error><fleetId>${id}</fleetId></item>`,
      );
      continue;
    }
    if (fleet.state === "active") {
      for (const one of fleet.instances) await terminate(calls, call.region, one).catch(() => {});
    }
    fleet.state = "deleted";
    good.push(
      `<item><currentFleetState>deleted_terminating</currentFleetState>` +
        `<previousFleetState>active</previousFleetState><fleetId>${id}</fleetId></item>`,
    );
  }
  return xmlAnswer(
    `<DeleteFleetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">` +
      `<successfulFleetDeletionSet>${good.join("")}</successfulFleetDeletionSet>` +
      `<unsuccessfulFleetDeletionSet>${bad.join("")}</unsuccessfulFleetDeletionSet></DeleteFleetsResponse>`,
  );
}

/** EC2 marks what a fleet has launched. */
function withFleetIds(text: string, fleets: readonly Fleet[]): string {
  return changeItems(text, "instancesSet", "item", (items) =>
    items.map((item) => {
      const id = textOf(item, "instanceId") ?? "";
      const fleet = fleets.find(({ instances }) => instances.includes(id));
      if (fleet === undefined) return item;
      const tag = `<item><key>aws:ec2:fleet-id</key><value>${fleet.id}</value></item>`;
      return item.replace("<tagSet>", `<tagSet>${tag}`);
    }));
}
