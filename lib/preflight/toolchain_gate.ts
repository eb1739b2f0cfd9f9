import { type FoundProgram, searchPath } from "../toolchain/find_program.ts";
import { fixOf, installCommand, judgeTools, type Tool } from "../toolchain/judge_tools.ts";
import { outputOf } from "../host/output_of.ts";
import { versionOrder } from "../toolchain/version_order.ts";
import type { Check } from "./check.ts";
import type { Gate, PreflightDeps } from "./gate.ts";
import { fail, pass, warn } from "./verdict.ts";

/** The programs that the run starts, by full path. */
export type Toolchain = {
  readonly pcluster: string;
  readonly references: string;
  /** `PATH` for these children: ours, with the folders behind it that programs were found in outside of it. */
  readonly searchPath: string;
  /** What speaks against going on with this `pcluster`, and in lines of their own what to do about it; null when nothing does. */
  readonly warning: string | null;
};

/** `word`: which word of the first line of `--version` is the version, counted from 0. */
const helpers = [
  { id: "toolchain.python", program: "python3", word: 1, oldest: "3.11.0" },
  { id: "toolchain.git", program: "git", word: 2, oldest: "2.34.0" },
  { id: "toolchain.wget", program: "wget", word: 2, oldest: "1.21.0" },
] as const;

type Deps = Pick<PreflightDeps, "processes" | "environment" | "emit">;

/** Gate 1: the programs. All six are judged, none hides another. */
export async function toolchainGate(deps: Deps): Promise<Gate<Toolchain>> {
  const [{ pcluster, references, node }, ...helped] = await Promise.all([
    judgeTools(deps),
    ...helperChecks(deps),
  ]);
  const found = [pcluster, references, node].flatMap(({ found }) => found ?? []);
  for (const program of found) announce(deps, program);
  const checks = [
    ...helped,
    checkOf("toolchain.pcluster", pcluster),
    checkOf("toolchain.references_cli", references),
    checkOf("toolchain.node", node),
  ];
  if (pcluster.found === undefined || references.found === undefined) return { checks };
  return {
    checks,
    found: {
      pcluster: pcluster.found.path,
      references: references.found.path,
      searchPath: searchPath(deps.environment, found),
      warning: pcluster.note === undefined ? null : [pcluster.note, `${pcluster.hint}:`, installCommand].join("\n"),
    },
  };
}

/** The three programs that come with every system, in their order. */
export function helperChecks(deps: Pick<Deps, "processes">): readonly Promise<Check>[] {
  return helpers.map((helper) => helperCheck(deps, helper));
}

function announce({ emit }: Deps, { origin, path }: FoundProgram): void {
  if (origin !== "conda") return;
  emit({
    code: "preflight.conda",
    level: "info",
    message: `Using this program from the conda environment: ${path}`,
    data: { path },
  });
}

async function helperCheck(
  deps: Pick<Deps, "processes">,
  { id, program, word, oldest }: typeof helpers[number],
): Promise<Check> {
  const path = await deps.processes.which(program);
  const output = path === undefined ? undefined : await outputOf(deps, [path, "--version"]);
  const current = path === undefined ? "not found" : output?.split("\n")[0].split(/\s+/)[word] ?? "unknown";
  const required = `>=${oldest}`;
  const details = { current, required };
  if (versionOrder(current, oldest) >= 0) return pass(id, details);
  const note = `${program} ${current}, wanted ${required}`;
  return warn(id, { ...details, note }, `install ${program} ${oldest} or newer`);
}

function checkOf(id: string, tool: Tool): Check {
  const { name, status, current, required, found, note } = tool;
  const details = {
    current,
    required,
    ...(found === undefined || found.origin === "path" ? undefined : { path: found.path }),
    ...(note === undefined ? undefined : { note }),
  };
  if (status === "PASS") return pass(id, details);
  const explained = { ...details, note: note ?? `${name} ${current}, wanted ${required}` };
  return (status === "WARN" ? warn : fail)(id, explained, fixOf(tool));
}
