import assert from "node:assert/strict";
import { getCACertificates, rootCertificates } from "node:tls";
import { connectionsOf } from "../../lib/host/net/connections.ts";
import { systemWeb } from "../../lib/host/net/system_web.ts";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { certified } from "../support/certificate_authority.ts";
import { childrenHere } from "../support/children_here.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { tunnellingProxy } from "../support/tunnelling_proxy.ts";

const pem = (content: string) => `-----BEGIN CERTIFICATE-----\n${btoa(content)}\n-----END CERTIFICATE-----\n`;

type Surroundings = {
  readonly variables: Readonly<Record<string, string>>;
  /** What the profile names. */
  readonly profileBundle?: string;
};

/** Connections in a folder with three files of certificates. */
async function inFolder(
  { variables, profileBundle }: Surroundings,
  body: (place: { readonly folder: string } & ReturnType<typeof surroundings>) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    for (const name of ["one", "two", "three"]) await Deno.writeTextFile(`${folder}/${name}.pem`, pem(name));
    await Deno.writeTextFile(`${folder}/none.pem`, "no certificate");
    await body({ folder, ...surroundings(folder, variables, profileBundle) });
  });
}

function surroundings(folder: string, variables: Readonly<Record<string, string>>, profileBundle?: string) {
  const environment = environmentOf({ HOME: folder, USER: "u", ...variables }, () => folder);
  const connections = connectionsOf({
    environment,
    files: systemFiles,
    profileBundle: () =>
      Promise.resolve(
        profileBundle === undefined ? undefined : { name: "ca_bundle of profile p", path: profileBundle },
      ),
  });
  const childVariables = async () => {
    const { stdout } = await connections.children(childrenHere(environment)).run(["/usr/bin/env"]);
    return Object.fromEntries(stdout.trim().split("\n").map((line) => line.split(/=(.*)/s).slice(0, 2)));
  };
  const authorities = async () => (await connections.to(new URL("https://a"))).agent.ca;
  return { connections, childVariables, authorities };
}

Deno.test("without a file of certificates the runtime's own are trusted, and children are told nothing", () =>
  inFolder({ variables: { AWS_CA_BUNDLE: "" } }, async ({ authorities, childVariables }) => {
    assert.equal(await authorities(), undefined);
    const variables = await childVariables();
    assert.ok(!("REQUESTS_CA_BUNDLE" in variables) && variables.AWS_CA_BUNDLE === "");
  }));

/** The variables, what the profile names, and whose certificates are trusted with those of the runtime. */
const trusted: readonly (readonly [Surroundings, readonly string[]])[] = [
  [{ variables: { AWS_CA_BUNDLE: "one.pem" } }, ["one"]],
  [{ variables: {}, profileBundle: "one.pem" }, ["one"]],
  [{ variables: {}, profileBundle: "~/one.pem" }, ["one"]],
  [{ variables: { AWS_CA_BUNDLE: "one.pem" }, profileBundle: "two.pem" }, ["one"]],
  [{ variables: { NODE_EXTRA_CA_CERTS: "two.pem" } }, ["two"]],
  [{ variables: { DENO_CERT: "three.pem" } }, ["three"]],
  [{ variables: { NODE_EXTRA_CA_CERTS: "two.pem", DENO_CERT: "three.pem" }, profileBundle: "one.pem" }, [
    "one",
    "two",
    "three",
  ]],
  [{ variables: { AWS_CA_BUNDLE: "one.pem", NODE_EXTRA_CA_CERTS: "./one.pem" } }, ["one"]],
  [{ variables: { AWS_CA_BUNDLE: "one.pem", NODE_EXTRA_CA_CERTS: "absent.pem" } }, ["one"]],
];
for (const [given, names] of trusted) {
  Deno.test(`trusted beside the usual authorities, by us and by children: ${JSON.stringify(given)}`, () =>
    inFolder(given, async ({ folder, authorities, childVariables }) => {
      assert.deepEqual(await authorities(), [...rootCertificates, ...names.map(pem)]);
      const { AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE } = await childVariables();
      assert.equal(REQUESTS_CA_BUNDLE, AWS_CA_BUNDLE);
      // One file for the tools of AWS is theirs as it is; all others are put together with the usual authorities.
      if (names.join() === "one") return assert.equal(AWS_CA_BUNDLE, `${folder}/one.pem`);
      const text = await Deno.readTextFile(AWS_CA_BUNDLE);
      assert.equal(text, [...rootCertificates, ...names.map(pem)].join("\n"));
    }));
}

Deno.test("the authorities of the system are trusted where the runtime is told so", () =>
  inFolder({ variables: { AWS_CA_BUNDLE: "one.pem", DENO_TLS_CA_STORE: "system" } }, async ({ authorities }) => {
    assert.deepEqual(await authorities(), [...getCACertificates("system"), pem("one")]);
  }));

Deno.test("a file for requests that the user named stays", () =>
  inFolder(
    { variables: { AWS_CA_BUNDLE: "one.pem", REQUESTS_CA_BUNDLE: "/two.pem" } },
    async ({ childVariables }) => assert.equal((await childVariables()).REQUESTS_CA_BUNDLE, "/two.pem"),
  ));

const useless: readonly (readonly [Surroundings, RegExp])[] = [
  [
    { variables: { AWS_CA_BUNDLE: "absent.pem" } },
    /^AWS_CA_BUNDLE names \S+\/absent\.pem, which cannot be read: No such/,
  ],
  [{ variables: { AWS_CA_BUNDLE: "none.pem" } }, /^AWS_CA_BUNDLE names \S+\/none\.pem, which holds no certificate/],
  [{ variables: { AWS_CA_BUNDLE: "." } }, /^AWS_CA_BUNDLE names \S+, which cannot be read: /],
  [
    { variables: {}, profileBundle: "absent.pem" },
    /^ca_bundle of profile p names \S+\/absent\.pem, which cannot be read/,
  ],
];
for (const [given, message] of useless) {
  Deno.test(`refused over https and no matter over http: ${JSON.stringify(given)}`, () =>
    inFolder(given, async ({ connections, authorities, childVariables }) => {
      await assert.rejects(authorities(), { code: "DAY-NET-001", message });
      assert.deepEqual((await connections.to(new URL("http://a"))).notes, []);
      assert.equal((await childVariables()).AWS_CA_BUNDLE, given.variables.AWS_CA_BUNDLE);
    }));
}

Deno.test("what only Node is told and cannot be read stops nobody, and is said beside a failure", () =>
  inFolder({ variables: { NODE_EXTRA_CA_CERTS: "none.pem" } }, async ({ connections, authorities }) => {
    assert.equal(await authorities(), undefined);
    const [note] = (await connections.to(new URL("https://a"))).notes;
    assert.match(note, /^NODE_EXTRA_CA_CERTS names \S+\/none\.pem, which holds no certificate/);
  }));

Deno.test("children go through our proxies, and what is given to one of them counts more", () =>
  inFolder({ variables: { https_proxy: "h:1", NO_PROXY: "*.a.org" } }, async ({ connections, childVariables }) => {
    const { HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy } = await childVariables();
    assert.deepEqual([HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy], ["http://h:1", "http://h:1", "a.org", "a.org"]);
    const processes = connections.children(childrenHere(environmentOf({ HOME: "/", USER: "u" }, () => "/")));
    const { stdout } = await processes.run(["/usr/bin/env"], { env: { HTTPS_PROXY: "other:1" } });
    assert.match(stdout, /^HTTPS_PROXY=other:1$/m);
  }));

Deno.test("plain http goes through HTTP_PROXY", async () => {
  const listen = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(listen, ({ url, headers }) => new Response(`${url} ${headers.get("proxy-authorization")}`));
  const variables = { http_proxy: `company:hush@127.0.0.1:${server.addr.port}` };
  await inFolder({ variables }, async ({ connections }) => {
    const { body } = await systemWeb(connections).get("http://aws.example.org/a?b");
    assert.equal(new TextDecoder().decode(body), `http://aws.example.org/a?b Basic ${btoa("company:hush")}`);
  });
  await server.shutdown();
});

Deno.test("the web is asked through the proxy and with the authority, and followed to another address", async () => {
  const { authority, ...certificate } = await certified(["young.example.org", "old.example.org"]);
  const listen = { hostname: "127.0.0.1", port: 0, onListen: () => {}, ...certificate };
  const server = Deno.serve(listen, (request) => {
    const { hostname, pathname, search } = new URL(request.url);
    const location = `https://old.example.org${pathname}${search}`;
    if (pathname === "/absent") return new Response(null, { status: 404 });
    if (pathname === "/circle") return new Response(null, { status: 307, headers: { location: "/circle" } });
    return hostname.startsWith("young") ? Response.redirect(location, 307) : new Response(`asked ${search}`);
  });
  const proxy = tunnellingProxy(() => ({ to: server.addr.port }));
  try {
    await inFolder({ variables: { HTTPS_PROXY: proxy.host, AWS_CA_BUNDLE: "company.pem" } }, async (place) => {
      await Deno.writeTextFile(`${place.folder}/company.pem`, authority);
      const web = systemWeb(place.connections);
      const { status, body } = await web.get("https://young.example.org/a?X-Amz-Signature=1%2F2");
      assert.deepEqual([status, new TextDecoder().decode(body)], [200, "asked ?X-Amz-Signature=1%2F2"]);
      const hosts = proxy.tunnels.map(({ target }) => target);
      assert.deepEqual(hosts, ["young.example.org:443", "old.example.org:443"]);
      assert.equal((await web.get("https://old.example.org/absent")).status, 404);
      assert.equal((await web.get("https://old.example.org/circle")).status, 307);
      await assert.rejects(web.get("https://unknown.example.org/"), /cert/);
      const stopped = AbortSignal.abort(new Error("enough"));
      await assert.rejects(systemWeb(place.connections, stopped).get("https://old.example.org/"));
    });
  } finally {
    await proxy.stop();
    await server.shutdown();
  }
});
