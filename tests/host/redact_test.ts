import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { redact } from "../../lib/host/redact.ts";

// Put together here, so that no scanner takes the examples for real keys.
const keyId = "AKIA" + "IOSFODNN7EXAMPLE";
const sessionKeyId = "ASIA" + "IOSFODNN7EXAMPLE";
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const token = "FwoGZXIvYXdzE" + "A".repeat(60);

Deno.test("design 5.8: keys, tokens, signatures, passwords and private keys do not pass", () => {
  const texts: readonly [string, string][] = [
    [`key ${keyId} used`, keyId],
    [`key ${sessionKeyId}`, sessionKeyId],
    [`aws_secret_access_key = ${secret}`, secret],
    [`AWS_SECRET_ACCESS_KEY=${secret} next`, secret],
    [`{"SecretAccessKey": "${secret}"}`, secret],
    [`{"secretAccessKey":"${secret}","b":1}`, secret],
    [`aws_session_token = ${token}`, token],
    [`{"SessionToken":"${token}"}`, token],
    [`x-amz-security-token: ${token}`, token],
    [`https://b/k?X-Amz-Credential=${keyId}%2F20260101&X-Amz-Signature=abcdef0123&x=1`, "abcdef0123"],
    [`https://b/k?X-Amz-Security-Token=${token}&x=1`, token],
    ["clone https://x:gh" + "p_0123456789abcdef@github.com/a/b", "0123456789abcdef"],
    ["token gh" + "s_0123456789abcdefghij", "0123456789abcdefghij"],
    ["https://alice:hunter2@example.org/path", "hunter2"],
    ["HTTPS_PROXY=http://alice:hunter2@home@proxy.example.org:3128", "home"],
    ['{"proxy":"http://alice:hunt"er2@proxy.example.org"}', "er2"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----\n", "b3BlbnNzaC1rZXk"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIEcut", "MIIEcut"],
  ];
  for (const [text, hidden] of texts) assert.ok(!redact(text).includes(hidden), redact(text));
});

Deno.test("what surrounds a secret stays readable", () => {
  assert.equal(redact(`user ${keyId} in us-west-2`), "user AKIAIOSF… in us-west-2");
  assert.equal(redact(`aws_secret_access_key = ${secret}\nregion = r`), "aws_secret_access_key = …\nregion = r");
  assert.equal(redact("https://alice:hunter2@example.org/p"), "https://alice:…@example.org/p");
  const list = '["http://alice:hunter2@proxy","bob@example.org"]';
  assert.equal(redact(list), '["http://alice:…@proxy","bob@example.org"]');
  const plain = "arn:aws:iam::123456789012:user/alice https://example.org:8080/a@b -----BEGIN CERTIFICATE-----";
  assert.equal(redact(plain), plain);
});

Deno.test("law: what is redacted once stays as it is", () => {
  const parts = fc.constantFrom(keyId, `aws_session_token=${token}`, " ", "\n", "https://a:b@c", "x", '"');
  fc.assert(fc.property(fc.array(parts).map((list) => list.join("")), (text) => {
    assert.equal(redact(redact(text)), redact(text));
  }));
});
