#!/bin/sh
# Sets up the Python contenders: json of the standard library, orjson and msgspec from PyPI in a virtual environment.
# Leaves build/benchmarks/python-worker.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/../../.."
folder=build/benchmarks/python

fail() {
    echo "benchmarks: $1" >&2
    exit 1
}

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null ||
    fail "the Python contenders need Python 3.11 or newer, whose datetime reads all of RFC 3339"
if ! "$folder/bin/python" -c 'import msgspec, orjson' 2> /dev/null; then
    python3 -m venv --clear "$folder" ||
        fail "python3 cannot make a virtual environment: install its venv module (on Debian the package python3-venv)"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check msgspec orjson ||
        fail "msgspec and orjson cannot be had from PyPI"
fi

# -B: nothing compiled is left beside the sources.
cat > build/benchmarks/python-worker << END
#!/bin/sh
exec "$PWD/$folder/bin/python" -B "$PWD/Tests/Benchmarks/python/worker.py"
END
chmod +x build/benchmarks/python-worker
