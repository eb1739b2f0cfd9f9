import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { CreateDeps } from "../../lib/cluster/create_deps.ts";
import { headNodeCaller } from "../../lib/cluster/headnode/call_head_node.ts";
import { viaOf } from "../../lib/host/net/via.ts";
import type { CommonFlags } from "../../lib/cli/flags.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import { chooseRegion } from "../../lib/config/settings/choose_region.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import type { Files } from "../../lib/host/files.ts";
import { openTextLog, type TextLog } from "../../lib/host/system/text_log.ts";
import { redact } from "../../lib/host/redact.ts";
import { ttlMilliseconds } from "../../lib/names/ttl.ts";
import { requireProfile } from "../../lib/preflight/require_profile.ts";
import { board } from "../../lib/worksets/monitor/board.ts";
import type { RootAddress } from "../../lib/worksets/contract/root_address.ts";
import type { MonitorDeps, MonitorOptions } from "../../lib/worksets/monitor/monitor.ts";
import type { CallHeadNode } from "../../lib/worksets/steps/head_node_port.ts";
import type { Say, WorkDeps } from "../../lib/worksets/steps/work_deps.ts";
import { notifyOptions } from "../../lib/worksets/notify/notify_options.ts";
import { usualLeaseSeconds } from "../../lib/worksets/protocol/lease_times.ts";
import { s3Store } from "../../lib/worksets/store/s3_store.ts";
import { createDeps } from "./create_deps.ts";
import { ownLocalRoot } from "./own_local_root.ts";
import { taskCommand } from "./task_command.ts";
import type { WorksetFlags } from "./workset_flags.ts";

type Flags = WorksetFlags & CommonFlags;

/** What a cluster has cost is not worth a longer wait for its head node (ms). */
const longestQuestion = 30_000;

/** What the monitor and its sub-commands work with. */
export async function worksetDeps(context: TaskContext, flags: Flags, address: RootAddress): Promise<MonitorDeps> {
  const { environment, signal } = context;
  const profile = await requireProfile(context, flags.awsProfile ?? flags.profile);
  const region = chooseRegion(flags.awsRegion ?? flags.region, [], environment);
  // What goes on is released after the first Ctrl-C, with requests of its own.
  const [going, stopping] = [new AbortController(), new AbortController()];
  context.atEnd(() => going.abort());
  const shared = { ...context, signal: going.signal };
  const onStop = flags.onStop ?? "release";
  const stop = () => onStop === "release" && stopping.abort();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  const deps = createDeps(shared, { profile, region });
  const localRoot = resolve(environment.folder, flags.localRoot ?? join(tmpdir(), "daylily-worksets"));
  const others = new Map<string, CreateDeps>();
  const depsOf = (where: { readonly profile: string; readonly region: string }): CreateDeps => {
    const key = `${where.profile} ${where.region}`;
    const known = others.get(key) ?? createDeps(shared, where);
    others.set(key, known);
    return known;
  };
  const callers = new Map<string, CallHeadNode>();
  const headNodeOf: WorkDeps["headNodeOf"] = ({ name, region, profile }, pem) => {
    const key = [profile, region, name, pem].join(" ");
    const known = callers.get(key) ??
      headNodeCaller(depsOf({ profile, region }), name, { pem, via: viaOf(flags.via) });
    callers.set(key, known);
    return known;
  };
  return {
    ...deps,
    store: s3Store(await deps.aws.s3Once(), address.bucket),
    awsOf: (where) => depsOf(where).aws,
    headNodeOf,
    spendOf: async ({ name, region, profile }, { since, headNode }, signal) => {
      const { clusterSpend } = await import("../../lib/cluster/status/cluster_spend.ts");
      const ask = async (script: string) => {
        const limit = AbortSignal.any([signal, deps.clock.limit(longestQuestion)]);
        const told = await headNode?.({ script, args: [], signal: limit });
        return told?.is === "answer" && told.code === 0 ? told.stdout : undefined;
      };
      return await clusterSpend({ ...depsOf({ profile, region }), signal }, { region, cluster: name }, { since, ask });
    },
    closing: signal,
    ownLocalRoot: () => ownLocalRoot(context, localRoot, address),
    stopping: stopping.signal,
    unique: () => crypto.randomUUID(),
    folders: context.folders,
    ownTask: (name, argv) => taskCommand(environment, name, argv),
    say: await sayTo(context, flags),
    options: {
      ...address,
      localRoot,
      runLocation: flags.runLocation === "local" ? "local" : "headnode",
      via: viaOf(flags.via),
      mirror: flags.mirror === "move" || flags.mirror === "none" ? flags.mirror : "copy",
      mirrorsInputs: !flags.noInputs,
      retryFailed: numberOf("--retry-failed", flags.retryFailed ?? "0", 0, 100),
      copiesResults: !flags.noCopyResults,
      allowShell: flags.allowShell,
      strictManifest: flags.strictManifest === "g0",
      runTimeout: flags.runTimeout === undefined ? undefined : runTimeout(flags.runTimeout),
      clusterConfig: flags.clusterConfig,
      notify: notifyOptions({ sns: flags.notifySns, webhook: flags.notifyWebhook }),
    },
  };
}

/** @throws DayError DAY-USE-001 for numbers that are none, and flags that exclude one another */
export function monitorOptions(flags: Flags): MonitorOptions {
  if (flags.mirror === "move" && flags.noInputs) {
    throw new DayError(
      "DAY-USE-001",
      "--mirror move deletes the input files that were copied, and --no-inputs copies none",
      {
        fix: "leave one of them out",
      },
    );
  }
  const contention = flags.contentionSeconds === undefined || flags.contentionSeconds === "auto"
    ? "auto"
    : numberOf("--contention-seconds", flags.contentionSeconds, 0, 120) * 1000;
  return {
    poll: numberOf("--poll-seconds", flags.pollSeconds ?? "60", 0, 86_400) * 1000,
    once: flags.runOnce || flags.once,
    maxParallel: numberOf("--max-parallel", flags.maxParallel ?? "1", 1, 1_000),
    leaseSeconds: numberOf("--lease-seconds", flags.leaseSeconds ?? String(usualLeaseSeconds), 30, 3_600),
    contention,
    adoptLegacy: flags.adoptLegacy,
    recheck: numberOf("--terminal-recheck-seconds", flags.terminalRecheckSeconds ?? "14400", 0, 604_800) * 1000,
    only: [...flags.workset, ...flags.processDirectory],
    idle: numberOf("--idle-minutes", flags.idleMinutes ?? "20", 0, 1_440) * 60_000,
    abandons: flags.onStop === "abandon",
  };
}

function runTimeout(text: string): number {
  const milliseconds = ttlMilliseconds(text, 3_600_000);
  if (milliseconds !== undefined) return milliseconds;
  throw new DayError("DAY-USE-001", `--run-timeout ${JSON.stringify(text)} is no time`, {
    fix: "give hours or days, for example 36h or 2d",
  });
}

function numberOf(flag: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new DayError("DAY-USE-001", `${flag} ${JSON.stringify(text)} is not a whole number from ${least} to ${most}`, {
    fix: `give a number, for example ${flag} ${Math.max(least, 60)}`,
  });
}

/** @throws DayError DAY-USE-001 where nothing can be written: a log that is wanted and missing is noticed too late */
async function logAt(files: Files, path: string): Promise<TextLog> {
  try {
    await files.ensureFolder(dirname(path));
    const log = openTextLog(path);
    if (log.isOpen()) return log;
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
  throw cannotWrite(path);
}

function cannotWrite(path: string, cause?: unknown): DayError {
  return new DayError("DAY-USE-001", `--log-file ${path} cannot be written`, {
    cause,
    fix: "name a file in a folder that you may write to",
  });
}

const levels = ["debug", "info", "warn", "error"] as const;
/** As earlier programs call them; another word means INFO. */
const named: Readonly<Record<string, typeof levels[number]>> = {
  DEBUG: "debug",
  WARNING: "warn",
  WARN: "warn",
  ERROR: "error",
};

/** Lines for the log and for the terminal: as text, or as JSON on standard output. */
async function sayTo({ emit, print, clock, environment, atEnd, files }: TaskContext, flags: Flags): Promise<Say> {
  const least = levels.indexOf(named[(flags.logLevel ?? "INFO").toUpperCase()] ?? "info");
  const path = flags.logFile === undefined ? undefined : resolve(environment.folder, flags.logFile);
  const log = path === undefined ? undefined : await logAt(files, path);
  atEnd(() => log?.close());
  const rowOf = board();
  return (level, message, said) => {
    const row = flags.logFormat === "json" ? undefined : rowOf(said, clock.now());
    if (row !== undefined) {
      const { workset, state, step } = row;
      emit({ code: "workset.row", level: "info", message: `${workset}: ${state} ${step}`, data: row });
    }
    if (levels.indexOf(level) < least) return;
    const at = clock.now().toISOString();
    const line = redact(
      flags.logFormat === "json"
        ? JSON.stringify({ time: at, level, message, ...said })
        : `${at} ${level.toUpperCase()} worksets: ${message}`,
    );
    log?.line(line);
    if (flags.logFormat === "json") return print(line);
    const { event, workset } = said;
    emit({
      code: "workset.line",
      level: level === "debug" ? "info" : level,
      message,
      data: { event, ...workset === undefined ? {} : { workset } },
    });
  };
}
