import assert from "node:assert/strict";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { requestHandler, type RequestHandlerOptions } from "../../lib/aws/request_handler.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { direct } from "../support/direct.ts";
import { useSandboxProfile } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { sessionAt } from "./on_server.ts";

const topicAnswer = answer(
  `<CreateTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><CreateTopicResult>` +
    `<TopicArn>arn:aws:sns:us-west-2:123456789012:t</TopicArn></CreateTopicResult></CreateTopicResponse>`,
);
const listAnswer = answer(
  `<ListTopicsResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListTopicsResult><Topics/>` +
    `</ListTopicsResult></ListTopicsResponse>`,
);

function answer(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** A request as it arrived: its first line, its body, and on which connection. */
type Arrival = { readonly line: string; readonly body: string; readonly connection: number };

/** What to do with a request that has arrived: send an answer, cut the connection, or say nothing for ever. */
type Reaction = (arrival: Arrival, count: number) => string | "cut" | "silence";

type Server = { readonly endpoint: string; readonly arrivals: Arrival[]; stop(): Promise<void> };

/** A server below HTTP, so that a request can arrive whole and its connection end without an answer. */
function rawServer(react: Reaction): Server {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const arrivals: Arrival[] = [];
  const open = new Set<Deno.Conn>();
  const served: Promise<void>[] = [];
  const accepting = (async () => {
    let connections = 0;
    for await (const connection of listener) {
      open.add(connection);
      served.push(serve(connection, connections++).finally(() => open.delete(connection)));
    }
  })();

  async function serve(connection: Deno.Conn, number: number): Promise<void> {
    try {
      for await (const { line, body } of requestsOf(connection)) {
        arrivals.push({ line, body, connection: number });
        const reaction = react(arrivals[arrivals.length - 1], arrivals.length);
        if (reaction === "cut") return connection.close();
        if (reaction !== "silence") await connection.write(new TextEncoder().encode(reaction));
      }
      connection.close();
    } catch {
      // The client went away, or the test is over.
    }
  }

  return {
    endpoint: `http://127.0.0.1:${listener.addr.port}`,
    arrivals,
    async stop() {
      listener.close();
      for (const connection of open) connection.close();
      await accepting;
      await Promise.all(served);
    },
  };
}

async function* requestsOf(connection: Deno.Conn): AsyncGenerator<{ line: string; body: string }> {
  let text = "";
  const chunk = new Uint8Array(65536);
  for (let read = await connection.read(chunk); read !== null; read = await connection.read(chunk)) {
    text += new TextDecoder().decode(chunk.subarray(0, read));
    const end = text.indexOf("\r\n\r\n");
    const length = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
    if (end < 0 || text.length < end + 4 + length) continue;
    yield { line: text.slice(0, text.indexOf("\r\n")), body: text.slice(end + 4, end + 4 + length) };
    text = text.slice(end + 4 + length);
  }
}

type Trial = { readonly client: SNSClient; readonly server: Server; readonly events: DayEvent[] };

/** A genuine client with our handler on a server that reacts as told. */
async function trial(
  react: Reaction,
  { maxAttempts, ...options }: Omit<RequestHandlerOptions, "emit" | "connections"> & { readonly maxAttempts: number },
  body: (trial: Trial) => Promise<void>,
): Promise<void> {
  const server = rawServer(react);
  const events: DayEvent[] = [];
  const client = new SNSClient({
    region: "us-west-2",
    endpoint: server.endpoint,
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
    maxAttempts,
    requestHandler: requestHandler({ ...options, connections: direct, emit: (event) => events.push(event) }),
  });
  try {
    await body({ client, server, events });
  } finally {
    client.destroy();
    await server.stop();
  }
}

const creating = ({ body }: Arrival) => body.includes("Action=CreateTopic");
const isDoomed = ({ body }: Arrival) => body.includes("Name=doomed");
const doomed = ({ server }: Trial) => server.arrivals.filter(isDoomed).length;
const reactTo = (end: "cut" | "silence"): Reaction => (arrival) =>
  isDoomed(arrival) ? end : creating(arrival) ? topicAnswer : listAnswer;

/** Only on a connection that was used before does the runtime send a request again. */
async function warmUp({ client }: Trial): Promise<void> {
  await client.send(new ListTopicsCommand({}));
  await client.send(new CreateTopicCommand({ Name: "first" }));
}

/** Fails instead of hanging. */
async function soon<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("still waiting")), 10 * 60_000);
  });
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

for (const maxAttempts of [1, 3]) {
  Deno.test(`a changing request that is cut after it arrived was sent once per attempt (${maxAttempts})`, async () => {
    await trial(reactTo("cut"), { maxAttempts }, async (each) => {
      await warmUp(each);
      await assert.rejects(each.client.send(new CreateTopicCommand({ Name: "doomed" })));
      assert.equal(doomed(each), maxAttempts);
    });
  });
}

Deno.test("a changing request never shares a connection", async () => {
  await trial(
    (arrival) => creating(arrival) ? topicAnswer : listAnswer,
    { maxAttempts: 1 },
    async ({ client, server }) => {
      await client.send(new ListTopicsCommand({}));
      await client.send(new CreateTopicCommand({ Name: "t" }));
      await client.send(new CreateTopicCommand({ Name: "t" }));
      await client.send(new ListTopicsCommand({}));
      const [firstRead, firstWrite, secondWrite, secondRead] = server.arrivals.map(({ connection }) => connection);
      assert.equal(firstRead, secondRead);
      assert.equal(new Set([firstRead, firstWrite, secondWrite]).size, 3);
    },
  );
});

Deno.test("a read that is cut on a used connection succeeds in the end", async () => {
  await trial((_, count) => count === 2 ? "cut" : listAnswer, { maxAttempts: 3 }, async ({ client, server }) => {
    await client.send(new ListTopicsCommand({}));
    await client.send(new ListTopicsCommand({}));
    assert.ok(server.arrivals.length >= 3);
  });
});

Deno.test("every retry is an event", async () => {
  await trial((_, count) => count < 3 ? "cut" : topicAnswer, { maxAttempts: 3 }, async ({ client, events }) => {
    await client.send(new CreateTopicCommand({ Name: "t" }));
    const data = { service: "sns", operation: "CreateTopic" };
    const retry = (attempt: number) => {
      const state = `no usable answer from AWS, trying again (attempt ${attempt})`;
      return { code: "aws.retry", data: { ...data, attempt, subject: "sns CreateTopic", state, seconds: 0 } };
    };
    assert.deepEqual(events.map(({ code, data }) => ({ code, data })), [
      { code: "aws.request", data: { ...data, attempt: 1 } },
      retry(2),
      retry(3),
    ]);
  });
});

Deno.test("a request without an answer fails when its time is over, and was sent once", async () => {
  // Enough for the requests that are answered, on however busy a machine.
  const options = { maxAttempts: 1, requestTimeout: 3_000 };
  await trial(reactTo("silence"), options, async (each) => {
    await warmUp(each);
    const sent = each.client.send(new CreateTopicCommand({ Name: "doomed" }));
    await assert.rejects(soon(sent), { name: "TimeoutError" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(doomed(each), 1);
  });
});

Deno.test("crash matrix, spot-create-nuked: behind slow answers a request is not sent, and its time does not run", async () => {
  let [underway, most] = [0, 0];
  const tally = {
    begin() {
      most = Math.max(most, ++underway);
      return () => void underway--;
    },
    summary: () => undefined,
  };
  const stopper = new AbortController();
  await trial(() => "silence", { maxAttempts: 1, tally, signal: stopper.signal }, async ({ client, server }) => {
    const all = Array.from({ length: 70 }, () => client.send(new ListTopicsCommand({})));
    const ended = Promise.allSettled(all);
    while (server.arrivals.length < 64) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(most, 64);
    stopper.abort();
    assert.deepEqual(new Set((await ended).map(({ status }) => status)), new Set(["rejected"]));
    assert.equal(server.arrivals.length, 64);
  });
});

Deno.test("an abort ends a request that waits", async () => {
  const stopper = new AbortController();
  await trial(() => "silence", { maxAttempts: 8, signal: stopper.signal }, async ({ client, server }) => {
    const sent = client.send(new ListTopicsCommand({}));
    const refused = assert.rejects(soon(sent), { name: "AbortError" });
    while (server.arrivals.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stopper.abort();
    await refused;
    assert.equal(server.arrivals.length, 1);
  });
});

Deno.test("S3 alone speaks to AWS_ENDPOINT_URL_S3, and a bucket stands in the path", async () => {
  useSandboxProfile();
  const [server, other] = [rawServer(() => listAnswer), rawServer(() => answer("hello"))];
  const aws = sandboxAws(server, { s3Endpoint: other.endpoint.replace("127.0.0.1", "localhost") });
  try {
    await (await aws.s3()).send(new GetObjectCommand({ Bucket: "some-bucket", Key: "a" }));
    await (await aws.sns()).send(new ListTopicsCommand({}));
    assert.match(other.arrivals[0].line, /^GET \/some-bucket\/a[? ]/);
    assert.deepEqual([server.arrivals.length, other.arrivals.length], [1, 1]);
    assert.throws(() => sandboxAws(server, { s3Endpoint: "ftp://x" }), { message: /^AWS_ENDPOINT_URL_S3 is "ftp:/ });
  } finally {
    aws.close();
    await Promise.all([server.stop(), other.stop()]);
  }
});

Deno.test("all services speak to AWS_ENDPOINT_URL, and a bucket stands in the path", async () => {
  const server = rawServer((arrival) => arrival.line.startsWith("GET") ? answer("hello") : listAnswer);
  // For a numeric address the SDK puts the bucket into the path by itself.
  const aws = sessionAt(server.endpoint.replace("127.0.0.1", "localhost"));
  try {
    const { Body } = await (await aws.s3()).send(new GetObjectCommand({ Bucket: "some-bucket", Key: "a/b" }));
    assert.equal(await Body?.transformToString(), "hello");
    await (await aws.sns()).send(new ListTopicsCommand({}));
    assert.match(server.arrivals[0].line, /^GET \/some-bucket\/a\/b[? ]/);
    assert.equal(server.arrivals.length, 2);
  } finally {
    aws.close();
    await server.stop();
  }
});
