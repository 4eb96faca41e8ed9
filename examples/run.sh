#!/bin/sh
# Builds the library and the tool, and shows what they make of every sample response.
#
#     sh examples/run.sh
#
# A sample's name tells the HTTP status it came with: error-not-found.404.json. Lists are read as lists.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."

mkdir -p build
echo "Building the library and the tool in build/"
sh cmake/build.sh > build/build.log 2>&1 || { cat build/build.log >&2; exit 1; }

http_status() {
    echo "$1" | sed -n 's/.*\.\([1-5][0-9][0-9]\)\.[a-z]*$/\1/p'
}

for folder in examples/responses/*/; do
    vendor=$(basename "$folder")
    printf '\n== %s ==\n' "$vendor"
    for sample in "$folder"*; do
        set -- --format table
        [ "$vendor" = not-json ] || set -- "$@" --vendor "$vendor"
        status=$(http_status "$sample")
        [ -z "$status" ] || set -- "$@" --http-status "$status"
        case $(basename "$sample") in
            list*) set -- "$@" --list ;;
        esac
        printf '\n%s\n' "$sample"
        # A body that is no job is shown too, and no reason to stop.
        build/jobstatus "$@" "$sample" || [ $? -eq 1 ]
    done
done
