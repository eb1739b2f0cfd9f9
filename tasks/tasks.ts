import type { TaskEntry } from "../lib/cli/commands/task_list.ts";
import type { Task } from "../lib/cli/task.ts";

type LoadableTask = TaskEntry & { readonly load: () => Promise<{ readonly default: Task }> };

/** The tasks, each loaded only when it is meant. */
export const tasks: readonly LoadableTask[] = [
  {
    name: "create",
    aliases: ["create-cluster"],
    brief: "check everything, then create a cluster and watch until it stands",
    load: () => import("./create.ts"),
  },
  {
    name: "preflight",
    aliases: [],
    brief: "check everything that can be checked before a creation, and change nothing",
    load: () => import("./preflight.ts"),
  },
  {
    name: "watch",
    aliases: [],
    brief: "watch a cluster that is being created or deleted",
    load: () => import("./watch.ts"),
  },
  {
    name: "status",
    aliases: [],
    brief: "the clusters and runs that are recorded on this machine",
    load: () => import("./status.ts"),
  },
  {
    name: "toolchain",
    aliases: [],
    brief: "the programs that a creation on AWS needs: install, status, remove",
    isEverywhere: true,
    load: () => import("./toolchain.ts"),
  },
  {
    name: "sandbox",
    aliases: [],
    brief: "a local AWS to try everything on, without an account",
    isEverywhere: true,
    load: () => import("./sandbox.ts"),
  },
  {
    name: "demo",
    aliases: [],
    brief: "install the sandbox and create a cluster on it",
    isEverywhere: true,
    load: () => import("./demo.ts"),
  },
  {
    name: "completions",
    aliases: [],
    brief: "a script that lets bash, zsh or fish complete the command line",
    isEverywhere: true,
    load: () => import("./completions.ts"),
  },
];
