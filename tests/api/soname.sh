#!/bin/sh
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
#
# soname.sh LIBRARY SONAME [ALLOWED]: the library has this SONAME, which names the file beside it, and
# needs no BLAS, OpenMP or NVIDIA library at load time, but for one whose name begins with ALLOWED.

set -eu

library=$1 wanted=$2 allowed=${3:-none}

soname=$(objdump -p "$library" | awk '$1 == "SONAME" {print $2}')
if [ "$soname" != "$wanted" ]; then
    echo "SONAME: got '$soname', wanted '$wanted'" >&2
    exit 1
fi
if [ ! -e "$(dirname "$library")/$soname" ]; then
    echo "no $soname beside $library" >&2
    exit 1
fi
needed=$(objdump -p "$library" | awk '$1 == "NEEDED" {print $2}')
if echo "$needed" | grep -v "^$allowed" | grep -E 'blas|omp|cuda|^libnv|gtest'; then
    echo "needs a library that users would have to bring" >&2
    exit 1
fi
echo "$soname needs: $(echo "$needed" | paste -s -d ' ')"
