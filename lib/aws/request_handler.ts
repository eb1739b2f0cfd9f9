import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { HttpRequest } from "@smithy/protocol-http";
import type { DeserializeMiddleware, HttpHandlerOptions, MiddlewareStack } from "@smithy/types";
import type { Emit } from "../host/events.ts";

/** Commands of these verbs change nothing, so that sending one twice is harmless. */
const reading = /^(Get|List|Describe|Head|Simulate)/;

/** Requests on the wire that change something. */
const changes = new WeakSet<object>();

/**
 * Sends reads over connections that are kept alive and every changing request over a fresh one: on a reused connection that ends
 * without an answer Deno's HTTP client silently sends the request again, so that one CreateVpc makes two networks.
 *
 * @param signal given to every request that brings none of its own
 */
export function requestHandler(signal?: AbortSignal) {
  const kept = nodeHandler(true);
  const fresh = nodeHandler(false);
  return {
    handle(request: HttpRequest, options: HttpHandlerOptions = {}) {
      const handler = changes.has(request) ? fresh : kept;
      return handler.handle(request, { ...options, abortSignal: options.abortSignal ?? signal });
    },
    destroy() {
      kept.destroy();
      fresh.destroy();
    },
    metadata: kept.metadata,
  };
}

function nodeHandler(keepAlive: boolean): NodeHttpHandler {
  return new NodeHttpHandler({
    httpAgent: new Agent({ keepAlive, maxSockets: 64 }),
    httpsAgent: new SecureAgent({ keepAlive, maxSockets: 64 }),
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    throwOnRequestTimeout: true,
  });
}

/** Marks changing requests for the handler and turns every send and every retry into an event. */
export function watchSends(
  client: { middlewareStack: Pick<MiddlewareStack<object, object>, "add"> },
  emit: Emit,
): void {
  const middleware: DeserializeMiddleware<object, object> = (next, context) => (args) => {
    const request = args.request as HttpRequest;
    const command = String(context.commandName ?? "").replace(/Command$/, "");
    const service = String(context.clientName ?? "").replace(/Client$/, "");
    if (!reading.test(command)) changes.add(request);
    const attempt = Number(/attempt=(\d+)/.exec(request.headers["amz-sdk-request"] ?? "")?.[1] ?? 1);
    if (attempt > 1) {
      const message = `${service} ${command}: attempt ${attempt}`;
      emit({ code: "aws.retry", level: "debug", message, data: { service, command, attempt } });
    } else {
      emit({ code: "aws.request", level: "debug", message: `${service} ${command}`, data: { service, command } });
    }
    return next(args);
  };
  client.middlewareStack.add(middleware, { step: "deserialize", priority: "low", name: "dayctlWatchSends" });
}
