#!/bin/bash
# Before a job's first step on this node: the job joins the lists that become the node's tags.
# A prolog that fails drains the node, so this one never does.
# shellcheck source=templates/node/job_lists.sh
. /opt/slurm/sbin/job_lists.sh

id=$(plain "${SLURM_JOB_ID:-${SLURM_JOBID:-}}")
[ -n "$id" ] || exit 0

project() {
  if [ -n "${SLURM_JOB_COMMENT:-}" ]; then
    printf %s "$SLURM_JOB_COMMENT"
  else
    timeout 30 scontrol show job "$id" | sed -n 's/^ *Comment=//p'
  fi
}

project=$(plain "$(project)")

take_turn
new=$(mktemp /run/dayctl/job.XXXXXX)
printf '%s\t%s\t%s\n' "$(plain "${SLURM_JOB_USER:-}")" "$id" "$project" >"$new"
mv -f "$new" "${job_folder:?}/$id"
write_lists
exit 0
