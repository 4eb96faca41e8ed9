#!/bin/sh
# Builds the library and the tool, with what it needs for that: a Swift toolchain, which must be there, and CMake and
# Ninja, from the system or else from PyPI into build/tools.
#
#     sh cmake/build.sh [CONFIGURATION [FOLDER [OPTION...]]]      Release into build/ unless told otherwise
#
# Options are those of CMake: -DJOBSTATUS_PORTABLE=ON leaves out what one processor family alone can do.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."
configuration=${1:-Release}
folder=${2:-build}
[ $# -gt 2 ] && shift 2 || set --

fail() {
    echo "jobstatus: $1" >&2
    exit 1
}

command -v swiftc > /dev/null 2>&1 ||
    fail "no Swift compiler found: install the Swift 6.3 toolchain from https://www.swift.org/install and put its bin folder on the PATH"
swift_version=$(swiftc --version 2> /dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
case $swift_version in
    [0-5].* | 6.[0-2]) fail "Swift $swift_version is too old: install the Swift 6.3 toolchain from https://www.swift.org/install" ;;
esac
command -v python3 > /dev/null 2>&1 || fail "no python3 found: install Python 3.9 or newer"

# Answers whether the system's CMake knows how to build Swift libraries as whole modules.
has_cmake() {
    command -v cmake > /dev/null 2>&1 &&
        cmake --version | python3 -c 'import re, sys
sys.exit(tuple(map(int, re.findall(r"\d+", sys.stdin.readline())[:2])) < (3, 29))'
}

if ! has_cmake || ! command -v ninja > /dev/null 2>&1; then
    # They are tried and not just looked for: a virtual environment does not survive that its folder is moved.
    if ! build/tools/bin/cmake --version > /dev/null 2>&1 || ! build/tools/bin/ninja --version > /dev/null 2>&1; then
        echo "Setting up CMake and Ninja in build/tools"
        python3 -m venv --clear build/tools ||
            fail "python3 cannot make a virtual environment: install its venv module (on Debian the package python3-venv)"
        build/tools/bin/python -m pip install --quiet --disable-pip-version-check 'cmake>=3.29' ninja ||
            fail "CMake and Ninja cannot be had from PyPI: install CMake 3.29 or newer and Ninja"
    fi
    PATH=$PWD/build/tools/bin:$PATH
fi

mkdir -p "$folder"
cmake -G Ninja -B "$folder" -DCMAKE_BUILD_TYPE="$configuration" "$@" > "$folder/configure.log" 2>&1 || {
    cat "$folder/configure.log" >&2
    exit 1
}
cmake --build "$folder"
