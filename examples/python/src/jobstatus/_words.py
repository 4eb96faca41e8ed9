# SPDX-License-Identifier: Apache-2.0
"""The constants of jobstatus.h as enumerations.

Each member is also the text that the library and the command-line tool name it by: State.FAILED == "failed".
"""

import enum
from typing import Dict, Mapping, Optional, TypeVar

W = TypeVar("W")


class Word(str, enum.Enum):
    """A text with a fixed meaning. str(), format() and json.dumps() make it the text alone."""

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, format_spec: str) -> str:
        return str.__format__(self, format_spec)


class Result(Word):
    """What became of reading a body."""

    OK = "ok"
    ARGUMENT = "argument"
    VENDOR = "vendor"
    STRUCT_SIZE = "struct-size"
    POINTER = "pointer"
    EMPTY = "empty"
    """Nothing but white space, or a byte-order mark."""
    NOT_JSON = "not-json"
    """It does not begin as JSON: an HTML page, a gateway's line of text."""
    TRUNCATED = "truncated"
    """The beginning of some valid document."""
    SYNTAX = "syntax"
    """It breaks the grammar of RFC 8259."""
    UTF8 = "utf8"
    """A sequence of bytes is not UTF-8."""
    TOO_DEEP = "too-deep"
    """Arrays and objects nested deeper than 1,024 levels."""
    TOO_LARGE = "too-large"
    """4 GiB or more."""
    UNRECOGNIZED = "unrecognized"
    """JSON, but none of this vendor's shapes."""
    NOT_FOUND = "not-found"
    OTHER = "other"
    """A failure that only a newer library than this package knows."""


class Vendor(Word):
    """Whose API a body comes from."""

    PALO_ALTO_SCM = "palo-alto-scm"
    ORANGE_EVOLUTION = "orange-evolution"
    CISCO_CDFMC = "cisco-cdfmc"
    CLOUD_FOUNDRY = "cloud-foundry"
    NETAPP_ONTAP = "netapp-ontap"


class Kind(Word):
    """What a body is."""

    NONE = "none"
    """No job: the body is unusable, or a list with nothing in it."""
    JOB = "job"
    ACCEPTED = "accepted"
    """The answer of a call that started a job."""
    ERROR = "error"
    """The vendor's error envelope."""
    LIST = "list"
    """Several jobs: parse_list() reads them."""


class State(Word):
    """Where a job stands."""

    UNKNOWN = "unknown"
    """A word that is not known, or none. Never success, never failure and never the end."""
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    """Not over: somebody can resume it."""
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    """Over: some of it was done, some of it failed."""
    FAILED = "failed"
    CANCELLED = "cancelled"
    ENDED = "ended"
    """Over, and the vendor does not tell how it ended."""


class Advice(Word):
    """What a poller should do next."""

    NONE = "none"
    """Nothing can be said: the body is a list."""
    POLL = "poll"
    """Not over, or unknown: ask again later."""
    DONE = "done"
    """Over: read the state."""
    RETRY = "retry"
    """A passing trouble: send the same request again, later."""
    AUTHENTICATE = "authenticate"
    """Get new credentials, then send the same request again."""
    GONE = "gone"
    """There is no such job, or no longer."""
    GIVE_UP = "give-up"
    """The same request will fail again."""


class Fault(Word):
    """What went wrong with the request, where the response says that something did."""

    NONE = "none"
    BAD_REQUEST = "bad-request"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    NOT_ALLOWED = "not-allowed"
    CONFLICT = "conflict"
    UNPROCESSABLE = "unprocessable"
    RATE_LIMITED = "rate-limited"
    SERVER = "server"
    GATEWAY = "gateway"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    OTHER = "other"


class ItemKind(Word):
    """What an item is."""

    NONE = "none"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    SUBTASK = "subtask"
    LINK = "link"


class Flag(enum.IntFlag):
    """What the body held that a reader may want to know of; bits of a newer library are kept."""

    UNKNOWN_STATE = 0x01
    """A job's state word, or the result word that decides, is missing or not known."""
    BAD_PERCENT = 0x02
    """The percentage is no number from 0 to 100."""
    BAD_TIME = 0x04
    """A member that holds a time cannot be read as one."""
    ZONE_ASSUMED = 0x08
    """A time has no zone and was read as UTC."""
    DUPLICATE_KEY = 0x10
    """A member that decides was given twice in one object; the last one counts."""
    REPEATED_LIST = 0x20
    """Of a JobList alone: the list was given more than once; the jobs are those of the last one."""


class Numbered(Dict[int, W]):
    """The words of a family by their numbers; a number that only a newer library knows is the word `unknown`."""

    def __init__(self, numbered: Mapping[int, W], unknown: W) -> None:
        super().__init__(numbered)
        self.unknown = unknown

    def __missing__(self, number: int) -> W:
        return self.unknown


RESULTS: Numbered[Result] = Numbered({
    0: Result.OK,
    -10: Result.ARGUMENT,
    -11: Result.VENDOR,
    -12: Result.STRUCT_SIZE,
    -13: Result.POINTER,
    -20: Result.EMPTY,
    -21: Result.NOT_JSON,
    -30: Result.TRUNCATED,
    -40: Result.SYNTAX,
    -50: Result.UTF8,
    -60: Result.TOO_DEEP,
    -61: Result.TOO_LARGE,
    -70: Result.UNRECOGNIZED,
    -71: Result.NOT_FOUND,
}, Result.OTHER)

# The other families are numbered from 0 in the order of their members; of vendors, 0 is none.
VENDORS: Numbered[Optional[Vendor]] = Numbered(dict(enumerate((None, *Vendor))), None)
KINDS = Numbered(dict(enumerate(Kind)), Kind.NONE)
STATES = Numbered(dict(enumerate(State)), State.UNKNOWN)
ADVICE = Numbered(dict(enumerate(Advice)), Advice.POLL)
FAULTS = Numbered(dict(enumerate(Fault)), Fault.NONE)
ITEM_KINDS = Numbered(dict(enumerate(ItemKind)), ItemKind.NONE)


def flag_names(flags: int) -> "list[str]":
    """The names of the bits that are set, as the command-line tool prints them."""
    return [str(bit.name).lower().replace("_", "-") for bit in Flag if flags & bit]
