/**
 * What runs on the head node, in Bash, one text per step: a single line, as logs and tables of processes have it. What a step is about
 * comes in as `$1`, `$2` …, never as a part of the text. 255 stays the word of `ssh` itself.
 */
function script(...statements: readonly string[]): string {
  return statements.join("; ");
}

/**
 * One configuration at a time: whatever a dead one has left running there comes to its end first. What a step starts in the background
 * must not keep the lock.
 */
const alone = script(
  "set -u",
  "mkdir -p ~/projects",
  "exec 9>~/projects/.dayctl.lock",
  "flock -w 600 9 || { echo 'another configuration has been at work on this head node for ten minutes' >&2; exit 75; }",
  'export PATH="$HOME/miniconda3/bin:$PATH"',
  'run() { "$@" 9>&- || { status=$?; exit $((status == 255 ? 254 : status)); }; }',
);

/** A key of its own for the head node, where it has none yet. */
export const makeKey = script(
  alone,
  "umask 077",
  "mkdir -p ~/.ssh",
  "[ -e ~/.ssh/id_rsa ] || run ssh-keygen -q -t rsa -N '' -f ~/.ssh/id_rsa",
);

export const showKey = script(
  "[ -e ~/.ssh/id_rsa.pub ] || ssh-keygen -y -f ~/.ssh/id_rsa >~/.ssh/id_rsa.pub || exit 1",
  "cat ~/.ssh/id_rsa.pub",
);

/**
 * `$1` repository, `$2` branch or tag, `$3` folder. Half a clone never bears the name of a whole one, and what stands there already is
 * a person's, with all that was changed in it.
 */
export const clone = script(
  alone,
  "export GIT_TERMINAL_PROMPT=0",
  "cd ~/projects || exit 1",
  'refuse() { echo "$1" >&2; exit 76; }',
  '[ ! -e "$3" ] || [ -e "$3/.git" ] || refuse "~/projects/$3 is no clone: move it out of the way"',
  'was=$(git -C "$3" config --local --get dayctl.ref 2>/dev/null)',
  '[ "${was:-$2}" = "$2" ] || refuse "~/projects/$3 holds $was and stays as it is: move it away for $2"',
  '[ ! -e "$3" ] || exit 0',
  'part=".$3.part"',
  'rm -rf "$part"',
  "trap 'rm -rf \"$part\"' EXIT",
  'run git clone --quiet --branch "$2" -- "$1" "$part"',
  'run git -C "$part" config dayctl.ref "$2"',
  'run mv "$part" "$3"',
);

/** `$1` folder of the clone. */
export const installTools = script(
  alone,
  'cd ~/projects/"$1" || exit 1',
  "run bin/install-daylily-headnode-tools",
);

/** A line that begins so is for the person: what is odd about a step that is done. */
export const stepNote = "dayctl-step-note ";

const withoutEffect =
  "it has no effect: this cluster was not created with enforce_budget=enforce, and its job wrapper looks at no budget";

/**
 * `$1` what the job wrapper does with a project that has spent its budget. What else an administrator has written into its file stays.
 * The file is root's: the wrapper believes no other, and heeds it only where the cluster's tags say so.
 */
export const writeEnforcement = script(
  "set -u",
  `sudo -n bash -c '${
    script(
      "set -e",
      '[ -d /opt/slurm/etc ] || { echo "there is no /opt/slurm/etc, where ParallelCluster has Slurm" >&2; exit 76; }',
      "umask 022",
      "file=/opt/slurm/etc/dayctl.conf",
      'new=$(mktemp "$file.XXXXXX")',
      '{ grep -v "^DAY_ENFORCE=" "$file" 2>/dev/null || true; echo "DAY_ENFORCE=$1"; } >"$new"',
      'chmod 0644 "$new"',
      'mv -f "$new" "$file"',
      "cluster=/opt/parallelcluster/shared/cluster-config.yaml",
      'value=$(grep -A 1 "Key: aws-parallelcluster-enforce-budget$" "$cluster" 2>/dev/null || true)',
      `grep -q "^ *Value: *[^a-z]\\{0,1\\}enforce[^a-z]\\{0,1\\}$" <<<"$value" || echo "${stepNote}${withoutEffect}"`,
    )
  }' dayctl "$1"`,
);

/** The checksum of the program that stands there, if any, and then what machine it is. */
export const lookAtProgram = script("sha256sum 2>/dev/null <~/.local/bin/dayctl", "uname -sm");

/** `$1` what has arrived in the home folder, "" where the right one stands there already, `$2` its checksum. */
export const installProgram = script(
  "cd ~ || exit 1",
  'place="$HOME/.local/bin/dayctl"',
  'sum="$(sha256sum <"${1:-$place}")"',
  '[ "$sum" = "$2  -" ] || { rm -f "$1"; echo "what has arrived is not what was sent" >&2; exit 78; }',
  'if [ "$1" ]; then mkdir -p .local/bin && chmod 755 "$1" && mv -f "$1" "$place" || exit 1; fi',
  '"$place" self-check',
);

/** `$1` folder of the clone, whose scripts are replaced where they are; `$2` … those scripts. */
export const installShims = script(
  "cd ~ || exit 1",
  'folder="projects/$1/bin"',
  "shift",
  'dayctl="$HOME/.local/bin/dayctl"',
  '"$dayctl" shims install --dir .local/bin day-clone || exit',
  '[ ! -d "$folder" ] || "$dayctl" shims install --dir "$folder" "$@"',
);

/** `$1` folder of the clone. The environment is looked for: its script does not always say that it has failed. */
export const makeEnvironment = script(
  alone,
  'cd ~/projects/"$1" || exit 1',
  "run bin/install_miniconda",
  "run bin/init_dayec",
  "[ -d ~/miniconda3/envs/DAY-EC ] || conda env list 2>/dev/null | grep -q '^DAY-EC ' || " +
    "{ echo 'there is no conda environment DAY-EC after all' >&2; exit 77; }",
);
