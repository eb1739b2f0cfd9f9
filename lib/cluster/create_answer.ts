import type { DayError } from "../host/day_error.ts";
import type { Json } from "../host/json.ts";
import type { CreateResult } from "./create.ts";

/** What a task says at its end, for people and for programs. */
export type Answered = {
  readonly exitCode: number;
  readonly json: { readonly [key: string]: Json };
  readonly text: string;
  readonly error?: DayError;
};

/** @see decisions section 7, spec/create-cluster.md L46 */
export function createAnswer(result: CreateResult): Answered {
  const { status, exitCode, runId, cluster, request, artifacts, state, error } = result;
  const warnings = [...state?.warnings ?? [], ...state?.post_create_warnings ?? []];
  const next = nextCommands(result);
  return {
    exitCode,
    error,
    json: {
      status,
      run_id: runId,
      cluster_name: cluster,
      region: request.region,
      region_az: request.region_az,
      artifacts,
      warnings,
      next,
    },
    text: [
      headline(result),
      ...Object.entries(artifacts).map(([name, path]) => `  ${name.padEnd(18)} ${path}`),
      ...(warnings.length > 0 ? ["warnings:"] : []),
      ...warnings.map(({ step, message }) => `  ${step}: ${message}`),
      ...(next.length > 0 ? ["next:"] : []),
      ...next.map((command) => `  ${command}`),
    ].join("\n"),
  };
}

function headline({ status, cluster, request, runId }: CreateResult): string {
  const name = `cluster ${cluster} in ${request.region_az}, run ${runId}`;
  return {
    created: `created: ${name}`,
    dry_run_ok: `dry run passed, nothing created: ${name}`,
    failed: `failed: ${name}`,
    interrupted: `interrupted: ${name}`,
  }[status];
}

/** The commands that make sense now; the login comes last, in its traditional form. */
function nextCommands({ status, cluster, request, runId, state }: CreateResult): readonly string[] {
  if (status === "created" && state) {
    const describe = `pcluster describe-cluster -n ${cluster} --region ${request.region}`;
    return state.headnode_ip === "" ? [describe] : [describe, `ssh -i ${state.pem_path} ubuntu@${state.headnode_ip}`];
  }
  if (status === "dry_run_ok" || state === undefined) return [];
  return [`deno task create --resume ${cluster}_${runId}`];
}
