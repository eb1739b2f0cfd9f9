import { availabilityZone } from "../names/availability_zone.ts";
import type { ConfigSource, Sourced } from "../config/file/config_source.ts";
import { initial } from "../config/file/initial_value.ts";
import { complaintAbout, type ConfigKey, keysInTable, rowOf } from "../config/keys/keys.ts";
import { isSettledKey } from "../config/keys/settled_keys.ts";
import type { Settings } from "../config/settings/resolve_settings.ts";
import { findFile, type FindFileDeps } from "../config/file/shipped_files.ts";
import { type ClusterShape, clusterShape } from "../cluster_file/cluster_shape.ts";
import { type ClusterFile, readTemplate, templateProblem } from "../cluster_file/template_problem.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { Check } from "./check.ts";
import type { Gate, PreflightRequest } from "./gate.ts";
import { fail, pass } from "./verdict.ts";

export type ConfigFacts = {
  readonly regionAz: string;
  readonly settings: Settings;
  readonly source: ConfigSource;
  /** Why the cluster template cannot be used; nothing when it can. */
  readonly templateProblem?: string;
};

/** What the cluster template will start; nothing when it cannot be read. */
export type PlannedShape = { readonly shape: ClusterShape | undefined };

/** Gate 4: the values known so far. Only the cluster template is read; nothing is asked. */
export async function configGate(
  deps: FindFileDeps,
  request: Pick<PreflightRequest, "regionAz" | "settings" | "source">,
): Promise<Gate<PlannedShape>> {
  const { settings } = request;
  const { file, problem: templateProblem } = await templateAt(deps, settings.cluster_template_yaml.value);
  const shape = file === undefined ? undefined : clusterShape(file, settings);
  return { checks: configChecks({ ...request, templateProblem }), found: { shape } };
}

/**
 * Judges every configured value, in the order of the table of keys. Amounts that will only be asked for when their budget
 * has to be made pass as `deferred`.
 */
export function configChecks(facts: ConfigFacts): readonly Check[] {
  const ofKeys = keysInTable.flatMap((key) => {
    const id = rowOf(key).check;
    return id === undefined ? [] : [checkOf(id, key, facts)];
  });
  return [zoneCheck(facts.regionAz), ...ofKeys];
}

function checkOf(id: string, key: ConfigKey, { settings, source, templateProblem }: ConfigFacts): Check {
  if (key === "cluster_template_yaml") return verdict(id, key, settings[key], templateProblem);
  if (key === "heartbeat_schedule" && settings.heartbeat_email.value === "") {
    return pass(id, { ...settings[key], disabled: true });
  }
  return judged(id, key, isSettledKey(key) ? settings[key] : initial(source, key));
}

function zoneCheck(regionAz: string): Check {
  try {
    return pass("config.region_az", { value: regionAz, region: availabilityZone(regionAz).region });
  } catch (error) {
    if (!(error instanceof DayError)) throw error;
    return fail("config.region_az", { value: regionAz, note: error.message }, error.advice);
  }
}

function judged(id: string, key: ConfigKey, sourced: Sourced | undefined): Check {
  if (sourced === undefined) return pass(id, { deferred: true });
  const complaint = complaintAbout(key, sourced.value);
  return verdict(id, key, sourced, complaint && `${JSON.stringify(sourced.value)} ${complaint}`);
}

function verdict(id: string, key: ConfigKey, { value, origin }: Sourced, problem: string | undefined): Check {
  if (problem === undefined) return pass(id, { value, origin });
  return fail(id, { value, origin, note: problem }, `correct ${key} in the configuration, or give --set ${key}=VALUE`);
}

/** A template that the rendering would refuse is found out here, before anything is built. */
async function templateAt(
  deps: FindFileDeps,
  path: string,
): Promise<{ readonly file?: ClusterFile; readonly problem?: string }> {
  try {
    const found = await findFile(deps, path);
    if (found === undefined) return { problem: `${path}: there is no such file` };
    const file = readTemplate(found.text);
    const problem = templateProblem(found.text, file);
    return problem === undefined ? { file } : { problem: `${path}: ${problem}` };
  } catch (error) {
    if (error instanceof DayError) return { problem: error.message };
    throw error;
  }
}
