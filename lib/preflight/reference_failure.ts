import { shellWord } from "../text/shell_word.ts";
import { type Advice, advice, adviceOf, command } from "../host/errors/advice.ts";
import { explainAwsError, isAwsError } from "../aws/aws_error.ts";
import { cliError } from "../aws/cli_error.ts";
import { installCommand } from "../toolchain/judge_tools.ts";

/** Where the reference check looked. */
export type CheckedPlace = { readonly bucket: string; readonly region: string; readonly profile: string };

/** What the check reads. */
const actions = ["s3:ListBucket", "s3:GetObject"];

/** What the check's own words amount to; the bucket is there, because it was found a gate before. */
const causes: readonly { readonly pattern: RegExp; readonly fix: (place: CheckedPlace) => string | Advice }[] = [
  {
    pattern: new RegExp(
      "Missing required command|command not found|No such file or directory|cannot be started|not installed|" +
        "cannot execute|No module named|: Permission denied$|^(?:\\S+: )*(?:/\\S+|[\\w.-]+): not found$",
      "im",
    ),
    fix: () =>
      advice`a program that the check needs is missing or broken; install all programs with: ${
        command(installCommand)
      }`,
  },
  { pattern: /No space left on device|Disk quota exceeded/i, fix: () => "free some space on this machine's disk" },
  {
    pattern: /^ended by a signal$/m,
    fix: () => "the check was stopped by something on this machine; run the command again",
  },
  {
    pattern: /Bucket '?[^']*'? (?:does not exist|is missing)$/im,
    fix: ({ bucket, region, profile }) =>
      advice`s3://${bucket} exists, but the check could not read it; see the cause with: ${
        command(`aws s3api head-bucket --bucket ${bucket} --region ${region} --profile ${shellWord(profile)}`)
      }`,
  },
  {
    pattern: /Missing version marker/i,
    fix: ({ bucket, region, profile }) => {
      const key = "s3_reference_data_version.info";
      const look = `aws s3api head-object --bucket ${bucket} --key ${key} ` +
        `--region ${region} --profile ${shellWord(profile)}`;
      return advice`s3://${bucket} has no readable ${key}, which every reference bucket has; see the cause with: ${
        command(look)
      }`;
    },
  },
  {
    pattern: /Version mismatch/i,
    fix: ({ bucket }) => `s3://${bucket} holds reference data of another version: update the data, or ${otherBucket}`,
  },
];

const otherBucket = "choose another bucket with --set s3_bucket_name=NAME";

/** Why a reference check failed, and what to do about that: data is completed only where data is what is missing. */
export function referenceFailure(
  status: number,
  output: string,
  place: CheckedPlace,
): { readonly note: string; readonly fix: Advice } {
  const ended = `the reference check ended with exit code ${status}`;
  const error = cliError(output);
  // An object that is not there is missing data; every other error of AWS has a cause of its own.
  if (error !== undefined && !isAwsError(error, "404", "NoSuchKey", "NotFound")) {
    const { message, advice: fix } = explainAwsError(
      error,
      `the reference check looked into s3://${place.bucket}`,
      actions,
    );
    return { note: `${ended}: ${message}`, fix };
  }
  const complete = `complete the reference data in s3://${place.bucket}, or ${otherBucket}`;
  const words = [output, ...meanings.flatMap(({ is, words }) => is(status) ? [words] : [])].join("\n");
  const known = causes.find(({ pattern }) => pattern.test(words));
  return { note: [ended, ...lastWords(output)].join(": "), fix: adviceOf(known?.fix(place) ?? complete) };
}

/** What a shell says with a status alone. */
const meanings: readonly { readonly is: (status: number) => boolean; readonly words: string }[] = [
  { is: (status) => status === 126, words: "cannot execute" },
  { is: (status) => status === 127, words: "command not found" },
  { is: (status) => status > 128 && status < 128 + 65, words: "ended by a signal" },
];

/** What it complained of, or else its last line. */
function lastWords(output: string): readonly string[] {
  const lines = output.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const told = lines.findLast((line) => /error|fail|missing/i.test(line)) ?? lines.at(-1);
  return told === undefined ? [] : [told.replace(/^\[\w+\] /, "")];
}
