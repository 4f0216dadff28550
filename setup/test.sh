#!/bin/sh
# Runs every test. Every part runs even if an earlier one failed; a folder that does not exist yet is named.
#
# Two lanes run side by side: most tests wait for one server, and CI has two processors. `sh setup/test.sh pages` runs one.
set -eu
cd "$(dirname "$0")/.."
. setup/parts.sh

has_tests() {
    [ -n "$(find "$1" -name "$2" 2>/dev/null | head -n 1)" ]
}

python_tests() {
    found=
    for folder in tests/unit tests/nlu tests/system; do
        if has_tests "$folder" 'test_*.py'; then found="$found $folder"; else not_yet "$folder"; fi
    done
    # shellcheck disable=SC2086  # a list of folders
    [ -z "$found" ] || loud_part "tests of the parts" .venv/bin/python -m pytest $found
}

# Without --e2e the understanding is not tested; without --fail-on-prediction-errors a failed story counts as passed.
conversation_tests() {
    if ! has_tests tests/conversations '*.yml'; then
        not_yet tests/conversations
        return
    fi
    part "conversations" .venv/bin/rasa test core --e2e --stories tests/conversations \
        --fail-on-prediction-errors --out reports/conversations --quiet
}

browser_tests() {
    if ! has_tests tests/browser 'test_*.py'; then
        not_yet tests/browser
        return
    fi
    if CHROMIUM=$(sh setup/find_chromium.sh); then
        export CHROMIUM
        loud_part "the pages in a real browser" .venv-tools/bin/python -m pytest tests/browser
    else
        failed=$((failed + 1))
    fi
}

lane() {
    case $1 in
    parts)
        python_tests
        loud_part "make check" sh setup/check.sh
        ;;
    pages)
        conversation_tests
        browser_tests
        ;;
    *)
        echo "setup/test.sh: there is no lane $1; say parts or pages, or nothing for both" >&2
        exit 2
        ;;
    esac
    finish "$1"
}

# What the first lane prints would run into the second's, so it is kept until both are done. A lane that broke off has not
# printed its counts, and is a failure. xargs, because Ctrl+C does not reach what a shell has put in the background.
both_lanes() {
    printed=$(mktemp -d)
    trap 'rm -rf "$printed"' EXIT
    # shellcheck disable=SC2016  # $0 is for the inner shell
    printf '%s\n' parts pages | xargs -P 2 -I LANE sh -c '
        sh setup/test.sh LANE 2>&1 | if [ LANE = pages ]; then tee "$0/LANE"; else cat >"$0/LANE"; fi' "$printed" || true
    cat "$printed/parts"
    for name in parts pages; do
        counts=$(sed -n "s/^$name: \([0-9]*\) passed, \([0-9]*\) failed\$/\1 \2/p" "$printed/$name")
        : "${counts:=0 1}"
        passed=$((passed + ${counts% *}))
        failed=$((failed + ${counts#* }))
    done
    finish test
}

if [ $# -gt 0 ]; then lane "$1"; else both_lanes; fi
