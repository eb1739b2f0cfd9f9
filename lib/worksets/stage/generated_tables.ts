import { isBlank, type ManifestRow } from "../contract/manifest.ts";
import { passedThrough } from "../contract/manifest_columns.ts";
import { namePart, sampleId } from "../contract/sample_name.ts";

/** The tables that pipelines read. */
export type Tables = { readonly samples: string; readonly units: string; readonly warnings: readonly string[] };

/** A sample with all its lanes joined. `pathOf`: where a file of it stands on the head node; "" for none. */
export type StagedSample = { readonly row: ManifestRow; pathOf(column: string): string };

const sampleColumns = [
  ...["SAMPLEID", "SAMPLESOURCE", "SAMPLECLASS", "BIOLOGICAL_SEX", "CONCORDANCE_CONTROL_PATH", "IS_POSITIVE_CONTROL"],
  ...["IS_NEGATIVE_CONTROL", "SAMPLE_TYPE", "TUM_NRM_SAMPLEID_MATCH", "EXTERNAL_SAMPLE_ID", "N_X", "N_Y"],
  "TRUTH_DATA_DIR",
];

const vendors = ["ILMN", "PACBIO", "ONT", "UG"];

const unitColumns = [
  ...["RUNID", "SAMPLEID", "EXPERIMENTID", "LANEID", "BARCODEID", "LIBPREP", "SEQ_VENDOR", "SEQ_PLATFORM"],
  ...vendors.flatMap((vendor) => [`${vendor}_R1_PATH`, `${vendor}_R2_PATH`]),
  ...["SUBSAMPLE_PCT", "SAMPLEUSE", "BWA_KMER", ...passedThrough],
];

export function generatedTables(samples: readonly StagedSample[]): Tables {
  const described = new Map(samples.map((sample) => [sampleId(sample.row), sampleLine(sample)]));
  return {
    samples: table(sampleColumns, [...described.values()]),
    units: table(unitColumns, samples.map(unitLine)),
    warnings: samples.filter(({ row }) => !vendors.includes(vendorOf(row))).map(({ row }) =>
      `${sampleId(row)}: nobody reads files of the vendor ${vendorOf(row)}; known: ${vendors.join(", ")}`
    ),
  };
}

function table(columns: readonly string[], lines: readonly Readonly<Record<string, string>>[]): string {
  return [columns, ...lines.map((line) => columns.map((column) => line[column]))].map((cells) =>
    cells.join("\t") + "\n"
  )
    .join("");
}

function sampleLine({ row, pathOf }: StagedSample): Readonly<Record<string, string>> {
  const controls = pathOf("PATH_TO_CONCORDANCE_DATA_DIR") || "na";
  const [x, y] = [orNone(row, "N_X"), orNone(row, "N_Y")];
  return {
    SAMPLEID: sampleId(row),
    SAMPLESOURCE: namePart(row, "SAMPLE_TYPE"),
    SAMPLECLASS: "research",
    BIOLOGICAL_SEX: ({ "2,0": "female", "1,1": "male" } as Record<string, string>)[`${x},${y}`] ?? "na",
    CONCORDANCE_CONTROL_PATH: controls,
    IS_POSITIVE_CONTROL: String(isTrue(row, "IS_POS_CTRL")),
    IS_NEGATIVE_CONTROL: String(isTrue(row, "IS_NEG_CTRL")),
    SAMPLE_TYPE: namePart(row, "SAMPLE_TYPE"),
    TUM_NRM_SAMPLEID_MATCH: "na",
    EXTERNAL_SAMPLE_ID: orNone(row, "EXTERNAL_SAMPLE_ID"),
    N_X: x,
    N_Y: y,
    TRUTH_DATA_DIR: controls,
  };
}

function unitLine({ row, pathOf }: StagedSample): Readonly<Record<string, string>> {
  const vendor = vendorOf(row);
  const files = vendors.flatMap((each) =>
    ["R1", "R2"].map((read) => [`${each}_${read}_PATH`, each === vendor ? pathOf(`${read}_FQ`) : ""])
  );
  const use = row.cell("SAMPLEUSE");
  return {
    RUNID: namePart(row, "RUN_ID"),
    SAMPLEID: sampleId(row),
    EXPERIMENTID: namePart(row, "EXPERIMENTID"),
    LANEID: "0",
    BARCODEID: namePart(row, "SEQBC_ID"),
    LIBPREP: namePart(row, "LIB_PREP"),
    SEQ_VENDOR: namePart(row, "SEQ_VENDOR"),
    SEQ_PLATFORM: namePart(row, "SEQ_PLATFORM"),
    ...Object.fromEntries(files),
    SUBSAMPLE_PCT: fraction(row.cell("SUBSAMPLE_PCT")),
    SAMPLEUSE: isBlank(use) ? isTrue(row, "IS_POS_CTRL") ? "posControl" : "sample" : use,
    BWA_KMER: isBlank(row.cell("BWA_KMER")) ? "19" : row.cell("BWA_KMER"),
    ...Object.fromEntries(passedThrough.map((column) => [column, pathOf(column)])),
  };
}

function vendorOf(row: ManifestRow): string {
  return namePart(row, "SEQ_VENDOR").toUpperCase();
}

function isTrue(row: ManifestRow, column: string): boolean {
  return row.cell(column).toLowerCase() === "true";
}

function orNone(row: ManifestRow, column: string): string {
  return isBlank(row.cell(column)) ? "na" : row.cell(column);
}

/** Despite its name the column holds a fraction. */
function fraction(cell: string): string {
  const value = Number(cell);
  return cell !== "" && value > 0 && value < 1 ? cell : "na";
}
