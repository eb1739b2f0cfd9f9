#!/bin/bash
# The dynamic part of a node: what depends on this cluster and this boot.
#
#   boot.sh REGION BUCKET [na na]
#
# The two last words are those of earlier days. Runs as root when ParallelCluster has configured the node; on the head node
# before any compute node, and with the file system mounted under /fsx.
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=templates/node/common.sh
. "$here/common.sh"

case $# in
2 | 4) ;;
*) fail "expected a region and the name of the reference bucket, not $# words" ;;
esac
region=$1
bucket=${2#s3://}
[[ $region =~ ^[a-z]{2}(-[a-z]+)+-[0-9]$ ]] || fail "$1 is no region"
[[ $bucket =~ ^[a-z0-9][a-z0-9.-]+$ ]] || fail "$2 is not the name of a bucket"
node=$(sed -n 's/^cfn_node_type=//p' /etc/parallelcluster/cfnconfig | tr -d "\"'")
host=$(hostname)
metadata=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}
slurm=/opt/slurm

begin() {
  log "$node $host in $region, reference bucket $bucket"
  marker "/tmp/$host.postinstallBEGIN"
}

marker() { [ -e "$1" ] || touch "$1"; }

aws_tools() {
  export HOME=/root
  [ "$(aws configure get region || true)" = "$region" ] || aws configure set region "$region"
  put /etc/profile.d/dayctl.sh 0644 <<<"export AWS_DEFAULT_REGION=\${AWS_DEFAULT_REGION:-$region}"
  folder 0700 /root/.config/rclone
  put /root/.config/rclone/rclone.conf 0600 <<END
[daylily]
type = s3
provider = AWS
env_auth = true
region = $region
END
}

# A kernel may lack one of them: the others count nevertheless.
kernel() {
  local line
  while read -r line; do
    sysctl -q -w "$line" 2>/dev/null || log "warning: the kernel does not take $line"
  done </etc/sysctl.d/90-dayctl.conf
}

job_folder() { folder 1777 /tmp/jobs; }

shared_folders() {
  local user kind results=/fsx/analysis_results environments=/fsx/resources/environments
  folder 0777 /fsx/logs /fsx/scratch /fsx/tmp "$results" "$results"/{ubuntu,daylily,cromwell_executions}
  for user in ubuntu daylily; do
    for kind in conda containers; do
      folder 0777 "$environments/$kind/$user" "$environments/$kind/$user/$host"
      cached "$kind" "$environments/$kind/$user/$host"
    done
  done
}

# cached KIND FOLDER
cached() {
  local path
  for path in "/fsx/data/cached_envs/$1"/*; do
    [ ! -e "$path" ] || link "$path" "$2/${path##*/}"
  done
}

# The genuine programs make room for the wrapper, once.
wrapper() {
  local name
  folder 0755 "$slurm/sbin"
  for name in sbatch srun; do
    is_ours "$slurm/bin/$name" || mv -f "$slurm/bin/$name" "$slurm/sbin/$name"
  done
  put "$slurm/bin/sbatch" 0755 <"$here/sbatch"
  link sbatch "$slurm/bin/srun"
  put "$slurm/bin/sleep_test.sh" 0755 <"$here/sleep_test.sh"
}

is_ours() { [ "$(readlink "$1")" = sbatch ] || grep -qs '^# Job wrapper of dayctl' "$1"; }

# ParallelCluster's slurm.conf runs every file of these folders.
hooks() {
  local moment
  put "$slurm/sbin/check_tags.sh" 0755 <"$here/check_tags.sh"
  put "$slurm/sbin/job_lists.sh" 0644 <"$here/job_lists.sh"
  for moment in prolog epilog; do
    folder 0755 "$slurm/etc/scripts/$moment.d"
    put "$slurm/etc/scripts/$moment.d/50_dayctl_$moment.sh" 0755 <"$here/$moment.sh"
  done
}

job_records() {
  put "$slurm/sbin/copy_job_records.sh" 0755 <"$here/copy_job_records.sh"
  cron dayctl-job-records "*/5 * * * * root $slurm/sbin/copy_job_records.sh"
}

budgets() {
  put "$slurm/sbin/read_budgets.sh" 0755 <"$here/read_budgets.sh"
  cron dayctl-budgets "*/5 * * * * root $slurm/sbin/read_budgets.sh"
}

tagging() { cron dayctl-tags "* * * * * root $slurm/sbin/check_tags.sh"; }

cron() { put "/etc/cron.d/$1" 0644 <<<"$2"; }

memory_files() {
  local memory=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo) * 80 / 100))
  mount -o "remount,size=${memory}k" /dev/shm 2>/dev/null || log "warning: /dev/shm keeps its size"
}

# One line for each start of an instance; what cannot be read is unknown, and no reason to stop.
spot_price() {
  local token id type zone price=unknown file="/fsx/scratch/${host}_spot_price.log"
  token=$(curl -fsS -m 2 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/latest/api/token" 2>/dev/null) ||
    token=
  id=$(about instance-id) type=$(about instance-type) zone=$(about placement/availability-zone)
  ! grep -qs "instance $id," "$file" || return 0
  if [ "$type" != unknown ]; then
    price=$(timeout 60 aws ec2 describe-spot-price-history --region "$region" --availability-zone "$zone" \
      --instance-types "$type" --product-descriptions Linux/UNIX --start-time "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
      --query 'SpotPriceHistory[0].SpotPrice' --output text) || price=unknown
  fi
  folder 0777 /fsx/scratch
  printf '%s instance %s, region %s, AZ %s, type %s, Spot price %s USD/hour\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$id" "$region" "$zone" "$type" "$price" >>"$file"
}

about() {
  curl -fsS -m 2 -H "X-aws-ec2-metadata-token: $token" "$metadata/latest/meta-data/$1" 2>/dev/null || echo unknown
}

complete() { marker "/tmp/$host.postinstallcomplete"; }

step "begin" begin
step "AWS CLI and rclone" aws_tools
step "kernel settings" kernel
step "folder of jobs" job_folder
case $node in
HeadNode)
  step "shared folders" shared_folders
  step "job wrapper" wrapper
  step "hooks of Slurm" hooks
  step "job records" job_records
  step "budgets" budgets
  step "memory files" memory_files
  step "Spot price" spot_price
  step "complete" complete
  ;;
ComputeFleet)
  step "tagging" tagging
  step "Spot price" spot_price
  ;;
*) fail "/etc/parallelcluster/cfnconfig names no kind of node that there is: '$node'" ;;
esac
log "This node is ready"
