#!/bin/bash
# On the head node, from cron and before an export: the records of ended jobs, where people and exports find them.
set -euo pipefail
from=/home/slurm/job_completions.txt
to=/fsx/logs/job_completions.txt
[ -f "$from" ] || exit 0
[ "$from" -nt "$to" ] || [ ! -f "$to" ] || exit 0
mkdir -p "${to%/*}"
# Two of these may be at it at once.
new="$to.$$"
trap 'rm -f "$new"' EXIT
cp -p "$from" "$new"
mv -f "$new" "$to"
