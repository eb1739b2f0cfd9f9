import type { Json } from "../host/json.ts";
import type { Answer } from "./answer.ts";
import { fixOf, type Tool, type Tools } from "../toolchain/judge_tools.ts";

/** What `toolchain status` says, and `toolchain install` at its end: exit 4 while a creation would stop at a program. */
export function toolsAnswer({ pcluster, references, node }: Tools): Answer {
  const tools = [pcluster, references, node];
  return {
    exitCode: tools.some(({ status }) => status === "FAIL") ? 4 : 0,
    json: { tools: tools.map(jsonOf) },
    text: tools.flatMap(linesOf).join("\n"),
  };
}

/** What `toolchain remove` says: what is gone, and what is found without it. */
export function removedAnswer(gone: readonly string[], tools: Tools): Answer {
  const { json, text } = toolsAnswer(tools);
  const lines = gone.length === 0 ? ["nothing was installed"] : gone.map((path) => `removed ${path}`);
  return { exitCode: 0, json: { ...json, removed: gone }, text: [...lines, text].join("\n") };
}

function jsonOf(tool: Tool): Json {
  const { name, found, current, required, status, note } = tool;
  return {
    name,
    path: found?.path ?? null,
    version: found === undefined || !/^\d/.test(current) ? null : current,
    origin: found?.origin ?? null,
    required,
    verdict: status,
    note: note ?? null,
    fix: fixOf(tool).text || null,
  };
}

const origins = { path: "on PATH", private: "private", conda: "conda environment DAY-EC" } as const;

function linesOf(tool: Tool): readonly string[] {
  const { name, found, current, status, note = "" } = tool;
  const what = found === undefined ? "" : ` ${current}, ${origins[found.origin]}: ${found.path}`;
  return [
    `${status} ${name}${what}`,
    ...[note, fixOf(tool).text].filter((line) => line !== "").map((line) => `  ${line}`),
  ];
}
