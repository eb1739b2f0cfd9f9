import type { Sandbox } from "../support/sandbox.ts";
import { worldCalls } from "../support/world_calls.ts";

type Schedule = { readonly Name: string; readonly StartDate?: number; readonly [field: string]: unknown };

/** All that the schedules say, without the id of the stack that they delete, and each moment as its distance from the deadline in hours: that one is counted from now. */
export async function schedulesOf({ endpoint }: Pick<Sandbox, "endpoint">): Promise<readonly unknown[]> {
  const calls = worldCalls(endpoint);
  const { Schedules } = JSON.parse(await calls.get("scheduler", "/schedules")) as { readonly Schedules: Schedule[] };
  const whole = await Promise.all(
    Schedules.map(async ({ Name }) => JSON.parse(await calls.get("scheduler", `/schedules/${Name}`)) as Schedule),
  );
  const deadline = whole.find(({ Name }) => Name === "daylily-demo-expiry")?.StartDate ?? 0;
  const hoursFrom = (seconds: number) => `<deadline ${Math.round((seconds - deadline) / 36) / 100} h>`;
  return whole.sort((one, other) => one.Name < other.Name ? -1 : 1).map((schedule) => {
    const { CreationDate: _, LastModificationDate: __, ...rest } = schedule;
    const text = JSON.stringify(rest, (key, value) => /Date$/.test(key) && value ? hoursFrom(Number(value)) : value);
    const ids = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;
    const moments = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g;
    return JSON.parse(
      text.replace(ids, "<id>").replace(moments, (moment) => hoursFrom(Date.parse(`${moment}Z`) / 1_000)),
    );
  });
}
