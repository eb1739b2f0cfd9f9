import { join } from "node:path";
import { objectStanding } from "../../aws/questions/objects/object_standing.ts";
import type { Aws } from "../../aws/session.ts";
import type { Emit } from "../../host/events/events.ts";
import type { Files } from "../../host/files.ts";
import type { Web } from "../../host/net/web.ts";
import type { S3Address } from "../../names/s3_address.ts";
import { type Input, inputProblem } from "../contract/input.ts";
import { judgeObject } from "../contract/check_inputs.ts";
import type { Problem } from "../contract/problem.ts";
import { placesInWorkset } from "../contract/relative_path.ts";
import { fileSource, webSource } from "./other_sources.ts";
import { objectSource } from "./object_source.ts";
import type { StageRequest } from "./staged.ts";
import type { Source } from "./source.ts";

export type StageDeps = { readonly aws: Aws; readonly files: Files; readonly web: Web; readonly emit: Emit };

/** The bytes that a cell leads to, or what is wrong with it. */
export type Sought = { readonly source: Source } | { readonly problem: Problem };

/** Looks where a cell leads. What cannot be told for now is thrown. */
export async function findSource(deps: StageDeps, request: StageRequest, input: Input): Promise<Sought> {
  const { target, value } = input;
  const fail = (code: Problem["code"], message: string): Sought => ({
    problem: inputProblem(request.manifest.file, input, code, message),
  });
  const ofObject = async (address: S3Address): Promise<Sought> => {
    const found = await objectStanding(deps.aws, address);
    if (found.is === "there") return { source: objectSource(deps.aws, address, found) };
    const { code, message } = judgeObject(found.is, "object", address);
    return fail(code, message);
  };
  switch (target.is) {
    case "object":
      return await ofObject(target.address);
    case "prefix":
      return fail("WS-CFG-001", `${value} is a folder, no file`);
    case "headnode": {
      const key = /^\/fsx\/(.+)$/.exec(target.path)?.[1];
      if (key !== undefined) return await ofObject({ bucket: request.bucket, key });
      return fail("WS-CFG-001", `lanes in ${target.path} can only be joined on the head node; put them in S3`);
    }
    case "web": {
      const page = await deps.web.look(target.url);
      const { bytes, status } = page;
      if (status < 200 || status > 299) return fail("WS-DAT-002", `${target.url} answers ${status}`);
      if (bytes === undefined) return fail("WS-DAT-002", `${target.url} does not report its size; copy the file to S3`);
      return { source: webSource(deps.web, target.url, { ...page, bytes }) };
    }
    case "nonsense":
      return fail("WS-CFG-001", target.message);
    case "file":
    case "folder":
      return await inWorkset(deps, request, target.path, fail, ofObject);
  }
}

/** Relative to the workset, or to its `sample_data`. */
async function inWorkset(
  { files }: StageDeps,
  { data }: StageRequest,
  path: string,
  fail: (code: Problem["code"], message: string) => Sought,
  ofObject: (address: S3Address) => Promise<Sought>,
): Promise<Sought> {
  const isAbsolute = path.startsWith("/");
  const missing = fail("WS-DAT-002", `there is no file ${path} in the workset`);
  if ("folder" in data || isAbsolute) {
    const places = isAbsolute || !("folder" in data)
      ? [path]
      : placesInWorkset(path).map((each) => join(data.folder, each));
    for (const place of places) {
      if ((await files.stat(place))?.isFile) return { source: await fileSource(files, place) };
    }
    return missing;
  }
  for (const place of placesInWorkset(path)) {
    const sought = await ofObject({ bucket: data.prefix.bucket, key: data.prefix.key + place });
    const isMissing = "problem" in sought && sought.problem.code === "WS-DAT-002";
    if (!isMissing) return sought;
  }
  return missing;
}
