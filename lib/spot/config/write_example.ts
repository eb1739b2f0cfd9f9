import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Files } from "../../host/files.ts";
import { replaceFile } from "../../state/artifacts.ts";
import { exampleConfig } from "./example.ts";

/**
 * Writes an example with comments.
 *
 * @throws DayError DAY-SPOT-011 when a file stands there that nobody allowed to be replaced, DAY-RUN-007 when it cannot be written
 */
export async function writeExample(files: Files, path: string, force: boolean): Promise<void> {
  if (!force && await files.stat(path) !== undefined) {
    const again = command("deno task spot-deploy init --force");
    throw new DayError("DAY-SPOT-011", `${path} already exists`, {
      fix: advice`overwrite it with ${again}, or name another one with --config PATH`,
    });
  }
  await replaceFile(files, path, exampleConfig);
}
