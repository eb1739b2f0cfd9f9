import assert from "node:assert/strict";
import { freePort } from "../support/free_port.ts";
import { needsProgram } from "../support/needs_program.ts";
import { recordsIn, recordsScript } from "../../lib/cluster/status/job_records.ts";
import { awsHere, instance } from "./aws_here.ts";
import { withNodeRoot } from "./node_root.ts";

/** What the lists and the tags say at each moment: users, jobs, projects. */
const moments = [
  ["one begins", "alice", "1", "first"],
  ["two begins", "alice bob", "1 2", "first second"],
  ["three begins", "alice bob", "1 2 3", "first second"],
  ["one ends", "alice bob", "2 3", "first second"],
  ["two ends", "alice", "3", "first"],
  ["three ends", "", "", ""],
];

Deno.test("decision 5a: on a node with three overlapping jobs of two users the tags are right at every moment, and each job has one record", async () => {
  await needsProgram("slurmctld", "slurm-wlm");
  await needsProgram("munged", "munge");
  assert.equal(Deno.uid(), 0, "jobs of several users can be started by root only: run this with sudo");
  const aws = awsHere();
  const ports = [freePort(), freePort()];
  try {
    await withNodeRoot({ alice: 3001, bob: 3002 }, async (node) => {
      await node.write(
        "fsx/data/budget_tags/pcluster-project-budget-tags.tsv",
        "first\tubuntu,alice\nsecond\tubuntu,bob\n",
      );
      for (const name of ["slurm.sh", "job_tags.sh"]) {
        await node.write(`work/${name}`, await Deno.readTextFile(new URL(name, import.meta.url)));
      }
      const ended = await node.run(
        aws.environment,
        "timeout",
        "300",
        "bash",
        "/work/job_tags.sh",
        ...ports.map(String),
      );
      const logs = await Promise.all(
        ["slurmctld", "slurmd"].map((name) => node.read(`var/log/${name}.log`).catch(() => "")),
      );
      assert.equal(ended.code, 0, `${ended.err}\n${ended.out}\n${logs.join("\n")}`);
      const lines = ended.out.trimEnd().split("\n");
      const lists = lines.slice(0, moments.length);
      const tags = aws.calls.filter((call) => call.startsWith("tags "));
      assert.deepEqual(
        tags,
        moments.map(([, users, ids, projects]) =>
          `tags ${instance} username=${users} | jobid=${ids} | project=${projects}`
        ),
      );
      assert.equal(lists[2].startsWith("three begins: "), true);
      // One line per job in the lists, so that the first of a user's two jobs to end leaves the other.
      assert.deepEqual(lists[2].split(" ")[2].split(",").sort(), ["alice", "alice", "bob"]);
      const records = lines.slice(moments.length);
      assert.deepEqual(records.map((line) => /^JobId=(\d) .*UserId=(\w+)/.exec(line)?.slice(1)), [
        ["1", "alice"],
        ["2", "bob"],
        ["3", "alice"],
      ]);

      // What Slurm has written there is what `status` reads.
      const read = await node.run({}, "bash", "-c", recordsScript);
      const { work, ...more } = recordsIn(read.out.split("\n"));
      assert.deepEqual(more, { unread: 0, isCut: false }, read.out);
      assert.deepEqual(work.map(({ nodes }) => nodes), [["node1"]], records.join("\n"));
      const ago = Date.now() - work[0].from;
      assert.ok(work[0].to >= work[0].from && ago >= 0 && ago < 600_000, read.out);
    });
  } finally {
    await aws.stop();
  }
});
