import assert from "node:assert/strict";
import { gitDetails } from "../../lib/cluster/create/git_details.ts";
import type { Processes } from "../../lib/host/processes.ts";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
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

Deno.test("4.3: repository, branch, commit and configured tag; N/A when detached; empty without origin", () =>
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

Deno.test("T92: outside a work tree, and before a first commit, one line says unknown", () =>
  inFolder(async (folder) => {
    assert.equal(await gitDetails(processes, folder, "0.7"), "git:unknown");
    await git(folder, "init", "-q");
    assert.equal(await gitDetails(processes, folder, "0.7"), "git:unknown");
  }));

Deno.test("T92: without git as well", async () => {
  const without: Processes = { ...processes, run: () => Promise.reject(new Deno.errors.NotFound("git")) };
  assert.equal(await gitDetails(without, "/", "0.7"), "git:unknown");
});
