# SPDX-License-Identifier: Apache-2.0
"""The command line of the jobstatus tool: options, exit statuses, both formats, terminals, input and output.

What the vendors' bodies mean is tested elsewhere; here it is mostly NetApp ONTAP's, for it is the plainest.
"""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata

import pytest

VENDORS = ["palo-alto-scm", "orange-evolution", "cisco-cdfmc", "cloud-foundry", "netapp-ontap"]
ONTAP = "--vendor=netapp-ontap"

RECORD_KEYS = """
    result error_offset vendor http_status kind state terminal advice fault percent id parent_id name operation
    description state_text result_text message error_code job_code created_at started_at updated_at finished_at
    requester target_name target_id self_link resource_link request_id subtasks_total subtasks_succeeded
    subtasks_failed subtasks_unfinished error_count warning_count item_count flags
    """.split()
ITEM_KEYS = "kind state code title message severity target_id target_name target_type link".split()
LIST_KEYS = "kind total returned next_link".split()

UUID = "1d9f7c44-0f13-11f0-9c35-00a0b8c1d2e3"
RUNNING = {"uuid": UUID, "state": "running", "description": "POST /api/storage/volumes"}
FAILED = {"uuid": UUID, "state": "failure", "error": {"message": "Snapshot is in use", "code": "1638555"}}
CISCO = {"id": "005056B6", "name": "Deploy", "taskType": "DEVICE_DEPLOYMENT", "status": "SUCCESS",
         "subTasks": [{"status": "SUCCESS", "message": "done", "target": {"id": "9", "name": "fw-1", "type": "Device"}},
                      {"status": "FAILED", "message": "no route", "target": {"name": "fw-2"}}]}
HTML = b"<html><head><title>502 Bad Gateway</title></head></html>"


def encoded(body):
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode("utf-8")


def job(number, state="running"):
    return {"uuid": f"job-{number}", "state": state}


def job_list(count):
    return {"records": [job(number) for number in range(count)], "_links": {"next": {"href": "/next"}}}


class Tool:
    """Runs the tool with an environment in which only what a test sets decides about the output."""

    def __init__(self, path, environment):
        self.path = path
        self.environment = {name: value for name, value in environment.items() if name not in ("NO_COLOR", "COLUMNS")}
        self.environment |= {"TERM": "xterm", "LC_ALL": "C"}

    def command(self, arguments):
        return [str(self.path), *map(str, arguments)]

    def run(self, *arguments, body=b"", variables=None, stdout=subprocess.PIPE):
        return subprocess.run(self.command(arguments), input=encoded(body), stdout=stdout, stderr=subprocess.PIPE,
                              env=self.environment | (variables or {}), timeout=60)

    def lines(self, *arguments, body=b"", status=0):
        """The objects that it prints as JSON."""
        ran = self.run(*arguments, body=body)
        assert ran.returncode == status, ran.stderr
        assert ran.stdout.endswith(b"\n")
        return [json.loads(line) for line in ran.stdout.decode("utf-8").removesuffix("\n").split("\n")]

    def record(self, *arguments, body=b"", status=0):
        (line,) = self.lines(*arguments, body=body, status=status)
        return line

    def table(self, *arguments, body=b"", status=0, **variables):
        ran = self.run("--format", "table", *arguments, body=body, variables=variables)
        assert ran.returncode == status, ran.stderr
        return ran.stdout.decode("utf-8")

    def refuse(self, *arguments):
        """What it says on standard error when it refuses the usage."""
        ran = self.run(*arguments)
        assert (ran.returncode, ran.stdout) == (2, b"")
        return ran.stderr.decode("utf-8")

    def on_terminal(self, *arguments, body=b"", width=80, variables=None):
        """What arrives at a terminal, with its lines ended by \\n alone."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
        process = subprocess.Popen(self.command(arguments), stdin=subprocess.PIPE, stdout=slave, stderr=slave,
                                   env=self.environment | (variables or {}))
        os.close(slave)
        process.stdin.write(encoded(body))
        process.stdin.close()
        arrived = read_to_end(master)
        process.wait(timeout=60)
        return arrived.replace(b"\r\n", b"\n")


def read_to_end(terminal):
    arrived = b""
    with os.fdopen(terminal, "rb", buffering=0) as stream:
        while True:
            try:
                piece = stream.read(65536)
            except OSError:  # how Linux says that nobody holds the other end any more
                return arrived
            if not piece:
                return arrived
            arrived += piece


def columns(line):
    """The columns of a terminal that a line takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@pytest.fixture
def run(tool, environment):
    return Tool(tool, environment)


@pytest.fixture
def write(tmp_path):
    def write(name, body):
        path = tmp_path / name
        path.write_bytes(encoded(body))
        return path
    return write


# ---- Options ---------------------------------------------------------------------------------------------------------


def test_help_names_every_option(run):
    ran = run.run("--help")
    assert (ran.returncode, ran.stderr) == (0, b"")
    for option in ["vendor", "http-status", "list", "items", "format", "find", "vendors", "version", "help"]:
        assert f"  --{option}" in ran.stdout.decode()


def test_version(run):
    ran = run.run("--version")
    assert ran.returncode == 0
    assert re.fullmatch(r"jobstatus \d+\.\d+\.\d+\n", ran.stdout.decode())


def test_vendors_are_listed_with_their_titles(run):
    ran = run.run("--vendors")
    assert ran.returncode == 0
    rows = [line.split(maxsplit=1) for line in ran.stdout.decode().splitlines()]
    assert [tag for tag, _ in rows] == VENDORS
    assert all(title for _, title in rows)


@pytest.mark.parametrize("arguments", [("--vendor", "netapp-ontap"), ("--vendor=netapp-ontap",)])
def test_vendor_is_taken_in_both_forms(run, arguments):
    assert run.record(*arguments, body={"uuid": "1", "state": "frobbing"})["vendor"] == "netapp-ontap"


@pytest.mark.parametrize("alias, vendor", [("orange", "orange-evolution"), ("cisco-fmc", "cisco-cdfmc")])
def test_other_name_of_a_vendor(run, alias, vendor):
    assert run.record("--vendor", alias, body={"id": "1"})["vendor"] == vendor


@pytest.mark.parametrize("tag", ["nobody", "", "unknown", "NETAPP-ONTAP"])
def test_unknown_vendor_is_refused_with_the_known_ones(run, tag):
    said = run.refuse("--vendor", tag)
    assert said.startswith("jobstatus: ") and said.count("\n") == 1
    assert all(vendor in said for vendor in VENDORS)


@pytest.mark.parametrize("arguments", [
    ["--frob"], ["-x"], ["--vendor"], ["--format"], ["--format", "xml"], ["--find"], ["--http-status"],
    ["--list=yes"], ["--find", "/a", "--list"], ["--find", "/a", "--items"],
    *[["--http-status", status] for status in ["", "abc", "99", "1000", "-1", "200x", " 200", "99999999999999999999"]],
])
def test_wrong_usage(run, arguments):
    assert run.refuse(*arguments) != ""


def test_options_may_follow_files(run, write):
    path = write("a.json", RUNNING)
    assert run.record(path, "--http-status", "200", ONTAP)["http_status"] == 200


def test_two_dashes_end_the_options(run, tmp_path):
    (tmp_path / "--list").write_bytes(encoded(RUNNING))
    ran = subprocess.run(run.command([ONTAP, "--", "--list"]), cwd=tmp_path, capture_output=True, env=run.environment)
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["id"] == UUID


# ---- JSON ------------------------------------------------------------------------------------------------------------


def test_all_keys_in_their_order(run):
    assert list(run.record(body=RUNNING)) == RECORD_KEYS
    assert list(run.record(body=HTML, status=1)) == RECORD_KEYS
    assert list(run.record("--items", body=RUNNING)) == [*RECORD_KEYS, "items"]


def test_json_is_the_default_without_a_terminal(run):
    assert run.run(ONTAP, body=FAILED).stdout == run.run(ONTAP, "--format", "json", body=FAILED).stdout


def test_types_of_values(run):
    record = run.record(ONTAP, "--http-status=200", body=RUNNING | {"code": 17, "uuid": 12345678901234567890})
    assert record["id"] == "12345678901234567890"
    assert record["job_code"] == "17"
    assert record["http_status"] == 200
    assert record["terminal"] is False
    assert record["subtasks_total"] == 0
    assert record["flags"] == []


def test_absent_values_are_null(run):
    record = run.record(ONTAP, body=RUNNING)
    absent = ["error_offset", "http_status", "percent", "parent_id", "message", "started_at", "request_id"]
    assert [record[key] for key in absent] == [None] * len(absent)


def test_percent_is_a_number(run):
    record = run.record("--vendor=palo-alto-scm", body={"id": "1", "status_str": "ACT", "percent": "99"})
    assert record["percent"] == 99


def test_flags_are_names(run):
    assert run.record(ONTAP, body={"uuid": "1", "state": "frobbing"})["flags"] == ["unknown-state"]


def test_vendor_is_detected(run):
    assert run.record(body=FAILED)["vendor"] == "netapp-ontap"
    assert run.record(body=HTML, status=1)["vendor"] is None


def test_unusable_body(run):
    record = run.record("--http-status", "502", body=HTML, status=1)
    wanted = {"result": "not-json", "error_offset": 0, "kind": "none", "fault": "gateway", "advice": "retry"}
    assert {key: record[key] for key in wanted} == wanted


@pytest.mark.parametrize("body, result, offset", [
    (b"", "empty", None), (b'{"uuid":', "truncated", 8), (b'{"uuid" 1}', "syntax", 8), (b'{"uuid":"\xff"}', "utf8", 9),
])
def test_reason_of_an_unusable_body(run, body, result, offset):
    record = run.record(ONTAP, body=body, status=1)
    assert record["result"] == result
    assert offset is None or record["error_offset"] == offset


@pytest.mark.parametrize("given, printed", [
    ("2025-03-04T07:12:40Z", "2025-03-04T07:12:40Z"),
    ("2025-03-04T07:12:40.500Z", "2025-03-04T07:12:40.5Z"),
    ("2025-03-04T07:12:40.000Z", "2025-03-04T07:12:40Z"),
    ("2025-03-04T07:12:40.010203Z", "2025-03-04T07:12:40.010203Z"),
    ("2025-03-04T07:12:40.000000001Z", "2025-03-04T07:12:40.000000001Z"),
    ("2025-03-04T00:30:00+02:00", "2025-03-03T22:30:00Z"),
    ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
    ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
    ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
    ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"),
    ("1969-12-31T23:59:58.25Z", "1969-12-31T23:59:58.25Z"),
    ("1900-03-01T00:00:00Z", "1900-03-01T00:00:00Z"),
    ("1678-01-01T00:00:00.000000001Z", "1678-01-01T00:00:00.000000001Z"),
    ("2261-12-31T23:59:59.999999999Z", "2261-12-31T23:59:59.999999999Z"),
])
def test_times(run, given, printed):
    assert run.record(ONTAP, body=RUNNING | {"start_time": given})["started_at"] == printed


@pytest.mark.parametrize("message", [
    'quotes " and \\ and /', "lines\nand\ttabs\r", "controls \x01\x1f\x7f", "C1 \x80\x9b\x9f and \xa0", "NUL \0 inside",
    "\b\f", "é 日本語 😀 \u2028", "\u00c2",
])
def test_text_survives_as_valid_json(run, message):
    record = run.record(ONTAP, body=json.dumps(RUNNING | {"message": message}).encode())
    assert record["message"] == message


def test_text_is_utf8_as_it_is(run):
    assert "é 日本語 😀".encode() in run.run(ONTAP, body=RUNNING | {"message": "é 日本語 😀"}).stdout


@pytest.mark.parametrize("length", [1, 31, 32, 33, 63, 64, 1023, 1024, 1_000_000])
def test_text_of_any_length(run, length):
    for message in ["x" * length, "\u00e9" * length]:
        assert run.record(ONTAP, body=json.dumps(RUNNING | {"message": message}).encode())["message"] == message


# ---- Items -----------------------------------------------------------------------------------------------------------


def test_items_have_all_keys_in_their_order(run):
    record = run.record("--vendor=cisco-cdfmc", "--items", body=CISCO)
    assert [list(item) for item in record["items"]] == [ITEM_KEYS] * 2


def test_only_subtasks_have_a_state(run):
    record = run.record("--vendor=cisco-cdfmc", "--items", body=CISCO | {"links": {"self": "/jobs/1"}})
    assert [(item["kind"], item["state"]) for item in record["items"]] == [
        ("subtask", "succeeded"), ("subtask", "failed"), ("link", None)]


def test_absent_values_of_items_are_null(run):
    item = run.record("--vendor=cisco-cdfmc", "--items", body=CISCO)["items"][1]
    assert (item["message"], item["target_name"], item["target_id"], item["code"]) == ("no route", "fw-2", None, None)


def test_no_items(run):
    assert run.record(ONTAP, "--items", body=RUNNING)["items"] == []
    assert run.record("--items", body=HTML, status=1)["items"] == []


@pytest.mark.parametrize("count", [63, 64, 65, 1000])
def test_more_items_than_there_is_room_for_at_first(run, count):
    tasks = [{"status": "SUCCESS", "message": f"task {number}"} for number in range(count)]
    record = run.record("--vendor=cisco-cdfmc", "--items", body=CISCO | {"subTasks": tasks})
    assert record["item_count"] == count
    assert [item["message"] for item in record["items"]] == [f"task {number}" for number in range(count)]


def test_items_of_one_body_do_not_show_in_the_next(run, write):
    first, second = write("a.json", CISCO), write("b.json", CISCO | {"subTasks": []})
    records = run.lines("--vendor=cisco-cdfmc", "--items", first, second)
    assert [len(record["items"]) for record in records] == [2, 0]


# ---- Lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 2, 255, 256, 257, 512, 1000])
def test_list_of_any_length(run, count):
    *records, end = run.lines(ONTAP, "--list", body=job_list(count))
    assert [record["id"] for record in records] == [f"job-{number}" for number in range(count)]
    assert all(list(record) == RECORD_KEYS for record in records)
    assert list(end) == LIST_KEYS
    assert end == {"kind": "list", "total": None, "returned": count, "next_link": "/next"}


def test_list_is_detected(run):
    records = run.lines("--list", body={"records": [FAILED, RUNNING]})[:-1]
    assert [record["vendor"] for record in records] == ["netapp-ontap"] * 2


def test_total_of_a_list(run):
    body = {"items": [CISCO], "paging": {"count": 34}}
    assert run.lines("--vendor=cisco-cdfmc", "--list", body=body)[-1] == {
        "kind": "list", "total": 34, "returned": 1, "next_link": None}


def test_list_with_items(run):
    body = {"records": [FAILED, RUNNING, FAILED | {"error": {"message": "other", "code": "2"}}]}
    records = run.lines(ONTAP, "--list", "--items", body=body)[:-1]
    messages = [[item["message"] for item in record["items"]] for record in records]
    assert messages == [["Snapshot is in use"], [], ["other"]]
    assert [record["item_count"] for record in records] == [1, 0, 1]


def test_list_of_what_is_no_job(run):
    *records, end = run.lines(ONTAP, "--list", body={"records": [RUNNING, {"frob": 1}, RUNNING]}, status=1)
    assert [record["result"] for record in records] == ["ok", "unrecognized", "ok"]
    assert end["returned"] == 3


@pytest.mark.parametrize("body, kind, returned", [
    (FAILED, "job", 1), ({"error": {"message": "not authorized", "code": "6"}}, "error", 0),
    ({"job": {"uuid": "1"}}, "accepted", 0),
])
def test_list_of_a_body_that_is_none(run, body, kind, returned):
    record, end = run.lines(ONTAP, "--list", body=body)
    assert record["kind"] == kind
    assert end == {"kind": "list", "total": None, "returned": returned, "next_link": None}


@pytest.mark.parametrize("body, result", [
    (HTML, "not-json"), (b"", "empty"), (b"{}", "unrecognized"), (b'{"uuid":', "truncated"),
])
def test_list_of_an_unusable_body(run, body, result):
    record, end = run.lines(ONTAP, "--list", body=body, status=1)
    assert record["result"] == result
    assert end == {"kind": "list", "total": None, "returned": 0, "next_link": None}


@pytest.mark.parametrize("count", [2, 300])
def test_list_that_breaks_in_the_middle(run, count):
    body = encoded({"records": [job(number) for number in range(count)]})[:-2] + b', {"uuid": oops}]}'
    *records, broken, end = run.lines(ONTAP, "--list", "--items", body=body, status=1)
    assert [record["id"] for record in records] == [f"job-{number}" for number in range(count)]
    assert (broken["result"], broken["error_offset"]) == ("syntax", body.index(b"oops"))
    assert end["returned"] == count


def test_several_lists(run, write):
    lines = run.lines(ONTAP, "--list", write("a.json", job_list(2)), write("b.json", job_list(1)))
    assert [line["kind"] for line in lines] == ["job", "job", "list", "job", "list"]


def test_list_without_the_option(run):
    assert run.record(ONTAP, body=job_list(2))["kind"] == "list"


# ---- Finding values --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pointer, printed", [
    ("/uuid", UUID), ("/a~1b", "slash"), ("/m~0n", "tilde"), ("/list/1", "2"), ("/list", "[1,2]"), ("/on", "true"),
    ("/nothing", "null"), ("/empty", ""), ("/text", 'a "b"\n\té'), ("/number", "1.50"),
])
def test_found_values(run, pointer, printed):
    body = (b'{"uuid":"%s","a/b":"slash","m~n":"tilde","list":[1,2],"on":true,"nothing":null,"empty":"",'
            b'"text":"a \\"b\\"\\n\\t\\u00e9","number":1.50}' % UUID.encode())
    ran = run.run("--find", pointer, body=body)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.decode("utf-8") == printed + "\n"


def test_the_empty_pointer_finds_the_document(run):
    assert run.run("--find", "", body=b' {"a": [1]} ').stdout.strip() == b'{"a": [1]}'


def test_the_last_of_duplicates_is_found(run):
    assert run.run("--find=/a", body=b'{"a":1,"a":2}').stdout == b"2\n"


def test_long_values_are_found(run):
    assert run.run("--find", "/a", body={"a": "x" * 100_000}).stdout == b"x" * 100_000 + b"\n"


def test_value_that_is_not_there(run, write):
    path = write("a.json", RUNNING)
    ran = run.run("--find", "/a/b", path)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode() == f"jobstatus: {path}: not-found: /a/b\n"


@pytest.mark.parametrize("body, result", [(HTML, "not-json"), (b'{"a":1', "truncated"), (b'{"a":1} x', "syntax")])
def test_value_in_an_unusable_body(run, body, result):
    ran = run.run("--find", "/a", body=body)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode().startswith(f"jobstatus: standard input: {result}: ")
    assert ran.stderr.count(b"\n") == 1


@pytest.mark.parametrize("pointer", ["a", "a/b", "/a~2", "/a~"])
def test_bad_pointer(run, pointer):
    assert run.refuse("--find", pointer).count("\n") == 1


def test_value_in_several_files(run, write):
    paths = [write("a.json", {"a": 1}), write("b.json", {"b": 2}), write("c.json", {"a": 3})]
    ran = run.run("--find", "/a", *paths)
    assert (ran.returncode, ran.stdout) == (1, b"1\n3\n")
    assert ran.stderr.decode() == f"jobstatus: {paths[1]}: not-found: /a\n"


# ---- Input and output ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input(run, arguments):
    assert run.record(ONTAP, *arguments, body=RUNNING)["id"] == UUID


def test_several_files_and_standard_input(run, write):
    first, last = write("a.json", job(1)), write("b.json", job(3))
    records = run.lines(ONTAP, first, "-", last, body=job(2))
    assert [record["id"] for record in records] == ["job-1", "job-2", "job-3"]


def test_one_unusable_body_makes_the_exit_status_1(run, write):
    records = run.lines(ONTAP, write("a.json", RUNNING), write("b.html", HTML), write("c.json", RUNNING), status=1)
    assert [record["result"] for record in records] == ["ok", "not-json", "ok"]


def test_an_error_response_is_a_usable_body(run):
    body = {"error": {"message": "no such job", "code": "4"}}
    assert run.record(ONTAP, "--http-status=404", body=body)["kind"] == "error"


@pytest.mark.parametrize("options", [[], ["--list"], ["--find", "/uuid"], ["--format", "table"]])
def test_file_that_cannot_be_read(run, write, tmp_path, options):
    missing = tmp_path / "missing.json"
    ran = run.run(ONTAP, *options, missing, write("a.json", RUNNING))
    assert ran.returncode == 2
    assert ran.stderr.decode() == f"jobstatus: {missing}: No such file or directory\n"
    assert UUID in ran.stdout.decode()


def test_a_folder_cannot_be_read(run, tmp_path):
    ran = run.run(tmp_path)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode() == f"jobstatus: {tmp_path}: Is a directory\n"


def test_large_body(run):
    record = run.record(ONTAP, body=RUNNING | {"padding": "x" * 5_000_000, "message": "behind it"})
    assert record["message"] == "behind it"


@pytest.mark.parametrize("length", [65535, 65536, 65537, 131072])
def test_bodies_as_long_as_the_memory_taken_for_them(run, length):
    body = encoded(RUNNING)
    assert run.record(ONTAP, body=body + b" " * (length - len(body)))["id"] == UUID


@pytest.mark.parametrize("arguments", [[], ["--list"], ["--find", "/records"], ["--list", "--format", "table"]])
def test_closed_pipe(run, write, arguments):
    path = write("list.json", job_list(5000))
    reader, writer = os.pipe()
    os.close(reader)
    ran = run.run(ONTAP, *arguments, path, stdout=writer)
    os.close(writer)
    assert ran.returncode == 2
    assert ran.stderr.decode().startswith("jobstatus: cannot write the output")
    assert ran.stderr.count(b"\n") == 1


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["--vendors"], [ONTAP], ["--format", "table"]])
def test_full_disk(run, arguments):
    with open("/dev/full", "wb") as full:
        ran = run.run(*arguments, body=RUNNING, stdout=full)
    assert ran.returncode == 2
    assert ran.stderr.decode() == "jobstatus: cannot write the output: No space left on device\n"


# ---- For a person ----------------------------------------------------------------------------------------------------


def test_failed_job(run):
    first, second, *others = run.table(ONTAP, body=FAILED).splitlines()
    assert first.startswith("failed  ") and UUID in first
    assert second.split(maxsplit=1) == ["reason", "Snapshot is in use (code 1638555)"]
    assert any(line.split()[:2] == ["advice", "done"] for line in others)


def test_times_are_short(run):
    job = FAILED | {"start_time": "2025-03-04T23:12:40.5Z", "end_time": "2025-03-05T01:14:53+02:00"}
    assert "started 2025-03-04 23:12:40, finished 23:14:53 UTC, took 2 min 12 s" in run.table(ONTAP, body=job)


def test_counts_of_subtasks(run):
    assert "2, 1 succeeded, 1 failed" in run.table("--vendor=cisco-cdfmc", body=CISCO)


def test_items_are_aligned(run):
    shown = run.table("--vendor=cisco-cdfmc", "--items", body=CISCO)
    assert "\n    subtask  succeeded  fw-1: done\n    subtask  failed     fw-2: no route\n" in shown


def test_sub_tasks_that_failed_are_told_without_being_asked_for(run):
    shown = run.table("--vendor=cisco-cdfmc", body=CISCO)
    assert "\n    subtask  failed  fw-2: no route\n" in shown
    assert "fw-1: done" not in shown


def test_unusable_body_shows_where(run):
    lines = run.table(ONTAP, body=b'{"uuid": "1", "state": oops, "description": "something"}', status=1).splitlines()
    assert lines[0].startswith("syntax")
    assert "at byte 23" in lines[1]
    assert lines[2].index("oops") == lines[3].index("^")


def test_excerpt_of_a_long_body_is_short_and_whole_characters(run):
    shown = run.table(body=("é" * 300).encode() + b"\xc3", status=1)
    assert max(map(columns, shown.splitlines())) < 90
    assert "?" not in shown


@pytest.mark.parametrize("body", [b"", b"\xff", b"\x80\x80\x80\x80", b"[", b"\xef\xbb\xbf", b"\0\0"])
def test_excerpt_of_an_odd_body(run, body):
    assert "reason" in run.table(body=body, status=1)


def test_list_is_an_aligned_table(run):
    jobs = [RUNNING | {"description": "short"}, FAILED, job(3, "success")]
    shown = run.table(ONTAP, "--list", body={"records": jobs, "_links": {"next": {"href": "/n"}}}, COLUMNS="120")
    header, running, failed, reason, succeeded, summary = shown.splitlines()
    assert header.split()[:2] == ["STATE", "ID"]
    start = header.index("ID")
    assert [line[start:].split()[0] for line in (running, failed, succeeded)] == [UUID, UUID, "job-3"]
    assert reason == "    Snapshot is in use (code 1638555)"
    assert summary == "3 jobs, next page: /n"


def test_of_long_file_names_the_end_is_shown(run, write):
    shown = run.table(write("x" * 100 + "-one.json", RUNNING), write("x" * 100 + "-two.json", RUNNING))
    assert [line.split()[0][-9:] for line in shown.splitlines()[1:]] == ["-one.json", "-two.json"]
    assert max(map(columns, shown.splitlines())) <= 80


def test_files_of_one_vendor_are_shown_without_it(run, write):
    shown = run.table(write("a.json", RUNNING), write("b.html", HTML), write("c.json", FAILED), status=1, COLUMNS="400")
    assert shown.split()[:3] == ["FILE", "STATE", "ID"]


def test_several_files_are_a_table(run, write):
    shown = run.table(write("a.json", RUNNING), write("b.html", HTML), write("c.json", CISCO), status=1, COLUMNS="400")
    header, first, second, reason, third, *_ = shown.splitlines()
    assert header.split()[:3] == ["FILE", "STATE", "VENDOR"]
    assert first.index("running") == second.index("not-json") == third.index("partial") == header.index("STATE")
    assert "502 Bad Gateway" in reason


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_lines_of_a_table_fit_the_terminal(run, write, width):
    text = "très long 日本語 😀 " * 20
    body = {"records": [RUNNING | {"description": text}, FAILED | {"error": {"message": text, "code": "1"}}]}
    shown = run.table(ONTAP, "--list", "--items", body=body, COLUMNS=str(width))
    assert "…" in shown
    assert max(map(columns, shown.splitlines()[:-1])) <= width
    assert all(line == line.rstrip() for line in shown.splitlines())


@pytest.mark.parametrize("variable", ["0", "-5", "x", ""])
def test_width_is_80_where_it_is_not_known(run, variable):
    body = {"records": [FAILED | {"error": {"message": "x" * 300}}] * 2}
    assert max(map(columns, run.table(ONTAP, "--list", body=body, COLUMNS=variable).splitlines())) == 80


def test_no_line_ends_in_spaces(run, write):
    paths = [write("a.json", RUNNING), write("b.html", HTML), write("c.json", CISCO)]
    for shown in [run.table("--items", *paths, status=1), run.table(ONTAP, "--items", paths[0])]:
        assert all(line == line.rstrip() for line in shown.splitlines())


# ---- On a terminal ---------------------------------------------------------------------------------------------------

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
NASTY = "a\x1b[31mb\x9b2Jc\x07d\x00e\x7ff\rg\nh\u202ei\x85"


def test_table_is_the_default_on_a_terminal(run):
    assert run.on_terminal(ONTAP, body=FAILED, variables={"NO_COLOR": "1"}).decode() == run.table(ONTAP, body=FAILED)


def test_json_on_a_terminal(run):
    assert json.loads(run.on_terminal(ONTAP, "--format=json", body=FAILED))["state"] == "failed"


def test_width_that_is_wished_for_wins(run):
    body = {"records": [FAILED | {"error": {"message": "x" * 300}}] * 2}
    shown = run.on_terminal(ONTAP, "--list", body=body, variables={"NO_COLOR": "1", "COLUMNS": "70"}).decode()
    assert max(map(columns, shown.splitlines())) == 70


def test_width_of_the_terminal(run):
    body = {"records": [FAILED | {"error": {"message": "x" * 300}}] * 2}
    shown = run.on_terminal(ONTAP, "--list", body=body, width=133, variables={"NO_COLOR": "1"}).decode()
    assert max(map(columns, shown.splitlines())) == 133


@pytest.mark.parametrize("state, colour", [
    ("success", 32), ("failure", 31), ("frobbing", 33), ("running", 36), ("queued", 36), ("paused", 36),
])
def test_colours(run, state, colour):
    for body, options in [(job(1, state), []), ({"records": [job(1, state)] * 2}, ["--list"])]:
        assert f"\033[1;{colour}m" in run.on_terminal(ONTAP, *options, body=body).decode()


def test_colour_of_partial_success(run):
    assert b"\033[1;33mpartial\033[0m" in run.on_terminal("--vendor=cisco-cdfmc", body=CISCO)


@pytest.mark.parametrize("variables, coloured", [
    ({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": "0"}, False),
    ({"TERM": "dumb"}, False),
])
def test_when_there_are_colours(run, variables, coloured):
    assert (b"\033" in run.on_terminal(ONTAP, body=FAILED, variables=variables)) == coloured


def test_no_colour_without_a_terminal(run):
    assert "\033" not in run.table(ONTAP, body=FAILED)


def test_colour_does_not_disturb_the_columns(run):
    body = {"records": [job(1), FAILED]}
    coloured = run.on_terminal(ONTAP, "--list", body=body).decode()
    assert re.sub("\033\\[[0-9;]*m", "", coloured) == run.table(ONTAP, "--list", body=body)


@pytest.mark.parametrize("options", [[], ["--list"], ["--items"], ["--list", "--items"], ["--find", "/error"],
                                     ["--find", "/error/message"], ["--format", "json"]])
@pytest.mark.parametrize("escaped", [True, False])
def test_no_control_character_reaches_the_terminal(run, options, escaped):
    body = {name: NASTY for name in ["uuid", "description", "message"]} | {
        "state": "failure", "svm": {"name": NASTY, "uuid": NASTY}, "error": {"message": NASTY, "code": NASTY},
        "_links": {"self": {"href": NASTY}, NASTY: {"href": NASTY}}}
    document = json.dumps(body, ensure_ascii=escaped).encode()
    shown = run.on_terminal(ONTAP, *options, body=document, variables={"NO_COLOR": "1"}).decode("utf-8")
    assert CONTROL.search(shown) is None


def test_no_control_character_of_an_unusable_body_reaches_the_terminal(run, write):
    bodies = [b"<h1>\x1b]0;title\x07\xc2\x9b2J\xff\x80</h1>", b'{"a":"\x1b[2J"}', b'{"a":"\xff\x1b[2J']
    paths = [write(f"{number}\x1b[31m\x07.json", body) for number, body in enumerate(bodies)]
    for arguments in [*[[path] for path in paths], paths, ["--find", "/a", *paths], ["--list", *paths],
                      ["missing\x1b[31m"], ["--vendor", "\x1b[31m"]]:
        shown = run.on_terminal(*arguments, variables={"NO_COLOR": "1"}).decode("utf-8")
        assert shown and CONTROL.search(shown) is None


def test_lines_of_a_found_value_stay_on_a_terminal(run):
    assert run.on_terminal("--find", "/a", body=b'{"a":"one\\n\\ttwo\\u001b"}') == b"one\n\ttwo?\n"
