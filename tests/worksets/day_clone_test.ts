import assert from "node:assert/strict";
import { join } from "node:path";
import { withClonePlace } from "./clone_place.ts";

const names = async (folder: string) => (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();

Deno.test("day-clone clones the default repository at the catalogue's tag, in a folder of its name", () =>
  withClonePlace(async ({ dayClone, folder }) => {
    const { code, told, err } = await dayClone("-d", "mine", "-c", "root");
    assert.equal(code, 0, err);
    assert.equal(told.repository, "daylily-omics-analysis");
    assert.equal(told.path, join(folder, "root", "alice", "mine", "daylily-omics-analysis"));
    assert.equal(told.ref, "0.7.602");
    assert.match(told.commit ?? "", /^[0-9a-f]{40}$/);
    assert.deepEqual(await names(told.path), [".git", "PIPELINE", "bin", "dyoainit"]);
    assert.deepEqual(await names(join(folder, "root", "alice")), ["mine"]);
  }));

Deno.test("decision 4: a template says what a clone is, and its destination is the clone itself", () =>
  withClonePlace(async ({ dayClone, folder, write }) => {
    const text = "repository: rna-seq-star-deseq2\nref: main\ndestination: pipelines/rna-seq\ntransport: ssh\n";
    const template = await write("etc/day-clone-templates/rna-seq.yaml", text);
    const { code, told, err } = await dayClone("--template", template);
    assert.equal(code, 0, err);
    assert.equal(told.path, join(folder, "pipelines/rna-seq"));
    assert.equal(told.url, "git@github.com:Daylily-Informatics/rna-seq-star-deseq2.git");
    assert.equal(await Deno.readTextFile(join(told.path, "PIPELINE")), "rna-seq-star-deseq2\n");
    const other = await dayClone("--template", template, "--destination", "again", "-t", "main", "-w", "https");
    assert.equal(other.told.path, join(folder, "again", "rna-seq-star-deseq2"));
    assert.match(other.told.url ?? "", /^https:/);
  }));

Deno.test("a template's mistakes are told all at once, with their places", () =>
  withClonePlace(async ({ dayClone, folder, write }) => {
    const template = await write("t.yaml", "repo: x\nref: [1]\ntransport: ftp\ndestination: a\ndestination: b\n");
    const { code, told } = await dayClone("--template", template);
    assert.equal(code, 1);
    assert.equal(told.error?.code, "WS-CFG-001");
    for (
      const said of ["t.yaml:1:1 repo: unknown", "t.yaml:2:6 ref: must be one text", "t.yaml:3:12 transport", "twice"]
    ) {
      assert.ok(told.error?.message.includes(said), `${said} in ${told.error?.message}`);
    }
    for (const bad of ["", "- a\n", "a: [", 'repository: "x\\u0007"\ndestination: d\n']) {
      const { told } = await dayClone("--template", await write("t.yaml", bad));
      assert.equal(told.error?.code, "WS-CFG-001", JSON.stringify(bad));
    }
    assert.equal((await dayClone("--template", "none.yaml")).told.error?.code, "DAY-CFG-001");
    assert.deepEqual(await names(folder), ["t.yaml"]);
  }));

Deno.test("what cannot be meant is refused before git is asked, and nothing is left", () =>
  withClonePlace(async ({ dayClone, folder }) => {
    const refused: readonly (readonly string[])[] = [
      [],
      ["-d", ""],
      ["-d", "../out"],
      ["-d", "a\u0007b"],
      ["-d", "a", "-t", "--upload-pack=touch x"],
      ["-d", "a", "-t", "a..b"],
      ["-d", "a", "-t", "a b"],
      ["-d", "a", "--repository", "daylily-sarec"],
      ["-d", "a", "--repository", "--upload-pack=x"],
      ["-d", "a", "-r", "ext::sh -c touch% x"],
      ["-d", "a", "-r", "https://x/y.git", "--repository", "daylily-sarek"],
      ["-d", "a", "-u", "../root", "-c", "r"],
    ];
    for (const argv of refused) {
      const { code, told } = await dayClone(...argv);
      assert.deepEqual([code, told.error?.code], [1, "DAY-USE-001"], argv.join(" "));
      assert.ok((told.error?.fix ?? "").length > 0, argv.join(" "));
    }
    assert.deepEqual(await names(folder), []);
  }));

Deno.test("a branch that there is not, and a repository that there is not, leave nothing behind", () =>
  withClonePlace(async ({ dayClone, folder }) => {
    const { code, told } = await dayClone("-d", "a", "-t", "no-such-branch");
    assert.deepEqual([code, told.error?.code], [2, "WS-CLONE-002"]);
    assert.match(told.error?.message ?? "", /no-such-branch.*https:.*git@github\.com/);
    const secret = `https://me:secret@127.0.0.1:1/none.git`;
    const other = await dayClone("-d", "b", "-r", secret);
    assert.equal(other.told.error?.code, "WS-CLONE-002");
    assert.doesNotMatch(JSON.stringify(other), /secret/);
    assert.deepEqual(await names(folder), []);
  }));

Deno.test("a destination that exists is not touched", () =>
  withClonePlace(async ({ dayClone, write, folder }) => {
    await write("mine/notes.txt", "mine\n");
    const { code, told } = await dayClone("-d", "mine");
    assert.deepEqual([code, told.error?.code], [1, "WS-CLONE-001"]);
    assert.deepEqual(await names(join(folder, "mine")), ["notes.txt"]);
  }));

Deno.test("a place where no folder can be made is told, with what to change", () =>
  withClonePlace(async ({ dayClone, write, folder }) => {
    await write("file", "kept");
    for (const argv of [["-d", "x", "-c", "file"], ["-d", "x".repeat(300)], ["-d", "file/x"]]) {
      const { code, told } = await dayClone(...argv);
      assert.deepEqual([code, told.error?.code], [1, "DAY-USE-001"], told.error?.message);
      assert.match(told.error?.message ?? "", /cannot be made/);
    }
    assert.equal(await Deno.readTextFile(join(folder, "file")), "kept");
  }));

Deno.test("the list names the default; a catalogue of one's own wins", () =>
  withClonePlace(async ({ dayClone, env, folder, write }) => {
    const { told } = await dayClone("--list");
    assert.deepEqual(told.repositories?.map(({ key, is_default }) => [key, is_default]), [
      ["daylily-omics-analysis", true],
      ["rna-seq-star-deseq2", false],
      ["daylily-sarek", false],
    ]);
    const own = `default_repository: mine\nrepositories:\n  mine:\n    https_url: "${
      join(folder, "../repositories/daylily-sarek.git")
    }"\n`;
    await write("config/daylily_available_repositories.yaml", own);
    assert.deepEqual((await dayClone("--list")).told.repositories?.map(({ key }) => key), ["mine"]);
    const cloned = await dayClone("-d", "a");
    assert.deepEqual([cloned.code, cloned.told.ref, cloned.told.path], [0, null, join(folder, "a/mine")], cloned.err);
    await Deno.mkdir(join(env.HOME, ".config/daylily"), { recursive: true });
    await Deno.writeTextFile(join(env.HOME, ".config/daylily/daylily_available_repositories.yaml"), "nothing: here\n");
    assert.equal((await dayClone("--list")).told.error?.code, "DAY-CFG-001");
  }));

Deno.test("MW54: the sandbox's pipelines give their names as aliases, and leave results behind", () =>
  withClonePlace(async ({ dayClone, env }) => {
    const { told } = await dayClone("-d", "a", "--repository", "daylily-sarek");
    const table = "SAMPLEID\tSAMPLESOURCE\nS1-ILMN\tblood\nS2-ILMN\tblood\n";
    await Deno.mkdir(join(told.path, "config"));
    await Deno.writeTextFile(join(told.path, "config/samples.tsv"), table);
    const run = async (more: Record<string, string> = {}) => {
      const script = "shopt -s expand_aliases\n. ./dyoainit\ndy-a slurm hg38 || exit\ndy-r rna-seq --full || exit\n";
      await Deno.writeTextFile(join(told.path, "run.sh"), script);
      const options = { args: ["run.sh"], cwd: told.path, env: { ...env, ...more }, clearEnv: true };
      return (await new Deno.Command("bash", options).output()).code;
    };
    assert.equal(await run({ PIPELINE_ENV: "production" }), 0);
    const results = join(told.path, "results/day/hg38");
    assert.deepEqual(await names(results), ["S1-ILMN", "S2-ILMN", "benchmarks", "other_reports"]);
    assert.deepEqual(await names(join(results, "S1-ILMN/align")), ["S1-ILMN.cram"]);
    assert.match(await Deno.readTextFile(join(told.path, "logs/environment.txt")), /^PIPELINE_ENV=production$/m);
    await Deno.stat(join(told.path, "daylily.successful_run"));
    assert.equal(await run({ DAY_RUN_EXIT: "7" }), 7);
    await Deno.stat(join(told.path, "daylily.failed_run"));
    assert.equal((await Deno.readTextFile(join(told.path, "logs/runs.tsv"))).trim().split("\n").length, 2);
  }));
