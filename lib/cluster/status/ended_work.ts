import type { ClusterNode } from "../../aws/pcluster/cluster_nodes.ts";
import type { NodeWork } from "./job_records.ts";
import { resourceOf } from "./node_names.ts";

/** How long nodes of one compute resource that are gone have worked at least. Queue and resource are "" where a node's name tells neither. */
export type EndedWork = { readonly queue: string; readonly resource: string; readonly hours: number };

/** Milliseconds. */
type Span = { readonly from: number; readonly to: number };

const hour = 3_600_000;

/**
 * The work of nodes that are gone, each moment of a node once, whatever jobs shared it.
 *
 * Which node of Slurm an instance is that runs now, nobody says; it is counted since its launch. So for as many nodes as run now, those
 * that worked the longest since the first of them was launched, that time is left out.
 *
 * @param within what was before and after it does not count
 * @param running the compute nodes that run now
 */
export function endedWork(
  work: readonly NodeWork[],
  running: readonly ClusterNode[],
  within: Span,
): readonly EndedWork[] {
  const spans = Map.groupBy(
    work.flatMap(({ nodes, ...span }) => nodes.map((node) => ({ node, ...common(span, within) }))),
    ({ node }) => node,
  );
  const resources = Map.groupBy(spans, ([node]) => JSON.stringify(resourceOf(node) ?? nowhere));
  return [...resources].map(([key, nodes]) => {
    const of = JSON.parse(key) as typeof nowhere;
    const same = running.filter((node) => mayBe(node, of));
    const first = Math.min(...same.map(({ launched }) => launched?.getTime() ?? within.from));
    const times = nodes.map(([, each]) => ({
      all: length(each),
      since: length(each.map((span) => common(span, { from: first, to: within.to }))),
    }));
    const left = times.map(({ since }) => since).sort((a, b) => b - a).slice(0, same.length);
    return { ...of, hours: (sum(times.map(({ all }) => all)) - sum(left)) / hour };
  }).filter(({ hours }) => hours > 0);
}

const nowhere = { queue: "", resource: "" };

/** An instance without these tags may be of any of them. */
function mayBe(node: ClusterNode, { queue, resource }: typeof nowhere): boolean {
  const fits = (tag: string, name: string) => tag === "" || name === "" || tag === name;
  return fits(node.queue, queue) && fits(node.resource, resource);
}

const common = (one: Span, other: Span): Span => ({
  from: Math.max(one.from, other.from),
  to: Math.min(one.to, other.to),
});

/** Of all of them together, what they have in common once. */
function length(spans: readonly Span[]): number {
  let [total, end] = [0, -Infinity];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    total += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return total;
}

const sum = (numbers: readonly number[]) => numbers.reduce((before, number) => before + number, 0);
