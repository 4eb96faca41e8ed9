# SPDX-License-Identifier: Apache-2.0
"""Lists as arrays and frames: with NumPy, pandas and polars installed."""

import datetime
import importlib.util
import json

import numpy
import pandas
import polars
import pytest

import jobstatus
from jobstatus import _list
from jobstatus._layout import NO_TIME, Record

HAS_ARROW = importlib.util.find_spec("pyarrow") is not None
WORDS = ("result", "vendor", "kind", "state", "advice", "fault")
LISTS = ["cisco-cdfmc/list.json", "cloud-foundry/list.json", "netapp-ontap/list.json", "orange-evolution/list.json",
         "palo-alto-scm/list.json", "netapp-ontap/error-not-found.404.json", "palo-alto-scm/failed.json"]


def sparse_list():
    """Jobs of which each has something that another one has not, and elements that are no jobs."""
    times = ["2025-07-06T11:10:00.123456789Z", "1969-12-31T23:59:59.999999999Z", None]
    jobs = [{"id": str(number), "status_str": ["FIN", "ACT", "STRANGE"][number % 3], "result_str": "FAIL",
             "percent": [0, 100, None, "x"][number % 4], "insert_ts": times[number % 3], "end_ts": times[number % 2],
             "summary": ["a\nb", "Gda\u0144sk", "", None, "x" * 500][number % 5]} for number in range(300)]
    return json.dumps({"data": [*jobs[:5], {"no": "job"}, *jobs[5:]]}).encode()


@pytest.fixture(params=[*LISTS, "sparse", "empty", "broken", "unusable"])
def jobs(request, sample):
    bodies = {"sparse": sparse_list(), "empty": b'{"records": []}', "broken": sparse_list()[:5_000],
              "unusable": b"<html>"}
    vendor = {"sparse": "palo-alto-scm", "empty": "netapp-ontap", "broken": "palo-alto-scm"}.get(request.param)
    body = bodies.get(request.param) or sample(request.param)
    return jobstatus.parse_list(body, vendor, 200)


def expected(response, name):
    """What a frame says of an attribute: words are their names, times have nanoseconds, flags are a number."""
    if name in _list.MOMENTS:
        return getattr(response, name + "_ns")
    value = getattr(response, name)
    if name in WORDS:
        return value and value.value
    return int(value) if name == "flags" else value


def columns_of(jobs):
    return {name: [expected(response, name) for response in jobs] for name in _list.COLUMNS}


def test_records(jobs):
    records = jobs.records
    assert records.dtype == numpy.dtype(Record) and records.shape == (len(jobs),)
    assert records.tobytes() == b"".join(bytes(response._record) for response in jobs)
    assert records["state"].tolist() == [list(jobstatus.State).index(response.state) for response in jobs]
    assert records["id"]["length"].tolist() == [response._record.id.length for response in jobs]


def test_records_cannot_be_written(sample):
    records = jobstatus.parse_list(sample("netapp-ontap/list.json")).records
    with pytest.raises(ValueError):
        records["state"] = 0
    assert numpy.shares_memory(records, jobstatus.parse_list(sample("netapp-ontap/list.json")).records) is False


def test_an_array_outlives_its_list(sample):
    states = jobstatus.parse_list(sample("netapp-ontap/list.json")).records["state"]
    assert [list(jobstatus.State)[state] for state in states] == ["succeeded", "paused", "failed"]


def test_absent_times_are_not_a_time():
    assert numpy.isnat(numpy.array([NO_TIME]).view("M8[ns]"))[0]


def plain_time(value):
    return None if value is None or pandas.isna(value) else value.value


def test_pandas(jobs):
    frame = jobs.to_pandas()
    assert tuple(frame.columns) == _list.COLUMNS and len(frame) == len(jobs)
    for name, values in columns_of(jobs).items():
        column = frame[name]
        if name in _list.MOMENTS:
            assert str(column.dtype) == "datetime64[ns, UTC]"
            assert [plain_time(value) for value in column] == values, name
        else:
            assert [None if pandas.isna(value) else value for value in column] == values, name
        assert isinstance(column.dtype, pandas.CategoricalDtype) == (name in WORDS), name
    assert str(frame["percent"].dtype) == "Int32"


def test_polars(jobs):
    frame = jobs.to_polars()
    assert tuple(frame.columns) == _list.COLUMNS and frame.height == len(jobs)
    for name, values in columns_of(jobs).items():
        column = frame[name]
        if name in _list.MOMENTS:
            assert column.dtype == polars.Datetime("ns", "UTC")
            column = column.dt.timestamp("ns")
        assert column.to_list() == values, name
        assert (column.dtype == polars.Enum) == (name in WORDS), name


def test_texts_of_frames_are_of_arrow_where_it_is_there(sample):
    jobs = jobstatus.parse_list(sample("netapp-ontap/list.json"))
    frame = jobs.to_pandas(["message"])
    assert str(frame["message"].dtype) == "string"
    assert (frame["message"].dtype.storage == "pyarrow") == HAS_ARROW == _list.has_arrow()
    assert jobs.to_polars(["message"])["message"].dtype == polars.String


def test_frames_outlive_their_list(sample):
    frames = [jobstatus.parse_list(sample("netapp-ontap/list.json")).to_polars(["message"]) for _ in range(50)]
    assert {frame["message"][-1] for frame in frames} == {"Snapshot copy is in use"}


def test_chosen_columns(sample):
    jobs = jobstatus.parse_list(sample("netapp-ontap/list.json"))
    assert list(jobs.to_pandas(["state", "id"]).columns) == ["state", "id"]
    assert jobs.to_polars(name for name in ("message",)).columns == ["message"]
    assert jobs.to_pandas(["state"])["state"].tolist() == ["succeeded", "paused", "failed"]
    for convert in (jobs.to_pandas, jobs.to_polars):
        with pytest.raises(KeyError, match="there is no column 'status'; there are result, "):
            convert(["status"])
        with pytest.raises(TypeError, match=r"columns is a list of names, such as \['state'\]"):
            convert("state")


def test_a_frame_can_be_asked(sample):
    frame = jobstatus.parse_list(sample("netapp-ontap/list.json")).to_pandas()
    assert frame[frame["state"] == "failed"]["message"].tolist() == ["Snapshot copy is in use"]
    assert frame["percent"].isna().all()
    frame = jobstatus.parse_list(sample("cloud-foundry/list.json")).to_pandas()
    assert frame["created_at"].min() == datetime.datetime(2025, 7, 1, 6, 20, tzinfo=datetime.timezone.utc)


def test_words_that_only_a_newer_library_knows(sample):
    """They become what a Response makes of them."""
    jobs = jobstatus.parse_list(sample("netapp-ontap/list.json"))
    record = Record.from_buffer(jobs._records)
    record.result, record.vendor, record.kind, record.state, record.advice, record.fault = -99, 99, 99, 99, 99, 99
    del record
    wanted = [expected(jobs[0], name) for name in WORDS]
    assert wanted == ["other", None, "none", "unknown", "poll", "none"]
    assert list(jobs.to_polars(WORDS).row(0)) == wanted
    assert [None if pandas.isna(value) else value for value in jobs.to_pandas(WORDS).iloc[0]] == wanted
