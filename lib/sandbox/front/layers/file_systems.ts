import { sandboxAccount } from "../../emulator/seed.ts";
import { fitsFilters } from "./fsx_filters.ts";
import type { Json } from "../../../host/json.ts";
import { jsonAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

type Fields = { readonly [name: string]: Json };

/**
 * Where the files of Lustre file systems lie in S3: the emulator gives back the import path as it was asked for, without the export path
 * that the service chooses, and knows no associations.
 */
export function fileSystems(world: World): Layer {
  return async (call, next) => {
    if (call.service !== "fsx") return await next(call);
    const links = world.memory("file system associations", () => new Map<string, Fields>());
    if (call.operation === "CreateDataRepositoryAssociation") {
      const { Tags: _, ClientRequestToken: __, ...asked } = call.parameters;
      const AssociationId = `dra-${crypto.randomUUID().replaceAll("-", "").slice(0, 17)}`;
      const ResourceARN = `arn:aws:fsx:${call.region}:${sandboxAccount}:association/${AssociationId}`;
      const made: Fields = { ...asked, AssociationId, ResourceARN, Lifecycle: "AVAILABLE" };
      links.set(AssociationId, made);
      return jsonAnswer({ Association: made });
    }
    if (call.operation === "DescribeDataRepositoryAssociations") {
      return jsonAnswer({
        Associations: [...links.values()].filter((link) => fitsFilters(call.parameters.Filters, link)),
      });
    }
    const answer = await next(call);
    if (call.operation !== "DescribeFileSystems" || !answer.ok) return answer;
    const { FileSystems, ...rest } = await answer.json() as { readonly FileSystems: readonly Fields[] };
    return jsonAnswer({ ...rest, FileSystems: FileSystems.map((one) => withRepository(world, one)) });
  };
}

function withRepository(world: World, fileSystem: Fields): Fields {
  const { ImportPath, AutoImportPolicy, ExportPath, ...lustre } = (fileSystem.LustreConfiguration ?? {}) as Fields;
  const told = { ...fileSystem, Lifecycle: "AVAILABLE" };
  if (typeof ImportPath !== "string") return told;
  // The service names the folder after the time of the file system's creation.
  const seen = world.memory("file systems seen", () => new Map<Json, string>());
  const stamp = seen.get(fileSystem.FileSystemId) ??
    new Date(world.now()).toISOString().replace(/[-:]|\.\d+/g, "");
  seen.set(fileSystem.FileSystemId, stamp);
  const [, bucket] = /^s3:\/\/([^/]+)/.exec(ImportPath) ?? [];
  const repository = {
    ImportPath,
    ...(AutoImportPolicy === undefined ? {} : { AutoImportPolicy }),
    ExportPath: ExportPath ?? `s3://${bucket}/FSxLustre${stamp}`,
    Lifecycle: "AVAILABLE",
  };
  return { ...told, LustreConfiguration: { ...lustre, DataRepositoryConfiguration: repository } };
}
