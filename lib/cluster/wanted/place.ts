import type { Findings } from "../../preflight/preflight.ts";
import type { Creation } from "../create_deps.ts";

/** Where a cluster stands and what it is called: all that the specifications around it are made of beside the settings. */
export type Place = {
  readonly account: string;
  readonly region: string;
  readonly zone: string;
  readonly cluster: string;
  /** The bucket with the reference data, whose table lists the users of budgets. */
  readonly bucket: string;
};

export function placeOf({ region, subject, request }: Creation, { account, bucket }: Findings): Place {
  return { account, region, zone: request.region_az, cluster: subject, bucket: bucket.value };
}
