/** `clientPort` is the port the request came from; together with a `TcpRelay` it tells the connection. */
export type HttpHandler = (request: Request, clientPort: number) => Promise<Response>;

export type HttpServer = {
  readonly port: number;
  /** Ends open connections at once; resolves when nothing listens any more. */
  stop(): Promise<void>;
};

/** An HTTP/1.1 server on a free port of 127.0.0.1. An error of the handler becomes a bare 500. */
export function serveHttp(handler: HttpHandler): HttpServer {
  const stopping = new AbortController();
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      signal: stopping.signal,
      onListen() {},
      onError: () => new Response(null, { status: 500 }),
    },
    (request, info) => handler(request, info.remoteAddr.port),
  );
  return {
    port: server.addr.port,
    async stop() {
      stopping.abort();
      await server.finished;
    },
  };
}
