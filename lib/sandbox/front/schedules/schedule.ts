import type { Timetable } from "./occurrences.ts";

/** A schedule of a world, up to when its times are over, and whether one of them has come. */
export type Schedule = Timetable & {
  readonly region: string;
  readonly name: string;
  over: number;
  hasHappened: boolean;
};
