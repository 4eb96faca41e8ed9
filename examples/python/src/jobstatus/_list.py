# SPDX-License-Identifier: Apache-2.0
"""A list of jobs: what jobstatus.parse_list() returns."""

import functools
import importlib.util
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union, overload

from ._attributes import span_text
from ._layout import NO_PERCENT, NO_TOTAL, Page, Record, Span
from ._library import RECORD_BYTES, Body, arguments, body_bytes, decoded_texts, read_page, read_record
from ._response import MOMENTS, ListedResponse, Response, UnusableBody
from ._words import ADVICE, FAULTS, KINDS, RESULTS, STATES, VENDORS, Flag, Kind, Result, Vendor

if TYPE_CHECKING:
    import numpy
    import pandas
    import polars

# Records that the first page has room for: what they take tells how much the rest will need.
FIRST_PAGE = 64
# Never more room at once than so many times what has been filled: elements may be of very different lengths.
MOST_GROWTH = 64

# The words of each column of words by their numbers; for result without the minus sign, for the others from 0 on.
# The last stands for all numbers that only a newer library knows.
NAMES: Dict[str, Tuple[Optional[str], ...]] = {
    "result": tuple(RESULTS[-number].value for number in range(2 - min(RESULTS))),
    "vendor": tuple(word and word.value for word in (*VENDORS.values(), VENDORS.unknown)),
    "kind": tuple(word.value for word in (*KINDS.values(), KINDS.unknown)),
    "state": tuple(word.value for word in (*STATES.values(), STATES.unknown)),
    "advice": tuple(word.value for word in (*ADVICE.values(), ADVICE.unknown)),
    "fault": tuple(word.value for word in (*FAULTS.values(), FAULTS.unknown)),
}
TEXTS = tuple(name for name, kind in Record._fields_ if kind is Span and name != "json")  # type: ignore[misc]
COLUMNS = (
    "result", "vendor", "kind", "state", "terminal", "advice", "fault", "percent", *TEXTS, *MOMENTS,
    "subtasks_total", "subtasks_succeeded", "subtasks_failed", "subtasks_unfinished",
    "error_count", "warning_count", "item_count", "flags",
)


class JobList(Sequence[Response]):
    """The jobs of a list body. As a sequence, it makes a Response of a job each time one is asked for.

    For many jobs at once there are `records`, texts() and the frames, which make no object per job but the decoded
    texts, and with pyarrow frames not even these. All but texts() need NumPy. Read-only; any number of threads may read
    one.

    A list that breaks in the middle has the jobs in front of the fault, and `result` and `error_offset` say what it is.
    A body that is no list, but that parse() can read, is the one response in it, and `kind` says what it is.
    """

    __slots__ = ("_body", "_records", "_count", "_page", "_http_status")

    def __init__(self, body: bytes, records: bytearray, count: int, page: Page, http_status: int) -> None:
        self._body = body
        self._records = records
        self._count = count
        self._page = page
        self._http_status = http_status

    # ---- The page that the vendor's API has sent

    @property
    def body(self) -> bytes:
        """The body, the very object where it was given as bytes."""
        return self._body

    @property
    def result(self) -> Result:
        """What became of reading the body; Result.OK where it was read to its end."""
        return RESULTS[self._page.result]

    @property
    def ok(self) -> bool:
        """Whether the body was read to its end."""
        return bool(self._page.result == 0)

    @property
    def error_offset(self) -> Optional[int]:
        """The byte of the body where it went wrong, counted from 0; None where it could be read."""
        return None if self.ok else int(self._page.error_offset)

    @property
    def vendor(self) -> Optional[Vendor]:
        """Whose body it is, as given or as detected; None: not known."""
        return VENDORS[self._page.vendor]

    @property
    def kind(self) -> Kind:
        """Kind.LIST, or what the body is instead."""
        return KINDS[self._page.kind]

    @property
    def flags(self) -> Flag:
        """Flag.DUPLICATE_KEY where a member that decides was given twice, and Flag.REPEATED_LIST where that was the list
        itself; the last one counts."""
        return Flag(self._page.flags)

    @property
    def total(self) -> Optional[int]:
        """How many jobs there are on all pages of the vendor's API, where the body tells."""
        return None if self._page.total == NO_TOTAL else int(self._page.total)

    @property
    def next_link(self) -> Optional[str]:
        """URI reference of the next page of the vendor's API, where the body has one."""
        return span_text(self._body, self._page.next_link)

    def response(self) -> Response:
        """The body as parse() reads it: its fault and advice say what to do where the list could not be read."""
        return Response(self._body, read_record(self._body, self._page.vendor, self._http_status, len(self._body)))

    def raise_for_result(self) -> "JobList":
        """Raises UnusableBody where the body was not read to its end; else returns the list itself."""
        if not self.ok:
            raise UnusableBody(self.result, self._page.error_offset)
        return self

    # ---- One job after another

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Response: ...
    @overload
    def __getitem__(self, index: slice) -> List[Response]: ...
    def __getitem__(self, index: Union[int, slice]) -> Union[Response, List[Response]]:
        if isinstance(index, slice):
            return [self._response(position) for position in range(self._count)[index]]
        return self._response(range(self._count)[index])

    def __iter__(self) -> Iterator[Response]:
        return map(self._response, range(self._count))

    def _response(self, position: int) -> Response:
        record = Record.from_buffer_copy(self._records, position * RECORD_BYTES)
        return (ListedResponse if self.kind is Kind.LIST else Response)(self._body, record)

    # ---- All jobs at once

    @property
    def records(self) -> "numpy.ndarray[Any, numpy.dtype[numpy.void]]":
        """The records as a structured array of NumPy, without a copy: jobstatus_record of jobstatus.h, field by field.

        A text is a field with the fields offset, length and escapes, a time is in nanoseconds since 1970 with the least
        int64 where it is absent (which is NumPy's NaT), and a word is its number in jobstatus.h. Of kind, state, advice
        and fault that is the position in the enumeration, so that records["state"] == list(State).index(State.FAILED)
        selects. The array cannot be written.
        """
        arrays = imported("numpy", "JobList.records")
        records: "numpy.ndarray[Any, numpy.dtype[numpy.void]]"
        records = arrays.frombuffer(self._records, record_type()) if self._count else arrays.empty(0, record_type())
        records.flags.writeable = False
        return records

    def texts(self, name: str) -> List[Optional[str]]:
        """One text of every job, such as texts("message"): decoded, None where it is absent.

        A text costs about 0.1 microseconds.
        """
        texts, places = self._decoded_texts(name)
        ends = places.tolist()
        return [texts[start:end].decode() or None for start, end in zip(ends, ends[1:])]

    def _decoded_texts(self, name: str) -> Tuple[bytes, memoryview]:
        if name not in TEXTS:
            raise KeyError(f"{name!r} is no text; there are {', '.join(TEXTS)}")
        return decoded_texts(self._body, self._records, getattr(Record, name).offset)

    def _arrow_texts(self, name: str) -> Any:
        """The same as an array of Apache Arrow, which has texts laid out as the library writes them."""
        arrow, arrays = imported("pyarrow", "JobList"), imported("numpy", "JobList")
        texts, places = self._decoded_texts(name)
        is_there = arrays.packbits(arrays.diff(places) != 0, bitorder="little")
        return arrow.LargeStringArray.from_buffers(
            self._count, arrow.py_buffer(places), arrow.py_buffer(texts), arrow.py_buffer(is_there))

    def to_pandas(self, columns: Optional[Iterable[str]] = None) -> "pandas.DataFrame":
        """A pandas DataFrame with a row for each job, and the attributes of a Response as columns.

        Words are categories, times are in UTC with all their nanoseconds, percent is a nullable integer, and flags are
        the bits of Flag. Only texts cost something, see texts(): name the columns where some are enough.
        """
        frames = imported("pandas", "JobList.to_pandas")
        frame: "pandas.DataFrame" = frames.DataFrame(
            {name: self._pandas_column(frames, name) for name in chosen(columns)})
        return frame

    def _pandas_column(self, frames: Any, name: str) -> Any:
        if name in TEXTS and has_arrow():
            return frames.array(self._arrow_texts(name), frames.StringDtype("pyarrow"))
        if name in TEXTS:
            return frames.array(self.texts(name), "string")
        values = self.records[name]
        if name in MOMENTS:
            return frames.DatetimeIndex(values.view("M8[ns]"), tz="UTC")
        if name == "percent":
            return frames.arrays.IntegerArray(values.astype("int32"), values == NO_PERCENT)
        if name == "terminal":
            return values != 0
        if name in NAMES:
            names = different(NAMES[name])
            positions = [-1 if each is None else names.index(each) for each in NAMES[name]]
            codes = imported("numpy", "JobList.to_pandas").array(positions)[places_of_names(name, values)]
            return frames.Categorical.from_codes(codes, names)
        return values

    def to_polars(self, columns: Optional[Iterable[str]] = None) -> "polars.DataFrame":
        """The same as a polars DataFrame: words are of the type Enum."""
        frames = imported("polars", "JobList.to_polars")
        frame: "polars.DataFrame" = frames.DataFrame([self._polars_column(frames, name) for name in chosen(columns)])
        return frame

    def _polars_column(self, frames: Any, name: str) -> Any:
        if name in TEXTS and has_arrow():
            return frames.from_arrow(self._arrow_texts(name)).alias(name)
        if name in TEXTS:
            return frames.Series(name, self.texts(name), frames.String)
        values = self.records[name]
        if name in MOMENTS:
            return frames.Series(name, values.view("M8[ns]")).dt.replace_time_zone("UTC")
        if name == "percent":
            return frames.Series(name, values).replace(NO_PERCENT, None)
        if name == "terminal":
            return frames.Series(name, values != 0)
        if name in NAMES:
            names = frames.Series(name, NAMES[name], frames.Enum(different(NAMES[name])))
            return names.gather(places_of_names(name, values))
        return frames.Series(name, values)

    def __repr__(self) -> str:
        vendor = self.vendor or "unknown vendor"
        told = [f"{vendor} {self.kind} of {self._count}"]
        if self.total is not None:
            told.append(f"{self.total} in total")
        if not self.ok:
            told.append(f"{self.result} at byte {self.error_offset}")
        if self.next_link:
            told.append(f"next {self.next_link!r}")
        return f"<jobstatus.JobList {', '.join(told)}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, JobList):
            return NotImplemented
        return (bytes(self._page), self._records, self._body) == (bytes(other._page), other._records, other._body)

    def __hash__(self) -> int:
        return hash((bytes(self._page), self._body))

    def __reduce__(self) -> "tuple[Any, ...]":
        return JobList, (self._body, self._records, self._count, self._page, self._http_status)


def imported(package: str, what: str) -> Any:
    try:
        return __import__(package)
    except ImportError as error:
        raise ImportError(f"{what} needs the package {package}: pip install {package}", name=package) from error


@functools.lru_cache(maxsize=None)
def has_arrow() -> bool:
    """With pyarrow, no text of a frame becomes an object of Python."""
    return importlib.util.find_spec("pyarrow") is not None


def chosen(columns: Optional[Iterable[str]]) -> Tuple[str, ...]:
    if columns is None:
        return COLUMNS
    if isinstance(columns, str):
        raise TypeError(f"columns is a list of names, such as [{columns!r}]")
    names = tuple(columns)
    for name in names:
        if name not in COLUMNS:
            raise KeyError(f"there is no column {name!r}; there are {', '.join(COLUMNS)}")
    return names


def different(names: Iterable[Optional[str]]) -> List[str]:
    return [name for name in dict.fromkeys(names) if name is not None]


def places_of_names(name: str, numbers: Any) -> Any:
    """Where in NAMES each number of a column has its name."""
    return abs(numbers).clip(max=len(NAMES[name]) - 1)


@functools.lru_cache(maxsize=None)
def record_type() -> Any:
    """The type of NumPy for a record, made from its layout."""
    return imported("numpy", "JobList.records").dtype(Record)


# ---- Reading ---------------------------------------------------------------------------------------------------------


def parse_list(body: Body, vendor: Union[str, Vendor, None] = None, http_status: Optional[int] = 200) -> JobList:
    """Reads the body of a list of jobs, with the same arguments and exceptions as parse().

    The library fills an array of 312 bytes for each job, and no Python object is made for one before it is asked for.
    """
    whole = body_bytes(body)
    vendor_number, status_number = arguments(vendor, http_status)
    records, count, page = read_records(whole, vendor_number, status_number)
    return JobList(whole, records, count, page, status_number)


def read_records(body: bytes, vendor: int, http_status: int) -> Tuple[bytearray, int, Page]:
    """All records of a body, how many there are, and the page as the last call left it, with the flags of all calls."""
    records = bytearray(FIRST_PAGE * RECORD_BYTES)
    page = Page()
    count = flags = 0
    while True:
        read_page(body, vendor, http_status, page, records, count, len(records) // RECORD_BYTES - count)
        flags |= page.flags
        if page.flags & Flag.REPEATED_LIST:
            # Those of earlier calls are of a list that this one replaces.
            del records[:count * RECORD_BYTES]
            count = 0
        count += page.returned
        del records[count * RECORD_BYTES:]
        if page.next_offset == 0:
            page.flags = flags
            return records, count, page
        records += bytes(further_room(len(body), page.next_offset, count) * RECORD_BYTES)


def further_room(length: int, read: int, count: int) -> int:
    """About how many records the rest of the body will need, a little more rather than less."""
    expected = (length - read) * count // read
    return min(expected + expected // 16 + FIRST_PAGE, count * MOST_GROWTH)
