# SPDX-License-Identifier: Apache-2.0
"""One response: what jobstatus.parse() returns."""

import json
from typing import Any, Dict, Optional, Tuple, Union

from . import _attributes
from ._attributes import attribute, moment, nanoseconds, number, span_text, timestamp
from ._layout import NO_PERCENT, ItemRecord, Record
from ._library import (Body, JobStatusError, arguments, body_bytes, detected_vendor, find_span, http_statuses,
                       read_items, read_record, vendor_numbers)
from ._words import (ADVICE, FAULTS, ITEM_KINDS, KINDS, RESULTS, STATES, VENDORS, Advice, Fault, Flag, ItemKind, Kind,
                     Result, State, Vendor, flag_names)

SHOWN_MESSAGE = 60


class UnusableBody(JobStatusError):
    """What raise_for_result() raises: the body could not be read as a response of this vendor's.

    Attributes:
        result: why, a Result.
        error_offset: the byte where it went wrong, counted from 0.
    """

    def __init__(self, result: Result, error_offset: int) -> None:
        super().__init__(result, error_offset)
        self.result = result
        self.error_offset = error_offset

    def __str__(self) -> str:
        return f"the body is unusable: {self.result} at byte {self.error_offset}"


def item_text(name: str, documentation: str) -> "_attributes.Attribute[Optional[str]]":
    return _attributes.text(ItemRecord, name, documentation)


def record_text(name: str, documentation: str) -> "_attributes.Attribute[Optional[str]]":
    return _attributes.text(Record, name, documentation)


class Item:
    """An error, a warning, a message, a sub-task or a link in a response. Read-only; a text that is absent is None."""

    __slots__ = ("_body", "_record")

    _body: bytes
    _record: ItemRecord

    def __init__(self, body: bytes, record: ItemRecord) -> None:
        self._body = body
        self._record = record

    kind = attribute(lambda item: ITEM_KINDS[item._record.kind], "What the item is.")
    state = attribute(lambda item: STATES[item._record.state] if item.kind is ItemKind.SUBTASK else None,
                      "Of a sub-task where it stands; else None.")
    state_text = item_text("state_text", "Of a sub-task, the vendor's own word for its state.")
    code = item_text("code", "The vendor's code of an error, a warning or a message.")
    title = item_text("title", "A short text; of a link its name.")
    message = item_text("message", "The text for a person.")
    severity = item_text("severity", "The vendor's own word.")
    target_id = item_text("target_id", "What the item is about.")
    target_name = item_text("target_name", "What the item is about.")
    target_type = item_text("target_type", "What the item is about.")
    link = item_text("link", "URI reference.")

    def to_dict(self) -> Dict[str, Optional[str]]:
        """The item as `jobstatus --items` prints it."""
        return {
            "kind": str(self.kind), "state": self.state and str(self.state), "code": self.code, "title": self.title,
            "message": self.message, "severity": self.severity, "target_id": self.target_id,
            "target_name": self.target_name, "target_type": self.target_type, "link": self.link,
        }

    def __repr__(self) -> str:
        told = {name: value for name, value in self.to_dict().items() if value is not None and name != "kind"}
        return f"<jobstatus.Item {' '.join([str(self.kind), *(f'{name}={value!r}' for name, value in told.items())])}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Item):
            return NotImplemented
        return bytes(self._record) == bytes(other._record) and self._body == other._body

    def __hash__(self) -> int:
        return hash((bytes(self._record), self._body))

    def __reduce__(self) -> "tuple[Any, ...]":
        return Item, (self._body, ItemRecord.from_buffer_copy(self._record))


class Response:
    """One response, the same for every vendor. Made by parse(), and by the lists of parse_list().

    It is read-only, keeps the body, and takes each value from it when it is asked for. What is absent is None. Two
    responses are equal where the same was read at the same place of the same body. Any number of threads may read one.

    `advice` is the attribute to act on; once it is Advice.DONE, `state` says how the job ended. A body that could not
    be read is no exception: then `result` says why, and `fault` and `advice` still say what the HTTP status says.
    """

    __slots__ = ("_body", "_record", "_items")

    _body: bytes
    _record: Record
    _items: Tuple[Item, ...]  # not there before they are asked for

    def __init__(self, body: bytes, record: Record) -> None:
        self._body = body
        self._record = record

    # ---- About the call

    result = attribute(lambda response: RESULTS[response._record.result],
                       "What became of reading the body, a Result; Result.OK where it could be read.")
    ok = attribute(lambda response: bool(response._record.result == 0), "Whether the body could be read.")
    error_offset = attribute(
        lambda response: None if response.ok else int(response._record.error_offset),
        "The byte of the body where it went wrong, counted from 0; None where it could be read. Of a body that was "
        "given as a str, it counts the bytes of its UTF-8.")
    vendor = attribute(lambda response: VENDORS[response._record.vendor],
                       "Whose body it is, as given or as detected; None: not known.")
    http_status = attribute(lambda response: response._record.http_status or None,
                            "The HTTP status as given, None: not known.")

    # ---- What the response says

    kind = attribute(lambda response: KINDS[response._record.kind],
                     "What the body is: a job, an accepted call, an error, a list, or none.")
    state = attribute(lambda response: STATES[response._record.state], "Where the job stands.")
    terminal = attribute(lambda response: response._record.terminal != 0,
                         "Whether the job is over: its state will not change any more.")
    advice = attribute(lambda response: ADVICE[response._record.advice], "What a poller should do next.")
    fault = attribute(lambda response: FAULTS[response._record.fault],
                      "What went wrong with the request, where the response says that something did.")
    percent = attribute(
        lambda response: None if (percent := response._record.percent) == NO_PERCENT else percent,
        "0 to 100, or None. It says nothing about the state.")
    flags = attribute(lambda response: Flag(response._record.flags),
                      "What the body held that a reader may want to know of; Flag(0): nothing.")

    created_at = moment("created_at", "When the job was created: a datetime in UTC, cut to microseconds, or None.")
    started_at = moment("started_at", "When work on the job began, likewise.")
    updated_at = moment("updated_at", "When the job last changed, likewise.")
    finished_at = moment("finished_at", "When the job ended, likewise. Only where it is over.")
    created_at_ns = nanoseconds("created_at", "Nanoseconds since 1970-01-01T00:00:00Z, or None.")
    started_at_ns = nanoseconds("started_at", "Nanoseconds since 1970-01-01T00:00:00Z, or None.")
    updated_at_ns = nanoseconds("updated_at", "Nanoseconds since 1970-01-01T00:00:00Z, or None.")
    finished_at_ns = nanoseconds("finished_at", "Nanoseconds since 1970-01-01T00:00:00Z, or None.")

    error_count = number("error_count", "How many of the items are errors.")
    warning_count = number("warning_count", "How many of the items are warnings.")
    item_count = number("item_count", "How many items there are.")
    subtasks_total = number("subtasks_total", "How many sub-tasks a job has.")
    subtasks_succeeded = number("subtasks_succeeded", "How many of them succeeded.")
    subtasks_failed = number("subtasks_failed", "How many of them failed or were cancelled.")
    subtasks_unfinished = number("subtasks_unfinished", "How many of them are anything else.")

    id = record_text("id", "The job's identifier.")
    parent_id = record_text("parent_id", "That of the job that started this one.")
    name = record_text("name", "The job's name.")
    operation = record_text("operation", "The vendor's word for what the job does.")
    description = record_text("description", "What the job does, in words.")
    state_text = record_text("state_text", "The vendor's own state word.")
    result_text = record_text("result_text", "The vendor's own result word.")
    message = record_text("message", "For a person: why the job failed, else what the vendor says of it.")
    error_code = record_text("error_code", "The vendor's code of what went wrong.")
    job_code = record_text("job_code", "The vendor's own number for the job's outcome; decides nothing.")
    requester = record_text("requester", "Who asked for the job.")
    target_name = record_text("target_name", "What the job works on.")
    target_id = record_text("target_id", "The identifier of what the job works on.")
    self_link = record_text("self_link", "URI reference of the job.")
    resource_link = record_text("resource_link", "URI reference of what the job made or works on.")
    request_id = record_text("request_id", "The vendor's number of the request, for its support.")

    # ---- The body behind it

    @property
    def body(self) -> bytes:
        """The body, the very object where it was given as bytes. Of a job in a list, the body of that list."""
        return self._body

    @property
    def json(self) -> Optional[bytes]:
        """The JSON of this job itself: of one in a list its element. None where there is none."""
        span = self._record.json
        return self._body[span.offset:span.offset + span.length] if span.length else None

    @property
    def items(self) -> Tuple[Item, ...]:
        """The errors, warnings, messages, sub-tasks and links, in the order of the body.

        They are read when they are first asked for, at the cost of one more parse.
        """
        try:
            return self._items
        except AttributeError:
            self._items = self._read_items()
            return self._items

    def _read_items(self) -> Tuple[Item, ...]:
        record = self._record
        if record.item_count == 0:
            return ()
        body = self._body_of_items()
        return tuple(Item(body, item)
                     for item in read_items(body, record.vendor, record.http_status, record.item_count))

    def _body_of_items(self) -> bytes:
        return self._body

    def find(self, pointer: str, default: Any = None) -> Any:
        """The value that a JSON Pointer (RFC 6901) names, such as "/metadata/task/id": for what no attribute has.

        A string is a str, and everything else what json.loads makes of it. The pointer starts at the job, also where
        that is an element of a list. Where there is no such value, or the body is unusable, it is the default.

        Raises JobStatusError where the pointer is none, and what json.loads raises of a valid number or document that
        is beyond Python's limits; find_text() has no such limits.
        """
        body = self.json or self._body
        span = find_span(body, pointer)
        if span is None:
            return default
        if is_string(body, span.offset):
            return span_text(body, span) or ""
        return json.loads(body[span.offset:span.offset + span.length])

    def find_text(self, pointer: str) -> Optional[str]:
        """The same as text: of a string its content, of anything else its JSON, as `jobstatus --find` prints it."""
        body = self.json or self._body
        span = find_span(body, pointer)
        return None if span is None else span_text(body, span) or ""

    def raise_for_result(self) -> "Response":
        """Raises UnusableBody where the body could not be read; else returns the response itself."""
        if not self.ok:
            raise UnusableBody(self.result, self._record.error_offset)
        return self

    def to_dict(self, items: bool = False) -> Dict[str, Any]:
        """The response as the command-line tool prints it, ready for json.dumps: words as str, times as RFC 3339.

        items adds the items under the key of that name.
        """
        plain = {name: plain_value(getattr(self, name)) for name in TOLD}
        plain.update((name, moment_text(getattr(self, name + "_ns"))) for name in MOMENTS)
        plain["flags"] = flag_names(self._record.flags)
        told: Dict[str, Any] = {name: plain[name] for name in KEYS}
        if items:
            told["items"] = [item.to_dict() for item in self.items]
        return told

    def __repr__(self) -> str:
        return f"<jobstatus.Response {', '.join(summary(self))}>"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bytes(self._record) == bytes(other._record) and self._body == other._body

    def __hash__(self) -> int:
        return hash((bytes(self._record), self._body))

    def __reduce__(self) -> "tuple[Any, ...]":
        return type(self), (self._body, self._record)


class ListedResponse(Response):
    """A job in a list: its items are those of its own element."""

    __slots__ = ()

    def _body_of_items(self) -> bytes:
        return self.json or b""


MOMENTS = ("created_at", "started_at", "updated_at", "finished_at")
KEYS = """
    result error_offset vendor http_status kind state terminal advice fault percent id parent_id name operation
    description state_text result_text message error_code job_code created_at started_at updated_at finished_at
    requester target_name target_id self_link resource_link request_id subtasks_total subtasks_succeeded
    subtasks_failed subtasks_unfinished error_count warning_count item_count flags
    """.split()
TOLD = [name for name in KEYS if name not in MOMENTS and name != "flags"]


def plain_value(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def moment_text(value: Optional[int]) -> Optional[str]:
    return None if value is None else timestamp(value)


def is_string(body: bytes, start: int) -> bool:
    """Whether the value that starts there is the content of a string. In front of any other one no quote can stand."""
    return start > 0 and body[start - 1:start] == b'"'


def summary(response: Response) -> "list[str]":
    """What a person wants to know of a response, in a few words each."""
    vendor = str(response.vendor or "unknown vendor")
    if not response.ok:
        return [f"{vendor} {response.result} at byte {response.error_offset}", f"advice {response.advice}"]
    told = [f"{vendor} {response.kind}" + (f" {response.id!r}" if response.id else "")]
    if response.kind in (Kind.JOB, Kind.ACCEPTED):
        told.append(str(response.state))
    if response.percent is not None:
        told.append(f"{response.percent} %")
    told.append(f"advice {response.advice}")
    if response.message:
        told.append(repr(shortened(response.message)))
    return told


def shortened(text: str) -> str:
    return text if len(text) <= SHOWN_MESSAGE else text[:SHOWN_MESSAGE - 3] + "..."


def parse(body: Body, vendor: Union[str, Vendor, None] = None, http_status: Optional[int] = 200) -> Response:
    """Reads one response body.

    Args:
        body: the body as it came, without the HTTP header section. Bytes are kept and not copied; a bytearray and a
            memoryview are copied, a str is encoded in UTF-8.
        vendor: a Vendor or its name; None: found out from the body. Name it where you know it.
        http_status: the status code of the response, 200 unless told otherwise; None: not known.

    Returns:
        The Response. An unusable body (not JSON, truncated, broken, of no shape of this vendor's) is one too: its
        `result` says why. Response.raise_for_result() makes it an exception for those who want one.

    Raises:
        JobStatusError: there is no such vendor, or no such HTTP status.
        TypeError: an argument is of none of these types.
    """
    if type(body) is not bytes:
        body = body_bytes(body)
    try:
        record = read_record(body, vendor_numbers[vendor], http_statuses[http_status], len(body))
    except (KeyError, TypeError):
        record = read_record(body, *arguments(vendor, http_status), len(body))
    return Response(body, record)


def detect(body: Body) -> Optional[Vendor]:
    """Which vendor's body this looks like; None where it looks like none, or like several alike.

    Only bodies that say something can be told apart, and nothing is validated. Raises TypeError like parse().
    """
    return VENDORS[detected_vendor(body_bytes(body))]
