#!/bin/sh
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
#
# soname.sh LIBRARY SONAME: the library has this SONAME, which names the file beside it, and needs
# no BLAS, OpenMP or CUDA library at load time.

set -eu

library=$1 wanted=$2

soname=$(objdump -p "$library" | awk '$1 == "SONAME" {print $2}')
if [ "$soname" != "$wanted" ]; then
    echo "SONAME: got '$soname', wanted '$wanted'" >&2
    exit 1
fi
if [ ! -e "$(dirname "$library")/$soname" ]; then
    echo "no $soname beside $library" >&2
    exit 1
fi
needed=$(objdump -p "$library" | awk '$1 == "NEEDED" {print $2}' | paste -s -d ' ')
if echo "$needed" | grep -E 'blas|gomp|omp|cuda|cublas|gtest'; then
    echo "needs a library that users would have to bring" >&2
    exit 1
fi
echo "$soname needs: $needed"
