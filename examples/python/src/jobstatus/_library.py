# SPDX-License-Identifier: Apache-2.0
"""Finds, loads and calls libjobstatus.so.

A call has to be cheap: reading a job takes the library some 200 ns. Three things decide what ctypes adds to that.

The functions have no argtypes, since ctypes would make an object for each converted argument, at about 100 ns each.
Instead every argument is passed as what ctypes hands on unconverted: an int as a 32-bit integer, bytes as a pointer,
None as 64 zero bits (a null pointer, or a size of 0), and any other size as a c_size_t. So nothing outside this file
calls the library.

Short bodies are read while the global interpreter lock is held (PyDLL). To let go of it and get it back costs 50 ns
where nobody else wants it, and where somebody does, now and then the other thread's turn of 5 ms: with one busy thread
beside it, such calls took 6 to 160 microseconds on average. Long bodies are read without the lock (CDLL), so that other
threads run meanwhile.

The library keeps no memory, so all that a call writes to is made for that call, and calls need no lock of their own.
"""

import ctypes
import operator
import os
import pathlib
from ctypes import byref, c_char, c_int64, c_size_t
from typing import Any, Dict, Optional, Tuple, Type, Union

from ._layout import VERSION_MAJOR, ItemRecord, Page, Record, Span
from ._words import RESULTS, VENDORS, Result, Vendor

Body = Union[bytes, bytearray, memoryview, str]

# Bytes of a body from which on it is read without the global interpreter lock: that takes about 30 microseconds.
LONG_BODY = 65536

RECORD_BYTES = ctypes.sizeof(Record)
RECORD_SIZE = c_size_t(RECORD_BYTES)
ITEM_SIZE = c_size_t(ctypes.sizeof(ItemRecord))
PAGE_SIZE = c_size_t(ctypes.sizeof(Page))


class JobStatusError(ValueError):
    """The caller's mistake: an unknown vendor, a text that is no JSON Pointer, or a number that is no HTTP status. Also
    the base of UnusableBody."""


# ---- Loading ---------------------------------------------------------------------------------------------------------


def library_path() -> str:
    """The library that JOBSTATUS_LIBRARY names, else the one in the package."""
    # The dynamic loader looks for a name without a slash anywhere but in the current folder.
    path = os.path.abspath(os.environ.get("JOBSTATUS_LIBRARY") or pathlib.Path(__file__).with_name("libjobstatus.so"))
    if not os.path.isfile(path):
        raise ImportError(f"jobstatus: there is no {path}. Install a wheel of jobstatus, which has the library in it, "
                          "or set the environment variable JOBSTATUS_LIBRARY to the path of a libjobstatus.so.")
    return path


def loaded(kind: Type[ctypes.CDLL], path: str) -> ctypes.CDLL:
    try:
        return kind(path)
    except OSError as error:
        raise ImportError(f"jobstatus: {error}") from error


def function(library: ctypes.CDLL, name: str, returned: Any) -> Any:
    try:
        found = library[name]
    except AttributeError as error:
        raise ImportError(f"jobstatus: {library._name} is no libjobstatus, or an older one: {error}") from error
    found.restype = returned
    return found


PATH = library_path()
holding = loaded(ctypes.PyDLL, PATH)
releasing = loaded(ctypes.CDLL, PATH)

version_number: int = function(holding, "jobstatus_version_number", ctypes.c_uint32)()
if version_number >> 16 != VERSION_MAJOR:
    raise ImportError(f"jobstatus: {PATH} is version {version_number >> 16} of the library; this package is for "
                      f"version {VERSION_MAJOR}.")
library_version: str = function(holding, "jobstatus_version_string", ctypes.c_char_p)().decode("ascii")

parse_holding = function(holding, "jobstatus_parse", None)
parse_releasing = function(releasing, "jobstatus_parse", None)
parse_list_releasing = function(releasing, "jobstatus_parse_list", None)
find_releasing = function(releasing, "jobstatus_find", ctypes.c_int32)
detect_releasing = function(releasing, "jobstatus_detect", ctypes.c_uint32)
text_holding = function(holding, "jobstatus_text", c_size_t)
texts_releasing = function(releasing, "jobstatus_texts", c_size_t)
vendor_from_name = function(holding, "jobstatus_vendor_from_name", ctypes.c_uint32)
vendor_name = function(holding, "jobstatus_vendor_name", ctypes.c_char_p)


# ---- Arguments -------------------------------------------------------------------------------------------------------

# What may be passed, by what it is to the library; vendors have other names besides.
vendor_numbers: Dict[Optional[str], int] = {vendor: number for number, vendor in VENDORS.items()}
http_statuses: Dict[Optional[int], int] = {None: 0, 0: 0, **{status: status for status in range(100, 1000)}}


def vendor_names() -> "list[str]":
    """The names of all vendors that the library knows."""
    names: "list[str]" = []
    while True:
        name = vendor_name(len(names) + 1)
        if name is None:
            return names
        names.append(name.decode("ascii"))


def vendor_number(vendor: Union[str, Vendor, None]) -> int:
    """Also of the other names that a vendor has, and of vendors that only a newer library knows."""
    if vendor is not None and not isinstance(vendor, str):
        raise TypeError(f"vendor must be a str, a jobstatus.Vendor or None, not {type(vendor).__name__}")
    if vendor in vendor_numbers:
        return vendor_numbers[vendor]
    name = (vendor or "").encode("utf-8", "replace")
    number: int = vendor_from_name(name, c_size_t(len(name)))
    if number == 0:
        raise JobStatusError(f"there is no vendor {vendor!r}; there are {', '.join(vendor_names())}")
    return number


def http_status_number(http_status: Optional[int]) -> int:
    number = 0 if http_status is None else operator.index(http_status)
    if number not in http_statuses:
        raise JobStatusError(f"{number} is no HTTP status: it has three digits, or is 0 or None where it is not known")
    return number


def arguments(vendor: Union[str, Vendor, None], http_status: Optional[int]) -> Tuple[int, int]:
    return vendor_number(vendor), http_status_number(http_status)


def body_bytes(body: Body) -> bytes:
    """The body as bytes that nobody can change any more, since texts are read from it later."""
    if isinstance(body, str):
        # A lone surrogate has no UTF-8. Written as if it had, it makes the body what it is: unusable.
        return body.encode("utf-8", "surrogatepass")
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    raise TypeError(f"body must be bytes, bytearray, memoryview or str, not {type(body).__name__}")


# ---- Calls -----------------------------------------------------------------------------------------------------------


def read_record(body: bytes, vendor: int, http_status: int, length: int) -> Record:
    """jobstatus_parse without items. The arguments must be of the exact types."""
    record = Record()
    call = parse_holding if length < LONG_BODY else parse_releasing
    call(vendor, http_status, body, c_size_t(length), byref(record), RECORD_SIZE, None, None, None)
    return record


def read_items(body: bytes, vendor: int, http_status: int, count: int) -> "list[ItemRecord]":
    """jobstatus_parse for the items alone; count is how many are expected."""
    record = Record()
    while True:
        items = (ItemRecord * count)()
        parse_releasing(vendor, http_status, body, c_size_t(len(body)), byref(record), RECORD_SIZE,
                        items, ITEM_SIZE, c_size_t(count))
        if record.item_count <= count:
            return items[:record.item_count]
        count = record.item_count


def read_page(body: bytes, vendor: int, http_status: int, page: Page, records: bytearray, first: int,
              room: int) -> None:
    """jobstatus_parse_list: fills page, and records from the index `first` on, where there is room for so many."""
    start = c_char.from_buffer(records, first * RECORD_BYTES)
    parse_list_releasing(vendor, http_status, body, c_size_t(len(body)), byref(page), PAGE_SIZE,
                         byref(start), RECORD_SIZE, c_size_t(room))


def find_span(body: bytes, pointer: str) -> Optional[Span]:
    """jobstatus_find: None where the document has no such value, or is unusable."""
    span = Span()
    name = pointer.encode("utf-8", "surrogatepass")
    number = find_releasing(body, c_size_t(len(body)), name, c_size_t(len(name)), byref(span))
    result = RESULTS[number]
    if result is Result.POINTER:
        raise JobStatusError(f"{pointer!r} is no JSON Pointer (RFC 6901)")
    return span if result is Result.OK else None


def escaped_text(body: bytes, struct: ctypes.Structure, position: int, length: int) -> str:
    """jobstatus_text of the span at a position in a struct. No text is longer than it is with its escapes."""
    size = length + 1
    buffer = (c_char * size)()
    written = text_holding(body, c_size_t(len(body)), byref(struct, position), buffer, c_size_t(size))
    text: bytes = buffer[:written]  # type: ignore[assignment]
    return text.decode()


def decoded_texts(body: bytes, records: bytearray, position: int) -> "Tuple[bytes, memoryview]":
    """jobstatus_texts of the span at a position of each record: all texts behind each other, in UTF-8, and the places
    where each of them begins and the last ends, as 64-bit integers."""
    count = len(records) // RECORD_BYTES
    places = (c_int64 * (count + 1))()
    texts = b""
    if count > 0:
        first = c_char.from_buffer(records, position)
        spans = (body, c_size_t(len(body)), byref(first), RECORD_SIZE, c_size_t(count))
        size = texts_releasing(*spans, None, None, None) + 1
        buffer = (c_char * size)()
        texts_releasing(*spans, buffer, c_size_t(size), places)
        texts = bytes(memoryview(buffer)[:-1])
    return texts, memoryview(places).cast("B").cast("q")


def detected_vendor(body: bytes) -> int:
    """jobstatus_detect."""
    number: int = detect_releasing(body, c_size_t(len(body)))
    return number
