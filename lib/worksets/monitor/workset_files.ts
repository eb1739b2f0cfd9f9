import { join } from "node:path";
import { worksetInputs } from "../steps/take_snapshot.ts";
import { objectSource } from "../stage/object_source.ts";
import type { WorksetFiles } from "../steps/validate_workset.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

/** The files of a workset as they are in S3. */
export async function filesInBucket(deps: Pick<WorkDeps, "aws" | "options">, prefix: string): Promise<WorksetFiles> {
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

/** Those of a workset that is a folder of this host. */
export async function filesInFolder(
  { files, folders }: Pick<WorkDeps, "files" | "folders">,
  folder: string,
): Promise<WorksetFiles> {
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
