import type { Built } from "../../image/build_image.ts";
import type { Comparison } from "../../image/compare_nodes.ts";
import type { ListedImage } from "../../image/list_images.ts";
import type { NodeState } from "../../image/node_state.ts";
import { stableJsonLine } from "../../host/json.ts";
import { textTable } from "../../text/table.ts";
import type { Answer } from "../answer.ts";
import { counted } from "../../text/counted.ts";

export function builtAnswer(built: Built): Answer {
  const { image_id, status, config } = built;
  return { json: built, text: [`image  ${image_id}`, `status ${status}`, `from   ${config}`].join("\n") };
}

export function imagesAnswer(images: readonly ListedImage[], region: string): Answer {
  const rows = images.map(({ image_id, status, ami }) => [status, image_id, ami ?? ""]);
  const text = images.length === 0 ? `no image of ParallelCluster's in ${region}` : textTable(rows).join("\n");
  return { json: { images }, text };
}

/** Exit 1 for a node that lacks something. */
export function nodeAnswer({ node, own }: NodeState, missing: readonly string[]): Answer {
  const isReady = missing.length === 0;
  const what = `${own.kind || "node"}, ${node.distribution}, ${counted(Object.keys(node.packages).length, "package")}`;
  return {
    exitCode: isReady ? 0 : 1,
    json: { node, own, missing, status: isReady ? "ready" : "not_ready" },
    text: [`${what}: ${isReady ? "ready" : "not ready"}`, ...missing.map((each) => `  missing: ${each}`)].join("\n"),
  };
}

/** Exit 1 for nodes that are not the same. */
export function comparedAnswer({ kinds: [a, b], differences }: Comparison): Answer {
  const isEqual = differences.length === 0;
  const same = a === b ? "both nodes are the same" : `${a} and ${b} are the same in all that both kinds of node have`;
  const rows = differences.map(({ field, a, b }) => [field, stableJsonLine(a), stableJsonLine(b)]);
  return {
    exitCode: isEqual ? 0 : 1,
    json: { equal: isEqual, kinds: [a, b], differences },
    text: isEqual ? same : textTable(rows).join("\n"),
  };
}
