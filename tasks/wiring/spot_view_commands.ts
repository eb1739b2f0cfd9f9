import type { Answer } from "../../lib/answers/answer.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { answered } from "./spot_answered.ts";
import { configPath, spotDeps, statePath } from "./spot_deps.ts";
import type {
  cleanupFlags,
  costFlags,
  fileFlags,
  launchFlags,
  reconcileFlags,
  regionFlags,
  statusFlags,
} from "./spot_flags.ts";
import { concurrencyOf, configFor, launchRequest, onlyRegions, sessionOf, type SpotFlags } from "./spot_requests.ts";
import { extraTagsOf, numberOf } from "./spot_values.ts";
import { lookOrWatch } from "./spot_watch.ts";

type Base = SpotFlags<typeof fileFlags & typeof regionFlags>;

async function prepared(flags: Base, told: TaskContext, purpose: "nodes" | "regions") {
  const config = await configFor(told, configPath(told, flags.config), { for: purpose });
  const deps = await spotDeps(told, sessionOf(flags, config));
  const concurrency = concurrencyOf(flags);
  const look = {
    ...{ config, concurrency, statePath: statePath(told, flags.state), regions: flags.region },
    ...{ source: "both" as const, allRegions: false, includeTerminated: false },
  };
  return { config, deps, look };
}

export async function status(
  flags: SpotFlags<typeof fileFlags & typeof regionFlags & typeof statusFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("status", flags, context, async (told) => {
    const { deps, look } = await prepared(flags, told, "regions");
    const { clusterStatus } = await import("../../lib/spot/view/status.ts");
    const { spotStatusAnswer } = await import("../../lib/answers/spot/status_answer.ts");
    const seconds = numberOf(flags, "probeTimeout", { least: 1, most: 120 }) ?? 5;
    return await lookOrWatch(told, flags, async () => {
      const found = await clusterStatus(deps, { ...look, probe: !flags.noProbe, probeMilliseconds: seconds * 1000 });
      if (found.isOrchestratorSilent) {
        told.emit({
          code: "spot.warning",
          level: "warn",
          message: "The Bacalhau orchestrator does not answer; its column shows ?",
        });
      }
      return spotStatusAnswer(found, context.clock.now());
    });
  });
}

export async function cost(
  flags: SpotFlags<typeof fileFlags & typeof regionFlags & typeof costFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("cost", flags, context, async (told) => {
    const { config, deps, look } = await prepared(flags, told, "regions");
    const { liveCost, plannedCost } = await import("../../lib/spot/view/cost.ts");
    const { spotCostAnswer, spotPlanCostAnswer, typeWords } = await import("../../lib/answers/spot/cost_answer.ts");
    if (flags.plan) return spotPlanCostAnswer(await plannedCost(deps, config, look.concurrency));
    const since = flags.since === undefined ? undefined : new Date(flags.since);
    if (since !== undefined && Number.isNaN(since.getTime())) {
      throw new DayError("DAY-USE-001", `--since ${flags.since}: expected a time such as 2026-03-06T10:00:00Z`);
    }
    const found = await liveCost(deps, { ...look, deployment: flags.deployment, since });
    const unpriced = found.rows.filter(({ compute }) => compute === undefined);
    for (const row of unpriced) {
      const message = `no price of ${typeWords(row)} in ${row.zone}; it is not in the totals`;
      told.emit({ code: "spot.warning", level: "warn", message });
    }
    return spotCostAnswer(found);
  });
}

export async function reconcileNodes(
  flags: SpotFlags<typeof fileFlags & typeof regionFlags & typeof launchFlags & typeof reconcileFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("reconcile", flags, context, async (told) => {
    const { config: read, deps, look } = await prepared(flags, told, "nodes");
    const config = {
      ...read,
      regions: onlyRegions(read, flags.region).regions,
      extraTags: extraTagsOf(flags.tag, read),
    };
    const { reconcile } = await import("../../lib/spot/create/reconcile.ts");
    const { spotCreateAnswer } = await import("../../lib/answers/spot/create_answer.ts");
    const request = {
      ...launchRequest(flags, config),
      ...{ config, statePath: look.statePath, dryRun: flags.dryRun, add: true, resume: undefined },
      ...{ onFailure: "keep" as const, onInterrupt: "keep" as const, ttl: undefined, deployment: flags.deployment },
    };
    const created = await reconcile(deps, request);
    return spotCreateAnswer("reconcile", created, {
      config,
      profile: deps.aws.profile,
      allowPartial: flags.allowPartial,
      least: request.minInstances,
    });
  });
}

export async function deleteDisconnected(
  flags: SpotFlags<typeof fileFlags & typeof regionFlags & typeof cleanupFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("delete-disconnected-aws-nodes", flags, context, async (told) => {
    const config = await configFor(told, configPath(told, flags.config), { for: "regions" });
    return await cleanup(told, config, statePath(told, flags.state), flags.dryRun);
  });
}

/** Takes disconnected nodes out of the orchestrator; needs no AWS. */
export async function cleanup(
  context: TaskContext,
  config: Awaited<ReturnType<typeof configFor>>,
  state: string,
  dryRun: boolean,
) {
  const { cleanupNodes } = await import("../../lib/spot/remove/cleanup_nodes.ts");
  const runs = async (argv: readonly string[]) => {
    const { code, stdout, stderr } = await context.processes.run(argv);
    if (code !== 0) throw new Error(stderr.trim() || `exit ${code}`);
    return stdout;
  };
  const { deleted, failed } = await cleanupNodes({ ...context, runs }, config.bacalhau, state, { dryRun });
  const words = failed.map(({ id, why }) => `${id}: ${why}`);
  return {
    action: "delete-disconnected-aws-nodes",
    data: { deleted, failed: failed.map((each) => ({ ...each })), dry_run: dryRun },
    text: [`${deleted.length} disconnected nodes ${dryRun ? "would be deleted" : "deleted"}`, ...deleted, ...words]
      .join("\n"),
    error: failed.length === 0 ? undefined : new DayError("DAY-SPOT-008", words.join("; ")),
  };
}
