export const sentinelKinds = ["ready", "lock", "in_progress", "complete", "error", "ignore"] as const;

export type SentinelKind = typeof sentinelKinds[number];

/** The name of the object, directly below the workset. */
export function sentinelName(kind: SentinelKind): `daylily.${SentinelKind}` {
  return `daylily.${kind}`;
}

/**
 * Which sentinel an object is. One that lies deeper is an ordinary file.
 *
 * @param path relative to the workset
 */
export function sentinelKind(path: string): SentinelKind | undefined {
  return sentinelKinds.find((kind) => sentinelName(kind) === path);
}

/** What a sentinel says: the text before the first tab is a moment, as it stands there. */
export type SentinelBody = { readonly time: string; readonly detail: string };

/** Nothing for an empty body: it says nothing, though the sentinel is there. */
export function readSentinel(text: string): SentinelBody | undefined {
  const body = text.trim();
  if (body === "") return undefined;
  const tab = body.indexOf("\t");
  return tab < 0 ? { time: body, detail: "" } : { time: body.slice(0, tab).trim(), detail: body.slice(tab + 1).trim() };
}

/** Bytes: readers take the first lines of more for all of it. */
const longestBody = 1024;

/** `TIMESTAMP [TAB DETAIL] LF`, one line of at most a KiB; a longer detail is cut. */
export function sentinelBody(at: Date, detail = ""): string {
  const line = detail.replace(/\p{Cc}+/gu, " ").trim();
  const head = at.toISOString();
  if (line === "") return `${head}\n`;
  const room = longestBody - head.length - 2;
  const bytes = new TextEncoder().encode(line);
  const fitting = bytes.length <= room
    ? line
    : `${new TextDecoder().decode(bytes.slice(0, room - 6)).replace(/\ufffd+$/, "")} …`;
  return `${head}\t${fitting}\n`;
}
