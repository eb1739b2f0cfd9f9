import type { Files } from "../../host/files.ts";
import type { Web, WebPage } from "../../host/net/web.ts";
import { changedWhileCopied } from "./object_source.ts";
import type { Source } from "./source.ts";

/** A file of this host as it is now. @param path absolute */
export async function fileSource(files: Files, path: string): Promise<Source> {
  const { bytes, changed } = await files.measure(path);
  return {
    uri: path,
    bytes,
    version: String(changed),
    async read(from, to) {
      const part = await files.readRange(path, from, to);
      const now = await files.measure(path);
      if (now.changed !== changed || now.bytes !== bytes || part.length !== to - from) throw changedWhileCopied(path);
      return part;
    },
  };
}

/** Something that a server of the web gives in parts. */
export function webSource(web: Web, url: string, { bytes, version }: WebPage & { readonly bytes: number }): Source {
  return {
    uri: url,
    bytes,
    version,
    async read(from, to) {
      const part = await web.range(url, from, to);
      // A server that gives no parts gives all of it.
      const body = part.status === 200 ? part.body.slice(from, to) : part.body;
      const isSame = part.version === version && (part.bytes ?? bytes) === bytes;
      if (![200, 206].includes(part.status) || !isSame || body.length !== to - from) throw changedWhileCopied(url);
      return body;
    },
  };
}
