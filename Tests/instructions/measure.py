# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions that the library takes for bodies of the benchmarks, and stores them.

    python3 Tests/instructions/measure.py

writes figures.txt beside this file anew, from the library in build/ (JOBSTATUS_LIBRARY and JOBSTATUS_BUILD name others,
as in conftest.py). It is to be run where a change is meant to cost more, or made the library cheaper: what is stored is
what Tests/test_instructions.py holds later changes to.

The figure of a kind is the mean of its first documents. Only what happens within the calls of the library counts.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path[:0] = [str(FOLDER.parent), str(FOLDER.parent / "Benchmarks")]

import callgrind  # noqa: E402
import corpus  # noqa: E402

FIGURES = FOLDER / "figures.txt"
KINDS = ("pan", "pan-shuffled", "pan-sent", "orange", "cisco-3", "cisco-200", "cf", "cf-5-errors", "ontap", "list-pan",
         "list-ontap", "cf-spaced", "cisco-3-spaced", "pan-one-more")
# Enough for a mean; documents of 58 KB are counted for long, and are a mean of 200 sub-tasks each.
DOCUMENTS = 32
LARGE_DOCUMENTS = {"cisco-200": 4}
# Longer lists take no more for each job.
LIST_JOBS = 100

COMMAND = "python3 Tests/instructions/measure.py"
HEAD = """\
# Instructions of one call of the library for a document of each kind, the mean of some, and its bytes. Written by
#     {command}
# for a library compiled with
#     {compiler}
"""


def spaced(body):
    """As Python's json writes it unless told otherwise: a blank behind each comma and colon, none behind a bracket."""
    return json.dumps(json.loads(body)).encode()


def with_one_more(body):
    """With a member in the middle that the vendor's table does not know."""
    members = list(json.loads(body).items())
    members.insert(len(members) // 2, ("new", 1))
    return json.dumps(dict(members), separators=(",", ":")).encode()


# Kinds that are others written otherwise.
REWRITTEN = {"-spaced": spaced, "-one-more": with_one_more}


def base_of(kind):
    """The kind of the benchmarks whose documents these are, and how each is written."""
    for end, rewrite in REWRITTEN.items():
        if kind.endswith(end):
            return kind.removesuffix(end), rewrite
    return kind, bytes


def bodies_of(kind):
    base, rewrite = base_of(kind)
    documents = corpus.documents(base, LIST_JOBS)[:LARGE_DOCUMENTS.get(base, DOCUMENTS)]
    return [rewrite(document) for document in documents]


def build_driver(folder):
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        raise FileNotFoundError("no C compiler is there: install the Debian package gcc")
    driver = pathlib.Path(folder) / "driver"
    subprocess.run([compiler, "-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror", "-I", ROOT / "include",
                    FOLDER / "driver.c", "-o", driver, "-ldl"], check=True)
    return driver


def measure(kind, library, driver):
    """Mean bytes and mean instructions of a document."""
    bodies = bodies_of(kind)
    vendor, form, _ = corpus.SETS[base_of(kind)[0]]
    path = driver.parent / f"{kind}.set"
    corpus.write_set(path, bodies)
    function = "jobstatus_parse_list" if form == "list" else "jobstatus_parse"
    total = callgrind.instructions([driver, library, vendor, form, path], within=[function], check=True)
    return round(sum(map(len, bodies)) / len(bodies)), round(total / len(bodies))


def compiler():
    """The Swift compiler on the PATH."""
    try:
        done = subprocess.run(["swiftc", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "no swiftc on the PATH"
    return next(line for line in done.stdout.splitlines() if "Swift version" in line)


def stored():
    """By kind the bytes and the instructions of figures.txt, and the compiler that they belong to."""
    lines = FIGURES.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    rows = [line.split() for line in lines if not line.startswith("#")]
    return {kind: (int(length), int(count)) for kind, length, count in rows}, head[-1].lstrip("# ")


def store(figures):
    lines = [f"{kind:<16}{length:>8}{count:>10}\n" for kind, (length, count) in figures.items()]
    FIGURES.write_text(HEAD.format(command=COMMAND, compiler=compiler()) + "".join(lines), encoding="utf-8")


def main():
    build = pathlib.Path(os.environ.get("JOBSTATUS_BUILD") or ROOT / "build")
    library = pathlib.Path(os.environ.get("JOBSTATUS_LIBRARY") or build / "libjobstatus.so").resolve()
    if not library.exists():
        sys.exit(f"{library} does not exist: build the project first")
    with tempfile.TemporaryDirectory() as folder:
        driver = build_driver(folder)
        store({kind: measure(kind, library, driver) for kind in KINDS})
    print(FIGURES.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
