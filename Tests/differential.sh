#!/bin/sh
# Compares the library with the reference decoder in reference.py on random bodies; builds the library first, unless
# JOBSTATUS_LIBRARY or JOBSTATUS_BUILD names one. Prints "differential: N bodies, D differences" last.
#
#     sh Tests/differential.sh BODIES [--seed S]
#
# SPDX-License-Identifier: Apache-2.0
set -eu
root=$(dirname "$0")/..
[ $# -gt 0 ] || { echo "usage: sh Tests/differential.sh BODIES [--seed S]" >&2; exit 2; }
[ -n "${JOBSTATUS_LIBRARY:-}${JOBSTATUS_BUILD:-}" ] || sh "$root/cmake/build.sh"
exec python3 "$root/Tests/differential.py" "$@"
