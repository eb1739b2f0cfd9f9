import type { Command } from "../host/command.ts";
import { type Via, viaWords } from "../host/net/via.ts";
import { clusterCommand } from "../names/cluster_command.ts";
import { shellWord } from "../text/shell_word.ts";

/** `pem`: the key file that has to be named because no record knows it, else "". */
export type LoginPlace = {
  readonly cluster: string;
  readonly region: string;
  readonly via: Via;
  readonly address: string;
  readonly key: string;
  readonly pem?: string;
};

/**
 * How to log in, in the traditional form and in ours. The traditional form needs an open port, and nothing else than a key.
 *
 * @param hasOwnOptions whether head nodes are reached by options that an `ssh` of a person's own knows nothing of
 */
export function loginCommands(
  { cluster, region, via, address, key, pem = "" }: LoginPlace,
  hasOwnOptions: boolean,
): readonly Command[] {
  const isPlain = via === "ssh" && !hasOwnOptions && address !== "";
  return [
    ...isPlain ? [`ssh -i ${shellWord(key)} ubuntu@${address}`] : [],
    clusterCommand("ssh", cluster, region) + wayWords({ via, pem }),
  ];
}

/** The flags that lead a command to the head node in the same way. */
export function wayWords({ via, pem = "" }: Pick<LoginPlace, "via" | "pem">): string {
  return (pem === "" ? "" : ` --pem ${shellWord(pem)}`) + viaWords(via);
}
