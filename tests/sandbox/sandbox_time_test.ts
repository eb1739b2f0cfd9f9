import assert from "node:assert/strict";
import { sandboxTime } from "../../lib/sandbox/front/sandbox_time.ts";
import { textOf } from "../../lib/sandbox/emulator/xml.ts";
import { withSandbox } from "../support/sandbox.ts";
import { virtualClock } from "../support/virtual_clock.ts";

function begun() {
  const clock = virtualClock();
  const time = sandboxTime(clock);
  const began = clock.now().getTime();
  return { clock, time, passed: () => (time.now() - began) / 1_000 };
}

Deno.test("sandbox time follows its clock and can jump ahead of it", () => {
  const { clock, time, passed } = begun();
  clock.advance(5_000);
  assert.equal(passed(), 5);
  time.passTime(60);
  assert.equal(passed(), 65);
  clock.advance(1_000);
  assert.equal(passed(), 66);
});

Deno.test("held time stands still, moves only when told to, and goes on without a jump", () => {
  const { clock, time, passed } = begun();
  clock.advance(2_000);
  time.holdTime();
  clock.advance(100_000);
  assert.equal(passed(), 2);
  time.holdTime();
  assert.equal(passed(), 2, "held twice is held");
  time.passTime(3);
  assert.equal(passed(), 5);
  time.releaseTime();
  assert.equal(passed(), 5);
  clock.advance(1_000);
  assert.equal(passed(), 6);
  time.releaseTime();
  assert.equal(passed(), 6, "released twice is released");
});

Deno.test("forgotten time is the clock's own again, held or not", () => {
  const { clock, time, passed } = begun();
  time.passTime(10);
  time.holdTime();
  time.forgetTime();
  assert.equal(passed(), 0);
  clock.advance(1_000);
  assert.equal(passed(), 1);
});

Deno.test("a stack ages by what is slept on the clock that its sandbox shares", async () => {
  const clock = virtualClock();
  await withSandbox({ clock, settings: { networkSeconds: 15 } }, async ({ calls }) => {
    const stack = { StackName: "s", TemplateBody: '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}' };
    await calls.query("cloudformation", "CreateStack", stack);
    const status = async () => textOf(await calls.query("cloudformation", "DescribeStacks", stack), "StackStatus");
    assert.equal(await status(), "CREATE_IN_PROGRESS");
    await clock.sleep(14_999);
    assert.equal(await status(), "CREATE_IN_PROGRESS");
    await clock.sleep(1);
    assert.equal(await status(), "CREATE_COMPLETE");
  });
});
