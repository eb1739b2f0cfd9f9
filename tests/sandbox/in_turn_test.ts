import assert from "node:assert/strict";
import type { HttpProxy } from "../../lib/host/net/http_proxy.ts";
import { inTurn } from "../../lib/sandbox/emulator/in_turn.ts";

/** A server that answers when told. */
function heldServer() {
  const asked: PromiseWithResolvers<Response>[] = [];
  const proxy: HttpProxy = {
    forward() {
      const answer = Promise.withResolvers<Response>();
      asked.push(answer);
      return answer.promise;
    },
    close() {},
  };
  return { asked, proxy };
}

const ask = (proxy: HttpProxy, service: string) =>
  proxy.forward({
    method: "POST",
    target: "/",
    headers: new Headers({ authorization: `AWS4-HMAC-SHA256 Credential=k/20260101/us-west-2/${service}/aws4_request` }),
    body: new Uint8Array(),
  });

/** Everything that is ready to happen has happened. */
const settled = () => new Promise((done) => setTimeout(done, 0));

Deno.test("a service of the emulator gets one request at a time, also after one that failed; S3 gets all at once", async () => {
  const { asked, proxy } = heldServer();
  const taken = inTurn(proxy);
  const [first, second, third] = [ask(taken, "iam"), ask(taken, "iam"), ask(taken, "iam")];
  await settled();
  assert.equal(asked.length, 1);
  const other = ask(taken, "ec2");
  await settled();
  assert.equal(asked.length, 2);
  const objects = [ask(taken, "s3"), ask(taken, "s3")];
  await settled();
  assert.equal(asked.length, 4);

  asked[0].reject(new Error("the emulator is gone"));
  await assert.rejects(first, /is gone/);
  await settled();
  assert.equal(asked.length, 5);
  for (let next = 1; next < 5; next++) asked[next].resolve(new Response(String(next)));
  assert.equal(await (await second).text(), "4");
  await settled();
  asked[5].resolve(new Response("5"));
  assert.equal(await (await third).text(), "5");
  await Promise.all([other, ...objects]);
});
