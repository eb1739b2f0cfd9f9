import { z } from "zod";

const shape = z.object({
  pid: z.number(),
  started_at: z.string(),
  updated_at: z.string(),
  exit_code: z.number().nullable(),
});

/** What a run tells of itself. */
export type RunStatus = z.infer<typeof shape>;

export function readRunStatus(text: string): RunStatus {
  return shape.parse(JSON.parse(text));
}

/** How long a run has gone on at a moment (ms). */
export function runAge(now: Date, { started_at }: RunStatus): number {
  return now.getTime() - Date.parse(started_at);
}
