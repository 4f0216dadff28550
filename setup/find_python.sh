#!/bin/sh
# Prints the path of a working Python 3.10, the newest that Rasa runs on. Looks for `python3.10`, then under pyenv, then
# lets uv fetch one into the checkout's own .uv folder.
set -eu
cd "$(dirname "$0")/.."

# pyenv leaves a `python3.10` on PATH that fails when it is run, and Debian's comes without ensurepip, which makes
# environments: only running a candidate tells.
works() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1 </dev/null
}

on_path() {
    found=$(command -v python3.10) && works "$found" && echo "$found"
}

under_pyenv() {
    for found in "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.10*/bin/python3.10; do
        if works "$found"; then
            echo "$found"
            return 0
        fi
    done
    return 1
}

through_uv() {
    uv=$(sh setup/find_uv.sh) || return 1
    export UV_PYTHON_INSTALL_DIR="$PWD/.uv/python" UV_PYTHON_PREFERENCE=only-managed
    echo "Fetching Python 3.10 into .uv (about 20 seconds) ..." >&2
    "$uv" --no-config python install --quiet 3.10 >/dev/null 2>&1 </dev/null || return 1
    found=$("$uv" --no-config python find --system 3.10 2>/dev/null </dev/null) && works "$found" && echo "$found"
}

# Ubuntu 22.04's own Python 3.10 lacks only a package; looking for uv may have added it, so PATH is tried again.
on_path || under_pyenv || through_uv || on_path || {
    echo "No working Python 3.10 was found: install python3.10 with python3.10-venv (Ubuntu 22.04)," \
        "run \`pyenv install 3.10\`, or put uv on PATH, then try again." >&2
    exit 1
}
