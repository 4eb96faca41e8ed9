# SPDX-License-Identifier: Apache-2.0
"""Compares the header with what earlier versions promised to compiled programs, and stores what a new version adds.

    python3 Tests/abi/baseline.py

stores baseline-VERSION.abi beside this file, VERSION being the newest one in layout.txt that has a function or a
member. It is to be run where something was added, and refuses where anything else has changed: a baseline that was
released is never replaced.

A baseline is what libabigail's abidw reads in the debug information of a stub, a library with every function of the
header (variants.py). abidiff compares them and must find nothing at all: its ways to let additions pass would let pass
members of another type, and in another order, as well. So additions are taken out of the header first, by the versions
in layout.txt.

The stub is compiled without the C library's stdint.h, and architectures are not compared: so neither the compiler, its
options nor the processor make a difference.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

import header  # noqa: E402
from abi import promised, variants  # noqa: E402

STUB_OPTIONS = ["-std=c11", "-g", "-shared", "-fPIC", "-ffreestanding", "-nostdlib"]
# What would differ from one computer, and from one line of the header, to the next.
DESCRIBE = ["abidw", "--no-architecture", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs"]
# Harmless to abidiff are the names of members and the signs of parameters.
COMPARE = ["abidiff", "--no-architecture", "--harmless"]
ABIDIFF_FAILED = 1 | 2
PACKAGES = {"abidw": "abigail-tools", "abidiff": "abigail-tools", "readelf": "binutils"}

ACCEPT = """
If this only adds: give the header a new version, add lines with that version to Tests/layout.txt, functions also to
cmake/jobstatus.map, and run: python3 Tests/abi/baseline.py
Anything else breaks programs that were built against version {version} (P9).
"""


class BaselineError(Exception):
    """The ABI is not what it should be, or cannot be compared."""


def run(command, text=None):
    """A finished command; what is needed and not there is named with the Debian package that has it."""
    name = str(command[0])
    if not shutil.which(name):
        raise BaselineError(f"{name} is not there: install the Debian package {PACKAGES.get(name, name)}")
    return subprocess.run([str(word) for word in command], input=text, capture_output=True, text=True, check=False)


def compile_stub(text, folder, compiler=("gcc",)):
    """A library with every function of this header."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "jobstatus.h").write_text(text, encoding="utf-8")
    (folder / "stub.c").write_text(variants.stub(text), encoding="utf-8")
    library = folder / "stub.so"
    done = run([*compiler, *STUB_OPTIONS, f"-I{folder}", folder / "stub.c", "-o", library])
    if done.returncode != 0:
        raise BaselineError(f"the header does not compile:\n{done.stderr}")
    return library


def describe(stub):
    """What abidw says of a stub, without where it lay."""
    done = run([*DESCRIBE, stub])
    if done.returncode != 0:
        raise BaselineError(f"abidw: {done.stderr}")
    return re.sub(r" path='[^']*stub\.c'", " path='stub.c'", done.stdout)


def compare(baseline, stub):
    """What abidiff finds, empty where it finds nothing."""
    done = run([*COMPARE, baseline, stub])
    if done.returncode & ABIDIFF_FAILED:
        raise BaselineError(f"abidiff: {done.stdout}{done.stderr}")
    return done.stdout if done.returncode else ""


def stored(folder=FOLDER):
    """Version and file of each baseline."""
    return {promised.version_of(path.stem[len("baseline-"):]): path for path in sorted(folder.glob("baseline-*.abi"))}


def path_of(version, folder=FOLDER):
    return folder / f"baseline-{promised.version_text(version)}.abi"


def check(text, listed, version, baseline, folder, compiler=("gcc",)):
    """Fails where the header, without what came after that version, is not what its baseline says."""
    report = compare(baseline, compile_stub(variants.as_of(text, listed, version), folder, compiler))
    if report:
        raise BaselineError(report + ACCEPT.format(version=promised.version_text(version)))


def store(text, listed, folder=FOLDER):
    """Stores the newest version's baseline beside those of the earlier ones, once they all hold."""
    newest = listed.binary_versions()[-1]
    target = path_of(newest, folder)
    with tempfile.TemporaryDirectory() as scratch:
        for version, baseline in stored(folder).items():
            check(text, listed, version, baseline, pathlib.Path(scratch))
        if target.exists():
            raise BaselineError(f"{target.name} is there and holds: nothing was added")
        target.write_text(describe(compile_stub(text, pathlib.Path(scratch))), encoding="utf-8")
    return target


if __name__ == "__main__":
    try:
        print(f"stored {store(header.HEADER, promised.LIST)}")
    except BaselineError as error:
        sys.exit(str(error))
