#!/bin/bash
# Every minute, from cron: the node's tags say who uses it, when that has changed. Bills are split by these tags.
set -euo pipefail
export PATH="/usr/local/bin:/usr/bin:/bin" LC_ALL=C

jobs=/tmp/jobs
state=/run/dayctl/tags
metadata=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}
[ -f "$jobs/jobs_users" ] || exit 0

# A tag holds 256 characters: the list ends before the item that does not fit.
joined() {
  awk '{ longer = list == "" ? $0 : list " " $0; if (length(longer) > 256) exit; list = longer } END { printf "%s", list }'
}

users=$(sort -u "$jobs/jobs_users" | joined)
ids=$(sort -n "$jobs/jobs_ids" | joined)
projects=$(sort -u "$jobs/jobs_projects" | joined)
wanted=$(printf '%s\n' "$users" "$ids" "$projects")
[ "$wanted" != "$(cat "$state" 2>/dev/null || true)" ] || exit 0

from_metadata() { curl -fsS -m 5 -H "X-aws-ec2-metadata-token: $token" "$metadata/latest/meta-data/$1"; }

# Hooks allow in these texts nothing that JSON would have to escape.
tag() { printf '{"Key":"aws-parallelcluster-%s","Value":"%s"}' "$1" "$2"; }

token=$(curl -fsS -m 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/latest/api/token")
region=$(from_metadata placement/region)
instance=$(from_metadata instance-id)
aws ec2 create-tags --region "$region" --resources "$instance" \
  --tags "[$(tag username "$users"),$(tag jobid "$ids"),$(tag project "$projects")]"
# Only what AWS has accepted; else the next minute tries again.
mkdir -p "${state%/*}"
printf '%s\n' "$wanted" >"$state"
