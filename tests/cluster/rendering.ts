import type { Settings } from "../../lib/config/settings/resolve_settings.ts";
import { settledKeys } from "../../lib/config/keys/settled_keys.ts";
import type { ChosenValues, RenderInput } from "../../lib/cluster_file/render_tokens.ts";
import { fixtureValues } from "../support/fixture_values.ts";

/** The text of the shipped cluster template. */
export function shippedTemplate(): Promise<string> {
  return Deno.readTextFile(new URL("../../templates/cluster.yaml", import.meta.url));
}

/** Settings with which nothing is left to ask, some of them changed. */
export function settingsOf(changed: Partial<Record<keyof Settings, string>> = {}): Settings {
  const values = settledKeys.map((key) =>
    [key, { value: changed[key] ?? fixtureValues[key], origin: "file" }] as const
  );
  return Object.fromEntries(values) as Settings;
}

/** What AWS offers in fixture F, some of it changed. */
export function chosenOf(changed: Partial<ChosenValues> = {}): ChosenValues {
  return {
    s3_bucket_name: "x-omics-analysis-us-west-2",
    ssh_key_name: "omics-k",
    public_subnet_id: "subnet-0pub",
    private_subnet_id: "subnet-0priv",
    iam_policy_arn: "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget",
    heartbeat_scheduler_role_arn: "",
    ...changed,
  };
}

/** What fixture F is rendered from, some of it changed. */
export function renderInput(changed: Partial<RenderInput> = {}): RenderInput {
  return {
    region: "us-west-2",
    regionAz: "us-west-2b",
    profile: "p",
    localUser: "tester",
    awsUser: "alice",
    gitDetails: "repo-main-0123abc-0.7.601",
    sshCidr: "0.0.0.0/0",
    settings: settingsOf(),
    chosen: chosenOf(),
    ...changed,
  };
}
