#!/bin/sh
# Installs this distribution, or puts it in the place of an older one. What it has put where is listed in
# PREFIX/share/muster/installed, and uninstall.sh there removes just that.

set -eu

usage() {
    cat <<'USAGE'
Usage: install.sh [--prefix DIR] [--dry-run]

  --prefix DIR   where to: /usr/local without it. Below /usr and /opt Muster is a program of the host, with /etc/muster, /var/lib/muster,
                 /var/log/muster and /run/muster; elsewhere it is one of the user, with ~/.local/state/muster
  --dry-run      say what would be done, and do nothing

DESTDIR in the environment stands in front of every path that is written to, for those who make a package or an image.
USAGE
}

fail() {
    printf 'install.sh: %s\n' "$1" >&2
    exit "${2:-1}"
}

prefix=/usr/local
dry=
while [ $# -gt 0 ]; do
    case $1 in
        --prefix)
            [ $# -gt 1 ] || fail '--prefix needs a directory' 2
            prefix=$2
            shift
            ;;
        --prefix=*) prefix=${1#*=} ;;
        --dry-run) dry=yes ;;
        -h | --help)
            usage
            exit 0
            ;;
        *) fail "unknown argument: $1 (see install.sh --help)" 2 ;;
    esac
    shift
done
case $prefix in
    /*) ;;
    *) prefix=$(pwd -P)/$prefix ;;
esac
prefix=${prefix%/}
root=${DESTDIR:-}
root=${root%/}

here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
home=$prefix/share/muster
list=$home/installed
[ -r "$here/lib/muster-supervisor.jar" ] || fail "$here is no distribution of Muster: lib/muster-supervisor.jar is missing"
[ "$here" != "$(readlink -m "$root$home")" ] || fail "$here is the installation itself: unpack a tarball elsewhere, and run its install.sh"
if [ -e "$root$home/lib/muster-supervisor.jar" ] && [ ! -e "$root$list" ]; then
    fail "$home is there and does not come from install.sh, but from a package perhaps: remove that first, or choose another --prefix"
fi
# Whether it can be written to is seen at the nearest directory that exists.
nearest=$root$prefix
while [ ! -e "$nearest" ]; do nearest=$(dirname "$nearest"); done
[ -n "$dry" ] || [ -w "$nearest" ] || fail "$nearest cannot be written to: run it as root, or choose a --prefix, such as ~/.local"

umask 022
[ -n "$dry" ] || [ -z "$root" ] || mkdir -p "$root"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
: >"$scratch/new"
[ ! -e "$root$list" ] || cp "$root$list" "$scratch/old"
[ -e "$scratch/old" ] || : >"$scratch/old"

act() {
    [ -z "$dry" ] || printf '%s %s\n' "$1" "$root$2"
    [ -z "$dry" ]
}

# A directory and those above it that are missing; only these are ours to remove again.
directory() {
    if [ "$1" = / ] || [ -d "$root$1" ]; then
        return
    fi
    directory "$(dirname "$1")"
    # In a dry run it is still missing when the next file comes.
    if ! grep -qxF "$1/" "$scratch/new"; then
        printf '%s/\n' "$1" >>"$scratch/new"
        ! act 'make the directory' "$1" || mkdir "$root$1"
    fi
}

# Never written into: a JVM that runs has it open.
file() {
    directory "$(dirname "$2")"
    printf '%s\n' "$2" >>"$scratch/new"
    mode=644
    [ ! -x "$1" ] || mode=755
    if [ -f "$root$2" ] && [ ! -h "$root$2" ] && cmp -s "$1" "$root$2"; then
        return
    fi
    if act 'install' "$2"; then
        cp "$1" "$root$2.new"
        chmod $mode "$root$2.new"
        touch -r "$1" "$root$2.new"
        mv -f "$root$2.new" "$root$2"
    fi
    changed=$((changed + 1))
}

changed=0
find "$here" -type f ! -path "$here/share/*" ! -path "$here/lib/archive/*" ! -path "$here/install.sh" ! -path "$here/installed" >"$scratch/tree"
LC_ALL=C sort -o "$scratch/tree" "$scratch/tree"
while IFS= read -r source; do
    file "$source" "$home/${source#"$here/"}"
done <"$scratch/tree"
file "$here/share/man/man1/muster.1" "$prefix/share/man/man1/muster.1"
file "$here/share/man/man5/muster.conf.5" "$prefix/share/man/man5/muster.conf.5"
file "$here/share/bash-completion/completions/muster" "$prefix/share/bash-completion/completions/muster"
file "$here/share/zsh/site-functions/_muster" "$prefix/share/zsh/site-functions/_muster"
file "$here/share/fish/vendor_completions.d/muster.fish" "$prefix/share/fish/vendor_completions.d/muster.fish"

directory "$prefix/bin"
printf '%s\n' "$prefix/bin/muster" >>"$scratch/new"
if [ "$(readlink "$root$prefix/bin/muster" || true)" != ../share/muster/bin/muster ]; then
    [ ! -e "$root$prefix/bin/muster" ] || [ -h "$root$prefix/bin/muster" ] || fail "$root$prefix/bin/muster is there and no link: move it away"
    ! act 'link' "$prefix/bin/muster" || ln -sfn ../share/muster/bin/muster "$root$prefix/bin/muster"
fi

# The jars of every build have the same date: a JVM could take the archived classes of the old ones for those of the new ones.
if [ $changed -gt 0 ] && [ -e "$root$home/lib/archive" ]; then
    ! act 'remove' "$home/lib/archive" || rm -rf "$root$home/lib/archive"
fi
# What the former version had and this one has not, but for directories, which are ours as before.
LC_ALL=C sort -u "$scratch/new" >"$scratch/sorted"
LC_ALL=C sort -u "$scratch/old" | LC_ALL=C comm -23 - "$scratch/sorted" >"$scratch/gone"
while IFS= read -r path; do
    case $path in
        */) printf '%s\n' "$path" >>"$scratch/sorted" ;;
        *) ! act 'remove' "$path" || rm -f "$root$path" ;;
    esac
done <"$scratch/gone"

# The configuration belongs to the host from the first day on: it is not in the list, and never overwritten.
case $prefix/ in
    /usr/* | /opt/*)
        if [ ! -e "$root/etc/muster/muster.conf" ] && act 'install' /etc/muster/muster.conf; then
            mkdir -p "$root/etc/muster"
            cp "$here/conf/muster.conf" "$root/etc/muster/muster.conf"
        fi
        ;;
esac
[ -z "$dry" ] || exit 0
printf '%s\n' "$list" >>"$scratch/sorted"
LC_ALL=C sort -u "$scratch/sorted" >"$root$list.new"
mv -f "$root$list.new" "$root$list"

if [ $changed = 0 ]; then
    echo "$prefix/bin/muster is this version already"
elif [ -s "$scratch/old" ]; then
    echo "$prefix/bin/muster is replaced; a master that runs goes on with the former version until: muster reexec"
else
    echo "installed; see $list for what is where"
    echo "  $prefix/bin/muster run                the fleet in the foreground"
    echo "  $prefix/bin/muster service install    as a service of systemd"
fi
