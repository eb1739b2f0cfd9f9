import type { EnsuredNetwork } from "../infra/ensure_network.ts";
import type { RemovedNetwork } from "../infra/remove_network.ts";
import type { Answer } from "./answer.ts";
import { infraAnswer } from "./infra_answer.ts";

/** What becomes of a network: the objects, and its stack with what it gave out, by the names of the template's outputs. */
export function networkAnswer(done: EnsuredNetwork): Answer {
  const { stack, out, policyArn } = done;
  const { json, text, error } = infraAnswer(done);
  const outputs = {
    VPC: out?.vpcId ?? null,
    PublicSubnets: out?.publicSubnetId ?? null,
    PrivateSubnet: out?.privateSubnetId ?? null,
    PclusterPolicy: policyArn,
  };
  const lines = Object.entries(outputs).filter(([, value]) => value !== null).map(([name, value]) =>
    `${name}: ${value}`
  );
  return { error, json: { ...json, stack, outputs }, text: [text, ...lines].join("\n") };
}

/** What `infra remove-network` says at its end. */
export function removedNetworkAnswer({ stack, title, outcome, dryRun }: RemovedNetwork): Answer {
  const said = outcome === "absent" ? "unchanged, there is none" : dryRun ? "would be removed" : "removed";
  return {
    json: {
      dry_run: dryRun,
      objects: [{ kind: "network-stack", name: stack, outcome: outcome === "absent" ? "unchanged" : "removed" }],
    },
    text: `${said}: ${title} (stack ${stack})`,
  };
}
