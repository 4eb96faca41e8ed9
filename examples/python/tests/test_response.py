# SPDX-License-Identifier: Apache-2.0
"""parse(): arguments, values, unusable bodies, and how a Response behaves as a Python object."""

import array
import copy
import datetime
import http
import json
import pickle
import sys

import pytest

import jobstatus
from jobstatus import (Advice, Fault, Flag, ItemKind, JobStatusError, Kind, Response, Result, State, UnusableBody,
                       Vendor)
from jobstatus._layout import ItemRecord, Record
from jobstatus._response import Item

ONTAP = Vendor.NETAPP_ONTAP
UTC = datetime.timezone.utc


def ontap(**members):
    return json.dumps({"uuid": "1d9f", "state": "running", **members}).encode()


def parse_message(raw):
    """The message of a job in whose JSON it is written like this."""
    return jobstatus.parse(b'{"uuid":"1","state":"running","message":"' + raw + b'"}', ONTAP).message


# ---- Bodies ----------------------------------------------------------------------------------------------------------


def test_bytes_are_kept_and_not_copied():
    body = ontap()
    assert jobstatus.parse(body, ONTAP).body is body


class Bytes(bytes):
    pass


@pytest.mark.parametrize("convert", [bytearray, memoryview, Bytes, lambda body: body.decode(),
                                     lambda body: memoryview(b"x" + body)[1:],
                                     lambda body: memoryview(bytes(reversed(body)))[::-1],
                                     lambda body: memoryview(array.array("I", body + b" " * (-len(body) % 4)))])
def test_other_bodies_say_the_same(convert):
    body = ontap(message="Gda\u0144sk")
    response = jobstatus.parse(convert(body), ONTAP)
    assert response.to_dict() == jobstatus.parse(body, ONTAP).to_dict()
    assert type(response.body) is bytes


def test_what_happens_to_a_bytearray_later_changes_nothing():
    body = bytearray(ontap(message="before"))
    response = jobstatus.parse(body, ONTAP)
    body[:] = b"x" * len(body)
    body.clear()
    assert response.message == "before"


def test_a_text_with_a_lone_surrogate_is_an_unusable_body():
    response = jobstatus.parse('{"uuid": "1", "state": "\ud800"}', ONTAP)
    assert (response.result, response.error_offset) == (Result.UTF8, 24)


def test_a_text_with_a_byte_order_mark():
    assert jobstatus.parse("\ufeff" + ontap().decode(), ONTAP).state is State.RUNNING


def test_offsets_of_a_text_count_its_bytes():
    assert jobstatus.parse('{"\u00e9": ]', ONTAP).error_offset == 7


@pytest.mark.parametrize("body", [None, 1, 1.5, ["{}"], {"uuid": "1"}, object()])
@pytest.mark.parametrize("call", [jobstatus.parse, jobstatus.parse_list, jobstatus.detect])
def test_anything_else_is_no_body(call, body):
    with pytest.raises(TypeError, match="body must be bytes, bytearray, memoryview or str, not"):
        call(body)


def test_long_bodies_are_read_alike():
    """From some length on the interpreter lock is let go of."""
    for length in (65_535, 65_536, 65_537, 1_000_000):
        body = ontap(message="end")
        padded = body + b" " * (length - len(body))
        assert jobstatus.parse(padded, ONTAP).message == "end"
        assert jobstatus.parse(padded[:-length] + body[:-1], ONTAP).result is Result.TRUNCATED


# ---- Vendors and HTTP statuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("vendor, meant", [(Vendor.ORANGE_EVOLUTION, Vendor.ORANGE_EVOLUTION),
                                           ("orange-evolution", Vendor.ORANGE_EVOLUTION),
                                           ("orange", Vendor.ORANGE_EVOLUTION), ("cisco-fmc", Vendor.CISCO_CDFMC)])
def test_vendors_and_their_other_names(vendor, meant):
    assert jobstatus.parse(b"{}", vendor).vendor is meant
    assert jobstatus.parse_list(b"{}", vendor).vendor is meant


@pytest.mark.parametrize("vendor", ["", "nobody", "NETAPP-ONTAP", "netapp-ontap\0", "netapp-ontap ", "\u00e9",
                                    "\ud800"])
@pytest.mark.parametrize("call", [jobstatus.parse, jobstatus.parse_list])
def test_an_unknown_vendor(call, vendor):
    with pytest.raises(JobStatusError, match="there is no vendor .*; there are palo-alto-scm, .*netapp-ontap$"):
        call(b"{}", vendor)


@pytest.mark.parametrize("vendor", [5, b"orange", ["orange"], 1.0])
def test_what_is_no_name_of_a_vendor(vendor):
    with pytest.raises(TypeError, match="vendor must be"):
        jobstatus.parse(b"{}", vendor)


def test_without_a_vendor_it_is_found_out():
    assert jobstatus.parse(b'{"uuid": "1", "state": "queued"}').vendor is ONTAP
    unknown = jobstatus.parse(b"{}")
    assert (unknown.vendor, unknown.result) == (None, Result.UNRECOGNIZED)
    assert jobstatus.detect(b'{"uuid": "1", "state": "queued"}') is ONTAP
    assert jobstatus.detect("") is None


@pytest.mark.parametrize("status, told, fault", [
    (200, 200, Fault.NONE), (http.HTTPStatus.NOT_FOUND, 404, Fault.NOT_FOUND), (None, None, Fault.NONE),
    (0, None, Fault.NONE), (100, 100, Fault.OTHER), (600, 600, Fault.OTHER), (999, 999, Fault.OTHER)])
def test_http_statuses(status, told, fault):
    response = jobstatus.parse(b"", ONTAP, status)
    assert (response.http_status, response.fault) == (told, fault)


@pytest.mark.parametrize("status", [-1, 1, True, 99, 1000, 2**31, -(2**31) - 1, 2**32 + 200, 2**64 + 200, 10**30])
def test_a_number_that_is_no_http_status(status):
    with pytest.raises(JobStatusError, match="is no HTTP status"):
        jobstatus.parse(b"", ONTAP, status)


@pytest.mark.parametrize("status", ["200", 200.5, [200]])
def test_what_is_no_number(status):
    with pytest.raises(TypeError):
        jobstatus.parse(b"", ONTAP, status)


# ---- Unusable bodies -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body, result, offset", [
    (b"", Result.EMPTY, 0), (b" \n", Result.EMPTY, 2), (b"<html>", Result.NOT_JSON, 0),
    (b'{"uuid":', Result.TRUNCATED, 8), (b'{"uuid": 1,}', Result.SYNTAX, 11), (b'{"uuid": "\xff"}', Result.UTF8, 10),
    (b'{"uuid":"\xed\xa0\x80"}', Result.UTF8, 9),
    (b"[" * 1025, Result.TOO_DEEP, 1024), (b"{}", Result.UNRECOGNIZED, 0), (b"12", Result.UNRECOGNIZED, 0),
    (b'{"uuid":"1","state":"running"}\0', Result.SYNTAX, 30)])
def test_unusable_bodies_are_values(body, result, offset):
    response = jobstatus.parse(body, ONTAP, 503)
    assert not response.ok
    assert (response.result, response.error_offset) == (result, offset)
    assert (response.kind, response.state, response.items, response.json) == (Kind.NONE, State.UNKNOWN, (), None)
    assert (response.fault, response.advice) == (Fault.UNAVAILABLE, Advice.RETRY)
    assert response.find("/uuid") is None or result is Result.UNRECOGNIZED


def test_raise_for_result():
    good = jobstatus.parse(ontap(), ONTAP)
    assert good.raise_for_result() is good
    with pytest.raises(UnusableBody, match="^the body is unusable: not-json at byte 0$") as caught:
        jobstatus.parse("<html>", ONTAP).raise_for_result()
    assert (caught.value.result, caught.value.error_offset) == (Result.NOT_JSON, 0)
    assert isinstance(caught.value, JobStatusError) and isinstance(caught.value, ValueError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


# ---- Texts, numbers, times -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw, text", [
    (rb'\"a\\b\/c\b\f\n\r\t', '"a\\b/c\b\f\n\r\t'), (rb"\u00e9\u20AC", "\u00e9\u20ac"),
    (rb"\ud83d\ude00", "\U0001f600"),
    ("\U0001f600\u00e9".encode(), "\U0001f600\u00e9"), (rb"\ud800", "\ufffd"), (rb"a\udc00b", "a\ufffdb"),
    (rb"\ud800\ud800", "\ufffd\ufffd"), (rb"a\u0000b", "a\0b"), (b"\x7f", "\x7f")])
def test_escapes(raw, text):
    assert parse_message(raw) == text


def test_a_text_in_a_json_document_in_a_string(sample):
    response = jobstatus.parse(sample("palo-alto-scm/failed.json"), "palo-alto-scm")
    assert response.items[1].message == "Validation stopped\nafter the first error"


def test_an_empty_text_is_absent():
    assert parse_message(b"") is None


def test_huge_numbers():
    digits = "9" * 10_000
    response = jobstatus.parse(f'{{"uuid": {digits}, "state": 1e400, "code": -1E+9999}}', ONTAP)
    assert (response.id, response.state_text, response.job_code) == (digits, "1e400", "-1E+9999")
    assert response.state is State.UNKNOWN and response.flags == Flag.UNKNOWN_STATE
    assert response.find_text("/uuid") == digits
    assert response.find("/state") == float("inf")


@pytest.mark.parametrize("percent, read, flag", [
    (0, 0, 0), (100, 100, 0), ("99.9", 99, 0), (100.5, None, Flag.BAD_PERCENT), (-1, None, Flag.BAD_PERCENT),
    (10**30, None, Flag.BAD_PERCENT), (None, None, 0)])
def test_percentages(percent, read, flag):
    body = json.dumps({"id": "1", "status_str": "ACT", "percent": percent})
    response = jobstatus.parse(body, Vendor.PALO_ALTO_SCM)
    assert response.percent == read and type(response.percent) is type(read)
    assert response.flags == flag


@pytest.mark.parametrize("text, nanoseconds, moment", [
    ("1970-01-01T00:00:00Z", 0, datetime.datetime(1970, 1, 1, tzinfo=UTC)),
    ("2025-07-06T13:10:00.123456789+02:00", 1751800200123456789, datetime.datetime(2025, 7, 6, 11, 10, 0, 123456, UTC)),
    ("1969-12-31T23:59:59.999999999Z", -1, datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, UTC)),
    ("1678-01-01T00:00:00Z", -9214560000000000000, datetime.datetime(1678, 1, 1, tzinfo=UTC)),
    ("2261-12-31T23:59:59.999999999Z", 9214646399999999999, datetime.datetime(2261, 12, 31, 23, 59, 59, 999999, UTC))])
def test_times(text, nanoseconds, moment):
    response = jobstatus.parse(ontap(start_time=text), ONTAP)
    assert response.started_at_ns == nanoseconds
    assert response.started_at == moment and response.started_at.utcoffset() == datetime.timedelta(0)
    assert (response.finished_at, response.finished_at_ns) == (None, None)


@pytest.mark.parametrize("text, told", [("2025-07-06T11:10:00.120Z", "2025-07-06T11:10:00.12Z"),
                                        ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"),
                                        ("2025-07-06T11:10:00Z", "2025-07-06T11:10:00Z")])
def test_times_as_text(text, told):
    assert jobstatus.parse(ontap(start_time=text), ONTAP).to_dict()["started_at"] == told


def test_a_time_that_is_none():
    response = jobstatus.parse(ontap(start_time="yesterday"), ONTAP)
    assert response.started_at is None and Flag.BAD_TIME in response.flags
    assert response.to_dict()["flags"] == ["bad-time"]


# ---- Words -----------------------------------------------------------------------------------------------------------


def test_words_are_texts():
    state = jobstatus.parse(ontap(), ONTAP).state
    assert state is State.RUNNING and state == "running" and isinstance(state, str)
    assert (str(state), f"{state:>9}", json.dumps(state)) == ("running", "  running", '"running"')
    assert {"running": 1}[state] == 1
    assert State("running") is State.RUNNING


def test_what_only_a_newer_library_knows():
    """As the header says: the 0 of its family, of a result a failure, of advice poll."""
    record = Record(result=-99, vendor=99, kind=99, state=99, advice=99, fault=99, flags=0x81, percent=-1)
    response = Response(b"", record)
    assert not response.ok and response.result is Result.OTHER
    assert (response.vendor, response.kind, response.state) == (None, Kind.NONE, State.UNKNOWN)
    assert (response.advice, response.fault, int(response.flags)) == (Advice.POLL, Fault.NONE, 0x81)
    assert Item(b"", ItemRecord(kind=99)).kind is ItemKind.NONE
    assert response.to_dict()["flags"] == ["unknown-state"]


# ---- Items -----------------------------------------------------------------------------------------------------------


def test_items(sample):
    response = jobstatus.parse(sample("cisco-cdfmc/partial.json"), Vendor.CISCO_CDFMC)
    assert response.state is State.PARTIAL and len(response.items) == response.item_count
    subtasks = [item for item in response.items if item.kind is ItemKind.SUBTASK]
    assert len(subtasks) == response.subtasks_total > 0
    assert sum(item.state is State.FAILED for item in subtasks) == response.subtasks_failed > 0
    assert all(item.state is None for item in response.items if item.kind is not ItemKind.SUBTASK)
    assert response.items is response.items, "they are read once"


def test_many_items():
    subtasks = [{"status": "SUCCESS", "message": f"device {number}"} for number in range(20_000)]
    response = jobstatus.parse(json.dumps({"id": "1", "status": "SUCCESS", "subTasks": subtasks}), Vendor.CISCO_CDFMC)
    assert [item.message for item in response.items] == [subtask["message"] for subtask in subtasks]


# ---- Values that no attribute has ------------------------------------------------------------------------------------


def test_find():
    response = jobstatus.parse(ontap(a={"b/c": [1, "two", None, True, {"~": 1.5}], "": "e", "q": '"'}, empty=""), ONTAP)
    assert response.find("/a/b~1c/0") == 1
    assert response.find("/a/b~1c/1") == "two" == response.find_text("/a/b~1c/1")
    assert response.find("/a/b~1c/2", "absent") is None and response.find_text("/a/b~1c/2") == "null"
    assert response.find("/a/b~1c/3") is True
    assert response.find("/a/b~1c/4") == {"~": 1.5}
    assert response.find("/a/") == "e"
    assert response.find("/a/q") == '"'
    assert response.find("/empty", "absent") == "" == response.find_text("/empty")
    assert response.find("/absent") is None and response.find_text("/absent") is None
    assert response.find("/absent", 7) == 7
    assert response.find("/\ud800") is None
    assert response.find("") == json.loads(response.body)


def test_find_begins_at_the_job():
    """Also where the job stands in a list: as with one that was read as an element."""
    body = b'{"records": [' + ontap(extra=7) + b'], "num_records": 1}'
    response = jobstatus.parse(body, ONTAP)
    assert response.find("/extra") == 7 and response.find("/num_records") is None
    assert response.json == ontap(extra=7) and response.body == body
    assert jobstatus.parse_list(body, ONTAP)[0].find("/extra") == 7
    assert jobstatus.parse(b'{"strange": [1]}', ONTAP).find("/strange/0") == 1


def test_find_in_a_document_that_is_a_string():
    assert jobstatus.parse('"text"', ONTAP).find("") == "text"
    assert jobstatus.parse('""', ONTAP).find("") == ""
    assert jobstatus.parse(" 12", ONTAP).find("") == 12


@pytest.mark.parametrize("pointer", ["a", "/~", "/a~2", "a/b"])
def test_what_is_no_pointer(pointer):
    with pytest.raises(JobStatusError, match="is no JSON Pointer"):
        jobstatus.parse(ontap(), ONTAP).find(pointer)


def test_deep_documents():
    deepest = b'{"uuid":"1","state":"running","deep":' + b"[" * 1023 + b"]" * 1023 + b"}"
    response = jobstatus.parse(deepest, ONTAP)
    assert response.ok and response.find_text("/deep" + "/0" * 1022) == "[]"
    assert response.find("/deep" + "/0" * 1022) == []
    assert jobstatus.parse(deepest.replace(b"[]", b"[[]]"), ONTAP).result is Result.TOO_DEEP


# ---- As a Python object ----------------------------------------------------------------------------------------------


def test_equality():
    body = ontap()
    response = jobstatus.parse(body, ONTAP)
    assert response == jobstatus.parse(bytearray(body), "netapp-ontap") and hash(response) == hash(
        jobstatus.parse(bytearray(body), ONTAP))
    assert response != jobstatus.parse(body, ONTAP, 404)
    assert response != jobstatus.parse(body.replace(b"1d9f", b"1d9e"), ONTAP)
    listed = b'{"records": [' + body + b"]}"
    assert jobstatus.parse(listed, ONTAP) != jobstatus.parse_list(listed, ONTAP)[0]
    assert response != response.to_dict() and response != None  # noqa: E711
    items = jobstatus.parse(ontap(error={"message": "a"}), ONTAP).items
    assert items == jobstatus.parse(ontap(error={"message": "a"}), ONTAP).items and len({*items}) == len(items) == 1
    assert items != jobstatus.parse(ontap(error={"message": "b"}), ONTAP).items


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies_and_pickles(duplicate, sample):
    response = jobstatus.parse(sample("palo-alto-scm/failed.json"), "palo-alto-scm")
    again = duplicate(response)
    assert again == response and again.to_dict(items=True) == response.to_dict(items=True)
    assert duplicate(response.items) == response.items


def test_it_is_read_only():
    response = jobstatus.parse(ontap(_links={"self": {"href": "/"}}), ONTAP)
    for name in ("state", "id", "finished_at", "percent", "item_count", "anything"):
        with pytest.raises(AttributeError):
            setattr(response, name, None)
    with pytest.raises(AttributeError):
        response.items[0].link = "x"
    with pytest.raises(AttributeError):
        del response.id


@pytest.mark.parametrize("body, vendor, status, shown", [
    (ontap(message="Creating \"vol7\""), ONTAP, 200,
     "<jobstatus.Response netapp-ontap job '1d9f', running, advice poll, 'Creating \"vol7\"'>"),
    (b"<html>", None, 502, "<jobstatus.Response unknown vendor not-json at byte 0, advice retry>"),
    (b'{"errors": [{"detail": "' + b"x" * 100 + b'", "code": 10010}]}', "cloud-foundry", 404,
     f"<jobstatus.Response cloud-foundry error, advice gone, '{'x' * 57}...'>"),
    (b'{"id": "7", "status_str": "ACT", "percent": 40}', "palo-alto-scm", 200,
     "<jobstatus.Response palo-alto-scm job '7', running, 40 %, advice poll>"),
    (b'{"job": {"uuid": "1"}}', ONTAP, 202, "<jobstatus.Response netapp-ontap accepted '1', queued, advice poll>")])
def test_repr(body, vendor, status, shown):
    assert repr(jobstatus.parse(body, vendor, status)) == shown


def test_repr_of_items(sample):
    item = jobstatus.parse(ontap(_links={"self": {"href": "/jobs/1"}}), ONTAP).items[0]
    assert repr(item) == "<jobstatus.Item link title='self' link='/jobs/1'>"


def test_every_public_name_is_documented():
    for name in jobstatus.__all__:
        public = getattr(jobstatus, name)
        if isinstance(public, type) or callable(public) and not hasattr(public, "__origin__"):
            assert public.__doc__, name
    for kind in (Response, jobstatus.Item, jobstatus.JobList):
        for name, member in vars(kind).items():
            assert name.startswith("_") or member.__doc__, (kind, name)


def test_no_reference_is_lost_or_kept():
    """A body lives as long as what was read from it, and no longer."""
    body = ontap(message=r"\"", _links={"self": {"href": "/"}})
    before = sys.getrefcount(body)
    responses = [jobstatus.parse(body, ONTAP) for _ in range(100)]
    assert sys.getrefcount(body) == before + 100
    kept = [(response.message, response.items, response.find("/state")) for response in responses]
    del responses, kept
    assert sys.getrefcount(body) == before
