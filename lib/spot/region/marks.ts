import type { Tag } from "@aws-sdk/client-ec2";

/** The tag by which everything of ours is found again: exactly this key and this value. */
export type ManagedTag = { readonly key: string; readonly value: string };

/** What everything that a run makes is marked with. */
export type Marks = {
  readonly managed: ManagedTag;
  /** The ARN of whoever made it. */
  readonly creator: string;
  readonly deployment: string;
  readonly version: string;
  readonly extra: Readonly<Record<string, string>>;
};

/** The names of the tags beside the managed one; a configuration may not set them. */
export const ownTags = {
  creator: "CreatedBy",
  deployment: "DeploymentId",
  version: "SpotDeployVersion",
  attempt: "SpotDeployAttempt",
  ends: "SpotDeployEnds",
  zone: "Zone",
  name: "Name",
} as const;

/** Whether a tag of this name is ours, or kept for AWS; nodes carry their zone as `AZ`, too. */
export function isReservedTag(name: string, managedKey: string): boolean {
  const reserved: readonly string[] = [...Object.values(ownTags), "AZ", managedKey];
  return reserved.includes(name) || name.startsWith("aws:");
}

/** The tags of one thing, as they go into the request that makes it. */
export function tagsOf(marks: Marks, name: string, more: Readonly<Record<string, string>> = {}): Tag[] {
  const all: Record<string, string> = {
    ...marks.extra,
    [marks.managed.key]: marks.managed.value,
    [ownTags.creator]: marks.creator,
    [ownTags.deployment]: marks.deployment,
    [ownTags.version]: marks.version,
    [ownTags.name]: name,
    ...more,
  };
  return Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
}

/** By which attempt of a deployment something was made. */
export function attemptTag(attempt: number): Readonly<Record<string, string>> {
  return { [ownTags.attempt]: String(attempt) };
}

/** As many tags of one's own as a thing may carry beside ours, and how long EC2 takes their parts. */
export const tagLimits = { count: 30, name: 128, value: 256 } as const;

type Tagged = { readonly Tags?: Tag[] };

export function tagOf({ Tags = [] }: Tagged, key: string): string | undefined {
  return Tags.find(({ Key }) => Key === key)?.Value;
}

/** Whether it carries the managed tag to the letter: EC2's own filter also takes wildcards. */
export function isManaged(thing: Tagged, { key, value }: ManagedTag): boolean {
  return tagOf(thing, key) === value;
}

export function managedFilter({ key, value }: ManagedTag) {
  return { Name: `tag:${key}`, Values: [value] };
}

export function nameFilter(name: string) {
  return { Name: `tag:${ownTags.name}`, Values: [name] };
}
