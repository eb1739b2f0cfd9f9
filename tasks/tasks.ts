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
    brief: "check everything, then create a cluster and watch until it is complete",
    permissions: "changing",
    v8Flags: smallMemory,
  },
  {
    name: "preflight",
    aliases: [],
    brief: "check everything that can be checked before a creation, and change nothing",
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
    brief: "delete a cluster and what serves it alone, and watch until it is gone",
    permissions: "changing",
  },
  {
    name: "status",
    aliases: [],
    brief: "the clusters that stand, what they do and what they cost",
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
    brief: "what a cluster's nodes have logged, also when the cluster is gone",
    permissions: "reading",
  },
  {
    name: "report",
    aliases: [],
    brief: "a run as one offline HTML page",
    permissions: "reading",
  },
  {
    name: "explain",
    aliases: [],
    brief: "what an error code or a configuration key means, and where a value came from",
    permissions: "reading",
  },
  {
    name: "audit",
    aliases: [],
    brief: "what still exists of clusters and costs money, and how to remove it",
    permissions: "changing",
  },
  {
    name: "drift",
    aliases: [],
    brief: "what is different from what is remembered of a cluster: check, repair",
    permissions: "changing",
  },
  {
    name: "parity",
    aliases: [],
    brief: "whether a cluster of the legacy script and one of this program are the same: snapshot, compare",
    permissions: "reading",
  },
  {
    name: "extend",
    aliases: [],
    brief: "give a cluster a deadline, move it, or cancel it",
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
    brief: "what an administrator sets up once in an account",
    permissions: "changing",
  },
  {
    name: "shims",
    aliases: [],
    brief: "legacy script names that call the tasks: install, remove, list",
    isEverywhere: true,
    permissions: "reading",
  },
  {
    name: "init-cloudstack",
    aliases: [],
    brief: "the network of a zone from a template, as the script of that name makes it",
    permissions: "changing",
  },
  {
    name: "create-budget",
    aliases: [],
    brief: "a project's monthly budget, with its mails and its line in the table of users",
    permissions: "changing",
  },
  {
    name: "setup-heartbeat",
    aliases: [],
    brief: "set up or remove a cluster's heartbeat: role, topic, subscription and schedule",
    permissions: "changing",
  },
  {
    name: "spot-price",
    aliases: [],
    brief: "a cluster file with the present Spot prices of a zone",
    permissions: "changing",
  },
  {
    name: "spot-deploy",
    aliases: [],
    brief: "Bacalhau nodes on Spot capacity in many regions, and every trace of them removed",
    permissions: "changing",
  },
  {
    name: "monitor-worksets",
    aliases: [],
    brief: "worksets that are dropped in S3 become finished analyses",
    permissions: "changing",
    v8Flags: smallMemory,
  },
  {
    name: "stage-samples",
    aliases: [],
    brief: "the data of a manifest, staged for a cluster with each sample's lanes joined",
    permissions: "changing",
  },
  {
    name: "day-clone",
    aliases: [],
    brief: "a repository of the catalogue, cloned for an analysis",
    isEverywhere: true,
    permissions: "reading",
  },
  {
    name: "toolchain",
    aliases: [],
    brief: "the programs that a creation on AWS needs: install, status, remove",
    isEverywhere: true,
    permissions: "development",
  },
  {
    name: "sandbox",
    aliases: [],
    brief: "a local AWS to try everything on, without an account",
    isEverywhere: true,
    permissions: "development",
  },
  {
    name: "demo",
    aliases: [],
    brief: "install the sandbox and create a cluster on it",
    isEverywhere: true,
    permissions: "development",
  },
  {
    name: "doctor",
    aliases: [],
    brief: "what is in the way of a cluster on this machine and in this account, and how to put it right",
    permissions: "reading",
  },
  {
    name: "image",
    aliases: [],
    brief: "an experiment: images for nodes, and whether a node is as it should be: build, list, verify-node",
    permissions: "changing",
  },
  {
    name: "self-check",
    aliases: [],
    brief: "whether the program can do its work on this machine",
    permissions: "reading",
  },
  {
    name: "completions",
    aliases: [],
    brief: "a script that lets bash, zsh or fish complete the command line",
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
