import assert from "node:assert/strict";
import { turns } from "../../lib/aws/turns.ts";

/** Work that ends when the test says so. */
function held() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  return { begun, work, end: (name: string) => ends.get(name)?.() };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("so many are at a host at a time, and the next one begins in its order when one has ended, well or not", async () => {
  const [inTurn, { begun, work, end }] = [turns(2), held()];
  const failing = assert.rejects(inTurn("a", () => work("1")().then(() => Promise.reject(new Error("no")))));
  const all = ["2", "3", "4"].map((name) => inTurn("a", work(name)));
  const elsewhere = inTurn("b", work("5"));
  await settled();
  assert.deepEqual(begun, ["1", "2", "5"]);
  end("1");
  await failing;
  await settled();
  assert.deepEqual(begun, ["1", "2", "5", "3"]);
  for (const name of ["2", "3", "5"]) end(name);
  await settled();
  end("4");
  assert.deepEqual(await Promise.all([...all, elsewhere]), ["2", "3", "4", "5"]);
});

Deno.test("whoever stops waiting goes on without a turn, and takes none from the others", async () => {
  const [inTurn, { begun, work, end }, stopper] = [turns(1), held(), new AbortController()];
  const first = inTurn("a", work("1"));
  const impatient = inTurn("a", work("2"), stopper.signal);
  const patient = inTurn("a", work("3"));
  stopper.abort();
  const late = inTurn("a", work("4"), stopper.signal);
  await settled();
  assert.deepEqual(begun, ["1", "2", "4"]);
  end("2");
  end("4");
  await Promise.all([impatient, late]);
  assert.deepEqual(begun, ["1", "2", "4"], "neither had a turn to pass on");
  end("1");
  await first;
  await settled();
  end("3");
  assert.equal(await patient, "3");
});
