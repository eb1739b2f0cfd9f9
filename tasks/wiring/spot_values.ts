import { flagName } from "../../lib/cli/flag_name.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { cidr } from "../../lib/spot/config/field_rows.ts";
import { isReservedTag, tagLimits } from "../../lib/spot/region/marks.ts";
import { ttlMilliseconds } from "../../lib/names/ttl.ts";

type Limits = { readonly least: number; readonly most: number; readonly fraction?: boolean };

/** The number that a flag says, if it was given. */
export function numberOf<N extends string>(
  flags: { readonly [K in N]: string | undefined },
  name: N,
  { least, most, fraction = false }: Limits,
): number | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  const isNumber = text.trim() !== "" && (fraction ? Number.isFinite(value) : Number.isInteger(value));
  if (isNumber && value >= least && value <= most) return value;
  throw new DayError("DAY-USE-001", `${flagName(name)} ${text}: expected a number from ${least} to ${most}`);
}

type Tags = Readonly<Record<string, string>>;

/** `KEY=VALUE` as often as it was given. */
export function tagsOf(texts: readonly string[]): Tags {
  return Object.fromEntries(texts.map((text) => {
    const at = text.indexOf("=");
    if (at <= 0) throw new DayError("DAY-USE-001", `--tag ${text}: expected KEY=VALUE`);
    return [text.slice(0, at), text.slice(at + 1)];
  }));
}

/** Tags of everything that is made, beside those of the configuration; ours and those of AWS are no names for them. */
export function extraTagsOf(
  texts: readonly string[],
  { managed, extraTags }: { readonly managed: { readonly key: string }; readonly extraTags: Tags },
): Tags {
  const tags = tagsOf(texts);
  const bad = Object.keys(tags).find((name) => isReservedTag(name, managed.key));
  const refuse = (tag: string, why: string, fix: string) => {
    throw new DayError("DAY-USE-001", `--tag ${tag}=…: ${why}`, { fix });
  };
  if (bad !== undefined) refuse(bad, "that name is used already", "take another name");
  const { name, value, count } = tagLimits;
  const long = Object.entries(tags).find((tag) => tag[0].length > name || tag[1].length > value);
  if (long !== undefined) {
    refuse(long[0], "EC2 does not take it", `use at most ${name} characters for the name and ${value} for the value`);
  }
  const all = { ...extraTags, ...tags };
  const last = Object.keys(tags).at(-1);
  if (last !== undefined && Object.keys(all).length > count) {
    refuse(last, `with it there are ${Object.keys(all).length} tags`, `use at most ${count}, aws.extra_tags included`);
  }
  return all;
}

/** Networks from where nodes are reached. */
export function cidrsOf(texts: readonly string[]): readonly string[] {
  const bad = texts.find((text) => !cidr.test(text));
  if (bad === undefined) return texts;
  throw new DayError("DAY-USE-001", `--allow-cidr ${bad}: expected a network such as 203.0.113.0/24`);
}

const hour = 3_600_000;

/** Milliseconds that nodes live. */
export function ttlOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ttl = ttlMilliseconds(text, hour);
  if (ttl !== undefined) return ttl;
  throw new DayError("DAY-USE-001", `--ttl ${text}: expected 1h to 30d, for example 36h`);
}

/** Milliseconds of an age such as `6h` or `2d`. */
export function hoursOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  if (count === undefined) {
    throw new DayError("DAY-USE-001", `--older-than ${text}: expected an age such as 30m, 6h or 2d`);
  }
  return Number(count) * ({ m: hour / 60, h: hour, d: 24 * hour }[unit] ?? hour);
}
