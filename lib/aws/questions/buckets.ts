import { isAwsError, isDenied } from "../aws_error.ts";
import type { Aws } from "../session.ts";

export const bucketActions = ["s3:ListAllMyBuckets", "s3:GetBucketLocation"] as const;

export type LocatedBuckets = {
  /** Bare names in the order of the service. */
  readonly names: readonly string[];
  /** Buckets whose region the caller may not know, or that went away meanwhile; they are not candidates. */
  readonly unreadable: readonly string[];
};

/**
 * The caller's buckets in one region whose name contains a text. Only buckets with such a name are asked for their region.
 */
export async function bucketsIn(aws: Aws, region: string, containing: string): Promise<LocatedBuckets> {
  const { paginateListBuckets } = await import("@aws-sdk/client-s3");
  const client = await aws.s3();
  const names: string[] = [];
  for await (const page of paginateListBuckets({ client }, {})) {
    names.push(...(page.Buckets ?? []).flatMap(({ Name }) => Name?.includes(containing) ? Name : []));
  }
  const regions = await Promise.all(names.map((name) => bucketRegion(aws, name)));
  return {
    names: names.filter((_, index) => regions[index] === region),
    unreadable: names.filter((_, index) => regions[index] === undefined),
  };
}

/** The region of a bucket, or nothing when the caller may not know it. */
export async function bucketRegion(aws: Aws, bucket: string): Promise<string | undefined> {
  const { GetBucketLocationCommand } = await import("@aws-sdk/client-s3");
  const s3 = await aws.s3();
  try {
    const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket: bucket }));
    return regionOfLocation(LocationConstraint);
  } catch (error) {
    if (isDenied(error) || isAwsError(error, "NoSuchBucket")) return undefined;
    throw error;
  }
}

/** S3 names the region of its first days by nothing at all, and the second one `EU`. */
export function regionOfLocation(constraint: string | null | undefined): string {
  if (!constraint || constraint === "None") return "us-east-1";
  return constraint === "EU" ? "eu-west-1" : constraint;
}
