#!/bin/sh
# Builds everything and runs all tests; prints "N passed, N failed" last.
#
#     sh Tests/run.sh
#
#   1. swift test: the inside of the core, as ordinary Swift.
#   2. Cases, C ABI, grammar, tool and binary, on the shipped build: Embedded Swift, optimised.
#   3. Cases and C ABI once more, on a build that is not optimised: there an overflow or an index out of range traps.
#   4. Cases, C ABI and grammar on a build for processors that have no code of their own, which may take twice as long.
#
# It needs a Swift 6.3 toolchain with its clang on the PATH, gcc, g++, binutils, valgrind, libabigail, the sources of
# locales, make, pkg-config, mandoc, the headers of libcurl, and Python 3; CMake, Ninja, Meson and pytest come from PyPI
# where the system has none.
#
# SPDX-License-Identifier: Apache-2.0
set -u
cd "$(dirname "$0")/.."
. Tests/building.sh
results=build/test-results
rm -rf "$results"
mkdir -p "$results"

# Runs a command under a name. Its result is what it leaves in results/NAME.xml; one that leaves nothing has failed.
step() {
    name=$1
    shift
    printf '\n== %s ==\n' "$name"
    "$@" || echo "$name: exit status $?"
}

test_with_swift() {
    swift build -c release && swift test --xunit-output "$results/swift.xml" || return
    # Swift Testing has a file of its own; the other one is of XCTest, which has no tests here.
    mv "$results/swift-swift-testing.xml" "$results/swift.xml"
}

run_pytest() {
    name=$1
    shift
    build/tests/bin/python -m pytest -q -p no:cacheprovider --junitxml="$results/$name.xml" "$@"
}

run_pytest_on_debug_build() {
    sh cmake/build.sh Debug build/debug || return
    JOBSTATUS_BUILD=build/debug run_pytest debug Tests/test_cases.py Tests/test_abi.py
}

run_pytest_on_portable_build() {
    sh cmake/build.sh Release build/portable -DJOBSTATUS_PORTABLE=ON || return
    JOBSTATUS_BUILD=build/portable JOBSTATUS_MOST_GROWTH=1.0 run_pytest portable Tests/test_cases.py Tests/test_abi.py \
        Tests/test_conformance.py Tests/test_instructions.py
}

for tool in gcc g++ readelf valgrind abidiff localedef flock make pkg-config mandoc curl-config; do
    command -v "$tool" > /dev/null 2>&1 ||
        fail "no $tool found: on Debian, apt-get install gcc g++ binutils valgrind abigail-tools locales util-linux make pkg-config mandoc libcurl4-openssl-dev"
done
sh cmake/build.sh || exit 1
set_up_pytest

step swift test_with_swift
step release run_pytest release Tests
step debug run_pytest_on_debug_build
step portable run_pytest_on_portable_build

python3 Tests/summary.py "$results" swift release debug portable
