import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { namedCluster } from "../../lib/cluster/known/find_cluster.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

Deno.test("a name that no cluster can have is a usage error of watch and status, before anything is looked up", async () => {
  for (const [task, name] of [["watch", ""], ["status", ""], ["status", "../../etc/passwd"], ["watch", "1st"]]) {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--no-prompt", "-P=reading", `tasks/${task}.ts`, "--cluster", name],
      cwd: repository,
      env: { NO_COLOR: "1", AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_PROFILE: "", AWS_REGION: "us-west-2" },
    }).output();
    assert.deepEqual([code, stdout.length], [1, 0]);
    const said = new TextDecoder().decode(stderr);
    assert.match(
      said,
      /^error DAY-USE-001: --cluster (is empty|".+" is not a valid cluster name)\n {2}fix: name a cluster/,
    );
  }
});

Deno.test("names of clusters that others made are ParallelCluster's, not ours", () => {
  const longest = "a".repeat(60);
  assert.equal(namedCluster(longest), longest);
  assert.throws(() => namedCluster(longest + "a"), { code: "DAY-USE-001" });
});
