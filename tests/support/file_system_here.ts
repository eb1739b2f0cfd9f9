import { join } from "node:path";
import { s3Address } from "../../lib/names/s3_address.ts";
import type { Sandbox } from "./sandbox.ts";

/**
 * From now on an export really writes what lies in a folder, which plays the file system of all clusters; without it the sandbox only
 * says so. An export has ended as soon as it was asked for.
 *
 * @returns tells which paths were exported
 */
export function exportFrom(sandbox: Sandbox, folder: string): () => readonly string[] {
  const exported: string[] = [];
  sandbox.settings.exportSeconds = 0;
  sandbox.faults.add({
    kind: "latency",
    milliseconds: 0,
    operation: "CreateDataRepositoryTask",
    times: "all",
    async onHit({ parameters }) {
      const [path] = parameters.Paths as readonly string[];
      const { Path } = parameters.Report as { readonly Path: string };
      const target = s3Address(Path.slice(0, Path.indexOf("/daylily-monitor/")));
      exported.push(path);
      for await (const file of filesBelow(join(folder, path))) {
        const key = [target?.key, path, file].join("/").split("/").map(encodeURIComponent).join("/");
        const body = await Deno.readTextFile(join(folder, path, file));
        await sandbox.calls.send("s3", "PUT", `/${target?.bucket}/${key}`, { body });
      }
    },
  });
  return () => exported;
}

async function* filesBelow(folder: string, path = ""): AsyncIterable<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(folder, path))) {
    if (isDirectory) yield* filesBelow(folder, join(path, name));
    else yield join(path, name);
  }
}
