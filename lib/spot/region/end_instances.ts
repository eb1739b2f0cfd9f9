import { isAwsError } from "../../aws/aws_error.ts";
import { waitEvent } from "../../host/events/wait_event.ts";
import { poll } from "../../host/poll.ts";
import { instancesById } from "./instances.ts";
import type { SpotDeps } from "./spot_deps.ts";

const pause = 5_000;
const batch = 100;

/** What became of instances that were to end. */
export type Ended = {
  readonly gone: readonly string[];
  readonly left: readonly { readonly id: string; readonly why: string; readonly isEnding: boolean }[];
};

type Options = {
  /** Milliseconds that EC2 may take. */
  readonly limit: number;
  readonly wait: boolean;
  /** Told of those that have ended since the last time. */
  readonly onGone: (ids: readonly string[]) => Promise<void>;
};

/** Terminates instances of a region and waits until they are gone. What EC2 does not know any more is gone. */
export async function endInstances(deps: SpotDeps, ids: readonly string[], options: Options): Promise<Ended> {
  const { TerminateInstancesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await deps.aws.ec2();
  const refused = new Map<string, string>();
  const unknown = new Set<string>();
  for (let from = 0; from < ids.length; from += batch) {
    await terminate(
      (some) => ec2.send(new TerminateInstancesCommand({ InstanceIds: [...some] })),
      ids.slice(from, from + batch),
      { unknown, refused },
    );
  }
  if (unknown.size > 0) await options.onGone([...unknown]);
  const open = ids.filter((id) => !unknown.has(id) && !refused.has(id));
  const gone = options.wait ? await waitUntilGone(deps, open, options) : [];
  const late = options.wait ? `not terminated within ${options.limit / 1000} s` : "terminating";
  return {
    gone: [...unknown, ...gone],
    left: [
      ...[...refused].map(([id, why]) => ({ id, why, isEnding: false })),
      ...open.filter((id) => !gone.includes(id)).map((id) => ({ id, why: late, isEnding: !options.wait })),
    ],
  };
}

/** One id that EC2 does not know or refuses spoils a whole request: it is taken out, and the rest is sent again. */
async function terminate(
  send: (ids: readonly string[]) => Promise<unknown>,
  ids: readonly string[],
  { unknown, refused }: { readonly unknown: Set<string>; readonly refused: Map<string, string> },
): Promise<void> {
  if (ids.length === 0) return;
  try {
    await send(ids);
  } catch (error) {
    const message = String((error as Error).message);
    const named = ids.filter((id) => message.includes(id));
    const isUnknown = isAwsError(error, "InvalidInstanceID.NotFound");
    const isProtected = isAwsError(error, "OperationNotPermitted");
    if (!isUnknown && !isProtected) throw error;
    if (named.length === 0 && ids.length > 1) {
      for (const id of ids) await terminate(send, [id], { unknown, refused });
      return;
    }
    for (const id of named.length === 0 ? ids : named) {
      if (isUnknown) unknown.add(id);
      else refused.set(id, "it is protected against termination");
    }
    const rest = ids.filter((id) => !unknown.has(id) && !refused.has(id));
    await terminate(send, rest, { unknown, refused });
  }
}

async function waitUntilGone(
  deps: SpotDeps,
  ids: readonly string[],
  { limit, onGone }: Options,
): Promise<readonly string[]> {
  const gone: string[] = [];
  const tell = (waited: number) =>
    deps.emit(waitEvent("wait.spot", {
      subject: `nodes of ${deps.aws.region}`,
      state: `${gone.length} of ${ids.length} terminated`,
    }, waited));
  await poll(deps, { pauses: [pause], endless: true, tell }, async (waited) => {
    const standing = await standingOf(deps, ids.filter((id) => !gone.includes(id)));
    const ended = ids.filter((id) => !gone.includes(id) && !standing.has(id));
    gone.push(...ended);
    if (ended.length > 0) await onGone(ended);
    return gone.length === ids.length || waited >= limit ? true : undefined;
  });
  return gone;
}

/** Those that are not terminated yet. */
async function standingOf({ aws }: SpotDeps, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await instancesById(aws, ids);
  return new Set(found.filter(({ State }) => State?.Name !== "terminated").map(({ InstanceId = "" }) => InstanceId));
}
