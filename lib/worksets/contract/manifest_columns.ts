/** What the cells of a column hold. */
export type Role = "literal" | "file" | "directory";

export type Column = { readonly name: string; readonly role: Role; readonly isRequired: boolean };

/** What tells samples apart: rows with the same of all these are lanes of one sample. */
export const sampleKey = [
  ...["RUN_ID", "SAMPLE_ID", "EXPERIMENTID", "SAMPLE_TYPE", "LIB_PREP", "SEQ_VENDOR", "SEQ_PLATFORM"],
] as const;

/** Columns that staging does not use itself: they stand in the table of units as they are. */
export const passedThrough = [
  ...["DEEP_MODEL", "ULTIMA_CRAM", "ULTIMA_CRAM_ALIGNER", "ULTIMA_CRAM_SNV_CALLER"],
  ...["ONT_CRAM", "ONT_CRAM_ALIGNER", "ONT_CRAM_SNV_CALLER", "PB_BAM", "PB_BAM_ALIGNER", "PB_BAM_SNV_CALLER"],
] as const;

const optional = [
  ...["STAGE_DIRECTIVE", "STAGE_TARGET", "SUBSAMPLE_PCT", "IS_POS_CTRL", "IS_NEG_CTRL", "N_X", "N_Y"],
  ...["EXTERNAL_SAMPLE_ID", "SAMPLEUSE", "BWA_KMER"],
];

const files = ["R1_FQ", "R2_FQ", "ULTIMA_CRAM", "ONT_CRAM", "PB_BAM"];

/** The columns of `stage_samples.tsv` that have a meaning. */
export const manifestColumns: readonly Column[] = [
  ...[...sampleKey, "LANE", "SEQBC_ID", "R1_FQ", "R2_FQ"].map((name) => columnOf(name, true)),
  ...["PATH_TO_CONCORDANCE_DATA_DIR", ...optional, ...passedThrough].map((name) => columnOf(name, false)),
];

function columnOf(name: string, isRequired: boolean): Column {
  const isDirectory = name === "PATH_TO_CONCORDANCE_DATA_DIR";
  return { name, isRequired, role: isDirectory ? "directory" : files.includes(name) ? "file" : "literal" };
}
