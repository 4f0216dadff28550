#!/bin/sh
# Checks code, data and text. Every part runs even if an earlier one failed.
set -eu
cd "$(dirname "$0")/.."
. setup/parts.sh

# mypy takes third-party types from .venv, where the product runs; the stubs for PyYAML are a tool, not product.
types() {
    stubs=.venv-tools/stubs
    mkdir -p "$stubs"
    ln -sfn "$PWD"/.venv-tools/lib/python3.10/site-packages/yaml-stubs "$stubs/yaml"
    folders=
    for folder in nscp assistant actions console tools; do
        [ -z "$(find "$folder" -name '*.py' 2>/dev/null | head -n 1)" ] || folders="$folders $folder"
    done
    # shellcheck disable=SC2086  # a list of folders
    MYPYPATH=$stubs .venv-tools/bin/mypy --python-executable .venv/bin/python $folders
}

widget_types() {
    sh setup/make_node_modules.sh || return
    (cd widget && node_modules/.bin/tsc)
}

part "ruff check" .venv-tools/bin/ruff check
part "ruff format" .venv-tools/bin/ruff format --check
part "imports point one way" .venv/bin/python setup/check_imports.py
part "mypy" types
if command -v npm >/dev/null 2>&1; then
    part "the widget's types (tsc)" widget_types
else
    echo "not run the widget's types: there is no Node.js on this machine (see nodejs.org)"
fi
part "yamllint" .venv-tools/bin/yamllint --no-warnings .
part "rasa data validate" .venv/bin/rasa data validate
loud_part "answers, examples and rules (nscp.check)" .venv/bin/python -m nscp.check
.venv/bin/python setup/count_code.py
finish check
