import type { HandChange } from "./hand_change.ts";

/** What a check has found of a change, and what a repair made of it. */
export type Seen = Pick<HandChange, "name" | "becomes"> & { readonly found: readonly string[] };

/** The page that tells which changes are found; `denied` are the reads that were refused one by one, with what could not be checked. */
export function driftPage(
  seen: readonly Seen[],
  denied: readonly { readonly read: string; readonly unchecked: readonly string[] }[],
): string {
  return [
    "# Drift",
    "",
    "`deno task drift check --cluster demo --region us-west-2` compares the AWS resources of a cluster with the records of this machine,",
    "and changes nothing. `deno task drift repair --cluster demo --region us-west-2` shows the differences, then restores the resources",
    "that runs of this machine created or repaired; with `--include-found` also the resources that these runs found.",
    "",
    "dayctl finds the parts of a network by their ids, and routes by their targets; CloudFormation's own drift detection checks their other",
    "properties. This detection changes nothing in the account, and IAM counts it as a read: CloudFormation only records the time and result",
    "of the last one. If it is not available, a note says so, and dayctl only checks whether the parts exist.",
    "",
    "`create` reads everything that gives a cluster and its owner their rights: the policies by name, their users, the owner's groups, and the",
    "roles of the schedules. An administrator created most of these. A repair therefore restores a found policy only with",
    "`--include-found`, and never changes a group, its members, the users of a policy, or the role for deletion deadlines: for these the report",
    "prints the command for the administrator.",
    "",
    "`deno task docs:drift` writes this page: it makes each change by hand on the sandbox. A test compares the page with the results.",
    "",
    "## Changes by hand",
    "",
    "Each change, what `drift repair` does about it, and the difference that `drift check` reports:",
    "",
    ...seen.flatMap(({ name, found, becomes }) => [
      `- ${name}: ${becomes.replace(/--\S+/, "`$&`")}`,
      ...found.map((each) => `  - \`${each}\``),
    ]),
    "",
    "## Reads that are denied",
    "",
    "Resources that cannot be read are listed in `unchecked` and never count as unchanged: the check exits with 2 if it finds no difference.",
    "",
    ...denied.flatMap(({ read, unchecked }) => [`- \`${read}\``, ...unchecked.map((each) => `  - \`${each}\``)]),
    "",
  ].join("\n");
}
