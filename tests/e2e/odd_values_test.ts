import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { type Sandbox, withSandbox } from "../support/sandbox.ts";
import { standInTools } from "../support/stand_in_tools.ts";
import { artifactTexts, demo } from "./program.ts";
import { changing, swift } from "./requests.ts";

const keys = [{ name: "omics" }, { name: "omics #2" }];

const odd = [
  ...["--set", "cluster_name=no", "--set", "ssh_key_name=omics #2"],
  ...["--tag", "Env=YES", "--tag", "expires=2026-12-31", "--tag", "ticket=012345678901", "--tag", "on=1_000"],
];

type Rendered = {
  readonly HeadNode: { readonly Ssh: { readonly KeyName: unknown } };
  readonly Tags: readonly { readonly Key: unknown; readonly Value: unknown }[];
};

/** The cluster file as ParallelCluster gets it. */
async function clusterFile(sandbox: Sandbox, cluster: string): Promise<string> {
  const texts = [...await artifactTexts(sandbox)].filter(([name]) =>
    new RegExp(`^${cluster}_cluster_\\d+\\.yaml$`).test(name)
  );
  return texts[0]?.[1] ?? "";
}

Deno.test("what YAML 1.1 reads otherwise reaches the genuine pcluster as it was given", () =>
  withSandbox({ seed: { keys }, settings: swift }, async (sandbox) => {
    const env = { ...await installDouble(sandbox, { genuine: "everything" }), USER: "O'Neil #2", DAY_BREAK: "1" };
    const ended = await programHere([...demo, ...odd, "--output", "json"], { env });
    assert.equal(ended.code, 0, ended.err);
    assert.equal(JSON.parse(ended.out).status, "dry_run_ok");
    const text = await clusterFile(sandbox, "no");
    const { HeadNode, Tags } = parse(text, { version: "1.1" }) as Rendered;
    assert.equal(HeadNode.Ssh.KeyName, "omics #2");
    const wanted = {
      "aws-parallelcluster-clustername": "no",
      "aws-parallelcluster-username": "O_Neil _2-alice",
      ...{ Env: "YES", expires: "2026-12-31", ticket: "012345678901", on: "1_000" },
    };
    const inFile = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
    for (const [key, value] of Object.entries(wanted)) {
      assert.equal(inFile[key], value, key);
    }
  }));

Deno.test("a value that would change the YAML around it ends the run before the first change, with a fix", () =>
  withSandbox({ seed: { keys }, settings: swift }, async (sandbox) => {
    const shipped = await Deno.readTextFile(new URL("../../templates/cluster.yaml", import.meta.url));
    const template = join(sandbox.folder, "own.yaml");
    const { path } = await standInTools(sandbox.folder);
    const env = { ...sandbox.environment, PATH: path };
    const refused: readonly [name: string, text: string, said: RegExp][] = [
      [
        "a comment in a text of two lines",
        shipped.replace("KeyName: ${REGSUB_KEYNAME}", "KeyName:\n        ${REGSUB_KEYNAME}\n        x"),
        /line 1\d: .*"omics #2 x" would be read as "omics"|this is not YAML/,
      ],
      [
        "a tag that AWS refuses",
        shipped.replace("- Key: aws-parallelcluster-jobid", "- Key: 'a#b'"),
        /"a#b" would be refused/,
      ],
    ];
    for (const [name, text, said] of refused) {
      await Deno.writeTextFile(template, text);
      const words = ["--set", "ssh_key_name=omics #2", "--template", template];
      const ended = await programHere([...demo, ...words], { env });
      assert.equal(ended.code, 1, `${name}: ${ended.err}`);
      assert.match(ended.err, /DAY-TPL-001/);
      assert.match(ended.err, said);
      assert.deepEqual(changing(sandbox.requests()), []);
    }
  }));

for (const tag of ["branch=fix/#42", "a\\b=c", "owner=it's", `x=${"y".repeat(257)}`]) {
  Deno.test(`a person's own tag that AWS refuses is refused before anything is sent: ${tag.slice(0, 20)}`, () =>
    withSandbox({ settings: swift }, async (sandbox) => {
      const ended = await programHere([...demo, "--tag", tag], { env: sandbox.environment });
      assert.equal(ended.code, 1);
      assert.match(ended.err, /DAY-USE-001/);
      assert.deepEqual(sandbox.requests(), []);
    }));
}
