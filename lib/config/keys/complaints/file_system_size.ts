const smallestFileSystem = 1200;
const fileSystemStep = 2400;
/** GiB; a storage capacity is a number of 32 bits in the interface of FSx. */
const largestFileSystem = 2 ** 31 - 1;

/** What `SCRATCH_2` file systems come in. */
export function fileSystemSize(value: string): string | undefined {
  const size = /^[0-9]+$/.test(value) ? Number(value) : 0;
  if (size > largestFileSystem) return `must not be more than ${largestFileSystem} GiB (FSx takes no more)`;
  if (size === smallestFileSystem || (size > 0 && size % fileSystemStep === 0)) return undefined;
  return "must be 1200 or a multiple of 2400 GiB (ParallelCluster refuses other sizes)";
}
