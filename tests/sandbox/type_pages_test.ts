import assert from "node:assert/strict";
import { readCall } from "../../lib/sandbox/front/call.ts";
import { defaultSettings } from "../../lib/sandbox/front/settings.ts";
import { typePages } from "../../lib/sandbox/front/layers/type_pages.ts";

Deno.test("after an emulator that broke off, the next question for instance types asks it again", async () => {
  const layer = typePages({ settings: defaultSettings() });
  const call = await readCall(
    new Request("http://127.0.0.1/", {
      method: "POST",
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=AK/20260101/us-west-2/ec2/aws4_request, Signature=x" },
      body: new URLSearchParams({ Action: "DescribeInstanceTypes", Version: "2016-11-15" }),
    }),
  );
  assert.equal(call.operation, "DescribeInstanceTypes");
  await assert.rejects(layer(call, () => Promise.reject(new Error("broken off"))), /broken off/);
  const document = "<a><instanceTypeSet><item><instanceType>t3.medium</instanceType></item></instanceTypeSet></a>";
  const answer = await layer(call, () => Promise.resolve(new Response(document)));
  assert.match(await answer.text(), /t3\.medium/);
});
