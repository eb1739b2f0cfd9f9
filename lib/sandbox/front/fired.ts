import type { World } from "./world.ts";

/** What a schedule has done at one of its times. */
export type Fired = {
  /** ISO 8601. */
  readonly at: string;
  readonly schedule: string;
  readonly does: "publish" | "deleteStack";
  /** The topic, or the stack. */
  readonly of: string;
  /** The text of the mail, as it arrives. */
  readonly text: string;
  /** Why nothing came of it; "" when it was done. */
  readonly refused: string;
};

/** Everything that the schedules of a world have done, oldest first: a mail has no other reader here. */
export function firedIn(world: Pick<World, "memory">): Fired[] {
  return world.memory("fired", (): Fired[] => []);
}
