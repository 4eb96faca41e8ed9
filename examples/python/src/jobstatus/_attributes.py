# SPDX-License-Identifier: Apache-2.0
"""Makes the attributes of responses and items: read-only properties that take their value from a struct when asked.

The objects that have them keep the body in `_body`, and the struct that the library filled in `_record`.
"""

import ctypes
import operator
import struct
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Generic, Optional, Type, TypeVar, cast, overload

from ._layout import NO_TIME, Span
from ._library import escaped_text

T = TypeVar("T")
NANOSECONDS = 10**9
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

unpack_span = struct.Struct("=3I").unpack_from


class Attribute(Generic[T]):
    """How a type checker sees a property whose value is a T. It is never made."""

    @overload
    def __get__(self, instance: None, owner: Any) -> property: ...
    @overload
    def __get__(self, instance: object, owner: Any) -> T: ...
    def __get__(self, instance: Optional[object], owner: Any) -> Any:
        raise NotImplementedError

    def __set__(self, instance: object, value: "Attribute[T]") -> None:
        raise NotImplementedError


def attribute(read: Callable[[Any], T], documentation: str) -> Attribute[T]:
    return cast("Attribute[T]", property(read, doc=documentation))


def number(name: str, documentation: str) -> Attribute[int]:
    return attribute(operator.attrgetter("_record." + name), documentation)


def text(struct_type: Type[ctypes.Structure], name: str, documentation: str) -> Attribute[Optional[str]]:
    """A text of the body, decoded each time it is asked for."""
    def read(owner: Any) -> Optional[str]:
        start, length, escapes = unpack_span(owner._record, position)
        if not length:
            return None
        if escapes:
            return escaped_text(owner._body, owner._record, position, length)
        decoded: str = owner._body[start:start + length].decode()
        return decoded

    position: int = getattr(struct_type, name).offset
    return attribute(read, documentation)


def span_text(body: bytes, span: Span) -> Optional[str]:
    """The text of a span that is no attribute."""
    if not span.length:
        return None
    if span.escapes:
        return escaped_text(body, span, 0, span.length)
    return body[span.offset:span.offset + span.length].decode()


def nanoseconds(name: str, documentation: str) -> Attribute[Optional[int]]:
    def read(owner: Any) -> Optional[int]:
        value: int = number_of(owner._record)
        return None if value == NO_TIME else value

    number_of = operator.attrgetter(name)
    return attribute(read, documentation)


def moment(name: str, documentation: str) -> Attribute[Optional[datetime]]:
    def read(owner: Any) -> Optional[datetime]:
        value: int = number_of(owner._record)
        return None if value == NO_TIME else datetime_of(value)

    number_of = operator.attrgetter(name)
    return attribute(read, documentation)


def datetime_of(value: int) -> datetime:
    """In UTC. A datetime has no nanoseconds: they are cut to microseconds."""
    return EPOCH + timedelta(microseconds=value // 1000)


def timestamp(value: int) -> str:
    """As RFC 3339, with as many digits behind the point as are needed, as the command-line tool prints it."""
    seconds, rest = divmod(value, NANOSECONDS)
    fraction = f".{rest:09}".rstrip("0") if rest else ""
    return f"{datetime_of(seconds * NANOSECONDS):%Y-%m-%dT%H:%M:%S}{fraction}Z"
