import type { World } from "../world.ts";

/** What a launch asks for. */
type Asked = { readonly region: string; readonly zone: string; readonly type: string };

/** The names under which the settings may speak of a pool, the most particular one first. */
function namesOf({ region, zone, type }: Asked): readonly string[] {
  return [`${zone} ${type}`, `${region} ${type}`, zone, type, region, "*"];
}

function said<T>(settings: Readonly<Record<string, T>>, asked: Asked): T | undefined {
  const name = namesOf(asked).find((each) => each in settings);
  return name === undefined ? undefined : settings[name];
}

/** The error code with which a launch in this pool fails, if it does. */
export function launchFailure(
  { settings }: World,
  { lifecycle, ...asked }: Asked & { readonly lifecycle: "spot" | "on-demand" },
): string | undefined {
  return lifecycle === "on-demand" ? undefined : said(settings.launchFailures, asked);
}

/**
 * Takes as many instances as the pool still has.
 *
 * @returns how many of those that were wanted it has
 */
export function takeCapacity(world: World, asked: Asked, wanted: number): number {
  const all = said(world.settings.capacity, asked);
  if (all === undefined) return wanted;
  const used = world.memory("capacity used", () => new Map<string, number>());
  const name = namesOf(asked).find((each) => each in world.settings.capacity) ?? "";
  const left = Math.max(0, all - (used.get(name) ?? 0));
  const got = Math.min(wanted, left);
  used.set(name, (used.get(name) ?? 0) + got);
  return got;
}
