#!/bin/sh
# Prints the folder of PostgreSQL's programs, for the tests: Debian's newest, one on PATH, else from apt.
set -eu
cd "$(dirname "$0")/.."

# Debian keeps them off PATH, one folder for each version. The folder can be set, so that this can be tested.
debians=${NSCP_POSTGRES_VERSIONS:-/usr/lib/postgresql}

installed() {
    newest=$(find "$debians" -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    [ -n "$newest" ] || newest=$(command -v initdb) || return 1
    dirname "$newest"
}

from_apt() {
    sh setup/apt_install.sh postgresql >&2 && installed
}

installed || from_apt || {
    echo "No PostgreSQL was found for its tests: install Debian's package postgresql, then try again." >&2
    exit 1
}
