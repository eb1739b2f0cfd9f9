/** The bucket's bare name out of `s3://name`, `s3://name/` or `name` (spec/create-budget.md case 15). */
export function bucketNameOf(bucket: string): string {
  return bucket.replace(/^s3:\/\//, "").replace(/\/+$/, "");
}
