import { isMap } from "yaml";
import { appendToCollection } from "../../config/file/append_to_collection.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { readClusterFile } from "../template_problem.ts";

/**
 * Lets head node and compute nodes begin with an image of one's own; every other byte of the cluster file stays.
 *
 * @param ami its id
 * @throws DayError DAY-TPL-001 when the file has no `Image`, or names an image already
 */
export function customImage(text: string, ami: string): string {
  const { document: { contents } } = readClusterFile(text);
  const image: unknown = isMap(contents) ? contents.get("Image", true) : undefined;
  if (!isMap(image) || image.has("CustomAmi")) {
    const why = isMap(image)
      ? "it names a CustomAmi already, and --image names another one"
      : "it has no section Image";
    throw new DayError("DAY-TPL-001", why, { fix: "leave out --image, or correct the template" });
  }
  const { at, text: added } = appendToCollection(text, image, [`CustomAmi: ${ami}`]);
  return text.slice(0, at) + added + text.slice(at);
}
