import type { FileSystem } from "@aws-sdk/client-fsx";
import { isAwsError } from "../../aws/aws_error.ts";
import { tableScratchStoragePrice } from "../../cost/fallback_prices.ts";
import { becauseTagged, taggedCluster } from "../../aws/pcluster/cluster_tag.ts";
import { dayOfStorage } from "../scene/daily_price.ts";
import type { Lister, Scene, Thing } from "../scene/lister.ts";
import type { RecordedNames } from "../scene/recorded_names.ts";

/** FSx file systems. */
export const fileSystems: Lister = {
  service: "file systems",
  reach: "region",
  actions: { list: ["fsx:DescribeFileSystems"], remove: ["fsx:DeleteFileSystem"] },

  async list(scene) {
    const { paginateDescribeFileSystems } = await import("@aws-sdk/client-fsx");
    const client = await scene.aws.fsx();
    const found: FileSystem[] = [];
    for await (const page of paginateDescribeFileSystems({ client }, {})) found.push(...page.FileSystems ?? []);
    const recorded = await scene.recorded();
    return found.flatMap((each) => thingOf(scene, recorded, each));
  },

  async remove({ scene: { aws } }, { id }) {
    const { DeleteFileSystemCommand } = await import("@aws-sdk/client-fsx");
    try {
      await (await aws.fsx()).send(new DeleteFileSystemCommand({ FileSystemId: id }));
    } catch (error) {
      if (!isAwsError(error, "FileSystemNotFound")) throw error;
    }
  },
};

function thingOf(scene: Scene, recorded: readonly RecordedNames[], fileSystem: FileSystem): Thing[] {
  const { aws: { region }, cluster: wanted, command } = scene;
  const { FileSystemId: id = "", StorageCapacity: gib, Lifecycle = "", LustreConfiguration, Tags } = fileSystem;
  const cluster = taggedCluster(Tags, wanted);
  if (cluster === undefined) return [];
  const deployment = LustreConfiguration?.DeploymentType ?? "";
  const isScratch = deployment.startsWith("SCRATCH");
  const isRetained = recorded.some((names) => names.cluster === cluster && names.retainsFileSystem);
  return [{
    service: "file systems",
    region,
    id,
    cluster,
    why: `${gib ?? "?"} GiB ${deployment}, ${becauseTagged(cluster)}`.replace(" ,", ","),
    usd_per_day: isScratch ? dayOfStorage(gib, tableScratchStoragePrice(region)) : null,
    remove: command("fsx", "delete-file-system", "--file-system-id", id),
    ...(isRetained ? { stays: "auto_delete_fsx: Retain" } : {}),
    ...(Lifecycle === "DELETING" ? { isGoing: true } : {}),
  }];
}
