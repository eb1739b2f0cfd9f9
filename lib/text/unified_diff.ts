import { structuredPatch } from "diff";

/** What differs between two texts, in the form that `patch` takes; nothing where they are equal. */
export function unifiedDiff(before: string, after: string, name: string): readonly string[] {
  const { hunks } = structuredPatch(name, name, before, after, "", "", { context: 3 });
  if (hunks.length === 0) return [];
  const head = ({ oldStart, oldLines, newStart, newLines }: typeof hunks[number]) =>
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`;
  return [`--- ${name}`, `+++ ${name}`, ...hunks.flatMap((hunk) => [head(hunk), ...hunk.lines])];
}
