/** A request for a tunnel as it came. */
export type Tunnel = { readonly target: string; readonly authorization?: string };

export type TunnellingProxy = {
  /** As in `127.0.0.1:4567`. */
  readonly host: string;
  readonly tunnels: readonly Tunnel[];
  stop(): Promise<void>;
};

/** What it does with a tunnel: leads all of them to that port of this machine, answers with a status, or ends the connection. */
export type Conduct = { readonly to: number } | { readonly status: string } | "cut";

/** A proxy of a company on a free port of 127.0.0.1, which notes every CONNECT. */
export function tunnellingProxy(conduct: () => Conduct): TunnellingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const tunnels: Tunnel[] = [];
  const open = new Set<Deno.Conn>();
  const serving: Promise<void>[] = [];
  const serve = async (client: Deno.Conn) => {
    open.add(client);
    const head = await headOf(client);
    const target = /^CONNECT (\S+) /.exec(head)?.[1];
    if (target === undefined) return;
    tunnels.push({ target, authorization: /^proxy-authorization: (.*)\r$/im.exec(head)?.[1] });
    const wanted = conduct();
    if (wanted === "cut") return;
    const say = (status: string) => client.write(new TextEncoder().encode(`HTTP/1.1 ${status}\r\n\r\n`));
    if ("status" in wanted) return void await say(wanted.status);
    const server = await Deno.connect({ hostname: "127.0.0.1", port: wanted.to });
    open.add(server);
    await say("200 Connection established");
    await Promise.allSettled([copy(client, server), copy(server, client)]);
    close(server);
  };
  const accepting = (async () => {
    for await (const client of listener) serving.push(serve(client).catch(() => {}).finally(() => close(client)));
  })();
  return {
    host: `127.0.0.1:${listener.addr.port}`,
    tunnels,
    async stop() {
      listener.close();
      open.forEach(close);
      await accepting;
      await Promise.all(serving);
    },
  };
}

async function headOf(client: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(4_096);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const size = await client.read(buffer);
    if (size === null) return head;
    head += new TextDecoder().decode(buffer.subarray(0, size));
  }
  return head;
}

async function copy(source: Deno.Conn, target: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  for (let size = await source.read(buffer); size !== null; size = await source.read(buffer)) {
    for (let done = 0; done < size;) done += await target.write(buffer.subarray(done, size));
  }
  await target.closeWrite();
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already.
  }
}
