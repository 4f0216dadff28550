#!/bin/sh
# Prints the path of uv: the one on PATH, or one installed with the system's python3 into the checkout's own .uv folder.
set -eu
cd "$(dirname "$0")/.."

private=$PWD/.uv/bin/uv

if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
    command -v uv
    exit 0
fi
if [ ! -x "$private" ] || ! "$private" --version >/dev/null 2>&1; then
    # Debian and Ubuntu ship python3 without the part that makes environments.
    python3 -c 'import ensurepip' >/dev/null 2>&1 || sh setup/apt_install.sh python3-venv >&2 || exit 1
    echo "Installing uv into .uv (about 10 seconds) ..." >&2
    rm -rf .uv/bin .uv/lib
    {
        python3 -m venv .uv &&
            .uv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
                --requirement setup/uv.lock
    } >/dev/null 2>&1 || exit 1
fi
echo "$private"
