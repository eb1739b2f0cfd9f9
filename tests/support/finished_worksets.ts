import { join } from "node:path";

/** A store with many finished worksets, over HTTP: as much of S3 as polls ask for. */
export type FinishedWorksets = AsyncDisposable & {
  readonly endpoint: string;
  /** Listings of the root since the last reset, and looks at single worksets. */
  readonly asked: { pages: number; looks: number };
  reset(): void;
  /** Its data has come, and now it is armed: one in the middle of all others, which was not ready until now. */
  arm(): void;
  /** How many listings of the root were begun when it was armed, and when it was first seen so. */
  readonly armed: { readonly at?: number; readonly seen?: number };
};

const page = 1_000;

/** The emulator looks through all its keys for each listing, which takes hours for ten thousand worksets. */
export function serveFinished(count: number): FinishedWorksets {
  const asked = { pages: 0, looks: 0 };
  const armed: { at?: number; seen?: number } = {};
  let rounds = 0;
  const late = nameOf(count >> 1);
  const probes = new Map<string, string>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    await request.text();
    if (request.method === "PUT" || request.method === "DELETE") return probe(probes, request, pathname);
    const prefix = searchParams.get("prefix") ?? "";
    if (request.method !== "GET" || searchParams.get("list-type") !== "2") return refused(404, "NoSuchKey");
    if (!searchParams.has("delimiter")) {
      if (!prefix.includes("/ready/")) return listing("", undefined);
      if (prefix.includes(`/${late}/`)) {
        if (armed.at === undefined) return listing("", undefined);
        armed.seen ??= rounds;
        return listing(`<Contents><Key>${prefix}ready</Key>${facts}</Contents>`, undefined);
      }
      asked.looks++;
      const names = ["complete", "ready"].map((kind) => `${prefix}${kind}`);
      return listing(names.map((key) => `<Contents><Key>${key}</Key>${facts}</Contents>`).join(""), undefined);
    }
    asked.pages++;
    const from = Number(searchParams.get("continuation-token") ?? 0);
    if (from === 0) rounds++;
    const to = Math.min(count, from + page);
    const folders = Array.from({ length: to - from }, (_, index) => {
      return `<CommonPrefixes><Prefix>${prefix}${nameOf(from + index)}/</Prefix></CommonPrefixes>`;
    });
    return listing(folders.join(""), to < count ? String(to) : undefined);
  });
  return {
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    asked,
    armed,
    arm: () => void (armed.at = rounds),
    reset: () => void Object.assign(asked, { pages: 0, looks: 0 }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function nameOf(index: number): string {
  return `workset_${String(index).padStart(14, "0")}`;
}

function refused(status: number, code: string): Response {
  return new Response(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`, { status });
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
  if (match !== null && etag === undefined) return refused(404, "NoSuchKey");
  if ((match !== null && match !== etag) || (none !== null && etag !== undefined)) {
    return refused(412, "PreconditionFailed");
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
