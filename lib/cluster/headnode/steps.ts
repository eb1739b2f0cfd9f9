import { clone, installTools, makeEnvironment, makeKey, showKey, writeEnforcement } from "./remote_scripts.ts";

/** What a head node is to have. */
export type HeadNodeWish = {
  /** The control repository, and the branch or tag of it. */
  readonly repository: string;
  readonly tag: string;
  /** The path of the catalogue of repositories with other references; "" when the one of the control repository stays. */
  readonly catalogue: string;
  /** What the job wrapper does with a project that has spent its budget; "" leaves that as it is. */
  readonly enforce: Enforcement | "";
};

/** To refuse jobs, or to write it down and let them run. */
export const enforcements = ["hard", "log"] as const;
export type Enforcement = typeof enforcements[number];

export type StepName =
  | "key"
  | "show_key"
  | "clone"
  | "tools"
  | "repositories"
  | "environment"
  | "enforce"
  | "machine"
  | "program"
  | "self_check"
  | "shims";

/** One step. It may be repeated: what stands there already stays. */
export type Step = {
  readonly name: StepName;
  /** For people: what is waited for while it runs. */
  readonly title: string;
  /** Milliseconds. */
  readonly limit: number;
  /** Without that one it makes no sense. */
  readonly needs?: StepName;
  /** A script with its arguments, or a file and where it goes. */
  readonly does:
    | { readonly script: string; readonly args: readonly string[] }
    | { readonly file: string; readonly to: string };
};

/** The folder of the control repository below `~/projects`, which its own scripts expect. */
export const cloneFolder = "daylily-ephemeral-cluster";
const minute = 60_000;

/** The steps in their order. The catalogue comes after the tools, which put the stock one there. */
export function headNodeSteps({ repository, tag, catalogue, enforce }: HeadNodeWish): readonly Step[] {
  const steps: readonly Step[] = [
    { name: "key", title: "making its key", limit: 15 * minute, does: { script: makeKey, args: [] } },
    {
      name: "show_key",
      title: "reading its public key",
      limit: minute,
      needs: "key",
      does: { script: showKey, args: [] },
    },
    {
      name: "clone",
      title: `cloning ${repository} at ${tag}`,
      limit: 25 * minute,
      does: { script: clone, args: [repository, tag, cloneFolder] },
    },
    {
      name: "tools",
      title: "installing the tools of the control repository",
      limit: 60 * minute,
      needs: "clone",
      does: { script: installTools, args: [cloneFolder] },
    },
    {
      name: "repositories",
      title: "copying the catalogue of repositories",
      limit: 2 * minute,
      needs: "clone",
      does: { file: catalogue, to: ".config/daylily/daylily_available_repositories.yaml" },
    },
    {
      name: "environment",
      title: "making the conda environment DAY-EC",
      limit: 60 * minute,
      needs: "clone",
      does: { script: makeEnvironment, args: [cloneFolder] },
    },
    {
      name: "enforce",
      title: "writing down what becomes of jobs over budget",
      limit: minute,
      does: { script: writeEnforcement, args: [enforce] },
    },
  ];
  const unwanted = [...catalogue === "" ? ["repositories"] : [], ...enforce === "" ? ["enforce"] : []];
  return steps.filter(({ name }) => !unwanted.includes(name));
}
