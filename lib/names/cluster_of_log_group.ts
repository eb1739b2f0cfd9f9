/** What the log groups of clusters begin with. */
export const clusterLogs = "/aws/parallelcluster/";

/** The cluster that a log group is named after: `/aws/parallelcluster/<cluster>-<year, month, day, hour, minute of its creation>`. */
export function clusterOfLogGroup(name: string): string | undefined {
  return name.startsWith(clusterLogs) ? /^(.+)-\d{12}$/.exec(name.slice(clusterLogs.length))?.[1] : undefined;
}
