#!/bin/sh
# Rotates log files by size and age, keeping a number of old ones, and never loses a byte. Only POSIX utilities and gzip.
# The numbers in the comments are the requirements that want what stands there.
set -uf
LC_ALL=C # So that patterns and messages are the same everywhere.
export LC_ALL

size= days= keep=5 compress= missing_ok= dry_run=
caught= # The number of the signal that asked for the end.
status=0

# Prints the usage text (R2).
usage() {
  cat <<'USAGE'
Usage: rotate-logs.sh [option]... [--] log...

Renames each log to log.1, log.1 to log.2 and so on, and removes the oldest.
Without --size and --days, every log is rotated that is not empty.

  --size N[k|M]   rotate logs of at least N bytes
  --days N        rotate logs that were last modified N days ago or longer
  --keep N        keep N old logs (1 to 999, default: 5)
  --compress      compress old logs with gzip, from log.2 up
  --missing-ok    skip logs that do not exist
  --dry-run       only say what would be done
  --help          print this and exit

Exit codes: 0 done, 1 a log failed, 2 wrong use.
USAGE
}

# Ends the script because of wrong use; $1 says what is wrong.
wrong() {
  printf 'rotate-logs: %s\n' "$1" >&2
  exit 2
}

# Whether $1 is a number from 1 to $2, in plain digits without leading zeros (R4).
is_number() {
  case $1 in
    '' | 0* | *[!0123456789]* | ??????????*) return 1 ;;
  esac
  [ "$1" -le "$2" ]
}

# Sets the option $1 to the value $2, or ends the script.
set_option() {
  case $1 in
    --size)
      case $2 in
        *k) unit=1024 ;;
        *M) unit=1048576 ;;
        *) unit=1 ;;
      esac
      is_number "${2%[kM]}" 999999999 || wrong '--size takes a number from 1 to 999999999, with k or M behind it or not'
      size=$((${2%[kM]} * unit))
      ;;
    --days)
      is_number "$2" 9999 || wrong '--days takes a number from 1 to 9999'
      days=$2
      ;;
    --keep)
      is_number "$2" 999 || wrong '--keep takes a number from 1 to 999'
      keep=$2
      ;;
  esac
}

# Whether something has the name $1, also a symbolic link that leads nowhere.
present() {
  [ -e "$1" ] || [ -L "$1" ]
}

# Runs a command that signals don't end, so that its exit code tells for sure whether it has done its work (R15).
shielded() (
  trap '' HUP INT TERM
  "$@"
)

# Renames $1 to $2, which must be free.
rename() {
  ! present "$2" && shielded mv "$1" "$2"
}

# Deals with the log $1: its line is printed and its failure counted when everything is done and unlocked.
rotate_log() {
  log=$1
  case $log in
    /*) path=$log ;;
    *) path=./$log ;; # No utility takes it for an option.
  esac
  outcome= problem= stuck=
  if [ -z "$log" ]; then
    missing
  elif lock; then
    work
    unlock
  fi
  if [ -n "$problem" ]; then
    printf 'rotate-logs: %s: %s\n' "$log" "$problem" >&2
    status=1
  elif [ -n "$outcome" ]; then
    printf '%s %s\n' "$outcome" "$log"
  fi
}

missing() {
  [ -n "$missing_ok" ] || problem='does not exist'
}

# Takes the lock (R15). Fails, with `problem` set unless the log may be missing, when that can't be done.
lock() {
  if [ -n "$dry_run" ]; then
    present "$path.lock" || return 0
  else
    shielded mkdir "$path.lock" 2>/dev/null && return 0
    # Try again when it is gone, so that a lock of a moment ago isn't taken for a missing folder.
    ! present "$path.lock" && shielded mkdir "$path.lock" 2>/dev/null && return 0
  fi
  folder=${path%/*}/
  if present "$path.lock"; then
    problem='is locked: its .lock exists'
  elif present "$path" || { [ -d "$folder" ] && [ ! -x "$folder" ]; }; then
    problem='its .lock cannot be made'
  else
    missing
  fi
  return 1
}

# Removes the lock, and what was put into it to be removed.
unlock() {
  [ -z "$dry_run" ] || return 0
  if [ -n "$stuck" ]; then
    problem="$problem, and some generations are left in its .lock or have a wrong number"
  elif ! shielded rm -rf "$path.lock"; then
    problem="${problem:+$problem, and }its .lock cannot be removed"
  fi
}

# Looks at the log and does what has to be done; sets `outcome` or `problem`.
work() {
  if ! present "$path"; then
    missing
  elif [ -L "$path" ]; then
    problem='is a symbolic link'
  elif [ ! -f "$path" ]; then
    problem='is not a regular file'
  elif ! find_generations; then
    problem="has a generation that is not a regular file: .$generation"
  elif ! is_due; then
    outcome=keep
  elif [ -n "$dry_run" ]; then
    outcome=rotate
  elif ! move_up; then
    problem='cannot be renamed'
  elif [ -n "$compress" ] && ! compress_generations; then
    problem='was rotated, but not all of it compressed'
  else
    outcome=rotate
  fi
}

# Sets `found` to the generations that exist, such as `3 2.gz 1`. Fails at one that isn't a regular file, `generation`.
find_generations() {
  found=
  number=999
  while [ "$number" -ge 1 ]; do
    for generation in "$number" "$number.gz"; do
      present "$path.$generation" || continue
      [ -f "$path.$generation" ] && [ ! -L "$path.$generation" ] || return 1
      found="$found $generation"
    done
    number=$((number - 1))
  done
}

# Whether the log is to be rotated (R5).
is_due() {
  [ -s "$path" ] || return 1
  [ -n "$size$days" ] || return 0
  if [ -n "$size" ] && matches -size "+$((size - 1))c"; then return 0; fi
  [ -n "$days" ] && matches -mtime "+$((days - 1))" # Whole days of 24 hours, rounded down (R7).
}

# Whether find's conditions hold for the log.
matches() {
  [ -n "$(shielded find "$path" -prune "$@" -print)" ]
}

# Moves all generations and the log up by one. When one can't be moved, all go back, and it fails.
move_up() {
  moved=
  for generation in $found; do
    aim "$generation"
    if ! rename "$path.$generation" "$target"; then
      move_back
      return 1
    fi
    moved="$generation $moved"
  done
  rename "$path" "$path.1" && return 0
  move_back
  return 1
}

move_back() {
  for generation in $moved; do
    aim "$generation"
    rename "$target" "$path.$generation" || stuck=yes
  done
}

# Sets `target` to where the generation $1 goes: one number up or, if that is one too many, into the lock. From there it
# can still come back; it is removed only when the log has been rotated.
aim() {
  number=${1%.gz}
  if [ "$number" -ge "$keep" ]; then
    target=$path.lock/$1
  else
    target=$path.$((number + 1))${1#"$number"}
  fi
}

# Compresses the plain generations from 2 up (R11). Fails when one of them couldn't be, or when a signal came.
compress_generations() {
  all_packed=yes
  number=2
  while [ "$number" -le "$keep" ] && [ -z "$caught" ]; do
    if present "$path.$number" && ! present "$path.$number.gz"; then
      pack "$path.$number" "$path.lock/packed" || all_packed=
    fi
    number=$((number + 1))
  done
  [ -n "$all_packed" ] && [ -z "$caught" ]
}

# Replaces $1 by $1.gz, which is made as $2 in the lock and so is never there by half.
pack() {
  # In the background, because a shell takes notice of a signal only when what runs in the foreground has ended.
  gzip -c <"$1" >"$2" &
  gzip=$!
  wait "$gzip"
  result=$?
  while [ -n "$caught" ] && kill "$gzip" 2>/dev/null; do
    result=1
    wait "$gzip"
  done
  [ "$result" -eq 0 ] && copy_attributes "$1" "$2" && rename "$2" "$1.gz" && shielded rm -f "$1"
}

# Gives $2 the permission bits of $1, its time, and its owner and group if that is allowed.
copy_attributes() {
  from=$1 to=$2
  # The words of `ls -n` are the mode, the number of links, the owner's and the group's number.
  # shellcheck disable=SC2046
  set -- $(shielded ls -ldn "$from")
  shielded chown "$3:$4" "$to" 2>/dev/null
  bits=${1#?} modes=
  for class in u g o; do
    letters=
    case $bits in r*) letters=r ;; esac
    case $bits in ?w*) letters=${letters}w ;; esac
    case $bits in ??[xst]*) letters=${letters}x ;; esac
    modes=$modes,$class=$letters
    bits=${bits#???}
  done
  shielded touch -r "$from" "$to" && shielded chmod "${modes#,}" "$to"
}

# Arguments that are logs go behind the others, so that in the end only they are left.
remaining=$#
only_logs=
while [ "$remaining" -gt 0 ]; do
  argument=$1
  shift
  remaining=$((remaining - 1))
  if [ -n "$only_logs" ]; then
    set -- "$@" "$argument"
    continue
  fi
  option=${argument%%=*}
  case $argument in
    --) only_logs=yes ;;
    --help)
      usage
      exit 0
      ;;
    --compress) compress=yes ;;
    --missing-ok) missing_ok=yes ;;
    --dry-run) dry_run=yes ;;
    --size | --days | --keep)
      [ "$remaining" -gt 0 ] || wrong "$option needs a value"
      set_option "$option" "$1"
      shift
      remaining=$((remaining - 1))
      ;;
    --size=* | --days=* | --keep=*) set_option "$option" "${argument#*=}" ;;
    --help=* | --compress=* | --missing-ok=* | --dry-run=*) wrong "$option takes no value" ;;
    -*) wrong "unknown option $option" ;;
    *) set -- "$@" "$argument" ;;
  esac
done
[ "$#" -gt 0 ] || wrong 'no log given; see --help'

# A signal only leaves its number: what has been begun is brought to an end that leaves nothing by half (R15).
trap 'caught=1' HUP
trap 'caught=2' INT
trap 'caught=15' TERM

for argument do
  [ -z "$caught" ] || break
  rotate_log "$argument"
done
[ -z "$caught" ] || exit $((128 + caught))
exit "$status"
