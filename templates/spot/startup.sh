#!/bin/bash
# Starts the Bacalhau node, at every boot. Repeatable.
set -eu
# shellcheck source=/dev/null
. /opt/spot-deploy/node.env
base=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}
meta() {
  curl -sf -H "X-aws-ec2-metadata-token: $token" "$base/latest/meta-data/$1" || true
}
cloud=$(cloud-init query cloud-name 2>/dev/null || echo aws)
token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$base/latest/api/token")
umask 077
cat >"$BACALHAU_NODE_DIR/node-info" <<INFO
CLOUD_PROVIDER=$(echo "$cloud" | tr '[:lower:]' '[:upper:]')
REGION=$(meta placement/region)
ZONE=$(meta placement/availability-zone)
PUBLIC_IP=$(meta public-ipv4)
PRIVATE_IP=$(meta local-ipv4)
INSTANCE_ID=$(meta instance-id)
INSTANCE_TYPE=$(meta instance-type)
INFO
# shellcheck source=/dev/null
. "$BACALHAU_NODE_DIR/node-info"
# The configuration is JSON, which is YAML too; jq puts in what only the instance knows.
labels=$(jq -Rn '[inputs | capture("^(?<key>[^=]+)=(?<value>.*)$")] | from_entries' "$BACALHAU_NODE_DIR/node-info")
jq --argjson labels "$labels" --arg address "$PUBLIC_IP" \
  '.Labels += $labels | .Publishers.Types.Local.Address = $address' \
  /opt/spot-deploy/node_config.json >"$BACALHAU_NODE_DIR/config.yaml.new"
mv -f "$BACALHAU_NODE_DIR/config.yaml.new" "$BACALHAU_NODE_DIR/config.yaml"
cp /opt/spot-deploy/docker-compose.yaml "$BACALHAU_NODE_DIR/docker-compose.yaml"
echo "INSTANCE_ID=$INSTANCE_ID" >"$BACALHAU_NODE_DIR/.env"
chmod 0400 "$BACALHAU_NODE_DIR/config.yaml" "$BACALHAU_NODE_DIR/docker-compose.yaml"
chown "$NODE_USER" "$BACALHAU_NODE_DIR"/*
systemctl is-active -q docker || { systemctl start docker; sleep 5; }
cd "$BACALHAU_NODE_DIR"
docker compose down || true
docker ps -aq --filter name=bacalhau_node-bacalhau-node | xargs -r docker rm -f
docker compose pull
docker compose up -d
