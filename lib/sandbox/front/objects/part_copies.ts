import type { EmulatorCalls } from "../../emulator/calls.ts";
import type { Call } from "../call.ts";
import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";

/** Bytes: of an object that is not larger, S3 copies no range. */
const smallest = 5 * 1024 ** 2;
/** Bytes: an object that is larger is copied in parts only. */
const largest = 5 * 1024 ** 3;

/**
 * Judges what an object or a part is copied from, as S3 does: the version that it has to have, and whether it is of a size that can be
 * copied so. The emulator copies whatever it is told to.
 */
export function partCopies(calls: EmulatorCalls): Layer {
  return async (call, next) => {
    if (call.operation !== "UploadPartCopy" && call.operation !== "CopyObject") return await next(call);
    return await refusal(calls, call) ?? await next(call);
  };
}

async function refusal(calls: EmulatorCalls, call: Call): Promise<Response | undefined> {
  const wanted = call.headers.get("x-amz-copy-source-if-match");
  const range = call.headers.get("x-amz-copy-source-range");
  const source = call.headers.get("x-amz-copy-source") ?? "";
  const found = await calls.send("s3", "HEAD", `/${source.replace(/^\//, "")}`, { region: call.region });
  if (!found.ok) return undefined;
  const plain = (etag: string | null) => etag?.replaceAll('"', "");
  if (wanted !== null && plain(wanted) !== plain(found.headers.get("etag"))) {
    return errorAnswer(
      call,
      412,
      "PreconditionFailed",
      "At least one of the pre-conditions you specified did not hold",
    );
  }
  if (call.operation === "CopyObject" && Number(found.headers.get("content-length")) > largest) {
    const message = "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120";
    return errorAnswer(call, 400, "InvalidRequest", message);
  }
  if (range !== null && Number(found.headers.get("content-length")) <= smallest) {
    const message = "The specified copy source is not supported as a byte-range copy source";
    return errorAnswer(call, 400, "InvalidRequest", message);
  }
  return undefined;
}
