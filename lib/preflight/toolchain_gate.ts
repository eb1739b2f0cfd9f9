import { delimiter, dirname } from "node:path";
import type { Check } from "./check.ts";
import { findProgram, type FoundProgram } from "./find_program.ts";
import type { Gate, PreflightDeps } from "./gate.ts";
import { fail, pass, warn } from "./verdict.ts";
import { versionOrder } from "./version_order.ts";

/** The programs that the run starts, by full path. */
export type Toolchain = {
  readonly pcluster: string;
  readonly references: string;
  /** `PATH` for these children: ours, with the folders in front that they were found in outside of it. */
  readonly searchPath: string;
};

/** The only version whose commands and answers are known here. */
export const pclusterVersion = "3.13.2";
const referencesProgram = "daylily-omics-references.sh";

/** `word`: which word of the first line of `--version` is the version, counted from 0. */
const helpers = [
  { id: "toolchain.python", program: "python3", word: 1, oldest: "3.11.0" },
  { id: "toolchain.git", program: "git", word: 2, oldest: "2.34.0" },
  { id: "toolchain.wget", program: "wget", word: 2, oldest: "1.21.0" },
] as const;

type Deps = Pick<PreflightDeps, "processes" | "environment" | "emit">;

/**
 * Gate 1: the programs. All five are judged, none hides another.
 *
 * @see spec/create-cluster.md 3.2, decision 3.19
 */
export async function toolchainGate(deps: Deps): Promise<Gate<Toolchain>> {
  const [pcluster, references] = await Promise.all([
    findProgram(deps, "pcluster"),
    findProgram(deps, referencesProgram),
  ]);
  for (const program of [pcluster, references]) announce(deps, program);
  const checks = await Promise.all([
    ...helpers.map((helper) => helperCheck(deps, helper)),
    pclusterCheck(deps, pcluster),
    referencesCheck(references),
  ]);
  if (pcluster === undefined || references === undefined) return { checks };
  const searchPath = [
    ...new Set([pcluster, references].filter(({ conda }) => conda).map(({ path }) => dirname(path))),
    deps.environment.get("PATH") ?? "",
  ].join(delimiter);
  return { checks, found: { pcluster: pcluster.path, references: references.path, searchPath } };
}

function announce({ emit }: Deps, program: FoundProgram | undefined): void {
  if (!program?.conda) return;
  const message = `Not on PATH, used from the conda environment: ${program.path}`;
  emit({ code: "preflight.conda", level: "info", message, data: { path: program.path } });
}

async function helperCheck(deps: Deps, { id, program, word, oldest }: typeof helpers[number]): Promise<Check> {
  const path = await deps.processes.which(program);
  const output = path === undefined ? undefined : await outputOf(deps, [path, "--version"]);
  const current = path === undefined ? "not found" : output?.split("\n")[0].split(/\s+/)[word] ?? "unknown";
  const details = { current, required: `>=${oldest}` };
  return versionOrder(current, oldest) >= 0
    ? pass(id, details)
    : warn(id, details, `install ${program} ${oldest} or newer`);
}

async function pclusterCheck(deps: Deps, program: FoundProgram | undefined): Promise<Check> {
  const id = "toolchain.pcluster";
  const remediation = `python3 -m pip install 'aws-parallelcluster==${pclusterVersion}' 'setuptools<81'`;
  if (program === undefined) return fail(id, { current: "not found", required: pclusterVersion }, remediation);
  const output = await outputOf(deps, [program.path, "version"]);
  const current = /"version"\s*:\s*"([^"]+)"/.exec(output ?? "")?.[1] ?? "unknown";
  const details = { current, required: pclusterVersion, ...placeOf(program) };
  return current === pclusterVersion ? pass(id, details) : warn(id, details, remediation);
}

function referencesCheck(program: FoundProgram | undefined): Check {
  const id = "toolchain.references_cli";
  if (program !== undefined) return pass(id, { current: "found", required: referencesProgram, ...placeOf(program) });
  return fail(
    id,
    { current: "not found", required: referencesProgram },
    "python3 -m pip install 'daylily-omics-references==0.3.3'",
  );
}

function placeOf({ conda, path }: FoundProgram): { path?: string } {
  return conda ? { path } : {};
}

/** Standard output, or nothing when the program cannot be started or complains. */
async function outputOf({ processes }: Deps, argv: readonly string[]): Promise<string | undefined> {
  try {
    const { code, stdout } = await processes.run(argv);
    return code === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}
