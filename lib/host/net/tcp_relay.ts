/** One client's connection through the relay. */
export type RelayedConnection = {
  /** 1 for the first connection of the relay, and so on. */
  readonly id: number;
  /** Resolves when the client has gone, or was cut off. */
  readonly closed: Promise<void>;
  /** Ends it without another byte, whatever is still on its way. */
  cut(): void;
};

export type TcpRelay = {
  readonly port: number;
  /** The connection that reaches the server behind from this port. */
  connectionFrom(port: number): RelayedConnection | undefined;
  /** Cuts every connection and stops listening. */
  stop(): void;
};

/** A certificate and its private key, as PEM. */
export type ServerCertificate = { readonly cert: string; readonly key: string };

/**
 * A relay on a free port of 127.0.0.1 in front of a server there. A server alone cannot take an answer back: once it begins,
 * the status line is out. The relay can cut the client off before a byte of it has passed.
 *
 * @param certificate makes it speak TLS with its clients, not with the server
 */
export function tcpRelay(serverPort: number, certificate?: ServerCertificate): TcpRelay {
  const address = { hostname: "127.0.0.1", port: 0 };
  const listener = certificate === undefined ? Deno.listen(address) : Deno.listenTls({ ...address, ...certificate });
  const open = new Map<number, RelayedConnection>();
  let count = 0;
  const take = async (client: Deno.TcpConn | Deno.TlsConn) => {
    const server = await connected(serverPort);
    if (server === undefined) return close(client);
    const from = server.localAddr.port;
    const cut = () => [client, server].forEach(close);
    if ("setNoDelay" in client) client.setNoDelay(true);
    server.setNoDelay(true);
    const closed = pump(client, server);
    open.set(from, { id: ++count, closed, cut });
    await Promise.all([closed, pump(server, client)]);
    cut();
    open.delete(from);
  };
  const accepting = async () => {
    for await (const client of listener) void take(client);
  };
  void accepting();
  return {
    port: listener.addr.port,
    connectionFrom: (port) => open.get(port),
    stop() {
      close(listener);
      for (const connection of open.values()) connection.cut();
    },
  };
}

async function connected(port: number): Promise<Deno.TcpConn | undefined> {
  try {
    return await Deno.connect({ hostname: "127.0.0.1", port });
  } catch {
    return undefined;
  }
}

/** Copies until the source ends, then tells the target so. A connection that is cut ends both directions. */
async function pump(source: Deno.Conn, target: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let size = await source.read(buffer); size !== null; size = await source.read(buffer)) {
      for (let done = 0; done < size;) done += await target.write(buffer.subarray(done, size));
    }
    await target.closeWrite();
  } catch {
    [source, target].forEach(close);
  }
}

function close(resource: { close(): void }): void {
  try {
    resource.close();
  } catch {
    // Closed already.
  }
}
