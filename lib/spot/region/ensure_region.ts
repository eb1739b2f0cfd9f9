import { isEverywhere } from "./is_everywhere.ts";
import type { Walk } from "../../state/walks/ensure.ts";
import { ensureAll, type EnsureAllOptions } from "../../state/walks/ensure_all.ts";
import { type Wanted, wanted } from "../../state/walks/wanted.ts";
import { instanceConnectList } from "./instance_connect_list.ts";
import { spotGateway } from "./gateway.ts";
import { spotRouteTable } from "./route_table.ts";
import { spotSecurityGroup } from "./security_group.ts";
import { spotSubnet } from "./subnet.ts";
import { spotVpc } from "./vpc.ts";
import type { SpotDeps } from "./spot_deps.ts";

/** What a region's network is to be. */
export type WantedNetwork = {
  readonly account: string;
  readonly region: string;
  readonly prefix: string;
  readonly vpcName: string;
  readonly cidr: string;
  readonly zones: readonly string[];
  readonly ports: readonly number[];
  readonly sources: readonly string[];
};

/** A region's network as it stands. */
export type Network = {
  readonly vpc: string;
  readonly gateway: string;
  readonly group: string;
  readonly table: string;
  /** By zone. */
  readonly subnets: Readonly<Record<string, string>>;
  /** The ids of what this run has made. */
  readonly made: readonly string[];
};

/**
 * Makes sure of a region's network, side by side where one part does not need another. What stands is verified, not trusted: what is
 * missing of it is made.
 */
export async function ensureRegion(walk: Walk, deps: SpotDeps, want: WantedNetwork): Promise<Network> {
  const { account, region, prefix } = want;
  const options: EnsureAllOptions = { existing: "repair", warn: () => Promise.resolve() };
  const here = { account, region, id: "" };
  const made: string[] = [];
  const all = async (list: readonly Wanted<{ readonly id: string }>[]) => {
    const { of } = await ensureAll(walk, list, options);
    return list.map((entry) => {
      const { out, origin } = of(entry) ?? {};
      if (origin === "created" && out !== undefined) made.push(out.id);
      return out?.id ?? "";
    });
  };

  const network = { ...here, name: want.vpcName, cidr: want.cidr, dns: true };
  const [seen, console] = await Promise.all([spotVpc.find(deps, network, "full"), consoleList(deps, want)]);
  const [vpc] = await all([wanted(spotVpc, deps, network, { seen })]);
  const parts = { ...here, vpc };
  const subnetIn = (zone: string, place: number) =>
    wanted(spotSubnet, deps, { ...parts, name: `${prefix}-Subnet-${zone}`, cidr: want.cidr, zone, place });
  const rules = want.ports.flatMap((port) => want.sources.map((source) => `${port} ${source}`))
    .concat(console === undefined ? [] : [`22 ${console}`]).sort();
  const [[gateway], [group], ids] = await Promise.all([
    all([wanted(spotGateway, deps, { ...parts, name: `${prefix}-IGW` })]),
    all([wanted(spotSecurityGroup, deps, { ...parts, name: `${prefix}SG`, rules })]),
    Promise.all(want.zones.map(async (zone, place) => (await all([subnetIn(zone, place)]))[0])),
  ]);
  const routes = { ...parts, name: `${prefix}-RouteTable`, gateway, subnets: [...ids].sort() };
  const [table] = await all([wanted(spotRouteTable, deps, routes)]);
  return { vpc, gateway, group, table, subnets: Object.fromEntries(want.zones.map((zone, n) => [zone, ids[n]])), made };
}

/** Where logins are open to some addresses only, those of AWS's console are among them; it asks IAM who may. */
async function consoleList(
  { aws, signal }: SpotDeps,
  { ports, sources }: WantedNetwork,
): Promise<string | undefined> {
  if (!ports.includes(22) || sources.some(isEverywhere)) return undefined;
  return await instanceConnectList(aws).catch(() => {
    // It is a convenience: whoever may not read it logs in with SSH.
    signal.throwIfAborted();
    return undefined;
  });
}
