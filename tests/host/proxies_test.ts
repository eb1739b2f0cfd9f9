import assert from "node:assert/strict";
import { proxiesOf } from "../../lib/host/net/proxies.ts";

const proxiesIn = (variables: Readonly<Record<string, string>>) =>
  proxiesOf({ get: (name) => variables[name] || undefined });

const company = "http://proxy.example.org:3128";

function wayTo(address: string, variables: Readonly<Record<string, string>>): string | undefined {
  return proxiesIn(variables).on(new URL(address));
}

Deno.test("the proxy of the protocol is used, in either spelling; the lower-case one goes first and an empty one is none", () => {
  const aws = "https://sts.us-west-2.amazonaws.com";
  assert.equal(wayTo(aws, { HTTPS_PROXY: company }), company);
  assert.equal(wayTo(aws, { https_proxy: company }), company);
  assert.equal(wayTo(aws, { https_proxy: company, HTTPS_PROXY: "http://other:1" }), company);
  assert.equal(wayTo(aws, { https_proxy: "", HTTPS_PROXY: company }), company);
  assert.equal(wayTo(aws, { HTTP_PROXY: company, ALL_PROXY: company }), undefined);
  assert.equal(wayTo("http://aws.example.org", { http_proxy: company }), company);
  assert.equal(wayTo("http://aws.example.org", { HTTPS_PROXY: company }), undefined);
});

Deno.test("a proxy without http:// before it is one, and one with user and password stays as it is", () => {
  assert.equal(wayTo("https://a", { HTTPS_PROXY: "proxy.example.org:3128" }), company);
  const signed = "http://company:p%40ss@proxy.example.org:3128";
  assert.equal(wayTo("https://a", { HTTPS_PROXY: signed }), signed);
  assert.equal(wayTo("https://a", { HTTPS_PROXY: "company:p%40ss@proxy.example.org:3128" }), signed);
  assert.equal(wayTo("https://a", { HTTPS_PROXY: ` ${company}\t` }), company);
  assert.equal(wayTo("https://a", { https_proxy: " " }), undefined);
  assert.equal(proxiesIn({ https_proxy: " proxy.example.org:3128 " }).variables.HTTPS_PROXY, company);
});

/** `NO_PROXY`, and addresses that it lets be reached straight, and others. */
const exceptions: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["amazonaws.com", ["https://amazonaws.com", "https://sts.us-west-2.amazonaws.com"], ["https://notamazonaws.com"]],
  [".amazonaws.com", ["https://sts.us-west-2.amazonaws.com"], ["https://amazonaws.com.example.org"]],
  ["*.AmazonAWS.com", ["https://sts.us-west-2.amazonaws.com"], ["https://example.org"]],
  ["*", ["https://a", "https://127.0.0.1:8443", "https://[::1]:8443"], []],
  ["example.org, *", ["https://a"], []],
  ["a.example.org , b.example.org", ["https://a.example.org", "https://b.example.org"], ["https://c.example.org"]],
  ["a.example.org b.example.org", ["https://b.example.org"], ["https://c.example.org"]],
  ["aws.example.org:8443", ["https://aws.example.org:8443"], ["https://aws.example.org", "https://aws.example.org:1"]],
  ["aws.example.org:443", ["https://aws.example.org"], ["https://aws.example.org:8443"]],
  ["127.0.0.1,::1", ["https://127.0.0.1:8443", "https://[::1]:8443"], ["https://127.0.0.11", "https://[::11]"]],
  ["[::1]:8443", ["https://[::1]:8443"], ["https://[::1]"]],
  [",", [], ["https://a"]],
];
for (const [list, straight, proxied] of exceptions) {
  Deno.test(`NO_PROXY ${JSON.stringify(list)}`, () => {
    for (const name of ["NO_PROXY", "no_proxy"]) {
      const variables = { HTTPS_PROXY: company, [name]: list };
      for (const each of straight) assert.equal(wayTo(each, variables), undefined, `${name} ${each}`);
      for (const each of proxied) assert.equal(wayTo(each, variables), company, `${name} ${each}`);
    }
  });
}

Deno.test("a value that is no address of a usable proxy is refused when it is needed, without its password", () => {
  const values = [
    "socks5://u:hush@h:1",
    "http://",
    "http://u:hush@:3128",
    "http://u:hush%zz@h:1",
    "https://u:hush@10.1.2.3",
    "http//u:hush@h:1",
    "https:/u:hush@h:1",
  ];
  for (const value of values) {
    assert.throws(
      () => wayTo("https://a", { https_proxy: value }),
      (error: Error) => error.message.startsWith("HTTPS_PROXY ") && !error.message.includes("hush"),
      value,
    );
    assert.equal(wayTo("http://a", { HTTPS_PROXY: value }), undefined);
    assert.equal(wayTo("https://a", { HTTPS_PROXY: value, NO_PROXY: "a" }), undefined);
  }
});

Deno.test("other programs get both spellings, and exceptions in the form that Python understands", () => {
  assert.deepEqual(proxiesIn({}).variables, {});
  assert.deepEqual(proxiesIn({ https_proxy: company, NO_PROXY: "*.a.org .b.org c.org:443 d.org:8443" }).variables, {
    HTTPS_PROXY: company,
    https_proxy: company,
    NO_PROXY: "a.org,b.org,c.org,d.org:8443",
    no_proxy: "a.org,b.org,c.org,d.org:8443",
  });
  assert.equal(proxiesIn({ no_proxy: "a.org,*" }).variables.NO_PROXY, "*");
});
