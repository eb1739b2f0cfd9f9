import type { Json } from "../../host/json.ts";
import { firedIn } from "./fired.ts";
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
 * requests were hit, however long that takes), `POST time`, `GET fired`, `GET status`, `POST reset`, `POST stop`.
 *
 * `POST time` takes `{"held": true|false, "seconds": N}`, both optional. `held: true` lets the time of stacks and exports stand
 * still, so that a creation is in progress until somebody says otherwise; `seconds` makes them that much older, held or not;
 * `held: false` lets time go on from where it stands. What takes 0 seconds ends also while time is held. A reset releases it.
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
  return Response.json(
    await action(deps, { body, id: Number(id), query: url.searchParams, gone: request.signal }) ?? null,
  );
}

type Asked = {
  readonly body: unknown;
  readonly id: number;
  readonly query: URLSearchParams;
  readonly gone: AbortSignal;
};
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
  "GET faults/id": async ({ faults }, { id, query, gone }) => {
    const wanted = Number(query.get("hits") ?? 0);
    const placed = faults.all().find((one) => one.id === id);
    while (placed && placed.hits.length < wanted && faults.all().includes(placed) && !gone.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return placed && plain(placed);
  },
  "POST time": ({ world }, { body }) => {
    const { held, seconds } = body as { readonly held?: boolean; readonly seconds?: number };
    if (held === true) world.holdTime();
    world.passTime(seconds ?? 0);
    if (held === false) world.releaseTime();
  },
  "GET fired": ({ world }) => firedIn(world),
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
