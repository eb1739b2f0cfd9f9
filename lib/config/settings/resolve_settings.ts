import type { Environment } from "../../host/environment.ts";
import { clusterTemplate } from "./cluster_template.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { countSetting } from "./count_setting.ts";
import { detailedMonitoring } from "./detailed_monitoring.ts";
import { fileSystemSize } from "./file_system_size.ts";
import { heartbeatEmail, heartbeatSchedule } from "./heartbeat.ts";
import { allocationStrategies, type ConfigKey } from "../keys/keys.ts";
import { effectiveDefault } from "./effective_default.ts";
import { menuSetting } from "./menu_setting.ts";
import type { FindFileDeps } from "../file/shipped_files.ts";
import { silentSetting } from "./silent_setting.ts";
import type { AskDeps } from "./ask_deps.ts";
import { textSetting } from "./text_setting.ts";

/** The keys whose values need nothing from AWS, in the order of their questions. */
export const settledKeys = [
  "max_count_8I",
  "max_count_128I",
  "max_count_192I",
  "cluster_name",
  "budget_email",
  "enforce_budget",
  "cluster_template_yaml",
  "headnode_instance_type",
  "fsx_fs_size",
  "enable_detailed_monitoring",
  "delete_local_root",
  "auto_delete_fsx",
  "heartbeat_email",
  "heartbeat_schedule",
  "spot_instance_allocation_strategy",
] as const satisfies readonly ConfigKey[];

export type SettledKey = typeof settledKeys[number];

/** Without reminders both heartbeat values are empty. Values that only the preflight judges may still be invalid. */
export type Settings = Readonly<Record<SettledKey, Sourced>>;

export type ResolveDeps = AskDeps & FindFileDeps & { readonly environment: Environment };

/**
 * Settles everything that can be settled before AWS is asked, question after question in a fixed order.
 *
 * Invalid configured counts, sizes, templates, monitoring words and reminder addresses are kept: the preflight fails
 * them with a report. Other invalid values lead to their question.
 *
 * @see spec/create-cluster.md 3.2 (P2), decision 3.41
 */
export async function resolveSettings(deps: ResolveDeps, source: ConfigSource): Promise<Settings> {
  const counts = {
    max_count_8I: await countSetting(deps, source, "max_count_8I", 8),
    max_count_128I: await countSetting(deps, source, "max_count_128I", 128),
    max_count_192I: await countSetting(deps, source, "max_count_192I", 192),
  };
  const names = {
    cluster_name: await textSetting(deps, source, "cluster_name", { message: "What should the cluster be called?" }),
    budget_email: await budgetEmail(deps, source),
  };
  const build = {
    enforce_budget: await enforcement(deps, source),
    cluster_template_yaml: await clusterTemplate(deps, source),
    headnode_instance_type: await headNodeType(deps, source),
    fsx_fs_size: await fileSystemSize(deps, source),
    enable_detailed_monitoring: detailedMonitoring(source),
    delete_local_root: await rootDeletion(deps, source),
    auto_delete_fsx: await fileSystemDeletion(deps, source),
  };
  const heartbeat_email = await heartbeatEmail(deps, source, names.budget_email.value);
  return {
    ...counts,
    ...names,
    ...build,
    heartbeat_email,
    heartbeat_schedule: await heartbeatSchedule(deps, source, heartbeat_email),
    spot_instance_allocation_strategy: await allocation(deps, source),
  };
}

/** `DAY_CONTACT_EMAIL` is only ever offered: shells tend to preset it to somebody else's address (D5). */
function budgetEmail(deps: ResolveDeps, source: ConfigSource): Promise<Sourced> {
  const lastResort = deps.environment.get("DAY_CONTACT_EMAIL");
  return textSetting(deps, source, "budget_email", { message: "Where should budget alerts go?", lastResort });
}

function enforcement(deps: AskDeps, source: ConfigSource): Promise<Sourced> {
  return menuSetting(deps, source, "enforce_budget", {
    message: "Should jobs be checked against the budget?",
    options: [{ label: "No", value: "skip" }, { label: "Yes", value: "enforce" }],
    preferred: "skip",
  });
}

function headNodeType(deps: AskDeps, source: ConfigSource): Promise<Sourced> {
  const types = ["r7i.2xlarge", "r7i.4xlarge", "r7i.8xlarge", "r7i.16xlarge"];
  return menuSetting(deps, source, "headnode_instance_type", {
    message: "Which instance type should the head node have?",
    options: types.map((type) => ({ label: type, value: type })),
    preferred: types[0],
  });
}

function rootDeletion(deps: AskDeps, source: ConfigSource): Promise<Sourced> {
  return silentSetting(deps, source, "delete_local_root", {
    message: "Should the head node's root volume go when the cluster goes?",
    options: [{ label: "No", value: "false" }, { label: "Yes", value: "true" }],
  });
}

function fileSystemDeletion(deps: AskDeps, source: ConfigSource): Promise<Sourced> {
  return silentSetting(deps, source, "auto_delete_fsx", {
    message: "What should become of the file system when the cluster goes?",
    options: [{ label: "Retain (it goes on costing money)", value: "Retain" }, { label: "Delete", value: "Delete" }],
  });
}

function allocation(deps: AskDeps, source: ConfigSource): Promise<Sourced> {
  const key = "spot_instance_allocation_strategy";
  const [first, ...others] = allocationStrategies;
  const offered = effectiveDefault(source, key)?.value;
  return menuSetting(deps, source, key, {
    message: "How should Spot capacity be chosen?",
    options: allocationStrategies.map((strategy) => ({ label: strategy, value: strategy })),
    preferred: others.find((strategy) => strategy === offered) ?? first,
  });
}
