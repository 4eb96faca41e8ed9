# SPDX-License-Identifier: Apache-2.0
"""The bodies that the benchmarks read: always the same bytes, as long as they are meant to be, and every one of them a
body that the library reads. What it takes to read them is measured by Benchmarks/run.sh and by no test."""

import ctypes
import hashlib
import os
import pathlib
import struct
import subprocess
import sys

import pytest

import header

BENCHMARKS = pathlib.Path(__file__).resolve().parent / "Benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import corpus  # noqa: E402

LARGE = ("growth-1MB", *corpus.LARGE)
SETS = [name for name in corpus.SETS if name not in LARGE]
# Of all sets but the large ones. Another digest is another corpus: its figures cannot be compared with earlier ones.
DIGEST = "feb4bb5b176be82bc621ab0bfd24296d2d72af1bf0b4f6f5abd9f59e12854306"

# About how long a document of each set is meant to be.
LENGTHS = {
    "pan": 410, "pan-shuffled": 390, "orange": 440, "cisco-3": 2_200, "cisco-200": 58_000, "cf": 725,
    "cf-5-errors": 1_400, "ontap": 380, "list-pan": 4_000_000, "list-ontap": 4_000_000,
    "growth-100B": 100, "growth-1KB": 1_000, "growth-4KB": 4_000, "growth-10KB": 10_000, "growth-100KB": 100_000,
}
TOLERANCE = 0.15

KINDS = {"error-pan": "JOBSTATUS_KIND_ERROR", "error-cf": "JOBSTATUS_KIND_ERROR", "error-ontap": "JOBSTATUS_KIND_ERROR"}
RECORDS = 64


@pytest.fixture(scope="module")
def documents():
    return {name: corpus.documents(name) for name in SETS}


def digest(sets):
    whole = hashlib.sha256()
    for name, bodies in sets.items():
        for body in bodies:
            whole.update(b"%s %d\n" % (name.encode(), len(body)) + body)
    return whole.hexdigest()


def test_same_bytes_everywhere(documents):
    assert digest(documents) == DIGEST


def test_files_hold_the_documents(documents, tmp_path):
    """Written by a Python whose sets and dictionaries of texts are in another order, as in every process."""
    environment = dict(os.environ, PYTHONHASHSEED="7", PYTHONPATH=str(BENCHMARKS))
    subprocess.run([sys.executable, "-c", f"import corpus; corpus.write_corpus({str(tmp_path)!r}, {SETS!r})"],
                   env=environment, check=True)
    for name, bodies in documents.items():
        expected = struct.pack("<I", len(bodies)) + b"".join(struct.pack("<I", len(body)) + body for body in bodies)
        assert (tmp_path / f"{name}.set").read_bytes() == expected, name


@pytest.mark.parametrize("name", LENGTHS)
def test_lengths_are_as_told(name, documents):
    mean = sum(map(len, documents[name])) / len(documents[name])
    assert abs(mean / LENGTHS[name] - 1) <= TOLERANCE, f"{name} has {mean:.0f} bytes"


def test_documents_differ(documents):
    for name, bodies in documents.items():
        assert len(set(bodies)) == len(bodies), name


@pytest.fixture(scope="module")
def functions(library):
    return header.load(library)


def read(functions, vendor, body):
    record = header.STRUCTS["jobstatus_record"]()
    functions.jobstatus_parse(vendor, 200, body, len(body), ctypes.byref(record), ctypes.sizeof(record), None, 0, 0)
    return record


def read_list(functions, vendor, body):
    """All records of a list."""
    kind = header.STRUCTS["jobstatus_record"]
    records, page = (kind * RECORDS)(), header.STRUCTS["jobstatus_page"]()
    while True:
        result = functions.jobstatus_parse_list(vendor, 200, body, len(body), ctypes.byref(page), ctypes.sizeof(page),
                                                ctypes.byref(records), ctypes.sizeof(kind), RECORDS)
        assert result == header.CONSTANTS["JOBSTATUS_OK"]
        yield from records[:page.returned]
        if page.next_offset == 0:
            return


@pytest.mark.parametrize("name", [name for name in SETS if corpus.SETS[name][1] == "record"])
def test_library_reads_every_record(name, functions, documents):
    """Section 9: none of the bodies has a state, a time or a percentage that the library does not know."""
    ok, kind = header.CONSTANTS["JOBSTATUS_OK"], header.CONSTANTS[KINDS.get(name, "JOBSTATUS_KIND_JOB")]
    zone_assumed = header.CONSTANTS["JOBSTATUS_FLAG_ZONE_ASSUMED"]
    for body in documents[name]:
        record = read(functions, corpus.SETS[name][0], body)
        assert (record.result, record.kind, record.flags & ~zone_assumed) == (ok, kind, 0), body


@pytest.mark.parametrize("name", [name for name in SETS if corpus.SETS[name][1] == "list"])
def test_library_reads_every_list(name, functions, documents):
    """Section 6: all jobs of the list, in pages."""
    records = list(read_list(functions, corpus.SETS[name][0], documents[name][0]))
    assert len(records) == corpus.LIST_JOBS
    assert all(record.result == header.CONSTANTS["JOBSTATUS_OK"] for record in records)
