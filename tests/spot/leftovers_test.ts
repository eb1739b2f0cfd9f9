import assert from "node:assert/strict";
import { textOf } from "../../lib/sandbox/emulator/xml.ts";
import { type Sandbox, withSandbox } from "../support/sandbox.ts";
import { virtualClock } from "../support/virtual_clock.ts";
import { inventory, someRegions } from "./inventory.ts";
import { spotFolder } from "./spot_here.ts";

const region = "us-west-2";

function ask(sandbox: Sandbox, operation: string, fields: Record<string, string> = {}): Promise<string> {
  return sandbox.calls.query("ec2", operation, fields, { region });
}

Deno.test("T-35d: what somebody uses is waited for; when that takes too long it is called by its id, and the same command finishes later", async () => {
  const clock = virtualClock("2026-03-06T10:00:00.000Z");
  await withSandbox({ clock }, async (sandbox) => {
    for (const endsAt of [6, Infinity]) {
      const spot = await spotFolder(sandbox);
      const before = await inventory(sandbox);
      assert.equal((await spot.run(["create"], { clock })).code, 0);
      const [mine] = Object.values((await spot.state()).machines).filter((each) => each.region === region);
      let interfaceId = "";
      const group = String(
        (await spot.state()).deployments[String(mine.deployment_id)].regions[region].security_group_id,
      );
      sandbox.faults.add({
        ...{ kind: "latency", milliseconds: 0, operation: "TerminateInstances", region },
        async onHit() {
          const fields = { SubnetId: String(mine.subnet_id), "SecurityGroupId.1": group };
          interfaceId = textOf(await ask(sandbox, "CreateNetworkInterface", fields), "networkInterfaceId") ?? "";
        },
      });
      const fault = sandbox.faults.add({
        ...{ kind: "latency", milliseconds: 0, operation: "DeleteSecurityGroup", region, nth: endsAt },
        onHit: async () => void await ask(sandbox, "DeleteNetworkInterface", { NetworkInterfaceId: interfaceId }),
      });
      const begin = clock.now().getTime();
      const { code, document, err } = await spot.json(["destroy", "--yes"], { clock });
      fault.remove();
      const waited = clock.now().getTime() - begin;
      assert.match(interfaceId, /^eni-/);
      if (endsAt === 6) {
        assert.equal(code, 0, err);
        assert.ok(waited >= 40_000, `${waited} ms`);
      } else {
        assert.equal(code, 5, err);
        assert.ok(document.error?.message.includes(interfaceId), document.error?.message);
        assert.ok(waited >= 300_000, `${waited} ms`);
        assert.deepEqual(Object.keys((await spot.state()).machines), []);
        const again = await spot.run(["destroy", "--yes"], { clock });
        assert.equal(again.code, 0, again.err);
      }
      assert.deepEqual(await inventory(sandbox), before);
    }
  });
});

Deno.test("T-46 R-15: one tagged thing of every kind goes, its twin without the tag stays, and each is counted", async () => {
  await withSandbox({}, async (sandbox) => {
    const spot = await spotFolder(sandbox);
    const subnets = await ask(sandbox, "DescribeSubnets");
    const subnet = textOf(subnets, "subnetId") ?? "";
    const zone = textOf(subnets, "availabilityZone") ?? "";
    const launch = { ImageId: "ami-0b0b0000000002404", InstanceType: "t3.medium", MinCount: "1", MaxCount: "1" };
    const spotRequest = {
      "LaunchSpecification.ImageId": launch.ImageId,
      "LaunchSpecification.InstanceType": "t3.medium",
    };
    const make = async (name: string, tagged: boolean) => {
      const tag = async (id: string) => {
        const fields = { "ResourceId.1": id, "Tag.1.Key": "ManagedBy", "Tag.1.Value": "SpotInstanceScript" };
        if (tagged) await ask(sandbox, "CreateTags", fields);
        return id;
      };
      const id = async (operation: string, fields: Record<string, string>, element: string) =>
        await tag(textOf(await ask(sandbox, operation, fields), element) ?? "");
      await id("RunInstances", { ...launch, SubnetId: subnet }, "instanceId");
      await id("CreateVolume", { AvailabilityZone: zone, Size: "1" }, "volumeId");
      await id("CreateNetworkInterface", { SubnetId: subnet }, "networkInterfaceId");
      const data = { LaunchTemplateName: name, "LaunchTemplateData.ImageId": launch.ImageId };
      const tags = { "ResourceType": "launch-template", "Tag.1.Key": "ManagedBy", "Tag.1.Value": "SpotInstanceScript" };
      const marked = tagged ? Object.entries(tags).map(([key, value]) => [`TagSpecification.1.${key}`, value]) : [];
      await ask(sandbox, "CreateLaunchTemplate", { ...data, ...Object.fromEntries(marked) });
      const asked = await ask(sandbox, "RequestSpotInstances", { SpotPrice: "0.5", ...spotRequest });
      await tag(textOf(asked, "spotInstanceRequestId") ?? "");
      // The emulator launches at once.
      const request = { "SpotInstanceRequestId.1": textOf(asked, "spotInstanceRequestId") ?? "" };
      await tag(textOf(await ask(sandbox, "DescribeSpotInstanceRequests", request), "instanceId") ?? "");
      const vpc = await id("CreateVpc", { CidrBlock: "10.3.0.0/16" }, "vpcId");
      await id("CreateSubnet", { VpcId: vpc, CidrBlock: "10.3.0.0/24" }, "subnetId");
      const gateway = await id("CreateInternetGateway", {}, "internetGatewayId");
      await ask(sandbox, "AttachInternetGateway", { VpcId: vpc, InternetGatewayId: gateway });
      await id("CreateRouteTable", { VpcId: vpc }, "routeTableId");
      await id("CreateSecurityGroup", { VpcId: vpc, GroupName: name, GroupDescription: name }, "groupId");
    };
    await make("twin", false);
    const before = await inventory(sandbox);
    const requestsBefore = await openRequests(sandbox);
    await make("ours", true);
    assert.equal((await spot.run(["create"])).code, 0);
    const { code, err, document } = await spot.json(["nuke", "--force"]);
    assert.equal(code, 0, err);
    assert.deepEqual(await inventory(sandbox, someRegions), before);
    assert.deepEqual(await openRequests(sandbox), requestsBefore);
    const { nuked_resources } = document.data as unknown as { nuked_resources: Record<string, number> };
    assert.deepEqual(nuked_resources, {
      ...{ instances: 5, spot_requests: 1, volumes: 1, network_interfaces: 1, launch_templates: 1, fleets: 3 },
      ...{ vpcs: 4, internet_gateways: 4, route_tables: 4, security_groups: 4, subnets: 10 },
    });
  });
});

async function openRequests(sandbox: Sandbox): Promise<readonly string[]> {
  const text = await ask(sandbox, "DescribeSpotInstanceRequests");
  return text.match(/<state>(?:open|active)</g) ?? [];
}
