# SPDX-License-Identifier: Apache-2.0
"""parse_list(): pages, lists that break, and bodies that are none."""

import copy
import json
import pickle

import pytest

import jobstatus
from jobstatus import Advice, Flag, JobStatusError, Kind, Response, Result, State, UnusableBody, Vendor
from jobstatus._library import RECORD_BYTES
from jobstatus._list import TEXTS

ONTAP = Vendor.NETAPP_ONTAP


def job(number, **members):
    return {"uuid": f"job-{number}", "state": "success" if number % 3 else "failure", "message": f"message {number}",
            **members}


def listed(jobs, **members):
    return json.dumps({"records": jobs, **members}).encode()


@pytest.mark.parametrize("count", [0, 1, 2, 63, 64, 65, 66, 200, 4_095, 10_000])
def test_lists_of_any_length(count):
    jobs = jobstatus.parse_list(listed([job(number) for number in range(count)]), ONTAP)
    assert jobs.ok and len(jobs) == count
    assert [found.id for found in jobs] == [f"job-{number}" for number in range(count)]
    assert jobs.texts("message") == [f"message {number}" for number in range(count)]
    assert len(jobs._records) == count * RECORD_BYTES, "no room is left over"


def test_elements_say_what_they_say_alone():
    bodies = [job(1), job(2, _links={"self": {"href": "/2"}}), job(3, error={"message": "a \"b\"", "code": "4"}),
              {"uuid": "4"}, {"state": "queued", "message": "\U0001f600"}]
    jobs = jobstatus.parse_list(listed(bodies), ONTAP, 200)
    alone = [jobstatus.parse(json.dumps(body), ONTAP, 200) for body in bodies]
    assert [found.to_dict(items=True) for found in jobs] == [found.to_dict(items=True) for found in alone]
    assert [json.loads(found.json) for found in jobs] == bodies
    assert [found.find("/uuid") for found in jobs] == [body.get("uuid") for body in bodies]
    assert all(found.body is jobs.body for found in jobs)


def test_elements_of_very_different_lengths():
    """The first tells little of how many there will be."""
    small, large = [{"uuid": str(number)} for number in range(3_000)], [job(7, text="x" * 50_000)] * 50
    for bodies in (small + large, large + small, [*large[:1], *small, *large]):
        jobs = jobstatus.parse_list(listed(bodies), ONTAP)
        assert jobs.texts("id") == [body["uuid"] for body in bodies]


def test_the_page_of_the_vendor():
    jobs = jobstatus.parse_list(b'{"pagination": {"total_results": 5, "next": {"href": "/n\\u00e9xt"}}, "resources": ['
                                b'{"guid": "1", "state": "COMPLETE"}, {"guid": "2", "state": "FAILED"}]}')
    assert (jobs.vendor, jobs.kind, jobs.total, jobs.next_link) == (Vendor.CLOUD_FOUNDRY, Kind.LIST, 5, "/n\u00e9xt")
    assert repr(jobs) == "<jobstatus.JobList cloud-foundry list of 2, 5 in total, next '/n\u00e9xt'>"
    bare = jobstatus.parse_list(listed([job(1), job(2)]), ONTAP)
    assert (bare.total, bare.next_link, bare.flags, bare.error_offset) == (None, None, Flag(0), None)


@pytest.mark.parametrize("count", [3, 100, 1_000])
def test_a_list_that_breaks_in_the_middle(count):
    whole = listed([job(number) for number in range(count)])
    broken = whole[:whole.index(b'"job-2"') + 20]
    jobs = jobstatus.parse_list(broken, ONTAP, 200)
    assert [found.id for found in jobs] == ["job-0", "job-1"]
    assert (jobs.ok, jobs.result, jobs.error_offset) == (False, Result.TRUNCATED, len(broken))
    assert jobs.response().advice is Advice.RETRY
    with pytest.raises(UnusableBody, match="truncated at byte"):
        jobs.raise_for_result()
    late = jobstatus.parse_list(whole[:-3], ONTAP)
    assert late.result is Result.TRUNCATED and len(late) == count - 1


@pytest.mark.parametrize("body, kind, count, result", [
    (b'{"uuid": "1", "state": "queued"}', Kind.JOB, 1, Result.OK),
    (b'{"error": {"message": "no", "code": "4"}}', Kind.ERROR, 1, Result.OK),
    (b'{"job": {"uuid": "1"}}', Kind.ACCEPTED, 1, Result.OK),
    (b'{"records": []}', Kind.LIST, 0, Result.OK),
    (b"<html>", Kind.NONE, 0, Result.NOT_JSON), (b"", Kind.NONE, 0, Result.EMPTY),
    (b"{}", Kind.NONE, 0, Result.UNRECOGNIZED)])
def test_bodies_that_are_no_list(body, kind, count, result):
    jobs = jobstatus.parse_list(body, ONTAP)
    assert (len(jobs), jobs.result) == (count, result)
    if count:
        assert jobs.kind is kind
        assert jobs[0].to_dict(items=True) == jobstatus.parse(body, ONTAP).to_dict(items=True)
    else:
        assert list(jobs) == [] and not jobs and jobs.texts("id") == []


def test_an_element_that_is_no_job():
    jobs = jobstatus.parse_list(listed([job(1), {"no": "job"}, job(2)]), ONTAP)
    assert [found.result for found in jobs] == [Result.OK, Result.UNRECOGNIZED, Result.OK]
    assert jobs[1].items == () and jobs[1].find("/no") == "job"


def test_an_element_that_alone_would_be_an_error():
    element = {"uuid": "", "error": {"message": "no", "code": "4"}}
    jobs = jobstatus.parse_list(listed([element, job(1)]), ONTAP)
    assert jobs[0].kind is Kind.JOB and [item.message for item in jobs[0].items] == ["no"]


@pytest.mark.parametrize("first, last", [(1, 2), (2, 1), (100, 3), (3, 100), (100, 200), (5_000, 2_000), (5_000, 0),
                                         (10, 0)])
def test_a_list_that_is_there_twice(first, last):
    """The last one counts, wherever the pages of the library end."""
    body = (b'{"records": ' + json.dumps([job(number) for number in range(first)]).encode() + b', "records": '
            + json.dumps([job(-number) for number in range(last)]).encode() + b"}")
    jobs = jobstatus.parse_list(body, ONTAP)
    assert jobs.ok and [found.id for found in jobs] == [f"job-{-number}" for number in range(last)]
    assert jobs.flags == Flag.DUPLICATE_KEY | Flag.REPEATED_LIST


def test_another_member_that_is_there_twice_takes_no_job_away():
    body = listed([job(number) for number in range(500)])[:-1] + b', "_links": {"next": {"href": "/a"}}, "_links": {}}'
    jobs = jobstatus.parse_list(body, ONTAP)
    assert len(jobs) == 500 and jobs.next_link is None and jobs.flags == Flag.DUPLICATE_KEY


def test_as_a_sequence():
    jobs = jobstatus.parse_list(listed([job(number) for number in range(100)]), ONTAP)
    assert (jobs[0].id, jobs[99].id, jobs[-1].id, jobs[-100].id) == ("job-0", "job-99", "job-99", "job-0")
    assert [found.id for found in jobs[98:]] == ["job-98", "job-99"] == [found.id for found in jobs[-1:-3:-1]][::-1]
    assert isinstance(jobs[0], Response) and jobs[7] in jobs and jobs.index(jobs[7]) == 7
    assert [found.id for found in reversed(jobs)][0] == "job-99"
    for index in (100, -101, 2**70):
        with pytest.raises(IndexError):
            jobs[index]
    with pytest.raises(TypeError):
        jobs["0"]


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_equality_copies_and_pickles(duplicate):
    jobs = jobstatus.parse_list(listed([job(number, _links={"self": {"href": "/"}}) for number in range(70)]), ONTAP)
    again = duplicate(jobs)
    assert again == jobs and hash(again) == hash(jobs) and again.texts("id") == jobs.texts("id")
    element = duplicate(jobs[69])
    assert element == jobs[69] and element.items == jobs[69].items and element.find("/uuid") == "job-69"
    assert jobs != jobstatus.parse_list(listed([job(1)]), ONTAP) and jobs != [*jobs]


AWKWARD = [None, "", "plain", "Gda\u0144sk", "line\nfeed", '"', "\\", "x" * 300, "\U0001f600", "\0",
           12, -1.5e3, True, {}]


@pytest.mark.parametrize("length", [0, 1, 3])
def test_texts_are_those_of_the_responses(length):
    bodies = [{"uuid": f"{number}", "state": "running", "message": text, "description": text}
              for number, text in enumerate(AWKWARD * 10)] + [{"uuid": "long", "message": "y" * 10_000}] * length
    jobs = jobstatus.parse_list(listed(bodies), ONTAP)
    for name in TEXTS:
        assert jobs.texts(name) == [getattr(found, name) for found in jobs], name


@pytest.mark.parametrize("texts", [["a"], ["a", "b"], ["\u0144x", "abc"], ["x" * 1_000, "y" * 1_000], ["\n", "\t"],
                                   ["a", "bb", "ccc"], ["a", "b" * 1_000]])
def test_texts_of_one_length_and_of_several(texts):
    jobs = jobstatus.parse_list(listed([{"uuid": text, "state": "queued"} for text in texts]), ONTAP)
    assert jobs.texts("id") == texts
    bare = jobstatus.parse_list(json.dumps([{"state": "queued", "id": text} for text in texts], ensure_ascii=False),
                                Vendor.ORANGE_EVOLUTION)
    assert bare.texts("id") == texts


@pytest.mark.parametrize("raw", [rb"\ud800", rb"a\udc00 \u00e9", rb"\ud83d\ude00", rb"\ud800\u0041"])
def test_texts_with_surrogates(raw):
    body = (b'{"records":[{"uuid":"1","state":"queued","message":"' + raw
            + b'"},{"uuid":"2","state":"queued","message":"\\n"},{"uuid":"3","state":"queued"}]}')
    jobs = jobstatus.parse_list(body, ONTAP)
    assert jobs.texts("message") == [jobs[0].message, "\n", None]
    jobs.texts("message")[0].encode()


def test_texts_of_documents_in_strings():
    details = json.dumps({"errors": ["Zone \"caf\u00e9\"\n"]})
    bodies = [{"id": str(number), "status_str": "FIN", "result_str": "FAIL", "details": details} for number in range(3)]
    bodies.append({"id": "4", "status_str": "FIN", "result_str": "FAIL", "summary": "a\nb"})
    jobs = jobstatus.parse_list(json.dumps({"data": bodies}), Vendor.PALO_ALTO_SCM)
    assert jobs.texts("message") == ["Zone \"caf\u00e9\"\n"] * 3 + ["a\nb"]


def test_what_is_no_text():
    jobs = jobstatus.parse_list(listed([job(1)]), ONTAP)
    for name in ("state", "json", "nothing", "created_at"):
        with pytest.raises(KeyError, match="is no text; there are id, "):
            jobs.texts(name)


def test_wrong_usage():
    with pytest.raises(JobStatusError):
        jobstatus.parse_list(b"[]", "nobody")
    with pytest.raises(JobStatusError):
        jobstatus.parse_list(b"[]", ONTAP, 2**40)


def test_it_is_read_only():
    jobs = jobstatus.parse_list(listed([job(1)]), ONTAP)
    with pytest.raises(AttributeError):
        jobs.total = 3
    with pytest.raises(TypeError):
        jobs[0] = jobs[0]


def test_states(sample):
    jobs = jobstatus.parse_list(sample("netapp-ontap/list.json"))
    assert [found.state for found in jobs] == [State.SUCCEEDED, State.PAUSED, State.FAILED]
