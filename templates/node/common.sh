# shellcheck shell=bash
# What the installation and the wiring of a node share. It is sourced, never run.
#
# Every step is logged with its time; whatever ends early says in its last line which step it was and how to see more.
# Nothing is written that is there already: a second run changes no file.

set -euo pipefail
export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH" LC_ALL=C

current_step=begin

log() { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*"; }

# step TITLE FUNCTION: not within a condition, where a failure would go unnoticed.
step() {
  local began=$SECONDS
  current_step=$1
  log "begin: $1"
  "$2"
  log "done: $1, after $((SECONDS - began)) s"
}

fail() {
  log "error: $*"
  exit 1
}

last_line() {
  local status=$?
  [ -z "${scratch:-}" ] || rm -rf "$scratch"
  [ "$status" = 0 ] || log "FAILED: $0, step '$current_step', exit status $status; the lines above say why"
  exit "$status"
}
scratch=$(mktemp -d)
trap last_line EXIT

# put PATH MODE: standard input becomes that file, unless it is that already.
put() {
  local new="$scratch/put"
  cat >"$new"
  if ! cmp -s "$new" "$1"; then
    mkdir -p "$(dirname "$1")"
    install -m "$2" "$new" "$1.new"
    mv -f "$1.new" "$1"
  fi
  mode "$1" "$2"
}

mode() { [ "$(stat -c %a "$1")" = "${2#0}" ] || chmod "$2" "$1"; }

# folder MODE PATH...
folder() {
  local path
  for path in "${@:2}"; do
    mkdir -p "$path"
    mode "$path" "$1"
  done
}

# link TARGET PATH: a file of somebody else in that place stays.
link() {
  [ "$(readlink "$2" 2>/dev/null)" != "$1" ] || return 0
  if [ -e "$2" ] && [ ! -L "$2" ]; then
    log "$2 stays as it is: it is no link"
  else
    mkdir -p "$(dirname "$2")"
    ln -sfn "$1" "$2"
  fi
}
