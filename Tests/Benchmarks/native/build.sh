#!/bin/sh
# Fetches the C and C++ peers and builds the native worker with all of them, once for baseline x86-64 and once for this
# machine. Leaves build/benchmarks/native-worker and build/benchmarks/native-worker-march, and in build/benchmarks/sizes
# one small library for each peer.
#
#     sh Tests/Benchmarks/native/build.sh LIBRARY_FOLDER     the folder of the libjobstatus.so to measure
#
# yyjson, simdjson and RapidJSON are the C and C++ sources in source packages of PyPI, the others packages of Debian.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/../../.."
. Tests/building.sh
library=$1
here=Tests/Benchmarks/native
base=build/benchmarks
find_tools

# fetch PACKAGE FILE: the folder of the file in the package's sources, in the variable `found`.
fetch() {
    found=$(find "$base/sources" -path "*/$1-*" -name "$2" 2> /dev/null | head -n 1)
    if [ -z "$found" ]; then
        echo "Fetching the sources of $1"
        mkdir -p "$base/sources"
        [ -x "$base/venv/bin/pip" ] || python3 -m venv --clear "$base/venv" ||
            fail "python3 cannot make a virtual environment: install its venv module (on Debian python3-venv)"
        "$base/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
            --dest "$base/downloads" "$1" || fail "the source package $1 cannot be had from PyPI"
        tar -xzf "$base/downloads/$1"-*.tar.gz -C "$base/sources"
        found=$(find "$base/sources" -path "*/$1-*" -name "$2" | head -n 1)
        [ -n "$found" ] || fail "no $2 in the source package $1"
    fi
    found=$(dirname "$found")
}

# need_packages PACKAGE...: those of Debian that are not there are installed, or named.
need_packages() {
    missing=
    for package in "$@"; do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) || state=unknown
        [ "$state" = installed ] || missing="$missing $package"
    done
    [ -z "$missing" ] && return
    [ "$(id -u)" = 0 ] || fail "not installed:$missing; run: apt-get install$missing"
    apt-get install -y -q $missing > "$base/apt.log" 2>&1 || fail "cannot install$missing: see $base/apt.log"
}

# The clang of the Swift toolchain takes apart "cold" code and compiles it for size, and much of yyjson and simdjson
# with it: that is put off.
optimised="-O3 -DNDEBUG -Xclang -fno-split-cold-code -fPIC -ffunction-sections -fdata-sections"
as_cpp="-std=c++20"
warnings="-Wall -Wextra -Werror"

# build_worker NAME FLAG...: all sources with these flags, as a worker of that name.
build_worker() {
    worker=$1
    shift
    objects=$base/objects-$worker
    mkdir -p "$objects"
    is_old "$objects/yyjson.o" "$yyjson" &&
        "$tools/clang" -std=c11 $optimised "$@" -c "$yyjson/yyjson.c" -o "$objects/yyjson.o"
    is_old "$objects/simdjson.o" "$simdjson" &&
        "$tools/clang++" $as_cpp $optimised "$@" -c "$simdjson/simdjson.cpp" -o "$objects/simdjson.o"
    for source in "$here"/*.cpp; do
        object=$objects/worker-$(basename "$source" .cpp).o
        is_old "$object" "$source" "$here"/*.h include || continue
        "$tools/clang++" $as_cpp $optimised $warnings "$@" -Iinclude -isystem "$yyjson" -isystem "$simdjson" \
            -isystem "$rapidjson" -c "$source" -o "$object"
    done
    "$tools/clang++" -fuse-ld=lld "$objects"/*.o -o "$base/$worker" -L "$library" -ljobstatus -lcjson -ljansson
}

# is_old FILE SOURCE...: there is none, or one of these is newer.
is_old() {
    file=$1
    shift
    [ ! -e "$file" ] || [ -n "$(find "$@" -newer "$file")" ]
}

# link_reader NAME FILE...: what a program carries that reads these bodies with this peer: the peer and the code that
# maps it to the fields, without what nobody calls. libstdc++ and libc are not counted.
link_reader() {
    reader=$base/sizes/$1.so
    objects=$base/objects-native-worker
    name=$1
    shift
    "$tools/clang++" -shared -fuse-ld=lld -Wl,--gc-sections -Wl,--strip-all "-Wl,--version-script=$base/sizes/exports" \
        "$objects/worker-$name.o" "$@" -o "$reader"
}

[ -e "$library/libjobstatus.so" ] || fail "no libjobstatus.so in $library"
mkdir -p "$base"
fetch yyjson yyjson.c
yyjson=$found
fetch pysimdjson simdjson.cpp
simdjson=$found
# Of Debian's RapidJSON, the last that was released, no present compiler takes the headers.
fetch python_rapidjson document.h
rapidjson=$(dirname "$found")
need_packages nlohmann-json3-dev libcjson-dev libjansson-dev

build_worker native-worker
build_worker native-worker-march -march=native
"$tools/clang" -std=c11 -O2 $warnings -fPIC -shared "$here/allocations.c" -o "$base/allocations.so"

mkdir -p "$base/sizes"
echo '{ global: *add_*; local: *; };' > "$base/sizes/exports"
link_reader yyjson "$base/objects-native-worker/yyjson.o"
link_reader simdjson "$base/objects-native-worker/simdjson.o"
link_reader rapidjson
link_reader nlohmann
for peer in cjson jansson; do
    link_reader "$peer" "-l$peer"
    cp -L "$("$tools/clang" -print-file-name="lib$peer.so")" "$base/sizes/$peer-library.so"
done
strip -o "$base/sizes/jobstatus.so" "$library/libjobstatus.so"
