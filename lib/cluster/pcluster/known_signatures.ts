import type { Command } from "../../host/command.ts";
import { type Advice, advice, adviceOf, command } from "../../host/errors/advice.ts";
import { installCommand } from "../../toolchain/judge_tools.ts";
import { type KnownProblem, problemBehind } from "../../toolchain/known_problems.ts";

/** Where a failure happened, for commands that a hint names. */
export type FailedPlace = {
  /** `pcluster` commands as a person types them. */
  readonly command: (args: readonly string[]) => Command;
  readonly cluster: string;
  readonly region: string;
};

type Signature = {
  readonly pattern: RegExp;
  readonly hint: (place: FailedPlace, match: RegExpExecArray) => string | Advice;
};

/** What is known of failures, the more telling first. */
const signatures: readonly Signature[] = [
  {
    pattern: /VcpuLimitExceeded|MaxSpotInstanceCountExceeded|vCPU (?:capacity|limit)|limit of \d+ vCPU/i,
    hint: ({ region }) =>
      `the vCPU quota is used up: raise it in Service Quotas of ${region} (head node L-1216C47A, Spot nodes L-34B43A08), ` +
      "or take a smaller head node and fewer nodes",
  },
  {
    pattern: /InsufficientInstanceCapacity|insufficient(?:ly)? capacity|not have (?:sufficient|enough) .*capacity/i,
    hint: () => "EC2 has none of these instances left: try another zone, another instance type, or later",
  },
  {
    pattern: /not supported in your requested Availability Zone|Unsupported.*Availability Zone/i,
    hint: () => "the zone does not offer this instance type: choose another type or another zone",
  },
  {
    pattern: /AWSServiceRoleForEC2Spot|service-linked role.*spot|spot.*service-linked role/i,
    hint: () =>
      advice`this account has no service-linked role for EC2 Spot; ask an administrator to create it with: ${
        command("aws iam create-service-linked-role --aws-service-name spot.amazonaws.com")
      }`,
  },
  {
    pattern: /(?:is not authorized to perform|not allowed to perform):? ([a-z0-9-]+:\w+)/i,
    hint: (_, [, action]) => `ask an administrator for the IAM permission ${action}`,
  },
  {
    pattern:
      /(?:s3|bucket|object|download|script)[^\n]*(?:AccessDenied|Access Denied|Forbidden|\b403\b|NoSuchBucket|NoSuchKey|\b404\b)/i,
    hint: () =>
      "a file in the reference bucket cannot be read: check that the bucket holds cluster_boot_config/ and that the cluster's " +
      "policy pclusterTagsAndBudget allows reading it",
  },
  {
    pattern: /AccessDenied|UnauthorizedOperation|Access Denied/i,
    hint: () => "a permission is missing: show the message above to an administrator",
  },
  {
    pattern:
      /(?:Address|Vpc|NatGateway|InternetGateway|NetworkInterface|Resource|Service|Limit)\w*LimitExceeded|LimitExceeded|ServiceQuotaExceeded|maximum number of/i,
    hint: ({ region }) =>
      `a quota is used up: remove what is not needed any more, or raise it in Service Quotas of ${region}`,
  },
  {
    pattern: /InsufficientFreeAddressesInSubnet|not enough free addresses/i,
    hint: () => "the subnet has no free addresses: delete idle clusters in it, or use a zone with a network of its own",
  },
  {
    pattern:
      /InvalidSubnet|InvalidVpc|NatGatewayNotFound|subnet\W+\S+ does not exist|No route|Connection timed out|Could not connect|Could not resolve host|Network is unreachable/i,
    hint: () =>
      "the network is not complete: check that the private subnet's route leads to a NAT gateway that is available",
  },
  {
    pattern: /AWS::FSx|FSx|Lustre/,
    hint: ({ region }) =>
      `the file system could not be made: check the FSx for Lustre scratch storage quota of ${region} and that the import path exists`,
  },
  {
    pattern: /HeadNodeBootstrapFailure|chef recipe|WaitCondition|OnNodeConfigured|OnNodeStart|custom action|cfn-init/i,
    hint: (place) =>
      advice`the head node did not finish its setup; find the cause in its logs (chef-client, cfn-init, cloud-init-output): ${
        command(place.command(["list-cluster-log-streams", "-n", place.cluster, "--region", place.region]))
      }`,
  },
];

/** A known problem of a version is cured by a version without it. */
function newerVersion({ before, why, source }: KnownProblem): Advice {
  return advice`ParallelCluster before ${before} ${why} (${source}); a version without this problem comes with: ${
    command(installCommand)
  }`;
}

/**
 * What to do about a failure: for each line of its texts the most telling signature that it shows. Nothing for a failure that nobody
 * has met yet.
 */
export function hintsFor(texts: readonly string[], place: FailedPlace): readonly Advice[] {
  const found = texts.flatMap((text) => text.split("\n")).flatMap((line) => {
    const problem = problemBehind(line);
    if (problem !== undefined) return [{ rank: -1, hint: newerVersion(problem) }];
    const rank = signatures.findIndex(({ pattern }) => pattern.test(line));
    const match = signatures[rank]?.pattern.exec(line);
    return match ? [{ rank, hint: adviceOf(signatures[rank].hint(place, match)) }] : [];
  });
  const sorted = found.sort((one, other) => one.rank - other.rank).map(({ hint }) => hint);
  return [...new Map(sorted.map((hint) => [hint.text, hint])).values()];
}
