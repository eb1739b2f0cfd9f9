/** A kind of thing as a person calls it, and where the AWS console shows one. */
type Kind = {
  readonly word: string;
  /** @param name the last part of its key */
  readonly console: (place: ThingPlace) => string;
};

type ThingPlace = {
  readonly account: string;
  /** Of a global thing: `global`. */
  readonly region: string;
  /** What stands behind account and region in its key. */
  readonly names: readonly string[];
};

const part = encodeURIComponent;

const inRegion = (service: string, region: string, fragment: string) =>
  `https://${part(region)}.console.aws.amazon.com/${service}/home?region=${part(region)}#${fragment}`;

const stackOf = ({ region, names }: ThingPlace) =>
  inRegion("cloudformation", region, `/stacks?filteringText=${part(names[0])}&filteringStatus=active`);

const iam = (fragment: string) => `https://console.aws.amazon.com/iam/home#/${fragment}`;

/** By the kind of a resource, as journals name it. A kind that is not here is shown by its own name, without a link. */
const kinds: Readonly<Record<string, Kind>> = {
  cluster: { word: "cluster", console: stackOf },
  "network-stack": { word: "network stack", console: stackOf },
  "managed-policy": {
    word: "IAM policy",
    console: ({ account, names }) => iam(`policies/details/${part(`arn:aws:iam::${account}:policy/${names[0]}`)}`),
  },
  "scheduler-role": { word: "IAM role", console: ({ names }) => iam(`roles/details/${part(names[0])}`) },
  budget: {
    word: "budget",
    console: ({ names }) => `https://console.aws.amazon.com/billing/home#/budgets/details?name=${part(names[0])}`,
  },
  "tags-table-line": {
    word: "budget users of",
    console: ({ region, names }) => `https://${part(region)}.console.aws.amazon.com/s3/buckets/${part(names[0])}`,
  },
  topic: {
    word: "SNS topic",
    console: ({ account, region, names }) =>
      inRegion("sns/v3", region, `/topic/${part(`arn:aws:sns:${region}:${account}:${names[0]}`)}`),
  },
  subscription: {
    word: "heartbeat mail to",
    console: ({ region }) => inRegion("sns/v3", region, "/subscriptions"),
  },
  schedule: {
    word: "schedule",
    console: ({ region, names }) => inRegion("scheduler", region, `schedules/default/${part(names[0])}`),
  },
};

/** A thing in AWS for a person: what it is called, and its place in the console; "" where that is not known. */
export type Thing = { readonly title: string; readonly link: string };

/** @param key `<account>/<region or global>/<name>`, as resources have it */
export function thing(kind: string, key: string): Thing {
  const [account, region, ...names] = key.split("/");
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  const title = `${known?.word ?? kind.replaceAll("-", " ")} ${names.at(-1) ?? key}`;
  return { title, link: known === undefined || names.length === 0 ? "" : known.console({ account, region, names }) };
}
