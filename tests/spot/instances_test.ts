import assert from "node:assert/strict";
import { type DescribeInstancesCommandInput, EC2Client } from "@aws-sdk/client-ec2";
import type { Aws } from "../../lib/aws/session.ts";
import { instancesIn } from "../../lib/spot/state/found_nodes.ts";

Deno.test("nodes that the state names are looked for in filters that EC2 takes, however many they are", async () => {
  const asked: DescribeInstancesCommandInput[] = [];
  const client = new EC2Client({ region: "us-west-2", credentials: { accessKeyId: "x", secretAccessKey: "x" } });
  client.send = ({ input }: { readonly input: DescribeInstancesCommandInput }) => {
    asked.push(input);
    return Promise.resolve({ Reservations: [] });
  };
  const here: Pick<Aws, "ec2"> = { ec2: () => Promise.resolve(client) };
  const ids = Array.from({ length: 401 }, (_, index) => `i-${index}`);
  const deps = { aws: { in: () => here } as unknown as Aws };
  await instancesIn(deps, { managed: { key: "ManagedBy", value: "x" } }, "us-west-2", ids);
  const values = asked.flatMap(({ Filters = [] }) => Filters).filter(({ Name }) => Name === "instance-id")
    .map(({ Values = [] }) => Values);
  assert.deepEqual(values.flat(), ids);
  // The limit of EC2 for the values of one filter.
  assert.ok(values.every(({ length }) => length <= 200));
  client.destroy();
});
