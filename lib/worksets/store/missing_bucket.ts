import { isAwsError } from "../../aws/aws_error.ts";
import { DayError } from "../../host/errors/day_error.ts";

/** What is told of a bucket that is not there; every other error as it is. */
export function asMissingBucket(error: unknown, bucket: string): unknown {
  if (!isAwsError(error, "NoSuchBucket")) return error;
  return new DayError("WS-OPS-002", `There is no bucket ${bucket}`, {
    cause: error,
    fix: "name the bucket that the worksets are in, or create it first",
  });
}
