#!/bin/sh
# Fuzzes the library with libFuzzer and AddressSanitizer; prints "fuzz: N executions, C crashes" last.
#
#     sh Tests/fuzz.sh SECONDS [JOBS]      1 job unless told otherwise
#
# Everything is made in build/fuzz: the library, the harness (fuzz/*.c), the seeds and the dictionary (fuzz/seeds.py).
# What was found to be worth keeping stays in build/fuzz/corpus, so a later run goes on where this one ends. An input
# that breaks something is left in build/fuzz/found, and the exit status is 1.
#
# It needs a Swift 6.3 toolchain, whose clang it uses, flock of util-linux, and Python 3; pytest comes from PyPI into
# build/tests.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."
. Tests/building.sh
folder=build/fuzz
logs=$folder/logs-$$
longest=512 # bytes of an input: what is longer takes longer and shows little that is new

need_counts "sh Tests/fuzz.sh SECONDS [JOBS]" "${1:-}" "${2:-1}"
seconds=$1
jobs=${2:-1}

# The two sanitizers in one flag: of two flags only one counts.
build_library() {
    compile_core Sources/JobStatus "$folder/jobstatus.o" -O -g -sanitize=fuzzer,address
    "$tools/llvm-nm" "$folder/jobstatus.o" > "$folder/symbols"
    grep -q __asan_report "$folder/symbols" || fail "AddressSanitizer is not in the library"
    grep -q __sanitizer_cov "$folder/symbols" || fail "libFuzzer's coverage is not in the library"
    stop_tracing_comparisons
}

# What bytes are compared with, libFuzzer need not find out: it is in the dictionary. Each run takes a quarter longer
# with it. No option of the compiler takes it out again, so the calls go to a function that does nothing.
stop_tracing_comparisons() {
    set --
    for kind in cmp1 cmp2 cmp4 cmp8 const_cmp1 const_cmp2 const_cmp4 const_cmp8 switch; do
        set -- "$@" --redefine-sym "__sanitizer_cov_trace_$kind=fuzz_comparison"
    done
    "$tools/llvm-objcopy" "$@" "$folder/jobstatus.o"
}

# The harness is not instrumented for coverage: only what the library does makes an input worth keeping.
build_harness() {
    set --
    for source in Tests/fuzz/*.c; do
        [ "$source" != Tests/fuzz/replay.c ] || continue
        object=$folder/$(basename "$source" .c)-harness.o
        "$tools/clang" -std=c11 -O2 -g -Wall -Wextra -Werror -fsanitize=address -I include -c "$source" -o "$object"
        set -- "$@" "$object"
    done
    "$tools/clang" -fsanitize=fuzzer,address -fuse-ld=lld "$@" "$folder/jobstatus.o" -o "$folder/fuzz"
}

# A harness that says one byte too much belongs to the body must be caught, and otherwise not.
check_itself() {
    log=$folder/self-check.log
    input=$folder/overread/truncated
    "$folder/fuzz" "$input" > "$log" 2>&1 || fail "the input of the self-check breaks without it: $log"
    if JOBSTATUS_FUZZ_OVERREAD=1 "$folder/fuzz" "$input" > "$log" 2>&1; then
        fail "a planted over-read goes unnoticed"
    fi
    grep -q 'AddressSanitizer: heap-buffer-overflow' "$log" || fail "a planted over-read is something else: $log"
}

run_job() {
    exec "$folder/fuzz" -dict="$folder/jobstatus.dict" -max_len="$longest" -timeout=20 -max_total_time="$seconds" \
        -entropic=0 -reduce_inputs=0 -print_final_stats=1 -artifact_prefix="$folder/found/" \
        "$folder/corpus" "$folder/seeds" > "$1" 2>&1
}

# What a job has found, and how to have it once more.
report() {
    grep -E '^jobstatus fuzz: |ERROR: (AddressSanitizer|libFuzzer)' "$1" || tail -n 5 "$1"
    input=$(sed -n 's/.*Test unit written to //p' "$1")
    echo "fuzz: log $1, to reproduce: $folder/fuzz ${input:-(no input was left)}"
}

make_everything() {
    build_library
    build_harness
    build/tests/bin/python Tests/fuzz/seeds.py "$folder"
    check_itself
}

mkdir -p "$folder/corpus" "$folder/found"
find_tools
set_up_pytest
# Leaks are none of a library that does not allocate; the harness allocates all the time, and stacks of that are slow.
export ASAN_OPTIONS=detect_leaks=0:malloc_context_size=0:detect_stack_use_after_return=0:quarantine_size_mb=1
export ASAN_SYMBOLIZER_PATH="$tools/llvm-symbolizer"
(
    flock 9 # two runs share the folder
    make_everything
) 9> "$folder/lock"

rm -rf "$logs"
mkdir "$logs"
pids=
number=0
while [ "$number" -lt "$jobs" ]; do
    number=$((number + 1))
    run_job "$logs/job-$number.log" &
    pids="$pids $!"
done
# shellcheck disable=SC2086 # The ids are words.
trap 'kill $pids 2> /dev/null; exit 1' INT TERM

number=0
crashes=0
for pid in $pids; do
    number=$((number + 1))
    if ! wait "$pid"; then
        crashes=$((crashes + 1))
        report "$logs/job-$number.log"
    fi
done
grep 'cov:' "$logs/job-1.log" | tail -n 1
executions=$(awk '/^stat::number_of_executed_units:/ { sum += $2 } END { print sum + 0 }' "$logs"/job-*.log)
echo "fuzz: $executions executions, $crashes crashes"
[ "$crashes" -eq 0 ] && [ "$executions" -gt 0 ] || exit 1
rm -r "$logs"
