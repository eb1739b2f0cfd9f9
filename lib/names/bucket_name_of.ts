/** The bucket's bare name out of `s3://name`, `s3://name/` or `name`. */
export function bucketNameOf(bucket: string): string {
  return bucket.replace(/^s3:\/\//, "").replace(/\/+$/, "");
}
