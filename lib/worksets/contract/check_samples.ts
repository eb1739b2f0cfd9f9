import { aboutCell, type Complain, isBlank, type ManifestRow } from "./manifest.ts";
import { sampleKey } from "./manifest_columns.ts";
import { keyOf, sampleId } from "./sample_name.ts";

type Tell = { readonly complain: Complain; readonly warn: Complain };

/** Judges what stands in the cells, and whether the lanes of each sample go together. */
export function checkSamples(rows: readonly ManifestRow[], tell: Tell): void {
  for (const row of rows) checkRow(row, tell);
  for (const lanes of Object.values(Object.groupBy(rows, keyOf))) checkLanes(lanes ?? [], tell);
  checkDescriptions(rows, tell);
}

const choices: Readonly<Record<string, readonly string[]>> = {
  STAGE_DIRECTIVE: ["stage_data", "link_data"],
  IS_POS_CTRL: ["true", "false"],
  IS_NEG_CTRL: ["true", "false"],
};

function checkRow(row: ManifestRow, { complain, warn }: Tell): void {
  for (const column of [...sampleKey, "SEQBC_ID", "LANE"]) {
    const cell = row.cell(column);
    const about = aboutCell(row, column);
    if (cell === "") complain(row.at(column), about, "required");
    else if (!/^[A-Za-z0-9_.+-]+$/.test(cell) || /^[.-]/.test(cell)) {
      complain(
        row.at(column),
        about,
        "becomes part of a file's name: letters, digits and . + - _ only, none of . - first",
      );
    } else if (cell.includes("_") && column !== "LANE") {
      warn(row.at(column), about, `${cell} is used as ${cell.replaceAll("_", "-")}`);
    }
  }
  for (const [column, values] of Object.entries(choices)) {
    const cell = row.cell(column);
    if (isBlank(cell) || values.includes(cell.toLowerCase())) continue;
    complain(row.at(column), aboutCell(row, column), `must be ${values.join(" or ")}`);
  }
  for (const column of ["N_X", "N_Y"]) {
    const cell = row.cell(column);
    if (!isBlank(cell) && !/^\d{1,2}$/.test(cell)) {
      complain(row.at(column), aboutCell(row, column), "must be a whole number");
    }
  }
}

function checkLanes(lanes: readonly ManifestRow[], { complain }: Tell): void {
  const [first] = lanes;
  for (const [index, row] of lanes.entries()) {
    const about = aboutCell(row, "LANE");
    const lane = row.cell("LANE");
    if (lanes.length > 1 && lane === "0") {
      complain(row.at("LANE"), about, "0 stands for a single lane, and this sample has more than one row");
    }
    const twin = lanes.slice(0, index).find((each) => each.cell("LANE") === lane);
    if (twin !== undefined) complain(row.at("LANE"), about, `the same lane of the same sample as row ${twin.number}`);
    if (row.cell("SEQBC_ID") !== first.cell("SEQBC_ID")) {
      complain(
        row.at("SEQBC_ID"),
        aboutCell(row, "SEQBC_ID"),
        `differs from that of row ${first.number}, the same sample`,
      );
    }
    for (const column of ["R1_FQ", "R2_FQ"]) {
      if (isBlank(row.cell(column)) === isBlank(first.cell(column))) continue;
      const message =
        `is empty in one lane of the sample and not in the other (rows ${first.number} and ${row.number})`;
      complain(row.at(column), aboutCell(row, column), message);
    }
  }
}

/** What is said of a sample itself, not of a sequencing run. */
const described = ["PATH_TO_CONCORDANCE_DATA_DIR", "IS_POS_CTRL", "IS_NEG_CTRL", "EXTERNAL_SAMPLE_ID", "N_X", "N_Y"];

function checkDescriptions(rows: readonly ManifestRow[], { complain }: Tell): void {
  const first = new Map<string, ManifestRow>();
  for (const row of rows) {
    const known = first.get(sampleId(row));
    if (known === undefined) first.set(sampleId(row), row);
    else {
      for (const column of described.filter((each) => row.cell(each) !== known.cell(each))) {
        complain(row.at(column), aboutCell(row, column), `differs from that of row ${known.number}, the same sample`);
      }
    }
  }
}
