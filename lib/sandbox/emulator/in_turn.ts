import type { HttpProxy } from "../../host/net/http_proxy.ts";

/**
 * The emulator answers with one thread per request, and its services walk through tables that another thread may be changing: two
 * new roles at one moment can make it fail. So a service gets one request at a time; only S3, whose objects can be large, does not.
 */
export function inTurn(proxy: HttpProxy): HttpProxy {
  const last = new Map<string, Promise<unknown>>();
  return {
    ...proxy,
    async forward(request) {
      const [, service = "s3"] = /\/([^/]+)\/aws4_request/.exec(request.headers.get("authorization") ?? "") ?? [];
      if (service === "s3") return await proxy.forward(request);
      const before = last.get(service) ?? Promise.resolve();
      const answer = before.then(() => proxy.forward(request));
      // The next one waits for an end, whatever it is.
      last.set(service, answer.catch(() => {}));
      return await answer;
    },
  };
}
