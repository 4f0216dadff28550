#!/bin/sh
# Resolves requirements*.in into the hashed locks. Needs the network. No index address is written.
set -eu
cd "$(dirname "$0")/.."

uv=$(sh setup/find_uv.sh)

# Ready-made wheels only, so that installing runs nobody's build script; randomname (Rasa needs it) has none to offer.
# uv writes these two options in an order that pip reads differently, hence our own header.
resolve() {
    name=$1
    python=$2
    shift 2
    echo "Resolving $name.in (about 15 seconds) ..."
    "$uv" pip compile --quiet --no-config --python-version "$python" --only-binary :all: "$@" --generate-hashes \
        --no-annotate --no-header --no-emit-index-url --output-file "$name.new" "$name.in" >/dev/null
    {
        echo "# Made from $name.in by \`make lock\`; edit that file, not this one."
        echo "--only-binary :all:"
        [ "$name" != requirements ] || echo "--no-binary randomname"
        cat "$name.new"
    } >"$name.lock"
    rm "$name.new"
}

resolve requirements 3.10 --no-binary randomname --overrides requirements.overrides
resolve requirements-tools 3.10
resolve requirements-console 3.13
