/** One TCP connection that speaks just enough HTTP to see what an ordinary client hides. */
export type RawConnection = {
  /** Sends a request of the query protocol and reads to the end of its answer; "" when the connection ended without a byte. */
  ask(service: string, operation: string, parameters?: Record<string, string>): Promise<string>;
  /** Sends and does not read. */
  send(service: string, operation: string, parameters?: Record<string, string>): Promise<void>;
  /** Whether nothing comes within that many milliseconds, and the connection stays open. */
  isSilent(milliseconds: number): Promise<boolean>;
  close(): void;
};

export async function rawConnection(endpoint: string): Promise<RawConnection> {
  const port = Number(new URL(endpoint).port);
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const send = async (service: string, operation: string, parameters: Record<string, string> = {}) => {
    const body = new URLSearchParams({ Action: operation, ...parameters }).toString();
    const scope = `20260101/us-west-2/${service}/aws4_request`;
    const head = [
      "POST / HTTP/1.1",
      `Host: 127.0.0.1:${port}`,
      `Authorization: AWS4-HMAC-SHA256 Credential=AKIADAYCTLSANDBOX000/${scope}, SignedHeaders=host, Signature=0`,
      "Content-Type: application/x-www-form-urlencoded",
      `Content-Length: ${body.length}`,
    ].join("\r\n");
    await connection.write(new TextEncoder().encode(`${head}\r\n\r\n${body}`));
  };
  return {
    send,
    async ask(service, operation, parameters) {
      await send(service, operation, parameters);
      return await readAnswer(connection);
    },
    async isSilent(milliseconds) {
      const reading = connection.read(new Uint8Array(1)).catch(() => null);
      const silence = Promise.withResolvers<"silent">();
      const timer = setTimeout(() => silence.resolve("silent"), milliseconds);
      const first = await Promise.race([reading, silence.promise]);
      clearTimeout(timer);
      return first === "silent";
    },
    close() {
      try {
        connection.close();
      } catch {
        // The other side was first.
      }
    },
  };
}

async function readAnswer(connection: Deno.Conn): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(64 * 1024);
  for (;;) {
    const size = await connection.read(buffer).catch(() => null);
    if (size === null) return text;
    text += new TextDecoder().decode(buffer.subarray(0, size));
    if (isWhole(text)) return text;
  }
}

function isWhole(text: string): boolean {
  const [head, body] = text.split(/\r\n\r\n(.*)/s);
  if (body === undefined) return false;
  const length = /content-length: (\d+)/i.exec(head);
  return length === null ? body.endsWith("0\r\n\r\n") : new TextEncoder().encode(body).length >= Number(length[1]);
}
