import { z } from "zod";
import { keysInTable, rowOf } from "../config/keys/keys.ts";
import type { Cost } from "../cost/cost_estimate.ts";
import type { Files } from "../host/files.ts";
import type { Command } from "../host/command.ts";
import type { Json } from "../host/json.ts";
import { sha256 } from "../host/sha256.ts";
import { clusterCommand } from "../names/cluster_command.ts";
import {
  type Fact,
  isOf,
  isUnfinished,
  lastEnd,
  lastFact,
  rememberedIn,
  type Warning,
} from "../state/journal/facts.ts";
import type { TimedFact } from "../state/journal/journal.ts";
import { resumeCommand } from "../state/journal/resume_command.ts";
import type { KnownRun } from "../state/journal/runs.ts";
import { runConfiguration } from "../state/run_configuration.ts";
import type { StateRecord } from "../state/state_record.ts";
import { type Thing, thing } from "./thing.ts";
import { type Timeline, timeline } from "./timeline.ts";

/** What a run has done to a thing, and the thing. */
export type ReportedThing = Thing & { readonly origin: "created" | "found" | "repaired" | "removed" };

export type ReportedValue = {
  readonly key: string;
  readonly about: string;
  readonly value: string;
  readonly origin: string;
};

/** `state`: what became of the file since the run wrote it. */
export type ReportedFile = {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly state: "unchanged" | "changed" | "gone";
};

export type ReportedCheck = {
  readonly id: string;
  readonly status: string;
  readonly note: string;
  readonly fix: string;
};

/** What the budget of the cluster says, or why nobody can tell. Null where the run knows no budget. */
export type Spend =
  | { readonly is: "known"; readonly budget: string; readonly spent_usd: number; readonly limit_usd: number }
  | { readonly is: "unknown"; readonly budget: string; readonly why: string }
  | null;

/** All that the page shows of a run. */
export type Report = {
  readonly run: Pick<KnownRun, "name" | "operation" | "subject" | "region" | "profile">;
  readonly zone: string;
  readonly toolVersion: string;
  readonly account: string;
  readonly caller: string;
  readonly headNode: string;
  readonly deadline: string;
  /** As the run ended, or `unfinished`. */
  readonly outcome: string;
  readonly exitCode: number | undefined;
  readonly begun: number;
  readonly ended: number;
  readonly resumed: number;
  /** When the cluster went, in milliseconds since 1970; undefined while it stands. */
  readonly gone: number | undefined;
  readonly next: readonly { readonly what: string; readonly command: Command }[];
  readonly timeline: Timeline;
  readonly things: readonly ReportedThing[];
  readonly configuration: readonly ReportedValue[];
  readonly configPath: string;
  readonly warnings: readonly Warning[];
  readonly checks: readonly ReportedCheck[];
  readonly files: readonly ReportedFile[];
  readonly cost: Cost | undefined;
  /** For how long the cluster has stood, in milliseconds, as far as this machine knows; undefined where it does not. */
  readonly stood: number | undefined;
  readonly spend: Spend;
};

const item = z.object({
  what: z.string(),
  usd_per_hour: z.number().nullable(),
  source: z.enum(["price list", "table", "Spot", "Spot bound", ""]).catch(""),
  date: z.string(),
  note: z.string(),
});
const costSchema = z.object({
  items: z.array(item),
  usd_per_hour_idle: z.number().nullable(),
  usd_per_hour_most: z.number().nullable(),
  unknown_idle: z.array(z.string()),
  unknown_most: z.array(z.string()),
});
const preflight = z.object({
  checks: z.array(z.object({
    id: z.string(),
    status: z.string(),
    remediation: z.string(),
    details: z.record(z.string(), z.json()),
  })),
});

/** What else is known beside the journal. */
export type Beside = {
  readonly record: StateRecord | undefined;
  /** When the cluster went, as a later deletion on this machine tells; undefined while it stands. */
  readonly gone: number | undefined;
  readonly now: number;
  readonly spend: Spend;
};

/** Puts together what is known of a run. Only files are read. */
export async function makeReport(
  files: Files,
  run: KnownRun,
  facts: readonly TimedFact[],
  { record, gone, now, spend }: Beside,
): Promise<Report> {
  const plain = facts.map(({ fact }) => fact);
  const first = lastFact(plain, "run");
  const end = lastFact(plain, "end");
  const made = facts.find(({ fact }) => fact.fact === "remembered" && fact.kind === "cluster");
  const request = z.object({ region_az: z.string() }).safeParse(first?.request);
  return {
    run,
    zone: request.data?.region_az ?? run.region,
    toolVersion: first?.tool_version ?? "",
    account: run.account ?? "",
    caller: lastFact(plain, "caller")?.arn ?? "",
    headNode: record?.headnode_ip ?? "",
    deadline: record?.deadline ?? "",
    outcome: lastEnd(plain)?.status ?? "unfinished",
    exitCode: end?.exit_code,
    begun: facts[0]?.at ?? now,
    ended: facts.at(-1)?.at ?? now,
    resumed: plain.filter(({ fact }) => fact === "resumed").length,
    gone,
    next: nextOf(run, plain, gone),
    timeline: timeline(facts),
    things: thingsOf(plain),
    ...configurationOf(plain),
    warnings: plain.flatMap((fact) => fact.fact === "warning" ? [fact] : []),
    checks: await checksOf(files, plain),
    files: await filesOf(files, plain),
    cost: costOf(plain),
    stood: made === undefined ? undefined : (gone ?? now) - made.at,
    spend,
  };
}

function nextOf({ operation, name, subject, region }: KnownRun, facts: readonly Fact[], gone: number | undefined) {
  if (operation !== "create" || gone !== undefined) return [];
  const resume = isUnfinished(facts)
    ? [{ what: "Go on with this run, which did not come to its end:", command: resumeCommand(name) }]
    : [];
  const isMade = rememberedIn(facts).length > 0;
  const remove = {
    what: "Give the cluster back when it is not needed any more:",
    command: clusterCommand("delete", subject, region),
  };
  return isMade ? [...resume, remove] : resume;
}

function thingsOf(facts: readonly Fact[]): readonly ReportedThing[] {
  const remembered = rememberedIn(facts);
  const standing = remembered.map(({ kind, key, origin }) => ({ ...thing(kind, key), origin }));
  const gone = facts.flatMap((fact) =>
    fact.fact === "removed" && !remembered.some(isOf(fact.kind, fact.key))
      ? [{ ...thing(fact.kind, fact.key), link: "", origin: "removed" as const }]
      : []
  );
  return [...standing, ...gone];
}

const origins = {
  flag: "flag",
  file: "configuration file",
  environment: "environment",
  default: "default",
  candidate: "the only one in AWS",
  answer: "answered",
} as const;

function configurationOf(facts: readonly Fact[]): Pick<Report, "configuration" | "configPath"> {
  const known = runConfiguration(facts);
  if (known === undefined) return { configuration: [], configPath: "" };
  const configuration = keysInTable.map((key) => {
    const value = known.values.get(key);
    return {
      key,
      about: rowOf(key).about,
      value: value?.value ?? "",
      origin: value === undefined ? "not needed" : origins[value.origin],
    };
  });
  return { configuration, configPath: known.source.path };
}

/** The checks of the preflight that did not simply pass. A report that is gone or was changed beyond reading tells nothing. */
async function checksOf(files: Files, facts: readonly Fact[]): Promise<readonly ReportedCheck[]> {
  const path = lastFact(facts, "artifact", ({ name }) => name === "preflight_report")?.path;
  if (path === undefined) return [];
  const report = preflight.safeParse(await files.readText(path).then(parsed, () => undefined));
  return (report.data?.checks ?? []).filter(({ status }) => status !== "PASS").map((check) => ({
    id: check.id,
    status: check.status,
    note: typeof check.details.note === "string" ? check.details.note : "",
    fix: check.remediation,
  }));
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function filesOf(files: Files, facts: readonly Fact[]): Promise<readonly ReportedFile[]> {
  const newest = new Map(facts.flatMap((fact) => fact.fact === "artifact" ? [[fact.name, fact] as const] : []));
  return await Promise.all([...newest.values()].map(async ({ name, path, sha256: wanted }) => {
    const text = await files.readText(path).catch(() => undefined);
    const state = text === undefined ? "gone" : await sha256(text) === wanted ? "unchanged" : "changed";
    return { name, path, sha256: wanted, state };
  }));
}

function costOf(facts: readonly Fact[]): Cost | undefined {
  return costSchema.safeParse(lastFact(facts, "decided", ({ key }) => key === "cost")?.value).data;
}
