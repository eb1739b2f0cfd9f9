import type { FlagSpecs } from "../../lib/cli/flags.ts";

/** Flags of every command of `spot-deploy`. */
export const fileFlags = {
  config: {
    kind: "text",
    brief: "configuration file; default: SPOT_DEPLOY_CONFIG, else config.yaml",
    placeholder: "PATH",
  },
  state: { kind: "text", brief: "state file; default: SPOT_DEPLOY_STATE, else MACHINES.json", placeholder: "PATH" },
  logFile: {
    kind: "text",
    brief:
      "log file, the previous one is renamed to .1; default for changing commands: spot-deploy.log in the configuration folder",
    placeholder: "PATH",
  },
  plain: { kind: "toggle", brief: "plain lines even on a terminal" },
  noColor: { kind: "toggle", brief: "no colours" },
} as const satisfies FlagSpecs;

/** Flags of the commands that ask AWS. */
export const regionFlags = {
  region: { kind: "texts", brief: "only this region (repeatable)", placeholder: "REGION" },
  timeout: {
    kind: "text",
    brief: "seconds to wait for one AWS request; default: aws.timeouts.api, else 30",
    placeholder: "SECONDS",
  },
  concurrency: { kind: "text", brief: "number of regions processed at the same time; default: 32", placeholder: "N" },
  dryRun: { kind: "toggle", brief: "show what would be done; change nothing" },
} as const satisfies FlagSpecs;

export const launchFlags = {
  wait: { kind: "choice", brief: "what to wait for; default: ip", values: ["none", "ip", "ssh", "bacalhau"] },
  allowPartial: { kind: "toggle", brief: "exit code 0 even if only some of the nodes were launched" },
  minInstances: { kind: "text", brief: "fail if fewer nodes than this were launched", placeholder: "N" },
  maxPrice: { kind: "text", brief: "highest Spot price of a node, in USD per hour", placeholder: "USD" },
  maxHourlyCost: {
    kind: "text",
    brief: "ask for confirmation if the cost is higher, in USD per hour",
    placeholder: "USD",
  },
  launchApi: { kind: "choice", brief: "EC2 API to launch with; default: fleet", values: ["fleet", "run-instances"] },
  noSpill: { kind: "toggle", brief: "do not launch nodes in another region if one has no capacity" },
  tag: { kind: "texts", brief: "additional tag for all resources (repeatable)", placeholder: "KEY=VALUE" },
  allowCidr: { kind: "texts", brief: "address range that may connect to the nodes (repeatable)", placeholder: "CIDR" },
  openPorts: { kind: "toggle", brief: "open the ports of the nodes to the whole Internet" },
} as const satisfies FlagSpecs;

export const createFlags = {
  ...launchFlags,
  count: { kind: "text", brief: "total number of nodes, instead of aws.total_instances", placeholder: "N" },
  add: { kind: "toggle", brief: "add nodes although nodes are already running" },
  overwrite: { kind: "toggle", brief: "the same as --add" },
  resume: {
    kind: "optionalText",
    brief: "continue an unfinished deployment: the named one or, without a name, the last unfinished one",
    placeholder: "ID",
  },
  onFailure: {
    kind: "choice",
    brief: "what to do if some nodes could not be launched; default: keep",
    values: ["keep", "rollback"],
  },
  onInterrupt: {
    kind: "choice",
    brief: "what to do with the nodes at Ctrl-C; default: keep",
    values: ["keep", "destroy"],
  },
  ttl: {
    kind: "text",
    brief: "nodes shut themselves down after this time, 1h to 30d; default: aws.ttl",
    placeholder: "D",
  },
  strict: { kind: "toggle", brief: "unknown keys are errors" },
} as const satisfies FlagSpecs;

const watchFlag = {
  kind: "optionalText",
  brief: "refresh until Ctrl-C; default: every 10 seconds",
  placeholder: "SECONDS",
} as const;

export const listFlags = {
  source: { kind: "choice", brief: "where to look for nodes; default: both", values: ["both", "aws", "state"] },
  allRegions: { kind: "toggle", brief: "all regions that are enabled in the account" },
  includeTerminated: { kind: "toggle", brief: "also terminated nodes" },
  watch: watchFlag,
} as const satisfies FlagSpecs;

export const destroyFlags = {
  instanceId: { kind: "texts", brief: "only this instance (repeatable)", placeholder: "ID" },
  deployment: { kind: "text", brief: "only this deployment", placeholder: "ID" },
  keepNetwork: { kind: "toggle", brief: "keep the networks" },
  noWait: { kind: "toggle", brief: "do not wait until the nodes are gone" },
  cleanupNodes: { kind: "toggle", brief: "also remove the nodes from the Bacalhau orchestrator" },
  force: { kind: "toggle", brief: "do not ask for confirmation" },
} as const satisfies FlagSpecs;

export const nukeFlags = {
  force: { kind: "toggle", brief: "do not ask for the confirmation phrase" },
  tag: { kind: "texts", brief: "only resources with this tag (repeatable)", placeholder: "KEY=VALUE" },
  configRegionsOnly: { kind: "toggle", brief: "only the regions of the configuration" },
  includeOthers: {
    kind: "toggle",
    brief:
      "also delete what other users of this account created with spot-deploy, in every region or those of --region",
  },
  includeForeign: { kind: "toggle", brief: "also delete resources without the tag in the networks of spot-deploy" },
  expectAccount: { kind: "text", brief: "fail if the credentials belong to another account", placeholder: "ACCOUNT" },
  olderThan: { kind: "text", brief: "only resources older than this, for example 6h", placeholder: "D" },
  maxWait: { kind: "text", brief: "seconds to wait for one region; default: 900", placeholder: "SECONDS" },
} as const satisfies FlagSpecs;

export const statusFlags = {
  noProbe: { kind: "toggle", brief: "do not check the ports of the nodes" },
  probeTimeout: { kind: "text", brief: "seconds to wait for one port; default: 5", placeholder: "SECONDS" },
  watch: watchFlag,
} as const satisfies FlagSpecs;

export const costFlags = {
  plan: { kind: "toggle", brief: "show what the configuration would cost" },
  since: { kind: "text", brief: "only costs since this time", placeholder: "TIME" },
  deployment: { kind: "text", brief: "only this deployment", placeholder: "ID" },
} as const satisfies FlagSpecs;

export const reconcileFlags = {
  deployment: { kind: "text", brief: "this deployment; default: the last one", placeholder: "ID" },
} as const satisfies FlagSpecs;

export const cleanupFlags = {} as const satisfies FlagSpecs;

export const availableFlags = {
  showAll: { kind: "toggle", brief: "all regions instead of the five cheapest" },
  maxWorkers: { kind: "text", brief: "number of regions processed at the same time; default: 32", placeholder: "N" },
  minVcpu: { kind: "text", brief: "least vCPUs of an instance type; default: 2", placeholder: "N" },
  minMemoryGib: { kind: "text", brief: "least memory of an instance type; default: 4", placeholder: "GIB" },
  arch: { kind: "choice", brief: "architecture; default: both", values: ["x86_64", "arm64", "both"] },
  out: { kind: "text", brief: "folder for the result; default: that of the configuration", placeholder: "DIR" },
} as const satisfies FlagSpecs;

export const imagesFlags = {
  regionsFile: { kind: "text", brief: "file with the regions; default: available_regions.json", placeholder: "PATH" },
  release: {
    kind: "choice",
    brief: "Ubuntu release; default: aws.ubuntu_release, else 24.04",
    values: ["22.04", "24.04", "26.04"],
  },
  arch: { kind: "choice", brief: "architecture; default: both", values: ["x86_64", "arm64", "both"] },
  maxWorkers: { kind: "text", brief: "number of regions processed at the same time; default: 32", placeholder: "N" },
  out: { kind: "text", brief: "folder for the result; default: that of the configuration", placeholder: "DIR" },
} as const satisfies FlagSpecs;

export const updateFlags = {
  regionsFile: { kind: "text", brief: "file with the regions; default: available_regions.json", placeholder: "PATH" },
  amiFile: { kind: "text", brief: "file with the machine images; default: ubuntu_amis.json", placeholder: "PATH" },
  maxRegions: { kind: "text", brief: "add at most this many regions", placeholder: "N" },
  refresh: { kind: "toggle", brief: "also update regions that the configuration already has" },
  dryRun: { kind: "toggle", brief: "only show what would change" },
} as const satisfies FlagSpecs;

export const verifyFlags = {
  amiData: { kind: "text", brief: "file with the machine images; default: ubuntu_amis.json", placeholder: "PATH" },
  fix: { kind: "toggle", brief: "correct mistakes that have only one correction; the old file is kept as .bak" },
  skipLiveCheck: { kind: "toggle", brief: "check names and files only, without AWS" },
} as const satisfies FlagSpecs;
