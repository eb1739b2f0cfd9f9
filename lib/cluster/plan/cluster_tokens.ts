import { renderTokens } from "../../cluster_file/render_tokens.ts";
import type { TokenValues } from "../../cluster_file/template_tokens.ts";
import { cliGlobals } from "../../config/file/cli_globals.ts";
import type { Findings } from "../../preflight/preflight.ts";
import type { Creation } from "../create_deps.ts";
import type { Prepared } from "../prepare.ts";
import { gitDetails } from "./git_details.ts";

/** What is known only once the network and the role for heartbeats stand. */
export type BaselineValues = {
  readonly publicSubnet: string;
  readonly privateSubnet: string;
  readonly policyArn: string;
  readonly schedulerRoleArn: string;
};

/** In the place of these values where a rendering is tried before; AWS gives names of this kind. */
export const anyBaseline: BaselineValues = {
  publicSubnet: "subnet-00000000000000000",
  privateSubnet: "subnet-00000000000000001",
  policyArn: "arn:aws:iam::000000000000:policy/pclusterTagsAndBudget",
  schedulerRoleArn: "arn:aws:iam::000000000000:role/eventbridge-scheduler-to-sns",
};

/** The value of every token of the cluster template. */
export async function clusterTokens(
  run: Creation,
  { settings }: Prepared,
  findings: Findings,
  baseline: BaselineValues,
): Promise<TokenValues> {
  const { request, deps } = run;
  return renderTokens({
    region: request.region,
    regionAz: request.region_az,
    profile: request.profile,
    localUser: deps.environment.user,
    awsUser: findings.userName,
    gitDetails: await run.decide(
      "git_details",
      async () => gitDetails(deps.processes, deps.workTree, (await cliGlobals(deps)).tag),
    ),
    sshCidr: request.ssh_cidr,
    settings,
    chosen: {
      s3_bucket_name: findings.bucket.value,
      ssh_key_name: findings.keyName.value,
      public_subnet_id: baseline.publicSubnet,
      private_subnet_id: baseline.privateSubnet,
      iam_policy_arn: baseline.policyArn,
      heartbeat_scheduler_role_arn: baseline.schedulerRoleArn,
    },
  });
}
