#!/bin/sh
# dayctl: one file that unpacks what it carries once into the cache of its user, and runs from there. What it carries, an archive of
# tar and gzip, follows behind the last line of this script.
set -u
version='@version@' commit='@commit@' target='@target@' system='@system@'
content='@content@' lines='@lines@' megabytes='@megabytes@'
all='deno *.js *.json' size='@size@'
first='@first@' first_size='@first_size@'
changing=' @changing@ ' development=' @development@ ' small=' @small@ ' v8='@v8@'
may_run='@reading_run@' changing_may_run='@changing_run@'

fail() {
  printf 'dayctl %s (%s): %s\n  fix: %s\n' "$version" "$commit" "$1" "$2" >&2
  exit 4
}

# Whether files of a folder have this size together: those that were lost, cut short or emptied are seen. The last words that wc says are
# the sum of all and "total".
is_whole() {
  # Its words are wanted, and the names that the third one stands for in the folder; no name begins with a dash.
  # shellcheck disable=SC2046,SC2086
  set -- "$2" $(CDPATH='' cd -- "$1" 2>/dev/null && LC_ALL=C exec wc -c $3 2>/dev/null)
  wanted=$1
  [ $# -gt 3 ] && shift $(($# - 2)) && [ "$1" = "$wanted" ]
}

# POSIX has -ef and -nt since 2024, and the shells of Linux for long.
# shellcheck disable=SC3013
runs() {
  for exe in /proc/[0-9]*/exe; do
    [ "$exe" -ef "$1/deno" ] && return 0
  done
  return 1
}

# Versions that nobody has started for 30 days go, and what interrupted attempts have left. One that still runs here stays, however old
# it is: it reads most of its files when it comes to need them. On another machine with the same home it is only safe for that time.
# shellcheck disable=SC3013
remove_old() {
  { touch -d "@$(($(date +%s) - 2592000))" "$fresh"; } 2>/dev/null || return
  for each in "$cache"/* "$cache"/.fresh-*; do
    if [ ! -d "$each" ] || [ "$each" -nt "$fresh" ] || [ "$each/.used" -nt "$fresh" ] || runs "$each"; then continue; fi
    # First out of the way of whoever starts it at this moment.
    mv -T "$each" "$fresh-old" 2>/dev/null && rm -rf "$fresh-old"
  done
}

# Another start may do the same at this moment: whoever renames its folder first has made it, and the others put the same files
# over it one by one, which also mends what was damaged.
unpack() {
  [ "$(uname -sm)" = "$system" ] ||
    fail "this file is for $target, and this machine is $(uname -sm)" 'take the file that was packaged for this machine'
  if ! fresh=$(mkdir -p "$cache" 2>&1 && mktemp -d "$cache/.fresh-XXXXXX" 2>&1); then
    fail "it cannot unpack itself into $cache: $fresh" 'name a folder that can be written in XDG_CACHE_HOME'
  fi
  trap 'rm -rf "$fresh"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  if ! said=$(tail -n "+$lines" "$self" | tar -xzomf - -C "$fresh" 2>&1) || ! is_whole "$fresh" "$size" "$all"; then
    fail "it cannot unpack itself into $cache: $(printf '%s' "${said:-this file is damaged}" | head -n 1)" \
      "make room there for $megabytes MB, or name another folder in XDG_CACHE_HOME"
  fi
  said=$("$fresh/deno" --version 2>&1) ||
    fail "what it carries does not run in $cache: $said" \
      'it needs glibc 2.27 or newer, and a folder in which programs may run: XDG_CACHE_HOME names another'
  said=
  mv -T "$fresh" "$home" 2>/dev/null || said=$(mv -f "$fresh"/* "$home" 2>&1 | head -n 1)
  is_whole "$home" "$size" "$all" || fail "$home is damaged${said:+: $said}" 'remove it, and run the command again'
  rm -rf "$fresh"
  remove_old
  rm -f "$fresh"
  trap - EXIT INT TERM HUP
}

# Whoever starts this may have left the system's own programs out.
path=${PATH-}
PATH=$path:/usr/bin:/bin

case $0 in
  /*) self=$0 ;;
  *) self=$PWD/$0 ;;
esac
[ -f "$self" ] || self=$(command -v -- "$0")
[ -n "${XDG_CACHE_HOME:-}${HOME:-}" ] || fail 'there is no home folder for its cache' 'set HOME or XDG_CACHE_HOME'
cache=${XDG_CACHE_HOME:-$HOME/.cache}/dayctl/program
home=$cache/$content
[ -L /proc/self/exe ] || fail 'there is no /proc here, without which Deno does not run' 'mount it: mount -t proc proc /proc'
# Says when it was last started; before the look whether it is there, so that it is not removed behind it.
{ true >"$home/.used"; } 2>/dev/null
# The list of tasks and the version read few files, and start nothing: to ask for more takes longer than to print them.
case ${1:-} in
  '' | -*)
    is_whole "$home" "$first_size" "$first" || unpack
    may_run=
    ;;
  *) is_whole "$home" "$size" "$all" || unpack ;;
esac

# What a task may do, as deno.json says, and start this file again.
task=" ${1:-} "
set -- "$home/main.js" "$@"
case $development in
  *"$task"*) rights=development ;;
  *)
    rights=reading
    case $changing in *"$task"*) rights=changing may_run=$changing_may_run ;; esac
    set -- "--allow-run=${may_run:+$may_run,}$self" "$@"
    ;;
esac
case $small in *"$task"*) set -- "$v8" "$@" ;; esac

# Where a task of deno or npm was called says nothing here.
unset INIT_CWD
# Without a PATH it is the shell's own: Deno does not start where there is none.
export PATH="$path"
export DAYCTL_EXECUTABLE="$self"
exec "$home/deno" run -q --no-prompt --no-remote --no-npm --config="$home/deno.json" -P="$rights" "$@"
