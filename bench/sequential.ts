/** A request as it was sent, complete but for the address of the service. */
export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body?: Uint8Array<ArrayBuffer>;
};

/** What a program sends while `run` lasts: it is given the address of something that notes each request and passes it on. */
export async function requestsOf(
  endpoint: string,
  run: (noting: string) => Promise<void>,
): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const bytes = await request.bytes();
    const { pathname, search } = new URL(request.url);
    const one = {
      method: request.method,
      path: pathname + search,
      headers: request.headers,
      body: bytes.length > 0 ? bytes : undefined,
    };
    sent.push(one);
    return await pass(one, endpoint);
  });
  try {
    await run(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
  return sent;
}

/** Sends them again, each one when the answer to the one before it is there: what a script does. @returns milliseconds */
export async function inTurn(sent: readonly Sent[], endpoint: string): Promise<number> {
  const begin = performance.now();
  for (const one of sent) await (await pass(one, endpoint)).bytes();
  return performance.now() - begin;
}

function pass({ method, path, headers, body }: Sent, endpoint: string): Promise<Response> {
  return fetch(endpoint + path, { method, headers, body });
}
