import * as plain from "node:http";
import * as secure from "node:https";
import type { Web, WebPage } from "./web.ts";
import type { Connections } from "./connections.ts";

/** Milliseconds for one answer, and for that of a hook. */
const [limit, postLimit] = [30_000, 10_000];
const mostRedirects = 5;

/** The real thing. S3 sends those who ask for a young bucket at its global address elsewhere. */
export function systemWeb(connections: Connections, signal?: AbortSignal): Web {
  const within = (milliseconds: number) => {
    const late = AbortSignal.timeout(milliseconds);
    return signal === undefined ? late : AbortSignal.any([late, signal]);
  };
  const follow = async (address: string, how: Pick<plain.RequestOptions, "method" | "headers"> = {}) => {
    const over = within(limit);
    let url = new URL(address);
    for (let redirects = 0;; redirects++) {
      const reply = await ask(connections, url, { ...how, signal: over });
      const { location } = reply.headers;
      if (!isRedirect(reply) || location === undefined || redirects === mostRedirects) return reply;
      url = new URL(location, url);
    }
  };
  return {
    get: async (url) => bodyOf(await follow(url)),
    look: async (url) => pageOf(await follow(url, { method: "HEAD" })),
    async range(url, from, to) {
      const reply = await follow(url, { headers: { range: `bytes=${from}-${to - 1}` } });
      return { ...pageOf(reply), ...bodyOf(reply) };
    },
    async post(url, json) {
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(json) };
      const { status } = await ask(
        connections,
        new URL(url),
        { method: "POST", headers, signal: within(postLimit) },
        json,
      );
      return { status };
    },
  };
}

type Reply = { readonly status: number; readonly body: Uint8Array; readonly headers: plain.IncomingHttpHeaders };

function isRedirect({ status }: Reply): boolean {
  return status >= 300 && status < 400;
}

function bodyOf({ status, body }: Reply) {
  return { status, body };
}

function pageOf({ status, headers }: Reply): WebPage {
  const length = headers["content-range"]?.split("/").at(-1) ?? headers["content-length"];
  const bytes = length === undefined || !/^\d+$/.test(length) ? undefined : Number(length);
  return { status, bytes, version: headers.etag ?? headers["last-modified"] ?? "" };
}

async function ask(connections: Connections, url: URL, how: plain.RequestOptions, sent?: string): Promise<Reply> {
  const { agent: options } = await connections.to(url);
  const { Agent, request } = url.protocol === "https:" ? secure : plain;
  const agent = new Agent({ ...options, keepAlive: false });
  const replied = Promise.withResolvers<plain.IncomingMessage>();
  request(url, { ...how, agent }, replied.resolve).on("error", replied.reject).end(sent);
  const reply = await replied.promise;
  const body = Buffer.concat(await Array.fromAsync(reply));
  return { status: reply.statusCode ?? 0, body, headers: reply.headers };
}
