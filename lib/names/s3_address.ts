/** A bucket and what stands behind it, as in `s3://bucket/key`; the key may be empty. */
export type S3Address = { readonly bucket: string; readonly key: string };

/** Takes `s3://bucket/key` apart. Slashes before the key count as one. Nothing for any other text. */
export function s3Address(text: string): S3Address | undefined {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/+(\P{Cc}*))?$/u.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, key: key ?? "" };
}

export function s3Uri({ bucket, key }: S3Address): string {
  return `s3://${bucket}/${key}`;
}
