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
    `Cluster '${cluster}' in ${region} is deleted in one hour, at ${deadline}.`,
    `Goes: head node and compute nodes with their disks${
      fileSystem === "stays" ? "" : ", the file system of the cluster"
    }. Not exported is lost.`,
    `Stays: network, budgets, and what lies in S3${also}.`,
    `Give it more time: ${clusterCommand("extend", cluster, region)} --ttl 24h`,
    `Save the results: ${clusterCommand("export", cluster, region)}`,
  ].join("\n");
}

/** The mail two hours after. */
export function passedMessage({ cluster, region, deadline }: Pick<Ending, "cluster" | "region" | "deadline">): string {
  return [
    `The deadline of cluster '${cluster}' in ${region} has passed (${deadline}).`,
    `Whether anything is left tells: ${clusterCommand("audit", cluster, region)}`,
  ].join("\n");
}
