import { z } from "zod";
import type { Found, Resource } from "../aws/resource.ts";
import type { Aws } from "../aws/session.ts";
import { stackState, stackStatusActions } from "../aws/stack_status.ts";
import type { Clock } from "../host/clock.ts";
import { DayError } from "../host/day_error.ts";
import type { Emit } from "../host/events.ts";
import type { Files } from "../host/files.ts";
import { sha256 } from "../host/sha256.ts";
import { tellWhile } from "../host/tell_while.ts";
import type { Web } from "../host/web.ts";
import type { Journal } from "../state/journal.ts";
import { waitUntilStill } from "../state/wait_until_still.ts";
import { failureCauses } from "./failure_causes.ts";
import { pclusterCommand } from "./pcluster_command.ts";
import { createArguments, describeCluster, type PclusterDeps, rejection, runPcluster } from "./pcluster.ts";

export type ClusterDeps = {
  readonly aws: Aws;
  readonly files: Files;
  readonly pcluster: PclusterDeps;
  readonly journal: Journal;
  readonly web: Web;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** The final cluster file. Only writing needs it. */
  readonly configPath: string;
  /** The tags in that file, which the stack of every cluster that was made from it carries. */
  readonly tags: ReadonlyMap<string, string>;
};

/** `config_sha256` is the hash of the cluster file that the cluster was made from. */
export type ClusterSpec = { region: string; name: string; config_sha256: string };

export type ClusterOut = { status: string };

/**
 * The cluster itself, made and removed by the genuine `pcluster` alone.
 *
 * Writing ends when the creation is accepted. Neither the exit status nor the words of `pcluster` decide that: after a lost answer
 * to its CreateStack it says "already exists" and deletes the artifacts of the very cluster that is coming up. What counts is
 * the stack, and whether the cluster's configuration can still be fetched: a definite 404 means that its nodes cannot start. Where
 * the configuration cannot tell whose cluster it is, the tags of the stack do.
 */
export const cluster: Resource<ClusterDeps, ClusterSpec, ClusterOut> = {
  kind: "cluster",
  existing: "leave",
  actions: stackStatusActions,
  spec: z.object({ region: z.string(), name: z.string(), config_sha256: z.string() }),
  key: ({ region, name }) => `${region} ${name}`,

  async find(deps, spec, depth): Promise<Found<ClusterSpec, ClusterOut>> {
    const stack = await stackState(deps.aws, spec.name);
    if (stack === undefined || stack.status === "DELETE_COMPLETE") return { is: "absent" };
    const { status, tags } = stack;
    if (status.startsWith("DELETE_") && status.endsWith("_IN_PROGRESS")) return beingDeleted;
    const configuration = depth === "full" ? await configurationHash(deps, spec.name) : undefined;
    const isReadable = configuration !== undefined && configuration !== "gone";
    const isAnother = isReadable
      ? configuration !== spec.config_sha256
      : [...deps.tags].some(([key, value]) => tags.get(key) !== value);
    // Somebody else's, whatever its stack is doing: neither to be replaced nor to be waited for.
    if (isAnother) {
      return { is: "ready", spec: { ...spec, config_sha256: configuration ?? "unknown" }, out: { status } };
    }
    if (/^(CREATE_FAILED|DELETE_FAILED|ROLLBACK_)/.test(status)) return stuck(deps, spec, `its stack is in ${status}`);
    if (configuration === "gone") {
      return stuck(deps, spec, "its configuration is gone from the bucket, so no node can start");
    }
    if (status.endsWith("_IN_PROGRESS")) return { is: "moving", why: `its stack is in ${status}` };
    return { is: "ready", spec, out: { status } };
  },

  async write(deps, wanted) {
    for (let attempt = 1;; attempt++) {
      const finished = await createOnce(deps, wanted);
      if (finished.code === 0) return;
      const found = await this.find(deps, wanted, "full");
      const args = createArguments(wanted.name, deps.configPath, wanted.region);
      if (found.is === "absent") {
        const why = await failureCauses(deps, wanted.name, [finished.stdout, finished.stderr]);
        throw rejection(deps.pcluster, "DAY-PC-002", args, finished, why);
      }
      if (found.is === "ready" && found.spec.config_sha256 !== wanted.config_sha256) {
        throw clusterExists(deps, wanted, "another creation was faster");
      }
      if (found.is !== "stuck" || attempt > 1) return;
      await this.remove(deps, wanted);
    }
  },

  async remove(deps, spec) {
    if ((await this.find(deps, spec, "exists")).is === "absent") return;
    await runPcluster(deps.pcluster, ["delete-cluster", "-n", spec.name, "--region", spec.region]);
    // The exit status does not count here either: a stack that is going or gone is what was asked for.
    const look = async () => {
      const found = await this.find(deps, spec, "exists");
      return found.is === "ready" || found.is === "stuck"
        ? { is: "moving" as const, why: "not yet being deleted" }
        : found;
    };
    await waitUntilStill(deps, `cluster ${spec.name}`, await look(), look);
  },
};

/** What looking finds while a cluster goes away. */
export const beingDeleted = { is: "moving", why: "being deleted" } as const;

/** The error for a cluster that somebody else has made (decision 3.30). */
export function clusterExists({ pcluster }: ClusterDeps, { region, name }: ClusterSpec, status: string): DayError {
  const command = (verb: string) => pclusterCommand(pcluster, [verb, "-n", name, "--region", region]);
  return new DayError("DAY-RUN-006", `cluster ${name} exists already in ${region} (${status})`, {
    fix: `see it with: ${command("describe-cluster")}\n` +
      `delete it with: ${command("delete-cluster")}\nor choose another name with --set cluster_name=NAME`,
  });
}

function stuck({ pcluster }: ClusterDeps, { region, name }: ClusterSpec, why: string): Found<ClusterSpec, ClusterOut> {
  const command = pclusterCommand(pcluster, ["delete-cluster", "-n", name, "--region", region]);
  return { is: "stuck", why, fix: `delete it with: ${command}` };
}

/** Runs the creation with its command line in the journal before it starts and its process number after. */
async function createOnce(deps: ClusterDeps, { name, region }: ClusterSpec) {
  const args = createArguments(name, deps.configPath, region);
  const argv = [deps.pcluster.program, ...args];
  await deps.journal.record({ fact: "child_intent", argv });
  const running = runPcluster(deps.pcluster, args, {
    // It is let run to its end even when we are asked to stop: what it has begun only it can tidy up.
    signal: undefined,
    onStart: (id) => deps.journal.record({ fact: "child_started", argv, id }),
  });
  const finished = await tellWhile(deps, `pcluster is starting the creation of cluster ${name}`, running);
  await deps.journal.record({ fact: "child_ended", argv, code: finished.code });
  return finished;
}

/** Pauses before another look at the configuration, in milliseconds. */
const pauses = [500, 2_000];

/** The hash of the configuration as the cluster's nodes get it, "gone" after a definite 404, nothing when it cannot be said. */
async function configurationHash(deps: ClusterDeps, name: string): Promise<string | undefined> {
  const url = (await describeCluster(deps.pcluster, name))?.clusterConfiguration?.url;
  if (url === undefined || !/^https?:/.test(url)) return undefined;
  for (let turn = 0;; turn++) {
    const answer = await deps.web.get(url).catch(() => undefined);
    deps.signal.throwIfAborted();
    if (answer?.status === 404) return "gone";
    if (answer?.status === 200) return await sha256(answer.body);
    if (turn === pauses.length) return undefined;
    await deps.clock.sleep(pauses[turn], deps.signal);
  }
}
