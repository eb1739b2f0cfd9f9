import { type Advice, advice, adviceOf, command } from "../../host/errors/advice.ts";
import { isBadCredentials, isDenied, isThrottle, isUnreachable, loginAdvice } from "../../aws/aws_error.ts";
import type { ErrorType } from "../facts/judge_region.ts";

/**
 * How far a failed launch reaches: `pool`: this type in this zone, others may do; `region`: nothing more in this region; `run`: nothing
 * more anywhere.
 */
export type Reach = "pool" | "region" | "run";

type Class = { readonly reach: Reach; readonly type: ErrorType };

const classes: Readonly<Record<string, Class>> = {
  InsufficientInstanceCapacity: { reach: "pool", type: "capacity_issues" },
  InsufficientHostCapacity: { reach: "pool", type: "capacity_issues" },
  InsufficientCapacityOnHost: { reach: "pool", type: "capacity_issues" },
  UnfulfillableCapacity: { reach: "pool", type: "capacity_issues" },
  Unsupported: { reach: "pool", type: "config_issues" },
  InsufficientFreeAddressesInSubnet: { reach: "pool", type: "capacity_issues" },
  SpotMaxPriceTooLow: { reach: "pool", type: "price_issues" },
  MaxSpotInstanceCountExceeded: { reach: "region", type: "quota_issues" },
  VcpuLimitExceeded: { reach: "region", type: "quota_issues" },
  InstanceLimitExceeded: { reach: "region", type: "quota_issues" },
  MaxFleetCountExceeded: { reach: "region", type: "quota_issues" },
  VpcLimitExceeded: { reach: "region", type: "quota_issues" },
  OptInRequired: { reach: "region", type: "config_issues" },
  PendingVerification: { reach: "region", type: "permission_issues" },
  Blocked: { reach: "region", type: "permission_issues" },
  "AuthFailure.ServiceLinkedRoleCreationNotPermitted": { reach: "run", type: "permission_issues" },
};

/** By the code that EC2 gave, never by the words of its message. */
export function classOfCode(code: string): Class {
  if (code.startsWith("InvalidAMIID")) return { reach: "region", type: "config_issues" };
  return classes[code] ?? { reach: "region", type: "unknown" };
}

/** Of an error that was thrown. */
export function classOfError(error: unknown): Class & { readonly code: string } {
  const code = codeOf(error);
  if (code in classes) return { ...classOfCode(code), code };
  if (isBadCredentials(error)) return { reach: "run", type: "credential_issues", code };
  if (isDenied(error)) return { reach: "region", type: "permission_issues", code };
  if (isUnreachable(error) || isThrottle(error)) return { reach: "region", type: "network_issues", code };
  return { ...classOfCode(code), code };
}

/** The service's own code of an error; the error's name where there is none. */
export function codeOf(error: unknown): string {
  const { name, Code, cause } = error as { readonly name?: unknown; readonly Code?: unknown; readonly cause?: unknown };
  if (name === "DayError" && cause !== undefined) return codeOf(cause);
  const code = typeof Code === "string" ? Code : name;
  return typeof code === "string" ? code.replace(/^Client\./, "") : "";
}

/** What the kinds of failure mean. */
export const descriptions: Readonly<Record<ErrorType, string>> = {
  capacity_issues: "EC2 has no capacity for these instance types in these zones",
  quota_issues: "a quota of the account is used up",
  price_issues: "the price limit is below the Spot price",
  permission_issues: "the account or the caller may not do this",
  credential_issues: "the credentials are not valid, or not any more",
  network_issues: "AWS could not be reached, or not in time",
  config_issues: "the instance type or image cannot be used there",
  unknown: "AWS gave a reason that spot-deploy does not know",
};

/** What a person can do about it. @param profile that of the run; an administrator has one of their own */
export function remedyFor(type: ErrorType, profile: string): Advice {
  switch (type) {
    case "capacity_issues":
      return adviceOf("name three or more instance types, further zones or regions, or try again later");
    case "quota_issues":
      return adviceOf("ask AWS for a higher quota in that region, or launch fewer nodes there");
    case "price_issues":
      return adviceOf("raise spot_price_limit, or leave it out: the on-demand price is the limit then");
    case "permission_issues": {
      const role = command(
        `aws iam create-service-linked-role --aws-service-name spot.amazonaws.com`,
      );
      return advice`ask an administrator for the permission; the role for Spot is made once with: ${role}`;
    }
    case "credential_issues":
      return loginAdvice(profile);
    case "network_issues":
      return adviceOf("look at the network, then run the command again");
    case "config_issues":
      return adviceOf("look at the region's instance types and image in the configuration");
    case "unknown":
      return adviceOf("look at what AWS says");
  }
}
