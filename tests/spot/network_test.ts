import assert from "node:assert/strict";
import type { AwsDeps } from "../../lib/aws/resource.ts";
import { ensureRegion } from "../../lib/spot/region/ensure_region.ts";
import { spotGateway } from "../../lib/spot/region/gateway.ts";
import { spotRouteTable } from "../../lib/spot/region/route_table.ts";
import { spotSecurityGroup } from "../../lib/spot/region/security_group.ts";
import type { SpotDeps } from "../../lib/spot/region/spot_deps.ts";
import { spotSubnet } from "../../lib/spot/region/subnet.ts";
import { spotVpc } from "../../lib/spot/region/vpc.ts";
import { fleetingJournal } from "../../lib/state/journal/fleeting_journal.ts";
import { assertContract, whenReady } from "../aws/contract.ts";
import { account, inSandbox } from "../aws/in_sandbox.ts";

const region = "eu-west-1";

function spotDeps(deps: AwsDeps): SpotDeps {
  const marks = {
    managed: { key: "ManagedBy", value: "SpotInstanceScript" },
    creator: "arn:aws:iam::123456789012:user/alice",
    deployment: "sd-20260102T030405Z-0a1b2c",
    version: "0",
    extra: {},
  };
  return { ...deps, aws: deps.aws.in(region), emit: () => {}, marks, cleanupLimit: 60_000 };
}

Deno.test(
  "the parts of a region's network keep what every resource promises",
  inSandbox({}, async (step) => {
    await step("design 2: network, subnet, gateway, group, routes", async (plain) => {
      const deps = spotDeps(plain);
      const here = { account, region, id: "" };
      const network = { ...here, name: "SpotInstanceVPC", cidr: "10.0.0.0/16", dns: true };
      await assertContract(deps, spotVpc, network);
      await spotVpc.write(deps, network, { is: "absent" }, "t");
      const { out: { id: vpc } } = await whenReady(deps, spotVpc, network);
      const inside = { ...here, vpc };
      const zone = `${region}a`;
      await assertContract(deps, spotSubnet, { ...inside, name: "S-a", cidr: network.cidr, zone, place: 0 });
      await assertContract(deps, spotGateway, { ...inside, name: "SpotInstance-IGW" });
      await assertContract(deps, spotSecurityGroup, {
        ...inside,
        name: "SpotInstanceSG",
        rules: ["22 203.0.113.0/24", "80 203.0.113.0/24"],
      });
      const gateway = { ...inside, name: "SpotInstance-IGW" };
      await spotGateway.write(deps, gateway, { is: "absent" }, "t");
      const { out: { id } } = await whenReady(deps, spotGateway, gateway);
      await assertContract(deps, spotRouteTable, {
        ...inside,
        name: "SpotInstance-RouteTable",
        gateway: id,
        subnets: [],
      });
    });

    await step(
      "T-34e: what is missing of a network that stands is made, and no second network",
      async (plain, sandbox) => {
        const deps = spotDeps(plain);
        const walk = { ...deps, journal: fleetingJournal(), run: [account, region, "run"] };
        const want = {
          ...{ account, region, prefix: "SpotInstance", vpcName: "SpotInstanceVPC", cidr: "10.0.0.0/16" },
          ...{ zones: [`${region}a`, `${region}b`], ports: [22, 6001], sources: ["203.0.113.0/24"] },
        };
        const first = await ensureRegion(walk, deps, want);
        assert.equal(first.made.length, 6);
        const ask = (operation: string, fields: Record<string, string>) =>
          sandbox.calls.query("ec2", operation, fields, { region });
        await ask("DeleteRoute", { RouteTableId: first.table, DestinationCidrBlock: "0.0.0.0/0" });
        await ask("RevokeSecurityGroupIngress", {
          GroupId: first.group,
          "IpPermissions.1.IpProtocol": "tcp",
          "IpPermissions.1.FromPort": "6001",
          "IpPermissions.1.ToPort": "6001",
          "IpPermissions.1.IpRanges.1.CidrIp": "203.0.113.0/24",
        });
        sandbox.clearRequests();
        const again = { ...walk, journal: fleetingJournal() };
        assert.deepEqual(await ensureRegion(again, deps, want), { ...first, made: [] });
        const changes = sandbox.requests().filter(({ mutating }) => mutating).map(({ operation }) => operation).sort();
        assert.deepEqual(changes, ["AuthorizeSecurityGroupIngress", "CreateRoute"]);
      },
    );

    await step(
      "Q17: where logins are open to some addresses only, AWS's console may log in too, if the region has its list",
      async (plain, sandbox) => {
        const deps = spotDeps(plain);
        const ask = (operation: string, fields: Record<string, string>) =>
          sandbox.calls.query("ec2", operation, fields, { region });
        const rulesWith = async (sources: readonly string[], ports = [22, 80]) => {
          const walk = { ...deps, journal: fleetingJournal(), run: [account, region, sources.join()] };
          const { group } = await ensureRegion(walk, deps, {
            ...{ account, region, prefix: `P${sources.length}${ports.length}`, vpcName: `V${sources.join()}${ports}` },
            ...{ cidr: "10.0.0.0/16", zones: [`${region}a`], ports, sources },
          });
          const text = await ask("DescribeSecurityGroups", { "GroupId.1": group });
          return [...text.matchAll(/<fromPort>(\d+)<[^]*?<prefixListIds>([^]*?)<\/prefixListIds>/g)]
            .flatMap(([, port, lists]) => lists.includes("pl-") ? [port] : []);
        };
        assert.deepEqual(await rulesWith(["203.0.113.0/24"]), [], "there is no list");
        await ask("CreateManagedPrefixList", {
          PrefixListName: `com.amazonaws.${region}.ec2-instance-connect`,
          MaxEntries: "1",
          AddressFamily: "IPv4",
          "Entry.1.Cidr": "18.202.216.48/29",
        });
        assert.deepEqual(await rulesWith(["203.0.113.0/24"]), ["22"], "the group that stands gets it");
        sandbox.clearRequests();
        assert.deepEqual(await rulesWith(["203.0.113.0/24"]), ["22"]);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
        assert.deepEqual(await rulesWith(["198.51.100.0/24", "0.0.0.0/0"]), []);
        assert.deepEqual(await rulesWith(["203.0.113.0/24"], [80]), []);
        sandbox.settings.denied = ["ec2:DescribeManagedPrefixLists"];
        assert.deepEqual(await rulesWith(["203.0.113.8/32"]), [], "whoever may not read it goes without");
      },
    );
  }),
);
