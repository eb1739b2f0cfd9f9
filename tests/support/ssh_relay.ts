/**
 * What becomes of one connection after so many bytes that one side has sent: it ends, or it falls silent until it is let go; then it
 * goes on, or ends.
 */
export type Disturbance = {
  readonly is: "cut" | "silent, then cut" | "silent, then back";
  readonly side: "client" | "server";
  readonly after: number;
};

/** A way to a server of this machine that a test disturbs. */
export type Relay = { readonly port: number; stop(): Promise<void> };

export type RelayOptions = {
  /** The server's. */
  readonly port: number;
  /** Asked for each connection, in their order; nothing: it is passed on as it is. */
  readonly disturb: () => Disturbance | undefined;
  /** Called when a disturbance has come to pass; one that falls silent lasts until this ends. */
  readonly onHit: (disturbance: Disturbance) => Promise<void>;
};

export function startRelay({ port, disturb, onHit }: RelayOptions): Relay {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const close = (connection: Deno.Conn) => open.delete(connection) && connection.close();
  /** Passes bytes on until an end, or until the disturbance says so. */
  const pump = async (from: Deno.Conn, to: Deno.Conn, disturbance: Disturbance | undefined) => {
    const buffer = new Uint8Array(16_384);
    let left = disturbance?.after ?? Infinity;
    for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
      if (disturbance !== undefined && left < count) {
        await writeAll(to, buffer.subarray(0, left));
        await onHit(disturbance);
        if (disturbance.is !== "silent, then back") return;
        await writeAll(to, buffer.subarray(left, count));
        left = Infinity;
        continue;
      }
      await writeAll(to, buffer.subarray(0, count));
      left -= count;
    }
    // What still comes from the other side is passed on.
  };
  const pass = async (near: Deno.Conn) => {
    open.add(near);
    const disturbance = disturb();
    const far = await Deno.connect({ hostname: "127.0.0.1", port });
    open.add(far);
    const of = (side: Disturbance["side"]) => disturbance?.side === side ? disturbance : undefined;
    const both = [pump(near, far, of("client")), pump(far, near, of("server"))];
    await Promise.race(both.map((each) => each.catch(() => {})));
    close(near);
    close(far);
  };
  const listening = (async () => {
    for await (const near of listener) pass(near).catch(() => close(near));
  })();
  return {
    port: listener.addr.port,
    async stop() {
      listener.close();
      for (const each of [...open]) close(each);
      await listening.catch(() => {});
    },
  };
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}
