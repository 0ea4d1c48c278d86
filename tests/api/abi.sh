#!/bin/sh
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
#
# abi.sh [--renew] COMPILER BASELINE INCLUDE_FOLDER...: what the C headers declare is what the baseline
# says: every function, structure, enumeration and constant, without comments. Nobody changes the ABI
# without saying so: with --renew the baseline is written anew, and the change is there to be reviewed.

set -eu

renew=0
[ "$1" != --renew ] || { renew=1; shift; }
compiler=$1 baseline=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The system's types are known by name.
for header in stddef.h stdint.h; do : >"$folder/$header"; done
options="-I$folder"
for include in "$@"; do options="$options -I$include"; done
{
    # shellcheck disable=SC2086  # options are several words
    echo '#include <cuxent/cuxent.h>' | "$compiler" -x c -E -P -nostdinc -U__GNUC__ $options - |
        tr '\n' ' ' | sed 's/__attribute__((visibility("default")))//g; s/  */ /g; s/( /(/g
            s/ \([;{]\)/\1/g; s/\([;{,]\) /\1\n/g'
    echo
    sed -n 's/^\(#define CUXENT_[A-Z_]* .*\)/\1/p' "$1"/cuxent/*.h |
        grep -vE 'CUXENT_(API|NOEXCEPT|ENUM|[A-Z]*_H)\b'
} | sed 's/^ *//; s/ *$//' | grep . >"$folder/now"

if [ "$renew" -eq 1 ]; then
    cp "$folder/now" "$baseline"
elif ! diff -u "$baseline" "$folder/now"; then
    echo "the C ABI has changed (- baseline, + now). If that is meant: raise the version as" >&2
    echo "CHANGELOG.md says, and write the baseline anew with" >&2
    echo "    sh $0 --renew $compiler $baseline $*" >&2
    exit 1
fi
echo "$(wc -l <"$folder/now") lines of declarations, as in the baseline"
