import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Files } from "../host/files.ts";
import type { Json } from "../host/json.ts";
import type { ChosenFile } from "./choose_cluster_file.ts";

/**
 * The names of the files that a run has left beside its cluster file; null for one that is not there. What the legacy script writes
 * at its end has a later time in its name than what it writes before, and its resolved configuration another name.
 */
export async function findArtifacts(
  files: Files,
  cluster: string,
  { folder, time }: Pick<ChosenFile, "folder" | "time">,
): Promise<Json> {
  const names = time === "" ? [] : await files.list(folder);
  const named = (name: string) => names.includes(name) ? name : null;
  const later = (prefix: string) =>
    names.find((name) =>
      name.startsWith(prefix) && /^\d{14}\.yaml$/.test(name.slice(prefix.length)) &&
      name.slice(prefix.length) >= `${time}.yaml`
    );
  return {
    yaml_init: named(`${cluster}_cluster_${time}.yaml.init`),
    init_template: named(`${cluster}_init_template_${time}.yaml`),
    cluster_yaml: named(`${cluster}_cluster_${time}.yaml`),
    final_config: await finalConfig(files, folder, cluster, names.filter((name) => finalTime(name) >= time)),
    resolved_cli: named(`${cluster}_resolved_cli_${time}.yaml`) ?? later(`${cluster}_cli_cfg_`) ?? null,
    next_run_template: named(`${cluster}_template.yaml`),
    preflight_report: named(`preflight_${cluster}_${time}.json`),
    state_record: named(`state_${cluster}_${time}.json`),
  };
}

/** "" for a file that is no final configuration: nothing is older. */
function finalTime(name: string): string {
  return /_final_(\d{14})\.yaml$/.exec(name)?.[1] ?? "";
}

/** The first one since the run began that is of this cluster: its name tells the configuration's, not the cluster's. */
async function finalConfig(
  files: Files,
  folder: string,
  cluster: string,
  names: readonly string[],
): Promise<string | null> {
  for (const name of names.toSorted((one, other) => finalTime(one) < finalTime(other) ? -1 : 1)) {
    const of = nameIn(await files.readText(join(folder, name)));
    if (of === undefined || of === cluster) return name;
  }
  return null;
}

function nameIn(text: string): string | undefined {
  try {
    return finalValues.safeParse(parse(text)).data?.ephemeral_cluster.config.cluster_name;
  } catch {
    return undefined;
  }
}

const finalValues = z.object({ ephemeral_cluster: z.object({ config: z.object({ cluster_name: z.string() }) }) });
