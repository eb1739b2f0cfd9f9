#!/bin/bash
# When a job has ended on this node: it leaves the lists, and only it. An epilog that fails drains the node.
# shellcheck source=templates/node/job_lists.sh
. /opt/slurm/sbin/job_lists.sh

id=$(plain "${SLURM_JOB_ID:-${SLURM_JOBID:-}}")
[ -n "$id" ] || exit 0

take_turn
rm -f "${job_folder:?}/$id"
write_lists
exit 0
