# shellcheck shell=bash
# Which jobs run on this node: one file per job, which only root can write, and the lists that are made of them for whoever
# reads tags. Sourced by prolog and epilog.
set -uo pipefail
export PATH="/opt/slurm/bin:/usr/local/bin:/usr/bin:/bin" LC_ALL=C

job_folder=/run/dayctl/jobs
list_folder=/tmp/jobs

# What a tag may hold; a comment comes from a person.
plain() { tr -cd 'A-Za-z0-9_.:/=+@-' <<<"$1"; }

# Jobs begin and end at the same moment: from here to the end of the script it is this one's turn.
take_turn() {
  mkdir -p "$job_folder" "$list_folder"
  chmod 1777 "$list_folder"
  exec 9>/run/dayctl/jobs.lock
  flock 9
}

write_lists() {
  write_list jobs_users 1
  write_list jobs_ids 2
  write_list jobs_projects 3
}

# write_list NAME COLUMN: a new file, so that no reader sees half of it.
write_list() {
  local new
  new=$(mktemp "$list_folder/.$1.XXXXXX")
  find "$job_folder" -type f -exec cut -f "$2" {} + | grep . >"$new"
  chmod 0644 "$new"
  mv -f "$new" "$list_folder/$1"
}
