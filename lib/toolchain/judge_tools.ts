import { type Advice, advice, adviceOf, command } from "../host/errors/advice.ts";
import { type FindDeps, findProgram, type FoundProgram } from "./find_program.ts";
import { outputOf } from "../host/output_of.ts";
import { judgePcluster, recommendedPcluster, type VersionVerdict } from "./versions.ts";
import { versionOrder } from "./version_order.ts";

/** A program that a creation cannot do without, and what is to be thought of it. */
export type Tool = {
  readonly name: string;
  readonly found?: FoundProgram;
  /** `not found`, or `unknown` when it does not tell. */
  readonly current: string;
  readonly required: string;
  readonly status: VersionVerdict["status"];
  /** What was found and what was wanted; nothing when all is well. */
  readonly note?: string;
  /** What `installCommand` has to do with that, to stand before it and a colon. */
  readonly hint?: string;
};

export type Tools = Readonly<Record<"pcluster" | "references" | "node", Tool>>;

/** Brings all three. */
export const installCommand = "deno task toolchain install";

/** The oldest that the part of ParallelCluster runs on which writes its stacks. */
const oldestNode = "14.17.0";

/** Looks for the three programs, asks for their versions, and judges them. */
export async function judgeTools(deps: FindDeps): Promise<Tools> {
  const [pcluster, references, node] = await Promise.all([
    judgedPcluster(deps),
    judgedReferences(deps),
    judgedNode(deps),
  ]);
  return { pcluster, references, node };
}

async function judgedPcluster(deps: FindDeps): Promise<Tool> {
  const name = "pcluster";
  const required = recommendedPcluster;
  const found = await findProgram(deps, name);
  if (found === undefined) return missing(name, required, `${name} ${required}`);
  const output = await outputOf(deps, [found.path, "version"]);
  const current = /"version"\s*:\s*"([^"]+)"/.exec(output ?? "")?.[1] ?? "unknown";
  return judged({ name, found, current, required, ...judgePcluster(current) }, `pcluster ${required}`);
}

async function judgedReferences(deps: FindDeps): Promise<Tool> {
  const name = "daylily-omics-references.sh";
  const found = await findProgram(deps, name);
  return found === undefined
    ? missing(name, name, "the reference check")
    : { name, found, current: "found", required: name, status: "PASS" };
}

async function judgedNode(deps: FindDeps): Promise<Tool> {
  const name = "node";
  const required = `>=${oldestNode}`;
  const found = await findProgram(deps, name);
  if (found === undefined) return missing(name, required, "Node.js");
  const current = /^v([\d.]+)/.exec(await outputOf(deps, [found.path, "--version"]) ?? "")?.[1] ?? "unknown";
  if (versionOrder(current, oldestNode) >= 0) return { name, found, current, required, status: "PASS" };
  const note = `node ${current}, wanted ${required}`;
  return judged({ name, found, current, required, status: "FAIL", note }, "Node.js");
}

function missing(name: string, required: string, what: string): Tool {
  const wanted = required === name ? "" : `, wanted ${required}`;
  const note = `${name} not found${wanted}`;
  return { name, current: "not found", required, status: "FAIL", note, hint: `install ${what} with` };
}

/** What the user has put on `PATH` goes before what we install. */
function judged(tool: Tool & { readonly found: FoundProgram }, what: string): Tool {
  if (tool.status === "PASS") return tool;
  const { origin, path } = tool.found;
  const hides = origin === "path" ? `${path} on PATH is used instead of the installed program; ` : "";
  return { ...tool, hint: `${hides}install ${what} with` };
}

/** What to do about a tool; "" when all is well. */
export function fixOf({ hint }: Tool): Advice {
  return hint === undefined ? adviceOf("") : advice`${hint}: ${command(installCommand)}`;
}
