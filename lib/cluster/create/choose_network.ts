import { chooseCandidate } from "../../config/settings/choose_candidate.ts";
import type { Sourced } from "../../config/file/config_source.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Creation } from "../create_deps.ts";
import type { Prepared } from "../prepare.ts";

export type Candidate = { readonly value: string; readonly label: string; readonly vpc?: string };

/** What can be chosen from. */
export type NetworkInPlace = {
  readonly public: readonly Candidate[];
  readonly private: readonly Candidate[];
  readonly policies: readonly string[];
};

export type NetworkChoice = {
  readonly publicSubnet: Sourced;
  readonly privateSubnet: Sourced;
  readonly policyArn: Sourced;
};

/** Chooses among what stands there, asking where there is more than one. */
export async function chooseNetwork(
  run: Creation,
  { source }: Pick<Prepared, "source">,
  network: NetworkInPlace,
): Promise<NetworkChoice> {
  const choose = (key: "public_subnet_id" | "private_subnet_id" | "iam_policy_arn", offered: readonly Candidate[]) =>
    run.decide(
      key,
      () => chooseCandidate(run.deps, source, key, offered),
      // The network may have been made again since.
      (known: Sourced) => offered.some(({ value }) => value === known.value),
    );
  const publicSubnet = await choose("public_subnet_id", network.public);
  const vpc = network.public.find(({ value }) => value === publicSubnet.value)?.vpc;
  const sameVpc = network.private.filter((candidate) => candidate.vpc === vpc);
  if (sameVpc.length === 0) {
    throw new DayError("DAY-AWS-003", `no private subnet shares the VPC of ${publicSubnet.value}`);
  }
  return {
    publicSubnet,
    privateSubnet: await choose("private_subnet_id", sameVpc),
    policyArn: await choose("iam_policy_arn", network.policies.map((arn) => ({ value: arn, label: arn }))),
  };
}
