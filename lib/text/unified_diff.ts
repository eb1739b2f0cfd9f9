const context = 3;

type Line = { readonly kind: " " | "-" | "+"; readonly text: string };

/** What differs between two texts, in the form that `patch` takes; nothing where they are equal. */
export function unifiedDiff(before: string, after: string, name: string): readonly string[] {
  if (before === after) return [];
  const lines = compared(linesOf(before), linesOf(after));
  const hunks: string[] = [];
  let [old, fresh] = [0, 0];
  for (let at = 0; at < lines.length;) {
    const first = lines.findIndex(({ kind }, index) => index >= at && kind !== " ");
    if (first < 0) break;
    const begin = Math.max(at, first - context);
    let end = first;
    for (let index = first; index < lines.length && index <= end + 2 * context; index++) {
      if (lines[index].kind !== " ") end = index;
    }
    const stop = Math.min(lines.length, end + 1 + context);
    const hunk = lines.slice(begin, stop);
    const [olds, freshs] = [
      hunk.filter(({ kind }) => kind !== "+").length,
      hunk.filter(({ kind }) => kind !== "-").length,
    ];
    old += begin - at;
    fresh += begin - at;
    hunks.push(`@@ -${range(old, olds)} +${range(fresh, freshs)} @@`, ...hunk.map(({ kind, text }) => kind + text));
    [old, fresh, at] = [old + olds, fresh + freshs, stop];
  }
  return [`--- ${name}`, `+++ ${name}`, ...hunks];
}

/** An empty part stands behind the line before it. */
function range(before: number, count: number): string {
  return `${count === 0 ? before : before + 1},${count}`;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** The longest common lines stay. */
function compared(old: readonly string[], fresh: readonly string[]): readonly Line[] {
  const length: number[][] = Array.from({ length: old.length + 1 }, () => Array(fresh.length + 1).fill(0));
  for (let one = old.length - 1; one >= 0; one--) {
    for (let other = fresh.length - 1; other >= 0; other--) {
      length[one][other] = old[one] === fresh[other]
        ? length[one + 1][other + 1] + 1
        : Math.max(length[one + 1][other], length[one][other + 1]);
    }
  }
  const found: Line[] = [];
  let [one, other] = [0, 0];
  while (one < old.length || other < fresh.length) {
    if (one < old.length && other < fresh.length && old[one] === fresh[other]) {
      found.push({ kind: " ", text: old[one++] });
      other++;
    } else if (other >= fresh.length || (one < old.length && length[one + 1][other] >= length[one][other + 1])) {
      found.push({ kind: "-", text: old[one++] });
    } else found.push({ kind: "+", text: fresh[other++] });
  }
  return found;
}
