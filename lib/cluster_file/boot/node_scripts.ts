import boot from "../../../templates/node/boot.sh" with { type: "text" };
import checkTags from "../../../templates/node/check_tags.sh" with { type: "text" };
import common from "../../../templates/node/common.sh" with { type: "text" };
import copyJobRecords from "../../../templates/node/copy_job_records.sh" with { type: "text" };
import epilog from "../../../templates/node/epilog.sh" with { type: "text" };
import install from "../../../templates/node/install.sh" with { type: "text" };
import jobLists from "../../../templates/node/job_lists.sh" with { type: "text" };
import debian12 from "../../../templates/node/packages/debian-12.txt" with { type: "text" };
import ubuntu2204 from "../../../templates/node/packages/ubuntu-22.04.txt" with { type: "text" };
import prolog from "../../../templates/node/prolog.sh" with { type: "text" };
import readBudgets from "../../../templates/node/read_budgets.sh" with { type: "text" };
import sbatch from "../../../templates/node/sbatch" with { type: "text" };
import sleepTest from "../../../templates/node/sleep_test.sh" with { type: "text" };
import { sha256 } from "../../host/sha256.ts";

/** The texts of scripts by their names. */
export type NodeScripts = Readonly<Record<string, string>>;

/** What a node has beside the image of its distribution, by that one's id and version. */
export const packageLists: NodeScripts = { "debian-12": debian12, "ubuntu-22.04": ubuntu2204 };

const forInstall = {
  "common.sh": common,
  "install.sh": install,
  ...Object.fromEntries(Object.entries(packageLists).map(([name, text]) => [`packages/${name}.txt`, text])),
};

const forBoot = {
  "common.sh": common,
  "boot.sh": boot,
  "check_tags.sh": checkTags,
  "copy_job_records.sh": copyJobRecords,
  "epilog.sh": epilog,
  "job_lists.sh": jobLists,
  "prolog.sh": prolog,
  "read_budgets.sh": readBudgets,
  sbatch,
  "sleep_test.sh": sleepTest,
};

/** What a node runs at its boot: all of it, or without the installation when its image has that already. */
export const bootScript = "post_install_ubuntu_combined.sh";
export const imageBootScript = "node_boot.sh";
/** What an image is built with. */
export const imageInstallScript = "node_install.sh";

/** The scripts for nodes that travel with the program. */
export const nodeScripts: NodeScripts = {
  [bootScript]: bundled({ ...forInstall, ...forBoot }, ["install.sh", 'boot.sh" "$@']),
  [imageInstallScript]: bundled(forInstall, ["install.sh"]),
  [imageBootScript]: bundled(forBoot, ['boot.sh" "$@']),
  sbatch,
  "sleep_test.sh": sleepTest,
};

/** The name of a script of this version: `post_install.sh` becomes `post_install-0123456789ab.sh`, which never changes its text. */
export async function hashedName(name: string): Promise<string> {
  return withHash(name, await sha256(nodeScripts[name]));
}

/** A name with the beginning of the hash of its text. */
export function withHash(name: string, hash: string): string {
  const [, stem, ending] = /^(.+?)(\.[^.]*)?$/.exec(name) ?? [];
  return `${stem}-${hash.slice(0, 12)}${ending ?? ""}`;
}

/** One script that carries the files it needs: a node that has fetched it has all of one version. */
function bundled(files: NodeScripts, run: readonly string[]): string {
  const end = "END_OF_FILE_OF_NODE";
  return [
    "#!/bin/bash",
    "# The files that it needs travel in this script, as they stand in templates/node of dayctl.",
    "set -euo pipefail",
    "parts=$(mktemp -d)",
    "trap 'rm -rf \"$parts\"' EXIT",
    'mkdir "$parts/packages"',
    ...Object.entries(files).map(([name, text]) => `cat >"$parts/${name}" <<'${end}'\n${text}${end}`),
    ...run.map((words) => `bash "$parts/${words}"`),
    "",
  ].join("\n");
}
