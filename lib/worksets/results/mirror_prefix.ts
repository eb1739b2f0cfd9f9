/** The prefix below which an ended workset's results and sentinel lie: `ROOT/complete/WORKSET/` or `ROOT/error/WORKSET/`. */
export function mirrorPrefix(
  { root }: { readonly root: string },
  status: "complete" | "error",
  workset: string,
): string {
  return `${root}/${status}/${workset}/`;
}
