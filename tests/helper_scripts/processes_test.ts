import assert from "node:assert/strict";
import { tagsTableKey } from "../../lib/aws/resources/tags_table.ts";
import { rounds } from "../../bench/rounds.ts";
import { runProgram, startProgram } from "../e2e/program.ts";
import { programHere } from "../support/program_here.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { repository } from "../support/source_files.ts";
import { bucket, changing } from "./place.ts";

const words = (project: string) => [
  ...["create-budget", "-p", project, "-a", "200", "-r", "us-west-2", "-e", "ada@example.org", "-t", "25,50,75,99"],
  ...["-c", "demo", "-u", "alice,bob", "-b", `s3://${bucket}`],
];
const projects = Array.from({ length: 8 }, (_, index) => `project-${index + 1}`);
const lineOf = (project: string) => `${project}\tubuntu,alice,bob`;

/** CRLF, a line without a tab, bytes that are not UTF-8, no line end. */
const foreign = new Uint8Array([...new TextEncoder().encode("a\tubuntu,x\r\n\nno tab\nb\tubuntu,"), 0xff, 0xe4, 0x80]);

async function table(sandbox: Sandbox, body?: Uint8Array): Promise<Uint8Array> {
  const { GetObjectCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
  const aws = sandboxAws(sandbox);
  const [s3, where] = [await aws.s3(), { Bucket: bucket, Key: tagsTableKey }];
  if (body !== undefined) await s3.send(new PutObjectCommand({ ...where, Body: body }));
  const { Body } = await s3.send(new GetObjectCommand(where));
  const bytes = await Body?.transformToByteArray() ?? new Uint8Array();
  aws.close();
  return bytes;
}

Deno.test(
  "helper scripts as processes",
  sharedSandbox({ seed: { ...fixtureF, budgets: [], schedulerRole: false } }, async (step) => {
    await step(
      "CB11: eight processes at once add eight lines to one table, and no foreign byte changes",
      async (sandbox) => {
        await table(sandbox, foreign);
        const ended = await Promise.all(projects.map((project) => runProgram(sandbox.environment, ...words(project))));
        for (const { code, err } of ended) assert.equal(code, 0, err);
        const bytes = await table(sandbox);
        assert.deepEqual([...bytes.slice(0, foreign.length)], [...foreign]);
        const added = new TextDecoder().decode(bytes.slice(foreign.length)).split("\n");
        assert.deepEqual([added[0], added.at(-1)], ["", ""]);
        assert.deepEqual(added.slice(1, -1).sort(), projects.map(lineOf));
      },
    );

    await step("CB10: eight at once that may not read the table write nothing", async (sandbox) => {
      await table(sandbox, foreign);
      sandbox.settings.denied = ["s3:GetObject"];
      sandbox.clearRequests();
      const env = { ...sandbox.environment, INIT_CWD: repository };
      const ended = await Promise.all(projects.map((project) => programHere(words(project), { env })));
      assert.deepEqual(ended.map(({ code }) => code), projects.map(() => 2));
      assert.deepEqual(changing(sandbox.requests()), []);
      sandbox.settings.denied = [];
      assert.deepEqual([...await table(sandbox)], [...foreign]);
    });

    await step("one that was killed between budget and line is completed by the same command", async (sandbox) => {
      await table(sandbox, foreign);
      const fault = sandbox.faults.add({ operation: "PutObject", kind: "hang" });
      const killed = startProgram(sandbox.environment, ...words("project-1"));
      await killed.saying(/budget users of project-1: being created/);
      killed.signal("SIGKILL" as "SIGTERM");
      await killed.ended;
      fault.remove();
      sandbox.clearRequests();
      const again = await runProgram(sandbox.environment, ...words("project-1"), "--output", "json");
      assert.equal(again.code, 0, again.err);
      assert.match(again.err, /The earlier run demo_\d+ stopped before its end/);
      assert.deepEqual(changing(sandbox.requests()), ["PutObject"]);
      assert.match(new TextDecoder().decode(await table(sandbox)), /\nproject-1\tubuntu,alice,bob\n$/);
      const third = await runProgram(sandbox.environment, ...words("project-1"), "--output", "json");
      assert.doesNotMatch(third.err, /stopped before its end/);
    });

    await step("a task that runs again changes nothing, in at most four rounds of requests", async (sandbox) => {
      const env = { ...sandbox.environment, INIT_CWD: repository };
      const heartbeat = [
        ...["setup-heartbeat", "--cluster-name", "demo", "--region", "us-west-2", "--email", "ada@example.org"],
        ...["--schedule", "rate(60 minutes)"],
      ];
      for (const task of [words("project-1"), [...words("project-1"), "--repair"], heartbeat]) {
        assert.equal((await programHere(task, { env })).code, 0);
        // Long enough for all that goes out together to arrive before the first answer, also on a busy machine.
        sandbox.settings.latency = 500;
        sandbox.clearRequests();
        const again = await programHere([...task, "--output", "json"], { env });
        sandbox.settings.latency = 0;
        const objects: readonly { readonly outcome: string }[] = JSON.parse(again.out).objects;
        assert.deepEqual([...new Set(objects.map(({ outcome }) => outcome))], ["unchanged"]);
        assert.deepEqual(changing(sandbox.requests()), []);
        assert.ok(rounds(sandbox.requests()) <= 4, `${rounds(sandbox.requests())} rounds of ${task[0]}`);
      }
    });
  }),
);
