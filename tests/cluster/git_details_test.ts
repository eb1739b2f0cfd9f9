import assert from "node:assert/strict";
import { gitDetails } from "../../lib/cluster/plan/git_details.ts";
import type { Processes } from "../../lib/host/processes.ts";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
import { tagComplaint } from "../../lib/names/tag_rules.ts";
import { childrenHere } from "../support/children_here.ts";

const processes = childrenHere(systemEnvironment());

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
  const { code, stdout, stderr } = await processes.run(["git", "-C", folder, ...identity, ...args]);
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("4.3, headnode case 12: repository, branch, commit and configured tag; N/A when detached; empty without origin", () =>
  inFolder(async (folder) => {
    await git(folder, "init", "-q", "-b", "work/1");
    await git(folder, "commit", "-q", "--allow-empty", "-m", "first");
    const commit = await git(folder, "rev-parse", "HEAD");
    assert.equal(await gitDetails(processes, folder, "0.7"), `-work/1-${commit}-0.7`);

    await git(folder, "remote", "add", "origin", "https://example.org/someone/some-repo.git");
    assert.equal(await gitDetails(processes, folder, "0.7"), `some-repo-work/1-${commit}-0.7`);

    await git(folder, "checkout", "-q", "--detach");
    await Deno.mkdir(`${folder}/deeper`);
    assert.equal(await gitDetails(processes, `${folder}/deeper`, "0.7"), `some-repo-N/A-${commit}-0.7`);
  }));

Deno.test("a branch of any name and length fits into a tag, and the commit stays", () =>
  inFolder(async (folder) => {
    await git(folder, "init", "-q", "-b", "main");
    await git(folder, "commit", "-q", "--allow-empty", "-m", "first");
    const commit = await git(folder, "rev-parse", "HEAD");
    const branches: readonly [branch: string, label: string][] = [
      ["fix/#42", "fix/_42"],
      ['it\'s,"50%"&more', "it_s__50___more"],
      ["e\u0301te\u0301", "\u00e9t\u00e9"],
      [`feature/${"x".repeat(203)}`, `feature/${"x".repeat(92)}`],
      [`a/${"\u{1F9EC}".repeat(50)}`, `a/${"_".repeat(50)}`],
    ];
    for (const [branch, label] of branches) {
      await git(folder, "symbolic-ref", "HEAD", `refs/heads/${branch}`);
      await git(folder, "update-ref", `refs/heads/${branch}`, commit);
      const details = await gitDetails(processes, folder, "0.7");
      assert.equal(details, `-${label}-${commit}-0.7`);
      assert.equal(tagComplaint("k", details), undefined);
    }
    await git(folder, "remote", "add", "origin", `https://example.org/a/${"r".repeat(99)}~b.git`);
    const details = await gitDetails(processes, folder, "t".repeat(99));
    assert.ok(details.includes(`-${commit}-`) && details.length <= 256, details);
  }));

Deno.test("T92, headnode case 12: outside a work tree, and before a first commit, one line says unknown", () =>
  inFolder(async (folder) => {
    assert.equal(await gitDetails(processes, folder, "0.7"), "git:unknown");
    await git(folder, "init", "-q");
    assert.equal(await gitDetails(processes, folder, "0.7"), "git:unknown");
  }));

Deno.test("T92: without git as well", async () => {
  const without: Processes = { ...processes, run: () => Promise.reject(new Deno.errors.NotFound("git")) };
  assert.equal(await gitDetails(without, "/", "0.7"), "git:unknown");
});

Deno.test("a program that is no source in a folder has no git details, whatever work tree its cache stands in", async () => {
  assert.equal(await gitDetails(processes, undefined, "0.7"), "git:unknown");
});
