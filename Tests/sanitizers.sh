#!/bin/sh
# Runs the C programs of the tests under AddressSanitizer and UndefinedBehaviorSanitizer, on a core that is built with
# AddressSanitizer too, and under valgrind on the shipped library; prints "sanitizers: N programs, E errors" last.
#
#     sh Tests/sanitizers.sh
#
# The programs are the checks of the fuzzer on its seeds (fuzz/), the conformance set of JSON (conformance/), and the
# tool on all golden cases. Everything is made in build/sanitizers, but for the shipped library: build/libjobstatus.so,
# or that in the folder that JOBSTATUS_BUILD names.
#
# It needs a Swift 6.3 toolchain, whose clang it uses, a C compiler, valgrind and Python 3; pytest comes from PyPI.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."
. Tests/building.sh
folder=build/sanitizers
shipped=${JOBSTATUS_BUILD:-build}
programs=0
errors=0

# check NAME COMMAND...: one that fails, or prints an error of a sanitizer, is an error.
check() {
    name=$1
    log=$folder/$name.log
    shift
    programs=$((programs + 1))
    if "$@" > "$log" 2>&1; then
        echo "$name: $(tail -n 1 "$log")"
    else
        echo "$name: exit status $?, in $log:"
        errors=$((errors + 1))
        tail -n 20 "$log"
    fi
}

# notices NAME COMMAND...: a command that reads one byte too much, which must fail with the message that it is so.
notices() {
    name=$1
    log=$folder/$name.log
    shift
    if "$@" > "$log" 2>&1; then
        fail "$name: a planted over-read goes unnoticed"
    fi
    grep -E -q 'AddressSanitizer: heap-buffer-overflow|Invalid read of size' "$log" || fail "$name: see $log"
}

build_with_sanitizers() {
    compile_core Sources/JobStatus "$folder/jobstatus.o" -O -g -sanitize=address
    "$tools/llvm-nm" "$folder/jobstatus.o" | grep -q __asan_report || fail "AddressSanitizer is not in the library"
    set -- -std=gnu11 -O1 -g -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all \
        -fuse-ld=lld -I include "$folder/jobstatus.o"
    # shellcheck disable=SC2046 # The names of the sources are words.
    "$tools/clang" "$@" $(replay_sources) -o "$folder/replay"
    "$tools/clang" "$@" Tests/conformance/conformance.c -o "$folder/conformance"
    "$tools/clang" "$@" Sources/Tool/*.c -o "$folder/jobstatus"
}

build_for_valgrind() {
    set -- -std=gnu11 -O1 -g -Wall -Wextra -Werror -I include
    # shellcheck disable=SC2046 # The names of the sources are words.
    cc "$@" $(replay_sources) "$shipped/libjobstatus.so" -o "$folder/replay-shipped"
    cc "$@" Tests/conformance/conformance.c "$shipped/libjobstatus.so" -o "$folder/conformance-shipped"
}

run_with_sanitizers() {
    notices asan-self-check "$folder/replay" "$folder/overread" 1
    check asan-fuzz "$folder/replay" "$folder/seeds"
    check asan-conformance "$folder/conformance" Tests/conformance/accept.txt Tests/conformance/reject.txt
    check asan-tool env JOBSTATUS_TOOL="$folder/jobstatus" build/tests/bin/python -m pytest -q -p no:cacheprovider \
        Tests/test_cases.py Tests/test_tool.py
}

run_under_valgrind() {
    set -- valgrind --quiet --error-exitcode=9 --leak-check=full
    notices valgrind-self-check "$@" "$folder/replay-shipped" "$folder/overread" 1
    check valgrind-fuzz "$@" "$folder/replay-shipped" "$folder/seeds"
    check valgrind-conformance "$@" "$folder/conformance-shipped" "$folder/accept.txt" "$folder/reject.txt"
}

command -v valgrind > /dev/null 2>&1 || fail "no valgrind found: install it (on Debian the package valgrind)"
[ -n "${JOBSTATUS_BUILD:-}" ] || sh cmake/build.sh
find_tools
set_up_pytest
mkdir -p "$folder/overread"
build_with_sanitizers
build_for_valgrind
build/tests/bin/python Tests/fuzz/seeds.py "$folder"
select_cases 20 "$folder" # all of them would take minutes under valgrind

LD_LIBRARY_PATH=$shipped${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
run_with_sanitizers
run_under_valgrind
echo "sanitizers: $programs programs, $errors errors"
[ "$errors" -eq 0 ]
