# Sourced by check.sh and test.sh: runs the parts of a check one after another, says how each went, and counts.
# shellcheck shell=sh

passed=0
failed=0

# Usage: part NAME COMMAND... . Its output is shown only if it fails.
part() {
    name=$1
    shift
    log=$(mktemp)
    if "$@" >"$log" 2>&1 </dev/null; then
        echo "ok      $name"
        passed=$((passed + 1))
    else
        cat "$log"
        echo "FAILED  $name"
        failed=$((failed + 1))
    fi
    rm -f "$log"
}

# The same for a command whose output is worth seeing either way.
loud_part() {
    name=$1
    shift
    echo "------  $name"
    if "$@" </dev/null; then
        passed=$((passed + 1))
    else
        echo "FAILED  $name"
        failed=$((failed + 1))
    fi
}

not_yet() {
    echo "not yet $1: it comes with a later part of the project"
}

# The last line has the form that CI reads; it counts parts, not single tests.
finish() {
    echo "$1: $passed passed, $failed failed"
    [ "$failed" = 0 ]
}
