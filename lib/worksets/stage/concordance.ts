import { join } from "node:path";
import { isDenied } from "../../aws/aws_error.ts";
import { objectsBelow } from "../../aws/questions/objects/objects_below.ts";
import type { S3Address } from "../../names/s3_address.ts";
import { judgeObject } from "../contract/check_inputs.ts";
import { type Input, inputProblem } from "../contract/input.ts";
import type { Problem } from "../contract/problem.ts";
import { placesInWorkset } from "../contract/relative_path.ts";
import type { StageDeps } from "./find_sources.ts";
import { objectSource } from "./object_source.ts";
import { fileSource } from "./other_sources.ts";
import type { Source } from "./source.ts";
import type { StageRequest } from "./staged.ts";

/** Files of a folder by their names below it. */
export type FolderFiles = readonly { readonly name: string; readonly source: Source }[];

/**
 * What a sample is compared with: a folder that the head node shows already, or files that have to be staged.
 */
export type Concordance =
  | { readonly path: string }
  | { readonly files: FolderFiles }
  | { readonly problem: Problem };

export async function findConcordance(deps: StageDeps, request: StageRequest, input: Input): Promise<Concordance> {
  const { target, value } = input;
  switch (target.is) {
    case "prefix":
      // The file system shows what lies in its own bucket.
      if (target.address.bucket === request.bucket) return { path: `/fsx/${target.address.key.replace(/\/$/, "")}` };
      return await below(deps, request, input, target.address);
    case "folder": {
      const folder = target.path.replace(/\/$/, "");
      if ("prefix" in request.data && !folder.startsWith("/")) {
        const { bucket, key } = request.data.prefix;
        for (const place of placesInWorkset(folder)) {
          const found = await below(deps, request, input, { bucket, key: `${key}${place}/` });
          if (!("problem" in found)) return found;
        }
      } else {
        const base = "folder" in request.data ? request.data.folder : "/";
        const places = folder.startsWith("/") ? [folder] : placesInWorkset(folder).map((each) => join(base, each));
        for (const place of places) {
          const files = await filesIn(deps, place);
          if (files.length > 0) return { files };
        }
      }
      return problem(request, input, "WS-DAT-002", `there is no folder ${value} in the workset`);
    }
    case "nonsense":
      return problem(request, input, "WS-CFG-001", target.message);
    default:
      return { path: value.replace(/(?<=.)\/$/, "") };
  }
}

function problem({ manifest }: StageRequest, input: Input, code: Problem["code"], message: string) {
  return { problem: inputProblem(manifest.file, input, code, message) };
}

async function below(deps: StageDeps, request: StageRequest, input: Input, given: S3Address): Promise<Concordance> {
  const prefix = { ...given, key: given.key === "" || given.key.endsWith("/") ? given.key : `${given.key}/` };
  const fail = (seen: "missing" | "denied") => {
    const { code, message } = judgeObject(seen, "prefix", prefix);
    return problem(request, input, code, message);
  };
  try {
    const objects = await objectsBelow(deps.aws, prefix);
    if (objects.length === 0) return fail("missing");
    return {
      files: objects.map((object) => ({
        name: object.key.slice(prefix.key.length),
        source: objectSource(deps.aws, { bucket: object.bucket, key: object.key }, object),
      })),
    };
  } catch (error) {
    if (!isDenied(error)) throw error;
    return fail("denied");
  }
}

async function filesIn(deps: StageDeps, folder: string, before = ""): Promise<FolderFiles> {
  const found: { readonly name: string; readonly source: Source }[] = [];
  for (const name of await deps.files.list(folder)) {
    const path = join(folder, name);
    const stat = await deps.files.stat(path);
    if (stat?.isFile) found.push({ name: before + name, source: await fileSource(deps.files, path) });
    else if (stat !== undefined) found.push(...await filesIn(deps, path, `${before}${name}/`));
  }
  return found;
}
