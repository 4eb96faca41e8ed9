# SPDX-License-Identifier: Apache-2.0
"""Waits for a job of any of the vendors' APIs, with httpx and tenacity.

    from poll import JobFailed, wait_for_job

    with httpx.Client(headers={"Authorization": f"Bearer {token}"}) as client:
        job = wait_for_job(client, url, "netapp-ontap", timeout=600)

wait_for_job_async() does the same with an httpx.AsyncClient. jobstatus says what an answer means, tenacity asks again
where that is worth it, and _Wait below is the code between the two: it is all there is to decide, and does no I/O.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import re
import shlex
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple, NoReturn, Optional

import httpx
from tenacity import AsyncRetrying, RetryCallState, Retrying, sleep_using_event

import jobstatus
from jobstatus import Advice, Kind, Response, State

log = logging.getLogger(__name__)

# Troubles of the way there that may pass, unless a certificate is behind it. Others are the caller's mistake, and fail
# at once.
PASSING = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, httpx.ProxyError, httpx.DecodingError)

Headers = Mapping[str, str]


class WaitError(Exception):
    """The job has not succeeded, or nobody knows. `response` is the last answer, None where there was none."""

    def __init__(self, message: str, response: Optional[Response] = None) -> None:
        super().__init__(message, response)
        self.message = message
        self.response = response

    def __str__(self) -> str:
        return self.message


class JobFailed(WaitError):
    """The job is over, and not as it should: failed, cancelled, partial, or ended in a way the vendor does not tell.

    `message` and `error_code` are the vendor's, `response.state` says how it ended; `error_code` may be None.
    """

    @property
    def error_code(self) -> Optional[str]:
        return self.response.error_code if self.response else None

    def __str__(self) -> str:
        return f"{self.message} (code {self.error_code})" if self.error_code else self.message


class JobGone(WaitError):
    """There is no such job, or no longer: vendors forget jobs that are over."""


class GaveUp(WaitError):
    """The deadline has passed, the wait was cancelled, or asking again is of no use. The job may still be running."""


class _Answer(NamedTuple):
    response: Response
    retry_after: float  # seconds; 0: the server does not say


def retry_after(headers: httpx.Headers) -> float:
    """The seconds that a Retry-After asks for (RFC 9110, 10.2.3); 0 where there is none, or none that can be read.

    A date is compared with the server's own clock, which is in its Date.
    """
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch("[0-9]+", value):
        return float(value)
    until = _seconds(value)
    now = _seconds(headers.get("Date", ""))
    return 0.0 if until is None else max(0.0, until - (time.time() if now is None else now))


def _seconds(date: str) -> Optional[float]:
    """An HTTP date in seconds since 1970."""
    try:
        moment = parsedate_to_datetime(date)
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def job_url(started: httpx.Response, vendor: str) -> httpx.URL:
    """Where to ask for the job that a call has started: the call's Location, else the link in its body.

    Raises GaveUp where the call has started none, where it names the job in no link (Palo Alto: build it from the id),
    and where the link leads to another server: that one must not get the client's credentials.
    """
    answer = jobstatus.parse(started.content, vendor, started.status_code)
    link = started.headers.get("Location") or answer.self_link
    if answer.kind not in (Kind.ACCEPTED, Kind.JOB) or not link:
        raise GaveUp(answer.message or f"no link to a job in this answer: HTTP {started.status_code}", answer)
    url = started.url.join(link)
    if (url.scheme, url.host, url.port) != (started.url.scheme, started.url.host, started.url.port):
        raise GaveUp("the link to the job leads to another server", answer)
    return url


def _refused_certificate(error: Optional[BaseException]) -> Optional[ssl.SSLCertVerificationError]:
    """The check of a certificate that an exception goes back to; httpx has it as the cause of a cause."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error


class _Wait:
    """One wait for one job: what is known of it, and what tenacity asks (asks_again, then wait, then stop)."""

    def __init__(self, vendor: str, timeout: float, interval: float, max_interval: float, max_body: int,
                 accept: Collection[State], can_authenticate: bool) -> None:
        jobstatus.parse(b"", vendor)  # Raises for an unknown vendor now, and not after a request.
        self.vendor, self.interval, self.max_interval = vendor, interval, max_interval
        self.max_body, self.accept, self.can_authenticate = max_body, accept, can_authenticate
        self.deadline = time.monotonic() + timeout
        self.last_look = min(5.0, timeout / 10)  # The last request is sent this long before the deadline.
        self.response: Optional[Response] = None
        self.headers: dict[str, str] = {"Accept": "application/json", "Accept-Encoding": "identity"}
        self.unauthenticated = False  # New credentials are needed before the next request.
        self.renewed = False  # They have been renewed since the job last answered.
        self.news: object = None
        self.unchanged = 0  # How many answers in a row have told nothing new.

    def remaining(self) -> float:
        return self.deadline - time.monotonic()

    def request(self, timeout: httpx.Timeout) -> dict[str, Any]:
        """The options of a request: as patient as the client is, but not beyond the deadline."""
        most = max(self.remaining(), 0.001)
        patience = {name: most if value is None else min(value, most) for name, value in timeout.as_dict().items()}
        return {"headers": self.headers, "timeout": httpx.Timeout(**patience)}

    def renew(self, headers: Headers) -> None:
        self.headers.update(headers)
        self.unauthenticated, self.renewed = False, True

    def take(self, body: bytearray, chunk: bytes) -> None:
        """Adds a piece to the body; a server that sends too much, or drop by drop, cannot hold the caller up."""
        if len(body) + len(chunk) > self.max_body:
            raise GaveUp(f"the answer is longer than {self.max_body} bytes", self.response)
        if self.remaining() <= 0:
            raise httpx.ReadTimeout("the deadline has passed")
        body += chunk

    def answer(self, reply: httpx.Response, body: bytearray) -> _Answer:
        return _Answer(jobstatus.parse(bytes(body), self.vendor, reply.status_code), retry_after(reply.headers))

    def asks_again(self, call: RetryCallState) -> bool:
        """tenacity's `retry`: whether this outcome of a request is worth another one."""
        assert call.outcome is not None
        error = call.outcome.exception()
        refused = _refused_certificate(error)
        if refused:
            told = f"the certificate of the server is not accepted: {refused.verify_message}"
            raise GaveUp(told, self.response) from error
        if isinstance(error, PASSING):
            self.tell(type(error).__name__)  # Its text may hold what was sent, and so the credentials.
            return True
        if error is not None:
            return False
        response = self.response = call.outcome.result().response
        self.tell((response.kind, response.state, response.advice, response.fault, response.result))
        if response.advice == Advice.AUTHENTICATE:
            self.unauthenticated = self.can_authenticate and not self.renewed
            return self.unauthenticated
        if response.advice == Advice.POLL:
            self.renewed = False
        return response.advice in (Advice.POLL, Advice.RETRY)

    def tell(self, news: object) -> None:
        """Logs what has changed since the last answer: words of the library's, and of the vendor's the job's id."""
        self.unchanged = self.unchanged + 1 if news == self.news else 0
        if news == self.news:
            return
        self.news = news
        response = self.response
        if isinstance(news, str) or response is None:
            log.warning("%s: no answer: %s", self.vendor, news)
        elif response.kind in (Kind.JOB, Kind.ACCEPTED):
            log.info("%s job %r: %s, next: %s", self.vendor, response.id, response.state, response.advice)
        else:
            log.warning("%s: HTTP %s, fault %s, body %s, next: %s", self.vendor, response.http_status, response.fault,
                        response.result, response.advice)

    def wait(self, call: RetryCallState) -> float:
        """tenacity's `wait`: doubles from interval to max_interval while nothing new is told, with jitter; at least
        what the server asks for."""
        assert call.outcome is not None
        if self.unauthenticated and not call.outcome.failed:
            return 0.0
        pause = min(self.max_interval, self.interval * 2.0 ** min(self.unchanged, 60)) * random.uniform(0.5, 1.0)
        asked = 0.0 if call.outcome.failed else call.outcome.result().retry_after
        return max(0.0, min(pause, self.remaining() - self.last_look), asked)

    def stop(self, call: RetryCallState) -> bool:
        """tenacity's `stop`: no request would be answered in time."""
        return self.remaining() <= self.last_look or call.upcoming_sleep >= self.remaining()

    def give_up(self, call: RetryCallState) -> NoReturn:
        assert call.outcome is not None
        error = call.outcome.exception()
        if error is not None:
            known = f", last known: {self.response.state}" if self.response else ""
            raise GaveUp(f"no answer before the deadline: {type(error).__name__}{known}", self.response) from error
        last: _Answer = call.outcome.result()
        if last.response.kind in (Kind.JOB, Kind.ACCEPTED):
            raise GaveUp(f"the job is not over before the deadline: {last.response.state}", last.response)
        asked = f", the server asks for {last.retry_after:.0f} s" if last.retry_after else ""
        raise GaveUp(f"no usable answer before the deadline: HTTP {last.response.http_status}, fault "
                     f"{last.response.fault}{asked}", last.response)

    def finish(self, answer: _Answer) -> Response:
        """What becomes of the last answer: it is returned, or an exception."""
        response = answer.response
        advice, message = response.advice, response.message
        if advice == Advice.DONE and response.state in self.accept:
            return response
        if advice == Advice.DONE:
            raise JobFailed(message or f"the job ended as {response.state}", response)
        if advice == Advice.GONE:
            raise JobGone(message or "there is no such job", response)
        if advice == Advice.AUTHENTICATE:
            raise GaveUp(message or "the credentials are not accepted", response)
        if advice == Advice.NONE:
            raise GaveUp("the answer is a list of jobs: ask for one", response)
        told = f"HTTP {response.http_status}, fault {response.fault}, body {response.result}"
        raise GaveUp(message or told, response)

    def rules(self) -> dict[str, Any]:
        return {"retry": self.asks_again, "wait": self.wait, "stop": self.stop, "retry_error_callback": self.give_up}


def wait_for_job(client: httpx.Client, url: httpx.URL | str, vendor: str, *, timeout: float,
                 interval: float = 2.0, max_interval: float = 60.0, max_body: int = 1 << 20,
                 accept: Collection[State] = (State.SUCCEEDED,),
                 authenticate: Optional[Callable[[], Headers]] = None,
                 cancel: Optional[threading.Event] = None,
                 sleep: Optional[Callable[[float], None]] = None) -> Response:
    """Asks for a job until it is over, and returns the last answer.

    Args:
        client: with the credentials and the certificates; its timeout is that of one request.
        url: of the job itself.
        vendor: one of jobstatus.Vendor.
        timeout: seconds for all of it. Only what httpx has no limit for can go beyond: resolving a name, and a header
            section that is sent drop by drop.
        interval, max_interval: seconds between two requests: the first, while the job's state is new, and the most.
            A Retry-After that asks for more is heeded; one that goes beyond the deadline ends the wait at once.
        max_body: bytes that an answer may have.
        accept: the states that are good. State.PARTIAL is for those who look at the sub-tasks themselves.
        authenticate: makes new credentials, as headers for all later requests. It is called where the server wants
            some, and the wait ends where it wants some again before it has told of the job.
        cancel: ends the wait once it is set, after the request that is under way.
        sleep: what to wait with.

    Raises:
        JobFailed, JobGone, GaveUp: see there. And whatever `authenticate` raises, but troubles of the network.
    """
    wait = _Wait(vendor, timeout, interval, max_interval, max_body, accept, authenticate is not None)
    cancelled = cancel or threading.Event()

    def ask() -> _Answer:
        if cancelled.is_set():
            raise GaveUp("cancelled", wait.response)
        if authenticate and wait.unauthenticated:
            wait.renew(authenticate())
        body = bytearray()
        try:
            with client.stream("GET", url, **wait.request(client.timeout)) as reply:
                for chunk in reply.iter_bytes():
                    wait.take(body, chunk)
        except httpx.LocalProtocolError:  # Its text may be a header with the credentials in it.
            raise GaveUp("the request cannot be sent: is there a line break in a header?", wait.response) from None
        return wait.answer(reply, body)

    return wait.finish(Retrying(sleep=sleep or sleep_using_event(cancelled), **wait.rules())(ask))


async def wait_for_job_async(client: httpx.AsyncClient, url: httpx.URL | str, vendor: str, *, timeout: float,
                             interval: float = 2.0, max_interval: float = 60.0, max_body: int = 1 << 20,
                             accept: Collection[State] = (State.SUCCEEDED,),
                             authenticate: Optional[Callable[[], Awaitable[Headers]]] = None,
                             sleep: Optional[Callable[[float], Awaitable[None]]] = None) -> Response:
    """The same for an httpx.AsyncClient. To cancel it, cancel its task, also in the middle of a request."""
    wait = _Wait(vendor, timeout, interval, max_interval, max_body, accept, authenticate is not None)

    async def ask() -> _Answer:
        if authenticate and wait.unauthenticated:
            wait.renew(await authenticate())
        body = bytearray()
        try:
            async with client.stream("GET", url, **wait.request(client.timeout)) as reply:
                async for chunk in reply.aiter_bytes():
                    wait.take(body, chunk)
        except httpx.LocalProtocolError:  # Its text may be a header with the credentials in it.
            raise GaveUp("the request cannot be sent: is there a line break in a header?", wait.response) from None
        return wait.answer(reply, body)

    rules = {**wait.rules(), "sleep": sleep} if sleep else wait.rules()
    return wait.finish(await AsyncRetrying(**rules)(ask))


class NoToken(Exception):
    """The command that prints a token has failed."""


def printed_token(command: str) -> str:
    try:
        return subprocess.run(shlex.split(command), check=True, stdout=subprocess.PIPE, text=True).stdout
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise NoToken(str(error)) from error


def credentials(options: argparse.Namespace) -> dict[str, str]:
    """Runs the command that prints a token; else takes the one in JOB_TOKEN. Neither is seen in a list of processes."""
    token = printed_token(options.token_command) if options.token_command else os.environ.get("JOB_TOKEN", "")
    token = re.sub(r"(?i)^bearer\s+", "", token.strip())
    if not token:
        return {}
    return {options.token_header: f"Bearer {token}" if options.token_header.lower() == "authorization" else token}


def main(arguments: Optional[list[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        description="Waits for a job, and prints its last answer as JSON.",
        epilog="Exit status: 0 succeeded; 1 failed; 2 wrong usage, or no token; 3 no such job; 4 gave up. JOB_TOKEN in "
               "the environment is a bearer token.")
    parser.add_argument("vendor", choices=[str(vendor) for vendor in jobstatus.Vendor])
    parser.add_argument("url", help="of the job")
    parser.add_argument("--timeout", type=float, default=3600.0, metavar="SECONDS", help="for all of it (%(default)s)")
    parser.add_argument("--interval", type=float, default=2.0, metavar="SECONDS", help="to begin with (%(default)s)")
    parser.add_argument("--token-command", metavar="COMMAND", help="prints a token; run again when that has expired")
    parser.add_argument("--token-header", default="Authorization", metavar="NAME", help="%(default)s (Cisco FMC: "
                        "X-auth-access-token)")
    options = parser.parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # It logs URLs, and a URL may hold a token.
    try:
        with httpx.Client(headers=credentials(options)) as client:
            job = wait_for_job(client, options.url, options.vendor, timeout=options.timeout, interval=options.interval,
                               authenticate=(lambda: credentials(options)) if options.token_command else None)
    except WaitError as error:
        print(f"poll.py: {error}", file=sys.stderr)
        if error.response:
            print(json.dumps(error.response.to_dict()))
        return 1 if isinstance(error, JobFailed) else 3 if isinstance(error, JobGone) else 4
    except NoToken as error:
        print(f"poll.py: no token: {error}", file=sys.stderr)
        return 2
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        print(f"poll.py: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    print(json.dumps(job.to_dict()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
