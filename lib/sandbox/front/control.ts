import type { Json } from "../../host/json.ts";
import type { Fault, Faults, PlacedFault } from "./faults.ts";
import type { RequestLog } from "./request_log.ts";
import type { Settings } from "./settings.ts";
import type { World } from "./world.ts";

export const controlPath = "/_sandbox/";

export type ControlDeps = {
  readonly log: RequestLog;
  readonly world: World;
  readonly faults: Faults;
  /** A fresh account. */
  readonly reset: () => Promise<void>;
  /** Ends the whole sandbox, after the answer is out. */
  readonly stop: () => void;
};

/**
 * Lets another process of this machine read the log, change settings and place faults:
 * `GET|DELETE requests`, `GET|PATCH settings`, `GET|POST|DELETE faults`, `GET faults/<id>?hits=N` (answers when that many
 * requests were hit, at most after a minute), `POST time` (`{"seconds": 60}`: stacks and exports get that much older), `GET status`, `POST reset`, `POST stop`.
 *
 * A page in a browser cannot use it: whatever brings an `Origin`, or a host other than ours, is refused.
 */
export async function control(deps: ControlDeps, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (request.headers.has("origin") || url.hostname !== "127.0.0.1") return new Response(null, { status: 403 });
  const [what, id] = url.pathname.slice(controlPath.length).split("/");
  const action = actions[`${request.method} ${what}${id === undefined ? "" : "/id"}`];
  if (action === undefined) return new Response(null, { status: 404 });
  const body: unknown = request.method === "POST" || request.method === "PATCH" ? await bodyOf(request) : {};
  return Response.json(await action(deps, { body, id: Number(id), query: url.searchParams }) ?? null);
}

type Asked = { readonly body: unknown; readonly id: number; readonly query: URLSearchParams };
type Action = (deps: ControlDeps, asked: Asked) => unknown;

const actions: Readonly<Record<string, Action>> = {
  "GET status": ({ log }) => ({ requests: log.entries().length }),
  "GET requests": ({ log }) => log.entries(),
  "DELETE requests": ({ log }) => log.clear(),
  "GET settings": ({ world }) => world.settings,
  "PATCH settings": ({ world }, { body }) => Object.assign(world.settings, body as Partial<Settings>),
  "GET faults": ({ faults }) => faults.all().map(plain),
  "POST faults": ({ faults }, { body }) => plain(faults.add(body as Fault)),
  "DELETE faults": ({ faults }) => faults.clear(),
  "GET faults/id": async ({ faults }, { id, query }) => {
    const wanted = Number(query.get("hits") ?? 0);
    const placed = faults.all().find((one) => one.id === id);
    for (let waited = 0; placed && placed.hits.length < wanted && waited < 60_000; waited += 20) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return placed && plain(placed);
  },
  "POST time": ({ world }, { body }) => world.passTime(Number((body as { seconds?: number }).seconds ?? 0)),
  "POST reset": ({ reset }) => reset(),
  "POST stop": ({ stop }) => void setTimeout(stop, 20),
};

function plain({ id, fault, matched, hits }: PlacedFault): Json {
  const { onHit: _, ...rest } = fault;
  return { id, fault: rest, matched, hits: hits as unknown as Json };
}

async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  return text === "" ? {} : JSON.parse(text);
}
