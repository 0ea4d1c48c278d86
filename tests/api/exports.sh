#!/bin/sh
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
#
# exports.sh LIBRARY HEADER...: the library shows exactly the functions that the headers declare.

set -eu

library=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

sed -n 's/^CUXENT_API .*\(cuxent[A-Z][A-Za-z]*\)(.*/\1/p' "$@" | LC_ALL=C sort >"$folder/declared"
nm -D --defined-only "$library" | awk '{print $NF}' | sed 's/@.*//' | LC_ALL=C sort >"$folder/shown"

[ -s "$folder/declared" ] || { echo "no function found in $*" >&2; exit 1; }
if ! diff -u "$folder/declared" "$folder/shown"; then
    echo "exports of $library differ from the declarations in $* (- declared, + exported)" >&2
    exit 1
fi
echo "$(wc -l <"$folder/shown") functions, all declared and no other"
