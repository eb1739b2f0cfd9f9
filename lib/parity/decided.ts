import type { Json } from "../host/json.ts";
import type { PointName, Snapshot } from "./points.ts";

/** A deliberate deviation: what the legacy script left in a field, what we leave there, and why. */
type Deviation = {
  readonly point: PointName;
  readonly field: RegExp;
  /** `who`: the snapshot that the value comes from. */
  readonly legacy: (value: Json, who: Snapshot) => boolean;
  readonly ours: (value: Json, who: Snapshot, legacy: Json) => boolean;
  readonly why: string;
};

const isNull = (value: Json) => value === null;
const isText = (value: Json): value is string => typeof value === "string";
const matches = (pattern: RegExp) => (value: Json) => isText(value) && pattern.test(value);

/** The deviations of docs/deviations.md that can be seen in an account, or in the files of a run. */
const deviations: readonly Deviation[] = [
  {
    point: "yaml",
    field: /^Tags\.aws-parallelcluster-daylily-git-deets$/,
    legacy: isText,
    ours: isText,
    why: "the tag names the program that made the cluster, and the state of its repository",
  },
  {
    point: "yaml",
    field: /^Tags\.aws-parallelcluster-username$/,
    legacy: (value, { caller_arn: arn }) => isText(value) && value.endsWith(`-${arn.split("/")[1]}`),
    ours: (value, { caller_arn: arn }) => {
      const name = arn.slice(arn.lastIndexOf("/") + 1).replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, "_");
      return isText(value) && value.endsWith(`-${name}`);
    },
    why: "a caller is called by the last part of the ARN: a user without the path, a role by who uses it",
  },
  {
    point: "yaml",
    field: /^HeadNode\.Ssh\.KeyName$/,
    legacy: isText,
    ours: (value, _, legacy) => isText(value) && value.startsWith(`${legacy}.`),
    why: "a key pair's name is not cut at its first dot",
  },
  {
    point: "budgets",
    field: /^(global|cluster)\.users\./,
    legacy: (value) => isText(value) && value !== value.trim(),
    ours: (value, _, legacy) => value === String(legacy).trim(),
    why: "the last user of a line has no blank behind the name, with which nobody was authorised",
  },
  {
    point: "heartbeat",
    field: /^schedule\.input$/,
    legacy: matches(/^\{"default": ?"Heartbeat for cluster '.*' at \d+ \(epoch\)\. Region: .*\."\}$/),
    ours: matches(/^Heartbeat for cluster '.*' at <aws\.scheduler\.scheduled-time>\. Region: .*\.$/),
    why: "a mail tells the time at which it was sent, as text",
  },
  {
    point: "heartbeat",
    field: /^schedule\.end$/,
    legacy: (value) => value === "",
    ours: (value) => isText(value) && value !== "",
    why: "a cluster with a deadline sends no heartbeats after it",
  },
  {
    point: "policies",
    field: /^scheduler_role\.trust\.Statement\.0\.Condition(\.|$)/,
    legacy: isNull,
    ours: (value, { account_id }) =>
      JSON.stringify(value) === JSON.stringify({ StringEquals: { "aws:SourceAccount": account_id } }),
    why: "only the scheduler of this account may take the role",
  },
  {
    point: "policies",
    field: /^scheduler_role\.policy\.Statement\.0\.Resource$/,
    legacy: matches(/^arn:[^:]+:sns:[a-z0-9-]+:\d{12}:daylily-\*-heartbeat$/),
    ours: matches(/^arn:[^:]+:sns:\*:\d{12}:daylily-\*-heartbeat$/),
    why: "the role may publish heartbeats in every region",
  },
  {
    point: "spot_prices",
    field: /./,
    legacy: (value) => typeof value === "number",
    // In units of the last decimal, which a binary fraction does not hit.
    ours: (value, _, legacy) => typeof value === "number" && Math.round(Math.abs(value - Number(legacy)) * 10_000) <= 1,
    why: "a price is rounded once, not twice",
  },
  {
    point: "artifacts",
    field: /^final_config$/,
    legacy: matches(/^daylily_cli_global_final_\d{14}\.yaml$/),
    ours: matches(/_final_\d{14}\.yaml$/),
    why: "the final configuration is named after the configuration file",
  },
  {
    point: "artifacts",
    field: /^resolved_cli$/,
    legacy: matches(/_cli_cfg_\d{14}\.yaml$/),
    ours: matches(/_resolved_cli_\d{14}\.yaml$/),
    why: "the resolved configuration has the name that the plan gives it",
  },
  {
    point: "artifacts",
    field: /^(preflight_report|state_record)$/,
    legacy: isNull,
    ours: isText,
    why: "every run leaves a preflight report and a state record",
  },
];

/** A value, and the snapshot that it comes from. */
export type Side = { readonly value: Json; readonly from: Snapshot };

/** Why a difference is meant to be, whichever side the legacy is; nothing for a defect. */
export function decidedBy(point: PointName, field: string, one: Side, other: Side): string | undefined {
  const isMeant = ({ legacy, ours }: Deviation, old: Side, young: Side) =>
    legacy(old.value, old.from) && ours(young.value, young.from, old.value);
  return deviations.find((each) =>
    each.point === point && each.field.test(field) && (isMeant(each, one, other) || isMeant(each, other, one))
  )?.why;
}
