export type ProxiedRequest = {
  readonly method: string;
  /** Path and query as they came, without scheme and host. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
};

export type HttpProxy = {
  /** The answer of the server behind, its body still streaming. Redirects are passed on, not followed. */
  forward(request: ProxiedRequest): Promise<Response>;
  close(): void;
};

/** Headers that belong to one connection and not to the message. */
const perConnection = ["connection", "keep-alive", "transfer-encoding", "te", "upgrade", "expect", "content-length"];

/**
 * Passes requests on to a server on 127.0.0.1 with their own `Host`, which names the bucket for some S3 clients. Each request
 * gets a fresh connection: on a reused one that ends without an answer Deno sends the request twice.
 */
export function httpProxy(port: number): HttpProxy {
  // Named as its own proxy, so that no proxy of the environment comes between us and our own machine.
  const proxy = { transport: "tcp", hostname: "127.0.0.1", port } as const;
  const client = Deno.createHttpClient({ allowHost: true, poolMaxIdlePerHost: 0, proxy });
  return {
    async forward({ method, target, headers, body }) {
      const passed = new Headers(headers);
      for (const name of perConnection) passed.delete(name);
      // fetch would unpack the answer and leave its header, which the caller then takes for the packed bytes.
      passed.set("accept-encoding", "identity");
      const answer = await fetch(`http://127.0.0.1:${port}${target}`, {
        method,
        headers: passed,
        body: method === "GET" || method === "HEAD" ? undefined : body,
        redirect: "manual",
        client,
      });
      return withoutBodyWhereNoneBelongs(method, answer);
    },
    close: () => client.close(),
  };
}

/** HEAD, 204 and 304 answers announce a length and have no body. */
function withoutBodyWhereNoneBelongs(method: string, answer: Response): Response {
  const headers = new Headers(answer.headers);
  for (const name of ["connection", "keep-alive", "transfer-encoding"]) headers.delete(name);
  const bare = method === "HEAD" || answer.status === 204 || answer.status === 304;
  return new Response(bare ? null : answer.body, { status: answer.status, headers });
}
