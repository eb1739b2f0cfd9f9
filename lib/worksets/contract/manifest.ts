import type { Place } from "../../config/file/yaml_document.ts";

/** A row of a manifest: a lane of a sample. */
export type ManifestRow = {
  /** Counted from 1, the header not being one. */
  readonly number: number;
  /** Without blanks around it; "" where the row has no such cell. */
  cell(column: string): string;
  at(column: string): Place;
};

/** `stage_samples.tsv`, with everything that can be judged without looking elsewhere. */
export type Manifest = {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly ManifestRow[];
  readonly warnings: readonly string[];
};

/** Nothing stands there: such cells are skipped. */
export function isBlank(cell: string): boolean {
  return cell === "" || cell.toLowerCase() === "na";
}

/** Notes something about a place of a manifest. */
export type Complain = (at: Place, about: string, message: string) => void;

/** How a cell is told to a person. */
export function aboutCell(row: Pick<ManifestRow, "number">, column: string): string {
  return `row ${row.number}, column ${column}`;
}
