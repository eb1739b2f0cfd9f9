/** A script that is replaced, and the task that does its job. */
export type LegacyName = {
  /** Where it stands below the folder of the scripts. */
  readonly name: string;
  /** The task, with the words that always stand behind it. */
  readonly task: readonly [name: string, ...words: string[]];
  /** What the script takes in this order, without flags; all of it is needed. `flag`: how the task takes it, else as a word. */
  readonly positionals?: readonly { readonly title: string; readonly flag?: string }[];
  /** Behind them may stand a file, each of whose lines is a value of this flag. */
  readonly linesFlag?: string;
  /** Flags of the script that the task has under another name. */
  readonly flags?: Readonly<Record<string, string>>;
  /** What the script asks when it is started without any argument, in this order, and the flag that takes the answer. */
  readonly asks?: readonly { readonly question: string; readonly flag: string }[];
  /** The script fails without arguments, where the task would show its help. */
  readonly wantsArguments?: true;
  /** It takes `--use-legacy`, which starts the original with the other arguments, and `--use-python`, which changes nothing. */
  readonly hasChoice?: true;
  /** What the original is called where it is kept, when that is not the name itself. */
  readonly keptAs?: string;
  /** It stands in the root of another repository than the scripts of clusters: a shim is made when it, or its task, is named. */
  readonly isElsewhere?: true;
};

/**
 * The scripts that can be replaced, one row each. All else of a shim follows from the row: `.py` names get the Python stub, all others
 * an `sh` wrapper.
 */
export const legacyNames: readonly LegacyName[] = [
  {
    name: "daylily-create-ephemeral-cluster",
    task: ["create"],
    hasChoice: true,
    keptAs: "daylily-create-ephemeral-cluster.bash",
  },
  {
    name: "daylily-delete-ephemeral-cluster",
    task: ["delete"],
    asks: [
      { question: "AWS region of the cluster", flag: "--region" },
      { question: "Name of the cluster to delete", flag: "--cluster-name" },
    ],
  },
  { name: "daylily-get-ephemperal-cluster-deets", task: ["status"] },
  {
    name: "daylily-ssh-into-headnode",
    task: ["ssh"],
    asks: [
      { question: "AWS region of the cluster", flag: "--region" },
      { question: "Name of the cluster to log in to", flag: "--cluster" },
    ],
  },
  {
    name: "daylily-cfg-headnode",
    task: ["headnode", "configure"],
    positionals: [
      { title: "PEM", flag: "--pem" },
      { title: "REGION", flag: "--region" },
      { title: "PROFILE", flag: "--profile" },
      { title: "CLUSTER", flag: "--cluster" },
    ],
    linesFlag: "--repo-override",
  },
  {
    name: "daylily-export-fsx-to-s3",
    task: ["export"],
    positionals: [{ title: "CLUSTER", flag: "--cluster" }, { title: "REGION", flag: "--region" }, { title: "PATH" }],
  },
  {
    name: "daylily-export-fsx-to-s3-from-local",
    task: ["export"],
    flags: { "--verbose": "--debug" },
    wantsArguments: true,
  },
  {
    name: "helpers/watch_cluster_status.py",
    task: ["watch", "--until-created"],
    positionals: [{ title: "REGION", flag: "--region" }, { title: "CLUSTER", flag: "--cluster" }],
  },
  { name: "daylily-stage-samples-from-local-to-headnode", task: ["stage-samples"], wantsArguments: true },
  { name: "daylily-monitor-worksets", task: ["monitor-worksets"], wantsArguments: true },
  { name: "day-clone", task: ["day-clone"], wantsArguments: true },
  { name: "init_cloudstackformation.sh", task: ["init-cloudstack"] },
  { name: "create_budget.sh", task: ["create-budget"], wantsArguments: true },
  { name: "calcuate_spotprice_for_cluster_yaml.py", task: ["spot-price"], wantsArguments: true },
  { name: "helpers/setup_cluster_heartbeat.py", task: ["setup-heartbeat"], wantsArguments: true },
  { name: "helpers/teardown_cluster_heartbeat.py", task: ["setup-heartbeat", "--teardown"] },
  { name: "admin/create_scheduler_role_for_sns.sh", task: ["infra", "scheduler-role"] },
  { name: "admin/grant_daylily_heartbeat_perms.sh", task: ["infra", "grant-heartbeat"] },
  { name: "admin/daylily_ephemeral_cluster_bootstrap_global.sh", task: ["infra", "bootstrap-account"] },
  { name: "admin/daylily_ephemeral_cluster_bootstrap_region.sh", task: ["infra", "bootstrap-region"] },
  { name: "get_git_deets.sh", task: ["shims", "run", "get_git_deets.sh"] },
  { name: "check_prereq_sw.sh", task: ["shims", "run", "check_prereq_sw.sh"] },
  ...[
    ["deploy_spot.py"],
    ["bacalhau_spot_cli.py"],
    ["util/get_available_regions.py", "get-available-regions"],
    ["util/get_ubuntu_amis.py", "get-ubuntu-amis"],
    ["util/update_config_with_regions.py", "update-config-with-regions"],
    ["util/verify_config_architecture.py", "verify-config-architecture"],
  ].map(([name, ...words]): LegacyName => ({ name, task: ["spot-deploy", ...words], isElsewhere: true })),
];

/** Those that get a shim when none is named. */
export const installed: readonly LegacyName[] = legacyNames.filter(({ isElsewhere }) => !isElsewhere);

/** What a script that wants arguments gives to its task when it has none: so the task says what is missing. */
export const noArguments = ["--non-interactive"] as const;

/**
 * A link to the original of a name that takes `--use-legacy`, beside its shim: the original looks for its helpers where it was started
 * from, so that it cannot be started from where it is kept. Below the folder of the scripts; nothing for all other names.
 */
export function choiceLink({ name, hasChoice }: LegacyName): string | undefined {
  return hasChoice && `.${name}.legacy`;
}

/** The path of the original below the folder of the scripts, where nothing else stands there. */
export function keptPath({ name, keptAs = name }: LegacyName): string {
  return `legacy/${keptAs}`;
}
