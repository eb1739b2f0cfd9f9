import { fileURLToPath } from "node:url";
import type { AwsDeps } from "../../lib/aws/resource.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { type VirtualClock, virtualClock } from "../support/virtual_clock.ts";

/** What a service answers: status, body, and the error code where the protocol wants it in a header. */
export type Answer = { readonly status?: number; readonly body: string; readonly headers?: Record<string, string> };

/**
 * A genuine session, on a virtual clock, on a server that answers as told, for answers that no emulator gives.
 *
 * @param react gets each request's operation (method and path where the protocol names none) and its body
 */
export async function onServer(
  react: (operation: string, body: string) => Answer,
  run: (deps: AwsDeps & { readonly clock: VirtualClock }, requests: readonly string[]) => Promise<void>,
): Promise<void> {
  const requests: string[] = [];
  const listen = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(listen, async (request) => {
    const text = await request.text();
    const operation = operationOf(request, text);
    requests.push(operation);
    const { status = 200, body, headers } = react(operation, text);
    return new Response(body, { status, headers });
  });
  const aws = sessionAt(`http://127.0.0.1:${server.addr.port}`);
  try {
    const { signal } = new AbortController();
    await run({ aws, clock: virtualClock(), signal, random: () => 0.5 }, requests);
  } finally {
    aws.close();
    await server.shutdown();
  }
}

function operationOf(request: Request, body: string): string {
  const target = request.headers.get("x-amz-target")?.split(".").at(-1);
  return target ?? /Action=(\w+)/.exec(body)?.[1] ?? `${request.method} ${new URL(request.url).pathname}`;
}

/** A session on any address, with the keys that all tests have in common. */
export function sessionAt(endpoint: string): Aws {
  for (const [variable, file] of [["AWS_CONFIG_FILE", "config"], ["AWS_SHARED_CREDENTIALS_FILE", "credentials"]]) {
    Deno.env.set(variable, fileURLToPath(new URL(`../support/aws/${file}`, import.meta.url)));
  }
  return sandboxAws({ endpoint });
}
