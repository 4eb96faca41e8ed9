# SPDX-License-Identifier: Apache-2.0
"""The structs and constants of jobstatus.h that the library fills and this package reads.

Written down once more, so that the package needs no header; the tests compare every line with the header.
"""

import ctypes
from ctypes import c_int32, c_int64, c_uint32

NO_TIME = -(2**63)
NO_PERCENT = -1
NO_TOTAL = -1
ESCAPES_JSON = 1

VERSION_MAJOR = 0


class Span(ctypes.Structure):
    """jobstatus_span: where a text lies in the body."""

    _fields_ = [
        ("offset", c_uint32),
        ("length", c_uint32),
        ("escapes", c_uint32),
    ]


class Record(ctypes.Structure):
    """jobstatus_record: one response, normalized."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("result", c_int32),
        ("error_offset", c_uint32),
        ("vendor", c_uint32),
        ("http_status", c_int32),
        ("kind", c_uint32),
        ("state", c_uint32),
        ("terminal", c_uint32),
        ("advice", c_uint32),
        ("fault", c_uint32),
        ("percent", c_int32),
        ("flags", c_uint32),
        ("created_at", c_int64),
        ("started_at", c_int64),
        ("updated_at", c_int64),
        ("finished_at", c_int64),
        ("error_count", c_uint32),
        ("warning_count", c_uint32),
        ("item_count", c_uint32),
        ("subtasks_total", c_uint32),
        ("subtasks_succeeded", c_uint32),
        ("subtasks_failed", c_uint32),
        ("subtasks_unfinished", c_uint32),
        ("json", Span),
        ("id", Span),
        ("parent_id", Span),
        ("name", Span),
        ("operation", Span),
        ("description", Span),
        ("state_text", Span),
        ("result_text", Span),
        ("message", Span),
        ("error_code", Span),
        ("job_code", Span),
        ("requester", Span),
        ("target_name", Span),
        ("target_id", Span),
        ("self_link", Span),
        ("resource_link", Span),
        ("request_id", Span),
    ]


class ItemRecord(ctypes.Structure):
    """jobstatus_item: an error, a warning, a message, a sub-task or a link in a response."""

    _fields_ = [
        ("kind", c_uint32),
        ("state", c_uint32),
        ("state_text", Span),
        ("code", Span),
        ("title", Span),
        ("message", Span),
        ("severity", Span),
        ("target_id", Span),
        ("target_name", Span),
        ("target_type", Span),
        ("link", Span),
    ]


class Page(ctypes.Structure):
    """jobstatus_page: how far a list was read, and what it says of itself."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("result", c_int32),
        ("error_offset", c_uint32),
        ("vendor", c_uint32),
        ("kind", c_uint32),
        ("flags", c_uint32),
        ("returned", c_uint32),
        ("next_offset", c_uint32),
        ("total", c_int64),
        ("next_link", Span),
        ("reserved", c_uint32),
    ]
