import { type ClusterShape, typesByUser } from "../cluster_file/cluster_shape.ts";
import { explainAwsError } from "../aws/aws_error.ts";
import { offeringActions } from "../aws/questions/offerings.ts";
import type { Check } from "./check.ts";
import { pass, warn } from "./verdict.ts";

const id = "network.offerings";

/** The instance types of a template, each once. */
export function typesIn(shape: ClusterShape | undefined): readonly string[] {
  return shape === undefined ? [] : [...new Set(typesByUser(shape).flatMap(({ types }) => types))];
}

/**
 * What a zone offers of a template. A queue takes any of its types, so that one that the zone lacks is a warning, never more.
 */
export function judgeOfferings(
  { zone, shape, look }: {
    readonly zone: string;
    readonly shape: ClusterShape | undefined;
    readonly look: PromiseSettledResult<ReadonlySet<string>>;
  },
): Check {
  if (look.status === "rejected") {
    const doing = `asking which instance types ${zone} offers`;
    const { message, fix } = explainAwsError(look.reason, doing, offeringActions);
    return warn(id, { zone, note: message }, fix);
  }
  const offered = look.value;
  const lacking = (shape === undefined ? [] : typesByUser(shape)).flatMap(({ user, types }) =>
    types.filter((type) => !offered.has(type)).map((type) => ({ user, type }))
  );
  const details = { zone, types: [...typesIn(shape)], not_offered: lacking };
  if (lacking.length === 0) return pass(id, details);
  const users = Map.groupBy(lacking, ({ user }) => user);
  const words = [...users].map(([user, of]) => `${user} needs ${of.map(({ type }) => type).join(", ")}`);
  const note = `${zone} does not offer all instance types: ${words.join("; ")}`;
  return warn(
    id,
    { ...details, note },
    "choose other instance types in the cluster template, or another availability zone with --region-az",
  );
}

/** Of a zone that there is not, nothing can be said. */
export function unjudgedOfferings(zone: string, note: string, remedy: string): Check {
  return warn(id, { zone, note }, remedy);
}
