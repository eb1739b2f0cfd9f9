/** Where a file or folder that a manifest names may lie, relative to the workset. */
export function placesInWorkset(path: string): readonly string[] {
  return [path, `sample_data/${path}`];
}

/** Bytes that the key of an object may have. */
const longestKey = 1024;

/**
 * Why a path below a workset cannot be used as it stands, so that it leads nowhere else: nothing when it can.
 *
 * @param before bytes of the key that stand before it
 */
export function relativePathComplaint(path: string, before = 0): string | undefined {
  if (path === "") return "is empty";
  if (/\p{Cc}/u.test(path)) return "has control characters in it";
  if (/^[/~]/.test(path)) return "must be relative to the workset";
  if (path.includes("\\")) return "has a backslash in it";
  const parts = path.replace(/\/$/, "").split("/");
  if (parts.includes("..")) return "must not lead out of the workset with ..";
  if (parts.some((part) => part === "" || part === ".")) return "has an empty part or a . in it";
  const bytes = new TextEncoder().encode(path).length + before;
  return bytes > longestKey ? `is ${bytes} bytes long, where S3 takes ${longestKey}` : undefined;
}
