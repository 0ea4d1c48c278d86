#!/bin/sh
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
#
# From an empty machine to a trained embedding, or to a tested library:
#
#   sh cmake/setup.sh demo      build, install into build/prefix, train the digits example with it
#   sh cmake/setup.sh test      build, run the tests, build programs against the installed package
#   sh cmake/setup.sh packages  print the system packages that these need, install nothing
#   sh cmake/setup.sh install SET...   install packages only; SET: build demo test bench docs lint fuzz
#                               pip
#
# System packages that are missing are installed with apt (through sudo, unless run by root);
# everything else stays in the folder build/. Run again, it does only what is left to do. The CUDA
# backend is built where there is a CUDA toolkit, 13.0 or later.
#
#   CUXENT_CUDA_TOOLKIT=pip fetch that toolkit into build/ from the Python package index
#   CUXENT_SKIP_INSTALL=1   install nothing: everything needed is there, apt or no apt
#   CUXENT_CMAKE_OPTIONS    more options for CMake, such as -DCUXENT_CUDA=OFF
#   CUXENT_JOBS=N           compile and test with N processes (default: one per processor)

set -eu

packages_build="g++ cmake ninja-build libopenblas-openmp-dev libhwy-dev"
packages_demo="libcli11-dev python3 python3-matplotlib bible-kjv"
packages_test="libgtest-dev libcli11-dev pkg-config binutils python3 python3-numpy"
packages_bench="libbenchmark-dev"
packages_docs="doxygen"
packages_lint="clang-format clang-tidy shellcheck git"
packages_fuzz="clang libclang-rt-dev"
packages_pip="python3-venv"

# The CUDA toolkit in pip's packages: compilers, runtime, headers of CUB and cuBLAS. All of one release,
# since pip would join this nvcc with the newest of the others. The first release of CUDA 13: PTX of a
# later one is refused by the drivers before it.
toolkit_release="13.0"
toolkit_packages="nvidia-cuda-nvcc nvidia-cuda-crt nvidia-nvvm nvidia-cuda-runtime nvidia-cuda-cccl nvidia-cublas"

root=$(cd "$(dirname "$0")/.." && pwd)
build="$root/build/release"
toolkit_python="$root/build/cuda-toolkit"
prefix="$root/build/prefix"
jobs=${CUXENT_JOBS:-$(nproc 2>/dev/null || echo 2)}
log=/dev/null
hint=''
export CMAKE_GENERATOR=Ninja  # of the projects that name none: make is not installed

say() { printf '%s\n' "$*"; }
stop() {
    printf 'setup.sh: %s\n' "$*" >&2
    exit 1
}

# step TITLE COMMAND...: runs quietly; what it printed is in the log, and shown if it failed.
step() {
    title=$1
    shift
    printf '%-52s' "$title"
    began=$(date +%s)
    printf '\n== %s\n' "$*" >>"$log"
    code=0
    "$@" >>"$log" 2>&1 </dev/null || code=$?
    if [ "$code" -ne 0 ]; then
        printf ' FAILED\n\n'
        tail -n 40 "$log"
        printf '\n'
        [ -z "$hint" ] || printf '%s\n\n' "$hint"
        stop "\"$title\" failed; all of it is in $log"
    fi
    printf ' ok (%d s)\n' $(($(date +%s) - began))
}

package_set() {
    case $1 in
        build) say "$packages_build" ;;
        demo) say "$packages_build $packages_demo" ;;
        test) say "$packages_build $packages_test" ;;
        bench) say "$packages_build $packages_bench" ;;
        docs) say "$packages_docs" ;;
        lint) say "$packages_lint" ;;
        fuzz) say "$packages_build $packages_fuzz" ;;
        pip) say "$packages_pip" ;;
        *) stop "no package set \"$1\"; there are: build demo test bench docs lint fuzz pip" ;;
    esac
}

# What to do where apt, or the right to use it, is missing.
stop_with_list() {
    {
        say "setup.sh: $1"
        say ""
        say "cuXent needs these packages of Debian 12 or Ubuntu 24.04, or what corresponds to them:"
        say "$2" | sed 's/^/  /'
        say ""
        say "Once they are there: CUXENT_SKIP_INSTALL=1 sh cmake/setup.sh ..."
    } >&2
    exit 1
}

# os_release KEY: its value, without quotes, "" if there is none.
os_release() { sed -n "s/^$1=//p" /etc/os-release | tr -d "\"'"; }

# check_system PACKAGES: refuses a system known to be too old, and says so of one not tried.
check_system() {
    id=unknown version='' name='this system'
    if [ -r /etc/os-release ]; then
        id=$(os_release ID)
        version=$(os_release VERSION_ID)
        name=$(os_release PRETTY_NAME)
    fi
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        stop_with_list "$name has no apt: install what is needed by hand." "$1"
    fi
    case $id:$version in
        debian:[1-9] | debian:1[01] | ubuntu:1?.* | ubuntu:2[0-3].*)
            stop_with_list "$name is too old: Debian 12 or Ubuntu 24.04 at least." "$1" ;;
        debian:* | ubuntu:*) ;;
        *) say "$name has not been tried; going on, since it has apt." ;;
    esac
}

# install_packages SET...: what is missing of these sets, and only then apt.
install_packages() {
    for set_name in "$@"; do package_set "$set_name" >/dev/null; done
    [ "${CUXENT_SKIP_INSTALL:-0}" != 1 ] || return 0
    wanted=$(for set_name in "$@"; do package_set "$set_name"; done | tr ' ' '\n' | sort -u)
    check_system "$wanted"
    missing=''
    for package in $wanted; do
        state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$state" = installed ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0

    as_root=''
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || stop_with_list \
            "not root, and there is no sudo. As root: apt-get install$missing" "$wanted"
        as_root=sudo
        sudo -v || stop_with_list "sudo refused. As root: apt-get install$missing" "$wanted"
    fi
    say "Installing with apt:$missing"
    # An unreachable extra source must not stop what the others can deliver: install decides.
    step "  package lists" sh -c "$as_root apt-get -q update || true"
    [ "$id" != ubuntu ] || hint="On Ubuntu some of these are in \"universe\". Where that is off:
  apt-get install software-properties-common && add-apt-repository universe"
    # shellcheck disable=SC2086  # two lists of words
    step "  packages" $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qy --no-install-recommends install $missing
    hint=''
}

start_log() {
    mkdir -p "$root/build"
    log="$root/build/setup-$1.log"
    : >"$log"
}

# fetch_toolkit: the CUDA toolkit in a Python environment of its own, and from then on before any
# other. pip leaves alone what is there already.
fetch_toolkit() {
    "$toolkit_python/bin/python" -m pip --version >/dev/null 2>&1 ||
        step "Making a Python environment" python3 -m venv --clear "$toolkit_python"
    pinned=''
    for package in $toolkit_packages; do pinned="$pinned $package==$toolkit_release.*"; done
    # shellcheck disable=SC2086  # a list of words
    step "Fetching the CUDA toolkit $toolkit_release with pip" \
        "$toolkit_python/bin/python" -m pip install --no-cache-dir --no-compile $pinned
    toolkit=$("$toolkit_python/bin/python" -c 'import sysconfig
print(sysconfig.get_path("purelib"))')/nvidia/cu13
    # The packages hold what programs load (libcudart.so.13), not the names that linkers look for.
    ln -sfn lib "$toolkit/lib64"
    for library in "$toolkit"/lib/lib*.so.*; do
        ln -sf "${library##*/}" "${library%.so.*}.so"
    done
    export PATH="$toolkit/bin:$PATH" CUDACXX="$toolkit/bin/nvcc"
}

# configure TITLE BUILD CMAKE_OPTION...
configure() {
    title=$1 folder=$2
    shift 2
    # CMake cannot go from one CUDA compiler, or none, to another and keep the other options.
    if [ "$toolkit_source" = pip ] && [ -e "$folder/CMakeCache.txt" ] &&
        ! grep -q "^CMAKE_CUDA_COMPILER:.*=$CUDACXX\$" "$folder/CMakeCache.txt"; then
        set -- --fresh "$@"
    fi
    step "$title" cmake -B "$folder" "$@"
}

configure_library() {
    if [ "$toolkit_source" = pip ]; then
        fetch_toolkit
        # What is installed in build/prefix finds cuBLAS here too.
        set -- -DCUXENT_CUDA=ON "-DCMAKE_INSTALL_RPATH=$toolkit/lib" "$@"
    fi
    # shellcheck disable=SC2086  # a list of options
    configure "Configuring" "$build" -S "$root" --preset release \
        -DCUXENT_BENCH=OFF "$@" ${CUXENT_CMAKE_OPTIONS:-}
    sed -n -e 's/^-- cuXent: \(CUDA .*\)/  with \1/p' \
        -e 's/^-- cuXent: \(CPU build (no .*\)/  \1: CUXENT_CUDA_TOOLKIT=pip fetches one/p' "$log"
}

install_library() {
    step "Building the library" cmake --build "$build" -j "$jobs" --target cuxent
    step "Installing into build/prefix" cmake --install "$build" --prefix "$prefix"
}

# The system's Python has the package; another one may stand before it in PATH.
python_that_draws() {
    for python in python3 /usr/bin/python3; do
        if "$python" -c 'import matplotlib' 2>/dev/null; then break; fi
    done
    say "$python"
}

demo() {
    install_packages demo ${toolkit_source:+pip}
    configure_library -DCUXENT_TESTS=OFF -DCUXENT_EXAMPLES=OFF
    install_library
    configure "Configuring the example with that package" "$root/build/examples" -S "$root/examples" \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix"
    step "Building the example" cmake --build "$root/build/examples" -j "$jobs"

    results="$root/build/digits"
    say "Training:"
    "$root/build/examples/digits/train_digits" --out "$results" --require-margin 20 </dev/null ||
        stop "train_digits failed"
    step "Drawing" "$(python_that_draws)" "$root/examples/digits/plot.py" "$results"
    say ""
    say "Results are in $results:"
    # shellcheck disable=SC2012  # names of our own making
    ls "$results" | sed 's/^/  /'
}

run_tests() {
    install_packages test ${toolkit_source:+pip}
    configure_library -DCUXENT_TESTS=ON -DCUXENT_EXAMPLES=ON
    step "Building library, examples and tests" cmake --build "$build" -j "$jobs"
    step "Installing into build/prefix" cmake --install "$build" --prefix "$prefix"

    say "Testing (details in $log)"
    report="$build/tests.xml"
    failures=0
    rm -f "$report"
    (cd "$root" && ctest --preset release -j "$jobs" --output-junit "$report") \
        >>"$log" 2>&1 </dev/null || failures=1
    counts=$(sh "$root/cmake/count_tests.sh" "$report")
    passed=${counts%% *} failed=${counts#* } failed=${failed%% *} skipped=${counts##* }
    if [ "$failures" -ne 0 ]; then
        sed -n '/tests passed, /,$p' "$log"
        [ "$failed" -gt 0 ] || failed=1
    fi

    say "Building and running programs against the installed package"
    if sh "$root/tests/consumer/run.sh" "$prefix" >>"$log" 2>&1 </dev/null; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        tail -n 40 "$log"
    fi
    say "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}

toolkit_source=${CUXENT_CUDA_TOOLKIT:-}
case $toolkit_source in
    '' | pip) ;;
    *) stop "CUXENT_CUDA_TOOLKIT: got \"$toolkit_source\", wanted pip, or nothing for the one that is there" ;;
esac

case ${1:-} in
    demo)
        start_log demo
        demo
        ;;
    test)
        start_log test
        run_tests
        ;;
    packages)
        for set_name in demo test ${toolkit_source:+pip}; do package_set "$set_name"; done | tr ' ' '\n' | sort -u
        ;;
    install)
        shift
        [ $# -gt 0 ] || stop "install what? SET: build demo test bench docs lint pip"
        start_log install
        install_packages "$@"
        ;;
    *)
        sed -n '5,21s/^# \{0,1\}//p' "$0"
        [ "${1:-}" = --help ] || [ "${1:-}" = -h ] || exit 2
        ;;
esac
