import type { BudgetsClient } from "@aws-sdk/client-budgets";
import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { CostExplorerClient } from "@aws-sdk/client-cost-explorer";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { FSxClient } from "@aws-sdk/client-fsx";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { PricingClient } from "@aws-sdk/client-pricing";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { STSClient } from "@aws-sdk/client-sts";
import { ConfiguredRetryStrategy } from "@smithy/util-retry";
import { DayError } from "../host/errors/day_error.ts";
import type { Connections } from "../host/net/connections.ts";
import type { RequestTally } from "../host/net/request_tally.ts";
import { type ChildVariables, childVariables } from "./child_variables.ts";
import { type Credentials, type CredentialsDeps, credentialsOf } from "./credentials.ts";
import type { Surroundings } from "./profiles/shared_files.ts";
import { requestHandler } from "./request_handler.ts";
import { forgetExpired } from "./forget_expired.ts";
import { everywhere, tellRegionOff, type Watchable } from "./region_off.ts";
import { Retries } from "./retries.ts";

/**
 * The clients of one profile and region. Each one, and the module it comes from, is loaded when it is first asked for. Budgets,
 * costs, IAM and the price list are global services of the commercial partition and always speak to us-east-1.
 */
export interface Aws {
  /** Its name; "" where nobody has named one. */
  readonly profile: string;
  readonly region: string;
  /** The same profile in another region, with the same connections and the same credentials. */
  in(region: string): Aws;
  budgets(): Promise<BudgetsClient>;
  cloudformation(): Promise<CloudFormationClient>;
  /** Sends every request once: for what may not be known at all where one is. */
  cloudformationOnce(): Promise<CloudFormationClient>;
  /** Cost-allocation tags only advise: three quick attempts, and whoever asks can do without the answer. */
  costs(): Promise<CostExplorerClient>;
  ec2(): Promise<EC2Client>;
  /** Sends every request once: a launch sent again may launch twice, so that whoever launches decides. */
  ec2Once(): Promise<EC2Client>;
  fsx(): Promise<FSxClient>;
  iam(): Promise<IAMClient>;
  logs(): Promise<CloudWatchLogsClient>;
  /** Prices only adorn a plan: one attempt, and whoever asks can do without the answer. */
  pricing(): Promise<PricingClient>;
  s3(): Promise<S3Client>;
  /** Sends every request once: a conditional write sent again may be refused by what the first one has written. */
  s3Once(): Promise<S3Client>;
  scheduler(): Promise<SchedulerClient>;
  quotas(): Promise<ServiceQuotasClient>;
  sns(): Promise<SNSClient>;
  sts(): Promise<STSClient>;
  /** What makes a child the same caller as all clients are, with credentials as they are now. */
  childVariables(): Promise<ChildVariables>;
  /** Ends idle connections, those of all regions. */
  close(): void;
}

export type SessionOptions = Omit<CredentialsDeps, "requestHandler"> & {
  readonly profile: string;
  /** `AWS_ENDPOINT_URL_S3`: another address for S3 alone. */
  readonly s3Endpoint?: string;
  readonly connections: Connections;
  readonly tally?: RequestTally;
  /** Numbers from 0 up to 1, for the pauses between attempts. */
  readonly random: () => number;
  /** Milliseconds until an answer must have come; default: that of the request handler. */
  readonly requestTimeout?: number;
};

/**
 * The only place that builds AWS clients.
 *
 * @throws DayError DAY-NET-002 for an endpoint that is no address
 */
export function awsSession({ profile, random, connections, tally, s3Endpoint, ...deps }: SessionOptions): Aws {
  const { region, endpoint, emit, signal } = deps;
  refuseBadAddress("AWS_ENDPOINT_URL", endpoint);
  refuseBadAddress("AWS_ENDPOINT_URL_S3", s3Endpoint);
  const handler = requestHandler({ emit, connections, tally, signal, requestTimeout: deps.requestTimeout });
  const credentials = credentialsOf(profile, { ...deps, requestHandler: handler });
  const shared = { profile, endpoint, s3Endpoint: s3Endpoint ?? endpoint, handler, credentials, random };
  return sessionIn(region, { ...shared, surroundings: deps, regions: new Map() });
}

/** What the sessions of all regions have in common. */
type Shared = Pick<SessionOptions, "profile" | "endpoint" | "s3Endpoint" | "random"> & {
  readonly surroundings: Surroundings;
  readonly handler: ReturnType<typeof requestHandler>;
  readonly credentials: Credentials;
  readonly regions: Map<string, Aws>;
  /** The account of these credentials where no account can switch the region off; looked up at most once. */
  account?: Promise<string | undefined>;
};

function sessionIn(region: string, shared: Shared): Aws {
  const known = shared.regions.get(region);
  if (known !== undefined) return known;
  const { profile, endpoint, s3Endpoint, handler, credentials, random, surroundings } = shared;
  const started = new Map<string, Promise<unknown>>();
  const settings = (clientRegion: string) => ({
    ...(profile === "" ? {} : { profile }),
    region: clientRegion,
    ...(endpoint === undefined ? {} : { endpoint }),
    credentials,
    requestHandler: handler,
    retryStrategy: new Retries(random),
  });
  const s3Settings = () => ({
    ...settings(region),
    ...(s3Endpoint === undefined ? {} : { endpoint: s3Endpoint }),
    // An address that was given leaves no room for the bucket in the host name.
    forcePathStyle: s3Endpoint !== undefined,
    followRegionRedirects: true,
  });
  /** Loads once, also when two callers ask at the same moment. */
  const client = <C extends Watchable>(name: string, build: () => Promise<C>): Promise<C> => {
    const loading = started.get(name) as Promise<C> | undefined ?? watched(build());
    started.set(name, loading);
    return loading;
  };
  const watched = async <C extends Watchable>(building: Promise<C>): Promise<C> => {
    const built = await building;
    forgetExpired(built, credentials);
    if (region !== everywhere) tellRegionOff(built, { profile, region }, () => shared.account ??= accountIn(aws));
    return built;
  };

  const aws: Aws = {
    profile,
    region,
    in: (other) => sessionIn(other, shared),
    budgets: () =>
      client("budgets", async () => {
        const { BudgetsClient } = await import("@aws-sdk/client-budgets");
        return new BudgetsClient(settings("us-east-1"));
      }),
    cloudformation: () =>
      client("cloudformation", async () => {
        const { CloudFormationClient } = await import("@aws-sdk/client-cloudformation");
        return new CloudFormationClient(settings(region));
      }),
    cloudformationOnce: () =>
      client("cloudformation once", async () => {
        const { CloudFormationClient } = await import("@aws-sdk/client-cloudformation");
        return new CloudFormationClient({ ...settings(region), retryStrategy: new ConfiguredRetryStrategy(1) });
      }),
    costs: () =>
      client("costs", async () => {
        const { CostExplorerClient } = await import("@aws-sdk/client-cost-explorer");
        return new CostExplorerClient({ ...settings("us-east-1"), retryStrategy: new ConfiguredRetryStrategy(3) });
      }),
    ec2: () =>
      client("ec2", async () => {
        const { EC2Client } = await import("@aws-sdk/client-ec2");
        return new EC2Client(settings(region));
      }),
    ec2Once: () =>
      client("ec2 once", async () => {
        const { EC2Client } = await import("@aws-sdk/client-ec2");
        return new EC2Client({ ...settings(region), retryStrategy: new ConfiguredRetryStrategy(1) });
      }),
    fsx: () =>
      client("fsx", async () => {
        const { FSxClient } = await import("@aws-sdk/client-fsx");
        return new FSxClient(settings(region));
      }),
    iam: () =>
      client("iam", async () => {
        const { IAMClient } = await import("@aws-sdk/client-iam");
        return new IAMClient(settings("us-east-1"));
      }),
    logs: () =>
      client("logs", async () => {
        const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
        return new CloudWatchLogsClient(settings(region));
      }),
    pricing: () =>
      client("pricing", async () => {
        const { PricingClient } = await import("@aws-sdk/client-pricing");
        return new PricingClient({ ...settings("us-east-1"), retryStrategy: new ConfiguredRetryStrategy(1) });
      }),
    s3: () =>
      client("s3", async () => {
        const { S3Client } = await import("@aws-sdk/client-s3");
        return new S3Client(s3Settings());
      }),
    s3Once: () =>
      client("s3 once", async () => {
        const { S3Client } = await import("@aws-sdk/client-s3");
        return new S3Client({ ...s3Settings(), retryStrategy: new ConfiguredRetryStrategy(1) });
      }),
    scheduler: () =>
      client("scheduler", async () => {
        const { SchedulerClient } = await import("@aws-sdk/client-scheduler");
        return new SchedulerClient(settings(region));
      }),
    quotas: () =>
      client("quotas", async () => {
        const { ServiceQuotasClient } = await import("@aws-sdk/client-service-quotas");
        return new ServiceQuotasClient(settings(region));
      }),
    sns: () =>
      client("sns", async () => {
        const { SNSClient } = await import("@aws-sdk/client-sns");
        return new SNSClient(settings(region));
      }),
    sts: () =>
      client("sts", async () => {
        const { STSClient } = await import("@aws-sdk/client-sts");
        return new STSClient(settings(region));
      }),
    childVariables: async () => await childVariables(surroundings, { profile, region }, await credentials()),
    close: () => handler.destroy(),
  };
  shared.regions.set(region, aws);
  return aws;
}

async function accountIn(aws: Aws): Promise<string | undefined> {
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const sts = await aws.in(everywhere).sts();
  return await sts.send(new GetCallerIdentityCommand({})).then(({ Account }) => Account, () => undefined);
}

function refuseBadAddress(variable: string, endpoint: string | undefined): void {
  const protocol = endpoint === undefined ? "https:" : URL.parse(endpoint)?.protocol;
  if (protocol === "https:" || protocol === "http:") return;
  throw new DayError(
    "DAY-NET-002",
    `${variable} is ${JSON.stringify(endpoint)}, which is no http or https address`,
  );
}
