import type { FlagSpecs } from "../../lib/cli/flags.ts";

/** Flags of every command of `spot-deploy`. */
export const fileFlags = {
  config: { kind: "text", brief: "configuration; default: SPOT_DEPLOY_CONFIG, else config.yaml", placeholder: "PATH" },
  state: { kind: "text", brief: "state file; default: SPOT_DEPLOY_STATE, else MACHINES.json", placeholder: "PATH" },
  logFile: {
    kind: "text",
    brief:
      "log of the run, the one before goes to .1; default: spot-deploy.log in the configuration folder where things are changed",
    placeholder: "PATH",
  },
  plain: { kind: "toggle", brief: "plain lines also on a terminal" },
  noColor: { kind: "toggle", brief: "no colours" },
} as const satisfies FlagSpecs;

/** Flags of the commands that ask AWS. */
export const regionFlags = {
  region: { kind: "texts", brief: "only this region (repeatable)", placeholder: "REGION" },
  timeout: {
    kind: "text",
    brief: "seconds of one request; default: aws.timeouts.api, else 30",
    placeholder: "SECONDS",
  },
  concurrency: { kind: "text", brief: "regions at once; default 32", placeholder: "N" },
  dryRun: { kind: "toggle", brief: "look only; nothing is changed" },
} as const satisfies FlagSpecs;

export const launchFlags = {
  wait: { kind: "choice", brief: "until when to wait; default ip", values: ["none", "ip", "ssh", "bacalhau"] },
  allowPartial: { kind: "toggle", brief: "exit 0 also when only some of the nodes stand" },
  minInstances: { kind: "text", brief: "fewer nodes are a failure", placeholder: "N" },
  maxPrice: { kind: "text", brief: "USD per hour that a node may cost on Spot", placeholder: "USD" },
  maxHourlyCost: { kind: "text", brief: "USD per hour above which it asks", placeholder: "USD" },
  launchApi: { kind: "choice", brief: "how to launch; default fleet", values: ["fleet", "run-instances"] },
  noSpill: { kind: "toggle", brief: "nodes never move to another region" },
  tag: { kind: "texts", brief: "one more tag on everything (repeatable)", placeholder: "KEY=VALUE" },
  allowCidr: { kind: "texts", brief: "from where the nodes are reached (repeatable)", placeholder: "CIDR" },
  openPorts: { kind: "toggle", brief: "everybody reaches the nodes" },
} as const satisfies FlagSpecs;

export const createFlags = {
  ...launchFlags,
  count: { kind: "text", brief: "nodes in all, instead of aws.total_instances", placeholder: "N" },
  add: { kind: "toggle", brief: "also where nodes stand already" },
  overwrite: { kind: "toggle", brief: "an old name of --add" },
  resume: {
    kind: "optionalText",
    brief: "go on with a deployment that has not ended; the last one",
    placeholder: "ID",
  },
  onFailure: { kind: "choice", brief: "when not all can be had; default keep", values: ["keep", "rollback"] },
  onInterrupt: { kind: "choice", brief: "at a Ctrl-C; default keep", values: ["keep", "destroy"] },
  ttl: { kind: "text", brief: "nodes shut themselves down after this, 1h to 30d; default: aws.ttl", placeholder: "D" },
  strict: { kind: "toggle", brief: "unknown keys are errors" },
} as const satisfies FlagSpecs;

const watchFlag = {
  kind: "optionalText",
  brief: "look again and again until Ctrl-C; every 10 seconds",
  placeholder: "SECONDS",
} as const;

export const listFlags = {
  source: { kind: "choice", brief: "where to look; default both", values: ["both", "aws", "state"] },
  allRegions: { kind: "toggle", brief: "every region that the account can use" },
  includeTerminated: { kind: "toggle", brief: "also nodes that have ended" },
  watch: watchFlag,
} as const satisfies FlagSpecs;

export const destroyFlags = {
  instanceId: { kind: "texts", brief: "only this instance (repeatable)", placeholder: "ID" },
  deployment: { kind: "text", brief: "only this deployment", placeholder: "ID" },
  keepNetwork: { kind: "toggle", brief: "the networks stay" },
  noWait: { kind: "toggle", brief: "do not wait until the nodes are gone" },
  cleanupNodes: { kind: "toggle", brief: "take the nodes out of the orchestrator too" },
  force: { kind: "toggle", brief: "do not ask" },
} as const satisfies FlagSpecs;

export const nukeFlags = {
  force: { kind: "toggle", brief: "without the phrase" },
  tag: { kind: "texts", brief: "another managed tag", placeholder: "KEY=VALUE" },
  configRegionsOnly: { kind: "toggle", brief: "only the regions of the configuration" },
  includeOthers: { kind: "toggle", brief: "also what other people have made" },
  includeForeign: { kind: "toggle", brief: "also what is in our networks without our tag" },
  expectAccount: { kind: "text", brief: "refuse any other account", placeholder: "ACCOUNT" },
  olderThan: { kind: "text", brief: "only what is older, for example 6h", placeholder: "D" },
  maxWait: { kind: "text", brief: "seconds for one region; default 900", placeholder: "SECONDS" },
} as const satisfies FlagSpecs;

export const statusFlags = {
  noProbe: { kind: "toggle", brief: "do not try the ports of the nodes" },
  probeTimeout: { kind: "text", brief: "seconds for one try; default 5", placeholder: "SECONDS" },
  watch: watchFlag,
} as const satisfies FlagSpecs;

export const costFlags = {
  plan: { kind: "toggle", brief: "what the configuration would cost" },
  since: { kind: "text", brief: "only what has accrued since then", placeholder: "TIME" },
  deployment: { kind: "text", brief: "only this deployment", placeholder: "ID" },
} as const satisfies FlagSpecs;

export const reconcileFlags = {
  deployment: { kind: "text", brief: "this deployment; the last one", placeholder: "ID" },
} as const satisfies FlagSpecs;

export const cleanupFlags = {} as const satisfies FlagSpecs;

export const availableFlags = {
  showAll: { kind: "toggle", brief: "all regions instead of the five cheapest" },
  maxWorkers: { kind: "text", brief: "regions at once; default 32", placeholder: "N" },
  minVcpu: { kind: "text", brief: "default 2", placeholder: "N" },
  minMemoryGib: { kind: "text", brief: "default 4", placeholder: "GIB" },
  arch: { kind: "choice", brief: "default both", values: ["x86_64", "arm64", "both"] },
  out: { kind: "text", brief: "folder of the result; that of the configuration", placeholder: "DIR" },
} as const satisfies FlagSpecs;

export const imagesFlags = {
  regionsFile: { kind: "text", brief: "default available_regions.json", placeholder: "PATH" },
  release: { kind: "choice", brief: "of Ubuntu; default 24.04", values: ["22.04", "24.04", "26.04"] },
  arch: { kind: "choice", brief: "default both", values: ["x86_64", "arm64", "both"] },
  maxWorkers: { kind: "text", brief: "regions at once; default 32", placeholder: "N" },
  out: { kind: "text", brief: "folder of the result; that of the configuration", placeholder: "DIR" },
} as const satisfies FlagSpecs;

export const updateFlags = {
  regionsFile: { kind: "text", brief: "default available_regions.json", placeholder: "PATH" },
  amiFile: { kind: "text", brief: "default ubuntu_amis.json", placeholder: "PATH" },
  maxRegions: { kind: "text", brief: "add this many at most", placeholder: "N" },
  refresh: { kind: "toggle", brief: "also regions that are there already" },
  dryRun: { kind: "toggle", brief: "only show what would change" },
} as const satisfies FlagSpecs;

export const verifyFlags = {
  amiData: { kind: "text", brief: "default ubuntu_amis.json", placeholder: "PATH" },
  fix: { kind: "toggle", brief: "correct what has only one correction; the file is kept as .bak first" },
  skipLiveCheck: { kind: "toggle", brief: "judge by names and files, without AWS" },
} as const satisfies FlagSpecs;
