import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import type { CreateDeps } from "../create_deps.ts";
import { findCallersHeadNode, type WantedWay } from "./find_head_node.ts";
import type { HeadNode } from "./head_node.ts";
import { noConnection, scriptArguments } from "./script_arguments.ts";
import { wayVariables, writeSshConfig } from "./ssh_config.ts";
import { sshFailure } from "./ssh_failure.ts";

/** What is to be run on a head node: a script of Bash with its `$1`, `$2` … */
export type HeadNodeCall = {
  readonly script: string;
  readonly args: readonly string[];
  /** A folder of this host, and what of it: sent to the script's standard input as an archive. */
  readonly send?: { readonly folder: string; readonly paths: readonly string[] };
  /** A folder of this host that the archive is unpacked in which the script prints, behind a line of its own that is the mark. */
  readonly receive?: { readonly folder: string; readonly mark: string };
  readonly signal: AbortSignal;
};

/**
 * What has come of a call. `unreached`: whether anything ran over there, and how it ended, is not known. `gone`: there is no head
 * node of that cluster that anything could run on.
 */
export type HeadNodeAnswer =
  | { readonly is: "answer"; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly is: "unreached" | "gone"; readonly why: string };

/** Milliseconds for a script that neither sends nor receives; a connection that hangs is given up by `ssh` itself before. */
const longestCall = 5 * 60_000;

/** An archive goes through a pipe, the same on this side whichever way it goes; the status is that of `ssh` where that one failed. */
const pipe = {
  send: 'f=$1; n=$2; shift 2; tar -C "$f" -czf - -- "${@:1:n}" | "${@:n+1}"; s=("${PIPESTATUS[@]}"); ' +
    "[ ${s[1]} -eq 0 ] && exit ${s[0]}; exit ${s[1]}",
  receive: 'f=$1; m=$2; shift 2; "$@" </dev/null | LC_ALL=C sed "1,/^$m\$/d" | tar -C "$f" --no-same-owner -xzf -; ' +
    's=("${PIPESTATUS[@]}"); [ ${s[0]} -ne 0 ] && exit ${s[0]}; exit ${s[2]}',
};

/**
 * The head node of a cluster, called as often as is wanted: it is looked for once, and again after each call that has not reached it.
 *
 * @returns calls it. Throws DayError DAY-HEAD-001 for the key and DAY-PRE-001 without a program that this takes
 */
export function headNodeCaller(
  deps: CreateDeps,
  cluster: string,
  way: WantedWay,
): (call: HeadNodeCall) => Promise<HeadNodeAnswer> {
  let known: HeadNode | undefined;
  return async (call) => {
    try {
      known ??= await findCallersHeadNode(deps, cluster, way);
      const answer = await callOnce(deps, known, call);
      if (answer.is !== "answer") known = undefined;
      return answer;
    } catch (error) {
      const code = error instanceof DayError ? error.code : undefined;
      if (code === "DAY-HEAD-001" || code === "DAY-PRE-001") throw error;
      const isGone = code === "DAY-CLU-001" || code === "DAY-HEAD-003";
      return { is: isGone ? "gone" : "unreached", why: reasonOf(error) };
    }
  };
}

async function callOnce(deps: CreateDeps, node: HeadNode, call: HeadNodeCall): Promise<HeadNodeAnswer> {
  const { send, receive, signal } = call;
  const argv = scriptArguments(await writeSshConfig(deps, node), node.host, call);
  const through = (text: string, ...words: readonly string[]) => ["env", "bash", "-c", text, "bash", ...words, ...argv];
  const line = send !== undefined
    ? through(pipe.send, send.folder, String(send.paths.length), ...send.paths)
    : receive !== undefined
    ? through(pipe.receive, receive.folder, receive.mark)
    : argv;
  const moves = send !== undefined || receive !== undefined;
  const limit = moves ? {} : { limit: longestCall };
  const ended = await deps.processes.run(line, { signal, env: await wayVariables(deps, node), ...limit });
  const { code, stdout, stderr, late } = ended;
  if (late) return { is: "unreached", why: `no answer from ${node.host}` };
  if (code !== noConnection) return { is: "answer", code, stdout, stderr };
  return { is: "unreached", why: sshFailure(deps.environment, node, ended) };
}
