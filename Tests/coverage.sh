#!/bin/sh
# How much of the core the tests reach that call it as a program does, through the C ABI; prints "coverage: P % of
# lines" last.
#
#     sh Tests/coverage.sh
#
# It counts the tests that say themselves what must come of a body or a call: the golden cases and test_abi.py. The
# grammar's runner, the reference decoder and the fuzzer reach no line that these do not.
#
# The exit status is 1 where less than 99 % of the lines are reached, and where coverage/unreached.md does not list
# exactly the regions that are not: coverage/report.py compares. A region is what Swift counts: a block, or a part of a
# line that is not always run, as behind `guard ... else` or `&&`. It is finer than a line, and every branch has one.
#
# Everything is made in build/coverage. It needs a Swift 6.3 toolchain, whose clang and LLVM tools it uses, and Python
# 3; pytest comes from PyPI into build/tests.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."
. Tests/building.sh
folder=build/coverage

# A test may end a child process by a crash or by _exit, so each count goes at once to a file that all processes share.
# The compiler then has to find the counters anew in each process, and to count atomically.
build_library() {
    compile_core Sources/JobStatus "$folder/jobstatus.o" -Onone -profile-generate -profile-coverage-mapping \
        -Xllvm -runtime-counter-relocation -Xllvm -instrprof-atomic-counter-update-all
    link_core "$folder/jobstatus.o" "$folder/libjobstatus.so" -fprofile-instr-generate
}

build_tool() {
    "$tools/clang" -std=c11 -O2 -Wall -Wextra -Werror -fuse-ld=lld -I include Sources/Tool/*.c -L "$folder" \
        -ljobstatus -Wl,-rpath,"$PWD/$folder" -o "$folder/jobstatus"
}

# Without the test that reads a body tens of thousands of times: it takes longer than all others, and reaches no more.
run_tests() {
    JOBSTATUS_BUILD=$folder LLVM_PROFILE_FILE=$PWD/$folder/%m%c.profraw \
        build/tests/bin/python -m pytest -q -p no:cacheprovider Tests/test_cases.py Tests/test_abi.py --deselect \
        Tests/test_abi.py::test_the_record_is_valid_after_every_cut_and_change_of_a_body > "$folder/tests.log" 2>&1 ||
        { cat "$folder/tests.log" >&2 && fail "the tests fail on the build that counts"; }
}

find_tools
set_up_pytest
rm -rf "$folder"
mkdir -p "$folder"
build_library
build_tool
run_tests
"$tools/llvm-profdata" merge -o "$folder/counts" "$folder"/*.profraw
"$tools/llvm-cov" export "$folder/libjobstatus.so" -instr-profile="$folder/counts" |
    "$tools/swift-demangle" --compact --simplified > "$folder/export.json"
python3 Tests/coverage/report.py "$folder/export.json"
