import { join } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import type { Place } from "../protocol/sighting.ts";
import { requireWorkset } from "./require_workset.ts";
import { worksetInputs } from "../steps/take_snapshot.ts";
import { objectSource } from "../stage/object_source.ts";
import type { WorksetFiles } from "../steps/validate_workset.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

/** The files of a workset as they are in S3. @throws DayError WS-OPS-002 where there is none of that name */
export async function filesInBucket(
  deps: Pick<WorkDeps, "aws" | "options" | "store">,
  place: Place,
): Promise<WorksetFiles> {
  await requireWorkset(deps.store, place);
  const { prefix } = place;
  const objects = new Map((await worksetInputs(deps, prefix)).map(({ path, object }) => [path, object]));
  return {
    paths: new Set(objects.keys()),
    async read(path) {
      const object = objects.get(path);
      if (object === undefined) throw new Error(`there is no ${path}`);
      return await objectSource(deps.aws, object, object).read(0, object.bytes);
    },
  };
}

/** Those of a workset that is a folder of this host. @throws DayError WS-OPS-002 where there is none */
export async function filesInFolder(
  { files, folders }: Pick<WorkDeps, "files" | "folders">,
  folder: string,
): Promise<WorksetFiles> {
  if ((await folders.entry(folder))?.is !== "folder") {
    throw new DayError("WS-OPS-002", `there is no folder ${folder}`, {
      fix: "name the folder that holds daylily_work.yaml, or a root and a workset: s3://BUCKET/FOLDER NAME",
    });
  }
  const paths = new Set<string>();
  const walk = async (from: string, to: string) => {
    for (const name of await files.list(from)) {
      const entry = await folders.entry(join(from, name));
      if (entry?.is === "folder") await walk(join(from, name), `${to}${name}/`);
      else if (entry !== undefined) paths.add(to + name);
    }
  };
  await walk(folder, "");
  return { paths, read: (path) => files.readBytes(join(folder, path)) };
}
