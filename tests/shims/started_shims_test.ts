import assert from "node:assert/strict";
import { join } from "node:path";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { repository } from "../support/source_files.ts";
import { type Scripts, withScripts } from "./scripts_here.ts";
import { programsIn, recorder, started, ways } from "./started.ts";

const create = "daylily-create-ephemeral-cluster";

/** What was said but for who has said it. */
const given = (out: string) => out.split("\n").slice(1, -1);

/** All shims, with a `dayctl` that records and without Deno. */
function withRecorder(
  body: (scripts: Scripts & { readonly env: Readonly<Record<string, string>> }) => Promise<void>,
): Promise<void> {
  return withScripts(async (scripts) => {
    const tools = await programsIn(scripts.folder);
    await recorder(tools);
    await scripts.write(create, '#!/bin/bash\necho "legacy in ${BASH_SOURCE[0]%/*}"\nprintf "%s\\n" "$@"\nexit 5\n');
    assert.equal((await scripts.shims("install")).code, 0);
    await body({ ...scripts, env: { PATH: tools, HOME: scripts.folder } });
  });
}

Deno.test("a shim turns the arguments of its script into those of the task", () =>
  withRecorder(async ({ bin, folder, env }) => {
    const overrides = "daylily-sarek:v1:rc\n\nrna-seq-star-deseq2:a b";
    await Deno.writeTextFile(join(folder, "overrides"), overrides);
    const configure = [
      "headnode",
      "configure",
      "--pem=/k e.pem",
      "--region=us-west-2",
      "--profile=me",
      "--cluster=demo",
    ];
    const cases:
      readonly (readonly [name: string, words: readonly string[], task: readonly string[], input?: string])[] = [
        [create, ["--region-az", "us-west-2b", "--config", "a b.yaml", "--use-python", "$x"], [
          ...["create", "--region-az", "us-west-2b", "--config", "a b.yaml", "$x"],
        ]],
        [create, [], ["create"]],
        [
          "daylily-delete-ephemeral-cluster",
          [],
          ["delete", "--region=eu-west-1", "--cluster-name=a b"],
          "eu-west-1\na b\nrest\n",
        ],
        ["daylily-delete-ephemeral-cluster", ["--cluster", "x"], ["delete", "--cluster", "x"], "rest\n"],
        ["daylily-get-ephemperal-cluster-deets", [], ["status"]],
        ["daylily-ssh-into-headnode", [], ["ssh", "--region=eu-west-1", "--cluster=demo"], "eu-west-1\ndemo\nrest\n"],
        ...[[], [""], ["none"], ["--via", "ssm"]].map((more) =>
          [
            "daylily-cfg-headnode",
            ["/k e.pem", "us-west-2", "me", "demo", ...more],
            [...configure, ...more.filter((word) => word.length > 2 && word !== "none")],
          ] as const
        ),
        ["daylily-cfg-headnode", ["/k e.pem", "us-west-2", "me", "demo", "overrides"], [
          ...configure,
          "--repo-override=daylily-sarek:v1:rc",
          "--repo-override=rna-seq-star-deseq2:a b",
        ]],
        ["daylily-export-fsx-to-s3", ["demo", "us-west-2", "analysis results/x"], [
          ...["export", "--cluster=demo", "--region=us-west-2", "analysis results/x"],
        ]],
        ["daylily-export-fsx-to-s3", ["demo", "us-west-2", "x", "--output", "json"], [
          ...["export", "--cluster=demo", "--region=us-west-2", "x", "--output", "json"],
        ]],
        ["daylily-export-fsx-to-s3", ["--help"], ["export", "--help"]],
        ["daylily-export-fsx-to-s3-from-local", ["--cluster", "a", "--verbose", "--output-dir", "b c"], [
          ...["export", "--cluster", "a", "--debug", "--output-dir", "b c"],
        ]],
        ["daylily-export-fsx-to-s3-from-local", [], ["export", "--non-interactive"]],
        ["helpers/watch_cluster_status.py", ["us-west-2", "demo"], [
          "watch",
          "--until-created",
          "--region=us-west-2",
          "--cluster=demo",
        ]],
        ["helpers/watch_cluster_status.py", ["-h"], ["watch", "--until-created", "-h"]],
        ["get_git_deets.sh", [], ["shims", "run", "get_git_deets.sh"]],
        ["check_prereq_sw.sh", [], ["shims", "run", "check_prereq_sw.sh"]],
      ];
    for (const [name, words, task, input] of cases) {
      const { code, out, err, pid } = await started([join(bin, name), ...words], { env, folder, input });
      assert.deepEqual([code, given(out)], [7, task], `${name} ${words.join(" ")}\n${err}`);
      // It has become the task: signals reach that.
      assert.equal(out.split("\n")[0], `pid ${pid}`, name);
      if (input !== undefined) assert.match(err, /rest\n$/);
    }
    for (const name of ["daylily-export-fsx-to-s3", "helpers/watch_cluster_status.py"]) {
      const { code, out, err } = await started([join(bin, name), "demo"], { env, folder });
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, new RegExp(`^${name}: usage: ${name} [A-Z ]+\n$`));
    }
    const unanswered = await started([join(bin, "daylily-delete-ephemeral-cluster")], { env, folder, input: "x\n" });
    assert.deepEqual([unanswered.code, unanswered.out], [1, ""]);
  }));

Deno.test("plan 8: --use-legacy starts the original where it stood, with the other arguments, and --use-python ours", () =>
  withRecorder(async ({ bin, folder, env, shims }) => {
    for (const [way, argv] of Object.entries(ways)) {
      const { code, out } = await started([...argv(join(bin, create)), "--use-legacy", "a b", "--debug"], {
        env,
        folder,
      });
      assert.deepEqual(out.split("\n"), [`legacy in ${bin}`, "a b", "--debug", ""], way);
      assert.equal(way === "source x" ? await status(folder) : code, 5);
    }
    const relative = await started(["env", "bin/daylily-create-ephemeral-cluster", "--use-legacy"], { env, folder });
    assert.equal(relative.out, "legacy in bin\n\n");
    await shims("remove", create);
    await Deno.remove(join(bin, create));
    await shims("install", create);
    const fresh = await started([join(bin, create), "--use-legacy"], { env, folder });
    assert.deepEqual([fresh.code, fresh.out], [1, ""]);
    assert.match(fresh.err, /^daylily-create-ephemeral-cluster: there is no original: /);
  }));

async function status(folder: string): Promise<number> {
  return Number(await Deno.readTextFile(join(folder, "status")));
}

Deno.test("sourced, a shim gives its status back, and the shell that lives on has nothing of it", () =>
  withRecorder(async ({ bin, folder, env }) => {
    const [program, ...rest] = ways["source x"](join(bin, create));
    const plain = await started([program, "-c", "set > before", "bash", "1"], { env, folder });
    assert.equal(plain.code, 0);
    const { out } = await started([program, ...rest, "--debug", "word"], { env, folder });
    assert.deepEqual(given(out), ["create", "--debug", "word"]);
    assert.equal(await status(folder), 7);
    const names = async (file: string) =>
      (await Deno.readTextFile(join(folder, file))).split("\n").map((line) => line.split(/=| \(\)/)[0])
        .filter((name) => !/^(BASH_\w+|_|PIPESTATUS)$/.test(name));
    assert.deepEqual(await names("set"), await names("before"));
  }));

Deno.test("a shim under another name, or reached through a link, does its job", () =>
  withRecorder(async ({ bin, folder, env }) => {
    await Deno.symlink(join(bin, create), join(folder, "mkcluster"));
    const { code, out } = await started([join(folder, "mkcluster"), "--plan"], { env, folder });
    assert.deepEqual([code, given(out)], [7, ["create", "--plan"]]);
    const legacy = await started([join(folder, "mkcluster"), "--use-legacy", "x"], { env, folder });
    assert.equal(legacy.out, `legacy in ${bin}\nx\n`);
  }));

Deno.test("with only Deno on PATH the shims run the program from its source, in the folder of the caller", () =>
  withScripts(async ({ bin, folder, shims }) => {
    await shims("install");
    const tools = await programsIn(folder, { deno: Deno.execPath() });
    const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
    // As below a task of Deno, which names another folder.
    const env = { PATH: tools, HOME: folder, DENO_DIR: cache, INIT_CWD: "/nowhere" };
    const details = { env, folder: repository };
    for (const [way, argv] of Object.entries(ways)) {
      const { out, err } = await started(argv(join(bin, "get_git_deets.sh")), { env, folder });
      assert.equal(out, "git:unknown\n", `${way}\n${err}`);
    }
    const { code, out } = await started([join(bin, "get_git_deets.sh")], details);
    const commit = (await started(["git", "rev-parse", "HEAD"], details)).out.trim();
    assert.equal(code, 0);
    assert.match(out, new RegExp(`-${commit}-\\d[\\d.]+\n$`));
    const help = await started(["python3", join(bin, "helpers/watch_cluster_status.py"), "--help"], details);
    assert.match(help.out, /^USAGE\n {2}deno task watch/);
    const prerequisites = await started([join(bin, "check_prereq_sw.sh")], details);
    assert.match(prerequisites.out, /^PASS python 3\.\d+\.\d+, wanted >=3\.11\.0\nPASS git .*\nPASS wget .*\n$/);
    await Deno.remove(join(tools, "wget"));
    const without = await started([join(bin, "check_prereq_sw.sh")], details);
    assert.equal(without.code, 4);
    assert.match(
      without.err,
      /^error DAY-PRE-001: wget not found, wanted >=1\.21\.0\n {2}fix: install wget 1\.21\.0 or newer/,
    );
  }));

Deno.test("shims of the packaged program start that where PATH has no dayctl, and Deno is not asked for", () =>
  withScripts(async ({ bin, folder, shimsWith }) => {
    const tools = await programsIn(folder);
    await recorder(tools);
    const packaged = join(folder, "dayctl packaged");
    await Deno.rename(join(tools, "dayctl"), packaged);
    const variables = { PATH: tools, HOME: folder, DAYCTL_EXECUTABLE: packaged };
    const { code } = await shimsWith({ environment: environmentOf(variables, () => folder) }, "install");
    assert.equal(code, 0);
    const calls = [["daylily-get-ephemperal-cluster-deets"], ["helpers/watch_cluster_status.py", "r", "c"]];
    for (const [name, ...words] of calls) {
      const { code, pid, out } = await started([join(bin, name), ...words], { env: { PATH: tools }, folder });
      assert.deepEqual([code, out.split("\n")[0]], [7, `pid ${pid}`], name);
    }
    await Deno.remove(packaged);
    for (const [name, ...words] of calls) {
      const { code, err } = await started([join(bin, name), ...words], { env: { PATH: tools }, folder });
      assert.equal(code, 4);
      assert.match(err, /: PATH has no dayctl, and \/.*\/dayctl packaged is gone: /);
    }
  }));

Deno.test("without dayctl and Deno, and when the program was moved, a shim says what to do and ends with 4", () =>
  withScripts(async ({ bin, folder, shims, read }) => {
    await shims("install");
    const tools = await programsIn(folder);
    const env = { PATH: tools, HOME: folder };
    for (const name of ["get_git_deets.sh", "helpers/watch_cluster_status.py"]) {
      const words = [join(bin, name), "us-west-2", "demo"];
      const { code, out, err } = await started(words, { env, folder });
      assert.deepEqual([code, out], [4, ""], err);
      assert.equal(
        err,
        `${name}: PATH has neither deno nor dayctl; Deno comes with: npm install --global deno@2.9.6\n`,
      );
    }
    await Deno.symlink(Deno.execPath(), join(tools, "deno"));
    for (const name of ["get_git_deets.sh", "helpers/watch_cluster_status.py"]) {
      await Deno.writeTextFile(join(bin, name), (await read(name)).replaceAll(`${repository}main.ts`, "/gone/main.ts"));
      const { code, out, err } = await started([join(bin, name), "us-west-2", "demo"], { env, folder });
      assert.deepEqual([code, out], [4, ""], err);
      assert.match(err, /: PATH has no dayctl, and \/gone\/main\.ts is gone: /);
    }
  }));
