import { z } from "zod";
import type { Reach } from "../../host/reach.ts";
import type { Bacalhau } from "../config/spot_config.ts";

const nodeSchema = z.looseObject({
  Info: z.looseObject({
    NodeID: z.string().default(""),
    NodeType: z.string().default(""),
    Labels: z.record(z.string(), z.string()).nullish(),
  }),
  Connection: z.string().nullish(),
  ConnectionState: z.looseObject({ Status: z.string().nullish() }).nullish(),
});

/** A node as the orchestrator knows it. */
export type OrchestratorNode = {
  readonly id: string;
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly connection: string;
};

const limit = 10_000;

/** Where the orchestrator's API is; nothing where the configuration names none. */
export function apiOf({ apiHost, apiPort }: Pick<Bacalhau, "apiHost" | "apiPort">): string | undefined {
  if (apiHost === undefined) return undefined;
  return /^https?:\/\//.test(apiHost) ? apiHost.replace(/\/$/, "") : `http://${apiHost}:${apiPort}`;
}

export function apiHeaders({ apiKey }: Pick<Bacalhau, "apiKey">): Readonly<Record<string, string>> {
  return apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
}

/** All nodes of the orchestrator, page after page; nothing when it cannot be asked. */
export async function orchestratorNodes(
  reach: Reach,
  bacalhau: Bacalhau,
): Promise<readonly OrchestratorNode[] | undefined> {
  const api = apiOf(bacalhau);
  if (api === undefined) return undefined;
  const found: OrchestratorNode[] = [];
  for (let next = "", page = 0; page === 0 || next !== ""; page++) {
    const query = next === "" ? "" : `?next_token=${encodeURIComponent(next)}`;
    const answer = await reach.page(`${api}/api/v1/orchestrator/nodes${query}`, {
      milliseconds: limit,
      headers: apiHeaders(bacalhau),
    });
    if (answer?.status !== 200) return undefined;
    const parsed = pageSchema.safeParse(parse(answer.body));
    if (!parsed.success) return undefined;
    found.push(...parsed.data.Nodes.map(nodeOf));
    next = parsed.data.NextToken ?? "";
  }
  return found;
}

const pageSchema = z.looseObject({ Nodes: z.array(nodeSchema), NextToken: z.string().nullish() });

/** What `bacalhau node list --output json` prints: the same without pages. */
export function nodesInText(text: string): readonly OrchestratorNode[] | undefined {
  const parsed = z.array(nodeSchema).safeParse(parse(text));
  return parsed.success ? parsed.data.map(nodeOf) : undefined;
}

function nodeOf({ Info, Connection, ConnectionState }: z.infer<typeof nodeSchema>): OrchestratorNode {
  const connection = (ConnectionState?.Status ?? Connection ?? "").toUpperCase();
  return { id: Info.NodeID, type: Info.NodeType, labels: Info.Labels ?? {}, connection };
}

/** The instance ids of the nodes that are connected; nothing when nobody can be asked. */
export async function connectedNodes(reach: Reach, bacalhau: Bacalhau): Promise<ReadonlySet<string> | undefined> {
  const nodes = await orchestratorNodes(reach, bacalhau);
  if (nodes === undefined) return undefined;
  const connected = nodes.filter(({ connection }) => connection === "CONNECTED");
  return new Set(connected.flatMap(({ id, labels }) => [id, labels.INSTANCE_ID ?? id]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
