#!/bin/sh
# Removes what install.sh has listed in PREFIX/share/muster/installed, and what `muster archive` has made there. Configuration, queues and
# logs stay unless they are asked for.

set -eu

usage() {
    cat <<'USAGE'
Usage: uninstall.sh [--prefix DIR] [--purge] [--dry-run]

  --prefix DIR   where install.sh has put it; by default where this script is, else /usr/local
  --purge        configuration, queues, logs and the user muster as well: below /usr and /opt those of the host (/etc/muster,
                 /var/lib/muster, /var/lib/muster-fleets, /var/log/muster), else ~/.local/state/muster
  --dry-run      say what would be done, and do nothing

DESTDIR in the environment stands in front of every path.
USAGE
}

fail() {
    printf 'uninstall.sh: %s\n' "$1" >&2
    exit "${2:-1}"
}

here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
root=${DESTDIR:-}
root=${root%/}
prefix=/usr/local
if [ -e "$here/installed" ]; then
    prefix=${here%/share/muster}
    prefix=${prefix#"$root"}
fi
dry=
purge=
while [ $# -gt 0 ]; do
    case $1 in
        --prefix)
            [ $# -gt 1 ] || fail '--prefix needs a directory' 2
            prefix=$2
            shift
            ;;
        --prefix=*) prefix=${1#*=} ;;
        --purge) purge=yes ;;
        --dry-run) dry=yes ;;
        -h | --help)
            usage
            exit 0
            ;;
        *) fail "unknown argument: $1 (see uninstall.sh --help)" 2 ;;
    esac
    shift
done
case $prefix in
    /*) ;;
    *) prefix=$(pwd -P)/$prefix ;;
esac
prefix=${prefix%/}
home=$prefix/share/muster
list=$home/installed

act() {
    [ -z "$dry" ] || printf '%s %s\n' "$1" "$root$2"
    [ -z "$dry" ]
}

discard() {
    [ ! -e "$root$1" ] || ! act 'remove' "$1" || rm -rf "$root$1"
}

purge_host() {
    for directory in /etc/muster /var/lib/muster /var/lib/muster-fleets /var/log/muster; do
        discard $directory
    done
    if [ -z "$root" ] && getent passwd muster >/dev/null; then
        ! act 'remove the user muster, whose home was' /var/lib/muster || userdel muster || echo 'the user muster was not removed' >&2
    fi
}

# A unit that starts what is no longer there would be tried for ever.
for unit in "$root"/etc/systemd/system/muster*.service "${XDG_CONFIG_HOME:-${HOME:-/nonexistent}/.config}"/systemd/user/muster*.service; do
    if [ -e "$unit" ] && grep -qF "$home/bin/muster" "$unit"; then
        fail "$unit starts it: stop the service, and remove it with: muster service uninstall"
    fi
done

if [ -e "$root$list" ]; then
    [ -n "$dry" ] || [ -w "$root$home" ] || fail "$root$home cannot be written to: run it as root"
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    # From the longest path to the shortest, so that a directory comes after what is in it; the list itself goes last of all files.
    LC_ALL=C sort -r "$root$list" >"$scratch/list"
    discard "$home/lib/archive"
    while IFS= read -r path; do
        case $path in
            */ | "$list") ;;
            *) [ ! -e "$root$path" ] && [ ! -h "$root$path" ] || ! act 'remove' "$path" || rm -f "$root$path" ;;
        esac
    done <"$scratch/list"
    ! act 'remove' "$list" || rm -f "$root$list"
    while IFS= read -r path; do
        case $path in
            */) ! act 'remove, if it is empty,' "$path" || rmdir "$root$path" 2>/dev/null || true ;;
        esac
    done <"$scratch/list"
elif [ -e "$root$home" ]; then
    fail "$root$home does not come from install.sh, but from a package perhaps"
else
    echo "nothing is installed in $root$prefix"
fi

[ -n "$purge" ] || exit 0
case $prefix/ in
    /usr/* | /opt/*) purge_host ;;
    *) discard "${HOME:?}/.local/state/muster" ;;
esac
