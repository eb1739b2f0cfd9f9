import { task } from "../lib/cli/task.ts";

const spotPriceTask = task({
  name: "spot-price",
  brief: "Write the present Spot prices of an availability zone into a ParallelCluster configuration file",
  description:
    "All instances of a Spot queue get the same price limit: the median of the current Spot prices of the queue's instance " +
    "types, plus --bump-price (USD an hour). EC2 charges the market price and never more. A higher limit means fewer " +
    "interruptions, but nodes also keep running, and cost more, when the market price rises. " +
    "--output text or json is the format of the result; any other value is the file to write, as with -o.",
  examples: [
    {
      what: "show the prices; no file is written",
      command: "deno task spot-price -i init.yaml -o cluster.yaml --az us-west-2c --dry-run",
    },
  ],
  helpWithoutArguments: true,
  aliases: { i: "input", o: "outputFile", b: "bumpPrice" },
  outputFlag: "outputFile",
  flags: {
    input: { kind: "text", brief: "the ParallelCluster configuration file to read", placeholder: "FILE" },
    outputFile: { kind: "text", brief: "the ParallelCluster configuration file to write", placeholder: "FILE" },
    az: { kind: "text", brief: "availability zone, for example us-west-2c", placeholder: "ZONE" },
    bumpPrice: { kind: "text", brief: "USD an hour to add to the median; default: 4.14", placeholder: "USD" },
    avgPriceOf: { kind: "choice", brief: "accepted for compatibility, without effect", values: ["spot", "dedicated"] },
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
