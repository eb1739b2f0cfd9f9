import { type S3Address, s3Address } from "../../names/s3_address.ts";
import { aboutCell, isBlank, type Manifest, type ManifestRow } from "./manifest.ts";
import { manifestColumns, type Role } from "./manifest_columns.ts";
import type { Problem } from "./problem.ts";
import { relativePathComplaint } from "./relative_path.ts";

/** Where a cell leads. */
export type Target =
  | { readonly is: "object" | "prefix"; readonly address: S3Address }
  | { readonly is: "web"; readonly url: string }
  /** Below a folder that only a head node has. */
  | { readonly is: "headnode"; readonly path: string }
  /** Below the workset, or an absolute path of this host. */
  | { readonly is: "file" | "folder"; readonly path: string }
  /** It can lead nowhere; `message` names the cell's text. */
  | { readonly is: "nonsense"; readonly message: string };

/** A cell that leads somewhere. */
export type Input = {
  readonly row: ManifestRow;
  readonly column: string;
  readonly value: string;
  readonly target: Target;
};

/** Folders that head nodes mount. */
const mounted = /^\/(?:fsx|efs|shared|scratch|data|mnt|home|opt)\//;

/**
 * The cells of a manifest that lead somewhere: `s3://` in whichever column, everything else in the columns for files and folders.
 *
 * @param strict every cell of every column, as the first generation judged it
 */
export function inputsOf({ rows, columns }: Manifest, strict = false): readonly Input[] {
  return rows.flatMap((row) =>
    columns.flatMap((column): readonly Input[] => {
      const value = row.cell(column);
      const role = manifestColumns.find(({ name }) => name === column)?.role ?? "literal";
      const target = strict ? strictTarget(value) : targetOf(value, role);
      return target === undefined ? [] : [{ row, column, value, target }];
    })
  );
}

function targetOf(value: string, role: Role): Target | undefined {
  if (/^s3:\/\//i.test(value)) return inBucket(value, role === "directory" || value.endsWith("/"));
  if (role === "literal" || isBlank(value)) return undefined;
  if (/^https?:\/\//i.test(value)) {
    return URL.canParse(value) ? { is: "web", url: value } : nonsense(value, "is no address of the web");
  }
  if (mounted.test(value)) return { is: "headnode", path: value };
  return standing(value, role === "directory" ? "folder" : "file");
}

function strictTarget(value: string): Target | undefined {
  if (value === "") return undefined;
  return value.startsWith("s3://") ? inBucket(value, false) : standing(value, "file");
}

function standing(path: string, is: "file" | "folder"): Target {
  const complaint = path.startsWith("/") ? undefined : relativePathComplaint(path);
  return complaint === undefined ? { is, path } : nonsense(path, complaint);
}

function inBucket(value: string, isPrefix: boolean): Target {
  const address = s3Address(value);
  if (address === undefined || (address.key === "" && !isPrefix)) {
    return nonsense(value, "is no address of an object such as s3://bucket/key");
  }
  if (new TextEncoder().encode(address.key).length > 1024) {
    return nonsense(value, "has a key of more than 1,024 bytes, which S3 does not take");
  }
  return { is: isPrefix ? "prefix" : "object", address };
}

function nonsense(value: string, why: string): Target {
  return { is: "nonsense", message: `${value} ${why}` };
}

/** Something that is wrong with an input. */
export function inputProblem(file: string, { row, column }: Input, code: Problem["code"], message: string): Problem {
  return { code, file, at: row.at(column), about: aboutCell(row, column), message };
}
