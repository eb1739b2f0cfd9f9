import assert from "node:assert/strict";
import { screenOf } from "../support/screen.ts";
import { Watched } from "./watched_view.ts";

Deno.test("live: a gate is one line that fills; details stand below it for warnings and failures only", () => {
  const watched = new Watched("live");
  watched.check("PASS", "toolchain.python");
  assert.deepEqual(watched.screen, ["✓ 1/9 programs       python"]);
  watched.check("PASS", "toolchain.git");
  watched.check("PASS", "aws.identity");
  watched.check("WARN", "iam.policy.global", "aws iam attach-user-policy --user-name alice");
  watched.check("PASS", "iam.policy.regional");
  watched.check("FAIL", "config.cluster_name", "too long");
  watched.view.end();
  assert.deepEqual(watched.screen, [
    "✓ 1/9 programs       python git",
    "✓ 2/9 identity       identity",
    "! 3/9 permissions    policy.global policy.regional",
    "!   WARN iam.policy.global: aws iam attach-user-policy --user-name alice",
    "x 4/9 configuration  cluster_name",
    "x   FAIL config.cluster_name: too long",
    "",
  ]);
});

Deno.test("live: while a gate says nothing its name is shown, and how long it takes", () => {
  const watched = new Watched("live");
  watched.loaded();
  watched.wait(500);
  assert.equal(watched.last, "… 1/9 programs");
  watched.wait(2_500);
  assert.equal(watched.last, "… 1/9 programs (0:00:03)");
  watched.check("PASS", "toolchain.python");
  watched.wait(1_000);
  assert.deepEqual(watched.screen.slice(1), ["✓ 1/9 programs       python", "… 2/9 identity (0:00:01)"]);
  watched.check("FAIL", "aws.identity", "no");
  watched.wait(1_000);
  assert.equal(watched.last, "", "behind a failure no gate follows");
});

Deno.test("live: what the reference check says replaces itself", () => {
  const watched = new Watched("live");
  watched.check("PASS", "s3.bucket_select");
  watched.references("looking at a");
  watched.references("s3: looking at b");
  watched.wait(1_000);
  assert.deepEqual(watched.screen, [
    "✓ 6/9 bucket         bucket_select",
    "… 7/9 reference data: s3: looking at b (0:00:01)",
  ]);
});

Deno.test("live: the keys of the configuration are counted on one line", () => {
  const watched = new Watched("live");
  for (let key = 0; key < 25; key++) {
    watched.key(`key${key}`, key < 20 ? "USESETVALUE" : "PROMPTUSER");
  }
  watched.loaded();
  assert.deepEqual(watched.screen, ["  25 keys: 20 USESETVALUE, 5 PROMPTUSER", "  edit x", ""]);
});

Deno.test("live: a wait rewrites its line and counts on between its events; its last state stays", () => {
  const watched = new Watched("live");
  watched.waiting("wait.cluster", "cluster c", "CREATE_IN_PROGRESS, Vpc CREATE_COMPLETE", 90);
  watched.wait(10_000);
  assert.deepEqual(watched.screen, ["… cluster c: CREATE_IN_PROGRESS, Vpc CREATE_COMPLETE (0:01:40)"]);
  watched.say("HeadNode: CREATE_FAILED (no capacity)", "warn");
  watched.waiting("wait.cluster", "cluster c", "CREATE_FAILED", 105);
  watched.wait(1_000);
  watched.say("something else");
  watched.waiting("wait.work", "asking", "", 5);
  watched.view.end();
  assert.deepEqual(watched.screen, [
    "! HeadNode: CREATE_FAILED (no capacity)",
    "… cluster c: CREATE_FAILED (0:01:46)",
    "  something else",
    "… asking (0:00:05)",
    "",
  ]);
});

Deno.test("live: the outcome of a resource takes the place of its wait", () => {
  const watched = new Watched("live");
  watched.resource("resource.writing", "budget b", "being made");
  watched.wait(2_000);
  assert.equal(watched.last, "… budget b: being made (0:00:02)");
  watched.waiting("wait.resource", "budget b", "not there yet", 1);
  watched.resource("resource.ensured", "budget b", "created");
  watched.resource("resource.ensured", `table ${"x".repeat(100)}`, "found");
  assert.deepEqual(watched.screen, [
    "✓ budget b: created",
    `✓ table ${"x".repeat(29)}…${"x".repeat(34)}: found`,
    "",
  ]);
});

Deno.test("design 4: live: what an event is about is what it says so, whatever signs stand in it", () => {
  const watched = new Watched("live");
  watched.waiting("wait.resource", "mail to a: b (1)", "pending (0:00:09)", 2);
  watched.resource("resource.ensured", "mail to a: c", "created");
  watched.waiting("wait.resource", "mail to a: d", "pending", 2);
  watched.resource("resource.ensured", "mail to a: d", "created");
  watched.view.end();
  assert.deepEqual(watched.screen, [
    "… mail to a: b (1): pending (0:00:09) (0:00:02)",
    "✓ mail to a: c: created",
    "✓ mail to a: d: created",
    "",
  ]);
});

Deno.test("live: lines that move fit into every window, and a resized one spoils nothing above", () => {
  for (const columns of [20, 40, 80]) {
    const watched = new Watched("live");
    watched.columns = columns;
    for (const name of ["one", "two", "three"]) watched.check("PASS", `quota.${name.repeat(10)}`);
    watched.wait(500);
    watched.waiting("wait.resource", `stack ${"名前".repeat(20)}`, "is CREATE_IN_PROGRESS", 7);
    watched.wait(3_000);
    assert.equal(watched.screen.length, 2, watched.screen.join("\n"));
    assert.match(watched.last, columns < 40 ? /^… s….* \(0:00:10\)$/ : /^… stac.*….*PROGRESS \(0:00:10\)$/);
  }
  const watched = new Watched("live");
  watched.check("PASS", "aws.identity");
  watched.waiting("wait.work", `working ${"hard ".repeat(30).trimEnd()}`, "", 1);
  watched.columns = 30;
  watched.wait(5_000);
  watched.columns = 120;
  watched.wait(1_000);
  assert.deepEqual(screenOf(watched.written, 80).slice(0, 1), ["✓ 2/9 identity       identity"]);
  assert.match(watched.last, /^… working .*\(0:00:07\)$/);
});

Deno.test("live: nothing moves while a question stands on the screen", () => {
  const watched = new Watched("live");
  watched.loaded();
  watched.wait(500);
  watched.view.pause();
  const before = watched.written;
  assert.equal(watched.last, "");
  watched.wait(60_000);
  assert.equal(watched.written, before);
  watched.view.resume();
  watched.wait(500);
  assert.match(watched.last, /^… 1\/9 programs/);
});

Deno.test("design 5.9: what comes from outside does not steer the terminal", () => {
  const evil = "a\u001b[2J\u009b1mb\u202ec\r";
  for (const kind of ["live", "plain"] as const) {
    const watched = new Watched(kind, { debug: true });
    for (const level of ["debug", "info", "warn", "error"] as const) watched.say(`${evil}: text`, level);
    watched.waiting("wait.work", `${evil}\n`, evil, 1);
    watched.resource("resource.ensured", `${evil}\n`, "created");
    watched.references(evil);
    watched.check("FAIL", `quota.${evil}`, evil);
    watched.key("x", evil);
    watched.view.end();
    const sequences = new Set(watched.written.match(/[^\P{Cc}\n]\[[\d;]*[A-Za-z]|[^\P{Cc}\n]/gu));
    assert.deepEqual(sequences, kind === "live" ? new Set(["\r", "\u001b[K"]) : new Set());
  }
});

Deno.test("colours only where they are wanted, debug events only with --debug", () => {
  for (const kind of ["live", "plain"] as const) {
    const plain = new Watched(kind);
    const coloured = new Watched(kind, { colour: true, debug: true });
    for (const watched of [plain, coloured]) {
      watched.say("asked", "debug");
      watched.say("careful", "warn");
      watched.waiting("wait.work", "working", "", 0);
      watched.view.end();
    }
    assert.doesNotMatch(plain.written, /\[\d|asked/);
    assert.ok(coloured.written.includes("\u001b[90m· asked\u001b[0m"));
    assert.ok(coloured.written.includes("\u001b[33m! careful\u001b[0m"));
    assert.deepEqual(coloured.screen.slice(1), plain.screen);
  }
});

Deno.test("design 5.5, plain: something is said at least every ten seconds, and not much more often", () => {
  const watched = new Watched("plain");
  watched.loaded();
  watched.wait(20_000);
  for (let second = 0; second < 30; second += 6) {
    watched.waiting("wait.cluster", "cluster c", "CREATE_IN_PROGRESS", second);
    watched.wait(6_000);
  }
  watched.resource("resource.ensured", "cluster c", "created");
  watched.wait(60_000);
  assert.deepEqual(watched.written.split("\n"), [
    "  edit x",
    "… 1/9 programs (0:00:10)",
    "… 1/9 programs (0:00:19)",
    "… cluster c: CREATE_IN_PROGRESS (0:00:00)",
    "… cluster c: CREATE_IN_PROGRESS (0:00:10)",
    "… cluster c: CREATE_IN_PROGRESS (0:00:19)",
    "… cluster c: CREATE_IN_PROGRESS (0:00:29)",
    "  cluster c: created",
    "",
  ]);
});

Deno.test("plain: nothing is said while a question stands on the screen", () => {
  const watched = new Watched("plain");
  watched.waiting("wait.work", "working", "", 1);
  watched.view.pause();
  watched.wait(60_000);
  watched.view.resume();
  watched.wait(9_000);
  assert.equal(watched.written, "… working (0:00:01)\n");
  watched.wait(1_000);
  assert.equal(watched.written.split("\n").length, 3);
});
