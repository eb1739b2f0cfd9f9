import { join } from "node:path";
import { DayError } from "../../host/day_error.ts";
import type { Files } from "../../host/files.ts";
import { lifelineChild } from "../../host/lifeline_child.ts";
import { officialImages } from "./images.ts";
import program from "./serve.py" with { type: "text" };

export type Emulator = {
  readonly port: number;
  readonly pid: number;
  /** Resolves when it is gone, wanted or not. */
  readonly ended: Promise<void>;
  /** Forgets everything; the port stays the same. */
  reset(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts the AWS emulator on a free port of 127.0.0.1. Everything it knows lives in its memory.
 *
 * @param tools the virtual environment of the emulator
 * @param folder where its list of machine images is written
 * @throws DayError `DAY-SBX-003` with its last words when it does not start
 * @see spec/sandbox.md section 2, cures 1 and 2
 */
export async function startEmulator(
  files: Files,
  tools: string,
  folder: string,
  region: string,
): Promise<Emulator> {
  const images = join(folder, "images.json");
  await files.ensureFolder(folder);
  await files.replace(images, JSON.stringify(officialImages()));
  const child = lifelineChild([join(tools, "bin", "python"), "-c", program], {
    MOTO_AMIS_PATH: images,
    // No time is spent looking for the credentials of a real machine role.
    AWS_EC2_METADATA_DISABLED: "true",
    // The region whose network is made before it is asked for.
    SANDBOX_REGION: region,
    HOME: folder,
    PATH: "/usr/bin:/bin",
  });
  try {
    const port = Number(await child.nextLine());
    return {
      port,
      pid: child.id.pid,
      ended: child.ended,
      async reset() {
        await child.say("reset");
        await child.nextLine();
      },
      stop: child.stop,
    };
  } catch (error) {
    throw new DayError("DAY-SBX-003", `The emulator did not start: ${child.lastWords().trim()}`, { cause: error });
  }
}
