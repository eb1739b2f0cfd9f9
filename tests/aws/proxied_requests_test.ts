import assert from "node:assert/strict";
import { CreateTopicCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { explainAwsError, isDefiniteRefusal } from "../../lib/aws/aws_error.ts";
import { requestHandler } from "../../lib/aws/request_handler.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { connectionsOf } from "../../lib/host/net/connections.ts";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { type Certified, certified } from "../support/certificate_authority.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { type Conduct, type TunnellingProxy, tunnellingProxy } from "../support/tunnelling_proxy.ts";

const answers = {
  ListTopics: `<ListTopicsResponse><ListTopicsResult><Topics/></ListTopicsResult></ListTopicsResponse>`,
  CreateTopic:
    `<CreateTopicResponse><CreateTopicResult><TopicArn>arn:t</TopicArn></CreateTopicResult></CreateTopicResponse>`,
};

type Trial = { readonly client: SNSClient; readonly proxy: TunnellingProxy; readonly arrivals: readonly string[] };

/**
 * A genuine client that means the genuine address of AWS, behind a proxy that leads it to a server of this machine.
 *
 * @param conduct of the proxy; default: it leads to the server
 */
async function trial(
  { conduct, certificate, variables = {}, maxAttempts = 1, connectionTimeout }: {
    readonly conduct?: Conduct;
    readonly certificate: Certified;
    readonly variables?: Readonly<Record<string, string>>;
    readonly maxAttempts?: number;
    readonly connectionTimeout?: number;
  },
  body: (trial: Trial) => Promise<void>,
): Promise<void> {
  const arrivals: string[] = [];
  const listen = { hostname: "127.0.0.1", port: 0, onListen: () => {}, ...certificate };
  const server = Deno.serve(listen, async (request) => {
    const operation = new URLSearchParams(await request.text()).get("Action") === "CreateTopic"
      ? "CreateTopic"
      : "ListTopics";
    arrivals.push(operation);
    return new Response(answers[operation], { headers: { "content-type": "text/xml" } });
  });
  const proxy = tunnellingProxy(() => conduct ?? { to: server.addr.port });
  await inTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/company.pem`, certificate.authority);
    const named = { HTTPS_PROXY: `http://company:hush@${proxy.host}`, AWS_CA_BUNDLE: "company.pem", ...variables };
    const environment = environmentOf({ HOME: folder, USER: "u", ...named }, () => folder);
    const connections = connectionsOf({ environment, files: systemFiles });
    const client = new SNSClient({
      region: "us-west-2",
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
      maxAttempts,
      requestHandler: requestHandler({ emit: () => {}, connections, connectionTimeout }),
    });
    try {
      await body({ client, proxy, arrivals });
    } finally {
      client.destroy();
      await proxy.stop();
      await server.shutdown();
    }
  });
}

const listing = ({ client }: Pick<Trial, "client">) => client.send(new ListTopicsCommand({}));

async function refusal(work: Promise<unknown>): Promise<{ readonly error: unknown; readonly told: DayError }> {
  const error = await work.then(() => assert.fail("it came through"), (error: unknown) => error);
  return { error, told: explainAwsError(error, "listing topics") };
}

Deno.test("requests behind a company's proxy and certificate", async (test) => {
  const certificate = await certified(["sns.us-west-2.amazonaws.com"]);

  await test.step("reads share a tunnel, every changing request has its own, and each names the proxy's user", async () => {
    await trial({ certificate }, async ({ client, proxy, arrivals }) => {
      for (const _ of [1, 2]) await listing({ client });
      for (const _ of [1, 2]) await client.send(new CreateTopicCommand({ Name: "t" }));
      assert.deepEqual(arrivals, ["ListTopics", "ListTopics", "CreateTopic", "CreateTopic"]);
      const authorization = `Basic ${btoa("company:hush")}`;
      assert.deepEqual(proxy.tunnels, Array(3).fill({ target: "sns.us-west-2.amazonaws.com:443", authorization }));
    });
  });

  const refusals: readonly (readonly [string, Conduct, number, RegExp])[] = [
    ["wants a password", { status: "407 Proxy Authentication Required" }, 1, /407 Proxy Authentication Required/],
    ["forbids the address", { status: "403 Forbidden" }, 1, /403 Forbidden/],
    ["does not reach it", { status: "502 Bad Gateway" }, 2, /502 Bad Gateway/],
    ["ends the connection", "cut", 2, /ended unexpectedly/],
  ];
  for (const [what, conduct, attempts, reason] of refusals) {
    await test.step(`a proxy that ${what} is a network error, and its password is not told`, async () => {
      await trial({ certificate, conduct, maxAttempts: 2 }, async (each) => {
        const { error, told } = await refusal(listing(each));
        assert.deepEqual([told.code, told.exitCode, isDefiniteRefusal(error)], ["DAY-NET-001", 2, false]);
        assert.match(told.message, reason);
        assert.ok(told.message.includes(`the way leads through the proxy ${each.proxy.host}`), told.message);
        assert.match(told.fix, /HTTPS_PROXY/);
        assert.ok(!told.message.includes("hush"), told.message);
        assert.deepEqual([each.proxy.tunnels.length, each.arrivals], [attempts, []]);
      });
    });
  }

  await test.step("a proxy that is not there is a network error", async () => {
    const variables = { HTTPS_PROXY: "", https_proxy: "company:hush@127.0.0.1:1" };
    await trial({ certificate, variables }, async (each) => {
      const { told } = await refusal(listing(each));
      assert.equal(told.code, "DAY-NET-001");
      assert.match(told.message, /ECONNREFUSED.*the way leads through the proxy 127\.0\.0\.1:1\b/);
      assert.deepEqual(each.proxy.tunnels, []);
    });
  });

  await test.step("a proxy that never answers is given up", async () => {
    const server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const variables = { HTTPS_PROXY: `http://127.0.0.1:${server.addr.port}` };
    await trial({ certificate, variables, connectionTimeout: 500 }, async (each) => {
      const { told } = await refusal(listing(each));
      assert.deepEqual([told.code, each.arrivals], ["DAY-NET-001", []]);
    });
    server.close();
  });

  const untrusted: readonly (readonly [string, () => Promise<Certified>, RegExp])[] = [
    [
      "of an unknown authority",
      async () => ({ ...certificate, authority: (await certified(["a"])).authority }),
      /verify/,
    ],
    ["of another host", () => certified(["example.org"]), /sns\.us-west-2\.amazonaws\.com/],
    ["that has expired", () => certified(["sns.us-west-2.amazonaws.com"], 1), /certificate/],
  ];
  for (const [what, make, reason] of untrusted) {
    await test.step(`a certificate ${what} is a network error, at once, whose fix names the ways to trust one`, async () => {
      await trial({ certificate: await make(), maxAttempts: 3 }, async (each) => {
        const { told } = await refusal(listing(each));
        assert.deepEqual([told.code, told.exitCode], ["DAY-NET-001", 2]);
        assert.match(told.message, reason);
        assert.match(told.fix, /AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS or ca_bundle of the profile/);
        assert.deepEqual([each.proxy.tunnels.length, each.arrivals], [1, []]);
      });
    });
  }
});
