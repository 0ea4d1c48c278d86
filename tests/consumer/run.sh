#!/bin/sh
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
#
# run.sh PREFIX: builds and runs the projects beside this file against the cuXent installed there:
# CMake with C++ and C, CMake with C alone, pkg-config with C++ and C.

set -eu

if [ $# -ne 1 ] || [ ! -d "$1" ]; then
    echo "usage: $0 PREFIX, a folder where cuXent is installed" >&2
    exit 2
fi
prefix=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cmake_consumer() {
    echo "-- $1"
    cmake -S "$here/$1" -B "$folder/$1" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release
    cmake --build "$folder/$1"
    (cd "$folder/$1" && ctest --output-on-failure --no-tests=error)
}

pkg_config_consumer() {
    echo "-- pkg-config"
    for directory in "$prefix"/lib/pkgconfig "$prefix"/lib64/pkgconfig "$prefix"/lib/*/pkgconfig; do
        if [ -e "$directory/cuxent.pc" ]; then export PKG_CONFIG_PATH="$directory"; fi
    done
    cflags=$(pkg-config --cflags cuxent)
    libs=$(pkg-config --libs cuxent)
    # Shared and self-contained, whether or not someone asks for a static link.
    for flag in $libs $(pkg-config --libs --static cuxent); do
        case $flag in
            -lcuxent | -L*) ;;
            *) echo "cuxent.pc makes its users link $flag" >&2; exit 1 ;;
        esac
    done
    run_path=-Wl,-rpath,$(pkg-config --variable=libdir cuxent)
    # shellcheck disable=SC2086  # flags are lists of words
    "${CXX:-c++}" -std=c++17 -Wall -Wextra -Wpedantic -Werror $cflags "$here/nt_xent.cpp" \
        -o "$folder/nt_xent_cpp" $libs "$run_path"
    # shellcheck disable=SC2086
    "${CC:-cc}" -std=c99 -Wall -Wextra -Wpedantic -Werror $cflags "$here/nt_xent.c" \
        -o "$folder/nt_xent_c" $libs -lm "$run_path"
    "$folder/nt_xent_cpp"
    "$folder/nt_xent_c"
}

cmake_consumer cmake_cxx
cmake_consumer cmake_c
pkg_config_consumer

archives=$(find "$prefix/lib" "$prefix/lib64" -name 'libcuxent*.a' 2>/dev/null || true)
if [ -n "$archives" ]; then
    echo "a static library was installed: $archives" >&2
    exit 1
fi
echo "consumers of $prefix: all right"
