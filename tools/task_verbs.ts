import type { Resource } from "../lib/aws/resource.ts";

export type Verb = keyof Resource<unknown, null, null>["actions"];

/** What gives people and deadlines their rights is an administrator's to write, with `infra`. */
const access = {
  "iam-group": ["find"],
  "group-membership": ["find"],
  "policy-attachment": ["find"],
  "expiry-role": ["find"],
} as const satisfies Readonly<Record<string, readonly Verb[]>>;

/**
 * What a task that changes something does to the kinds of resources that it reaches, by kind; `*` is every other kind. One that only
 * reads finds. ParallelCluster's own cluster is a kind as well.
 */
export const taskVerbs: Readonly<Record<string, Readonly<Record<string, readonly Verb[]>>>> = {
  // A cluster that got stuck half-way is removed and made again.
  create: { "*": ["find", "write"], cluster: ["find", "write", "remove"], ...access },
  delete: { "*": ["find", "remove"] },
  audit: { "*": ["find", "remove"] },
  drift: { "*": ["find", "write"], cluster: ["find"], ...access },
  extend: { "*": ["find", "write", "remove"], ...access },
  // What an image is built with in AWS is ParallelCluster's: its calls are recorded.
  image: { "*": ["find"] },
  infra: { "*": ["find", "write", "remove"] },
  "init-cloudstack": { "*": ["find", "write"] },
  "create-budget": { "*": ["find", "write"] },
  "setup-heartbeat": { "*": ["find", "write", "remove"] },
  "spot-price": { "*": ["find"] },
  headnode: { "*": ["find"] },
  ssh: { "*": ["find"] },
  status: { "*": ["find"] },
  "stage-samples": { "*": ["find"] },
  "monitor-worksets": { "*": ["find"] },
  "spot-deploy": { "*": ["find", "write", "remove"] },
};
