import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { $ } from "../../tools/shell.ts";
import { startProgram } from "../e2e/program.ts";
import { eventually } from "../support/eventually.ts";
import { programHere } from "../support/program_here.ts";
import {
  all,
  configuring,
  creation,
  done,
  emptyHome,
  messageOf,
  onDemo,
  outcomes,
  place,
  state,
  text,
} from "./head_node_place.ts";
import { stock } from "./with_head_node.ts";

/**
 * Programs that stand before `ssh` and `scp`. `stopAfter(n)`: the nth call from now on has its effect and then never ends; resolves,
 * when it is that far, with the process of that call.
 */
async function lethalSsh(
  folder: string,
): Promise<{ readonly bin: string; stopAfter(call: number): () => Promise<number> }> {
  const bin = await Deno.makeTempDir({ dir: folder });
  const [stop, stopped, calls] = ["stop", "stopped", "calls"].map((name) => join(bin, name));
  for (const name of ["ssh", "scp"]) {
    const lines = [
      "#!/bin/sh",
      `echo x >>'${calls}'`,
      `'${await $.which(name)}' "$@"`,
      "code=$?",
      `[ "$(wc -l <'${calls}')" -eq "$(cat '${stop}')" ] || exit $code`,
      `echo $$ >'${stopped}.new'`,
      `mv '${stopped}.new' '${stopped}'`,
      "exec sleep 3600",
    ];
    await Deno.writeTextFile(join(bin, name), lines.join("\n") + "\n", { mode: 0o755 });
  }
  return {
    bin,
    stopAfter(call) {
      Deno.writeTextFileSync(stop, String(call));
      Deno.writeTextFileSync(calls, "");
      return async () => {
        const pid = await eventually("the call that never ends", async () => await text(stopped) || undefined);
        await Deno.remove(stopped);
        return Number(pid);
      };
    },
  };
}

Deno.test("the head node over a real sshd", async (test) => {
  await place(async (here) => {
    const { sandbox, config, dayctl, want, onHead, server, env } = here;

    await test.step("headnode cases 1, 7, T106: a creation sets it up, and both overrides take effect there", async () => {
      const overrides = ["daylily-omics-analysis:0.8.0-dev", "rna-seq-star-deseq2:feature/a"];
      const flags = overrides.flatMap((each) => ["--repo-override", each]);
      const ended = await dayctl(...creation, ...flags, "--output", "json");
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual((await state(here)).post_create_warnings, []);
      assert.equal(await text(onHead("projects/daylily-ephemeral-cluster/which")), "v1\n");
      const expected = parse(stock);
      expected.repositories["daylily-omics-analysis"].default_ref = "0.8.0-dev";
      expected.repositories["rna-seq-star-deseq2"].default_ref = "feature/a";
      assert.deepEqual(parse(await text(onHead(".config/daylily/daylily_available_repositories.yaml"))), expected);
      assert.ok((await Deno.stat(onHead("miniconda3/envs/DAY-EC"))).isDirectory);
      const key = await text(onHead(".ssh/id_rsa.pub"));
      assert.match(key, /^ssh-rsa /);
      assert.equal(await text(join(config, "logs", "127.0.0.1_pubkey.txt")), key);
      const instance = /HostKeyAlias (i-\w+)/.exec(await text(join(config, "ssh", "demo.us-west-2.conf")))?.[1] ?? "";
      assert.match(await text(join(config, "ssh", "demo.known_hosts")), new RegExp(`^${instance} ssh-ed25519 `));
    });

    await test.step("decision 3.16: the host keys that were met can be read by nobody else", async () => {
      const { mode } = await Deno.stat(join(config, "ssh", "demo.known_hosts"));
      assert.equal((mode ?? 0) & 0o777, 0o600);
    });

    await test.step("configured again: what stands there stays, and the overrides of before count", async () => {
      const [key, which] = [onHead(".ssh/id_rsa"), onHead("projects/daylily-ephemeral-cluster/which")];
      const before = await text(key);
      await Deno.writeTextFile(which, "changed by a person\n");
      const again = await dayctl(...configuring, "--repo-override", "rna-seq-star-deseq2:v1:rc");
      assert.equal(again.code, 0, again.err);
      assert.deepEqual(outcomes(again), done);
      assert.deepEqual([await text(key), await text(which)], [before, "changed by a person\n"]);
      const { repositories } = parse(await text(onHead(".config/daylily/daylily_available_repositories.yaml")));
      const refs = ["daylily-omics-analysis", "rna-seq-star-deseq2"].map((each) => repositories[each].default_ref);
      assert.deepEqual(refs, ["0.8.0-dev", "v1:rc"]);
    });

    await test.step("headnode A6: a branch stays a branch, a tag is no branch, and what is there is not replaced", async () => {
      await want("main");
      const refused = await dayctl(...configuring);
      assert.equal(refused.code, 2);
      assert.match(messageOf(refused, "clone"), /exit code 76: ~\/projects\/\S+ holds v1 and stays as it is/);
      await emptyHome(here);
      const branch = await dayctl(...configuring);
      assert.equal(branch.code, 0, branch.err);
      assert.deepEqual(JSON.parse(branch.out).next, [`deno task ssh ${onDemo.join(" ")}`]);
      const clone = onHead("projects/daylily-ephemeral-cluster");
      assert.equal((await $`git -C ${clone} symbolic-ref --short HEAD`.text()).trim(), "main");
      await emptyHome(here);
      await want("v1");
      assert.equal((await dayctl(...configuring)).code, 0);
      assert.notEqual((await $`git -C ${clone} symbolic-ref -q HEAD`.noThrow().quiet()).code, 0);
    });

    await test.step("a reference that is not there: the clone is named, what needs it is skipped, nothing half is left", async () => {
      await emptyHome(here);
      await want("nowhere");
      const ended = await dayctl(...configuring);
      assert.equal(ended.code, 2);
      const skipped = ["tools", "repositories", "environment"].map((step) => `${step} skipped`);
      assert.deepEqual(outcomes(ended), ["key done", "show_key done", "clone failed", ...skipped]);
      assert.match(messageOf(ended, "clone"), /^ended with exit code 128: fatal: .*nowhere/);
      const { post_create_warnings: warnings } = await state(here);
      assert.deepEqual(warnings.map(({ id }: { id: string }) => id), ["headnode.clone"]);
      assert.deepEqual([...Deno.readDirSync(onHead("projects"))].map(({ name }) => name), [".dayctl.lock"]);
      await want("v1");
      assert.equal((await dayctl(...configuring)).code, 0);
      assert.deepEqual((await state(here)).post_create_warnings, []);
    });

    await test.step("a step that fails: the others go on, and what it says steers no terminal", async () => {
      await emptyHome(here);
      await Deno.writeTextFile(onHead("fail-install-daylily-headnode-tools"), "");
      await Deno.writeTextFile(onHead(".bashrc"), "echo noise; echo noise >&2; false\n");
      await Deno.mkdir(onHead(".config/daylily"), { recursive: true });
      const ended = await dayctl(...configuring);
      assert.deepEqual(outcomes(ended), done.map((each) => each === "tools done" ? "tools failed" : each));
      assert.match(messageOf(ended, "tools"), /^ended with exit code 1: error: \ufffd\[31mno space left on device$/);
      assert.ok(!`${ended.err}${messageOf(ended, "tools")}`.includes("\u001b"));
    });

    await test.step("decision 3.11: another host key is refused before anything is sent, and forgotten as printed", async () => {
      await server.changeHostKey();
      await emptyHome(here);
      const ended = await dayctl(...configuring);
      assert.equal(ended.code, 2);
      assert.deepEqual(outcomes(ended), ["key failed", ...all.slice(1).map((step) => `${step} skipped`)]);
      assert.deepEqual([...Deno.readDirSync(server.home)], []);
      const [, forget = ""] = /remove the old one with: (ssh-keygen .*)$/.exec(messageOf(ended, "key")) ?? [];
      await $`sh -c ${forget}`.quiet();
      assert.equal((await dayctl(...configuring)).code, 0);
    });

    await test.step("ssh: several words get there as they are, one is a line of the shell; the exit code is the command's", async () => {
      const login = async (...words: string[]) => {
        const started: string[][] = [];
        const inPlace = async (argv: readonly string[]) => {
          started.push([...argv]);
          const { code, stdout } = await $`${argv}`.noThrow().stdout("piped").stderr("null");
          started.push([stdout]);
          return code;
        };
        const { code, err } = await programHere(["ssh", ...onDemo, ...words], { env, outside: { inPlace } });
        return { code, err, out: started.at(-1)?.[0] ?? "" };
      };
      assert.deepEqual((await login("--", "printf", "%s|", "a b", "$HOME", "'")).out, "a b|$HOME|'|");
      const line = await login("--", "echo $HOME; exit 7");
      assert.deepEqual([line.code, line.out], [7, `${server.home}\n`]);
      const open = join(sandbox.folder, "open.pem");
      await Deno.writeTextFile(open, "", { mode: 0o644 });
      const refused = await login("--pem", open);
      assert.deepEqual([refused.code, refused.out], [1, ""]);
      assert.match(refused.err.replace(/\s+/g, " "), /DAY-HEAD-001.*mode 644.*chmod 400/);
      assert.equal((await login("--pem", join(sandbox.folder, "none"))).code, 1);
    });

    await test.step("a head node that takes the connection and then says nothing is given up", async () => {
      const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const taken: Deno.Conn[] = [];
      const taking = (async () => {
        for await (const connection of silent) taken.push(connection);
      })();
      const own = join(config, "ssh", "config");
      const before = await text(own);
      await Deno.writeTextFile(own, `Port ${silent.addr.port}\nConnectTimeout 1\n${before}`);
      try {
        const ended = await dayctl(...configuring);
        assert.match(messageOf(ended, "key"), /^no connection to 127\.0\.0\.1: .*timed out/);
        assert.equal(taken.length, 1);
      } finally {
        for (const connection of taken) connection.close();
        silent.close();
        await taking;
        await Deno.writeTextFile(own, before);
      }
    });

    await test.step("T104, headnode case 8: a head node that cannot be reached is one warning, and nothing else is tried", async () => {
      await server.stop();
      const ended = await dayctl(...configuring);
      assert.equal(ended.code, 2);
      assert.match(messageOf(ended, "key"), /^no connection to 127\.0\.0\.1: .*Connection refused/);
      assert.deepEqual((await state(here)).post_create_warnings.length, 1);
    });
  });
});

Deno.test("design 5.2: a creation that is killed after each step of the head node, and resumed, ends as an undisturbed one", () =>
  place(async (here) => {
    const { sandbox, env, onHead, config } = here;
    const lethal = await lethalSsh(sandbox.folder);
    const environment = { ...env, PATH: `${lethal.bin}:${env.PATH}`, INIT_CWD: here.work };
    const flags = ["--repo-override", "daylily-sarek:main"];
    for (let step = 0; step < all.length; step++) {
      const words = step === 0 ? [...creation, ...flags] : ["create", "--resume", "--non-interactive"];
      // The first call of a later life repeats what the one before did without having written it down.
      const died = lethal.stopAfter(step === 0 ? 1 : 2);
      const life = startProgram(environment, ...words);
      const early = life.ended.then(({ err }) => Promise.reject(new Error(`it ended before ${all[step]}:\n${err}`)));
      early.catch(() => {});
      const call = await Promise.race([died(), early]);
      for (const pid of [life.pid, call]) Deno.kill(pid, "SIGKILL");
      await life.ended;
    }
    lethal.stopAfter(0);
    const last = await startProgram(environment, "create", "--resume", "--non-interactive", "--output", "json").ended;
    assert.equal(last.code, 0, last.err);
    assert.deepEqual((await state(here)).post_create_warnings, []);
    assert.equal((await text(join(lethal.bin, "calls"))).length, 2, "one step was left");
    assert.equal(await text(onHead("projects/daylily-ephemeral-cluster/which")), "v1\n");
    const { repositories } = parse(await text(onHead(".config/daylily/daylily_available_repositories.yaml")));
    assert.equal(repositories["daylily-sarek"].default_ref, "main");
    assert.equal((await text(join(config, "logs", "127.0.0.1_pubkey.txt"))).split("\n").length, 2);
  }));
