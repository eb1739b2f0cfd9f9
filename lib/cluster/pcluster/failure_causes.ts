import type { Aws } from "../../aws/session.ts";
import type { StackEvent } from "../../aws/questions/stack_events.ts";
import { stackFailures } from "../../aws/questions/stack_failures.ts";
import type { Advice } from "../../host/errors/advice.ts";
import type { Clock } from "../../host/clock.ts";
import type { Files } from "../../host/files.ts";
import { hintsFor } from "./known_signatures.ts";
import type { PclusterDeps } from "./pcluster.ts";
import { pclusterCommand } from "./pcluster_command.ts";
import { pclusterLogTail } from "./pcluster_log.ts";

export type CauseDeps = {
  readonly aws: Aws;
  readonly files: Files;
  readonly clock: Clock;
  readonly pcluster: PclusterDeps;
};

/** Why a creation failed, as far as it can be known, and what to do about it. */
export type FailureCauses = { readonly causes: readonly string[]; readonly hints: readonly Advice[] };

/** `pcluster` checks and uploads for so long before it asks for the stack, in milliseconds. */
const before = 15 * 60_000;

/**
 * Asks the stack and `pcluster`'s own log. Neither `describe-cluster` nor the head node is asked: the one adds nothing to the stack's
 * events, the other may not be there.
 *
 * @param said what is known already, for example what `pcluster` printed
 */
export async function failureCauses(
  deps: CauseDeps,
  cluster: string,
  said: readonly string[] = [],
): Promise<FailureCauses> {
  const failures = await orNothing(() => stackFailures(deps.aws, cluster));
  const began = failures.length > 0 ? new Date(failures[0].at) : deps.clock.now();
  const { environment } = deps.pcluster;
  const tail = pclusterLogTail({ files: deps.files, environment }, new Date(began.getTime() - before));
  const { errors, steps } = await tail.catch(() => ({ errors: [], steps: [] }));
  // How far pcluster got matters only where nothing says what failed.
  const log = errors.length > 0 || failures.length > 0 ? errors : steps;
  const events = rootCauses(failures).map(({ logicalId, type, reason }) => `${logicalId} (${type}): ${reason}`);
  const place = {
    cluster,
    region: deps.pcluster.region,
    command: (args: readonly string[]) => pclusterCommand(deps.pcluster, args),
  };
  return {
    causes: [...events, ...log.map((line) => `from the log of pcluster: ${line}`)],
    hints: hintsFor([...said, ...events, ...log], place),
  };
}

/** What failed by itself: a cancelled resource and the stack as a whole only follow. */
function rootCauses(failures: readonly StackEvent[]): readonly StackEvent[] {
  const roots = failures.filter(({ type, reason }) =>
    !/^(Resource|Stack) (creation|update|deletion) cancell?ed/i.test(reason) && type !== "AWS::CloudFormation::Stack"
  );
  return roots.length > 0 ? roots : failures;
}

/** A cause that cannot be had does not hide the others. */
async function orNothing<T>(ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await ask();
  } catch {
    return [];
  }
}
