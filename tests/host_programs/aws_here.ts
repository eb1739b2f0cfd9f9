/** What a node asks of AWS and of its metadata service, answered on loopback. */
export type AwsHere = {
  readonly environment: Readonly<Record<string, string>>;
  /** What was asked so far: `budgets`, `sts`, `tags …`. */
  readonly calls: string[];
  /** What the budget is, or the name of the error that stands in its place. */
  budget: { readonly limit: string; readonly spend?: string; readonly updated?: number } | string;
  stop(): Promise<void>;
};

export const instance = "i-0123456789abcdef0";

export function awsHere(): AwsHere {
  const calls: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  const here: AwsHere = {
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint,
      AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "example",
      NO_PROXY: "*",
    },
    calls,
    budget: "NotFoundException",
    stop: () => server.shutdown(),
  };
  return here;

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const text = await request.text();
    if (pathname === "/latest/api/token") return new Response("token");
    const about = metadata[pathname.replace("/latest/meta-data/", "")];
    if (about !== undefined) return new Response(about);
    if (request.headers.get("x-amz-target")?.endsWith(".DescribeBudget")) {
      calls.push(`budgets ${JSON.parse(text).BudgetName}`);
      return budgetAnswer(here.budget);
    }
    if (request.headers.get("x-amz-target")?.endsWith(".DescribeBudgets")) {
      calls.push("all budgets");
      return budgetAnswer(here.budget, "Budgets");
    }
    const words = new URLSearchParams(text);
    switch (words.get("Action")) {
      case "GetCallerIdentity":
        calls.push("sts");
        return xml(
          "GetCallerIdentity",
          "<GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult>",
        );
      case "CreateTags":
        calls.push(`tags ${words.get("ResourceId.1")} ${tagsIn(words).join(" | ")}`);
        return xml("CreateTags", "<return>true</return>");
      case "DescribeSpotPriceHistory":
        calls.push(`spot ${words.get("InstanceType.1")} ${words.get("AvailabilityZone")}`);
        return xml(
          "DescribeSpotPriceHistory",
          "<spotPriceHistorySet><item><spotPrice>0.1234</spotPrice></item></spotPriceHistorySet>",
        );
    }
    calls.push(`unexpected ${request.method} ${pathname} ${text}`);
    return new Response("", { status: 404 });
  }
}

const metadata: Readonly<Record<string, string>> = {
  "instance-id": instance,
  "instance-type": "r7i.2xlarge",
  "placement/region": "us-west-2",
  "placement/availability-zone": "us-west-2b",
};

function tagsIn(words: URLSearchParams): readonly string[] {
  const keys = [...words.keys()].filter((key) => /^Tag\.\d+\.Key$/.test(key));
  return keys.map((key) => {
    const name = words.get(key)?.replace("aws-parallelcluster-", "");
    return `${name}=${words.get(key.replace("Key", "Value"))}`;
  });
}

function budgetAnswer(budget: AwsHere["budget"], shape: "Budget" | "Budgets" = "Budget"): Response {
  const headers = { "content-type": "application/x-amz-json-1.1" };
  if (typeof budget === "string") {
    return new Response(JSON.stringify({ __type: budget, message: `${budget} it is` }), { status: 400, headers });
  }
  const { limit, spend, updated } = budget;
  const amount = (Amount: string) => ({ Amount, Unit: "USD" });
  const Budget = {
    BudgetName: "da-us-west-2b-demo",
    BudgetLimit: amount(limit),
    TimeUnit: "MONTHLY",
    BudgetType: "COST",
    ...spend === undefined ? {} : { CalculatedSpend: { ActualSpend: amount(spend) } },
    ...updated === undefined ? {} : { LastUpdatedTime: updated },
  };
  return new Response(JSON.stringify({ [shape]: shape === "Budget" ? Budget : [Budget] }), { headers });
}

function xml(operation: string, inner: string): Response {
  const text = `<${operation}Response xmlns="https://example.org/">${inner}</${operation}Response>`;
  return new Response(text, { headers: { "content-type": "text/xml" } });
}
