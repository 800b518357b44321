#!/bin/sh
# Installs the named Debian packages as root or through sudo; says what to do where neither is possible.
set -eu

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Please install with the package manager of this system: $*" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    become=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    become="sudo -n"
else
    echo "Please run as root, then try again: apt-get install $*" >&2
    exit 1
fi

install() {
    $become env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@"
}

echo "Installing from Debian: $* ..." >&2
# The lists of a fresh machine may be absent or old: refresh them only when the first try fails.
install "$@" >/dev/null 2>&1 || { $become apt-get update --quiet >/dev/null && install "$@" >/dev/null; }
