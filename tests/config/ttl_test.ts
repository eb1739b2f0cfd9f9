import assert from "node:assert/strict";
import { cliGlobals } from "../../lib/config/file/cli_globals.ts";
import { shippedPaths } from "../../lib/config/file/shipped_files.ts";
import { checkAt, deadlineAfter, isPast, lastTryAt, warningAt } from "../../lib/names/deadline.ts";
import { expiryNameComplaint, expiryNames } from "../../lib/names/expiry_names.ts";
import { ttlComplaint, ttlMilliseconds } from "../../lib/names/ttl.ts";
import { fc } from "../support/fast_check.ts";
import { folder, scriptedDeps } from "./scripted.ts";

const hour = 3_600_000;

Deno.test("decision 3.51: a time to live is a number of hours or days from 2 h to 30 d, and nothing else", () => {
  const lengths = ["2h", "36h", "2d", "30d", "720h", "1d"].map((text) => (ttlMilliseconds(text) ?? 0) / hour);
  assert.deepEqual(lengths, [2, 36, 48, 720, 720, 24]);
  for (
    const text of [
      "0",
      "0h",
      "1h",
      "90m",
      "400d",
      "31d",
      "721h",
      "tomorrow",
      "",
      " 2d",
      "2d ",
      "2D",
      "2 d",
      "02h",
      "1e2h",
    ]
  ) {
    assert.match(ttlComplaint(text) ?? "", /not a valid lifetime: give a number of hours or days from 2h to 30d/, text);
  }
  fc.assert(fc.property(fc.integer({ min: 2, max: 720 }), (hours) => ttlMilliseconds(`${hours}h`) === hours * hour));
  fc.assert(fc.property(fc.string(), (text) => /^[1-9]\d*[hd]$/.test(text) || ttlMilliseconds(text) === undefined));
});

Deno.test("decision 3.51a: the moments around a deadline, in whole seconds and never too early", () => {
  const deadline = deadlineAfter(new Date("2026-02-27T12:00:00.001Z"), "2d");
  assert.equal(deadline, "2026-03-01T12:00:01Z");
  const around = [warningAt(deadline), checkAt(deadline), lastTryAt(deadline)];
  assert.deepEqual(around, ["2026-03-01T11:00:01Z", "2026-03-01T14:00:01Z", "2026-03-02T12:00:01Z"]);
  assert.deepEqual([isPast(deadline, new Date(deadline)), isPast("", new Date(deadline))], [true, false]);
  assert.equal(isPast(deadline, new Date("2026-03-01T12:00:00.999Z")), false);
});

Deno.test("decision 3.63: the schedules of a deadline have names that the service takes, or there is none", () => {
  const expected = { expiry: "daylily-a-expiry", warning: "daylily-a-expiry-warning", check: "daylily-a-expiry-check" };
  assert.deepEqual(expiryNames("a"), expected);
  const longest = "a".repeat(41);
  assert.equal(expiryNames(longest).warning.length, 64);
  assert.deepEqual([expiryNameComplaint(longest), expiryNameComplaint("demo")], [undefined, undefined]);
  assert.match(expiryNameComplaint(`${longest}a`) ?? "", /at most 41 characters/);
});

Deno.test("decision 3.51: daylily.default_ttl is read as text, whatever YAML makes of it", async () => {
  const read = async (line: string) => {
    const text = `daylily:\n  git_ephemeral_cluster_repo: r\n  git_ephemeral_cluster_repo_tag: t\n${line}`;
    return (await cliGlobals(scriptedDeps({ files: { [`${folder}/${shippedPaths.cliGlobals}`]: text } }))).defaultTtl;
  };
  const values = await Promise.all(["", "  default_ttl: 36h\n", "  default_ttl: 2\n", "  default_ttl:\n"].map(read));
  assert.deepEqual(values, ["", "36h", "2", ""]);
});
