import { z } from "zod";
import type { AwsDeps, Found, Moving, Resource, Still } from "../../aws/resource.ts";
import { stackLife } from "../../aws/stack_life.ts";
import { stackState, stackStatusActions } from "../../aws/questions/stack_status.ts";
import { type Advice, advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Emit } from "../../host/events/events.ts";
import type { Files } from "../../host/files.ts";
import { poll } from "../../host/poll.ts";
import { tellWhile } from "../../host/events/tell_while.ts";
import type { Web } from "../../host/net/web.ts";
import type { Journal } from "../../state/journal/journal.ts";
import { waitUntilStill } from "../../state/walks/wait_until_still.ts";
import { clusterKey, clusterKind } from "./cluster_key.ts";
import { configurationHash } from "./configuration_hash.ts";
import { failureCauses } from "./failure_causes.ts";
import { pclusterCommand } from "./pcluster_command.ts";
import { createArguments, type PclusterDeps, rejection, runPcluster } from "./pcluster.ts";
import { stackNews } from "./stack_news.ts";
import { watchCreation } from "./watch_creation.ts";

export type ClusterDeps = AwsDeps & {
  readonly files: Files;
  readonly pcluster: PclusterDeps;
  readonly journal: Journal;
  readonly web: Pick<Web, "get">;
  readonly emit: Emit;
  /** The final cluster file, once it is written; without it a cluster can be looked at and removed. */
  readonly file?: ClusterFile;
  /** Milliseconds that a creation may take. */
  readonly limit: number;
  /** Called when the wait for a creation begins. */
  readonly onWait?: () => void;
};

export type ClusterFile = {
  readonly path: string;
  /** The tags in it, which the stack of every cluster that was made from it carries. */
  readonly tags: ReadonlyMap<string, string>;
};

/** `config_sha256` is the hash of the cluster file that the cluster was made from. */
export type ClusterSpec = { account: string; region: string; name: string; config_sha256: string };

export type ClusterOut = { status: string };

type FoundCluster = Found<ClusterSpec, ClusterOut>;

/**
 * The cluster itself, made and removed by the genuine `pcluster` alone.
 *
 * Writing ends when the creation is accepted. Neither the exit status nor the words of `pcluster` decide that: after a lost answer
 * to its CreateStack it says "already exists" and deletes the artifacts of the very cluster that is coming up. What counts is
 * the stack, and whether the cluster's configuration can still be fetched: a definite 404 means that its nodes cannot start. Where
 * the configuration cannot tell whose cluster it is, the tags of the stack do.
 */
export const cluster: Resource<ClusterDeps, ClusterSpec, ClusterOut> = {
  kind: clusterKind,
  layer: "cluster",
  // Everything else is asked for by pcluster, in the name of the same caller.
  actions: { find: stackStatusActions, write: stackStatusActions, remove: stackStatusActions },
  spec: z.object({ account: z.string(), region: z.string(), name: z.string(), config_sha256: z.string() }),
  fixed: ["config_sha256"],
  key: clusterKey,
  title: ({ name, region }) => `cluster ${name} in ${region}`,
  find: findCluster,

  async write(deps, wanted) {
    for (let attempt = 1;; attempt++) {
      const finished = await createOnce(deps, wanted);
      if (finished.code === 0) return;
      const found = await findCluster(deps, wanted, "full");
      if (found.is === "absent") {
        const why = await failureCauses(deps, wanted.name, [finished.stdout, finished.stderr]);
        const args = createArguments(wanted.name, fileOf(deps).path, wanted.region);
        throw rejection(deps.pcluster, "DAY-PC-002", args, finished, why);
      }
      if (found.is === "foreign") {
        throw clusterExists(deps, wanted, "somebody else created a cluster of this name at the same moment");
      }
      if (found.is !== "stuck" || attempt > 1) return;
      await removeCluster(deps, wanted);
      await untilGone(deps, wanted);
    }
  },

  wrote: (_deps, _wanted, { is }) => Promise.resolve(is !== "absent" && is !== "foreign"),
  remove: removeCluster,

  async wait(deps, spec, found): Promise<Still<ClusterSpec, ClusterOut>> {
    // A watch could not tell a cluster that has just gone from one that is not there yet.
    if (found.why === beingDeleted.why) return await untilGone(deps, spec);
    deps.onWait?.();
    const { pcluster, clock, emit, signal, aws, limit } = deps;
    const news = stackNews(aws, spec.name);
    const causes = () => failureCauses(deps, spec.name);
    const end = await watchCreation({ pcluster, clock, emit, signal, news, causes }, spec.name, limit);
    return end === "deleted" ? { is: "absent" } : { is: "ready", spec, out: { status: "CREATE_COMPLETE" } };
  },
};

async function findCluster(deps: ClusterDeps, spec: ClusterSpec, depth: "exists" | "full"): Promise<FoundCluster> {
  const stack = await stackState(deps.aws, spec.name);
  const life = stack && stackLife(stack.status);
  if (stack === undefined || life === "gone") return { is: "absent" };
  if (life === "going") return beingDeleted;
  const { status, tags } = stack;
  const configuration = depth === "full" ? await configurationHash(deps, spec.name) : undefined;
  const isReadable = configuration !== undefined && configuration !== "gone";
  const isAnother = isReadable
    ? configuration !== spec.config_sha256
    : [...deps.file?.tags ?? []].some(([key, value]) => tags.get(key) !== value);
  // Somebody else's, whatever its stack is doing: neither to be replaced nor to be waited for.
  if (isAnother) {
    return { is: "foreign", why: `exists already (${status})`, fix: waysOut(deps.pcluster, spec) };
  }
  if (life === "failed" || life === "failing") return stuck(deps, spec, `its stack is in ${status}`);
  if (configuration === "gone") {
    return stuck(deps, spec, "its configuration file was deleted from the S3 bucket, so no node can start");
  }
  const isMoving = life === "planned" || life === "coming" || life === "changing";
  if (isMoving) return { is: "moving", why: `its stack is in ${status}` };
  return { is: "ready", spec, out: { status } };
}

/** What looking finds while a cluster goes away. */
const beingDeleted: Moving = { is: "moving", why: "being deleted" };

/** The error for a cluster that somebody else has made. */
export function clusterExists({ pcluster }: ClusterDeps, spec: ClusterSpec, status: string): DayError {
  const message = `cluster ${spec.name} exists already in ${spec.region} (${status})`;
  return new DayError("DAY-RUN-006", message, { fix: waysOut(pcluster, spec) });
}

function waysOut(pcluster: PclusterDeps, spec: ClusterSpec): Advice {
  const see = typed(pcluster, "describe-cluster", spec);
  const remove = typed(pcluster, "delete-cluster", spec);
  return advice`see it with: ${see}\ndelete it with: ${remove}\nor choose another name with --set cluster_name=NAME`;
}

function stuck({ pcluster }: ClusterDeps, spec: ClusterSpec, why: string): FoundCluster {
  return { is: "stuck", why, fix: advice`delete it with: ${typed(pcluster, "delete-cluster", spec)}` };
}

function typed(pcluster: PclusterDeps, verb: string, { name, region }: ClusterSpec): Advice {
  return command(pclusterCommand(pcluster, [verb, "-n", name, "--region", region]));
}

/** Pauses between looks whether a deletion has begun, in milliseconds. */
const acceptance = [1_000, 2_000, 4_000, 8_000, 15_000];

/** The exit status does not count here either: a stack that is going or gone is what was asked for. */
async function removeCluster(deps: ClusterDeps, spec: ClusterSpec): Promise<void> {
  if ((await findCluster(deps, spec, "exists")).is === "absent") return;
  const args = ["delete-cluster", "-n", spec.name, "--region", spec.region];
  const finished = await runPcluster(deps.pcluster, args);
  const isGoing = await poll(deps, { pauses: acceptance }, async () => {
    const found = await findCluster(deps, spec, "exists");
    return found.is === "absent" || (found.is === "moving" && found.why === beingDeleted.why) ? true : undefined;
  });
  if (!isGoing) throw rejection(deps.pcluster, "DAY-PC-005", args, finished);
}

async function untilGone(deps: ClusterDeps, spec: ClusterSpec): Promise<Still<ClusterSpec, ClusterOut>> {
  return await waitUntilStill(deps, `cluster ${spec.name}`, beingDeleted, () => findCluster(deps, spec, "exists"));
}

function fileOf({ file }: ClusterDeps): ClusterFile {
  if (file === undefined) throw new Error("a cluster cannot be created before its file is written");
  return file;
}

/** Runs the creation with its command line in the journal before it starts and its process number after. */
async function createOnce(deps: ClusterDeps, { name, region }: ClusterSpec) {
  const args = createArguments(name, fileOf(deps).path, region);
  const argv = [deps.pcluster.program, ...args];
  await deps.journal.record({ fact: "child_intent", argv });
  const running = runPcluster(deps.pcluster, args, {
    // It is let run to its end even when we are asked to stop: what it has begun only it can tidy up.
    signal: undefined,
    onStart: (id) => deps.journal.record({ fact: "child_started", argv, id }),
  });
  const finished = await tellWhile(deps, `Starting the creation of cluster ${name} with pcluster`, running);
  await deps.journal.record({ fact: "child_ended", argv, code: finished.code });
  return finished;
}
