/** What a sandbox pretends. Every field may be changed at any moment. */
export type Settings = {
  /** Seconds from the acceptance of a cluster to `CREATE_COMPLETE`. */
  secondsOfCreation: number;
  /** The same for the network stack. */
  networkSeconds: number;
  /** Seconds that the deletion of any stack takes. */
  secondsOfDeletion: number;
  /** Seconds that CloudFormation's drift detection takes, also one that goes on; `null`: it is not offered. */
  driftSeconds: number | null;
  /** Seconds that an export of a file system takes, and why it fails, if it does. */
  exportSeconds: number;
  failExport: { reason: string } | null;
  /** Milliseconds added to every request. */
  latency: number;
  /** E-mail subscriptions stay unconfirmed, as they do until a person follows the link. */
  pendingSubscriptions: boolean;
  /** The next cluster creations fail at their wait condition for this reason. */
  failCreation: { reason: string } | null;
  /** The next cluster deletions fail at this resource (default: the first one) for this reason; what failed stays. */
  failDeletion: { resource?: string; reason: string } | null;
  /** The next network stacks fail at this resource (default: the NAT gateway) for this reason. */
  failNetwork: { resource?: string; reason: string } | null;
  /** USD per hour by instance type, or by zone below it; `null`: there is no history of the type. */
  spotPrices: Record<string, number | null | Record<string, number>>;
  /** USD per hour on demand by instance type, or by region below it; empty: there is no price list. */
  listPrices: Record<string, number | Record<string, number>>;
  /** Items on one page of spot price history. */
  spotPricePage: number;
  /** Instance types on one page. */
  instanceTypePage: number;
  /** What was applied to the account, by quota code; the others have `quotaDefault`. `null`: nothing was. */
  quotas: Record<string, number | null>;
  quotaDefault: number;
  /** What every account has, by quota code; the others have 5. `null`: the service does not know the code. */
  defaultQuotas: Record<string, number | null>;
  /** Instance types that a zone does not offer; what is left out is offered by every zone. */
  notOffered: Record<string, readonly string[]>;
  /** Error codes with which launches on Spot fail, by `ZONE TYPE`, `REGION TYPE`, zone, type, region or `*`. */
  launchFailures: Record<string, string>;
  /** How many instances on Spot can still be had, by the same names; what is left out has no end. */
  capacity: Record<string, number>;
  /** Seconds from the launch of an instance until it has a public address, and until DescribeInstances knows it. */
  addressSeconds: number;
  invisibleSeconds: number;
  /** Seconds that instances take from their end to `terminated`. */
  terminationSeconds: number;
  /** Keys of cost-allocation tags: whether each is active; the others are active, `null` is one that AWS has not seen yet. */
  costTags: Record<string, "Active" | "Inactive" | null>;
  /** USD spent so far, by budget. */
  spend: Record<string, number>;
  /** The public address of head nodes. */
  headNodeAddress: string;
  /** IAM actions that the caller lacks, with `*` as a wildcard: `budgets:ModifyBudget`, `s3:Get*`. Operations count too. */
  denied: string[];
  /** Regions that the account has not switched on: no key is known there. */
  regionsOff: string[];
};

export function defaultSettings(): Settings {
  return {
    secondsOfCreation: 5,
    networkSeconds: 2,
    secondsOfDeletion: 1,
    driftSeconds: 0,
    exportSeconds: 1,
    failExport: null,
    latency: 0,
    pendingSubscriptions: false,
    failCreation: null,
    failDeletion: null,
    failNetwork: null,
    spotPrices: {},
    listPrices: {},
    spotPricePage: 1_000,
    instanceTypePage: 100,
    quotas: {},
    quotaDefault: 5_000,
    defaultQuotas: {},
    notOffered: {},
    launchFailures: {},
    capacity: {},
    addressSeconds: 0,
    invisibleSeconds: 0,
    terminationSeconds: 0,
    costTags: {},
    spend: {},
    headNodeAddress: "127.0.0.1",
    denied: [],
    regionsOff: [],
  };
}
