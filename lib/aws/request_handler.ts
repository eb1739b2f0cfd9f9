import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { HttpRequest } from "@smithy/protocol-http";
import type { HttpHandlerOptions } from "@smithy/types";
import type { Emit } from "../host/events/events.ts";
import type { Connections, Way } from "../host/net/connections.ts";
import type { RequestTally } from "../host/net/request_tally.ts";
import { stateLine } from "../host/events/state_line.ts";
import { turns } from "./turns.ts";

export type RequestHandlerOptions = {
  readonly emit: Emit;
  readonly connections: Connections;
  /** Counts what is sent, for whoever wants to know. */
  readonly tally?: RequestTally;
  /** Given to every request that brings none of its own. */
  readonly signal?: AbortSignal;
  /** Milliseconds until a connection must stand, and until an answer must have come. */
  readonly connectionTimeout?: number;
  readonly requestTimeout?: number;
};

/** Requests on their way to one host at a time. */
const most = 64;

/**
 * Sends reads over connections that are kept alive and every changing request over a fresh one: on a reused connection that ends
 * without an answer Deno's HTTP client silently sends the request again, so that one CreateVpc makes two networks. Every send is
 * an event, and so is every retry. A request waits for its turn before it is sent, because in the agent's own queue the time for
 * its connection runs already: behind slow answers it would fail without having been sent.
 */
export function requestHandler({ emit, connections, tally, signal, ...timeouts }: RequestHandlerOptions) {
  const handlers = new Map<string, NodeHttpHandler>();
  const inTurn = turns(most);
  const handlerFor = ({ agent, proxy = "" }: Way, { protocol }: HttpRequest, keepAlive: boolean): NodeHttpHandler => {
    const key = [protocol, proxy, keepAlive].join(" ");
    const handler = handlers.get(key) ?? nodeHandler({ ...agent, keepAlive }, timeouts);
    handlers.set(key, handler);
    return handler;
  };
  return {
    async handle(request: HttpRequest, options: HttpHandlerOptions = {}) {
      const operation = operationOf(request);
      tell(emit, request, operation);
      const way = await connections.to(request);
      const handler = handlerFor(way, request, isReading(request, operation));
      const abortSignal = options.abortSignal ?? signal;
      const send = async () => {
        const end = tally?.begin();
        try {
          return await handler.handle(request, { ...options, abortSignal });
        } catch (error) {
          throw withNotes(error, way);
        } finally {
          end?.();
        }
      };
      const leaves = abortSignal instanceof AbortSignal ? abortSignal : undefined;
      return await inTurn(`${request.hostname}:${request.port ?? ""}`, send, leaves);
    },
    destroy() {
      for (const handler of handlers.values()) handler.destroy();
    },
    metadata: { handlerProtocol: "http/1.1" },
  };
}

type Timeouts = Pick<RequestHandlerOptions, "connectionTimeout" | "requestTimeout">;

function nodeHandler(
  agent: Way["agent"],
  { connectionTimeout = 5_000, requestTimeout = 30_000 }: Timeouts,
): NodeHttpHandler {
  return new NodeHttpHandler({
    httpAgent: new Agent(agent),
    httpsAgent: new SecureAgent(agent),
    connectionTimeout,
    requestTimeout,
    // Without this the time-out only prints a warning.
    throwOnRequestTimeout: true,
  });
}

/** The failure itself, because the SDK judges it by its traits, with what is known of the way. */
function withNotes(error: unknown, { notes }: Way): unknown {
  if (!(error instanceof Error) || error.name === "AbortError") return error;
  // A proxy that fails is tried again like a service that does; one that says no is not.
  const isMishap = "code" in error && error.code === "ERR_PROXY_TUNNEL" && !/: HTTP\/\S+ 4/.test(error.message);
  return Object.assign(error, {
    message: [error.message, ...notes].join("; "),
    ...(isMishap ? { $retryable: { throttling: false } } : {}),
  });
}

/** The operation where the protocol names it (JSON in a header, query in the body); nothing for the REST services. */
function operationOf({ headers, body }: HttpRequest): string | undefined {
  const target = headers["x-amz-target"];
  if (target !== undefined) return target.slice(target.lastIndexOf(".") + 1);
  return typeof body === "string" ? /^(?:.*&)?Action=(\w+)/.exec(body)?.[1] : undefined;
}

/** Whether sending it twice would be harmless. */
function isReading({ method }: HttpRequest, operation: string | undefined): boolean {
  return operation === undefined
    ? method === "GET" || method === "HEAD"
    : /^(Get|List|Describe|Simulate)/.test(operation);
}

function tell(emit: Emit, { method, path, headers }: HttpRequest, operation: string | undefined): void {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers["authorization"] ?? "")?.[1] ?? "";
  const name = `${service} ${operation ?? `${method} ${path}`}`;
  const attempt = Number(/attempt=(\d+)/.exec(headers["amz-sdk-request"] ?? "")?.[1] ?? 1);
  const data = { service, operation: operation ?? `${method} ${path}`, attempt };
  if (attempt === 1) {
    emit({ code: "aws.request", level: "debug", message: name, data });
    return;
  }
  const about = { subject: name, state: `no usable answer from AWS, trying again (attempt ${attempt})` };
  emit({ code: "aws.retry", level: "progress", message: stateLine(about), data: { ...data, ...about, seconds: 0 } });
}
