import { versionOrder } from "./version_order.ts";

/** Something that is known to go wrong with some versions of ParallelCluster. */
export type KnownProblem = {
  /** From this version on, up to and without the other one. */
  readonly from: string;
  readonly before: string;
  readonly regions: "all" | readonly string[];
  /** `creation`: AWS refuses to create a cluster. `cluster`: one can be created, and something about it is not right. */
  readonly spoils: "creation" | "cluster";
  /** What will happen; to follow a colon, why: to follow the version. */
  readonly happens: string;
  readonly why: string;
  /** How it shows in the messages of a failed creation. */
  readonly sign?: RegExp;
  readonly source: string;
  /** The day of the source, `YYYY-MM-DD`. */
  readonly date: string;
};

/** Each with where it was published, and when; a new one is a new row. */
const rows: readonly KnownProblem[] = [
  {
    from: "3.0.0",
    before: "3.14.1",
    regions: "all",
    spoils: "creation",
    happens: "the creation will fail on AWS",
    why: "makes Lambda functions with python3.9, which AWS blocks",
    sign: /runtime parameter of python3\.9|python3\.9\b.*(?:no longer supported|deprecated)/i,
    source: "https://github.com/aws/aws-parallelcluster/issues/7287",
    date: "2026-03-12",
  },
  {
    from: "3.0.0",
    before: "3.16.1",
    regions: "all",
    spoils: "cluster",
    happens: "the cluster's Slurm is vulnerable",
    why: "comes with a Slurm that has published vulnerabilities",
    source: "https://github.com/aws/aws-parallelcluster/issues/7601",
    date: "2026-09-02",
  },
  {
    from: "3.9.0",
    before: "3.14.1",
    regions: "all",
    spoils: "cluster",
    happens: "jobs over many nodes run slower",
    why: "runs a process on each compute node that disturbs tightly coupled jobs",
    source: "https://github.com/aws/aws-parallelcluster/issues/7095",
    date: "2025-11-12",
  },
  {
    from: "3.3.0",
    before: "3.9.1",
    regions: "all",
    spoils: "cluster",
    happens: "removing shared storage by an update of the cluster can lose data",
    why: "may delete files below a mount point before it is unmounted",
    source: "https://github.com/aws/aws-parallelcluster/issues/6211",
    date: "2024-04-12",
  },
];

/** What is known to go wrong with a version, in a region where one is named, the worst first. */
export function knownProblems(version: string, region?: string): readonly KnownProblem[] {
  return rows.filter(({ from, before, regions }) =>
    versionOrder(version, from) >= 0 && versionOrder(version, before) < 0 &&
    (regions === "all" || region === undefined || regions.includes(region))
  );
}

/** The known problem that a message of a failed creation shows. */
export function problemBehind(message: string): KnownProblem | undefined {
  return rows.find(({ sign }) => sign?.test(message));
}
