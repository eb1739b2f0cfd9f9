import { clusterTemplate } from "./cluster_template.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { detailedMonitoring } from "./detailed_monitoring.ts";
import { fileSystemSize } from "./file_system_size.ts";
import type { FindFileDeps } from "../file/shipped_files.ts";
import { heartbeatEmail, heartbeatSchedule } from "./heartbeat.ts";
import type { KeysWith } from "../keys/keys.ts";
import type { SettledKey } from "../keys/settled_keys.ts";
import type { AskDeps } from "./ask_deps.ts";

/** A key whose row leaves its settling to a function of its own. */
export type OwnKey = KeysWith<{ readonly question: { readonly kind: "own" } }>;

/** Settles a key; `settled` gives the value of a key whose turn has been before. */
type Settle = (
  deps: AskDeps & FindFileDeps,
  source: ConfigSource,
  settled: (key: SettledKey) => Sourced,
) => Sourced | Promise<Sourced>;

export const ownSettings: Readonly<Record<OwnKey, Settle>> = {
  cluster_template_yaml: clusterTemplate,
  fsx_fs_size: fileSystemSize,
  enable_detailed_monitoring: (_, source) => detailedMonitoring(source),
  heartbeat_email: (deps, source, settled) => heartbeatEmail(deps, source, settled("budget_email")),
  heartbeat_schedule: (deps, source, settled) => heartbeatSchedule(deps, source, settled("heartbeat_email")),
};
