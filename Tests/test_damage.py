# SPDX-License-Identifier: Apache-2.0
"""One byte too much, at every place of every sample, written with all kinds of white space: a body is read if it is
JSON, and else not. Python's json module says which it is.

The fast way through a body passes over what it expects; this proves that it expects nothing that JSON forbids (P6).
"""

import ctypes
import json
import re

import pytest

import header

# What the grammar consists of, and what it never allows.
INSERTED = [b",", b":", b'"', b"{", b"}", b"[", b"]", b"0", b" ", b"\\", b"\0", b"\x7f", b"\xff"]
BEFORE_COMMA, BEHIND_COMMA, BEFORE_COLON, BEHIND_COLON = range(4)
STYLES = {"none": ("", "", "", ""), "blanks": ("", " ", "", " "), "lines": ("", "\n", "", " "),
          "before": (" ", "", " ", ""), "line-before": ("\n", "", "\n", ""), "everywhere": (" \n", "\t ", "\r\n", "  ")}


def samples(root):
    """The samples that are JSON, each with the name of its vendor."""
    for path in sorted((root / "examples/responses").glob("*/*.json")):
        vendor = header.CONSTANTS.get(f"JOBSTATUS_VENDOR_{path.parent.name.replace('-', '_').upper()}")
        if vendor is not None:
            yield vendor, path.read_text(encoding="utf-8")


def written(text, style):
    """The same document with other white space."""
    space = STYLES[style]
    separators = (space[BEFORE_COMMA] + "," + space[BEHIND_COMMA], space[BEFORE_COLON] + ":" + space[BEHIND_COLON])
    return json.dumps(json.loads(text), separators=separators, ensure_ascii=False).encode()


def is_json(body):
    try:
        json.loads(body.decode("utf-8"), parse_constant=pytest.fail)
    except (UnicodeDecodeError, ValueError):
        return False
    return True


@pytest.fixture(scope="module")
def read(library):
    """Whether a body is taken as a JSON document, whatever it says."""
    parse = ctypes.CDLL(str(library)).jobstatus_parse
    parse.argtypes = [ctypes.c_uint32, ctypes.c_int32, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p,
                      ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t]
    record = header.STRUCTS["jobstatus_record"]()
    taken = {header.CONSTANTS["JOBSTATUS_OK"], header.CONSTANTS["JOBSTATUS_E_UNRECOGNIZED"]}

    def parse_one(vendor, body):
        result = parse(vendor, 200, body, len(body), ctypes.byref(record), ctypes.sizeof(record), None, 0, 0)
        return result in taken

    return parse_one


@pytest.mark.parametrize("style", STYLES)
def test_one_byte_too_much(read, root, style):
    """P6."""
    tried = 0
    for vendor, text in samples(root):
        # Behind the end there is white space, so that also what stands near it is read the fast way.
        body = written(text, style) + b" " * 40
        assert read(vendor, body)
        for position in range(len(body) - 39):
            for byte in INSERTED:
                damaged = body[:position] + byte + body[position:]
                assert read(vendor, damaged) == is_json(damaged), damaged
                tried += 1
    assert tried > 100_000


@pytest.mark.parametrize("body", [
    b'{"guid":"1" ,"state":"COMPLETE","errors":[{"code":1 ,"title":"x"},{,"code":2}]}',
    b'{"guid":"1","state":"COMPLETE","errors":[{"code":1} ,{"code":2}],"warnings":[,{"code":3}]}',
    b'{"guid":"1","state":"COMPLETE","errors":[{"code":1 ,"title":"x"}],"links":{"job":{,"href":"abc"}}}',
    b'{"guid":"1","created_at":"' + bytes(10) + b'T12:00:00Z","state":"COMPLETE"}',
])
def test_faults_of_earlier_versions(read, body):
    """P6: a comma in front of the first member or element, where white space stood in front of commas; a date of zeros."""
    assert not read(header.CONSTANTS["JOBSTATUS_VENDOR_CLOUD_FOUNDRY"], body + b" " * 40)
    assert re.search(rb"[{[],|\0", body)
