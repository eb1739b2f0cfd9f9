/**
 * What can be completed from files of this machine: the clusters and runs of the configuration folder, and the profiles of the AWS
 * configuration. Never from AWS.
 */
export type RecordedNames = "clusters" | "runs" | "profiles";

/** Only such names are offered: shells would take other characters for syntax. A name with others has to be typed. */
const usable = "A-Za-z0-9._@+-";

const stamp = "?".repeat(14);

/**
 * The bodies of functions of a POSIX shell that print the names, one on a line. File names are all they read of runs, so that a
 * tabulator waits for nothing.
 */
export const recordedNames: Readonly<Record<RecordedNames, string>> = {
  clusters: listOf(
    `"$folder"/runs/*_${stamp}.jsonl "$folder"/state_*_${stamp}.json`,
    `name=\${name#state_}; name=\${name%_*}`,
  ),
  runs: listOf(`"$folder"/runs/*_${stamp}.jsonl`, `name=\${name%.jsonl}`),
  profiles: `  {
    sed -n 's/^ *\\[ *profile  *\\([${usable}]\\{1,\\}\\) *\\].*/\\1/p; s/^ *\\[ *\\(default\\) *\\].*/\\1/p' \\
      "\${AWS_CONFIG_FILE:-\${HOME:-}/.aws/config}"
    sed -n 's/^ *\\[ *\\([${usable}]\\{1,\\}\\) *\\].*/\\1/p' "\${AWS_SHARED_CREDENTIALS_FILE:-\${HOME:-}/.aws/credentials}"
  } 2>/dev/null | sort -u`,
};

function listOf(files: string, name: string): string {
  return `  folder=\${DAYLILY_CONFIG_DIR:-\${HOME:-}/.config/daylily}
  for file in ${files}; do
    [ -e "$file" ] || continue
    name=\${file##*/}; ${name}
    case $name in '' | *[!${usable}]*) ;; *) echo "$name" ;; esac
  done | sort -u`;
}
