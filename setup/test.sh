#!/bin/sh
# Runs every test. Every part runs even if an earlier one failed; a folder that does not exist yet is named.
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

python_tests
conversation_tests
loud_part "make check" sh setup/check.sh
browser_tests
finish test
