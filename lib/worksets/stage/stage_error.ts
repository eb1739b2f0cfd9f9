import { isAwsError } from "../../aws/aws_error.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { errorCodes } from "../../host/errors/error_codes.ts";

/** What is told of a staging that failed: whoever stages by hand has no workset whose marker file could be deleted. */
export function stageError(error: unknown, manifest: string, bucket: string | undefined): unknown {
  if (isAwsError(error, "NoSuchBucket")) {
    return new DayError("DAY-USE-001", `there is no bucket ${bucket ?? "of that name"}`, {
      cause: error,
      fix: "name the bucket of the cluster's reference data with --reference-bucket",
    });
  }
  const isInput = error instanceof DayError && (error.code === "WS-CFG-001" || error.code === "WS-DAT-002");
  if (!isInput || error.fix !== errorCodes[error.code].fix) return error;
  return new DayError(error.code, error.message, {
    cause: error.cause,
    details: error.details,
    fix: `correct ${manifest} or what it names, then run it again`,
  });
}
