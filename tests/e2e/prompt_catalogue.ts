import { neededText } from "../../lib/sandbox/emulator/calls.ts";
import type { Sandbox, SeedOptions } from "../support/sandbox.ts";
import { keys } from "../support/terminal.ts";
import type { Question } from "./create_on_terminal.ts";

/** Too long for a line. */
export const longKey = `omics-${"very-".repeat(20)}long`;

/** Everything that a question can be about is there twice. */
export const plenty: SeedOptions = {
  policies: "none",
  network: "us-west-2b",
  tagsPolicy: true,
  schedulerRole: true,
  buckets: ["a-omics-analysis-us-west-2", "b-omics-analysis-us-west-2"],
  keys: [{ name: "omics-one" }, { name: longKey }],
};

/** One more public and one more private subnet beside those of the seed. */
export async function moreSubnets({ calls }: Sandbox): Promise<void> {
  const named = { "Filter.1.Name": "tag:Name", "Filter.1.Value.1": "daylily-cs-us-west-2b Public Subnet" };
  const VpcId = neededText(await calls.query("ec2", "DescribeSubnets", named), "vpcId");
  for (const [kind, CidrBlock] of [["Public", "10.0.2.0/24"], ["Private", "10.0.3.0/24"]]) {
    await calls.query("ec2", "CreateSubnet", {
      VpcId,
      CidrBlock,
      AvailabilityZone: "us-west-2b",
      "TagSpecification.1.ResourceType": "subnet",
      "TagSpecification.1.Tag.1.Key": "Name",
      "TagSpecification.1.Tag.1.Value": `second ${kind} Subnet`,
    });
  }
}

/** A numbered question, up to the place of the answer. @param text what it says, as a pattern */
export const menu = (text: string, preferred = "") =>
  new RegExp(`${text}[^]*?number${preferred === "" ? "" : ` \\[${preferred}\\]`}: $`);

const outOfRange = (options: number) => `give a number from 1 to ${options}`;

/** 3.16 in the order of 3.2, each first answered badly where that leads to the question again. */
export const catalogue: readonly Question[] = [
  {
    id: "config",
    shown: /Which configuration file should be used\?(\s+\[config\/daylily_ephemeral_cluster_template\.yaml\])?\s*: $/,
    refused: [["nope.yaml", /there is no such file/], ["empty.yaml", /no section/]],
    answer: "my.yaml",
  },
  {
    id: "max_count_8I",
    shown: /with 8 vCPU .*\s+\[1\]: $/,
    refused: [["abc", "must be a whole number"], ["0", "must be a whole number"]],
    answer: "  08\t",
  },
  {
    id: "max_count_128I",
    shown: /with 128 vCPU .*\s+\[1\]: $/,
    refused: [["-1", "must be a whole number"]],
    answer: "",
  },
  {
    id: "max_count_192I",
    shown: /with 192 vCPU .*\s+\[1\]: $/,
    refused: [["1.5", "must be a whole number"]],
    answer: "1",
  },
  {
    id: "cluster_name",
    shown: /should the cluster be called\?\s+\[okdefault\]: $/,
    refused: [["a_b", "must start with a letter"], ["9abc", "must start"], ["a".repeat(26), "longer than 25"]],
    answer: `tc2${keys.backspace}1`,
  },
  {
    id: "budget_email",
    shown: /Which mail address should get the budget alerts\?\s*: $/,
    refused: [["", "please type an answer"], ["nobody", "is not a mail address"]],
    answer: "a@b.co",
  },
  {
    id: "enforce_budget",
    shown: menu("checked against the budget", "1"),
    refused: [["3", outOfRange(2)], ["yes", outOfRange(2)]],
    answer: "2",
  },
  {
    id: "cluster_template_yaml",
    shown: /cluster template should be used\?\s+\[config\/day_cluster\/prod_cluster\.yaml\]: $/,
    refused: [["missing.yaml", "there is no such file"]],
    answer: "",
  },
  {
    id: "headnode_instance_type",
    shown: menu("instance type should the head node have", "1"),
    refused: [["5", outOfRange(4)], ["r7i.4xlarge", outOfRange(4)]],
    answer: "4",
  },
  {
    id: "fsx_fs_size",
    shown: menu("large should the file system be", "1"),
    refused: [["0", outOfRange(2)]],
    answer: "2",
  },
  {
    id: "delete_local_root",
    shown: menu("root volume be deleted", "2"),
    refused: [["no", outOfRange(2)]],
    answer: "1",
  },
  {
    id: "auto_delete_fsx",
    shown: menu("happen to the file system", "1"),
    refused: [["99", outOfRange(2)]],
    answer: "",
  },
  {
    id: "heartbeat_email",
    shown: /get the\s+heartbeat\s+mails[^]*\(skip:\s+none\)\?\s+\[a@b\.co\]: $/,
    answer: "nope",
  },
  {
    id: "heartbeat_email",
    shown: /the\s+heartbeat\s+mails\s+\(empty:\s+none\)\?\s*: $/,
    refused: [["nope again", "is not a mail address"]],
    answer: "x@y.zz",
  },
  {
    id: "heartbeat_schedule",
    shown: /often should a heartbeat mail be sent[^]*\[rate\(60 minutes\)\]: $/,
    refused: [["every hour", "must look like"]],
    answer: "cron(0 12 * * ? *)",
  },
  {
    id: "spot_instance_allocation_strategy",
    shown: menu("Spot capacity be chosen", "2"),
    refused: [["4", outOfRange(3)]],
    answer: "3",
  },
  { id: "iam.missing_policies", shown: /Type 1 to continue\s+nevertheless, anything\s+else to stop: $/, answer: "1" },
  { id: "quota.spot_vcpu", shown: /may start 384 spot vCPUs[^]*or type anything\s+to stop $/, answer: "" },
  {
    id: "s3_bucket_name",
    shown: menu("reference data[^]*1\\) .-omics-analysis-us-west-2 [^]*2\\) .-omics"),
    refused: [["", /^Which bucket/], ["0", outOfRange(2)], ["3", outOfRange(2)]],
    // The order is that of the service.
    answer: (shown) => /(\d)\) b-omics/.exec(shown)?.[1] ?? "",
  },
  {
    id: "ssh_key_name",
    shown: menu("key pair [^]*\\d\\) omics-one \\(ed25519\\)"),
    refused: [["omics-one", outOfRange(2)]],
    // The order is that of the service.
    answer: (shown) => /(\d)\) omics-very/.exec(shown)?.[1] ?? "",
  },
  {
    id: "public_subnet_id",
    shown: menu("2\\) second Public Subnet \\(subnet-"),
    refused: [["", /^Which/]],
    answer: "2",
  },
  {
    id: "private_subnet_id",
    shown: menu("2\\) second Private Subnet \\("),
    refused: [["-1", outOfRange(2)]],
    answer: "2",
  },
  {
    id: "iam_policy_arn",
    shown: menu("1\\) arn:aws:iam::123456789012:policy/pclusterTagsAndBudget"),
    refused: [["2", outOfRange(1)]],
    answer: "1",
  },
  { id: "global_allowed_budget_users", shown: /may use the global budget [^]*nobody\)\?\s*: $/, answer: "u1,u2" },
  {
    id: "global_budget_amount",
    shown: /the global budget\s+hold\?\s+\[200\]: $/,
    refused: [["lots", "must be an amount"], ["0", "must be an amount"]],
    answer: "",
  },
  { id: "allowed_budget_users", shown: /may use the cluster budget [^]*nobody\)\?\s*: $/, answer: "" },
  {
    id: "budget_amount",
    shown: /the cluster budget\s+hold\?\s+\[200\]: $/,
    refused: [["-5", "must be an amount"]],
    answer: "150.5",
  },
];
