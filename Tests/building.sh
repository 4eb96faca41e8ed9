# What the test scripts share, to be read with `.` from the root of the project: the toolchain, pytest, and builds of
# the core with other flags than those of CMakeLists.txt, for sanitizers, coverage and mutants.
#
# SPDX-License-Identifier: Apache-2.0

fail() {
    echo "$(basename "$0" .sh): $1" >&2
    exit 1
}

# need_counts USAGE NUMBER...: ends with the usage where one of the numbers is none, or is 0.
need_counts() {
    usage=$1
    shift
    for number in "$@"; do
        case $number in
            '' | *[!0-9]* | 0*) fail "usage: $usage" ;;
        esac
    done
}

# Sets `tools` to the folder of the Swift toolchain's clang and LLVM tools: the runtime of a sanitizer or of coverage
# must be of the compiler that put it in.
find_tools() {
    command -v swiftc > /dev/null 2>&1 || fail "no Swift compiler found: see cmake/build.sh"
    tools=$(swiftc -print-target-info | python3 -c 'import json, os, sys
print(os.path.realpath(json.load(sys.stdin)["paths"]["runtimeResourcePath"] + "/../../bin"))')
    [ -x "$tools/clang" ] || fail "no clang in $tools"
}

# pytest from PyPI, in build/tests.
set_up_pytest() {
    build/tests/bin/python -m pytest --version > /dev/null 2>&1 && return
    echo "Setting up pytest in build/tests"
    python3 -m venv --clear build/tests &&
        build/tests/bin/python -m pip install --quiet --disable-pip-version-check pytest || fail "no pytest"
}

# compile_core SOURCES OBJECT FLAG...: the core as one object of Embedded Swift, as CMakeLists.txt compiles it.
compile_core() {
    core=$1
    object=$2
    shift 2
    find "$core" -name '*.swift' -exec swiftc -swift-version 6 -enable-experimental-feature Embedded -wmo \
        -parse-as-library -no-allocations "$@" -module-name JobStatus -I include -c -o "$object" {} +
}

# link_core OBJECT LIBRARY FLAG...: an object of the core as a shared library that exports what the shipped one does.
link_core() {
    object=$1
    library=$2
    shift 2
    "$tools/clang" -shared -fuse-ld=lld -Wl,--version-script=cmake/jobstatus.map -Wl,-z,defs -Wl,--gc-sections \
        -Wl,-soname,libjobstatus.so "$@" "$object" -o "$library"
}

# replay_sources: the C files of the fuzzer's checks as a program without libFuzzer.
replay_sources() {
    find Tests/fuzz -name '*.c' ! -name fuzz.c
}

# select_cases EVERY FOLDER: one in EVERY cases of the conformance set, and none of the deepest, which take longest.
select_cases() {
    for file in accept reject; do
        grep -v -E '^(#|$|too-deep)' "Tests/conformance/$file.txt" | grep -v '1024' |
            awk -v every="$1" 'NR % every == 1' > "$2/$file.txt"
    done
}
