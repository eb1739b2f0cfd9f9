import { reasonOf } from "../../host/errors/reason_of.ts";
import { tellWhile } from "../../host/events/tell_while.ts";
import type { CreateDeps } from "../create_deps.ts";

/** What the head node says; `unknown` with the reason where it says nothing. */
export type HeadNodeAnswer =
  | { readonly is: "known"; readonly running: number; readonly pending: number; readonly unexported: number }
  | { readonly is: "unknown"; readonly why: string };

/** Milliseconds for all of it (decision 3.57). */
const limit = 10_000;

/**
 * Asks the head node for its jobs, and for the files under `/fsx/analysis_results` that are newer than the last export. Whatever goes
 * wrong is an answer too: a cluster can be deleted without it.
 *
 * @param exported when the last export began, ISO 8601; "" for none, then every file counts
 */
export async function askHeadNode(
  deps: Pick<CreateDeps, "processes" | "clock" | "emit" | "signal">,
  { address, key, exported }: { readonly address: string; readonly key: string; readonly exported: string },
): Promise<HeadNodeAnswer> {
  if (address === "") return { is: "unknown", why: "the head node has no address" };
  if (key === "") return { is: "unknown", why: "no record says which key opens the head node" };
  const late = new AbortController();
  const stop = AbortSignal.any([late.signal, deps.signal]);
  const over = new AbortController();
  deps.clock.sleep(limit, over.signal).then(() => late.abort(), () => {});
  try {
    const argv = sshArguments(address, key, script(exported));
    const running = deps.processes.run(argv, { signal: stop });
    const { code, stdout, stderr } = await tellWhile(deps, "asking the head node for its jobs", running);
    if (late.signal.aborted) throw new Error(`no answer within ${limit / 1000} s`);
    const [, run, wait, files] = /^jobs (\d+) (\d+) files (\d+)$/m.exec(stdout) ?? [];
    if (code !== 0 || files === undefined) {
      throw new Error(stderr.trim().split("\n").at(-1) || `ssh ended with ${code}`);
    }
    return { is: "known", running: Number(run), pending: Number(wait), unexported: Number(files) };
  } catch (error) {
    deps.signal.throwIfAborted();
    if (late.signal.aborted) return { is: "unknown", why: `no answer within ${limit / 1000} s` };
    return { is: "unknown", why: reasonOf(error) };
  } finally {
    over.abort();
  }
}

/** Nothing is sent but this question, so that whoever answers learns nothing: its host key is not kept. */
function sshArguments(address: string, key: string, command: string): readonly string[] {
  const options = [
    "BatchMode=yes",
    "ConnectTimeout=8",
    "LogLevel=ERROR",
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
  ];
  return ["ssh", "-i", key, ...options.flatMap((option) => ["-o", option]), `ubuntu@${address}`, command];
}

function script(exported: string): string {
  const since = exported === "" ? 0 : Math.floor(Date.parse(exported) / 1000);
  return [
    "PATH=$PATH:/opt/slurm/bin",
    "r=$(squeue -h -t R -o %i) && p=$(squeue -h -t PD -o %i) || exit 3",
    `f=$(find /fsx/analysis_results -type f -newermt @${since} 2>/dev/null | wc -l)`,
    'count() { printf %s "$1" | grep -c .; }',
    'echo "jobs $(count "$r") $(count "$p") files" $f',
  ].join("; ");
}
