import assert from "node:assert/strict";
import { type Call, readCall } from "../../lib/sandbox/front/call.ts";
import { objectWrites } from "../../lib/sandbox/front/layers/object_writes.ts";

const put = (path: string): Promise<Call> =>
  readCall(new Request(`http://127.0.0.1${path}`, { method: "PUT", body: "x", headers: { "if-match": '"e"' } }));

Deno.test("decision 3.5: two writes of one object never overlap, also behind one that failed; other calls do not wait", async () => {
  const layer = objectWrites();
  const running: string[] = [];
  const held: { readonly target: string; readonly end: PromiseWithResolvers<Response> }[] = [];
  const next = ({ target }: Call) => {
    running.push(target);
    const end = Promise.withResolvers<Response>();
    held.push({ target, end });
    return end.promise;
  };
  const first = layer(await put("/bucket/table"), next);
  const second = layer(await put("/bucket/table?x-id=PutObject"), next);
  const third = layer(await put("/bucket/table"), next);
  const other = layer(await put("/bucket/other"), next);
  const read = layer(await readCall(new Request("http://127.0.0.1/bucket/table")), next);
  assert.deepEqual(running, ["/bucket/table", "/bucket/other", "/bucket/table"], "one write, and a read beside it");

  held[0].end.reject(new Error("the emulator is gone"));
  await assert.rejects(first, /is gone/);
  await eventuallyRunning(running, 4);
  held[3].end.resolve(new Response());
  assert.equal((await second).status, 200);
  await eventuallyRunning(running, 5);
  for (const { end } of held) end.resolve(new Response());
  await Promise.all([third, other, read]);
  assert.deepEqual(running.slice(3), ["/bucket/table?x-id=PutObject", "/bucket/table"]);
});

/** Lets what is due be done, until so many calls run. */
async function eventuallyRunning(running: readonly string[], count: number): Promise<void> {
  for (let turns = 0; running.length < count && turns < 100; turns++) await Promise.resolve();
  assert.equal(running.length, count);
}
