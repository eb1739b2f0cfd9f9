import { resolveSchedulerRole, type SchedulerRoleLook } from "../../aws/questions/resolve_scheduler_role.ts";
import { currentSpotPrices } from "../../aws/questions/spot_prices.ts";
import { findFile } from "../../config/file/shipped_files.ts";
import { type ClusterFile, readClusterFile, readTemplate } from "../../cluster_file/template_problem.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Findings } from "../../preflight/preflight.ts";
import { plan, type Planned } from "../../state/walks/plan.ts";
import { appendTags } from "../../cluster_file/append_tags.ts";
import { type ClusterDeps, clusterExists } from "../pcluster/cluster.ts";
import { type CostPrices, costPrices } from "../../cost/cost_prices.ts";
import { type ClusterShape, clusterShape } from "../../cluster_file/cluster_shape.ts";
import type { Creation } from "../create_deps.ts";
import { refuseTags } from "../../cluster_file/read_tags.ts";
import { inFile } from "../../cluster_file/in_file.ts";
import { clusterSpec, hasSetOut } from "../wanted/cluster_wanted.ts";
import type { Prepared } from "../prepare.ts";
import { customImage } from "../../cluster_file/boot/custom_image.ts";
import { anyBaseline, clusterTokens } from "./cluster_tokens.ts";
import { renderTemplate } from "../../cluster_file/render_template.ts";
import { applySpotPrices, instanceTypes } from "../../cluster_file/spot_pricing.ts";
import { afterRole, beforeRole } from "../wanted/creation_wanted.ts";

/** What stands where the run is going to build, looked at side by side before the first write. */
export type Survey = {
  /** Everything the run needs, in the order in which it makes what is missing. */
  readonly planned: readonly Planned[];
  readonly schedulerRole: SchedulerRoleLook;
  readonly clusterIsAbsent: boolean;
  /** The cluster template's text. */
  readonly template: string;
  /** What the template will start; nothing when it cannot be read. */
  readonly shape: ClusterShape | undefined;
  /** USD per hour by instance type. */
  readonly spotPrices: ReadonlyMap<string, number>;
  readonly listPrices: CostPrices;
};

/** `create`: the run goes on, so that it only looks whether things are there. `show`: it stops, and looks at everything. */
export type SurveyPurpose = "create" | "show";

/**
 * Looks at everything the run would make, and turns away from a cluster that exists already.
 *
 * @throws DayError DAY-RUN-006 when the run is to go on and the cluster is there and not this run's
 */
export async function surveyCreation(
  run: Creation,
  prepared: Prepared,
  findings: Findings,
  deps: ClusterDeps,
  purpose: SurveyPurpose = "create",
): Promise<Survey> {
  const { settings } = prepared;
  const template = await templateText(run, prepared);
  const file = readTemplate(template);
  const shape = clusterShape(file, settings);
  const headNode = shape?.headNode ?? settings.headnode_instance_type.value;
  const depth = purpose === "show" ? "full" : "exists";
  const first = await beforeRole(run, prepared, findings, deps);
  const [schedulerRole, planned, spotPrices, listPrices] = await Promise.all([
    lookForRole(run, prepared, findings),
    plan(run.deps, [...first.baseline, ...first.budgets, first.cluster], depth),
    pricesOnSpot(run, file, settings.cluster_template_yaml.value),
    run.decide("list_prices", () => costPrices(run.deps, headNode, shape && typesOnDemand(shape))),
  ]);
  await tryRendering(run, prepared, findings, { template, spotPrices });
  // On the way to a dry run these cost no request: the role was looked for, the rest comes later.
  const others = afterRole(run, prepared, findings, schedulerRole);
  const [roles, heartbeat] = await Promise.all([
    plan(run.deps, others.role, depth),
    plan(run.deps, others.heartbeat, depth),
  ]);
  const cluster = planned.find(({ wanted }) => wanted === first.cluster);
  const clusterIsAbsent = cluster?.found?.is === "absent";
  const spec = clusterSpec(run, "");
  if (purpose === "create" && cluster !== undefined && !clusterIsAbsent && !hasSetOut(run, spec)) {
    throw clusterExists(deps, spec, clusterStatus(cluster));
  }
  const isBaseline = ({ wanted }: Planned) => first.baseline.includes(wanted);
  return {
    planned: [...planned.filter(isBaseline), ...roles, ...planned.filter((each) => !isBaseline(each)), ...heartbeat],
    ...{ schedulerRole, clusterIsAbsent, template, shape, spotPrices, listPrices },
  };
}

function typesOnDemand({ loginNodes, queues }: ClusterShape): readonly string[] {
  const nodes = queues.filter(({ onSpot }) => !onSpot).flatMap((queue) => queue.nodes);
  return [...new Set([...loginNodes.map(({ type }) => type), ...nodes.flatMap(({ types }) => types)])];
}

/** What a look at the cluster tells of it, for a person. */
export function clusterStatus({ found }: Planned): string {
  if (found?.is === "ready") return String((found.out as { readonly status?: string }).status);
  return found === undefined || found.is === "absent" ? "" : found.why;
}

async function lookForRole(
  run: Creation,
  { settings }: Prepared,
  { schedulerRole }: Findings,
): Promise<SchedulerRoleLook> {
  if (settings.heartbeat_email.value === "") return { is: "absent" };
  const { aws, environment, emit } = run.deps;
  return await resolveSchedulerRole(aws, { configured: schedulerRole?.value, environment, emit });
}

async function templateText(run: Creation, { settings }: Prepared): Promise<string> {
  const path = settings.cluster_template_yaml.value;
  return await run.decide("template", async () => {
    const found = await findFile(run.deps, path);
    if (found === undefined) throw new DayError("DAY-TPL-001", `the cluster template ${path} is gone`);
    return found.text;
  });
}

async function pricesOnSpot(run: Creation, file: ClusterFile, path: string): Promise<ReadonlyMap<string, number>> {
  const { aws, clock } = run.deps;
  const zone = run.request.region_az;
  const recorded = await run.decide("spot_prices", async () => {
    const types = inFile(path, () => instanceTypes(file));
    return Object.fromEntries(await currentSpotPrices(aws, { zone, types, now: clock.now() }));
  });
  return new Map(Object.entries(recorded));
}

/** What rendering, prices or tags would refuse is found out now and not when the budgets stand. */
async function tryRendering(
  run: Creation,
  prepared: Prepared,
  findings: Findings,
  { template, spotPrices }: Pick<Survey, "template" | "spotPrices">,
): Promise<void> {
  const tokens = await clusterTokens(run, prepared, findings, anyBaseline);
  inFile(prepared.settings.cluster_template_yaml.value, () => {
    const { image, tags } = run.request;
    const rendered = renderTemplate(template, tokens);
    const text = appendTags(image ? customImage(rendered, image) : rendered, tags);
    refuseTags(text);
    applySpotPrices(readClusterFile(text), spotPrices);
  });
}
