import { type Aws, awsSession } from "../../lib/aws/session.ts";

/** What a service answers: status, body, and the error code where the protocol wants it in a header. */
export type Answer = { readonly status?: number; readonly body: string; readonly headers?: Record<string, string> };

/**
 * A genuine session on a server that answers as told, for answers that no emulator gives.
 *
 * @param react gets each request's method and path, and its body
 */
export async function onServer(
  react: (request: string, body: string) => Answer,
  run: (aws: Aws, requests: readonly string[]) => Promise<void>,
): Promise<void> {
  const requests: string[] = [];
  const listen = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(listen, async (request) => {
    const line = `${request.method} ${new URL(request.url).pathname}`;
    const text = await request.text();
    requests.push(/Action=(\w+)/.exec(text)?.[1] ?? line);
    const { status = 200, body, headers } = react(line, text);
    return new Response(body, { status, headers });
  });
  const home = await Deno.makeTempDir({ prefix: "dayctl-" });
  await Deno.writeTextFile(`${home}/config`, "[profile p]\nregion = us-west-2\n");
  await Deno.writeTextFile(`${home}/credentials`, "[p]\naws_access_key_id = x\naws_secret_access_key = x\n");
  Deno.env.set("AWS_CONFIG_FILE", `${home}/config`);
  Deno.env.set("AWS_SHARED_CREDENTIALS_FILE", `${home}/credentials`);
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  const aws = awsSession({ profile: "p", region: "us-west-2", endpoint, emit: () => {} });
  try {
    await run(aws, requests);
  } finally {
    aws.close();
    await server.shutdown();
    await Deno.remove(home, { recursive: true });
  }
}
