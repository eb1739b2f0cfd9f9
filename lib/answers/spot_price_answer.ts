import type { PricedFile } from "../cluster/spot_price/price_file.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";

/** What `spot-price` says at its end. */
export function spotPriceAnswer({ path, queues, outcome, dryRun, warnings }: PricedFile): Answer {
  const said = dryRun && outcome !== "unchanged" ? `would be ${outcome}` : outcome;
  return {
    json: {
      dry_run: dryRun,
      objects: [{ kind: "file", name: path, outcome }],
      queues: queues.map(({ name, price }) => ({ name, price })),
      warnings,
    },
    text: [
      ...textTable(queues.map(({ name, price }) => [`queue ${name}`, `at most ${price} USD an hour`])),
      ...textTable([[said, path]]),
      ...textTable(warnings.map(({ step, message }) => ["warning", step, message])),
    ].join("\n"),
  };
}
