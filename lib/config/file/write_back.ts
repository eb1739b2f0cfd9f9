import type { Emit } from "../../host/events/events.ts";
import type { Files } from "../../host/files.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { appendToCollection } from "./append_to_collection.ts";
import type { ConfigDocument } from "./config_document.ts";

/**
 * Appends one entry per missing key to the file's own `config` map and leaves every other byte as it is. Whatever
 * stands in the way (permissions, a shared map) is a warning: the run goes on with what it has in memory.
 */
export async function writeBack(
  { files, emit }: { files: Files; emit: Emit },
  { path, text }: { path: string; text: string },
  { config, ownsConfig }: ConfigDocument,
  missing: readonly string[],
): Promise<void> {
  try {
    if (!ownsConfig) throw new Error("its config section is an alias");
    const mode = (await files.stat(path))?.mode ?? 0;
    if ((mode & anybodyWrites) === 0) throw new Error("it is read-only");
    const { at, text: added } = appendToCollection(text, config, missing.map((key) => `${key}: [PROMPTUSER, "", ""]`));
    await files.replace(path, text.slice(0, at) + added + text.slice(at));
    emit({
      code: "config.completed",
      level: "info",
      message: `Added missing keys to the configuration file ${path}: ${missing.join(", ")}`,
    });
  } catch (error) {
    emit({
      code: "config.not_completed",
      level: "warn",
      message: `The missing settings (${missing.join(", ")}) could not be added to ${path}: ${reasonOf(error)}; ` +
        "this run takes their values from --set or asks for them",
    });
  }
}

const anybodyWrites = 0o222;
