export type LineConnection = {
  /** Sends a line and waits for the line that answers it; rejects when the connection ends before. One at a time. */
  ask(line: string): Promise<string>;
  /** Resolves when the connection is over, by whomever. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
};

/**
 * A connection to a server of this machine that speaks in lines. The server sees at once when we end, in whatever way, because
 * the operating system closes the connection for us.
 *
 * @throws when nothing listens there
 */
export async function lineConnection(port: number): Promise<LineConnection> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  let waiting: PromiseWithResolvers<string> | undefined;
  const reading = async () => {
    let rest = "";
    const buffer = new Uint8Array(4_096);
    const decoder = new TextDecoder();
    for (;;) {
      const size = await connection.read(buffer).catch(() => null);
      if (size === null) break;
      const lines = (rest + decoder.decode(buffer.subarray(0, size), { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) waiting?.resolve(line);
    }
    waiting?.reject(new Error("the connection has ended"));
  };
  const ended = reading();
  return {
    ended,
    async ask(line) {
      waiting = Promise.withResolvers();
      await connection.write(new TextEncoder().encode(line + "\n"));
      return await waiting.promise;
    },
    async close() {
      try {
        connection.close();
      } catch {
        // The other side was first.
      }
      await ended;
    },
  };
}
