#!/bin/bash
# A head node with a one-node Slurm: /work/ready is there when both take work, and ends with all its programs when /work/stop is there.
set -euo pipefail
# shellcheck source=tests/host_programs/slurm.sh
. /work/slurm.sh
start_slurm "$1" "$2"
mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f /work/host_key
/usr/sbin/sshd -e -f /work/sshd_config
touch /work/ready
until [ -e /work/stop ]; do sleep 0.2; done
