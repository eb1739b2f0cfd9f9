import { isEverywhere } from "../region/is_everywhere.ts";
import { refuseOtherAccount } from "../state/refuse_other_account.ts";
import { whoCalls } from "../who_calls.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Identity } from "../../aws/questions/identity.ts";
import type { Marks } from "../region/marks.ts";
import { sourcesOf } from "../facts/caller_address.ts";
import { emptyRegion, newDeployment, withDeployment } from "../state/changes.ts";
import { machinesOf, slotsOf } from "../state/of_deployment.ts";
import { type State, withState } from "../state/open_state.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { complete, type Missing } from "./complete.ts";
import type { Created } from "./created.ts";
import type { CreateRequest } from "./create_request.ts";
import { interruptible } from "./interruptible.ts";
import { launchingOf, marksOf } from "./launching.ts";
import type { Plan } from "./plan_nodes.ts";
import { guardCost } from "./guard_cost.ts";
import { makePlan } from "./make_plan.ts";
import { planLines } from "./plan_lines.ts";
import { refuseStanding, unfinished } from "./refuse_standing.ts";
import type { Launching } from "./region_run.ts";
import { resume } from "./resume.ts";
import { waitForNodes } from "./wait_for_nodes.ts";

/**
 * Launches the nodes of a configuration: looks first, shows the plan with its price, writes down what is intended, and then works in all
 * regions side by side.
 *
 * @throws DayError DAY-SPOT-002, -005, -006, -007, -013, -014 before anything is changed
 */
export async function create(deps: SpotTaskDeps, request: CreateRequest): Promise<Created> {
  return await withState(deps, request.statePath, deps.self, async (state) => {
    const startedAt = deps.clock.now();
    const identity = await whoCalls(deps);
    refuseOtherAccount(state.now(), identity.account, state.path);
    if (request.resume === undefined && !request.add && !request.dryRun) {
      await refuseStanding(deps, state, request.config);
    }
    const resumed = request.resume === undefined ? undefined : chosen(state, request.resume);
    const { config } = request;
    const plan = await makePlan(deps, request);
    const deployment = resumed ?? deploymentId(startedAt, deps.random);
    const nothing = { reports: [], machines: [], left: [], rolledBack: false, requested: plan.wanted };
    if (request.dryRun) {
      return { ...nothing, identity, deployment, plan, isDryRun: true, startedAt, endedAt: deps.clock.now() };
    }
    const shown = { config, deployment, identity };
    for (const line of planLines(plan, shown)) deps.emit({ code: "spot.line", level: "info", message: line });
    refuseNowhere(plan);
    refuseTooFew(plan, request.minInstances);
    await guardCost(deps, request, plan);
    const sources = await sourcesOf(deps.reach, request);
    // Of those in the configuration it was told when that was read.
    warnOpen(deps, sources.filter((source) => !config.allowedCidrs.includes(source)));
    const launching = launchingOf(deps, request, { identity, state, sources, deployment, startedAt });
    const marks = marksOf(deps, config, identity, deployment);
    await state.update(
      resumed === undefined
        ? intent(plan, identity, marks, launching)
        : withDeployment(deployment, (known) => ({ ...known, ends_at: launching.ends?.toISOString() ?? null })),
    );
    return await interruptible(deps, { request, state, marks, identity }, async (own) => {
      const missing = resumed === undefined
        ? plan.regions.map((planned): Missing => ({ planned, count: planned.slots, onDemand: planned.onDemand }))
        : await resume(own, launching, marks, plan);
      const { reports, left } = await complete(own, launching, marks, missing, request);
      const machines = machinesOf(state, deployment);
      const late = await waitForNodes(own, config, request.wait, machines);
      const requested = resumed === undefined ? plan.wanted : slotsOf(state, deployment);
      return {
        ...{
          identity,
          deployment,
          plan,
          isDryRun: false,
          startedAt,
          endedAt: deps.clock.now(),
          requested,
          left,
          machines,
        },
        reports: reports.map((report) => ({
          ...report,
          late: late.filter((id) => report.nodes.some((node) => node.id === id)),
        })),
        rolledBack: false,
      };
    });
  }, { looksOnly: request.dryRun });
}

/** `sd-20250306T100000Z-4f9a1c` */
function deploymentId(now: Date, random: () => number): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return `sd-${time}-${Math.floor(random() * 0x1000000).toString(16).padStart(6, "0")}`;
}

function chosen(state: State, wanted: string): string {
  const id = wanted === "" ? unfinished(state.now()).at(-1) : wanted;
  if (id !== undefined && id in state.now().deployments) return id;
  const message = wanted === "" ? "no deployment is unfinished" : `there is no deployment ${wanted} in ${state.path}`;
  throw new DayError("DAY-USE-001", message, { fix: advice`see them with ${command("deno task spot-deploy list")}` });
}

function refuseNowhere({ regions, dropped }: Plan): void {
  if (regions.some(({ slots }) => slots > 0)) return;
  const why = dropped.map(({ region, why }) => `${region}: ${why}`).join("; ");
  throw new DayError("DAY-SPOT-017", `no configured region can be used: ${why}`);
}

/** @throws DayError DAY-USE-001 when more nodes are to stand in the end than are wanted at all */
function refuseTooFew({ wanted }: Plan, least = 0): void {
  if (least <= wanted) return;
  const fix = "lower --min-instances, or want more nodes with --count";
  throw new DayError("DAY-USE-001", `--min-instances ${least}: only ${wanted} nodes are wanted`, { fix });
}

function warnOpen({ emit }: SpotTaskDeps, sources: readonly string[]): void {
  if (!sources.some(isEverywhere)) return;
  emit({ code: "spot.warning", level: "warn", message: "The ports of the nodes are open to the whole Internet" });
}

/** What is about to be done, before anything is. */
function intent({ regions }: Plan, { account, arn }: Identity, { deployment }: Marks, { config, ends }: Launching) {
  return newDeployment(deployment, {
    created_at: deployment.slice(3, 18),
    creator_arn: arn,
    account_id: account,
    phase: "planned",
    config_sha256: config.sha256,
    ends_at: ends?.toISOString() ?? null,
    regions: Object.fromEntries(
      regions.filter(({ slots }) => slots > 0).map(({ usable: { region }, slots, auto }) => {
        return [region, { ...emptyRegion(), slots, auto }];
      }),
    ),
  });
}
