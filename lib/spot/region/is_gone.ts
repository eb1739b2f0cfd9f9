import { isAwsError } from "../../aws/aws_error.ts";

/** Whether EC2 says that what was named is not there, or not attached: for a removal that is success. */
export function isGone(error: unknown): boolean {
  const { name, Code } = error as { readonly name?: unknown; readonly Code?: unknown };
  return [name, Code].some((code) =>
    typeof code === "string" && /(?:NotFound|NotFoundException|NotAttached)$/.test(code)
  );
}

/** Whether something still uses it. */
export function isInUse(error: unknown): boolean {
  return isAwsError(
    error,
    "DependencyViolation",
    "InvalidIPAddress.InUse",
    "IncorrectState",
    "InvalidNetworkInterface.InUse",
    "InvalidGroup.InUse",
  );
}
