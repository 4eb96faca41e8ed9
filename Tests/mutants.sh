#!/bin/sh
# Changes conditions and constants of the core, one at a time, and counts how many of the changes the tests notice;
# prints "mutants: K of N killed" last. The exit status is 1 where more than a twentieth survive.
#
#     sh Tests/mutants.sh [COUNT [JOBS]]      300 mutants, 2 at a time, unless told otherwise
#
# Everything is made in build/mutants. The same mutants are drawn every time, from all files: see mutants.py.
#
# It needs a Swift 6.3 toolchain, whose clang it uses, a C compiler and Python 3; pytest comes from PyPI.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."
. Tests/building.sh
folder=build/mutants

# What mutants.py calls for each: FOLDER/core becomes FOLDER/libjobstatus.so.
link_mutant() {
    compile_core "$1/core" "$1/jobstatus.o" -O
    link_core "$1/jobstatus.o" "$1/libjobstatus.so"
}

# The checks are built once, against the library as it is; a mutant's comes from LD_LIBRARY_PATH.
build_checks() {
    link_mutant "$folder/original"
    # shellcheck disable=SC2046 # The names of the sources are words.
    cc -std=gnu11 -O2 -I include $(replay_sources) "$folder/original/libjobstatus.so" \
        -o "$folder/replay"
    cc -std=gnu11 -O2 -I include Tests/conformance/conformance.c "$folder/original/libjobstatus.so" \
        -o "$folder/conformance"
    cc -std=gnu11 -O2 -I include Sources/Tool/*.c "$folder/original/libjobstatus.so" -o "$folder/jobstatus"
    build/tests/bin/python Tests/fuzz/seeds.py "$folder"
    select_cases 5 "$folder"
}

find_tools
if [ "${1:-}" = --link ]; then
    link_mutant "$2"
    exit
fi
need_counts "sh Tests/mutants.sh [COUNT [JOBS]]" "${1:-300}" "${2:-2}"
set_up_pytest
rm -rf "$folder"
mkdir -p "$folder/original"
cp -r Sources/JobStatus "$folder/original/core"
build_checks
exec build/tests/bin/python Tests/mutants.py "${1:-300}" "${2:-2}"
