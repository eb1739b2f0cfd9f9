import { sandboxKey, sandboxRegion } from "../../lib/sandbox/emulator/seed.ts";
import { elements, textAt, type XmlTree, xmlTree } from "./xml_tree.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Reads of the world through the front, as every client sees it. */
export type WorldCalls = {
  /** Query protocol: the `<Operation>Result` (EC2: the whole answer) as plain values. */
  query(service: string, operation: string, parameters?: Readonly<Record<string, string>>): Promise<Json>;
  json(service: string, target: string, body?: Json): Promise<Json>;
  get(service: string, path: string): Promise<string>;
};

const versions: Readonly<Record<string, string>> = {
  cloudformation: "2010-05-15",
  ec2: "2016-11-15",
  iam: "2010-05-08",
  sns: "2010-03-31",
};

const global = new Set(["iam", "budgets"]);

export function worldCalls(endpoint: string): WorldCalls {
  const send = async (
    service: string,
    path: string,
    init: { headers?: Record<string, string>; body?: string } = {},
  ) => {
    const region = global.has(service) ? "us-east-1" : sandboxRegion;
    const scope = `${sandboxKey.id}/20260101/${region}/${service}/aws4_request`;
    const headers = {
      ...init.headers,
      "user-agent": "world",
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    };
    const method = init.body === undefined ? "GET" : "POST";
    const answer = await fetch(endpoint + path, { method, ...init, headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${service} ${path} ${init.body ?? ""}: ${answer.status} ${text}`);
    return text;
  };
  return {
    async query(service, operation, parameters = {}) {
      const form = new URLSearchParams({ Action: operation, Version: versions[service] ?? "", ...parameters });
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const answer = elements(
        xmlTree(await send(service, "/", { headers, body: form.toString() })),
        `${operation}Response`,
      );
      return plainValue(elements(answer[0], `${operation}Result`)[0] ?? answer[0]);
    },
    async json(service, target, body = {}) {
      const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
      return JSON.parse(await send(service, "/", { headers, body: JSON.stringify(body) })) as Json;
    },
    get: (service, path) => send(service, path),
  };
}

/** Lists become lists, everything else the value itself. */
export function plainValue(tree: XmlTree | undefined): Json {
  if (tree === undefined) return null;
  if (typeof tree === "string") return tree;
  const names = Object.keys(tree);
  const isMap = names.length === 1 && names[0] === "entry";
  if (isMap) return Object.fromEntries(tree.entry.map((each) => [textAt(each, "key"), textAt(each, "value")]));
  const isList = names.length === 1 && ["item", "member"].includes(names[0]);
  if (isList) return tree[names[0]].map(plainValue);
  return Object.fromEntries(names.map((name) => [name, plainValue(tree[name][0])]));
}
