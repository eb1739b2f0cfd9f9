const longestClusterName = 25;

export function clusterName(value: string): string | undefined {
  if (!/^[a-zA-Z][a-zA-Z0-9-]*$/.test(value)) {
    return "must start with a letter and hold only letters, digits and hyphens (a rule of ParallelCluster)";
  }
  if (value.length === 1) return "must have two characters at least (a rule of ParallelCluster)";
  return value.length <= longestClusterName ? undefined : `must not be longer than ${longestClusterName} characters`;
}
