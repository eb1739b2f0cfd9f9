import { resourcesAt, type StackLife, statusAt } from "./life.ts";

/** All stacks of a sandbox, the deleted ones included. */
export type StackBook = {
  readonly lives: StackLife[];
  /** Names being created at this moment, as `region/name`. */
  readonly reserved: Set<string>;
};

export function emptyStackBook(): StackBook {
  return { lives: [], reserved: new Set() };
}

export function isGone(life: StackLife, now: number): boolean {
  return statusAt(life, now).status === "DELETE_COMPLETE";
}

/** By name only what has not been deleted, by ARN everything. */
export function findStack(book: StackBook, region: string, nameOrId: string, now: number): StackLife | undefined {
  return book.lives.find((life) =>
    life.region === region && (life.id === nameOrId || (life.name === nameOrId && !isGone(life, now)))
  );
}

/** Does in the emulator what has become due. Several callers at once wait for the same work. */
export async function settle(book: StackBook, now: number): Promise<void> {
  for (const { effects } of book.lives) {
    const due = effects.filter(({ at }) => at <= now);
    if (due.length === 0) continue;
    for (const effect of due) effects.splice(effects.indexOf(effect), 1);
    await Promise.all(due.map(({ run }) => run()));
  }
}

/** Physical ids of what a stack has not finished making: the emulator has it already, the world must not see it yet. */
export function unborn(book: StackBook, now: number): Set<string> {
  return new Set(book.lives.flatMap((life) => {
    const known = new Map(resourcesAt(life, now).map(({ logicalId, status }) => [logicalId, status]));
    return life.resources
      .filter(({ logicalId }) => ["CREATE_IN_PROGRESS", "CREATE_FAILED", undefined].includes(known.get(logicalId)))
      .map(({ physicalId }) => physicalId);
  }));
}
