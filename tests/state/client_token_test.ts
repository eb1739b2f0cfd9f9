import assert from "node:assert/strict";
import { clientToken } from "../../lib/state/walks/client_token.ts";

Deno.test("decision 3.23: equal for the same attempt, different for everything else, and of a form that every service takes", async () => {
  const names = ["123456789012", "us-west-2", "c", "20260101000000", "stack", "s"];
  const token = await clientToken(names, { b: 1, a: "x" }, 1);
  assert.match(token, /^[0-9a-f]{40}$/);
  assert.equal(await clientToken(names, { a: "x", b: 1 }, 1), token, "the order of fields does not count");
  const others = [
    await clientToken(names, { b: 1, a: "x" }, 2),
    await clientToken(names, { b: 2, a: "x" }, 1),
    ...await Promise.all(
      names.map((_, index) =>
        clientToken(names.map((name, at) => at === index ? name + "x" : name), { b: 1, a: "x" }, 1)
      ),
    ),
  ];
  assert.equal(new Set([token, ...others]).size, others.length + 1);
});
