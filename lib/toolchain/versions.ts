import { knownProblems } from "./known_problems.ts";
import { versionOrder } from "./version_order.ts";

/** The newest version of ParallelCluster with which every test passes: installed by default, and named by every fix. */
export const recommendedPcluster = "3.16.1";

/** The versions that dry run, creation, description and deletion are tested with. */
export const triedPcluster = [recommendedPcluster, "3.13.2"] as const;

export type TriedPcluster = typeof triedPcluster[number];

/** The version that a person asked for, which is one of the tried ones or left out. */
export function chosenPcluster(asked: string | undefined): TriedPcluster {
  return triedPcluster.find((tried) => tried === asked) ?? recommendedPcluster;
}

/**
 * Lambda runtimes with which AWS lets nobody create a function any more, of the two languages that ParallelCluster uses.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, column "Block function create"
 */
export const blockedRuntimes: readonly string[] = [
  ...["2.7", "3.6", "3.7", "3.8", "3.9"].map((version) => `python${version}`),
  ...["", "4.3", "6.10", "8.10", "10.x", "12.x", "14.x", "16.x", "18.x"].map((version) => `nodejs${version}`),
];

export type VersionVerdict = { readonly status: "PASS" | "WARN" | "FAIL"; readonly note?: string };

/** Versions from here on can still create a cluster. */
const oldestThatCreates = "3.14.1";

/**
 * Whether a creation may be tried with this `pcluster`. A version that is known to fail passes as a warning only when it is a
 * tried one: everything but the creation on AWS works with it.
 */
export function judgePcluster(version: string): VersionVerdict {
  const isTried = triedPcluster.some((tried) => tried === version);
  const problem = problemOf(version);
  if (versionOrder(version, oldestThatCreates) >= 0) {
    if (isTried) return { status: "PASS" };
    return {
      status: "WARN",
      note: `pcluster ${version} is not tested with dayctl, wanted ${recommendedPcluster}${remarkOn(version)}`,
    };
  }
  if (isTried && problem !== undefined) return { status: "WARN", note: `${problem}; wanted ${recommendedPcluster}` };
  const found = `pcluster ${version}, wanted ${recommendedPcluster}`;
  return { status: "FAIL", note: problem === undefined ? found : `${found}: ${problem}` };
}

function problemOf(version: string): string | undefined {
  const known = knownProblems(version).find(({ spoils }) => spoils === "creation");
  return known && `${known.happens}: ParallelCluster ${version} ${known.why}`;
}

/** What else is known of a version with which clusters can be created. */
function remarkOn(version: string): string {
  const [known] = knownProblems(version).filter(({ spoils }) => spoils === "cluster");
  return known === undefined ? "" : `; ${known.happens}: it ${known.why} (${known.source})`;
}
