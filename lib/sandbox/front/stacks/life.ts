/** A stack as the front tells its story. Times are milliseconds since the epoch. */
export type StackLife = {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly kind: "cluster" | "ordinary";
  /** The client token of the request that made it. */
  readonly token: string | undefined;
  template: string;
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly capabilities: readonly string[];
  readonly disableRollback: boolean;
  parameters: readonly (readonly [key: string, value: string])[];
  outputs: readonly (readonly [key: string, value: string])[];
  /** In order of creation. */
  resources: readonly StackResource[];
  /** What was done to it, oldest first. */
  readonly phases: Phase[];
  /** What is still to be done in the emulator when its time has come. */
  readonly effects: Effect[];
  /** The last comparison of its parts with its template. */
  comparison?: Comparison;
};

/** A comparison of parts with the template; `ended` is there when its end has been told. */
export type Comparison = {
  readonly id: string;
  readonly begun: number;
  ended?: number;
  readonly parts: readonly ComparedPart[];
};

/** `is`: as CloudFormation says it; `NOT_CHECKED` of a type that is not compared. */
export type ComparedPart = {
  readonly part: StackResource;
  readonly is: "IN_SYNC" | "MODIFIED" | "DELETED" | "NOT_CHECKED";
  readonly differences: readonly PartDifference[];
};

export type PartDifference = {
  /** `/Tags/0/Value`. */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
  readonly is: "NOT_EQUAL" | "REMOVE";
};

export type StackResource = {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly retained: boolean;
};

export type Failure = { readonly logicalId: string; readonly reason: string };

export type Phase =
  /** `rollbackSeconds` counts only when it fails and rolls back. */
  | {
    readonly does: "create";
    readonly at: number;
    readonly seconds: number;
    readonly failure?: Failure;
    readonly rollbackSeconds: number;
  }
  | { readonly does: "update"; readonly at: number; readonly seconds: number }
  | { readonly does: "delete"; readonly at: number; readonly seconds: number; readonly failure?: Failure };

export type Effect = { readonly at: number; readonly run: () => Promise<void> };

export type StackEvent = StackResource & {
  readonly at: number;
  readonly status: string;
  readonly reason?: string;
  /** The client token of the request behind it. */
  readonly token?: string;
};

/** Everything that happens in a stack's life, the future included, in order. */
function storyOf(life: StackLife): StackEvent[] {
  return life.phases.flatMap((phase) => {
    if (phase.does === "create") return creation(life, phase).map((one) => ({ ...one, token: life.token }));
    return phase.does === "update" ? update(life, phase) : deletion(life, phase);
  });
}

/** What has happened by now. */
export function eventsUntil(life: StackLife, now: number): StackEvent[] {
  return storyOf(life).filter(({ at }) => at <= now);
}

/** The stack's own last event; a nested stack is only one of its resources. */
export function statusAt(life: StackLife, now: number): StackEvent {
  const own = eventsUntil(life, now).findLast(({ physicalId }) => physicalId === life.id);
  return own ?? event(ownResource(life), now, "CREATE_IN_PROGRESS");
}

/** The last event of each resource that has begun, in order of creation. */
export function resourcesAt(life: StackLife, now: number): StackEvent[] {
  const events = eventsUntil(life, now);
  return life.resources.flatMap(({ logicalId }) => events.findLast((one) => one.logicalId === logicalId) ?? []);
}

const stackType = "AWS::CloudFormation::Stack";

function ownResource({ name, id }: StackLife): StackResource {
  return { logicalId: name, physicalId: id, type: stackType, retained: false };
}

function event(resource: StackResource, at: number, status: string, reason?: string): StackEvent {
  return { ...resource, at, status, ...(reason === undefined ? {} : { reason }) };
}

/** Each resource takes its share of the time; the one that fails ends it. */
function creation(life: StackLife, phase: Phase & { does: "create" }): StackEvent[] {
  const { at, seconds, failure, rollbackSeconds } = phase;
  const own = ownResource(life);
  const last = failure ? life.resources.findIndex(({ logicalId }) => logicalId === failure.logicalId) : -1;
  const made = last < 0 ? life.resources : life.resources.slice(0, last);
  const slice = seconds * 1_000 / (made.length + 1);
  const events = made.flatMap((resource, index) => {
    const began = at + slice * index;
    return [
      event(resource, began, "CREATE_IN_PROGRESS"),
      event(resource, began + slice / 2, "CREATE_IN_PROGRESS", "Resource creation Initiated"),
      event(resource, began + slice, "CREATE_COMPLETE"),
    ];
  });
  const end = at + seconds * 1_000;
  const start = event(own, at, "CREATE_IN_PROGRESS", "User Initiated");
  if (failure === undefined) return [start, ...events, event(own, end, "CREATE_COMPLETE")];
  const failed = last < 0 ? own : life.resources[last];
  const reason = `The following resource(s) failed to create: [${failure.logicalId}]. `;
  const broken = [
    event(failed, at + slice * made.length, "CREATE_IN_PROGRESS"),
    event(failed, end, "CREATE_FAILED", failure.reason),
  ];
  if (life.disableRollback) return [start, ...events, ...broken, event(own, end, "CREATE_FAILED", reason.trim())];
  return [
    start,
    ...events,
    ...broken,
    event(own, end, "ROLLBACK_IN_PROGRESS", `${reason}Rollback requested by user.`),
    ...removal([...made, failed], end, rollbackSeconds),
    event(own, end + rollbackSeconds * 1_000, "ROLLBACK_COMPLETE"),
  ];
}

function removal(resources: readonly StackResource[], at: number, seconds: number): StackEvent[] {
  const slice = seconds * 1_000 / (resources.length + 1);
  return resources.toReversed().flatMap((resource, index) => {
    const began = at + slice * index;
    if (resource.retained) return [event(resource, began, "DELETE_SKIPPED")];
    return [event(resource, began, "DELETE_IN_PROGRESS"), event(resource, began + slice, "DELETE_COMPLETE")];
  });
}

function update(life: StackLife, { at, seconds }: Phase): StackEvent[] {
  const own = ownResource(life);
  const end = at + seconds * 1_000;
  return [
    event(own, at, "UPDATE_IN_PROGRESS", "User Initiated"),
    event(own, end, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
    event(own, end, "UPDATE_COMPLETE"),
  ];
}

function deletion(life: StackLife, { at, seconds, failure }: Phase & { does: "delete" }): StackEvent[] {
  const own = ownResource(life);
  const end = at + seconds * 1_000;
  const start = event(own, at, "DELETE_IN_PROGRESS", "User Initiated");
  const failed = life.resources.find(({ logicalId }) => logicalId === failure?.logicalId);
  if (failure === undefined || failed === undefined) {
    return [start, ...removal(life.resources, at, seconds), event(own, end, "DELETE_COMPLETE")];
  }
  return [
    start,
    event(failed, at, "DELETE_IN_PROGRESS"),
    event(failed, end, "DELETE_FAILED", failure.reason),
    event(own, end, "DELETE_FAILED", `The following resource(s) failed to delete: [${failure.logicalId}].`),
  ];
}
