#!/bin/bash
# Watches for the notice of a Spot interruption and stops the node in time, so that its work is given to others.
set -u
# shellcheck source=/dev/null
. /opt/spot-deploy/node.env
base=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}
while sleep 5; do
  token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$base/latest/api/token") || continue
  ask() { curl -sf -H "X-aws-ec2-metadata-token: $token" "$base/latest/meta-data/$1"; }
  if notice=$(ask spot/instance-action); then
    echo "$notice" | jq -r .time >/var/lib/spot-deploy/interrupted
    cd "$BACALHAU_NODE_DIR" && docker compose stop -t 90
    exit 0
  fi
  # A recommendation is no reason to stop: /healthz tells of it.
  if [ ! -e /var/lib/spot-deploy/rebalance ] && notice=$(ask events/recommendations/rebalance); then
    logger -t spot-deploy "rebalance recommendation"
    echo "$notice" | jq -r .noticeTime >/var/lib/spot-deploy/rebalance
  fi
done
