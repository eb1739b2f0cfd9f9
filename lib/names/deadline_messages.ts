import { clusterCommand } from "./cluster_command.ts";

/** What becomes of the shared file system when the cluster goes; `unknown` where nobody here has made the cluster. */
export type FileSystemFate = "goes" | "stays" | "unknown";

/** Whose deadline it is, when that is, and what it takes along. */
export type Ending = {
  readonly cluster: string;
  readonly region: string;
  readonly deadline: string;
  readonly fileSystem: FileSystemFate;
};

/** What a deadline takes along, for the plan and for whoever sets one. */
export function whatGoes({ deadline, fileSystem }: Ending): string {
  const with_ = {
    goes: "its file system and everything on it that was not exported are deleted too",
    stays: "its file system is kept and continues to cost money; everything on the disks of its nodes is lost",
    unknown: "its file system and everything on it that was not exported may be deleted too",
  };
  return `the cluster is deleted at ${deadline}; ${with_[fileSystem]}`;
}

/** The mail one hour before: what goes, what stays, and what can be done. */
export function warningMessage(ending: Ending): string {
  const { cluster, region, deadline, fileSystem } = ending;
  const also = fileSystem === "stays" ? ", the file system of the cluster" : "";
  return [
    `AWS will delete cluster '${cluster}' in ${region} in one hour, at ${deadline}.`,
    `Deleted: head node and compute nodes with their disks${
      fileSystem === "stays" ? "" : ", the file system of the cluster"
    }. Results that were not exported are lost.`,
    `Kept: network, budgets, and everything in S3${also}.`,
    `To keep the cluster longer: ${clusterCommand("extend", cluster, region)} --ttl 24h`,
    `To export the results first: ${clusterCommand("export", cluster, region)}`,
  ].join("\n");
}

/** The mail two hours after. */
export function passedMessage({ cluster, region, deadline }: Pick<Ending, "cluster" | "region" | "deadline">): string {
  return [
    `The deletion deadline of cluster '${cluster}' in ${region} has passed (${deadline}).`,
    `To see whether anything is left: ${clusterCommand("audit", cluster, region)}`,
  ].join("\n");
}
