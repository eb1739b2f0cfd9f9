/** How a flag is written and what a task gets from it. */
export type FlagSpec =
  /** `--name VALUE`, at most once. */
  | { readonly kind: "text"; readonly brief: string; readonly placeholder: string }
  /** `--name [VALUE]`: without a value it is "". */
  | { readonly kind: "optionalText"; readonly brief: string; readonly placeholder: string }
  /** `--name VALUE`, as often as wanted, in order. */
  | { readonly kind: "texts"; readonly brief: string; readonly placeholder: string }
  /** `--name` alone. */
  | { readonly kind: "toggle"; readonly brief: string }
  /** `--name VALUE` with a fixed set of values. */
  | { readonly kind: "choice"; readonly brief: string; readonly values: readonly string[] };

export type FlagSpecs = { readonly [name: string]: FlagSpec };

type FlagValue<F extends FlagSpec> = F["kind"] extends "toggle" ? boolean
  : F["kind"] extends "texts" ? readonly string[]
  : string | undefined;

/** The values of a task's flags, by their camel-case names. */
export type FlagValues<F extends FlagSpecs> = { readonly [K in keyof F]: FlagValue<F[K]> };

/** The flags that every task has. `--help` and `--version` are added by the parser. */
export const commonFlags = {
  profile: { kind: "text", brief: "AWS profile; default: AWS_PROFILE", placeholder: "NAME" },
  region: { kind: "text", brief: "AWS region, if no availability zone is given", placeholder: "REGION" },
  output: { kind: "choice", brief: "format of the result on standard output", values: ["text", "json"] },
  nonInteractive: { kind: "toggle", brief: "never ask questions; a missing value is an error" },
  yes: { kind: "toggle", brief: "answer yes to confirmations of a deletion" },
  debug: { kind: "toggle", brief: "show every AWS request and command, and stack traces" },
  sandbox: { kind: "toggle", brief: "use the local sandbox, a simulated AWS, instead of AWS" },
} as const satisfies FlagSpecs;

export type CommonFlags = FlagValues<typeof commonFlags>;
