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

const preflight = [..."preflight --non-interactive --region-az us-west-2b --config my.yaml".split(" ")];

const onConfiguration = (desk: Desk) => async (bytes: Uint8Array) => {
  await desk.lay({ "work/my.yaml": bytes });
  // Keys that a file lacks are added to it, and it is told.
  await desk.check(preflight, /added to .*my\.yaml: /);
};

export const fuzzSubjects: readonly FuzzSubject[] = [
  {
    name: "configurations",
    share: 25,
    property: (desk, { configuration }) => documents(configuration, yaml, onConfiguration(desk)),
  },
  {
    name: "triplets",
    share: 15,
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
    name: "tables",
    share: 10,
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
    share: 20,
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
    share: 10,
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
];
