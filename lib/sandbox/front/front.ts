import type { HttpProxy } from "../../host/http_proxy.ts";
import { serveHttp } from "../../host/http_server.ts";
import { tcpRelay } from "../../host/tcp_relay.ts";
import type { EmulatorCalls } from "../emulator/calls.ts";
import { type Call, readCall } from "./call.ts";
import { errorAnswer } from "./errors.ts";
import { layered } from "./layer.ts";
import { callerKey } from "./caller_key.ts";
import { type RequestLog, requestLog } from "./request_log.ts";

export type Front = { readonly port: number; readonly log: RequestLog; readonly world: World; stop(): Promise<void> };

/** What the front remembers of the account. */
export type World = {
  /** The seeded caller's access key as the emulator knows it. */
  callerKey: string | undefined;
};

export type FrontDeps = { readonly proxy: HttpProxy; readonly calls: EmulatorCalls };

/** The proxy that makes the emulator good enough for the genuine tools, on a free port of 127.0.0.1. */
export function startFront(deps: FrontDeps): Front {
  const log = requestLog(Date.now);
  const world: World = { callerKey: undefined };
  const answer = layered([callerKey(world)], (call) => forward(deps.proxy, call));
  const server = serveHttp(async (request, clientPort) => {
    const call = await readCall(request);
    const entry = log.begin(call, relay.connectionFrom(clientPort)?.id ?? 0);
    const response = await answer(call);
    Object.assign(entry, { status: response.status, until: Date.now(), answered: true });
    return response;
  });
  const relay = tcpRelay(server.port);
  return {
    port: relay.port,
    log,
    world,
    async stop() {
      relay.stop();
      await server.stop();
    },
  };
}

/** A path with dots would be rewritten on the way and reach another object. */
async function forward(proxy: HttpProxy, call: Call): Promise<Response> {
  const path = call.target.split("?")[0];
  if (path.split("/").some((part) => part === "." || part === "..")) {
    return errorAnswer(call, 400, "InvalidURI", "The sandbox cannot serve keys with . or .. as a path element");
  }
  return await proxy.forward(call);
}
