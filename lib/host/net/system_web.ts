import * as plain from "node:http";
import * as secure from "node:https";
import type { Web } from "../web.ts";
import type { Connections } from "./connections.ts";

/** Milliseconds for one answer. */
const limit = 30_000;
const mostRedirects = 5;

/** The real thing. S3 sends those who ask for a young bucket at its global address elsewhere. */
export function systemWeb(connections: Connections, signal?: AbortSignal): Web {
  return {
    async get(address) {
      const late = AbortSignal.timeout(limit);
      const over = signal === undefined ? late : AbortSignal.any([late, signal]);
      let url = new URL(address);
      for (let redirects = 0;; redirects++) {
        const { location, ...answer } = await ask(connections, url, over);
        if (location === undefined || redirects === mostRedirects) return answer;
        url = new URL(location, url);
      }
    },
  };
}

type Reply = { readonly status: number; readonly body: Uint8Array; readonly location?: string };

async function ask(connections: Connections, url: URL, signal: AbortSignal): Promise<Reply> {
  const { agent: options } = await connections.to(url);
  const { Agent, request } = url.protocol === "https:" ? secure : plain;
  const agent = new Agent({ ...options, keepAlive: false });
  const replied = Promise.withResolvers<plain.IncomingMessage>();
  request(url, { agent, signal }, replied.resolve).on("error", replied.reject).end();
  const reply = await replied.promise;
  const body = Buffer.concat(await Array.fromAsync(reply));
  const status = reply.statusCode ?? 0;
  return { status, body, location: status >= 300 && status < 400 ? reply.headers.location : undefined };
}
