import { reasonOf } from "../../host/errors/reason_of.ts";
import { tellWhile } from "../../host/events/tell_while.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { HeadNode } from "./head_node.ts";
import { requireKey } from "./require_key.ts";
import { silent } from "./script_arguments.ts";
import { wayVariables, writeSshConfig } from "./ssh_config.ts";
import { sshFailure } from "./ssh_failure.ts";

export type QuestionDeps = Pick<
  CreateDeps,
  "files" | "environment" | "processes" | "clock" | "emit" | "signal" | "aws"
>;

/** What it says on its standard output; `unknown` with the reason where it says nothing. */
export type HeadNodeReply =
  | { readonly is: "said"; readonly text: string }
  | { readonly is: "unknown"; readonly why: string };

/** Milliseconds for all of it. */
const limit = 10_000;

/**
 * Has a script run on a head node that only looks. Whatever goes wrong is an answer too: whoever asks can do without.
 *
 * @param doing for people: what is waited for
 * @throws only what `signal` was aborted with
 */
export async function questionHeadNode(
  deps: QuestionDeps,
  node: HeadNode,
  { script, doing }: { readonly script: string; readonly doing: string },
): Promise<HeadNodeReply> {
  const late = new AbortController();
  const over = new AbortController();
  deps.clock.sleep(limit, over.signal).then(() => late.abort(), () => {});
  try {
    await requireKey(deps, node.key);
    const env = await wayVariables(deps, node);
    const argv = ["ssh", "-F", await writeSshConfig(deps, node), ...silent, "--", node.host, script];
    const running = deps.processes.run(argv, { signal: AbortSignal.any([late.signal, deps.signal]), env });
    const finished = await tellWhile(deps, doing, running);
    if (late.signal.aborted) return tooLate;
    const why = sshFailure(deps.environment, node, finished);
    return why === "" ? { is: "said", text: finished.stdout } : { is: "unknown", why };
  } catch (error) {
    deps.signal.throwIfAborted();
    return late.signal.aborted ? tooLate : { is: "unknown", why: reasonOf(error) };
  } finally {
    over.abort();
  }
}

const tooLate: HeadNodeReply = { is: "unknown", why: `no answer within ${limit / 1000} s` };
