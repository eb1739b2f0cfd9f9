import assert from "node:assert/strict";
import { joined } from "../../lib/host/errors/advice.ts";
import { hintsFor } from "../../lib/cluster/pcluster/known_signatures.ts";

const place = {
  cluster: "tc1",
  region: "us-west-2",
  command: (args: readonly string[]) => `pcluster ${args.join(" ")}`,
};

/** What services and ParallelCluster say, and what a person is told to do. */
const known: readonly (readonly [said: string, hint: RegExp])[] = [
  [
    "You have requested more vCPU capacity than your current vCPU limit of 32 allows (Service: Ec2, Status Code: 400, VcpuLimitExceeded)",
    /Service Quotas of us-west-2.*L-1216C47A.*L-34B43A08/,
  ],
  [
    'Resource handler returned message: "The runtime parameter of python3.9 is no longer supported for creating or updating AWS Lambda functions."',
    /^ParallelCluster before 3\.14\.1 .*issues\/7287.*deno task toolchain install$/,
  ],
  ["We currently do not have sufficient r7i.2xlarge capacity in the Availability Zone you requested", /another zone/],
  [
    "Your requested instance type (r7i.2xlarge) is not supported in your requested Availability Zone (us-west-2d)",
    /zone does not offer/,
  ],
  ["The maximum number of addresses has been reached. (AddressLimitExceeded)", /quota is used up/],
  ["Performing this operation would exceed the limit of NatGatewayLimitExceeded", /quota is used up.*us-west-2/],
  ["insufficient free addresses: InsufficientFreeAddressesInSubnet", /no free addresses/],
  ["Failed to connect: Connection timed out after 10 s", /NAT gateway/],
  ["The subnet ID 'subnet-1' does not exist", /NAT gateway/],
  ["fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden", /cluster_boot_config/],
  ["Failed to download s3://b/cluster_boot_config/post_install.sh: AccessDenied", /pclusterTagsAndBudget/],
  [
    "User: arn:aws:iam::1:user/alice is not authorized to perform: iam:CreateRole on resource: x",
    /IAM permission iam:CreateRole/,
  ],
  ["API: ec2:CreateTags UnauthorizedOperation", /permission is missing/],
  ["FSX (AWS::FSx::FileSystem): The file system was not created", /scratch storage quota of us-west-2/],
  [
    "HeadNodeWaitCondition2026 (AWS::CloudFormation::WaitCondition): WaitCondition timed out. Received 0 conditions",
    /pcluster list-cluster-log-streams -n tc1 --region us-west-2/,
  ],
  ["Failed to run chef recipe aws-parallelcluster-slurm::config", /list-cluster-log-streams/],
  [
    "The provided credentials do not have permission to create the service-linked role for EC2 Spot Instances",
    /create-service-linked-role/,
  ],
];

for (const [said, hint] of known) {
  Deno.test(`design guarantee 5: a hint for "${said.slice(0, 60)}"`, () => {
    assert.match(joined(hintsFor([said], place), "\n").text, hint);
  });
}

Deno.test("a failure that nobody has met gets no hint, and one that is told twice gets one", () => {
  assert.deepEqual(hintsFor(["the moon is in the wrong phase"], place), []);
  const said = "You have exceeded your vCPU limit";
  assert.equal(hintsFor([said, said], place).length, 1);
});

Deno.test("the hint that tells most comes first", () => {
  const hints = hintsFor(["WaitCondition failed", "InsufficientInstanceCapacity"], place);
  assert.equal(hints.length, 2);
  assert.match(hints[0].text, /another zone/);
});

Deno.test("what one line says is hinted at once, by its most telling words", () => {
  assert.equal(hintsFor(["VcpuLimitExceeded (LimitExceeded): AccessDenied"], place).length, 1);
});
