#!/bin/sh
# Measures jobstatus beside other readers of JSON and prints their times as ratios: see README.md.
#
#     sh Tests/Benchmarks/run.sh [--quick] [--json FILE] [--rounds N] [--sets NAME,...]
#
# JOBSTATUS_BUILD names the folder of another libjobstatus.so than that in build/, which is then not built.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/../.."
. Tests/building.sh
library=${JOBSTATUS_BUILD:-build}
log=build/benchmarks/build.log
mkdir -p build/benchmarks

for option; do
    case $option in -h | --help) exec python3 -B Tests/Benchmarks/benchmark.py --help ;; esac
done
# Wrong options are told before anything is fetched or built. -B: nothing compiled is left beside the sources.
python3 -B Tests/Benchmarks/benchmark.py "$library" "$@" --check
[ -n "${JOBSTATUS_BUILD:-}" ] || sh cmake/build.sh
sh Tests/Benchmarks/native/build.sh "$library"

# A peer that cannot be had is told and left out: the measurements of the others are as good without it.
for peer in python go swift; do
    rm -f "build/benchmarks/$peer-worker"
    sh "Tests/Benchmarks/$peer/build.sh" > "$log" 2>&1 ||
        echo "MISSING: the contenders of $peer cannot be built: $(tail -n 1 "$log")" >&2
done

exec python3 -B Tests/Benchmarks/benchmark.py "$library" "$@"
