# SPDX-License-Identifier: Apache-2.0
"""poll.py against vendor_server.py, over real sockets: every vendor, sync and async. `python -m pytest` runs it."""

import asyncio
import json
import logging
import os
import pathlib
import ssl
import subprocess
import sys
import threading
import time
import types

import httpx
import pytest
import trustme
from jobstatus import Advice, JobStatusError, State

import poll
from poll import GaveUp, JobFailed, JobGone, job_url, retry_after, wait_for_job, wait_for_job_async
from vendor_server import LIVES, VENDORS, VendorServer

FOLDER = pathlib.Path(__file__).resolve().parent
FIRST, SECOND, THIRD = "first-secret", "second-secret", "third-secret"

# Of each vendor's failed.json: message and error code.
REASONS = {
    "palo-alto-scm": ("Zone \"caf\u00e9\" of rule \u201cGast\u201d does not exist", None),
    "orange-evolution": ("Disk image-4 is already attached to mail-2", "4012"),
    "cisco-cdfmc": ("The pair could not be formed", None),
    "cloud-foundry": ("instances must not be negative", "10008"),
    "netapp-ontap": ('Snapshot copy "weekly.2" is in use', "1638555"),
}


class Waiter:
    """Waits in one of the two ways, without sleeping unless told to; keeps what it was asked to sleep."""

    def __init__(self, is_async):
        self.is_async = is_async
        self.sleeps = []
        self.slept = self.sleeps.append
        self.tokens = iter([SECOND, THIRD])
        self.renewals = 0

    def renew(self):
        self.renewals += 1
        return {"Authorization": f"Bearer {next(self.tokens)}"}

    async def renew_async(self):
        return self.renew()

    async def sleep_async(self, seconds):
        self.slept(seconds)

    def wait(self, server, url=None, *, renews=True, **options):
        options = {"timeout": 30, "interval": 0.01, **options}
        url, headers = url or server.url, {"Authorization": f"Bearer {FIRST}"}
        if not self.is_async:
            options.update(sleep=self.slept, authenticate=self.renew if renews else None)
            with httpx.Client(headers=headers) as client:
                return wait_for_job(client, url, server.name, **options)

        async def wait():
            options.update(sleep=self.sleep_async, authenticate=self.renew_async if renews else None)
            async with httpx.AsyncClient(headers=headers) as client:
                return await wait_for_job_async(client, url, server.name, **options)

        return asyncio.run(wait())


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def waiter(request):
    return Waiter(request.param)


@pytest.fixture
def clock(waiter, monkeypatch):
    """A clock for poll.py that goes on only while it sleeps."""
    clock = types.SimpleNamespace(now=1000.0, monotonic=lambda: clock.now, time=time.time)

    def sleep(seconds):
        waiter.sleeps.append(seconds)
        clock.now += seconds

    waiter.slept = sleep
    monkeypatch.setattr(poll, "time", clock)
    return clock


@pytest.fixture(params=VENDORS)
def vendor(request):
    return request.param


@pytest.fixture(autouse=True)
def no_secrets_in_logs(caplog):
    caplog.set_level(logging.DEBUG, "poll")
    yield
    assert "secret" not in "".join(record.getMessage() for record in caplog.records if record.name == "poll")


def messages(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "poll"]


def test_a_job_from_its_start_to_its_end(vendor, waiter, caplog):
    with VendorServer(vendor, "troubled") as server:
        started = httpx.post(server.start_url, json={})
        url = server.url if vendor == "palo-alto-scm" else job_url(started, vendor)
        assert url == server.url
        job = waiter.wait(server, url)
    assert (job.state, job.id, job.vendor) == (State.SUCCEEDED, server.vendor.job, vendor)
    assert len(server.requests) == 9
    assert waiter.renewals == 1
    sent = [request["Authorization"] for request in server.requests]
    assert sent == [f"Bearer {FIRST}"] * 4 + [f"Bearer {SECOND}"] * 5
    said = messages(caplog)
    assert [line.partition(", next: ")[2] for line in said] == [
        "poll", "retry", "retry", "authenticate", "", "retry", "poll", "done"]
    assert said[0] == f"{vendor} job {job.id!r}: running, next: poll"
    assert said[4] == f"{vendor}: no answer: RemoteProtocolError"


def test_a_failed_job(vendor, waiter):
    with VendorServer(vendor, "failed") as server, pytest.raises(JobFailed) as failure:
        waiter.wait(server)
    assert (failure.value.message, failure.value.error_code) == REASONS[vendor]
    assert failure.value.response.state == State.FAILED
    assert str(failure.value).startswith(failure.value.message)


def test_a_partial_success_is_none_unless_it_is_accepted(waiter):
    with VendorServer("cisco-cdfmc", "partial") as server, pytest.raises(JobFailed) as failure:
        waiter.wait(server)
    assert failure.value.response.state == State.PARTIAL
    assert failure.value.response.subtasks_failed == 1
    with VendorServer("cisco-cdfmc", "partial") as server:
        job = waiter.wait(server, accept={State.SUCCEEDED, State.PARTIAL})
    assert job.state == State.PARTIAL


def test_a_job_that_the_vendor_has_forgotten(vendor, waiter):
    with VendorServer(vendor, "pruned") as server, pytest.raises(JobGone) as gone:
        waiter.wait(server)
    assert gone.value.response.advice == Advice.GONE
    assert gone.value.message == gone.value.response.message
    assert len(server.requests) == 2


def test_nothing_is_asked_once_it_is_over(vendor, waiter):
    with VendorServer(vendor, "finished-and-pruned") as server:
        assert waiter.wait(server).state == State.SUCCEEDED
        assert len(server.requests) == 2
        with pytest.raises(JobGone):
            waiter.wait(server)


def test_an_unknown_state_is_not_the_end(vendor, waiter, caplog):
    with VendorServer(vendor, "unknown") as server:
        assert waiter.wait(server).state == State.SUCCEEDED
    assert ": unknown, next: poll" in messages(caplog)[0]


def test_the_deadline(vendor, waiter, clock, caplog):
    with VendorServer(vendor, "endless") as server, pytest.raises(GaveUp, match="before the deadline: running") as end:
        waiter.wait(server, timeout=600, interval=2, max_interval=60)
    assert end.value.response.state == State.RUNNING
    assert clock.now == pytest.approx(1595), "the last request is sent five seconds before the deadline"
    assert 600 / 60 < len(server.requests) < 600 / 15
    assert len(messages(caplog)) == 1, "the state has not changed"


@pytest.mark.parametrize(("life", "message"), [
    ("forbidden", None), ("list", "list of jobs"), ("huge", "is longer than")])
def test_what_will_not_get_better_is_asked_once(vendor, waiter, life, message):
    with VendorServer(vendor, life) as server, pytest.raises(GaveUp, match=message) as end:
        waiter.wait(server)
    assert len(server.requests) == 1
    assert waiter.sleeps == []
    assert life != "forbidden" or end.value.message == end.value.response.message


def test_a_body_that_is_sent_drop_by_drop_ends_with_the_deadline(waiter):
    with VendorServer("netapp-ontap", "dripping") as server, pytest.raises(GaveUp, match="ReadTimeout"):
        waiter.wait(server, timeout=0.1)


def test_the_longest_body(vendor, waiter):
    with VendorServer(vendor, "finished-and-pruned") as server:
        longest = max(len(server.body("running.json")), len(server.body("succeeded.json")))
        waiter.wait(server, max_body=longest)
    with VendorServer(vendor, "finished-and-pruned") as server, pytest.raises(GaveUp, match="is longer than"):
        waiter.wait(server, max_body=longest - 1)


@pytest.mark.parametrize("patience", [5.0, None])
def test_no_request_is_more_patient_than_the_deadline(patience, monkeypatch):
    clock = types.SimpleNamespace(now=0.0, monotonic=lambda: clock.now, time=time.time)
    monkeypatch.setattr(poll, "time", clock)
    allowed = []

    def answer(request):
        allowed.append(set(request.extensions["timeout"].values()))
        clock.now += 3
        return httpx.Response(200, json={"uuid": "u", "state": "success" if clock.now > 8 else "running"})

    with httpx.Client(transport=httpx.MockTransport(answer), timeout=patience) as client:
        wait_for_job(client, "http://127.0.0.1/", "netapp-ontap", timeout=10, sleep=lambda seconds: None)
    assert allowed == ([{5.0}, {5.0}, {4.0}] if patience else [{10.0}, {7.0}, {4.0}])


def test_credentials_are_renewed_once(vendor, waiter):
    with VendorServer(vendor, "refused") as server, pytest.raises(GaveUp) as end:
        waiter.wait(server)
    assert (waiter.renewals, len(server.requests)) == (1, 2)
    assert end.value.response.advice == Advice.AUTHENTICATE
    with VendorServer(vendor, "refused") as server, pytest.raises(GaveUp):
        waiter.wait(server, renews=False)
    assert len(server.requests) == 1


def test_credentials_that_expire_again_later_are_renewed_again(waiter):
    with VendorServer("cloud-foundry", "expiring") as server:
        waiter.wait(server)
    assert waiter.renewals == 2
    assert server.requests[-1]["Authorization"] == f"Bearer {THIRD}"


def test_a_server_of_tokens_that_cannot_be_reached_for_a_while(waiter):
    failures = [httpx.ConnectError("no route")]
    renew = waiter.renew

    def unreliable():
        if failures:
            raise failures.pop()
        return renew()

    waiter.renew = unreliable
    with VendorServer("cloud-foundry", "expiring") as server:
        assert waiter.wait(server).state == State.SUCCEEDED
    assert waiter.renewals == 2


def test_the_server_asks_for_more_time_than_there_is(waiter):
    with VendorServer("netapp-ontap", "busy-for-long") as server, pytest.raises(GaveUp, match="asks for 86400 s"):
        waiter.wait(server)
    assert len(server.requests) == 1
    assert waiter.sleeps == []


def test_a_date_is_told_by_the_clock_of_the_server(waiter):
    with VendorServer("netapp-ontap", "busy-until") as server:
        waiter.wait(server)
    assert waiter.sleeps == [7.0]


def test_the_server_asks_for_a_few_seconds(waiter):
    with VendorServer("cloud-foundry", "succeeded", retry_after=3) as server:
        waiter.wait(server)
    assert [pause == 3.0 for pause in waiter.sleeps] == [False, False, True, False]


@pytest.mark.parametrize(("value", "date", "seconds"), [
    (None, None, 0), ("0", None, 0), ("120", None, 120), (" 5 ", None, 5), ("9" * 5000, None, float("inf")),
    ("-1", None, 0), ("1.5", None, 0), ("soon", None, 0), ("", None, 0), ("\u0661", None, 0), ("1e3", None, 0),
    ("Fri, 31 Dec 1999 23:59:59 GMT", None, 0),
    ("Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:00 GMT", 59),
    ("Fri, 31 Dec 1999 23:59:59 -0000", "Friday, 31-Dec-99 23:59:00 GMT", 59),
    ("Fri, 31 Dec 1999 23:59:00 GMT", "Fri, 31 Dec 1999 23:59:59 GMT", 0),
    ("Fri, 99 Dec 1999 23:59:59 GMT", None, 0), ("Fri, 31 Dec 9999 23:59:59 -9999", None, 0)])
def test_retry_after(value, date, seconds):
    fields = {"Retry-After": value, "Date": date}
    headers = httpx.Headers([(name.encode(), text.encode()) for name, text in fields.items() if text is not None])
    assert retry_after(headers) == seconds


def test_the_pauses_double_up_to_the_longest_and_start_again_with_news(waiter):
    with VendorServer("orange-evolution", "endless") as server:
        server.steps = ["running.json"] * 6 + ["bad-gateway", "running.json", "succeeded.json"]
        waiter.wait(server, interval=1, max_interval=8)
    for pause, longest in zip(waiter.sleeps, [1, 2, 4, 8, 8, 8, 1, 1]):
        assert longest / 2 <= pause <= longest
    assert len(waiter.sleeps) == 8
    assert len({pause / longest for pause, longest in zip(waiter.sleeps, [1, 2, 4, 8, 8, 8, 1, 1])}) > 1, "jitter"


def test_nobody_listens(waiter, clock):
    with VendorServer("netapp-ontap", "endless") as server:
        pass
    with pytest.raises(GaveUp, match="no answer before the deadline: ConnectError") as end:
        waiter.wait(server, timeout=60)
    assert isinstance(end.value.__cause__, httpx.ConnectError)
    assert end.value.response is None
    assert len(waiter.sleeps) > 5


@pytest.fixture
def unknown_to_all():
    """A server with a certificate of an authority that nobody knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    server = VendorServer("netapp-ontap", "succeeded")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.url = server.url.replace("http:", "https:")
    with server:
        yield server


def test_a_certificate_that_is_not_accepted(waiter, unknown_to_all):
    with pytest.raises(GaveUp, match="the certificate of the server is not accepted: unable to get local issuer"):
        waiter.wait(unknown_to_all)
    assert (waiter.sleeps, unknown_to_all.requests) == ([], [])


def test_the_command_where_a_certificate_is_not_accepted(unknown_to_all):
    done = subprocess.run([sys.executable, str(FOLDER / "poll.py"), "netapp-ontap", unknown_to_all.url],
                          capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        "poll.py: the certificate of the server is not accepted: unable to get local issuer certificate\n")


def test_a_status_that_is_none_of_http():
    with httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(700))) as client:
        with pytest.raises(GaveUp, match="HTTP 700, fault other") as end:
            wait_for_job(client, "http://127.0.0.1/", "netapp-ontap", timeout=10)
    assert end.value.response.advice == Advice.GIVE_UP


def test_a_thread_is_cancelled():
    cancel = threading.Event()

    class Handler(logging.Handler):
        def emit(self, record):
            cancel.set()

    handler = Handler()
    poll.log.addHandler(handler)  # The first answer that is told of cancels a pause of half a minute.
    poll.log.setLevel(logging.INFO)
    try:
        with VendorServer("netapp-ontap", "endless") as server, httpx.Client() as client:
            with pytest.raises(GaveUp, match="cancelled") as end:
                wait_for_job(client, server.url, "netapp-ontap", timeout=60, interval=60, cancel=cancel)
    finally:
        poll.log.removeHandler(handler)
    assert len(server.requests) == 1
    assert end.value.response.state == State.RUNNING


@pytest.mark.parametrize("life", ["endless", "dripping"], ids=["in a pause", "in a request"])
def test_a_task_is_cancelled(life):
    async def cancel(server):
        async with httpx.AsyncClient() as client:
            task = asyncio.create_task(
                wait_for_job_async(client, server.url, "netapp-ontap", timeout=60, interval=60))
            while not server.requests:
                await asyncio.sleep(0.005)
            await asyncio.sleep(0.02)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    with VendorServer("netapp-ontap", life) as server:
        asyncio.run(cancel(server))
    assert len(server.requests) == 1


def test_an_impossible_token_is_not_told(waiter):
    """httpx names the header's value in its exception, and that is retried by many."""
    waiter.tokens = iter(["secret\n"])
    with VendorServer("cloud-foundry", "refused") as server, pytest.raises(GaveUp, match="line break") as end:
        waiter.wait(server)
    assert end.value.__suppress_context__ and "secret" not in str(end.value)
    assert len(server.requests) == 1


def test_mistakes_of_the_caller_are_not_retried(waiter):
    with VendorServer("netapp-ontap", "endless") as server:
        server.name = "acme"
        with pytest.raises(JobStatusError):
            waiter.wait(server)
        server.name = "netapp-ontap"
        with pytest.raises(httpx.UnsupportedProtocol):
            waiter.wait(server, "ftp://127.0.0.1/")
    assert server.requests == []


def started_at(url, link):
    body = {"job": {"uuid": "u", "_links": {"self": {"href": link}}}}
    return httpx.Response(202, json=body, request=httpx.Request("POST", url))


@pytest.mark.parametrize(("url", "link"), [
    ("https://a.example/volumes", "/jobs/u"), ("https://a.example/volumes", "https://a.example:443/jobs/u"),
    ("https://a.example:443/volumes", "https://a.example/jobs/u"), ("http://a.example:80/", "http://a.example/jobs/u"),
    ("http://a.example/", "http://a.example:80/jobs/u"), ("https://a.example/", "HTTPS://A.Example/jobs/u"),
    ("https://A.EXAMPLE/", "https://a.example/jobs/u"), ("https://a.example:8443/", "https://A.example:8443/jobs/u")])
def test_a_link_to_the_same_server(url, link):
    followed = job_url(started_at(url, link), "netapp-ontap")
    assert (followed.host, followed.path) == ("a.example", "/jobs/u")


@pytest.mark.parametrize("link", [
    "https://b.example/jobs/u", "//b.example/jobs/u", "https://a.example@b.example/jobs/u",
    "https://a.example.b.example/jobs/u", "https://a.example:80/jobs/u", "https://a.example:8443/jobs/u",
    "http://a.example/jobs/u", "http://a.example:443/jobs/u"])
def test_a_link_to_another_server_is_not_followed(link):
    with pytest.raises(GaveUp, match="another server"):
        job_url(started_at("https://a.example/volumes", link), "netapp-ontap")


def test_a_call_that_has_started_no_job():
    request = httpx.Request("POST", "http://127.0.0.1/api/storage/volumes")
    refused = httpx.Response(400, json={"error": {"message": "no room", "code": "9"}}, request=request)
    with pytest.raises(GaveUp, match="no room"):
        job_url(refused, "netapp-ontap")


@pytest.mark.parametrize(("life", "status"), [("troubled", 0), ("failed", 1), ("pruned", 3), ("forbidden", 4)])
def test_the_command(life, status):
    command = [sys.executable, str(FOLDER / "poll.py"), "--interval", "0.01", "--token-header", "X-auth-access-token",
               "--token-command", f"{sys.executable} -c 'import uuid; print(\"secret\", uuid.uuid4())'", "cisco-cdfmc"]
    with VendorServer("cisco-cdfmc", life) as server:
        done = subprocess.run([*command, server.url + "?key=secret"], capture_output=True, text=True, timeout=60)
    assert done.returncode == status, done.stderr
    assert json.loads(done.stdout)["vendor"] == "cisco-cdfmc"
    assert "secret" not in done.stderr + done.stdout
    assert "secret" in server.requests[0]["X-auth-access-token"]


def test_wrong_usage_of_the_command():
    environment = {**os.environ, "JOB_TOKEN": "secret\nsecret"}
    for url, status in [("nowhere", 2), ("http://127.0.0.1:9/", 4)]:
        done = subprocess.run([sys.executable, str(FOLDER / "poll.py"), "netapp-ontap", url, "--timeout", "0.05"],
                              capture_output=True, text=True, timeout=60, env=environment)
        assert (done.returncode, done.stdout) == (status, ""), done.stderr
        assert done.stderr.count("poll.py: ") == 1 and "secret" not in done.stderr, done.stderr


@pytest.mark.parametrize("command", ["no-such-command", "false", "'"])
def test_a_command_that_prints_no_token(command, capsys):
    assert poll.main(["--token-command", command, "netapp-ontap", "http://127.0.0.1:9/"]) == 2
    assert capsys.readouterr().err.startswith("poll.py: no token: ")


def test_what_else_fails_is_not_the_token(monkeypatch, capsys):
    """The file with the certificates has none in it."""
    monkeypatch.setenv("SSL_CERT_FILE", __file__)
    assert poll.main(["netapp-ontap", "http://127.0.0.1:9/"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("poll.py: SSLError: ") and "token" not in said


def test_the_help_of_the_server_tells_each_life():
    said = subprocess.run([sys.executable, str(FOLDER / "vendor_server.py"), "--help"], capture_output=True, text=True,
                          timeout=60, check=True).stdout
    for name, life in LIVES.items():
        assert f"  {name:<20} {life.told}\n" in said
