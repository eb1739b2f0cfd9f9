#!/bin/bash
# Prepares a node once, at its first boot. Run by cloud-init as root.
set -u
# shellcheck source=/dev/null
. /opt/spot-deploy/node.env
log=/var/log/spot-deploy
mkdir -p "$log" /var/lib/spot-deploy /etc/bacalhau
exec >>"$log/setup.log" 2>&1

# Package sources are slow or busy at times: five attempts, 15 s apart.
retry() { for _ in 1 2 3 4 5; do "$@" && return 0; sleep 15; done; return 1; }

install_docker() {
  install -m 0755 -d /etc/apt/keyrings
  retry curl -fsSL https://download.docker.com/linux/ubuntu/gpg -o /etc/apt/keyrings/docker.asc
  chmod a+r /etc/apt/keyrings/docker.asc
  # shellcheck source=/dev/null
  . /etc/os-release
  echo "deb [arch=$(dpkg --print-architecture) signed-by=/etc/apt/keyrings/docker.asc]" \
    "https://download.docker.com/linux/ubuntu $VERSION_CODENAME stable" >/etc/apt/sources.list.d/docker.list
  retry apt-get update
  retry apt-get install -y docker-ce docker-ce-cli containerd.io docker-compose-plugin
  systemctl enable --now containerd docker
}

install_docker
systemctl enable --now ec2-instance-connect 2>/dev/null || true
usermod -aG docker "$NODE_USER"
install -d -m 0777 "$BACALHAU_DATA_DIR"
install -d -o "$NODE_USER" "$BACALHAU_NODE_DIR"
systemctl daemon-reload
systemctl enable --now bacalhau-startup.service healthz-web.service spot-interruption.service
[ -e /etc/systemd/system/spot-ttl.timer ] && systemctl enable --now spot-ttl.timer
if [ -e /opt/spot-deploy/additional_commands.sh ]; then
  bash /opt/spot-deploy/additional_commands.sh
  echo $? >"$log/additional_commands.rc"
fi
date -u +%FT%TZ >/var/lib/spot-deploy/ready
if [ -e /var/run/reboot-required ]; then systemctl reboot --no-block; fi
