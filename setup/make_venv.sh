#!/bin/sh
# Makes an environment from a hashed lock, or does nothing if it was made from this very lock.
# Usage: make_venv.sh FOLDER LOCK HOW_LONG
set -eu
cd "$(dirname "$0")/.."

folder=$1
lock=$2
how_long=$3
# Written last, so an environment whose making was interrupted has none and is made again.
stamp=$folder/made-from
wanted=$(sha256sum "$lock" | cut -d ' ' -f 1)

# Every Python of the environment sets these, also one that is started without make.
give_settings() {
    mkdir -p "$folder/lib/python3.10/site-packages"
    cp setup/settings.pth "$folder/lib/python3.10/site-packages/nscp_settings.pth"
}

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && "$folder/bin/python" -c '' >/dev/null 2>&1; then
    give_settings
    exit 0
fi

python=$(sh setup/find_python.sh)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Runs a command without its output, which is shown if the command fails.
quietly() {
    "$@" >"$log" 2>&1 </dev/null && return
    cat "$log" >&2
    echo "Making $folder failed; the lines above say why. Run the same command to try again." >&2
    exit 1
}

# --no-build-isolation: what has to be built is built with the locked setuptools, not with one fetched unchecked.
install() {
    quietly "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps \
        --require-hashes --no-build-isolation --use-pep517 --no-compile --requirement "$1"
}

echo "Making $folder with $("$python" --version) (5 seconds) ..."
rm -rf "$folder"
quietly "$python" -m venv "$folder"

echo "Installing $(grep -c '^[a-z].*==' "$lock") packages from $lock ($how_long) ..."
if grep -q '^setuptools==' "$lock"; then
    awk '/^setuptools==/ { wanted = 1 } wanted { print } wanted && !/\\$/ { exit }' "$lock" >"$folder/setuptools.lock"
    install "$folder/setuptools.lock"
fi
install "$lock"

# pip compiles on one core; this uses all of them and leaves out the packages' own tests. A package may carry files
# for another Python, which do not compile: that is not an error.
echo "Compiling $folder (up to 20 seconds) ..."
"$folder/bin/python" -m compileall -q -j 0 -x '/tests?/' "$folder/lib" >"$log" 2>&1 </dev/null || true

give_settings
echo "$wanted" >"$stamp"
