import assert from "node:assert/strict";
import { join } from "node:path";
import { sandboxKey } from "../../lib/sandbox/emulator/seed.ts";
import { certified } from "../support/certificate_authority.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { type Sandbox, withSandbox } from "../support/sandbox.ts";
import { standInTools } from "../support/stand_in_tools.ts";
import { type TunnellingProxy, tunnellingProxy } from "../support/tunnelling_proxy.ts";
import { configFolder, demo, runProgram } from "./program.ts";
import { swift } from "./requests.ts";

/** An address that nobody has (RFC 5737): only a proxy knows a way to it. */
const elsewhere = "192.0.2.1";

type Variables = Readonly<Record<string, string | undefined>>;

type Company = {
  readonly sandbox: Sandbox;
  /** Where the proxy leads to the sandbox. */
  readonly address: string;
  readonly proxy: TunnellingProxy;
  /** The file of the company's authority. */
  readonly authority: string;
  /** Inside the sandbox, for a person who knows the address only. */
  readonly environment: Variables;
};

/** A sandbox that speaks https with a company's certificate, and that only the company's proxy knows a way to. */
async function inCompany(body: (company: Company) => Promise<void>): Promise<void> {
  const { authority, ...certificate } = await certified([elsewhere, "127.0.0.1"]);
  await withSandbox({ settings: swift, certificate }, async (sandbox) => {
    const file = join(sandbox.folder, "company.pem");
    await Deno.writeTextFile(file, authority);
    const { port } = new URL(sandbox.endpoint);
    const proxy = tunnellingProxy(() => ({ to: Number(port) }));
    const address = `https://${elsewhere}:${port}`;
    const without = { DAYCTL_SANDBOX: undefined, NO_PROXY: undefined, no_proxy: undefined, ...noCertificates };
    const environment = { ...sandbox.environment, ...without, AWS_ENDPOINT_URL: address };
    try {
      await body({ sandbox, address, proxy, authority: file, environment });
    } finally {
      await proxy.stop();
    }
  });
}

/** The machine of the tests may have a company of its own. */
const noCertificates = { NODE_EXTRA_CA_CERTS: undefined, DENO_CERT: undefined, REQUESTS_CA_BUNDLE: undefined };

const preflight = "preflight --region-az us-west-2b --config config/demo.yaml --non-interactive --output json".split(
  " ",
);

/** The check of the credentials, which makes the first request. */
function identityIn(out: string): { readonly status: string; readonly remediation: string; readonly note: string } {
  const checks: { id: string; status: string; remediation: string; details: { note: string } }[] =
    JSON.parse(out).report.checks;
  const found = checks.find(({ id }) => id === "aws.identity");
  return { status: found?.status ?? "", remediation: found?.remediation ?? "", note: found?.details.note ?? "" };
}

/** Everything that was written, logs and journals included. */
async function written(folder: string): Promise<string> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const texts = entries.map(({ name, isDirectory }) =>
    isDirectory ? written(join(folder, name)) : Deno.readTextFile(join(folder, name))
  );
  return (await Promise.all(texts)).join("\n");
}

Deno.test("a creation to the dry run with the genuine tools, over https with a company's authority, through its proxy only", () =>
  inCompany(async ({ sandbox, address, proxy, authority, environment }) => {
    const company = { AWS_CA_BUNDLE: authority, HTTPS_PROXY: `http://company:hush@${proxy.host}` };
    const env = { ...environment, ...company, DAY_BREAK: "1" };
    const ended = await programHere([...demo, "--debug", "--output", "json"], { env, clock: hurriedClock() });
    assert.equal(ended.code, 0, ended.err);
    assert.equal(JSON.parse(ended.out).status, "dry_run_ok");
    const requests = sandbox.requests();
    assert.deepEqual(new Set(requests.map(({ caller }) => caller)), new Set(["sdk", "pcluster", "cli"]));
    assert.deepEqual(new Set(requests.map(({ accessKey }) => accessKey)), new Set([sandboxKey.id]));
    assert.deepEqual(
      new Set(proxy.tunnels.map(({ authorization }) => authorization)),
      new Set([`Basic ${btoa("company:hush")}`]),
    );
    // Where pcluster publishes its versions is beyond AWS_ENDPOINT_URL, and behind the proxy like everything else.
    const [ours, others] = [new URL(address).host, /^\S+-aws-parallelcluster\.s3\.\S+:443$/];
    assert.deepEqual(proxy.tunnels.filter(({ target }) => target !== ours && !others.test(target)), []);
    const connections = new Set(requests.map(({ connection }) => connection));
    assert.ok(connections.size <= proxy.tunnels.filter(({ target }) => target === ours).length);
    const everything = [ended.out, ended.err, await written(configFolder(sandbox))].join("\n");
    assert.ok(!everything.includes("hush"));
  }));

Deno.test("a company's certificate and proxy in every form that a person may have set", async (test) => {
  await inCompany(async ({ sandbox, proxy, authority, environment }) => {
    const { folder } = sandbox;
    const other = (await certified(["example.org"])).authority;
    const company = await Deno.readTextFile(authority);
    await Deno.writeTextFile(join(folder, "several.pem"), `# of the company\n${other}\nand\n${company}`);
    await Deno.writeTextFile(
      join(folder, "config"),
      "[default]\nca_bundle = none\n[profile sandbox]\nca_bundle = several.pem\n",
    );
    const { path: PATH } = await standInTools(folder);
    const base = { ...environment, PATH, INIT_CWD: folder, AWS_CA_BUNDLE: undefined };
    const config = "config/demo.yaml";
    const words = preflight.map((word) =>
      word === config ? new URL(`../../${config}`, import.meta.url).pathname : word
    );
    const direct = { AWS_ENDPOINT_URL: sandbox.endpoint };

    const passing: readonly (readonly [string, Variables])[] = [
      ["AWS_CA_BUNDLE", { ...direct, AWS_CA_BUNDLE: authority }],
      ["AWS_CA_BUNDLE with several certificates, named from here", { ...direct, AWS_CA_BUNDLE: "several.pem" }],
      ["NODE_EXTRA_CA_CERTS", { ...direct, NODE_EXTRA_CA_CERTS: authority }],
      ["ca_bundle of the profile", { ...direct, AWS_CONFIG_FILE: join(folder, "config") }],
      ["HTTPS_PROXY", { AWS_CA_BUNDLE: authority, HTTPS_PROXY: `http://${proxy.host}` }],
      ["https_proxy without http://", { AWS_CA_BUNDLE: authority, https_proxy: proxy.host }],
      ["NO_PROXY", { ...direct, AWS_CA_BUNDLE: authority, HTTPS_PROXY: "http://127.0.0.1:1", NO_PROXY: ".0.0.1" }],
      ["no_proxy *", { ...direct, AWS_CA_BUNDLE: authority, HTTPS_PROXY: "http://127.0.0.1:1", no_proxy: "*" }],
    ];
    for (const [what, variables] of passing) {
      await test.step(`${what}: the preflight passes`, async () => {
        const before = proxy.tunnels.length;
        const { code, err } = await programHere(words, { env: { ...base, ...variables } });
        assert.equal(code, 0, err);
        assert.equal(proxy.tunnels.length > before, !("AWS_ENDPOINT_URL" in variables));
      });
    }

    const failing: readonly (readonly [string, Variables, RegExp, RegExp])[] = [
      ["no authority", direct, /^No answer from AWS.*certificate/, /AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS or ca_bundle/],
      [
        "another authority",
        { ...direct, NODE_EXTRA_CA_CERTS: join(folder, "several.pem2") },
        /^No answer from AWS.*NODE_EXTRA_CA_CERTS names \S+several\.pem2, which cannot be read/,
        /AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS or ca_bundle/,
      ],
      [
        "an absent file",
        { ...direct, AWS_CA_BUNDLE: "absent.pem" },
        /^AWS_CA_BUNDLE names \S+\/absent\.pem,/,
        /AWS_CA_BUNDLE/,
      ],
      [
        "a proxy of another kind",
        { AWS_CA_BUNDLE: authority, HTTPS_PROXY: "socks5://company:hush@127.0.0.1:1" },
        /^HTTPS_PROXY .*socks5/,
        /set HTTPS_PROXY to http:\/\/HOST:PORT/,
      ],
    ];
    for (const [what, variables, note, fix] of failing) {
      await test.step(`${what}: told as a failure of the network`, async () => {
        const { out, err } = await programHere(words, { env: { ...base, ...variables } });
        const check = identityIn(out);
        assert.equal(check.status, "FAIL");
        assert.match(check.note, note);
        assert.match(check.remediation, fix);
        assert.ok(![out, err].join().includes("hush"));
      });
    }

    await test.step("a proxy that refuses: told as a failure of the network, without its password", async () => {
      const refusing = tunnellingProxy(() => ({ status: "407 Proxy Authentication Required" }));
      const env = { ...base, AWS_CA_BUNDLE: authority, HTTPS_PROXY: `http://company:hush@${refusing.host}` };
      const { out, err } = await programHere(words, { env });
      await refusing.stop();
      assert.match(identityIn(out).note, /^No answer from AWS.* 407 Proxy Authentication Required/);
      assert.match(identityIn(out).remediation, /HTTPS_PROXY, NO_PROXY/);
      assert.ok(![out, err].join().includes("hush"));
    });

    await test.step("the program as a process, with what its permissions allow", async () => {
      const variables = { NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY: `http://${proxy.host}` };
      const env = Object.entries({ ...base, ...variables }).filter((entry): entry is [string, string] => !!entry[1]);
      const before = proxy.tunnels.length;
      const { code, err } = await runProgram(Object.fromEntries(env), ...words);
      assert.equal(code, 0, err);
      assert.ok(proxy.tunnels.length > before);
    });
  });
});
