#!/bin/sh
# Builds the worker of Foundation's JSONDecoder: ordinary Swift, optimised, with the toolchain that builds the library.
# Leaves build/benchmarks/swift-worker.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/../../.."
mkdir -p build/benchmarks
# Linked statically, Foundation is about a tenth faster; the linker warns of a function in it that is not called here.
swiftc -O -whole-module-optimization -swift-version 6 -parse-as-library -static-stdlib -use-ld=lld \
    -Xlinker --no-warnings -module-name Worker -o build/benchmarks/swift-worker Tests/Benchmarks/swift/*.swift
