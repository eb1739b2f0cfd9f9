import type { TaskEntry } from "../lib/cli/commands/task_list.ts";
import type { DenoStart } from "../lib/host/own_command.ts";

/** All that is known of a task without loading it; `deno task docs` writes the entries of `deno.json` and `task_files.ts` from it. */
export type TaskRow = TaskEntry & DenoStart;

/** It waits for AWS most of the time: V8 keeps its memory small, at the cost of speed (docs/performance.md). */
const smallMemory = ["--max-semi-space-size=1", "--no-opt", "--no-maglev"];

/** The tasks; each stands in the file of its name. */
export const tasks: readonly TaskRow[] = [
  {
    name: "create",
    aliases: ["create-cluster"],
    brief: "check everything, then create a cluster and wait until it is complete",
    permissions: "changing",
    v8Flags: smallMemory,
  },
  {
    name: "preflight",
    aliases: [],
    brief: "run all checks of a creation without changing anything",
    permissions: "reading",
    v8Flags: smallMemory,
  },
  {
    name: "watch",
    aliases: [],
    brief: "watch a cluster that is being created or deleted",
    permissions: "reading",
  },
  {
    name: "delete",
    aliases: ["delete-cluster"],
    brief: "delete a cluster and the resources that only it uses",
    permissions: "changing",
  },
  {
    name: "status",
    aliases: [],
    brief: "show the existing clusters, their jobs and their costs",
    permissions: "changing",
  },
  {
    name: "export",
    aliases: [],
    brief: "copy a cluster's results to S3",
    permissions: "reading",
  },
  {
    name: "logs",
    aliases: [],
    brief: "show the CloudWatch logs of a cluster's nodes, even after its deletion",
    permissions: "reading",
  },
  {
    name: "report",
    aliases: [],
    brief: "write a report of a run (for example a creation) as one HTML page",
    permissions: "reading",
  },
  {
    name: "explain",
    aliases: [],
    brief: "explain an error code, a configuration key or the state of a workset",
    permissions: "reading",
  },
  {
    name: "audit",
    aliases: [],
    brief: "find AWS resources that deleted clusters left behind, and remove them",
    permissions: "changing",
  },
  {
    name: "drift",
    aliases: [],
    brief:
      "check: find AWS resources of a cluster that were changed or deleted since its creation; repair: restore them",
    permissions: "changing",
  },
  {
    name: "parity",
    aliases: [],
    brief: "compare a cluster of the legacy script with one of dayctl: snapshot, compare",
    permissions: "reading",
  },
  {
    name: "extend",
    aliases: [],
    brief: "set, move or cancel the deadline at which AWS deletes a cluster",
    permissions: "changing",
  },
  {
    name: "headnode",
    aliases: [],
    brief: "set up a cluster's head node, again or for the first time",
    permissions: "changing",
  },
  {
    name: "ssh",
    aliases: [],
    brief: "log in to a cluster's head node, or run a command there",
    permissions: "changing",
  },
  {
    name: "infra",
    aliases: [],
    brief: "set up an AWS account for clusters (once, by an administrator)",
    permissions: "changing",
  },
  {
    name: "shims",
    aliases: [],
    brief: "replace legacy scripts by small ones that call dayctl: install, remove, list",
    isEverywhere: true,
    permissions: "reading",
  },
  {
    name: "init-cloudstack",
    aliases: [],
    brief: "create the network of an availability zone from a CloudFormation template",
    permissions: "changing",
  },
  {
    name: "create-budget",
    aliases: [],
    brief: "create a project's monthly AWS budget with alert mails and its users",
    permissions: "changing",
  },
  {
    name: "setup-heartbeat",
    aliases: [],
    brief: "set up or remove a cluster's heartbeat: a regular mail that it still exists",
    permissions: "changing",
  },
  {
    name: "spot-price",
    aliases: [],
    brief: "write present Spot prices into a ParallelCluster configuration file",
    permissions: "changing",
  },
  {
    name: "spot-deploy",
    aliases: [],
    brief: "launch Bacalhau nodes on Spot instances in many regions, and remove them",
    permissions: "changing",
  },
  {
    name: "monitor-worksets",
    aliases: [],
    brief: "watch an S3 folder for worksets (pipeline inputs) and run their pipelines",
    permissions: "changing",
    v8Flags: smallMemory,
  },
  {
    name: "stage-samples",
    aliases: [],
    brief: "copy the input files of a sample manifest to a cluster's reference bucket",
    permissions: "changing",
  },
  {
    name: "day-clone",
    aliases: [],
    brief: "clone a pipeline repository of the catalogue for an analysis",
    isEverywhere: true,
    permissions: "reading",
  },
  {
    name: "toolchain",
    aliases: [],
    brief: "the programs that creating a cluster needs: install, status, remove",
    isEverywhere: true,
    permissions: "development",
  },
  {
    name: "sandbox",
    aliases: [],
    brief: "a simulated AWS on this machine, to try dayctl without an account",
    isEverywhere: true,
    permissions: "development",
  },
  {
    name: "demo",
    aliases: [],
    brief: "install the sandbox, a simulated AWS, and create a cluster on it",
    isEverywhere: true,
    permissions: "development",
  },
  {
    name: "doctor",
    aliases: [],
    brief: "check this machine and the AWS account for problems, with fixes",
    permissions: "reading",
  },
  {
    name: "image",
    aliases: [],
    brief: "experimental: machine images for nodes, and a check of nodes: build, list, verify-node",
    permissions: "changing",
  },
  {
    name: "self-check",
    aliases: [],
    brief: "check whether dayctl can run on this machine",
    permissions: "reading",
  },
  {
    name: "completions",
    aliases: [],
    brief: "print a script that lets bash, zsh or fish complete the command line",
    isEverywhere: true,
    permissions: "reading",
  },
];

/** The row that a word names: a task's name or an alias. */
export function namedRow(word: string): TaskRow | undefined {
  return tasks.find(({ name, aliases }) => name === word || aliases.includes(word));
}

/** The row of a task that there is. */
export function rowOf(name: string): TaskRow {
  const row = namedRow(name);
  if (row === undefined) throw new Error(`the table has no task ${name}`);
  return row;
}
