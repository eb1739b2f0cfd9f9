import assert from "node:assert/strict";
import { Watched } from "./watched_view.ts";

Deno.test("live: places have rows of one table that moves on below what is said, and is gone at the end", () => {
  const watched = new Watched("live");
  watched.say("the plan");
  watched.row("us-east-1", "", "network");
  watched.row("eu-west-1", "", "network");
  watched.wait(2_000);
  const header = "  Region     Zone  Status";
  assert.deepEqual(watched.screen, [
    "  the plan",
    header,
    "… eu-west-1        network (0:00:02)",
    "… us-east-1        network (0:00:02)",
  ]);
  watched.row("us-east-1", "", "1 of 1 launched", "done");
  watched.row("us-east-1", "us-east-1b", "1 node launched");
  watched.resource("resource.ensured", "network of eu-west-1", "created");
  watched.row("eu-west-1", "", "0 of 1 launched", "failed");
  const table = [
    header,
    "x eu-west-1        0 of 1 launched",
    "✓ us-east-1        1 of 1 launched",
    "… us-east-1  b     1 node launched",
  ];
  assert.deepEqual(watched.screen, [
    "  the plan",
    "✓ network of eu-west-1: created",
    "! eu-west-1: 0 of 1 launched",
    ...table,
  ]);
  // A person is asked, and nothing moves.
  watched.view.pause();
  assert.equal(watched.last, "");
  watched.wait(1_000);
  assert.equal(watched.last, "");
  watched.view.resume();
  watched.wait(1_000);
  assert.match(watched.last, /^… us-east-1 +b/);
  watched.view.end();
  assert.deepEqual(watched.screen, [
    "  the plan",
    "✓ network of eu-west-1: created",
    "! eu-west-1: 0 of 1 launched",
    "",
  ]);
});

Deno.test("live: a table keeps within its window: what is done gives way, long lines are cut, and a narrow one shows lines", () => {
  const watched = new Watched("live", { colour: true });
  watched.rows = 8;
  for (const region of ["a-1", "b-1", "c-1", "d-1", "e-1", "f-1"]) watched.row(region, "", "done", "done");
  watched.row("g-1", "", `requesting ${"very ".repeat(30)}much`);
  assert.equal(watched.screen.length, 3);
  assert.match(watched.screen[1], /^… g-1 +requesting .*…$/);
  assert.equal(watched.screen[2], "  and 6 more");
  for (const line of watched.screen) assert.ok(line.length <= 79, line);
  const narrow = new Watched("live");
  narrow.columns = 50;
  narrow.row("us-east-1", "us-east-1b", "1 node launched");
  assert.deepEqual(narrow.screen, ["  us-east-1b: 1 node launched", ""]);
});

Deno.test("live: a window that became narrower shows the table once", () => {
  const watched = new Watched("live");
  watched.row("us-east-1", "", "a".repeat(60), "done");
  watched.columns = 62;
  const broken = watched.written.length;
  watched.row("us-east-1", "", "network");
  // Of the two lines one is broken into two now.
  assert.equal(watched.written.slice(broken).split("\u001b[A").length - 1, 2);
});

Deno.test("live: worksets have rows with step, time, cluster and cost so far; without a terminal lines say the same", () => {
  const row = {
    workset: "ws1",
    state: "working",
    step: "cluster",
    seconds: 60,
    cluster: "",
    cost: "",
    is: "going",
  } as const;
  const watched = new Watched("live");
  watched.say("ws1: is taken");
  watched.workset(row);
  watched.workset({ ...row, workset: "ws2", step: "run", seconds: 3_600, cluster: "demo", cost: "≥ 1.20 USD" });
  watched.wait(5_000);
  assert.deepEqual(watched.screen, [
    "  ws1: is taken",
    "  Workset  State    Step               Elapsed  Cluster  Cost",
    "… ws1      working  cluster (0:00:05)  0:01:05",
    "… ws2      working  run (0:00:05)      1:00:05  demo     ≥ 1.20 USD",
  ]);
  watched.workset({ ...row, state: "error", step: "", seconds: 70, is: "failed" });
  watched.wait(5_000);
  assert.match(watched.screen[2], /^x ws1 +error +0:01:10$/);
  watched.view.end();
  assert.deepEqual(watched.screen, ["  ws1: is taken", ""]);
  const narrow = new Watched("live");
  narrow.columns = 50;
  const plain = new Watched("plain");
  for (const view of [narrow, plain]) {
    view.workset(row);
    assert.equal(view.written, "");
  }
});

Deno.test("live: a table that stands for weeks remembers only the last of what has ended", () => {
  const watched = new Watched("live");
  watched.rows = 200;
  const row = { state: "complete", step: "", seconds: 1, cluster: "", cost: "" };
  watched.workset({ ...row, workset: "going", is: "going" });
  for (let each = 0; each < 150; each++) watched.workset({ ...row, workset: `ws${1000 + each}`, is: "done" });
  assert.equal(watched.screen.length, 102);
  assert.match(watched.last, /ws1149/);
});
