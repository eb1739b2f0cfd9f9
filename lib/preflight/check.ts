import type { Command } from "../host/command.ts";
import type { Json } from "../host/json.ts";

export type CheckStatus = "PASS" | "WARN" | "FAIL";

/** One line of the preflight report. */
export type CheckRow = {
  readonly id: string;
  readonly status: CheckStatus;
  readonly details: { readonly [key: string]: Json };
  readonly remediation: string;
};

/** What a gate says; the commands are those of its remediation. */
export type Check = CheckRow & { readonly commands: readonly Command[] };

/** The report as it is written to `preflight_<cluster>_<ts>.json`. Unknown text is "", an unknown cluster name null. */
export type PreflightReport = {
  readonly run_id: string;
  readonly cluster_name: string | null;
  readonly region: string;
  readonly region_az: string;
  readonly aws_profile: string;
  readonly account_id: string;
  readonly caller_arn: string;
  readonly checks: readonly CheckRow[];
};
