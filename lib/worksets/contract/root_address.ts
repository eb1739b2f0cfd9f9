import { sha256 } from "../../host/sha256.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { s3Address } from "../../names/s3_address.ts";

/** The root of worksets: its key has no slash at its end. */
export type RootAddress = { readonly bucket: string; readonly root: string };

/** @throws DayError DAY-USE-001 for what names no folder of a bucket */
export function rootAddress(text: string): RootAddress {
  const address = s3Address(text);
  const root = address?.key.replace(/\/+$/, "") ?? "";
  if (address !== undefined && root !== "" && !root.split("/").some((part) => ["", ".", ".."].includes(part))) {
    return { bucket: address.bucket, root };
  }
  const isIncomplete = address !== undefined && root === "";
  const what = isIncomplete ? "is incomplete: it names a bucket and no folder in it" : "is not an S3 URI";
  throw new DayError("DAY-USE-001", `${JSON.stringify(text)} ${what}`, { fix: "write it as s3://BUCKET/FOLDER" });
}

/** A root as a number of the same length whatever it is called: 16 hexadecimal digits. */
export async function rootNumber({ bucket, root }: RootAddress): Promise<string> {
  return (await sha256(`${bucket}/${root}`)).slice(0, 16);
}
