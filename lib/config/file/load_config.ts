import type { Emit } from "../../host/events/events.ts";
import { readConfigDocument } from "./config_document.ts";
import type { ConfigSource, Triplet } from "./config_source.ts";
import { requiredKeys } from "../keys/keys.ts";
import { checkedOverrides } from "./check_overrides.ts";
import { findFile, type FindFileDeps, noSuchFile } from "./shipped_files.ts";
import { writeBack } from "./write_back.ts";

export type LoadConfigDeps = FindFileDeps & { readonly emit: Emit };

export type LoadConfigInput = {
  /** As typed, or absolute; a shipped name without a file means the shipped text. */
  readonly path: string;
  readonly overrides: ReadonlyMap<string, string>;
  readonly autoSelect: boolean;
};

const unset: Triplet = { action: "PROMPTUSER", default: "", value: "" };

/**
 * Reads a configuration and completes it: keys that the file lacks are appended to it, nothing else in it changes. A
 * file that cannot be written is only worth a warning. Throws `DAY-CFG-001` to `-004`.
 */
export async function loadConfig(deps: LoadConfigDeps, input: LoadConfigInput): Promise<ConfigSource> {
  const overrides = checkedOverrides(input.overrides);
  const found = await findFile(deps, input.path);
  if (found === undefined) throw noSuchFile(input.path);
  const read = readConfigDocument(found.path, found.text);
  const missing = requiredKeys.filter((key) => !read.triplets.has(key));
  if (missing.length > 0) await writeBack(deps, found, read, missing);

  const keys = [...[...read.triplets.keys()].sort(), ...missing];
  const triplets = new Map(keys.map((key) => [key, read.triplets.get(key) ?? unset]));
  for (const [key, { action, value, bare }] of triplets) {
    const message = `${key}: ${action}${bare ? ` (the bare value ${value})` : ""}`;
    deps.emit({ code: "config.key", level: "info", message, data: { key, action, ...bare ? { bare } : {} } });
  }
  const message = found.embedded
    ? `Using the configuration file that comes with dayctl; create ${input.path} to use your own`
    : `Edit the configuration file ${found.path} to change which values are asked for (PROMPTUSER) and which are set (USESETVALUE)`;
  deps.emit({ code: "config.loaded", level: "info", message });
  return {
    path: found.path,
    triplets,
    templateDefaults: read.templateDefaults,
    overrides,
    autoSelect: input.autoSelect,
  };
}
