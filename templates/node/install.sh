#!/bin/bash
# The static part of a node: what is the same on every boot and in every cluster, so that an image can carry it.
# Runs as root and needs the package registries, nothing of AWS.
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=templates/node/common.sh
. "$here/common.sh"

packages() {
  local ID VERSION_ID list line names=() missing=()
  # shellcheck source=/dev/null
  . /etc/os-release
  list="$here/packages/$ID-$VERSION_ID.txt"
  [ -f "$list" ] || fail "there is no list of packages for $ID $VERSION_ID"
  while read -r line; do
    case $line in
    '' | '#'*) ;;
    ppa:*) archive "$line" ;;
    *) names+=("$line") ;;
    esac
  done <"$list"
  for line in "${names[@]}"; do is_installed "$line" || missing+=("$line"); done
  [ "${#missing[@]}" != 0 ] || return 0
  log "missing: ${missing[*]}"
  apt update
  apt install --no-install-recommends "${missing[@]}"
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Others may hold the lock on a fresh node, and a mirror may be busy.
apt() {
  local attempt
  for attempt in 1 2 3; do
    ! DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -y -o DPkg::Lock::Timeout=600 "$@" || return 0
    log "apt-get $1 failed, attempt $attempt of 3"
    sleep "$((attempt * 5))"
  done
  return 1
}

# archive ppa:OWNER/NAME
archive() {
  local place=${1#ppa:}
  if grep -rqs "/${place%%/*}/${place#*/}/" /etc/apt/sources.list.d; then return; fi
  if ! is_installed software-properties-common; then
    apt update
    apt install --no-install-recommends software-properties-common
  fi
  add-apt-repository -y "$1"
}

user() {
  ! getent passwd daylily >/dev/null || return 0
  ! getent passwd 1002 >/dev/null || fail "the user id 1002, which daylily has on every node, belongs to $(id -un 1002)"
  useradd --uid 1002 --create-home --shell /bin/bash daylily
}

limits() {
  put /etc/security/limits.d/90-dayctl.conf 0644 <<'END'
# Sorting and merging opens thousands of files.
* soft nofile 16384
root soft nofile 16384
END
}

kernel() {
  put /etc/sysctl.d/90-dayctl.conf 0644 <<'END'
vm.nr_hugepages=2048
vm.hugetlb_shm_group=27
kernel.unprivileged_userns_clone=1
user.max_user_namespaces=15076
END
}

# The file system is not there yet while an image is built.
jars() {
  local name
  for name in cromwell womtool; do
    link "/fsx/data/tool_specific_resources/${name}_87.jar" "/usr/local/bin/$name.jar"
  done
}

step "packages" packages
step "user daylily" user
step "limit of open files" limits
step "kernel settings" kernel
step "links to jars" jars
log "The installation of this node is complete"
