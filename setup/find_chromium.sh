#!/bin/sh
# Prints the path of a Chromium that runs, for the browser tests: one on PATH, else from apt, else Playwright's own.
set -eu
cd "$(dirname "$0")/.."

# Ubuntu's chromium-browser is a stub that only says to install a snap, so each candidate is run.
on_path() {
    for name in chromium chromium-browser google-chrome; do
        if found=$(command -v "$name") && "$found" --version >/dev/null 2>&1 </dev/null; then
            echo "$found"
            return 0
        fi
    done
    return 1
}

from_apt() {
    sh setup/apt_install.sh chromium >&2 && on_path
}

from_playwright() {
    [ -x .venv-tools/bin/playwright ] || return 1
    echo "Fetching Playwright's Chromium (about a minute) ..." >&2
    .venv-tools/bin/playwright install --with-deps chromium >/dev/null 2>&1 </dev/null ||
        .venv-tools/bin/playwright install chromium >/dev/null 2>&1 </dev/null || return 1
    found=$(.venv-tools/bin/python setup/playwright_chromium.py) && "$found" --version >/dev/null 2>&1 && echo "$found"
}

on_path || from_apt || from_playwright || {
    echo "No Chromium was found for the browser tests: install Debian's chromium or Google Chrome, then try again." >&2
    exit 1
}
