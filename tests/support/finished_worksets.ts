import { join } from "node:path";

/** A store with many finished worksets, over HTTP: as much of S3 as polls ask for. */
export type FinishedWorksets = AsyncDisposable & {
  readonly endpoint: string;
  /** Listings of the root since the last reset, and looks at single worksets. */
  readonly asked: { pages: number; looks: number };
  reset(): void;
};

const page = 1_000;

/** The emulator looks through all its keys for each listing, which takes hours for ten thousand worksets. */
export function serveFinished(count: number): FinishedWorksets {
  const asked = { pages: 0, looks: 0 };
  const probes = new Map<string, string>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const body = await request.text();
    if (request.method === "PUT" || request.method === "DELETE") return probe(probes, request, pathname);
    const prefix = searchParams.get("prefix") ?? "";
    if (request.method !== "GET" || searchParams.get("list-type") !== "2") return new Response(body, { status: 404 });
    if (!searchParams.has("delimiter")) {
      asked.looks++;
      const names = ["complete", "ready"].map((kind) => `${prefix}${kind}`);
      return listing(names.map((key) => `<Contents><Key>${key}</Key>${facts}</Contents>`).join(""), undefined);
    }
    asked.pages++;
    const from = Number(searchParams.get("continuation-token") ?? 0);
    const to = Math.min(count, from + page);
    const folders = Array.from({ length: to - from }, (_, index) => {
      const name = `workset_${String(from + index).padStart(14, "0")}`;
      return `<CommonPrefixes><Prefix>${prefix}${name}/</Prefix></CommonPrefixes>`;
    });
    return listing(folders.join(""), to < count ? String(to) : undefined);
  });
  return {
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    asked,
    reset: () => void Object.assign(asked, { pages: 0, looks: 0 }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const facts = '<ETag>"1"</ETag><Size>25</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified>';

function listing(entries: string, next: string | undefined): Response {
  const more = next === undefined ? "" : `<NextContinuationToken>${next}</NextContinuationToken>`;
  const text = `<?xml version="1.0"?><ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>${more}` +
    `${entries}</ListBucketResult>`;
  return new Response(text, { headers: { "content-type": "application/xml", date: new Date().toUTCString() } });
}

/** Conditional writes, for the probe. */
function probe(held: Map<string, string>, { method, headers }: Request, key: string): Response {
  const [match, none, etag] = [headers.get("if-match"), headers.get("if-none-match"), held.get(key)];
  const refuse = (status: number, code: string) =>
    new Response(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`, { status });
  if (match !== null && etag === undefined) return refuse(404, "NoSuchKey");
  if ((match !== null && match !== etag) || (none !== null && etag !== undefined)) {
    return refuse(412, "PreconditionFailed");
  }
  if (method === "DELETE") {
    held.delete(key);
    return new Response(null, { status: 204 });
  }
  const written = `"${held.size}-${crypto.randomUUID()}"`;
  held.set(key, written);
  return new Response(null, { headers: { etag: written } });
}

/** The variables of a profile of its own, in this folder. */
export async function profileIn(home: string): Promise<Readonly<Record<string, string>>> {
  await Deno.mkdir(join(home, ".aws"));
  await Deno.writeTextFile(join(home, ".aws/config"), "[profile sandbox]\nregion = us-west-2\n");
  const keys = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n";
  await Deno.writeTextFile(join(home, ".aws/credentials"), `[sandbox]\n${keys}`);
  return { HOME: home, AWS_PROFILE: "sandbox", PATH: "/usr/bin:/bin" };
}
