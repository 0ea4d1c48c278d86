#!/bin/sh
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
#
# count_tests.sh REPORT...: "PASSED FAILED SKIPPED", summed over reports of `ctest --output-junit`.
# A report that is not there, or has no tests in it, counts as one failure.

set -eu

# attribute NAME REPORT: of the head of the report, where CTest writes one attribute a line.
attribute() { sed -n "s/^[[:space:]]*$1=\"\([0-9][0-9]*\)\".*/\1/p" "$2" | head -n 1; }

passed=0 failed=0 skipped=0
for report in "$@"; do
    tests=''
    [ -r "$report" ] && tests=$(attribute tests "$report")
    if [ "${tests:-0}" -eq 0 ]; then
        failed=$((failed + 1))
        continue
    fi
    bad=$(attribute failures "$report")
    out=$(($(attribute skipped "$report") + $(attribute disabled "$report")))
    passed=$((passed + tests - bad - out))
    failed=$((failed + bad))
    skipped=$((skipped + out))
done
echo "$passed $failed $skipped"
