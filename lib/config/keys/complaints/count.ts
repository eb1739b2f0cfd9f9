/** More than any account runs, and few enough for every sum that is shown of it. */
const mostInstances = 10_000;

/** Leading zeros are tolerated and mean nothing: `08` is 8. */
export function count(value: string): string | undefined {
  if (!/^0*[1-9][0-9]*$/.test(value)) return "must be a whole number, at least 1 (ParallelCluster refuses 0)";
  return Number(value) <= mostInstances ? undefined : `must not be more than ${mostInstances}`;
}
