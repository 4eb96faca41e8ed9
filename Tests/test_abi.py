# SPDX-License-Identifier: Apache-2.0
"""The C interface of the built library, called as any foreign-function interface would call it: by what header.py reads
in include/jobstatus.h and nothing else. Memory around everything that the library may write is filled and compared, so
that a byte too many is a failure; calls that could crash run in a child process, so that a crash is one, too.

The second half holds the header itself: it compiles everywhere without a warning, its layout is the one of layout.txt
in 64 and in 32 bits, and its example does what it says. What else belongs to the promise that the ABI only grows is in
abi/.
"""

import ctypes
import itertools
import json
import mmap
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import traceback

import pytest

import header
from abi import promised
from header import CONSTANTS, NAMES, OTHER_NAMES, STRUCTS

SPAN, RECORD, ITEM, PAGE = (STRUCTS["jobstatus_" + name] for name in ("span", "record", "item", "page"))
LISTED = promised.LIST

VENDORS = {name: value for name, value in CONSTANTS.items() if name.startswith("JOBSTATUS_VENDOR_")}
FILL = 0xA5
AROUND = 64
LARGEST_SIZE = 2**64 - 1 if ctypes.sizeof(ctypes.c_size_t) == 8 else 2**32 - 1

# A job that has something in as many fields as possible, with items of several kinds.
JOB = (b'{"uuid":"1d9f7c44","description":"PATCH /a","state":"failure","message":"in use","code":917927,'
       b'"start_time":"2025-03-04T07:12:40Z","end_time":"2025-03-04T07:12:41Z","svm":{"name":"s\\u0031"},'
       b'"error":{"message":"Snapshot \\"a\\" is in use","code":"1638555","arguments":[{"code":"1","message":"b"}]},'
       b'"_links":{"self":{"href":"/api/jobs/1"},"other":{"href":"/x"}}}')
ONTAP = CONSTANTS["JOBSTATUS_VENDOR_NETAPP_ONTAP"]

# A list of each vendor: what stands around the jobs, one job, and the total that the list tells.
LISTS = {
    "palo-alto-scm": (b'{"data":[%s],"total":70}', b'{"id":"%d","status_str":"FIN","result_str":"OK"}', 70),
    "orange-evolution": (b'[%s]', b'{"id":"%d","state":"completed"}', CONSTANTS["JOBSTATUS_NO_TOTAL"]),
    "cisco-cdfmc": (b'{"items":[%s],"paging":{"count":70}}', b'{"id":"%d","status":"Success"}', 70),
    "cloud-foundry": (b'{"pagination":{"total_results":70},"resources":[%s]}', b'{"guid":"%d","state":"COMPLETE"}', 70),
    "netapp-ontap": (b'{"records":[%s],"num_records":9}', b'{"uuid":"%d","state":"success"}',
                     CONSTANTS["JOBSTATUS_NO_TOTAL"]),
}


@pytest.fixture(scope="module")
def lib(library):
    return header.load(library)


# ---- Helpers ---------------------------------------------------------------------------------------------------------

def code(name):
    """The value of a result by its name in the header: code("struct-size")."""
    return family("result")[name]


def family(name):
    """Names to values of one family of constants, such as state."""
    prefixes = {"result": ("JOBSTATUS_E_", "JOBSTATUS_OK"), "item_kind": ("JOBSTATUS_ITEM_",)}
    wanted = prefixes.get(name, (f"JOBSTATUS_{name.upper()}_",))
    return {NAMES[constant]: value for constant, value in CONSTANTS.items()
            if constant.startswith(wanted) and constant in NAMES}


def number_of(vendor):
    """The value of a vendor by its name."""
    return family("vendor")[vendor]


def families():
    """The families that the library can translate: those with a function jobstatus_..._from_name."""
    suffix = "_from_name"
    return [name[len("jobstatus_"):-len(suffix)] for name in header.FUNCTIONS if name.endswith(suffix)]


class Memory:
    """Room for the library to write in, with filled bytes before and behind it, at any alignment."""

    def __init__(self, size, skew=0):
        self.size, self.start = size, AROUND + skew
        self.buffer = ctypes.create_string_buffer(bytes([FILL]) * (AROUND + skew + size + AROUND))
        self.address = ctypes.addressof(self.buffer) + self.start

    def bytes(self):
        self.check()
        return self.buffer.raw[self.start:self.start + self.size]

    def read(self, kind, offset=0):
        return kind.from_buffer_copy(self.bytes(), offset)

    def untouched(self):
        return set(self.bytes()) <= {FILL}

    def check(self):
        # create_string_buffer adds a NUL of its own behind everything.
        around = self.buffer.raw[:self.start] + self.buffer.raw[self.start + self.size:-1]
        assert set(around) == {FILL}, "bytes outside the given memory were written"


def in_child(function):
    """Runs a function in a child process: a crash of the library is then the failure of one test, with its signal."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            function()
            status = 0
        except BaseException:  # whatever it was, the parent tells it
            os.write(writer, traceback.format_exc().encode()[-4000:])
        finally:
            os._exit(status)
    os.close(writer)
    with open(reader, encoding="utf-8", errors="replace") as pipe:
        report = pipe.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        pytest.fail(f"the library was ended by {signal.Signals(os.WTERMSIG(status)).name}")
    assert status == 0, report


LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.mmap.restype = ctypes.c_void_p
LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
LIBC.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
NO_ACCESS = 0


def mapping(size, protection):
    """The address of so much memory, all NUL, which takes no room until it is written to."""
    address = LIBC.mmap(None, size, protection, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    assert address != ctypes.c_void_p(-1).value, os.strerror(ctypes.get_errno())
    return address


def against_a_wall(content):
    """The address of a copy that ends where the readable memory does."""
    page = mapping(2 * mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE)
    wall = page + mmap.PAGESIZE
    assert LIBC.mprotect(wall, mmap.PAGESIZE, NO_ACCESS) == 0
    ctypes.memmove(wall - len(content), content, len(content))
    return wall - len(content)


def spans_of(struct):
    return {name: getattr(struct, name) for name, kind in struct._fields_ if kind is SPAN}


def triple(span):
    return span.offset, span.length, span.escapes


def raw(struct):
    return bytes(memoryview(struct))


def assert_valid_span(name, span, length):
    assert span.escapes in (CONSTANTS["JOBSTATUS_ESCAPES_NONE"], CONSTANTS["JOBSTATUS_ESCAPES_JSON"],
                            CONSTANTS["JOBSTATUS_ESCAPES_NESTED"]), name
    assert span.offset + span.length <= length, f"{name} lies outside the body"
    if span.length == 0:
        assert triple(span) == (0, 0, 0), f"{name} is absent, but not 0"


def assert_valid_record(record, length):
    """P5: what holds of every record, whatever the call returned. The length is the body's."""
    assert record.struct_size == ctypes.sizeof(RECORD)
    assert record.result in family("result").values()
    assert record.kind in family("kind").values()
    assert record.state in family("state").values()
    assert record.advice in family("advice").values()
    assert record.fault in family("fault").values()
    assert record.flags & ~sum(family("flag").values()) == 0
    ended = {family("state")[name] for name in ("succeeded", "partial", "failed", "cancelled", "ended")}
    assert record.terminal == (record.state in ended)
    assert -1 <= record.percent <= 100
    assert record.finished_at == CONSTANTS["JOBSTATUS_NO_TIME"] or record.terminal
    assert record.error_count + record.warning_count <= record.item_count
    assert record.subtasks_total == (record.subtasks_succeeded + record.subtasks_failed + record.subtasks_unfinished)
    for name, span in spans_of(record).items():
        assert_valid_span(name, span, length)
    if record.kind == family("kind")["none"] and record.result != code("unrecognized"):
        assert record.json.length == 0
    if record.result != CONSTANTS["JOBSTATUS_OK"]:
        assert record.kind == family("kind")["none"] and not record.terminal
    elif record.terminal:
        assert record.advice == family("advice")["done"]
    if record.result == code("ok"):
        assert record.error_offset == 0
    elif record.result == code("too-large"):
        assert record.error_offset == 2**32 - 1
    else:
        assert record.error_offset <= length


def assert_valid_page(page, length, capacity, own=True):
    """What holds of every page. What an earlier call found comes back from the caller, and is as good as the caller's
    memory: own says that it is the library's."""
    assert page.struct_size == ctypes.sizeof(PAGE)
    assert page.result in family("result").values()
    assert page.kind in family("kind").values()
    assert page.returned <= capacity
    assert page.next_offset <= length
    assert page.next_offset == 0 or page.result == code("ok"), "a list that cannot be read goes on"
    assert page.reserved == 0
    if own:
        assert page.flags & ~(family("flag")["duplicate-key"] | family("flag")["repeated-list"]) == 0
        assert page.total >= CONSTANTS["JOBSTATUS_NO_TOTAL"]
        assert_valid_span("next_link", page.next_link, length)


def parse(lib, body, vendor=ONTAP, status=200, length=None):
    """One record of a body, without items."""
    record = RECORD.from_buffer_copy(bytes([FILL]) * ctypes.sizeof(RECORD))
    length = len(body or b"") if length is None else length
    result = lib.jobstatus_parse(vendor, status, body, length, ctypes.byref(record), ctypes.sizeof(record), None, 0, 0)
    assert result == record.result
    assert_valid_record(record, length)
    return record


def parse_list(lib, body, page, vendor, capacity, status=200, own=True):
    """The next records of a list; all that came are checked."""
    records = (RECORD * capacity)()
    result = lib.jobstatus_parse_list(vendor, status, body, len(body), ctypes.byref(page), ctypes.sizeof(PAGE),
                                      records, ctypes.sizeof(RECORD), capacity)
    assert result == page.result
    assert_valid_page(page, len(body), capacity, own)
    for record in records[:page.returned]:
        assert_valid_record(record, len(body))
    return list(records[:page.returned])


def find(lib, body, pointer=b""):
    span = SPAN(1, 2, 3)
    result = lib.jobstatus_find(body, len(body), pointer, len(pointer), ctypes.byref(span))
    if result != code("ok"):
        assert triple(span) == (0, 0, 0)
    return result, span


def text(lib, body, span):
    """The whole text of a span, by the size that the library asks for."""
    size = lib.jobstatus_text(body, len(body), ctypes.byref(span), None, 0)
    memory = Memory(size + 1)
    assert lib.jobstatus_text(body, len(body), ctypes.byref(span), memory.address, size + 1) == size
    assert memory.bytes()[size] == 0
    return memory.bytes()[:size]


def found_text(lib, body, pointer):
    result, span = find(lib, body, pointer)
    assert result == code("ok"), (pointer, result)
    return text(lib, body, span)


def list_body(vendor, jobs):
    around, job, _ = LISTS[vendor]
    return around % b",".join(job % number for number in range(jobs))


def samples(root):
    """Every sample body of the project, by its path."""
    paths = sorted(path for path in (root / "examples" / "responses").rglob("*") if path.is_file())
    assert paths
    return {path: path.read_bytes() for path in paths}


# ---- The caller's mistakes -------------------------------------------------------------------------------------------

def test_parse_without_a_record_is_an_argument_error(lib):
    """Section 7."""
    for size in (0, ctypes.sizeof(RECORD)):
        assert lib.jobstatus_parse(ONTAP, 200, JOB, len(JOB), None, size, None, 0, 0) == code("argument")


def test_parse_without_a_body(lib):
    """P5. NULL with length 0 is an empty body; with any other length a mistake."""
    assert parse(lib, None).result == code("empty")
    for length in (1, 4096, 2**31):
        record = parse(lib, None, length=length)
        assert record.result == code("argument")
        assert (record.error_offset, record.kind, record.vendor) == (0, 0, ONTAP)
        assert record.advice == family("advice")["give-up"]


def test_parse_with_room_for_items_but_no_array(lib):
    """P5."""
    record = RECORD()
    assert lib.jobstatus_parse(ONTAP, 200, JOB, len(JOB), ctypes.byref(record), ctypes.sizeof(record),
                               None, ctypes.sizeof(ITEM), 1) == code("argument")
    assert record.result == code("argument")
    assert_valid_record(record, len(JOB))


def test_parse_list_without_a_page_a_body_or_room(lib):
    """P5."""
    records = (RECORD * 2)()
    size = ctypes.sizeof(RECORD)
    assert lib.jobstatus_parse_list(ONTAP, 200, JOB, len(JOB), None, 0, records, size, 2) == code("argument")
    assert lib.jobstatus_parse_list(ONTAP, 200, JOB, len(JOB), None, 56, records, size, 2) == code("argument")
    for body, length, target, capacity, expected in (
            (None, 1, records, 2, "argument"), (JOB, len(JOB), None, 2, "argument"),
            (JOB, len(JOB), records, 0, "argument"), (JOB, len(JOB), None, 0, "argument"),
            (None, 0, records, 2, "empty")):
        page = PAGE()
        result = lib.jobstatus_parse_list(ONTAP, 200, body, length, ctypes.byref(page), ctypes.sizeof(page),
                                          target, size, capacity)
        assert result == page.result == code(expected)
        assert_valid_page(page, length, capacity)
        assert page.next_offset == 0


def test_find_without_a_body_a_pointer_or_a_span(lib):
    """P5, section 7."""
    span = SPAN(1, 2, 3)
    assert lib.jobstatus_find(None, 5, b"", 0, ctypes.byref(span)) == code("argument")
    assert triple(span) == (0, 0, 0)
    assert lib.jobstatus_find(None, 0, b"", 0, ctypes.byref(span)) == code("empty")
    assert lib.jobstatus_find(JOB, len(JOB), None, 3, ctypes.byref(span)) == code("argument")
    assert triple(span) == (0, 0, 0)
    assert lib.jobstatus_find(JOB, len(JOB), b"", 0, None) == code("argument")
    assert lib.jobstatus_find(None, 0, None, 0, None) == code("argument")


def test_text_without_a_body_a_span_or_a_buffer(lib):
    """P5, section 7."""
    span = find(lib, JOB, b"/uuid")[1]
    memory = Memory(8)
    assert lib.jobstatus_text(None, 0, ctypes.byref(span), memory.address, 8) == 0
    assert memory.bytes()[0] == 0
    for body, length, given in ((None, len(JOB), ctypes.byref(span)), (JOB, len(JOB), None), (None, 0, None)):
        memory = Memory(8)
        assert lib.jobstatus_text(body, length, given, memory.address, 8) == 0
        assert memory.bytes()[0] == 0
        assert lib.jobstatus_text(body, length, given, None, 0) == 0
    assert lib.jobstatus_text(JOB, len(JOB), ctypes.byref(span), None, 0) == 8
    in_child(lambda: lib.jobstatus_text(JOB, len(JOB), ctypes.byref(span), None, 100))


def test_detect_without_a_body(lib):
    """P5, section 7."""
    assert lib.jobstatus_detect(None, 0) == 0
    assert lib.jobstatus_detect(None, 7) == 0
    assert lib.jobstatus_detect(b"", 0) == 0


def test_names_without_a_text(lib):
    """P5, section 7."""
    for name in families():
        nothing = 1 if name == "result" else 0
        for length in (0, 1, 5, LARGEST_SIZE):
            assert getattr(lib, f"jobstatus_{name}_from_name")(None, length) == nothing


@pytest.mark.parametrize("vendor", [max(VENDORS.values()) + 1, 99, 255, 256, 2**16, 2**31 - 1, 2**31, 2**32 - 1])
def test_unknown_vendors(lib, vendor):
    """P5."""
    record = parse(lib, JOB, vendor=vendor)
    assert record.result == code("vendor")
    assert (record.kind, record.error_offset) == (0, 0)
    assert record.vendor in (0, vendor)
    page = PAGE()
    parse_list(lib, JOB, page, vendor, 2)
    assert (page.result, page.next_offset) == (code("vendor"), 0)


def test_mistakes_come_before_the_body_is_read(lib):
    """Sections 3 and 7: a wrong vendor, struct size or pointer is told whatever the body is, even one that cannot be
    read."""
    def calls():
        nowhere = mapping(mmap.PAGESIZE, NO_ACCESS)
        record, span, page = RECORD(), SPAN(), PAGE()
        assert lib.jobstatus_parse(99, 200, nowhere, 4096, ctypes.byref(record), ctypes.sizeof(record),
                                   None, 0, 0) == code("vendor")
        assert lib.jobstatus_parse(ONTAP, 200, nowhere, 4096, ctypes.byref(record), 8,
                                   None, 0, 0) == code("struct-size")
        assert lib.jobstatus_parse(ONTAP, 200, nowhere, 4096, ctypes.byref(record), ctypes.sizeof(record),
                                   None, 116, 3) == code("argument")
        assert lib.jobstatus_find(nowhere, 4096, b"a", 1, ctypes.byref(span)) == code("pointer")
        assert lib.jobstatus_parse_list(ONTAP, 200, nowhere, 4096, ctypes.byref(page), ctypes.sizeof(page),
                                        None, 0, 0) == code("argument")
    in_child(calls)


def test_mistakes_of_a_list_come_before_the_body_is_read(lib):
    """Sections 3, 6 and 7."""
    page_size, record_size = ctypes.sizeof(PAGE), ctypes.sizeof(RECORD)

    def calls():
        nowhere, records = mapping(mmap.PAGESIZE, NO_ACCESS), (RECORD * 2)()
        for vendor, next_offset, size, stride, expected in (
                (99, 0, page_size, record_size, "vendor"), (0, 4097, page_size, record_size, "argument"),
                (ONTAP, 4097, page_size, record_size, "argument"), (0, 0, page_size - 1, record_size, "struct-size"),
                (0, 0, page_size, record_size - 1, "struct-size")):
            page = PAGE(next_offset=next_offset)
            assert lib.jobstatus_parse_list(vendor, 200, nowhere, 4096, ctypes.byref(page), size, records, stride,
                                            2) == code(expected)
            if size == page_size:
                assert (page.vendor, page.returned, page.next_offset, page.kind) == (vendor, 0, 0, 0)
        record = RECORD()
        assert lib.jobstatus_parse(ONTAP, 200, nowhere, 4096, ctypes.byref(record), record_size, records, 8,
                                   1) == code("struct-size")
    in_child(calls)


def test_mistakes_say_what_the_http_status_says(lib):
    """P5, sections 4 and 6: vendor and http_status as given, whatever went wrong."""
    record, page, room = RECORD(), PAGE(), RECORD()
    for body, length in ((None, 1), (JOB, len(JOB))):
        assert lib.jobstatus_parse(ONTAP, 503, body, length, ctypes.byref(record), ctypes.sizeof(record), None,
                                   ctypes.sizeof(ITEM), 1) == code("argument")
        assert (record.http_status, record.vendor) == (503, ONTAP)
        assert (record.fault, record.advice) == (family("fault")["unavailable"], family("advice")["retry"])
    for length, size, capacity, result in ((len(JOB), ctypes.sizeof(RECORD), 0, "argument"),
                                           (len(JOB), 8, 1, "struct-size"),
                                           (2**32, ctypes.sizeof(RECORD), 1, "too-large")):
        assert lib.jobstatus_parse_list(ONTAP, 503, JOB, length, ctypes.byref(page), ctypes.sizeof(page),
                                        ctypes.byref(room), size, capacity) == code(result)
        assert (page.result, page.vendor, page.kind, page.returned) == (code(result), ONTAP, 0, 0)


# ---- Sizes of bodies -------------------------------------------------------------------------------------------------

def test_too_large_without_a_fault(lib):
    """Section 8: to be asked for again, as every other unusable body is."""
    one_byte = ctypes.create_string_buffer(1)
    for status in (0, 200, 202):
        record = parse(lib, ctypes.addressof(one_byte), status=status, length=2**32)
        assert (record.result, record.kind, record.fault) == (code("too-large"), 0, 0)
        assert record.advice == family("advice")["retry"]


@pytest.mark.skipif(LARGEST_SIZE < 2**33, reason="bodies of 4 GiB and more need 64 bits")
@pytest.mark.parametrize("length", [2**32, 2**32 + 1, 2**33, 2**40, 2**63 - 1, 2**63, 2**64 - 1])
def test_bodies_of_4_gib_and_more_are_refused_unread(lib, length):
    """P3, P5."""
    def calls():
        nowhere = mapping(mmap.PAGESIZE, NO_ACCESS)
        for vendor in range(max(VENDORS.values()) + 1):
            record = parse(lib, nowhere, vendor=vendor, status=503, length=length)
            assert record.result == code("too-large")
            assert record.error_offset == 2**32 - 1
            assert record.fault == family("fault")["unavailable"] and record.advice == family("advice")["retry"]
            page, one = PAGE(), RECORD()
            assert lib.jobstatus_parse_list(vendor, 200, nowhere, length, ctypes.byref(page), ctypes.sizeof(page),
                                            ctypes.byref(one), ctypes.sizeof(one), 1) == code("too-large")
            assert (page.result, page.error_offset, page.next_offset) == (code("too-large"), 2**32 - 1, 0)
        span = SPAN(1, 2, 3)
        assert lib.jobstatus_find(nowhere, length, b"", 0, ctypes.byref(span)) == code("too-large")
        assert lib.jobstatus_find(nowhere, length, b"/a", 2, ctypes.byref(span)) == code("too-large")
        assert triple(span) == (0, 0, 0)
        assert lib.jobstatus_text(nowhere, length, ctypes.byref(span), None, 0) == 0
    in_child(calls)


@pytest.mark.skipif(LARGEST_SIZE < 2**33, reason="bodies of 4 GiB and more need 64 bits")
def test_a_body_of_the_greatest_length_is_read(lib):
    """Section 3: the limit itself is not too large; spans reach to its last byte, and detect may be asked beyond it."""
    def calls():
        zeros = mapping(2**32 + 4096, mmap.PROT_READ)
        assert parse(lib, zeros, length=2**32 - 1).result == code("not-json")
        assert lib.jobstatus_detect(zeros, 2**32 - 1) == 0
        assert lib.jobstatus_detect(zeros, 2**32 + 4096) == 0
        memory = Memory(16)
        span = SPAN(2**32 - 10, 9, 0)
        assert lib.jobstatus_text(zeros, 2**32 - 1, ctypes.byref(span), memory.address, 16) == 9
        assert memory.bytes()[:10] == bytes(10)
        span = SPAN(2**32 - 10, 10, 0)
        assert lib.jobstatus_text(zeros, 2**32 - 1, ctypes.byref(span), memory.address, 16) == 0
    in_child(calls)


# ---- Sizes of structs ------------------------------------------------------------------------------------------------

def test_structs_that_are_too_small_hold_what_there_is_room_for(lib):
    """P5: the beginning of what a struct of the whole size holds."""
    whole, page, item, record = RECORD(), PAGE(), Memory(8), Memory(8)
    assert lib.jobstatus_parse(ONTAP, 503, JOB, len(JOB), ctypes.byref(whole), ctypes.sizeof(whole), item.address, 8,
                               1) == code("struct-size")
    for size in range(LISTED.first_sizes()["jobstatus_record"]):
        memory = Memory(size)
        lib.jobstatus_parse(ONTAP, 503, JOB, len(JOB), memory.address, size, None, 0, 0)
        assert memory.bytes() == raw(whole)[:size], size
    assert lib.jobstatus_parse_list(ONTAP, 503, JOB, len(JOB), ctypes.byref(page), ctypes.sizeof(page), record.address,
                                    8, 1) == code("struct-size")
    for size in range(LISTED.first_sizes()["jobstatus_page"]):
        memory, room = Memory(size), RECORD()
        lib.jobstatus_parse_list(ONTAP, 503, JOB, len(JOB), memory.address, size, ctypes.byref(room),
                                 ctypes.sizeof(RECORD), 1)
        assert memory.bytes() == raw(page)[:size], size


def test_records_that_are_too_small(lib):
    """P9."""
    first = LISTED.first_sizes()["jobstatus_record"]
    for size in (0, 1, 7, 8, 12, 16, first - 8, first - 1):
        memory = Memory(size)
        for body in (JOB, b"", b"<html>", b"{"):
            result = lib.jobstatus_parse(ONTAP, 200, body, len(body), memory.address, size, None, 0, 0)
            assert result == code("struct-size"), size
            memory.check()


def test_records_of_every_size_that_fits(lib):
    """P9: to a program that was built against an older or a newer header the library writes as much as it asked for."""
    whole = raw(parse(lib, JOB))
    first, known = LISTED.first_sizes()["jobstatus_record"], ctypes.sizeof(RECORD)
    for size in [*range(first, known + 17), known + 4096]:
        memory = Memory(size)
        assert lib.jobstatus_parse(ONTAP, 200, JOB, len(JOB), memory.address, size, None, 0, 0) == 0
        assert memory.bytes() == whole[:size].ljust(size, b"\0"), size


def test_larger_records_are_zeroed_after_every_failure(lib):
    """P5, P9."""
    size = ctypes.sizeof(RECORD) + 40
    for vendor, body, length in ((99, JOB, len(JOB)), (ONTAP, None, 3), (ONTAP, b"", 0), (ONTAP, b"{", 1),
                                 (ONTAP, b"[\xff]", 3), (ONTAP, b"{}", 2), (ONTAP, b"<", 1)):
        memory = Memory(size)
        assert lib.jobstatus_parse(vendor, 200, body, length, memory.address, size, None, 0, 0) < 0
        assert_valid_record(memory.read(RECORD), length)
        assert memory.bytes()[ctypes.sizeof(RECORD):] == bytes(40)


@pytest.mark.parametrize("skew", range(16))
def test_unaligned_memory(lib, skew):
    """Section 7: the caller's structs may stand at any address, as packed or foreign memory does."""
    body = JOB
    wanted = parse(lib, body)
    record, items = Memory(ctypes.sizeof(RECORD), skew), Memory(3 * ctypes.sizeof(ITEM), skew)
    assert lib.jobstatus_parse(ONTAP, 200, body, len(body), record.address, record.size,
                               items.address, ctypes.sizeof(ITEM), 3) == 0
    assert record.bytes() == raw(wanted)
    assert items.read(ITEM).kind == family("item_kind")["error"]

    span, page = Memory(ctypes.sizeof(SPAN), skew), Memory(ctypes.sizeof(PAGE), skew)
    assert lib.jobstatus_find(body, len(body), b"/svm/name", 9, span.address) == 0
    found = span.read(SPAN)
    buffer = Memory(3, skew)
    assert lib.jobstatus_text(body, len(body), span.address, buffer.address, 3) == 2
    assert (found.length, found.escapes, buffer.bytes()) == (7, 1, b"s1\0")

    body = list_body("netapp-ontap", 2)
    records = Memory(2 * ctypes.sizeof(RECORD), skew)
    ctypes.memset(page.address, 0, page.size)
    assert lib.jobstatus_parse_list(ONTAP, 200, body, len(body), page.address, page.size,
                                    records.address, ctypes.sizeof(RECORD), 2) == 0
    assert page.read(PAGE).returned == 2
    assert records.read(RECORD, ctypes.sizeof(RECORD)).state == family("state")["succeeded"]


def test_the_body_at_every_alignment(lib):
    """P3."""
    wanted = raw(parse(lib, JOB))
    for skew in range(64):
        memory = ctypes.create_string_buffer(b'"' * skew + JOB + b'"}' * 32)
        record = RECORD()
        lib.jobstatus_parse(ONTAP, 200, ctypes.addressof(memory) + skew, len(JOB), ctypes.byref(record),
                            ctypes.sizeof(record), None, 0, 0)
        assert raw(record) == wanted


def all_items(lib, body, vendor=ONTAP):
    count = parse(lib, body, vendor=vendor).item_count
    items = (ITEM * max(count, 1))()
    record = RECORD()
    lib.jobstatus_parse(vendor, 200, body, len(body), ctypes.byref(record), ctypes.sizeof(record),
                        items, ctypes.sizeof(ITEM), count)
    assert record.item_count == count
    return list(items)[:count]


def test_items_in_arrays_of_every_capacity_and_stride(lib):
    """P9. item_count tells them all; what there is no room for, and what lies behind the last item, is not written."""
    wanted = [raw(item) for item in all_items(lib, JOB)]
    assert len(wanted) == 4
    for capacity, extra in itertools.product((0, 1, 2, 3, 4, 5, 7), (0, 1, 4, 64)):
        stride = ctypes.sizeof(ITEM) + extra
        memory, record = Memory(capacity * stride), RECORD()
        assert lib.jobstatus_parse(ONTAP, 200, JOB, len(JOB), ctypes.byref(record), ctypes.sizeof(record),
                                   memory.address, stride, capacity) == 0
        assert (record.item_count, record.error_count, record.warning_count) == (4, 1, 0)
        written = b"".join(item + bytes(extra) for item in wanted[:capacity])
        assert memory.bytes() == written.ljust(capacity * stride, bytes([FILL])), (capacity, stride)


def test_items_that_are_too_small(lib):
    """P9. A size that no item will be written with is ignored."""
    first = LISTED.first_sizes()["jobstatus_item"]
    for size in (0, 1, 8, first - 4, first - 1):
        memory, record = Memory(2 * size), RECORD()
        assert lib.jobstatus_parse(ONTAP, 200, JOB, len(JOB), ctypes.byref(record), ctypes.sizeof(record),
                                   memory.address, size, 2) == code("struct-size")
        assert memory.untouched()
        assert record.result == code("struct-size")
        assert_valid_record(record, len(JOB))
        for array in (None, memory.address):
            assert lib.jobstatus_parse(ONTAP, 200, JOB, len(JOB), ctypes.byref(record), ctypes.sizeof(record),
                                       array, size, 0) == 0
            assert record.item_count == 4
            assert memory.untouched()


def test_pages_and_records_of_a_list_of_every_size(lib):
    """P9."""
    body = list_body("netapp-ontap", 3)
    page = PAGE()
    wanted = [raw(record) for record in parse_list(lib, body, page, ONTAP, 3)]
    for more_page, more_record, capacity in itertools.product((0, 1, 8, 64), (0, 1, 8, 64), (3, 4)):
        memory, stride = Memory(ctypes.sizeof(PAGE) + more_page), ctypes.sizeof(RECORD) + more_record
        ctypes.memset(memory.address, 0, memory.size)
        records = Memory(capacity * stride)
        assert lib.jobstatus_parse_list(ONTAP, 200, body, len(body), memory.address, memory.size,
                                        records.address, stride, capacity) == 0
        assert memory.bytes() == raw(page) + bytes(more_page)
        written = b"".join(record + bytes(more_record) for record in wanted)
        assert records.bytes() == written.ljust(capacity * stride, bytes([FILL]))


def test_pages_and_records_of_a_list_that_are_too_small(lib):
    """P9."""
    body, first = list_body("netapp-ontap", 3), LISTED.first_sizes()
    for size in (0, 1, 8, first["jobstatus_page"] - 1):
        memory, records = Memory(size), Memory(3 * ctypes.sizeof(RECORD))
        assert lib.jobstatus_parse_list(ONTAP, 200, body, len(body), memory.address, size, records.address,
                                        ctypes.sizeof(RECORD), 3) == code("struct-size")
        memory.check()
        assert records.untouched()
    for size in (0, 1, 8, first["jobstatus_record"] - 1):
        page, records = PAGE(), Memory(3 * size)
        assert lib.jobstatus_parse_list(ONTAP, 200, body, len(body), ctypes.byref(page), ctypes.sizeof(PAGE),
                                        records.address, size, 3) == code("struct-size")
        assert records.untouched()
        assert page.result == code("struct-size")
        assert_valid_page(page, len(body), 0)


def test_room_without_limit(lib):
    """P5. Sizes and numbers that mean "as much as you like" overflow nothing; what there is to write is small."""
    def calls():
        record, items = RECORD(), Memory(4 * ctypes.sizeof(ITEM))
        assert lib.jobstatus_parse(ONTAP, 200, JOB, len(JOB), ctypes.byref(record), ctypes.sizeof(record),
                                   items.address, ctypes.sizeof(ITEM), LARGEST_SIZE // ctypes.sizeof(ITEM)) == 0
        assert record.item_count == 4
        items.check()
        body, page, records = list_body("netapp-ontap", 3), PAGE(), Memory(3 * ctypes.sizeof(RECORD))
        assert lib.jobstatus_parse_list(ONTAP, 200, body, len(body), ctypes.byref(page), ctypes.sizeof(PAGE),
                                        records.address, ctypes.sizeof(RECORD),
                                        LARGEST_SIZE // ctypes.sizeof(RECORD)) == 0
        assert page.returned == 3
        records.check()
        buffer, span = Memory(9), find(lib, JOB, b"/uuid")[1]
        assert lib.jobstatus_text(JOB, len(JOB), ctypes.byref(span), buffer.address, LARGEST_SIZE) == 8
        assert buffer.bytes() == b"1d9f7c44\0"
    in_child(calls)


@pytest.mark.parametrize("size", [LARGEST_SIZE // 2 + 1, LARGEST_SIZE])
def test_structs_larger_than_any_memory(lib, size):
    """P5. There are none, so nothing is written behind the members that the library knows."""
    def calls():
        record, item = Memory(ctypes.sizeof(RECORD)), Memory(ctypes.sizeof(ITEM))
        assert lib.jobstatus_parse(ONTAP, 200, JOB, len(JOB), record.address, size, item.address, size, 1) == 0
        assert record.bytes() == raw(parse(lib, JOB))
        assert item.read(ITEM).kind == family("item_kind")["error"]
        body, page, listed = list_body("netapp-ontap", 1), Memory(ctypes.sizeof(PAGE)), Memory(ctypes.sizeof(RECORD))
        ctypes.memset(page.address, 0, page.size)
        assert lib.jobstatus_parse_list(ONTAP, 200, body, len(body), page.address, size, listed.address, size, 1) == 0
        assert page.read(PAGE).returned == 1
        assert listed.read(RECORD).state == family("state")["succeeded"]
    in_child(calls)


# ---- The record ------------------------------------------------------------------------------------------------------

FAULT_OF_STATUS = {
    400: "bad-request", 401: "unauthenticated", 403: "forbidden", 404: "not-found", 405: "not-allowed", 408: "timeout",
    409: "conflict", 410: "not-found", 422: "unprocessable", 429: "rate-limited", 500: "server", 502: "gateway",
    503: "unavailable", 504: "timeout",
}
ADVICE_OF_FAULT = {
    "unauthenticated": "authenticate", "not-found": "gone", "rate-limited": "retry", "server": "retry",
    "gateway": "retry", "unavailable": "retry", "timeout": "retry",
}


def fault_of_status(status):
    if status == 0 or 200 <= status <= 299:
        return "none"
    if status in FAULT_OF_STATUS:
        return FAULT_OF_STATUS[status]
    return {4: "bad-request", 5: "server"}.get(status // 100, "other")


@pytest.mark.parametrize("body, result", [(b"<html>502 Bad Gateway</html>", "not-json"), (b'{"a":', "truncated"),
                                          (b"[1,]", "syntax"), (b'["\xff"]', "utf8"), (b"[" * 1025, "too-deep"),
                                          (b'{"nothing":"known"}', "unrecognized"), (b" ", "empty")],
                         ids=lambda value: value if isinstance(value, str) else "")
def test_every_http_status_classifies_an_unusable_body(lib, body, result):
    """P5. Also the statuses that no server should send."""
    odd = [-2**31, -404, -200, -1, 1, 99, 600, 999, 1000, 4040, 65536 + 200, 2**31 - 1]
    for status in [*range(0, 600), *odd]:
        record = parse(lib, body, status=status)
        assert record.http_status == status
        if result == "empty" and status == 202:
            assert record.result == code("ok")
            continue
        fault = fault_of_status(status)
        otherwise = "give-up" if result == "unrecognized" else "retry"
        advice = otherwise if fault == "none" else ADVICE_OF_FAULT.get(fault, "give-up")
        assert record.result == code(result)
        assert record.fault == family("fault")[fault], status
        assert record.advice == family("advice")[advice], status


def test_an_empty_body_with_202_is_accepted(lib):
    """Section 8."""
    for body in (None, b"", b" \r\n", b"\xef\xbb\xbf"):
        record = parse(lib, body, status=202)
        assert (record.result, record.kind) == (code("ok"), family("kind")["accepted"])
        assert record.state == family("state")["queued"] and record.advice == family("advice")["poll"]
        assert record.id.length == 0


def test_the_record_is_valid_after_every_cut_and_change_of_a_body(lib, root):
    """P5, P6: no beginning of a body is a job, and no byte changed in one makes an invalid record."""
    chooser = random.Random(8259)
    for body in samples(root).values():
        bodies = [body[:length] for length in range(0, len(body), max(1, len(body) // 60))]
        for _ in range(120):
            changed = bytearray(body or b" ")
            changed[chooser.randrange(len(changed))] = chooser.randrange(256)
            bodies.append(bytes(changed))
        for each in bodies:
            for vendor in (0, *VENDORS.values()):
                record = parse(lib, each, vendor=vendor, status=chooser.choice((0, 200, 202, 404, 503)))
                result = find(lib, each)[0]
                if result != code("ok") and record.kind != family("kind")["accepted"]:
                    assert record.result == result


def test_unknown_words_decide_nothing(lib):
    """P8."""
    known = family("state")
    for body in (b'{"uuid":"1","state":"glorious"}', b'{"uuid":"1","state":null}', b'{"uuid":"1"}',
                 b'{"uuid":"1","state":["success"]}', b'{"uuid":"1","state":"successs"}', b'{"uuid":"1","state":4}'):
        record = parse(lib, body)
        assert (record.state, record.terminal) == (known["unknown"], 0)
        assert record.flags & family("flag")["unknown-state"]
        assert record.advice == family("advice")["poll"]


def test_nothing_is_lost(lib):
    """P7: the word that is not known, the member that no field has, and the body that is no JSON stay reachable."""
    body = b'{"uuid":"1","state":"gl\\u006frious","\\u0061lien":{"depth":[1,{"x":"y"}]}}'
    assert text(lib, body, parse(lib, body).state_text) == b"glorious"
    assert found_text(lib, body, b"/alien/depth/1/x") == b"y"
    assert text(lib, body, parse(lib, body).json) == body
    page = b"<html>502</html>"
    record = parse(lib, page, status=502)
    assert (record.result, record.error_offset) == (code("not-json"), 0)
    assert text(lib, page, SPAN(0, len(page), 0)) == page


# ---- Texts -----------------------------------------------------------------------------------------------------------

# JSON strings without their quotes, and what they say.
TEXTS = [
    (b"a", "a"),
    (b"plain ascii, long enough for several blocks of any size, and then some more of it", None),
    ("d\u00e9j\u00e0 vu \u20ac \U0001f600".encode(), None),
    (rb"\"\\\/\b\f\n\r\t", '"\\/\b\f\n\r\t'),
    (rb"\u0041\u00e9\u20ac\ud83d\ude00", "A\u00e9\u20ac\U0001f600"),
    (rb"\u0000", "\0"),
    (rb"a\u0000b\u0000", "a\0b\0"),
    (rb"\ud800", "\ufffd"),
    (rb"\udc00", "\ufffd"),
    (rb"\ud800x\udc00", "\ufffdx\ufffd"),
    (rb"\ud800\ud800\udc00", "\ufffd\U00010000"),
    (rb"\udc00\ud800", "\ufffd\ufffd"),
    (rb"\udc00\udc00", "\ufffd\ufffd"),
    (rb"\ud7ff\ue000", "\ud7ff\ue000"),
    (rb"\ud83d\n\ude00", "\ufffd\n\ufffd"),
    (rb"\uD83D\u0041", "\ufffdA"),
    (rb"\udbff\udfff", "\U0010ffff"),
    ("\u00e9\\u00e9\u20ac\\u20ac\U0001f600\\ud83d\\ude00".encode(), "\u00e9\u00e9\u20ac\u20ac\U0001f600\U0001f600"),
    (rb"\u007f\u0080\u07ff\u0800\uffff", "\x7f\x80\u07ff\u0800\uffff"),
    (b"x" * 31 + rb"\n" + b"y" * 33 + rb"\u20ac" + b"z" * 64, "x" * 31 + "\n" + "y" * 33 + "\u20ac" + "z" * 64),
]


def cut(whole, size):
    """The longest beginning that leaves room for the NUL and cuts no character."""
    end = min(len(whole), size - 1)
    while end < len(whole) and whole[end] & 0xC0 == 0x80:
        end -= 1
    return whole[:end]


@pytest.mark.parametrize("written, said", TEXTS, ids=range(len(TEXTS)))
def test_text_in_buffers_of_every_size(lib, written, said):
    """P5. Terminated, cut between two characters, not a byte behind the buffer, and the whole length told each time."""
    body = b'["' + written + b'"]'
    whole = (written.decode() if said is None else said).encode()
    result, span = find(lib, body, b"/0")
    assert result == code("ok") and span.escapes == (1 if b"\\" in written else 0)
    assert body[span.offset:span.offset + span.length] == written
    assert lib.jobstatus_text(body, len(body), ctypes.byref(span), None, 0) == len(whole)
    for size in range(len(whole) + 4):
        memory = Memory(size)
        assert lib.jobstatus_text(body, len(body), ctypes.byref(span), memory.address, size) == len(whole)
        expected = cut(whole, size) + b"\0" if size else b""
        assert memory.bytes()[:len(expected)] == expected, size


def test_text_of_json_inside_a_string(lib):
    """Sections 7 and 9: a text with two levels of escapes, as Palo Alto's details have."""
    said = 'a "b" \\ \u00e9 \n \U0001f600'
    inner = json.dumps({"errors": [said]})
    body = json.dumps({"id": "1", "status_str": "FIN", "result_str": "FAIL", "details": inner}).encode()
    record = parse(lib, body, vendor=CONSTANTS["JOBSTATUS_VENDOR_PALO_ALTO_SCM"])
    whole = said.encode()
    assert record.message.escapes == CONSTANTS["JOBSTATUS_ESCAPES_NESTED"]
    for size in range(1, len(whole) + 3):
        memory = Memory(size)
        span = record.message
        assert lib.jobstatus_text(body, len(body), ctypes.byref(span), memory.address, size) == len(whole)
        expected = cut(whole, size) + b"\0"
        assert memory.bytes()[:len(expected)] == expected, size


def test_text_of_spans_outside_the_body(lib):
    """P3, P5."""
    def calls():
        large = [2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1]
        length = len(JOB)
        for offset, size, escapes in itertools.product([0, 1, length - 1, length, length + 1, *large],
                                                       [1, length, length + 1, *large], [0, 1, 2]):
            if offset + size <= length:
                continue
            memory, span = Memory(32), SPAN(offset, size, escapes)
            assert lib.jobstatus_text(JOB, length, ctypes.byref(span), memory.address, 32) == 0
            assert memory.bytes()[0] == 0
    in_child(calls)


def test_text_of_spans_that_the_library_never_made(lib):
    """P3, P5. A span anywhere in any body: escapes cut in two, quotes, raw control characters, broken UTF-8."""
    bodies = [rb'{"a\u00e9":"\ud83d\ude00\\n\\\u0031","b":[1,-2e5]}',
              rb"\\\\\\\\u\u1\ud8\\\u", b"\xf0\x9f\x98\\\xff\\u", rb"\\ud83d\\ude00\\u00", b"\\", b'\\"',
              b"\xed\xa0\x80\\u12\0"]

    def calls():
        for body in bodies:
            start = against_a_wall(body)
            for offset in range(len(body) + 1):
                for length, escapes in itertools.product(range(len(body) - offset + 1), (0, 1, 2, 3, 255, 2**32 - 1)):
                    span = SPAN(offset, length, escapes)
                    full = lib.jobstatus_text(start, len(body), ctypes.byref(span), None, 0)
                    assert full <= 3 * length
                    for size in (1, 2, 5, full + 1):
                        memory = Memory(size)
                        assert lib.jobstatus_text(start, len(body), ctypes.byref(span), memory.address, size) == full
                        assert 0 in memory.bytes()
    in_child(calls)


# ---- Many texts at once ----------------------------------------------------------------------------------------------

# Also absent ones, and of the lengths around what is copied at once.
SIDE_BY_SIDE = [(b"", ""), *TEXTS, (b"", ""), *((b"x" * length, None) for length in (15, 16, 63, 64, 65, 300)), (b"", "")]


def side_by_side(lib, stride=ctypes.sizeof(SPAN), skew=0):
    """A body with these texts, memory with their spans so far apart, and the texts decoded."""
    body = b'["' + b'","'.join(written for written, _ in SIDE_BY_SIDE) + b'"]'
    spans = Memory(stride * (len(SIDE_BY_SIDE) - 1) + ctypes.sizeof(SPAN), skew)
    for index in range(len(SIDE_BY_SIDE)):
        span = find(lib, body, b"/%d" % index)[1]
        ctypes.memmove(spans.address + index * stride, ctypes.addressof(span), ctypes.sizeof(span))
    return body, spans, [(written.decode() if said is None else said).encode() for written, said in SIDE_BY_SIDE]


def all_texts(lib, body, spans, stride, size, skew=0):
    """What jobstatus_texts answers for these spans: the number, the offsets and the buffer."""
    count = len(SIDE_BY_SIDE)
    offsets, buffer = Memory(8 * (count + 1), skew), Memory(size, skew)
    length = lib.jobstatus_texts(body, len(body), spans, stride, count, buffer.address, size, offsets.address)
    return length, [int.from_bytes(offsets.bytes()[start:start + 8], sys.byteorder, signed=True)
                    for start in range(0, offsets.size, 8)], buffer.bytes()


@pytest.mark.parametrize("stride", [ctypes.sizeof(SPAN), ctypes.sizeof(SPAN) + 1, 64, ctypes.sizeof(RECORD)])
@pytest.mark.parametrize("skew", [0, 1, 7])
def test_texts_behind_each_other(lib, stride, skew):
    """Section 7. Those that jobstatus_text writes, where the offsets say, whatever the distance and the alignment."""
    body, spans, said = side_by_side(lib, stride, skew)
    length, offsets, buffer = all_texts(lib, body, spans.address, stride, sum(map(len, said)) + 1, skew)
    assert length == sum(map(len, said)) and buffer == b"".join(said) + b"\0"
    assert [buffer[start:end] for start, end in zip(offsets, offsets[1:])] == said
    assert lib.jobstatus_texts(body, len(body), spans.address, stride, len(said), None, 0, None) == length


def test_texts_in_buffers_of_every_size(lib):
    """P5. Terminated, cut between two characters, not a byte behind the buffer, and all lengths told each time."""
    stride = ctypes.sizeof(SPAN)
    body, spans, said = side_by_side(lib, stride)
    whole = b"".join(said)
    _, expected, _ = all_texts(lib, body, spans.address, stride, len(whole) + 1)
    for size in range(len(whole) + 100):
        length, offsets, buffer = all_texts(lib, body, spans.address, stride, size)
        assert length == len(whole) and offsets == expected
        assert size == 0 or buffer.startswith(cut(whole, size) + b"\0"), size


def test_texts_at_the_end_of_the_readable_memory(lib):
    """P3. What is copied at once is not read behind the body, nor are the spans behind the last."""
    def calls():
        for length in range(1, 80):
            body = against_a_wall(b'["' + b"t" * length + b'"]')
            spans = against_a_wall(raw(SPAN(2, length, 0)) * 3)
            for more in range(3):
                buffer = Memory(3 * length + 66)
                count = 3 - more
                assert lib.jobstatus_texts(body, length + 4, spans + more * 12, 12, count, buffer.address, buffer.size,
                                           None) == count * length
                assert buffer.bytes().startswith(b"t" * (count * length) + b"\0")
    in_child(calls)


def test_texts_of_what_is_none(lib):
    """P5, section 7. Empty texts, as many as are asked for, and a buffer that says so."""
    stride, count = ctypes.sizeof(SPAN), len(SIDE_BY_SIDE)
    body, spans, _ = side_by_side(lib, stride)
    nothing = (0, [0] * (count + 1), 0)
    for given, size, first, distance in ((None, len(body), spans.address, stride), (body, len(body), None, stride),
                                         (body, len(body), spans.address, stride - 1), (None, 0, spans.address, stride),
                                         (body, len(body), spans.address, 0), (b"", 0, spans.address, stride)):
        offsets, buffer = Memory(8 * (count + 1)), Memory(8)
        answer = lib.jobstatus_texts(given, size, first, distance, count, buffer.address, 8, offsets.address)
        assert (answer, list(memoryview(offsets.bytes()).cast("q")), buffer.bytes()[0]) == nothing
    offsets, buffer = Memory(8), Memory(8)
    assert lib.jobstatus_texts(body, len(body), None, stride, 0, buffer.address, 8, offsets.address) == 0
    assert offsets.bytes() == bytes(8) and buffer.bytes()[0] == 0
    in_child(lambda: lib.jobstatus_texts(body, len(body), None, stride, LARGEST_SIZE, None, 0, None))


def test_texts_of_spans_that_the_library_never_made(lib):
    """P3, P5. Each of them is what jobstatus_text makes of it, also behind one that lies outside of the body."""
    def calls():
        body = rb'\\u\u00e9\ud83d\\' + b"\xf0\x9f\x98\xff" + rb"\u12"
        start, length = against_a_wall(body), len(body)
        all_spans = [SPAN(offset, size, escapes) for offset in range(length + 1) for size in (0, 1, 2, 5, 9, 2**32 - 1)
                     for escapes in (0, 1, 2, 3, 2**32 - 1)]
        spans = (SPAN * len(all_spans))(*all_spans)
        expected = []
        for span in all_spans:
            memory = Memory(64)
            size = lib.jobstatus_text(start, length, ctypes.byref(span), memory.address, 64)
            expected.append(memory.bytes()[:size])
        buffer = Memory(sum(map(len, expected)) + 1)
        lib.jobstatus_texts(start, length, spans, ctypes.sizeof(SPAN), len(spans), buffer.address, buffer.size, None)
        assert buffer.bytes() == b"".join(expected) + b"\0"
    in_child(calls)


# ---- Pointers --------------------------------------------------------------------------------------------------------

# The document of RFC 6901, section 5, and what its pointers name.
RFC_6901 = rb"""{
      "foo": ["bar", "baz"],
      "": 0,
      "a/b": 1,
      "c%d": 2,
      "e^f": 3,
      "g|h": 4,
      "i\\j": 5,
      "k\"l": 6,
      " ": 7,
      "m~n": 8
   }"""


@pytest.mark.parametrize("pointer, value", [
    ("", RFC_6901.decode()), ("/foo", '["bar", "baz"]'), ("/foo/0", "bar"), ("/foo/1", "baz"), ("/", "0"),
    ("/a~1b", "1"),
    ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"), ("/i\\j", "5"), ('/k"l', "6"), ("/ ", "7"), ("/m~0n", "8")])
def test_find_the_pointers_of_rfc_6901(lib, pointer, value):
    """Section 7."""
    assert found_text(lib, RFC_6901, pointer.encode()) == value.encode()


FOUND = [
    ('{"a":{"b":[10,{"c":"x"}]}}', "/a/b/1/c", "x"),
    ('{"a":{"b":[10,{"c":"x"}]}}', "/a/b/1", '{"c":"x"}'),
    ('{"a":true}', "/a", "true"),
    ('{"a":null}', "/a", "null"),
    ('{"a":-1.5e+3}', "/a", "-1.5e+3"),
    ('{"a": [ 1 , 2 ] , "b":1}', "/a", "[ 1 , 2 ]"),
    (' {"a":1} ', "", '{"a":1}'),
    ('\ufeff{"a":1}', "", '{"a":1}'),
    ('\ufeff{"a":1}', "/a", "1"),
    ('"text"', "", "text"),
    (' "t\\u0041" ', "", "tA"),
    ("17", "", "17"),
    ("null", "", "null"),
    ('{"":{"":{"":1}}}', "///", "1"),
    ('{"":1,"a":{"":2}}', "/a/", "2"),
    ('{"~":1,"/":2,"~1":3,"~0":4}', "/~0", "1"),
    ('{"~":1,"/":2,"~1":3,"~0":4}', "/~1", "2"),
    ('{"~":1,"/":2,"~1":3,"~0":4}', "/~01", "3"),
    ('{"~":1,"/":2,"~1":3,"~0":4}', "/~00", "4"),
    ('{"a~b/c":1}', "/a~0b~1c", "1"),
    ('{"\\u0061":1}', "/a", "1"),
    ('{"a\\/b":1}', "/a~1b", "1"),
    ('{"\\u002f\\u007e":1}', "/~1~0", "1"),
    ('{"\\ud83d\\ude00":1}', "/\U0001f600", "1"),
    ('{"\U0001f600":1}', "/\U0001f600", "1"),
    ('{"\\u00e9":1}', "/\u00e9", "1"),
    ('{"a\\nb":1}', "/a\nb", "1"),
    ('{"a\\u0000b":1}', "/a\0b", "1"),
    ('{"a":1,"a\\u0000":2}', "/a\0", "2"),
    ('{"0":"zero","00":"two"}', "/00", "two"),
    ('{"-":1}', "/-", "1"),
    ('{"01":1}', "/01", "1"),
    ('{"A":1,"a":2}', "/a", "2"),
    ('[0,1,2,3,4,5,6,7,8,9,10,11]', "/10", "10"),
    ('[[1],[2,[3]]]', "/1/1/0", "3"),
    # Of members with the same name the last counts, as a whole.
    ('{"a":1,"a":2}', "/a", "2"),
    ('{"a":1,"\\u0061":2}', "/a", "2"),
    ('{"a":1,"a":2,"a":3,"b":4}', "/a", "3"),
    ('{"a":{"b":1},"a":{"b":2}}', "/a/b", "2"),
    ('{"a":5,"a":{"b":1}}', "/a/b", "1"),
    ('{"a":{"b":1,"b":2},"c":{"b":3}}', "/a/b", "2"),
    ('{"a":[1],"a":[2,3]}', "/a/0", "2"),
    ('{"a":{"a":1},"b":{"a":2}}', "/a/a", "1"),
]

NOT_FOUND = [
    ("{}", "/a"), ("[]", "/0"), ("[]", "/"), ("{}", "/"), ('{"a":1}', "/b"), ('{"a":1}', "/A"), ('{"a":1}', "/a/b"),
    ('{"a":1}', "/a/"), ('{"a":1}', "/aa"), ('{"aa":1}', "/a"), ('{"a":{"b":1}}', "/b"), ('{"a":"b"}', "/a/0"),
    ('{"a":"b"}', "/a/b"), ("17", "/0"), ('"a"', "/a"), ("null", "/a"), ("[1]", "/1"), ("[1]", "/-"), ("[1]", "/00"),
    ("[1,2]", "/01"), ("[1,2]", "/+1"), ("[1,2]", "/-1"), ("[1,2]", "/1.0"), ("[1,2]", "/1e0"), ("[1,2]", "/ 1"),
    ("[1,2]", "/1 "), ("[1,2]", "/0x1"), ("[1,2]", "/a"), ("[1,2]", "/4294967296"), ("[1,2]", "/4294967297"),
    ("[1,2]", "/18446744073709551616"), ("[1,2]", "/18446744073709551617"),
    ("[1,2]", "/" + "9" * 400), ("[1,2]", "/0/0"), ("[1,2]", "/\u0661"), ("[[1],[]]", "/1/0"), ('[{"a":1},{}]', "/1/a"),
    ('{"a":{"b":1},"a":{"c":2}}', "/a/b"), ('{"a":{"b":1},"a":5}', "/a/b"), ('{"a":{"b":1},"a":null}', "/a/b"),
    ('{"a":{"b":{"c":1}},"a":{"b":2}}', "/a/b/c"), ('{"a":[1,2],"a":[]}', "/a/0"), ('{"a":[1],"a":{"1":2}}', "/a/0"),
    ('{"a\\u0000":1}', "/a"), ('{"a":1}', "/a\0"),
]


@pytest.mark.parametrize("body, pointer, value", FOUND, ids=range(len(FOUND)))
def test_find(lib, body, pointer, value):
    """P7, section 7."""
    assert found_text(lib, body.encode(), pointer.encode()) == value.encode()


@pytest.mark.parametrize("body, pointer", NOT_FOUND, ids=range(len(NOT_FOUND)))
def test_find_what_is_not_there(lib, body, pointer):
    """Section 7."""
    assert find(lib, body.encode(), pointer.encode())[0] == code("not-found")


@pytest.mark.parametrize("pointer", [b"a", b"a/b", b" ", b" /a", b"~0", b"#", b"#/a", b"/~", b"/~2", b"/~a", b"/a~",
                                     b"/a~/b", b"/~~", b"/~ 0", b"/a/b~", b"/~01/~", b"/a~\0", b"\0", b"\0/a"])
def test_find_by_texts_that_are_no_pointer(lib, pointer):
    """Section 7: the caller's mistake, which is told before anything is read: of any body, broken ones included."""
    for body in (b'{"a":{"b":1}}', b"[1]", b"", b"<html>", b"{", b"[1,]"):
        assert find(lib, body, pointer)[0] == code("pointer"), body


@pytest.mark.parametrize("pointer", [b"/\xff", b"/\xc3", b"/a\x80", b"/\xed\xa0\x80", b"/\xc0\xaf",
                                     b"/\xf4\x90\x80\x80"])
def test_find_by_pointers_that_are_not_utf8(lib, pointer):
    """Section 7: no valid document has a member of such a name; that the text is no pointer is as good an answer."""
    for body in (b'{"a":1}', b'{"\\ud800":1,"\\udc00":2,"\\ufffd":3}', b'{"\xc3\xa9":1,"\xef\xbf\xbd":2}', b"[1]"):
        assert find(lib, body, pointer)[0] in (code("pointer"), code("not-found"))


@pytest.mark.parametrize("body, result", [
    (b'{"a":1} x', "syntax"), (b'{"a":1,}', "syntax"), (b'{"a":1', "truncated"), (b'{"a":1,"b":"\xff"}', "utf8"),
    (b'{"a":1,"b":' + b"[" * 1024, "too-deep"), (b'{"a":1}{"a":2}', "syntax"), (b'{"a":1,"b":[01]}', "syntax"),
    (b"", "empty"), (b"a", "not-json")])
def test_find_in_documents_that_break_behind_the_value(lib, body, result):
    """P6."""
    for pointer in (b"", b"/a", b"/nothing", b"/a/b/c"):
        assert find(lib, body, pointer)[0] == code(result), pointer


@pytest.mark.parametrize("inner", ["[]", "{}", "[ ]", "{ }", "[1]", '{"b":"c"}', '[{"b":[1]},{}]'])
@pytest.mark.parametrize("beside", [0, 1, 2, 60, 61, 62, 63, 64, 65])
def test_the_deepest_level(lib, beside, inner):
    """P5, P6. What is passed over beside the value counts as many levels as it has, however many there are around it,
    and an object or an array in which there is nothing is a level as well."""
    inner_levels = 3 if "{}" in inner and "b" in inner else 1
    for deepest, result in ((1023, "ok"), (1024, "ok"), (1025, "too-deep")):
        around = deepest - beside - inner_levels - 1
        body = ('{"a":' * around + '{"x":' + "[" * beside + inner + "]" * beside + ',"a":"v"}' + "}" * around).encode()
        assert find(lib, body, b"/a" * (around + 1))[0] == code(result)
        assert find(lib, body, b"/nothing")[0] == code("not-found" if result == "ok" else result)
        record = parse(lib, body)
        assert record.result == code("unrecognized" if result == "ok" else result)


def test_nothing_needs_a_nul_behind_it(lib):
    """P3: neither a body, nor a pointer, nor a name."""
    def calls():
        body, pointer, span = b'{"abc":{"d~":[1,"value"]}}', b"/abc/d~0/1", SPAN()
        assert lib.jobstatus_find(against_a_wall(body), len(body), against_a_wall(pointer), len(pointer),
                                  ctypes.byref(span)) == 0
        assert text(lib, body, span) == b"value"
        name = b"netapp-ontap"
        assert lib.jobstatus_vendor_from_name(against_a_wall(name), len(name)) == ONTAP
        assert lib.jobstatus_vendor_from_name(against_a_wall(b""), 0) == 0
    in_child(calls)


# ---- Names -----------------------------------------------------------------------------------------------------------

def test_every_constant_that_is_translated_has_a_name_in_its_comment():
    """Section 3."""
    without = [name for name in CONSTANTS if name not in NAMES
               and not name.startswith(("JOBSTATUS_VERSION_", "JOBSTATUS_MAX_", "JOBSTATUS_NO_", "JOBSTATUS_ESCAPES_"))]
    assert without == ["JOBSTATUS_VENDOR_UNKNOWN"]


@pytest.mark.parametrize("name", families())
def test_names_both_ways(lib, name):
    """Sections 3 and 7."""
    to_name, from_name = getattr(lib, f"jobstatus_{name}_name"), getattr(lib, f"jobstatus_{name}_from_name")
    constants = family(name)
    assert constants
    for written, value in constants.items():
        encoded = written.encode()
        assert to_name(value) == encoded
        assert from_name(encoded, len(encoded)) == value
        # No NUL is needed, and what follows is not looked at.
        assert from_name(encoded + b"x", len(encoded)) == value
        assert from_name(encoded + b"-", len(encoded)) == value


@pytest.mark.parametrize("name", families())
def test_values_without_a_name(lib, name):
    """P9: a value of a later version has no name yet, and NULL says so."""
    to_name, known = getattr(lib, f"jobstatus_{name}_name"), set(family(name).values())
    signed = name == "result"
    values = {*range(-128 if signed else 0, 300), 2**31 - 1, *(() if signed else (2**31, 2**32 - 1, 2**16, 2**24 + 1))}
    if signed:
        values.add(-2**31)
    for value in values - known - ({0} if name == "vendor" else set()):
        assert to_name(value) is None, value


def test_no_vendor_has_no_name(lib):
    """Section 7."""
    assert lib.jobstatus_vendor_name(0) is None and lib.jobstatus_vendor_title(0) is None


@pytest.mark.parametrize("name", families())
def test_names_of_nothing(lib, name):
    """Section 7: names are compared exactly; other case, other length, other hyphens are other names."""
    from_name, nothing = getattr(lib, f"jobstatus_{name}_from_name"), 1 if name == "result" else 0
    known = {written.encode() for written in family(name)}
    known |= {other.encode() for names in OTHER_NAMES.values() for other in names}
    candidates = {b"", b" ", b"\0", b"?", b"unknown-word", b"\xff\xfe", b"-", b"JOBSTATUS_OK", b"0", b"1", b"a" * 1000}
    for written in known:
        candidates |= {written.upper(), written.title(), written[:-1], written[1:], written + b" ", b" " + written,
                       written + b"\0", written + written, written.replace(b"-", b"_"), written.replace(b"-", b"")}
    for candidate in candidates - known:
        assert from_name(candidate, len(candidate)) == nothing, candidate
    some = next(iter(family(name))).encode()
    for length in (2**31, 2**32, 2**32 + len(some), LARGEST_SIZE):
        assert from_name(ctypes.c_char_p(some), length & LARGEST_SIZE) == nothing


def test_vendors_are_counted_from_1(lib):
    """Section 3."""
    walked = list(itertools.takewhile(bool, (lib.jobstatus_vendor_name(value) for value in itertools.count(1))))
    expected = [NAMES[name].encode() for name, value in sorted(VENDORS.items(), key=lambda each: each[1]) if value]
    assert walked == expected


def test_titles_of_vendors(lib):
    """Section 7: as the vendors call themselves."""
    titles = list(itertools.takewhile(bool, (lib.jobstatus_vendor_title(value) for value in itertools.count(1))))
    assert titles == [b"Palo Alto Networks Strata Cloud Manager", b"Orange Evolution Platform", b"Cisco cdFMC and FMC",
                      b"Cloud Foundry v3", b"NetApp ONTAP"]
    assert lib.jobstatus_vendor_title(len(titles) + 2) is None
    assert lib.jobstatus_vendor_title(2**32 - 1) is None


def test_other_names_of_vendors(lib):
    """Section 3."""
    assert OTHER_NAMES
    for constant, names in OTHER_NAMES.items():
        for written in names:
            assert lib.jobstatus_vendor_from_name(written.encode(), len(written)) == CONSTANTS[constant]


def test_names_are_constant_strings(lib):
    """P4: the same address each time, so that nothing needs freeing."""
    address = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_uint32)(ctypes.cast(lib.jobstatus_state_name,
                                                                           ctypes.c_void_p).value)
    assert address(1) == address(1) != address(2)


# ---- Versions --------------------------------------------------------------------------------------------------------

def test_version(lib):
    """Section 2: the composed number and the text are those of the parts, and the library is the header's."""
    parts = [CONSTANTS[f"JOBSTATUS_VERSION_{part}"] for part in ("MAJOR", "MINOR", "PATCH")]
    assert all(0 <= part <= 255 for part in parts)
    assert CONSTANTS["JOBSTATUS_VERSION_NUMBER"] == parts[0] << 16 | parts[1] << 8 | parts[2]
    assert header.TEXTS["JOBSTATUS_VERSION_STRING"] == ".".join(map(str, parts))
    assert lib.jobstatus_version_number() == CONSTANTS["JOBSTATUS_VERSION_NUMBER"]
    assert lib.jobstatus_version_string().decode() == header.TEXTS["JOBSTATUS_VERSION_STRING"]


# ---- Lists -----------------------------------------------------------------------------------------------------------

def read_in_pages(lib, body, vendor, capacity, status=200):
    """All records of a body and the last page, read as section 6 of the header shows."""
    page, records = PAGE(), []
    while True:
        before = page.next_offset
        records += parse_list(lib, body, page, vendor, capacity, status)
        if page.next_offset == 0:
            return records, page
        assert page.next_offset > before, "the list does not go on"
        assert page.returned == capacity, "a page goes on although it has room left"


@pytest.mark.parametrize("vendor", LISTS)
def test_pages_of_every_size_give_the_same_records(lib, vendor):
    """Section 6."""
    number, jobs = number_of(vendor), 7
    body, total = list_body(vendor, jobs), LISTS[vendor][2]
    whole, last = read_in_pages(lib, body, number, 100)
    assert [text(lib, body, record.id) for record in whole] == [str(each).encode() for each in range(jobs)]
    assert (last.result, last.kind, last.total) == (0, family("kind")["list"], total)
    assert {record.state for record in whole} == {family("state")["succeeded"]}
    for capacity in range(1, jobs + 2):
        records, page = read_in_pages(lib, body, number, capacity)
        assert [raw(record) for record in records] == [raw(record) for record in whole], capacity
        assert (page.result, page.kind, page.total) == (last.result, last.kind, total)
    detected, page = read_in_pages(lib, body, 0, 2)
    assert page.vendor == number
    assert [raw(record) for record in detected] == [raw(record) for record in whole]


@pytest.mark.parametrize("vendor", LISTS)
def test_each_record_of_a_list_is_that_of_its_own_json(lib, vendor):
    """Section 6."""
    number = number_of(vendor)
    body = list_body(vendor, 3)
    for record in read_in_pages(lib, body, number, 2)[0]:
        own = text(lib, body, record.json)
        alone = parse(lib, own, vendor=number)
        moved = RECORD.from_buffer_copy(raw(alone))
        for name, span in spans_of(moved).items():
            if span.length:
                getattr(moved, name).offset += record.json.offset
        assert raw(moved) == raw(record)


@pytest.mark.parametrize("vendor", LISTS)
def test_a_list_that_breaks_gives_the_records_before_the_fault(lib, vendor):
    """P6."""
    number = number_of(vendor)
    around, job, _ = LISTS[vendor]
    front = around[:around.index(b"%s")]
    for broken, result in ((b"%s,%s,%s,{]", "syntax"), (b"%s,%s,%s,\xff", "utf8"), (b"%s,%s,%s,", "truncated"),
                           (b"%s,%s,%s", "truncated"), (b"%s,%s,%s, ", "truncated"), (b"%s,%s,%s,]", "syntax")):
        body = front + broken % (job % 0, job % 1, job % 2)
        for capacity in range(1, 6):
            records, page = read_in_pages(lib, body, number, capacity)
            assert page.result == code(result), (broken, capacity)
            assert [text(lib, body, record.id) for record in records[:3]] == [b"0", b"1", b"2"]
            assert len(records) == 3, (broken, capacity)
            assert page.error_offset == parse(lib, body, vendor=number).error_offset


def test_samples_in_pages_of_every_size(lib, root):
    """Section 6: every sample, with every vendor: pages give what one call gives; what cannot be read says why."""
    for path, body in samples(root).items():
        for vendor in VENDORS.values():
            whole, last = read_in_pages(lib, body, vendor, 64)
            for capacity in (1, 2, 3, 5):
                records, page = read_in_pages(lib, body, vendor, capacity)
                assert [raw(record) for record in records] == [raw(record) for record in whole], path
                assert (page.result, page.error_offset, page.kind) == (last.result, last.error_offset, last.kind), path


@pytest.mark.parametrize("vendor", LISTS)
def test_pages_that_go_on_anywhere(lib, vendor):
    """P3, P5: next_offset comes back from the caller's memory. Wherever it points, records are valid, and it ends."""
    number = number_of(vendor)
    bodies = [list_body(vendor, 4), list_body(vendor, 0), b'[[{"a":["]"]}],"\\u005b",[],{}]', b"{}", b"", b'"', b"[",
              b'{"data":"\\"[{\\"', b"[" * 1030, b"\xef\xbb\xbf[1]", b"\xff" * 9]

    def calls():
        for body in bodies:
            offsets = {*range(len(body) + 3), 2**16, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1}
            for offset, given in itertools.product(offsets, {0, number}):
                page = PAGE(next_offset=offset, vendor=number, kind=family("kind")["list"])
                for _ in range(len(body) + 2):
                    before = page.next_offset
                    parse_list(lib, body, page, given, 1)
                    if before > len(body):
                        assert (page.result, page.error_offset) == (code("argument"), 0)
                    if page.next_offset == 0:
                        break
                    assert page.next_offset > before, "the list does not go on"
                assert page.next_offset == 0
    in_child(calls)


def test_pages_filled_with_anything(lib):
    """P5: a page that was not zeroed for the first call."""
    chooser = random.Random(1)

    def calls():
        for vendor in LISTS:
            number = number_of(vendor)
            body = list_body(vendor, 4)
            for fill in [bytes([value]) * ctypes.sizeof(PAGE) for value in (1, 0x7F, 0x80, 0xFF)] + [
                    chooser.randbytes(ctypes.sizeof(PAGE)) for _ in range(300)]:
                for given in (0, number):
                    page = PAGE.from_buffer_copy(fill)
                    page.next_offset = chooser.choice((page.next_offset, page.next_offset % (len(body) + 1)))
                    parse_list(lib, body, page, given, 2, own=False)
    in_child(calls)


CISCO = CONSTANTS["JOBSTATUS_VENDOR_CISCO_CDFMC"]
DUPLICATE_KEY = family("flag")["duplicate-key"]
REPEATED_LIST = family("flag")["repeated-list"]


@pytest.mark.parametrize("vendor", LISTS)
def test_what_every_page_tells(lib, vendor):
    """Section 6: the total from the page on that has read it."""
    body, total = list_body(vendor, 3), LISTS[vendor][2]
    is_in_front = -1 < body.find(b"70") < body.find(b"[")
    for given in (number_of(vendor), 0):
        page, first = PAGE(), True
        while first or page.next_offset:
            first = False
            parse_list(lib, body, page, given, 1)
            told = total if is_in_front or page.next_offset == 0 else CONSTANTS["JOBSTATUS_NO_TOTAL"]
            assert (page.vendor, page.kind) == (number_of(vendor), family("kind")["list"])
            assert (page.flags, page.total) == (0, told)


@pytest.mark.parametrize("capacity", range(1, 6))
def test_a_list_given_again_in_pages(lib, capacity):
    """Section 6: records of earlier calls count no longer, and the flag of the call that met it says so."""
    body = b'{"items":[{"id":"1"},{"id":"2"}],"items":[{"id":"3"},{"id":"4"}],"items":[{"id":"5"},{"id":"6"}]}'
    page, counting, calls = PAGE(), [], []
    while not calls or page.next_offset:
        records = parse_list(lib, body, page, CISCO, capacity)
        told = [text(lib, body, record.id).decode() for record in records]
        counting = told if page.flags & REPEATED_LIST else counting + told
        calls.append((told, page.flags))
    assert counting == ["5", "6"]
    both = DUPLICATE_KEY | REPEATED_LIST
    if capacity == 1:
        assert calls == [(["1"], 0), (["3"], both), (["5"], both), (["6"], DUPLICATE_KEY)]
    assert calls[0][1] == (0 if capacity < 2 else both)


def test_a_list_replaced_by_what_is_none(lib):
    """Section 6: then nothing of it counts, and the body is what it is without it."""
    body = b'{"id":"1","items":[{"id":"2"},{"id":"3"}],"items":null}'
    page = PAGE()
    parse_list(lib, body, page, CISCO, 1)
    records = parse_list(lib, body, page, CISCO, 1)
    assert (page.flags, page.kind) == (DUPLICATE_KEY | REPEATED_LIST, family("kind")["job"])
    assert [text(lib, body, record.id) for record in records] == [b"1"]


@pytest.mark.parametrize("twice", [b'"paging":{"count":5,"count":6}', b'"paging":5,"paging":{"count":6}',
                                   b'"id":"1","paging":{"count":6},"id":"2"'])
def test_the_flag_of_a_page_stays(lib, twice):
    """Section 6: whatever member around the list was given twice."""
    body = b'{%s,"items":[{"id":"1"},{"id":"2"}]}' % twice
    page = PAGE()
    for _ in range(2):
        parse_list(lib, body, page, CISCO, 1)
        assert (page.flags, page.total) == (DUPLICATE_KEY, 6)


@pytest.mark.parametrize("vendor, body", [
    ("netapp-ontap", b'{"_links":{"next":{"href":"/a"}},"records":[{"uuid":"1"},{"uuid":"2"}],"_links":{"self":"/s"}}'),
    ("netapp-ontap", b'{"_links":{"next":{"href":"/a"}},"records":[{"uuid":"1"},{"uuid":"2"}],"_links":null}'),
    ("cisco-cdfmc", b'{"paging":{"count":5,"next":["/a"]},"items":[{"id":"1"},{"id":"2"}],"paging":{"limit":6}}'),
    ("cloud-foundry", b'{"pagination":{"total_results":5,"next":{"href":"/a"}},"resources":[{"guid":"1"},{"guid":"2"}],'
                      b'"pagination":null}'),
    ("palo-alto-scm", b'{"total":5,"data":[{"id":"1"},{"id":"2"}],"total":"x"}'),
])
def test_the_last_member_counts_also_behind_another_call(lib, vendor, body):
    """Sections 6 and 8: what a later call finds takes the place of what an earlier one has found."""
    for capacity in (2, 1):
        page = read_in_pages(lib, body, number_of(vendor), capacity)[1]
        assert (page.total, page.next_link.length) == (CONSTANTS["JOBSTATUS_NO_TOTAL"], 0), capacity


def test_other_members_leave_the_next_link(lib):
    """Section 6."""
    body = b'{"paging":{"next":["/a"],"count":2},"items":[{"id":"1"},{"id":"2"}],"links":{"self":"/s"}}'
    for capacity in (2, 1):
        page = read_in_pages(lib, body, CISCO, capacity)[1]
        assert (page.total, text(lib, body, page.next_link)) == (2, b"/a"), capacity


@pytest.mark.parametrize("body, result", [
    (b"<html>", "not-json"), (b"", "empty"), (b'{"hello":"world"}', "unrecognized"), (b"7", "unrecognized"),
    (b"{]", "syntax"),
])
def test_a_page_of_what_cannot_be_read(lib, body, result):
    """Section 6."""
    for vendor in range(max(VENDORS.values()) + 1):
        page = PAGE()
        assert parse_list(lib, body, page, vendor, 2) == []
        assert (page.result, page.kind, page.vendor, page.next_offset) == (code(result), 0, vendor, 0)


def test_no_later_call_reads_an_earlier_byte_again(lib):
    """Section 6: memory in front of next_offset can be taken away."""
    def calls():
        for vendor, is_given in itertools.product(LISTS, (True, False)):
            body, count, page = list_body(vendor, 1000), 0, PAGE()
            start = mapping(-(-len(body) // mmap.PAGESIZE) * mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE)
            ctypes.memmove(start, body, len(body))
            while count == 0 or page.next_offset:
                records = (RECORD * 7)()
                assert lib.jobstatus_parse_list(number_of(vendor) if is_given else 0, 200, start, len(body),
                                                ctypes.byref(page), ctypes.sizeof(PAGE), records,
                                                ctypes.sizeof(RECORD), 7) == code("ok")
                count += page.returned
                assert LIBC.mprotect(start, page.next_offset // mmap.PAGESIZE * mmap.PAGESIZE, NO_ACCESS) == 0
            assert count == 1000
    in_child(calls)


def test_an_element_that_would_be_something_else_alone(lib):
    """Section 7: in a list it is a job; its bytes alone are an accepted answer, which has no items."""
    body = (b'{"items":[{"id":"1","status":"running","metadata":{"task":{"id":"t"}},"subTasks":[{"status":"running"}]},'
            b'{"id":"2"}]}')
    [listed, _] = parse_list(lib, body, PAGE(), CISCO, 5)
    alone = parse(lib, text(lib, body, listed.json), vendor=CISCO)
    assert (listed.kind, listed.item_count) == (family("kind")["job"], 1)
    assert (alone.kind, alone.item_count) == (family("kind")["accepted"], 0)


# ---- Detection -------------------------------------------------------------------------------------------------------

def test_detection_validates_nothing(lib):
    """Section 7."""
    for body in (b'{"uuid":"1","state":"runn', b'{"uuid":"1","state":"running",]', b'{"uuid":"1","state":"running"} x',
                 b'{"records":[{"uuid":"1","state":"running"},{oops'):
        assert lib.jobstatus_detect(body, len(body)) == ONTAP, body


def test_of_a_list_the_first_element_is_looked_at(lib):
    """Section 7."""
    job, other = b'{"uuid":"1","state":"running"}', b'{"name":"x"}'
    for first, second, vendor in ((job, other, ONTAP), (other, job, 0)):
        body = b'{"records":[' + first + b"," + second + b"]}"
        assert lib.jobstatus_detect(body, len(body)) == vendor


# ---- The header: compilers -------------------------------------------------------------------------------------------

STRICT = ["-Wall", "-Wextra", "-Wconversion", "-Wpadded", "-pedantic", "-Werror"]
STANDARDS = {"c": ["c99", "c11", "c17"], "c++": ["c++11", "c++17", "c++20"]}
COMPILERS = {"c": ["gcc", "clang"], "c++": ["g++", "clang++"]}


def compilations():
    for language, compilers in COMPILERS.items():
        for compiler, standard in itertools.product(compilers, STANDARDS[language]):
            if shutil.which(compiler):
                yield compiler, language, standard


def compile_text(compiler, language, source, folder, *options):
    path = folder / ("source.cc" if language == "c++" else "source.c")
    path.write_text(source, encoding="utf-8")
    return subprocess.run([compiler, str(path), f"-I{header.PATH.parent}", *options], capture_output=True, text=True,
                          check=False)


def test_some_compiler_is_there():
    """Self-check."""
    assert {language for _, language, _ in compilations()} == {"c", "c++"}


@pytest.mark.parametrize("compiler, language, standard", list(compilations()))
def test_the_header_compiles_without_a_warning(tmp_path, compiler, language, standard):
    """P9: in every language it promises."""
    source = ("#include <jobstatus.h>\n#include <jobstatus.h>\n"
              "uint32_t use(const void *json, size_t length);\n"
              "uint32_t use(const void *json, size_t length) {\n"
              "    jobstatus_record job;\n"
              "    jobstatus_parse(JOBSTATUS_VENDOR_UNKNOWN, 0, json, length, &job, sizeof job, NULL, 0, 0);\n"
              "    return job.created_at == JOBSTATUS_NO_TIME ? job.state : (uint32_t)JOBSTATUS_MAX_DEPTH;\n"
              "}\n")
    done = compile_text(compiler, language, source, tmp_path, f"-std={standard}", *STRICT, "-fsyntax-only")
    assert done.returncode == 0, done.stderr


# ---- The header: layout ----------------------------------------------------------------------------------------------

FREESTANDING = ["-std=c11", "-fsyntax-only", "-ffreestanding"]
# For another processor than this one the compiler needs no C library: it brings stdint.h itself.
TARGETS = [("gcc",), ("gcc", "-m32"), ("clang",), ("clang", "--target=i686-linux-gnu"),
           ("clang", "--target=armv7-linux-gnueabihf"), ("clang", "--target=aarch64-linux-gnu"),
           ("clang", "--target=s390x-linux-gnu")]


def usable_targets(bits):
    source = f'#include <stdint.h>\n_Static_assert(sizeof(void *) == {bits // 8}, "bits");\n'
    for compiler, *options in TARGETS:
        command = [compiler, *options, *FREESTANDING, "-x", "c", "-"]
        if shutil.which(compiler) and not subprocess.run(command, input=source, text=True, capture_output=True,
                                                         check=False).returncode:
            yield compiler, *options


TARGETS_BY_BITS = {bits: list(usable_targets(bits)) for bits in (64, 32)}


def literal(value):
    """The smallest of all 64-bit numbers has no literal of its own in C."""
    return "INT64_MIN" if value == -2**63 else f"({value})"


def alignment(listed):
    """On 32-bit x86 an int64_t in a struct is aligned to 4."""
    return "_Alignof(struct { int64_t member; })" if listed == 8 else str(listed)


def assertions():
    """layout.txt as a C file that compiles only where the header agrees with it. Types and functions are declared once
    more, which C allows where it is the same."""
    lines = ["#include <stddef.h>", "#include <jobstatus.h>"]
    for struct, member, offset, size in LISTED.each_member():
        lines.append(f'_Static_assert(offsetof({struct}, {member}) == {offset}, "{struct}.{member}");')
        lines.append(f'_Static_assert(sizeof((({struct} *)0)->{member}) == {size}, "{struct}.{member}");')
    lines += [f'_Static_assert(sizeof({struct}) == {size}, "{struct}");'
              for struct, size in LISTED.last_sizes().items()]
    lines += [f'_Static_assert(_Alignof({struct}) == {alignment(listed)}, "{struct}");'
              for struct, (listed, _) in LISTED.alignments.items()]
    lines += [f'_Static_assert({name} == {literal(value)}, "{name}");'
              for name, (value, _) in LISTED.constants.items() if value is not None]
    lines += [f"typedef {known} {name};" for name, (known, _) in LISTED.integers.items()]
    lines += [f"{declaration};" for declaration, _ in LISTED.functions.values()]
    return "\n".join(lines) + "\n"


def test_structs_have_no_hidden_padding():
    """P9: every byte is a member's: no padding moves one, and records can be compared, hashed and sent as bytes."""
    for name, struct in STRUCTS.items():
        assert sum(ctypes.sizeof(kind) for _, kind in struct._fields_) == ctypes.sizeof(struct), name


def test_members_are_aligned_by_their_own_size():
    """P9: so no compiler's rule of alignment moves one, and arrays have no gaps."""
    for name, struct in STRUCTS.items():
        widest = max(ctypes.alignment(kind) for _, kind in struct._fields_)
        assert ctypes.sizeof(struct) % widest == 0 and LISTED.alignments[name][0] == widest, name
        for field, kind in struct._fields_:
            assert getattr(struct, field).offset % ctypes.alignment(kind) == 0, f"{name}.{field}"


def test_python_sees_the_layout_that_is_promised():
    """P9."""
    for struct, member, offset, size in LISTED.each_member():
        field = getattr(STRUCTS[struct], member)
        assert (field.offset, field.size) == (offset, size), f"{struct}.{member}"


def test_some_compiler_is_there_for_64_and_for_32_bits():
    """P9 is tested for both: the compilers of the Swift toolchain are there, on whatever processor the tests run."""
    assert all(TARGETS_BY_BITS.values()), "put Swift's clang on the PATH, or install the Debian package clang"


@pytest.mark.parametrize("target", TARGETS_BY_BITS[64] + TARGETS_BY_BITS[32], ids=" ".join)
def test_layout(tmp_path, target):
    """P9: the same on 64 and 32 bits and on every processor, with no padding that a compiler would insert."""
    compiler, *options = target
    done = compile_text(compiler, "c", assertions(), tmp_path, *options, *FREESTANDING, *STRICT)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("old, new, said", [
    ("offsetof(jobstatus_record, vendor) == 12", "offsetof(jobstatus_record, vendor) == 16", "jobstatus_record.vendor"),
    ("sizeof(((jobstatus_item *)0)->code) == 12", "sizeof(((jobstatus_item *)0)->code) == 8", "jobstatus_item.code"),
    ("sizeof(jobstatus_page) == 56", "sizeof(jobstatus_page) == 64", "jobstatus_page"),
    ("_Alignof(jobstatus_span) == 4", "_Alignof(jobstatus_span) == 8", "jobstatus_span"),
    ("JOBSTATUS_STATE_FAILED == (6)", "JOBSTATUS_STATE_FAILED == (7)", "JOBSTATUS_STATE_FAILED"),
    ("typedef int32_t jobstatus_result", "typedef uint32_t jobstatus_result", "jobstatus_result"),
    ("jobstatus_detect(const void *, size_t)", "jobstatus_detect(void *, size_t)", "jobstatus_detect"),
    ("jobstatus_detect(const void *, size_t)", "jobstatus_detect(const void *, uint64_t)", "jobstatus_detect"),
])
def test_layout_assertions_can_fail(tmp_path, old, new, said):
    """P9: for 32 bits, where a size_t is no uint64_t."""
    assert assertions().count(old) == 1
    compiler, *options = TARGETS_BY_BITS[32][0]
    done = compile_text(compiler, "c", assertions().replace(old, new), tmp_path, *options, *FREESTANDING)
    assert done.returncode != 0 and said in done.stderr


# ---- The header: its example -----------------------------------------------------------------------------------------

def example():
    """The program of the header's last section, and what the section says that it prints."""
    match = re.search(r"^ \* +(#include <jobstatus\.h>\n.*?)^ \* prints\n(.*?)^ \*/", header.HEADER, flags=re.S | re.M)
    assert match, "the header has no complete example"
    source, printed = (re.sub(r"^ \* {0,5}", "", part, flags=re.M) for part in match.groups())
    return source, printed.strip() + "\n"


def test_the_example_of_the_header(tmp_path, library, environment):
    """Section 10: a C compiler alone builds it against the library, and it prints what the header says."""
    source, printed = example()
    program = tmp_path / "example"
    done = compile_text("gcc" if shutil.which("gcc") else "cc", "c", source, tmp_path, "-std=c11", "-Wall", "-Wextra",
                        "-Werror", str(library), "-o", str(program))
    assert done.returncode == 0, done.stderr
    paths = [str(library.parent), environment.get("LD_LIBRARY_PATH", "")]
    run = subprocess.run([str(program)], capture_output=True, text=True, check=False,
                         env={**environment, "LD_LIBRARY_PATH": ":".join(filter(None, paths))})
    assert (run.returncode, run.stdout, run.stderr) == (0, printed, "")
