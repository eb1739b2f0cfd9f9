import { type Input, inputProblem } from "../contract/input.ts";
import type { ManifestRow } from "../contract/manifest.ts";
import { passedThrough } from "../contract/manifest_columns.ts";
import type { Problem } from "../contract/problem.ts";
import { stagedName } from "../contract/sample_name.ts";

/** A file of a sample that is made of one cell, or of one of each lane. */
export type WantedFile = {
  /** The sample's first row. */
  readonly row: ManifestRow;
  readonly column: string;
  /** Below the folder of the stage. */
  readonly name: string;
  readonly inputs: readonly Input[];
};

const reads = { R1_FQ: "R1", R2_FQ: "R2" };

/**
 * What has to be staged of a sample. A single lane that stands on the head node is used where it stands, and so is what else the
 * manifest names outside of the workset: it is passed through as it is.
 */
export function wantedFiles(lanes: readonly ManifestRow[], inputs: readonly Input[]): readonly WantedFile[] {
  const [row] = lanes;
  const inColumn = (column: string) => inputs.filter((each) => each.column === column && lanes.includes(each.row));
  const joined = Object.entries(reads).flatMap(([column, read]): readonly WantedFile[] => {
    const own = inColumn(column);
    if (own.length === 0 || (own.length === 1 && own[0].target.is === "headnode")) return [];
    return [{ row, column, name: `${stagedName(row)}.${read}${endingOf(own[0])}`, inputs: own }];
  });
  const passed = passedThrough.flatMap((column): readonly WantedFile[] => {
    const [own] = inColumn(column);
    if (own?.target.is !== "file") return [];
    return [{ row, column, name: `${stagedName(row)}.${column.toLowerCase()}${endingOf(own)}`, inputs: [own] }];
  });
  return [...joined, ...passed];
}

/** Lanes whose bytes cannot be joined end to end. */
export function unjoinable(file: string, { inputs }: WantedFile): readonly Problem[] {
  if (inputs.length === 1) return [];
  const ending = endingOf(inputs[0]);
  return inputs.flatMap((input): readonly Problem[] => {
    const own = endingOf(input);
    if (own !== ending) {
      const message = `ends with ${own || "nothing known"}, and another lane of the sample with ${
        ending || "nothing known"
      }`;
      return [inputProblem(file, input, "WS-CFG-001", message)];
    }
    if (/^\.fastq(\.gz)?$/.test(own)) return [];
    return [
      inputProblem(file, input, "WS-CFG-001", "only lanes in FASTQ can be joined, plain or compressed with gzip"),
    ];
  });
}

/** Both spellings of FASTQ become one; what follows the first dot of other names stays. */
function endingOf({ value }: Input): string {
  const name = value.replace(/[?#].*$/, "").split("/").at(-1) ?? "";
  const fastq = /\.f(?:ast)?q(\.gz)?$/i.exec(name);
  if (fastq !== null) return `.fastq${fastq[1]?.toLowerCase() ?? ""}`;
  return /(?:\.[A-Za-z0-9]{1,10})$/.exec(name)?.[0].toLowerCase() ?? "";
}
