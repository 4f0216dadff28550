#!/bin/sh
# Installs Debian packages when that needs no question: as root, or with a sudo that asks for no password.
# Usage: apt_install.sh PACKAGE...
set -eu

command -v apt-get >/dev/null 2>&1 || exit 1
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true >/dev/null 2>&1; then
    as_root="sudo -n"
else
    exit 1
fi

echo "Installing $* with apt-get (up to a minute) ..."
# shellcheck disable=SC2086  # as_root is nothing, or two words
$as_root apt-get update -qq >/dev/null 2>&1 </dev/null || true # an old list of packages may do
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 </dev/null
