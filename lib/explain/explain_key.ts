import type { ConfigSource, Origin, Sourced } from "../config/file/config_source.ts";
import { initial } from "../config/file/initial_value.ts";
import { complaintAbout, type ConfigKey, rowOf } from "../config/keys/keys.ts";
import { effectiveDefault } from "../config/settings/effective_default.ts";
import type { RunConfiguration } from "../state/run_configuration.ts";
import type { Explained } from "./explained.ts";

/** Where to look for the value of a key: in a run, in a configuration file, or nowhere. */
export type ValuePlace =
  | { readonly is: "run"; readonly name: string; readonly configuration: RunConfiguration }
  | { readonly is: "file"; readonly source: ConfigSource }
  | { readonly is: "nowhere" };

/** What a configuration key means, what it may be, where its value comes from and what would override that. */
export function explainKey(key: ConfigKey, place: ValuePlace): Explained {
  const { about, choices, allowed, fallback, question } = rowOf(key);
  const found = valueAt(place, key);
  return {
    name: key,
    kind: "key",
    summary: about,
    rows: [
      ["allowed", choices === undefined ? allowed : choices.join(", ")],
      ...fallback === "" ? [] : [["default", fallback] as const],
      ...question.kind !== "none" && question.message ? [["asked as", question.message] as const] : [],
      ["value", valueText(place, found)],
      ["origin", originText(place, found?.origin, question.kind === "candidate")],
      ["overridden by", overrides(key, place, found?.origin)],
    ],
    origin: found?.origin ?? null,
    value: found?.value ?? null,
  };
}

function valueAt(place: ValuePlace, key: ConfigKey): Sourced | undefined {
  switch (place.is) {
    case "run":
      return place.configuration.values.get(key);
    case "file": {
      const given = initial(place.source, key);
      if (given === undefined || complaintAbout(key, given.value) !== undefined) return undefined;
      return given;
    }
    case "nowhere":
      return undefined;
  }
}

function valueText(place: ValuePlace, found: Sourced | undefined): string {
  if (found !== undefined) {
    return found.value === "" ? "empty" : found.value;
  }
  switch (place.is) {
    case "run":
      return `run ${place.name} did not need a value`;
    case "file":
      return "the file does not set a value";
    case "nowhere":
      return "no run is recorded here, and no configuration file is named; name one with --config FILE";
  }
}

function originText(place: ValuePlace, origin: Origin | undefined, isCandidate: boolean): string {
  const where = place.is === "run" ? `run ${place.name}: ` : "";
  const path = place.is === "run"
    ? place.configuration.source.path
    : place.is === "file"
    ? place.source.path
    : "the configuration file";
  switch (origin) {
    case "flag":
      return `${where}a flag, --set or one that stands for it`;
    case "file":
      return `${where}the configuration file ${path}`;
    case "environment":
      return `${where}a variable of the environment`;
    case "default":
      return `${where}the default`;
    case "candidate":
      return `${where}the only choice that AWS offered`;
    case "answer":
      return `${where}the answer to a question`;
    case undefined:
      return isCandidate
        ? "the only choice that AWS offers; a question if AWS offers several"
        : "the answer to a question, or the default";
  }
}

/** By the order of precedence: flag, file, environment, default. */
function overrides(key: ConfigKey, place: ValuePlace, origin: Origin | undefined): string {
  const flag = `--set ${key}=VALUE on the command line`;
  if (origin === "flag") return "nothing: a flag overrides everything else";
  if (origin === "file") return flag;
  const offered = place.is === "file" ? effectiveDefault(place.source, key)?.value : undefined;
  const then = offered === undefined ? "" : `; a question about it offers ${offered}`;
  return `${flag}, then a value in the configuration file${then}`;
}
