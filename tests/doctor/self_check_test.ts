import assert from "node:assert/strict";
import { join } from "node:path";
import { selfCheck } from "../../lib/doctor/self_check.ts";
import type { Machine } from "../../lib/host/system/machine.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { sha256 } from "../../lib/host/sha256.ts";
import { programHere } from "../support/program_here.ts";
import { withSandbox } from "../support/sandbox.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

type Row = {
  readonly id: string;
  readonly status: string;
  readonly details: Record<string, unknown>;
  readonly remediation: string;
};

async function checksOf(env: Readonly<Record<string, string>>, ...flags: readonly string[]) {
  const { code, out, err } = await programHere(["self-check", "--output", "json", ...flags], { env });
  const checks: readonly Row[] = JSON.parse(out).checks;
  return {
    code,
    err,
    checks,
    bad: checks.filter(({ status }) => status !== "PASS").map(({ id, status }) => `${status} ${id}`),
  };
}

Deno.test("decision 7: self-check tells machine, libc, cache folder and credentials; exit 1 when one of them fails", () =>
  withSandbox({}, async ({ environment, folder }) => {
    const good = await checksOf(environment);
    assert.deepEqual([good.code, good.bad], [0, []], good.err);
    const ids = ["machine.architecture", "machine.libc", "cache.folder", "aws.identity"];
    assert.deepEqual(good.checks.map(({ id }) => id), ids);
    assert.match(String(good.checks[1].details.glibc), /^2\.\d+$/);
    assert.equal(good.checks[2].details.folder, join(environment.XDG_CACHE_HOME, "dayctl"));
    assert.match(String(good.checks[3].details.caller_arn), /^arn:aws:iam::\d{12}:user\//);

    await Deno.writeTextFile(join(folder, "no folder"), "");
    const full = await checksOf({ ...environment, XDG_CACHE_HOME: join(folder, "no folder") });
    assert.deepEqual([full.code, full.bad], [1, ["FAIL cache.folder"]]);
    assert.match(full.checks[2].remediation, /XDG_CACHE_HOME/);

    const nobody = await checksOf(environment, "--profile", "nobody");
    assert.deepEqual([nobody.code, nobody.bad], [1, ["FAIL aws.identity"]]);
    assert.match(String(nobody.checks[3].details.note), /no AWS profile "nobody"/);
  }));

Deno.test("self-check without any profile asks whether the machine has credentials, as a head node does", () =>
  inTemporaryFolder(async (home) => {
    const env = { AWS_EC2_METADATA_DISABLED: "true", HOME: home, PATH: "/usr/bin:/bin", USER: "tester" };
    const { code, checks } = await checksOf(env);
    assert.equal(code, 1);
    assert.match(
      String(checks.at(-1)?.details.note),
      /profile default: it has none in \S+ \(absent\) and \S+ \(absent\), and this machine has no instance or container role/,
    );
  }));

Deno.test("self-check compares what was unpacked with what was packaged, and knows foreign machines", () =>
  inTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "main.js"), "program");
    const sums = { "main.js": await sha256("program"), "lost.js": await sha256("lost") };
    await Deno.writeTextFile(join(folder, "sums"), JSON.stringify(sums));
    const machine: Machine = { os: "plan9", architecture: "mips", deno: "2", programFolder: folder };
    const variables: Readonly<Record<string, string>> = { DAYCTL_EXECUTABLE: "/opt/dayctl", XDG_CACHE_HOME: folder };
    const checks = await selfCheck({
      environment: { get: (name) => variables[name], home: folder },
      files: systemFiles,
      machine,
      aws: () => Promise.reject(new Error("nothing to ask")),
    });
    assert.deepEqual(checks.map(({ status, id }) => `${status} ${id}`), [
      "WARN machine.architecture",
      "WARN machine.libc",
      "PASS cache.folder",
      "FAIL cache.program",
      "FAIL aws.identity",
    ]);
    assert.equal(checks[3].details.note, "these files differ from the package: lost.js");
  }));
