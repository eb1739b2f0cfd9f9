import { task } from "../lib/cli/task.ts";

const spotPriceTask = task({
  name: "spot-price",
  brief: "Write a cluster file with the present Spot prices of a zone",
  description:
    "Each Spot queue gets one price for all its compute resources: the median of the present prices of its instance types, and " +
    "the bump on top. EC2 never charges more than the market; the price limits interruption, not cost. " +
    "--output text and --output json choose the form of the answer; with any other value it is the file, as -o is.",
  examples: [
    {
      what: "what would be written; the file stays",
      command: "deno task spot-price -i init.yaml -o cluster.yaml --az us-west-2c --dry-run",
    },
  ],
  helpWithoutArguments: true,
  aliases: { i: "input", o: "outputFile", b: "bumpPrice" },
  outputFlag: "outputFile",
  flags: {
    input: { kind: "text", brief: "the rendered cluster file", placeholder: "FILE" },
    outputFile: { kind: "text", brief: "where the priced one goes", placeholder: "FILE" },
    az: { kind: "text", brief: "availability zone, such as us-west-2c", placeholder: "ZONE" },
    bumpPrice: { kind: "text", brief: "USD an hour above the median; 4.14 when left out", placeholder: "USD" },
    avgPriceOf: { kind: "choice", brief: "taken and not used, as ever", values: ["spot", "dedicated"] },
    dryRun: { kind: "toggle", brief: "show the prices, and write nothing" },
  },
  async run({ profile: wanted, dryRun, avgPriceOf, ...flags }, _words, context) {
    const { readSpotPriceRequest } = await import("../lib/cluster/spot_price/spot_price_request.ts");
    const { request, region } = readSpotPriceRequest(flags);
    if (avgPriceOf !== undefined) {
      const message = "--avg-price-of has no effect: the price limits come from present Spot prices";
      context.emit({ code: "request.unused", level: "warn", message });
    }
    const { requireProfile } = await import("../lib/preflight/require_profile.ts");
    const { priceFile } = await import("../lib/cluster/spot_price/price_file.ts");
    const { spotPriceAnswer } = await import("../lib/answers/spot_price_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const profile = await requireProfile(context, wanted);
    return spotPriceAnswer(await priceFile(createDeps(context, { profile, region }), request, { dryRun }));
  },
});

export default spotPriceTask;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(spotPriceTask);
