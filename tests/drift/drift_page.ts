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
    "`deno task drift check --cluster demo --region us-west-2` compares everything that is remembered of a cluster with what stands,",
    "and changes nothing. `deno task drift repair --cluster demo --region us-west-2` shows the differences, then writes again what runs",
    "of ours have made or repaired; with `--include-found` also what they only met.",
    "",
    "The parts of a network are looked for by their ids, and routes by where they lead; CloudFormation's own drift detection tells of",
    "their other properties. Detection changes nothing in the account, and IAM counts it as reading: CloudFormation only keeps when it",
    "was done last, and with what result. Where it is not offered, a note says so, and that the parts stand is all that is compared.",
    "",
    "A creation reads what gives a cluster and its owner their rights: the policies by name, who has them, the owner's groups, the roles",
    "of the schedules. An administrator has made most of that. So a repair writes a policy that was only met where `--include-found` asks",
    "for it, and never a group, who is in it, who has a policy, or the role of deadlines: the report prints the administrator's command.",
    "",
    "This page is written by `deno task docs:drift`, which makes each change by hand on the sandbox; a test compares it.",
    "",
    "## Changes by hand",
    "",
    ...seen.flatMap(({ name, found, becomes }) => [
      `- ${name}: ${becomes}`,
      ...found.map((each) => `  - \`${each}\``),
    ]),
    "",
    "## Reads that are denied",
    "",
    "What cannot be read is in `unchecked`, and never counts as no drift: without another difference the check exits 2.",
    "",
    ...denied.flatMap(({ read, unchecked }) => [`- \`${read}\``, ...unchecked.map((each) => `  - \`${each}\``)]),
    "",
  ].join("\n");
}
