import type { Settings } from "../../lib/config/settings/resolve_settings.ts";
import { settledKeys } from "../../lib/config/settings/resolve_settings.ts";
import type { RenderInput } from "../../lib/cluster_file/render_tokens.ts";
import { complete } from "../config/scripted.ts";

/** The text of the shipped cluster template. */
export function shippedTemplate(): Promise<string> {
  return Deno.readTextFile(new URL("../../templates/cluster.yaml", import.meta.url));
}

/** Settings of fixture F (`spec/create-cluster.md` section 7), some of them changed. */
export function settingsOf(changed: Partial<Record<keyof Settings, string>> = {}): Settings {
  const values = settledKeys.map((key) => [key, { value: changed[key] ?? complete[key], origin: "file" }] as const);
  return Object.fromEntries(values) as Settings;
}

/** What fixture F is rendered from, some of it changed. */
export function renderInput(changed: Partial<RenderInput> = {}): RenderInput {
  return {
    region: "us-west-2",
    regionAz: "us-west-2b",
    profile: "p",
    bucket: "x-omics-analysis-us-west-2",
    keyName: "omics-k",
    publicSubnet: "subnet-0pub",
    privateSubnet: "subnet-0priv",
    policyArn: "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget",
    localUser: "tester",
    awsUser: "alice",
    gitDetails: "repo-main-0123abc-0.7.601",
    sshCidr: "0.0.0.0/0",
    schedulerRole: "",
    settings: settingsOf(),
    ...changed,
  };
}
