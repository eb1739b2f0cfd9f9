import assert from "node:assert/strict";
import { parse, stringify } from "yaml";
import { tagsLine, usersInTable, withLine, withoutProject } from "../../lib/aws/resources/tags_table.ts";
import { publicKey } from "../spot/spot_here.ts";
import { fc } from "../support/fast_check.ts";
import type { Desk } from "./desk.ts";
import { edited, scribbled, textEdits, type Tree, treeEdits, triplet } from "./edits.ts";
import type { Originals } from "./originals.ts";

/** A kind of input that comes from outside. */
export type FuzzSubject = {
  readonly name: string;
  /** Of 100 runs, how many are its. */
  readonly share: number;
  readonly property: (desk: Desk, from: Originals) => fc.IAsyncProperty<unknown>;
};

const config = "home/.config/daylily";
const run = "demo_20260102030405";

/** A document with edits to its values and to its text, and what is done with it. */
function documents(
  original: string,
  { read, write }: { readonly read: (text: string) => Tree; readonly write: (tree: Tree) => string },
  check: (bytes: Uint8Array) => Promise<void>,
): fc.IAsyncProperty<unknown> {
  const tree = read(original);
  return fc.asyncProperty(
    treeEdits,
    textEdits,
    async (edits, scribbles) => await check(scribbled(write(edited(tree, edits)), scribbles)),
  );
}

const yaml = { read: (text: string) => parse(text) as Tree, write: (tree: Tree) => stringify(tree) };
const json = { read: (text: string) => JSON.parse(text) as Tree, write: (tree: Tree) => JSON.stringify(tree, null, 1) };
const lines = {
  read: (text: string) => text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Tree),
  write: (tree: Tree) =>
    Array.isArray(tree) ? tree.map((line) => JSON.stringify(line) + "\n").join("") : json.write(tree),
};

/** Rows of cells. */
const table = {
  read: (text: string) => text.trimEnd().split("\n").map((line) => line.split("\t")),
  write: (tree: Tree) => listed(tree).map((row) => listed(row).map(cellText).join("\t") + "\n").join(""),
};

function listed(tree: Tree): readonly Tree[] {
  return Array.isArray(tree) ? tree : [tree];
}

function cellText(cell: Tree): string {
  return typeof cell === "string" ? cell : JSON.stringify(cell);
}

const preflight = [..."preflight --non-interactive --region-az us-west-2b --config my.yaml".split(" ")];

const onConfiguration = (desk: Desk) => async (bytes: Uint8Array) => {
  await desk.lay({ "work/my.yaml": bytes });
  // Keys that a file lacks are added to it, and it is told.
  await desk.check(preflight, /Added missing keys to the configuration file .*my\.yaml: /);
};

/** Lays a workset out, with another file in the place of one of its own. */
async function layWorkset(desk: Desk, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const inFolder = Object.entries(files).map(([path, content]) => [`work/workset/${path}`, content]);
  await desk.lay(Object.fromEntries(inFolder));
}

const validate = "monitor-worksets validate workset --region us-west-2".split(" ");

export const fuzzSubjects: readonly FuzzSubject[] = [
  {
    name: "configurations",
    share: 20,
    property: (desk, { configuration }) => documents(configuration, yaml, onConfiguration(desk)),
  },
  {
    name: "triplets",
    share: 12,
    property(desk, { configuration }) {
      const document = parse(configuration) as { ephemeral_cluster: { config: Record<string, Tree> } };
      const keys = Object.keys(document.ephemeral_cluster.config);
      return fc.asyncProperty(fc.constantFrom(...keys), triplet, async (key, value) => {
        const changed = { ephemeral_cluster: { config: { ...document.ephemeral_cluster.config, [key]: value } } };
        await onConfiguration(desk)(new TextEncoder().encode(stringify(changed)));
      });
    },
  },
  {
    name: "tables of budgets",
    share: 8,
    property: () =>
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constant("p\tubuntu,alice"), fc.constant("\t\t,\r"))),
        textEdits,
        fc.constantFrom("p", "demo", "__proto__", "é"),
        (rows, edits, project) => {
          const table = scribbled(rows.join("\n"), edits);
          const line = tagsLine(project, ["bob"]);
          const grown = withLine(table, line);
          assert.ok(usersInTable(grown, project)?.includes("bob"));
          assert.deepEqual(withLine(grown, line), grown);
          assert.equal(usersInTable(withoutProject(grown, project), project), undefined);
          return Promise.resolve();
        },
      ),
  },
  {
    name: "spot configurations",
    share: 16,
    property: (desk, { spotConfiguration }) =>
      documents(spotConfiguration, yaml, async (bytes) => {
        await desk.lay({ "work/config.yaml": bytes, "work/key.pub": publicKey });
        await desk.check(["spot-deploy", "validate"]);
      }),
  },
  {
    name: "state records",
    share: 10,
    property: (desk, { record, journal }) =>
      documents(record, json, async (bytes) => {
        const name = "state_demo_20260102030405.json";
        await desk.lay({ [`${config}/${name}`]: bytes, [`${config}/runs/${run}.jsonl`]: journal });
        await desk.check(["status"]);
        await desk.check(["delete", "--state-file", `${desk.home}/.config/daylily/${name}`, "--dry-run"]);
      }),
  },
  {
    name: "states of spot-deploy",
    share: 8,
    property: (desk, { machines, spotConfiguration }) =>
      documents(machines, json, async (bytes) => {
        const rest = { "work/config.yaml": spotConfiguration, "work/key.pub": publicKey };
        await desk.lay({ ...rest, "work/MACHINES.json": bytes });
        await desk.check(["spot-deploy", "list"]);
      }),
  },
  {
    name: "journals",
    share: 10,
    property: (desk, { journal }) =>
      documents(journal, lines, async (bytes) => {
        await desk.lay({ [`${config}/runs/${run}.jsonl`]: bytes });
        await desk.check(["status", "--runs"]);
        // A run that goes on notes how it ends.
        await desk.check(["create", "--resume", run, "--non-interactive"], /(?:)/);
      }),
  },
  {
    name: "work files",
    share: 8,
    property: (desk, { workset }) =>
      documents(workset["daylily_work.yaml"], yaml, async (bytes) => {
        await layWorkset(desk, { ...workset, "daylily_work.yaml": bytes });
        await desk.check(validate);
      }),
  },
  {
    name: "samples tables",
    share: 8,
    property: (desk, { workset }) =>
      documents(workset["stage_samples.tsv"], table, async (bytes) => {
        await layWorkset(desk, { ...workset, "stage_samples.tsv": bytes });
        await desk.check(validate);
        await desk.check("stage-samples --region us-west-2 --no-download workset/stage_samples.tsv".split(" "));
      }),
  },
];
