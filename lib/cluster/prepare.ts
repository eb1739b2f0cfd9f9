import { autoSelect } from "../config/file/auto_select.ts";
import { chooseConfig } from "../config/settings/choose_config.ts";
import type { ConfigSource, Triplet } from "../config/file/config_source.ts";
import { loadConfig } from "../config/file/load_config.ts";
import { resolveSettings, type Settings } from "../config/settings/resolve_settings.ts";
import { findFile } from "../config/file/shipped_files.ts";
import type { CreateDeps } from "./create_deps.ts";
import type { CreateRequest } from "./create_request.ts";

/** All that can be settled before AWS is asked. */
export type Prepared = {
  readonly source: ConfigSource;
  readonly settings: Settings;
  /** The configuration file's text, the base of the configurations that the run writes. */
  readonly configText: string;
};

/** Reads the configuration and settles its values, asking where it has to. Nothing is sent to AWS. */
export async function prepare(deps: CreateDeps, request: CreateRequest): Promise<Prepared> {
  return await settle(deps, await readSource(deps, request));
}

/** The first half: which configuration it is, and what stands in it. */
export async function readSource(deps: CreateDeps, request: CreateRequest): Promise<ConfigSource> {
  const path = await chooseConfig(deps, request.config);
  const overrides = new Map(Object.entries(request.set));
  return await loadConfig(deps, { path, overrides, autoSelect: autoSelect(deps) });
}

/** The second half: the value of every key. */
export async function settle(deps: CreateDeps, source: ConfigSource): Promise<Prepared> {
  const settings = await resolveSettings(deps, source);
  const configText = (await findFile(deps, source.path))?.text ?? "";
  return { source, settings, configText };
}

/** The same as plain JSON, for the journal. */
export type RecordedPreparation = {
  readonly path: string;
  readonly triplets: readonly (readonly [string, Triplet])[];
  readonly template_defaults: readonly (readonly [string, string])[];
  readonly overrides: readonly (readonly [string, string])[];
  readonly auto_select: boolean;
  readonly settings: Settings;
  readonly config_text: string;
};

export function toRecord({ source, settings, configText }: Prepared): RecordedPreparation {
  return {
    path: source.path,
    triplets: [...source.triplets],
    template_defaults: [...source.templateDefaults],
    overrides: [...source.overrides],
    auto_select: source.autoSelect,
    settings,
    config_text: configText,
  };
}

export function fromRecord(record: RecordedPreparation): Prepared {
  return {
    source: {
      path: record.path,
      triplets: new Map(record.triplets),
      templateDefaults: new Map(record.template_defaults),
      overrides: new Map(record.overrides),
      autoSelect: record.auto_select,
    },
    settings: record.settings,
    configText: record.config_text,
  };
}
