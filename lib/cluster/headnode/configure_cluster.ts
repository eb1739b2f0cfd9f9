import { beginOn, callersCluster } from "../../state/begin_on.ts";
import type { Via } from "../../host/net/via.ts";
import { configFolder } from "../../state/config_folder.ts";
import { prepareRunsFolder, type Run } from "../../state/run.ts";
import { lockRun } from "../../state/run_lock.ts";
import { workToEnd } from "../../state/short_run.ts";
import { writeStateRecord } from "../../state/state_record.ts";
import type { CreateDeps } from "../create_deps.ts";
import { hasOwnOptions } from "../known/own_options.ts";
import { type ClusterMemory, rememberCluster } from "../known/remember_cluster.ts";
import { configureHeadNode } from "./configure_head_node.ts";
import { findHeadNode } from "./find_head_node.ts";
import type { HeadNode } from "./head_node.ts";
import { lastRequest } from "./recorded_way.ts";
import { headNodeWarnings } from "./head_node_warnings.ts";
import type { Enforcement } from "./steps.ts";
import { shipProgram } from "./ship_program.ts";
import type { StepResult } from "./run_steps.ts";

/** What a person asks `headnode configure` for. */
export type ConfigureRequest = {
  readonly repo_overrides: Readonly<Record<string, string>>;
  readonly pem: string;
  readonly via: Via;
  /** The packaged program goes there as well. */
  readonly ship_binary: boolean;
  /** What becomes of jobs over budget; "" leaves that as it is. */
  readonly enforce: Enforcement | "";
};

export type ConfiguredCluster = {
  readonly cluster: string;
  readonly region: string;
  readonly via: Via;
  readonly enforce: Enforcement | "";
  readonly steps: readonly StepResult[];
  readonly address: string;
  readonly key: string;
  /** The key file where no record knows it, so that every later command has to name it; else "". */
  readonly pem: string;
  /** Whether head nodes are reached by options that an `ssh` of a person's own knows nothing of. */
  readonly hasOwnOptions: boolean;
};

type Configuring = Run<ConfigureRequest, CreateDeps>;

/**
 * Sets up the head node of a cluster that stands, again or for the first time. It need not have been made here.
 *
 * @throws DayError as `findHeadNode`, and DAY-RUN-001 while another run works on the cluster
 */
export async function configureCluster(
  deps: CreateDeps,
  cluster: string,
  { repo_overrides: given, pem, via, ship_binary, enforce }: ConfigureRequest,
): Promise<ConfiguredCluster> {
  const doing = `setting up the head node of cluster ${cluster}`;
  const place = await callersCluster(deps, cluster, doing);
  const { account, region } = place;
  const lock = await lockRun(await prepareRunsFolder(deps), { account, region, subject: cluster }, deps.self);
  try {
    const memory = await rememberCluster(deps.files, configFolder(deps.environment), place);
    const node = await findHeadNode(deps, cluster, memory.records, { pem: pem === "" ? undefined : pem, via });
    // The tools step puts the stock catalogue back: what was asked for before counts until something else is.
    const request = { repo_overrides: { ...earlierOverrides(memory), ...given }, pem, via, ship_binary, enforce };
    const run = await beginOn(deps, place, { operation: "headnode", request });
    const work = async () => {
      const configured = await configureHeadNode(run, node, request.repo_overrides, enforce);
      // Where the first step has failed there is nobody to ship anything to.
      const ships = ship_binary && configured[0].outcome === "done";
      const steps = [...configured, ...ships ? await shipProgram(deps, node) : []];
      await writeConfigured(run, memory, node, steps);
      const { address, key } = node;
      const known = memory.records.at(-1)?.pem_path;
      const namedKey = known === "" || known === key ? "" : key;
      return {
        cluster,
        region,
        via,
        enforce,
        steps,
        address,
        key,
        pem: namedKey,
        hasOwnOptions: await hasOwnOptions(deps),
      };
    };
    // There is nothing to go on with: the same command does what is missing.
    return await workToEnd(
      run,
      { doing, interrupted: "interrupted" },
      work,
      ({ steps }) =>
        steps.some(({ outcome }) => outcome !== "done")
          ? { status: "failed", exit_code: 2 }
          : { status: "done", exit_code: 0 },
    );
  } finally {
    lock.release();
  }
}

function earlierOverrides(memory: ClusterMemory): ConfigureRequest["repo_overrides"] {
  return (lastRequest(memory) as Partial<ConfigureRequest> | undefined)?.repo_overrides ?? {};
}

/** The newest record, with what is true of the head node now. A cluster that was made elsewhere has none. */
async function writeConfigured(
  run: Configuring,
  { records }: ClusterMemory,
  { address, key }: HeadNode,
  steps: readonly StepResult[],
): Promise<void> {
  const before = records.at(-1);
  const warnings = headNodeWarnings(steps);
  for (const warning of warnings) await run.warn(warning, "postCreate");
  if (before === undefined) return;
  await writeStateRecord(run.deps.files, run.folder, {
    ...before,
    run_id: run.id,
    pem_path: before.pem_path === "" ? key : before.pem_path,
    headnode_ip: address === "" ? before.headnode_ip : address,
    artifacts: { ...before.artifacts, ...run.artifacts.paths() },
    post_create_warnings: [
      ...before.post_create_warnings.filter(({ step }) => step !== "headnode"),
      ...warnings,
    ],
  });
}
