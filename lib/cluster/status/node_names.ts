/** A job has no more nodes than that. */
const most = 10_000;

/**
 * The nodes of a list as Slurm writes it, for example `i8-dy-r8-[1-3,7],i192-st-all-1`.
 *
 * @returns nothing for what is no such list
 */
export function nodeNames(list: string): readonly string[] | undefined {
  const part = /(?<begin>[\w.-]+)(?:\[(?<numbers>[\d,-]+)\])?(?:,|$)/y;
  const names: string[] = [];
  while (part.lastIndex < list.length) {
    const { begin, numbers } = part.exec(list)?.groups ?? {};
    if (begin === undefined) return undefined;
    const ends = numbers === undefined ? [""] : numbered(numbers);
    if (ends === undefined || names.length + ends.length > most) return undefined;
    names.push(...ends.map((end) => begin + end));
  }
  return names.length === 0 || list.endsWith(",") ? undefined : names;
}

/** Of `1-3,7`. */
function numbered(ranges: string): readonly string[] | undefined {
  const numbers: string[] = [];
  for (const range of ranges.split(",")) {
    const [, from, to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range) ?? [];
    if (from === undefined) return undefined;
    const count = Number(to) - Number(from) + 1;
    if (count < 1 || numbers.length + count > most) return undefined;
    numbers.push(...Array.from({ length: count }, (_, at) => String(Number(from) + at).padStart(from.length, "0")));
  }
  return numbers;
}

/** Queue and compute resource of a node, as ParallelCluster names it; nothing for another name. */
export function resourceOf(node: string): { readonly queue: string; readonly resource: string } | undefined {
  const [, queue, resource] = /^(.+)-(?:st|dy)-(.+)-\d+$/.exec(node) ?? [];
  return resource === undefined ? undefined : { queue, resource };
}
