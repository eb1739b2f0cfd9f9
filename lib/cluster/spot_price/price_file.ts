import { resolve } from "node:path";
import { isMap } from "yaml";
import { currentSpotPrices } from "../../aws/questions/spot_prices.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import { inFile } from "../../cluster_file/in_file.ts";
import { applySpotPrices, instanceTypes, type PricedCluster } from "../../cluster_file/spot_pricing.ts";
import { type ClusterFile, readClusterFile } from "../../cluster_file/template_problem.ts";
import type { Environment } from "../../host/environment.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import type { Emit } from "../../host/events/events.ts";
import type { Files } from "../../host/files.ts";
import { replaceFile } from "../../state/artifacts.ts";
import type { Warning } from "../../state/journal/facts.ts";
import { fallbackWarning } from "./fallback_warning.ts";
import type { SpotPriceRequest } from "./spot_price_request.ts";

type PricingDeps = AwsDeps & { readonly files: Files; readonly environment: Environment; readonly emit: Emit };

/** A cluster file with its prices, and what became of it, or would. */
export type PricedFile = Pick<PricedCluster, "queues"> & {
  readonly path: string;
  readonly outcome: "created" | "updated" | "unchanged";
  readonly dryRun: boolean;
  readonly warnings: readonly Warning[];
};

/**
 * Writes a cluster file with the present Spot prices of a zone. Whatever fails, nothing is written.
 *
 * @throws DayError DAY-TPL-001 for a file that cannot be read or priced, DAY-AWS-002 without the permission to see prices,
 *   DAY-RUN-007 where the result cannot be written
 */
export async function priceFile(
  deps: PricingDeps,
  { input, output, zone, bump }: SpotPriceRequest,
  { dryRun }: { readonly dryRun: boolean },
): Promise<PricedFile> {
  const { aws, files, environment, clock } = deps;
  const [from, path] = [input, output].map((name) => resolve(environment.folder, name));
  const file = readClusterFile(await readInput(files, from));
  requireCluster(from, file);
  const types = inFile(from, () => instanceTypes(file));
  const prices = await currentSpotPrices(aws, { zone, types, now: clock.now() });
  const { text, queues, unpriced } = inFile(from, () => applySpotPrices(file, prices, { bump }));
  const warnings = fallbackWarning(zone, unpriced);
  for (const { id, step, message } of warnings) {
    deps.emit({ code: "run.warning", level: "warn", message: `${step}: ${message}`, data: { id, step } });
  }
  const before = await present(files, path);
  const outcome = before === undefined ? "created" : before === text ? "unchanged" : "updated";
  if (!dryRun && outcome !== "unchanged") {
    await replaceFile(files, path, text);
  }
  return { path, queues, outcome, dryRun, warnings };
}

/** Else a mistyped name of a file would be answered with a file that is none of a cluster either. */
function requireCluster(path: string, { document, problem }: ClusterFile): void {
  if (problem !== undefined || isMap(document.contents)) return;
  throw new DayError(
    "DAY-TPL-001",
    `${path} is not a ParallelCluster configuration file with sections like HeadNode and Scheduling`,
    {
      fix: "name a ParallelCluster configuration file with -i FILE",
    },
  );
}

async function readInput(files: Files, path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await files.readBytes(path));
  } catch (cause) {
    throw new DayError(
      "DAY-TPL-001",
      `the ParallelCluster configuration file ${path} cannot be read: ${reasonOf(cause)}`,
      {
        cause,
        fix: "name a ParallelCluster configuration file with -i FILE",
      },
    );
  }
}

/** What stands there; a folder and other things that are no file are found out by the writing. */
async function present(files: Files, path: string): Promise<string | undefined> {
  try {
    return (await files.stat(path))?.isFile ? await files.readText(path) : undefined;
  } catch {
    return undefined;
  }
}
