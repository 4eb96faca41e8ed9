#!/bin/sh
# Compares the library with the reference decoder in reference.py on random bodies; builds the library first, unless
# JOBSTATUS_LIBRARY or JOBSTATUS_BUILD names one. Prints "differential: N bodies, D differences" last.
#
#     sh Tests/differential.sh BODIES [--seed S]
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."
. Tests/building.sh
need_counts "sh Tests/differential.sh BODIES [--seed S]" "${1:-}"
[ -n "${JOBSTATUS_LIBRARY:-}${JOBSTATUS_BUILD:-}" ] || sh cmake/build.sh
exec python3 Tests/differential.py "$@"
