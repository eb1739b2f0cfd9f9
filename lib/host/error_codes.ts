/**
 * Every error code of the product: its exit status (`decisions.md` section 2), what it means, and what to do when the place that
 * raised it knows nothing better. `docs/errors.md` is generated from this table.
 */
export const errorCodes = {
  "DAY-USE-001": { exitCode: 1, title: "The command line is not understood", fix: "see --help" },
  "DAY-PROMPT-001": {
    exitCode: 1,
    title: "A question would have to be asked under --non-interactive",
    fix: "give the value with --set KEY=VALUE or in the configuration file",
  },
  "DAY-PROMPT-002": {
    exitCode: 1,
    title: "Input ended before a question was answered",
    fix: "run it on a terminal, or give the value with --set KEY=VALUE",
  },
  "DAY-PROMPT-003": { exitCode: 1, title: "A person declined", fix: "run the command again when you are ready" },
  "DAY-CFG-001": {
    exitCode: 1,
    title: "The configuration file cannot be read",
    fix: "name a YAML file that has the section ephemeral_cluster.config",
  },
  "DAY-CFG-002": {
    exitCode: 1,
    title: "A configuration entry has the wrong shape",
    fix: "write it as [ACTION, default, value]",
  },
  "DAY-CFG-003": { exitCode: 1, title: "A configured value is not valid", fix: "correct the value" },
  "DAY-PROFILE-001": {
    exitCode: 1,
    title: "No usable AWS profile",
    fix: "give one with --profile NAME or AWS_PROFILE",
  },
  "DAY-PRE-001": { exitCode: 4, title: "A required program is missing or has the wrong version", fix: "install it" },
  "DAY-PRE-002": {
    exitCode: 1,
    title: "A preflight check failed",
    fix: "read the remediation in the preflight report",
  },
  "DAY-AWS-001": { exitCode: 2, title: "An AWS operation failed", fix: "read the cause and run the command again" },
  "DAY-AWS-002": { exitCode: 2, title: "An AWS operation was denied", fix: "ask an administrator for the permission" },
  "DAY-AWS-003": {
    exitCode: 2,
    title: "An AWS resource is in a state that only a person can end",
    fix: "follow the instruction in the message",
  },
  "DAY-AWS-004": { exitCode: 2, title: "AWS did not finish in time", fix: "resume the run" },
} as const satisfies Record<string, { exitCode: number; title: string; fix: string }>;

export type ErrorCode = keyof typeof errorCodes;
