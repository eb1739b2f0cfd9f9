import assert from "node:assert/strict";
import { join } from "node:path";
import { demo } from "../../e2e/program.ts";
import { words as budget } from "../../helper_scripts/budget_words.ts";
import { inventory } from "../../spot/inventory.ts";
import { spotFolder, usualConfig } from "../../spot/spot_here.ts";
import { hurriedClock } from "../../support/hurried_clock.ts";
import { installDouble } from "../../support/install_double.ts";
import { programHere } from "../../support/program_here.ts";
import { fixtureF, type Sandbox, type WorldOptions } from "../../support/sandbox.ts";
import { repository } from "../../support/source_files.ts";
import { artifactsOf, worldOf } from "../../support/world.ts";
import { type Picture, swift } from "../cell.ts";
import { schedulesOf } from "../schedules_of.ts";

/** An account in which tasks begin, made once and brought back for each cell. */
export type Beginning = Pick<WorldOptions, "seed" | "settings" | "prepare">;

/** A task that is disturbed. */
export type Subject = {
  readonly name: string;
  readonly beginning: keyof typeof beginnings;
  /** Its command line. */
  readonly words: readonly string[];
  /** How a person goes on with it, one after another until one of them says that all is well. */
  readonly again: readonly (readonly string[])[];
  /** What undoes it, whatever became of it: nobody goes on with it then. */
  readonly undo?: readonly string[];
  /** Where it runs. */
  folder(sandbox: Pick<Sandbox, "home">): string;
  /** Account and files, as far as they have to be the same in the end, however often it was disturbed. */
  picture(sandbox: Sandbox): Promise<Picture>;
};

type Seeded = Parameters<NonNullable<WorldOptions["prepare"]>>[0];

async function run(seeded: Seeded, folder: string, words: readonly string[]): Promise<void> {
  const env = await installDouble(seeded);
  const { code, err } = await programHere(words, { env, folder, clock: hurriedClock() });
  assert.equal(code, 0, err);
}

const spotConfig = usualConfig.replace("total_instances: 3", "total_instances: 2\n  max_zones_per_region: 1")
  .replace(/ {2}us-east-1.*\n/, "").replace(/ {2}us-west-2.*\n/, "");

async function withSpotFolder(seeded: Seeded): Promise<void> {
  await spotFolder(seeded, spotConfig);
}

/** Takes away what the seed has beside the user. */
async function withoutPolicies({ calls }: Seeded): Promise<void> {
  const GroupName = "daylily-ephemeral-cluster";
  await calls.query("iam", "RemoveUserFromGroup", { GroupName, UserName: "alice" });
  await calls.query("iam", "DeleteGroup", { GroupName });
  for (const name of ["DaylilyGlobalEClusterPolicy", "DaylilyRegionalEClusterPolicy-us-west-2"]) {
    await calls.query("iam", "DeletePolicy", { PolicyArn: `arn:aws:iam::123456789012:policy/${name}` });
  }
}

export const beginnings = {
  seeded: { settings: swift },
  bucket: { seed: { ...fixtureF, budgets: [], schedulerRole: false } },
  withoutPolicies: { seed: { policies: "none" }, settings: swift, prepare: withoutPolicies },
  cluster: { settings: swift, prepare: (seeded) => run(seeded, repository, demo) },
  spot: { prepare: withSpotFolder },
  nodes: {
    prepare: async (seeded) => {
      await withSpotFolder(seeded);
      await run(seeded, inSpot(seeded), ["spot-deploy", "create"]);
    },
  },
} as const satisfies Record<string, Beginning>;

const inSpot = ({ home }: Pick<Sandbox, "home">) => join(home, "spot");

const account = async (sandbox: Sandbox): Promise<Picture> => (await worldOf(sandbox)).parts;

/** With the files of the run. A temporary file of a writer that was killed is swept away by the next one, a minute later. */
async function accountAndFiles(sandbox: Sandbox): Promise<Picture> {
  const { parts, names } = await worldOf(sandbox);
  const { "runs/": _, ...files } = await artifactsOf(sandbox.home, names);
  const kept = Object.entries(files).filter(([name]) => !/^\..*\.tmp \d+$/.test(name))
    .map(([name, text]) => [name, name.startsWith("preflight_") ? withoutTagsNote(text) : text]);
  return { ...parts, ...Object.fromEntries(kept) };
}

/** Of all checks the one that passes without an answer as well: what its service has not told is not known in the report either. */
function withoutTagsNote(report: string): string {
  const { checks, ...rest } = JSON.parse(report) as { readonly checks: readonly { readonly id: string }[] };
  const isTold = ({ id }: { readonly id: string }) => id !== "budget.tags_inactive";
  return JSON.stringify({ ...rest, checks: checks.map((check) => isTold(check) ? check : { ...check, details: {} }) });
}

/** What stands in the region, without ids: a network that was made again has others. */
async function nodes(sandbox: Sandbox): Promise<Picture> {
  const lines = await inventory(sandbox, ["eu-west-1"]);
  return { stands: lines.map((line) => line.split(" ").slice(0, 2).join(" ")).sort() };
}

const here = () => repository;

function same(
  name: string,
  beginning: Subject["beginning"],
  words: readonly string[],
  more: Partial<Subject> = {},
): Subject {
  return { name, beginning, words, again: [words], folder: here, picture: account, ...more };
}

const cluster = ["--cluster", "demo", "--region", "us-west-2"];
const heartbeat = ["--email", "ada@example.org", "--schedule", "rate(60 minutes)"];

/** Everything that changes an account and may be disturbed while it does. */
export const subjects: readonly Subject[] = [
  same("create", "seeded", demo, {
    again: [["create", "--resume", "--non-interactive"], demo],
    picture: accountAndFiles,
  }),
  same("delete", "cluster", [
    ...["delete", ...cluster, "--yes", "--non-interactive"],
    ...["--purge-budget", "--network-if-last"],
  ]),
  same("create-budget", "bucket", budget()),
  same("setup-heartbeat", "bucket", ["setup-heartbeat", ...cluster, ...heartbeat]),
  same("bootstrap-account", "withoutPolicies", ["infra", "bootstrap-account", "--user", "alice"]),
  same("bootstrap-region", "withoutPolicies", [
    ...["infra", "bootstrap-region", "--user", "alice", "--region", "us-west-2"],
  ]),
  same("extend", "cluster", ["extend", ...cluster, "--ttl", "2d"], {
    picture: async (sandbox) => ({ schedules: await schedulesOf(sandbox) }),
  }),
  same("spot-create", "spot", ["spot-deploy", "create"], {
    again: [["spot-deploy", "create", "--resume"], ["spot-deploy", "create"]],
    folder: inSpot,
    picture: nodes,
  }),
  same("spot-create-nuked", "spot", ["spot-deploy", "create"], {
    undo: ["spot-deploy", "nuke", "--force"],
    folder: inSpot,
    picture: nodes,
  }),
  same("spot-nuke", "nodes", ["spot-deploy", "nuke", "--force"], { folder: inSpot, picture: nodes }),
];
