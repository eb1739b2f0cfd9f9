import assert from "node:assert/strict";
import { referenceFailure } from "../../lib/preflight/reference_failure.ts";

const place = { bucket: "b-omics-analysis", region: "us-west-2", profile: "sandbox" };
const complete = /^complete the reference data in s3:\/\/b-omics-analysis/;

const causes: readonly [output: string, fix: RegExp, note: RegExp][] = [
  ["[ERROR] Bucket 'b-omics-analysis' is missing expected prefixes: data/cached_envs/", complete, /data\/cached_envs/],
  ["no word of why", complete, /exit code 1: no word of why$/],
  ["", complete, /exit code 1$/],
  [
    "[ERROR] Bucket 'b-omics-analysis' does not exist",
    /exists, but.*aws s3api head-bucket --bucket b-omics/,
    /does not/,
  ],
  [
    "[ERROR] Missing version marker in b-omics-analysis",
    /aws s3api head-object .*data_version\.info/,
    /Missing version/,
  ],
  ["[ERROR] Version mismatch: expected 0.7.131c, found 0.6", /another version/, /expected 0\.7\.131c, found 0\.6/],
  ["[ERROR] Missing required command: aws", /deno task toolchain install/, /Missing required command: aws/],
  ["line 5: aws: command not found", /deno task toolchain install/, /not found/],
  [
    "Unable to locate credentials. You can configure them",
    /sign in again|profile's keys/,
    /not accept the credentials/,
  ],
  ["The config profile (nobody) could not be found", /sign in again|profile's keys/, /nobody/],
  ["Error loading SSO Token: Token for x does not exist", /sign in again|profile's keys/, /SSO Token/],
  [
    "An error occurred (ExpiredToken) when calling the HeadBucket operation: The token has expired",
    /sign in again|profile's keys/,
    /The token has expired/,
  ],
  [
    "An error occurred (403) when calling the HeadBucket operation: Forbidden",
    /IAM permission s3:ListBucket/,
    /denied/,
  ],
  [
    "An error occurred (AccessDenied) when calling the GetObject operation: not authorized to perform: s3:GetObject on x",
    /IAM permission s3:GetObject$/,
    /denied/,
  ],
  ['Could not connect to the endpoint URL: "https://s3"', /network/, /No answer/],
  [
    "SSL validation failed for https://s3 [SSL: CERTIFICATE_VERIFY_FAILED]",
    /AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS/,
    /No answer/,
  ],
  ["ssl.SSLCertVerificationError: certificate verify failed: unable to get local issuer", /ca_bundle/, /No answer/],
  [
    "An error occurred (RequestTimeTooSkewed) when calling the HeadBucket operation: The difference is too large.",
    /^the clock of this machine/,
    /too large/,
  ],
  [
    "An error occurred (SignatureDoesNotMatch) when calling the HeadBucket operation: Signature expired: 1 is before 2",
    /^the clock of this machine/,
    /Signature expired/,
  ],
  [
    "An error occurred (SlowDown) when calling the ListObjectsV2 operation (reached max retries: 4): Reduce your rate.",
    /^correct the cause/,
    /s3:\/\/b-omics-analysis: Reduce your rate\. \(SlowDown\)$/,
  ],
  ["An error occurred (301) when calling the HeadBucket operation: Moved Permanently", /^correct the cause/, /Moved/],
  ["An error occurred (NoSuchKey) when calling the GetObject operation: no such key", complete, /no such key/],
  ["bash: /opt/aws: cannot execute: required file not found", /deno task toolchain install/, /cannot execute/],
  ["check.sh: 12: aws: not found", /deno task toolchain install/, /aws: not found/],
  ["check.sh: /opt/aws: Permission denied", /deno task toolchain install/, /denied/],
  ["ModuleNotFoundError: No module named 'awscli'", /deno task toolchain install/, /awscli/],
  ["[Errno 28] No space left on device", /free some space/, /No space/],
  ["[ERROR] data/cached_envs/: not found", complete, /cached_envs/],
  ["An error occurred (404) when calling the HeadObject operation: Not Found", complete, /HeadObject/],
];

for (const [output, fix, note] of causes) {
  Deno.test(`gate 7 names the cause of: ${output || "nothing"}`, () => {
    const failure = referenceFailure(1, output, place);
    assert.match(failure.fix.text, fix);
    assert.match(failure.note, /the reference check/);
    assert.match(failure.note, note);
  });
}

for (
  const [status, fix] of [
    [126, /deno task toolchain install/],
    [127, /deno task toolchain install/],
    [137, /the check was stopped/],
    [143, /the check was stopped/],
    [255, complete],
  ] as const
) {
  Deno.test(`gate 7: what a status says without a word: ${status}`, () => {
    assert.match(referenceFailure(status, "", place).fix.text, fix);
  });
}
