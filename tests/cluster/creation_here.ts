import { beginCreation, claimCluster } from "../../lib/cluster/create/begin_creation.ts";
import { clusterDeps } from "../../lib/cluster/create/cluster_deps.ts";
import type { Creation } from "../../lib/cluster/create_deps.ts";
import type { CreateRequest } from "../../lib/cluster/create_request.ts";
import { type Prepared, readSource, settle } from "../../lib/cluster/prepare.ts";
import { type Survey, surveyCreation, type SurveyPurpose } from "../../lib/cluster/plan/survey.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { bucketGate } from "../../lib/preflight/bucket_gate.ts";
import type { Gate } from "../../lib/preflight/gate.ts";
import { iamGate } from "../../lib/preflight/iam_gate.ts";
import { identityGate } from "../../lib/preflight/identity_gate.ts";
import { keyPairGate } from "../../lib/preflight/key_pair_gate.ts";
import { networkGate } from "../../lib/preflight/network_gate.ts";
import type { Findings } from "../../lib/preflight/preflight.ts";
import { rememberedIn } from "../../lib/state/journal/facts.ts";
import { continueRun } from "../../lib/state/run.ts";
import { readRuns, runToResume } from "../../lib/state/journal/runs.ts";
import { type Sandbox, sharedSandbox, type WorldOptions } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { operations } from "../aws/in_sandbox.ts";
import { demoRequest } from "./demo_request.ts";
import { runWorld } from "./run_world.ts";

/** A creation of the demonstration's cluster that has passed its gates; no program is started for it, and nobody can be asked. */
export type CreationHere = {
  readonly sandbox: Sandbox;
  readonly run: Creation;
  readonly prepared: Prepared;
  readonly findings: Findings;
  readonly events: readonly DayEvent[];
  readonly stop: AbortController;
  /** Looks at everything, as the walk does before its first change. */
  survey(purpose?: SurveyPurpose): Promise<Survey>;
  /** Another life of the run, on the same journal. */
  resume(): Promise<CreationHere>;
};

export type CreationOptions = {
  readonly seed?: WorldOptions["seed"];
  /** As `--set`. */
  readonly set?: Readonly<Record<string, string>>;
  /** Changes the account before the gates look at it. */
  readonly before?: (sandbox: Sandbox) => unknown;
};

export type CreationStep = (
  name: string,
  body: (here: CreationHere) => Promise<void>,
  options?: CreationOptions,
) => Promise<boolean>;

/** Steps that share one sandbox, each with a fresh account and a creation of its own in it. */
export function creations(
  seed: WorldOptions["seed"],
  body: (step: CreationStep) => Promise<void>,
): (test: Deno.TestContext) => Promise<void> {
  return sharedSandbox(
    { seed, settings: { networkSeconds: 0, secondsOfDeletion: 0 } },
    (step) =>
      body((name, test, { seed, set = {}, before } = {}) =>
        step(name, async (sandbox) => {
          await before?.(sandbox);
          await inCreation(sandbox, { ...demoRequest, set }, test);
        }, seed)
      ),
  );
}

/** The sandbox's private home holds the configuration folder as well. */
async function inCreation(
  sandbox: Sandbox,
  request: CreateRequest,
  body: (here: CreationHere) => Promise<void>,
): Promise<void> {
  const aws = sandboxAws(sandbox);
  const { deps, events, stop: first, runs } = runWorld(sandbox.home, aws);
  let open: Creation | undefined;
  const on = (run: Creation, stop: AbortController, prepared: Prepared, findings: Findings): CreationHere => {
    open = run;
    return {
      ...{ sandbox, run, prepared, findings, events, stop },
      survey: (purpose) => surveyCreation(run, prepared, findings, clusterDeps(run, findings), purpose),
      async resume() {
        run.close();
        open = undefined;
        const known = runToResume(await readRuns(deps.files, runs), run.id);
        const stop = new AbortController();
        return on(await continueRun({ ...deps, signal: stop.signal }, known, request), stop, prepared, findings);
      },
    };
  };
  try {
    const prepared = await settle(deps, await readSource(deps, request));
    const run = await beginCreation(deps, request, prepared.settings.cluster_name.value);
    open = run;
    await body(on(run, first, prepared, await findingsOf(run, prepared)));
  } finally {
    open?.close();
    aws.close();
  }
}

/** What the gates that look into the account make of it. No program is looked for: no step here starts one. */
async function findingsOf(run: Creation, { source, settings }: Prepared): Promise<Findings> {
  const { deps, request: { region, region_az: regionAz, profile, pass_on_warn: passOnWarn, ssh_cidr: sshCidr } } = run;
  const request = { runId: run.id, regionAz, region, profile, passOnWarn, source, settings, sshCidr };
  const caller = found(await identityGate(deps, ""));
  await claimCluster(run, caller, false);
  const policies = found(await iamGate(deps, request, caller.callerArn));
  const bucket = found(await bucketGate(deps, request));
  const keyPair = found(await keyPairGate(deps, request));
  const network = found(await networkGate(deps, request, { policyArns: policies.tagsAndBudgetArns, shape: undefined }));
  const toolchain = { pcluster: "", references: "", searchPath: "", warning: null };
  await run.journal.record({ fact: "preflight_passed" });
  return {
    ...caller,
    ...policies,
    ...keyPair,
    toolchain,
    bucket,
    network,
    acknowledged: [],
    costTagsNote: null,
    bootScript: null,
  };
}

function found<T>({ found, checks }: Gate<T>): T {
  if (found === undefined) throw new Error(`a gate stopped: ${JSON.stringify(checks)}`);
  return found;
}

/** `kind: origin` of everything that the run remembers, in the order in which it was met. */
export function origins({ journal }: Creation): readonly string[] {
  return rememberedIn(journal.facts).map(({ kind, origin }) => `${kind}: ${origin}`);
}

/** The operations that arrive while something is done. */
export async function asked<T>(sandbox: Sandbox, work: () => Promise<T>): Promise<readonly [string[], T]> {
  sandbox.clearRequests();
  const value = await work();
  return [operations(sandbox), value];
}

/** Ids of the warnings in the journal. */
export function warned({ journal }: Creation): readonly string[] {
  return journal.facts.flatMap((fact) => fact.fact === "warning" ? [fact.id] : []);
}
