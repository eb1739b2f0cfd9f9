import type { Call } from "../call.ts";
import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

type Remembered = { readonly asked: string; readonly answer: Kept };
type Kept = {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array<ArrayBuffer>;
};
type Underway = { readonly asked: string; readonly answer: Promise<Kept> };

/**
 * Remembers the answer to each client token and gives it again; the same token with another request is refused. The emulator
 * ignores tokens. Only successes are remembered: after a refusal the same token may be used again.
 */
export function clientTokens(world: World): Layer {
  // Apart from what is remembered, which can be kept and brought back.
  const underway = new Map<string, Underway>();
  return async (call, next) => {
    const token = call.parameters.ClientToken ?? call.parameters.ClientRequestToken;
    if (!call.mutating || typeof token !== "string" || token === "") return await next(call);
    const memory = world.memory("client tokens", () => new Map<string, Remembered>());
    const key = [call.service, call.region, call.operation, token].join(" ");
    const asked = fingerprint(call);
    const known = memory.get(key) ?? underway.get(key);
    if (known !== undefined && known.asked !== asked) return mismatch(call);
    if (known !== undefined) return replayed(await known.answer);
    const answer = next(call).then(kept);
    underway.set(key, { asked, answer });
    try {
      const first = await answer;
      if (first.status < 300) memory.set(key, { asked, answer: first });
      return replayed(first);
    } finally {
      underway.delete(key);
    }
  };
}

/** Everything that was asked, in a form that does not depend on its order. */
function fingerprint(call: Call): string {
  const entries = Object.entries(call.parameters).sort(([one], [other]) => one < other ? -1 : 1);
  return JSON.stringify([call.target, entries]);
}

async function kept(response: Response): Promise<Kept> {
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: [...response.headers], body };
}

function replayed({ status, headers, body }: Kept): Response {
  return new Response(body.length === 0 ? null : body, {
    status,
    headers: headers.map(([name, value]) => [name, value]),
  });
}

function mismatch(call: Call): Response {
  const message = "The client token was used before with other parameters.";
  if (call.service === "cloudformation") return errorAnswer(call, 400, "TokenAlreadyExistsException", message);
  if (call.service === "scheduler") return errorAnswer(call, 409, "ConflictException", message);
  if (call.service === "fsx") return errorAnswer(call, 400, "IncompatibleParameterError", message);
  return errorAnswer(call, 400, "IdempotentParameterMismatch", message);
}
