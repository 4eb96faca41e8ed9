# SPDX-License-Identifier: Apache-2.0
"""Plays the API of a vendor on the loopback interface, for trying out a poller: the life of one job, with the troubles
that real ones have. The bodies are those of examples/responses.

    python vendor_server.py [--life NAME] VENDOR -- COMMAND...     runs the command, {url} in it is the job's
    with VendorServer("netapp-ontap", "failed") as server: ...     the same within a program

A POST to `start_url` starts the job, with the answer that this vendor gives. Each GET of `url` is then answered by the
next step of its life, and the last step for ever.
"""

import argparse
import email.utils
import http.server
import pathlib
import re
import subprocess
import sys
import threading
import time
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

SAMPLES = pathlib.Path(__file__).resolve().parents[1] / "responses"


class Vendor(NamedTuple):
    job: str  # the job's identifier
    start: str  # where a POST starts it
    path: str  # where the job is then
    accepted: Tuple[int, str]  # how the POST is answered: status, and a sample or a body
    links: str  # the server that the samples' links lead to
    unauthenticated: str  # a sample or a body for 401
    rate_limited: Tuple[int, str]
    forbidden: str  # for 403
    not_found: str  # for 404


CISCO = "/api/fmc_config/v1/domain/0a1b2c3d-1111-2222-3333-444455556666"
ORANGE = "/evolutionplatform/iaas/v1/projects/p31"

VENDORS = {
    "palo-alto-scm": Vendor(
        "1407", "/sse/config/v1/config-versions/candidate:push", "/sse/config/v1/jobs/1407", (201, "accepted.201.json"),
        "", "error-expired-token.401.json",
        (429, '{"_errors":[{"code":"E003","message":"Too many requests","details":{}}],"_request_id":"a-1"}'),
        '{"_errors":[{"code":"E007","message":"Not your folder","details":{}}],"_request_id":"a-2"}',
        "error-not-found.404.json"),
    "orange-evolution": Vendor(
        "4be0a1d7-92c3-4f58-a6e1-7d0c5b2f9a01", f"{ORANGE}/disks",
        f"{ORANGE}/jobs/4be0a1d7-92c3-4f58-a6e1-7d0c5b2f9a01", (202, "acknowledged.json"), "https://orange.example.net",
        "error-expired-credentials.401.json", (403, "error-rate-limit.403.json"), "error-access-denied.403.json",
        "error-not-found.404.json"),
    "cisco-cdfmc": Vendor(
        "380000012101", f"{CISCO}/devices/devicerecords", f"{CISCO}/job/taskstatuses/380000012101",
        (202, "accepted-device-record.202.json"), "https://fmc.example.net",
        '{"error":{"category":"FRAMEWORK","messages":[{"description":"Access token invalid."}],"severity":"ERROR"}}',
        (429, '{"error":{"category":"FRAMEWORK","messages":[{"description":"Too many writes"}],"severity":"ERROR"}}'),
        '{"error":{"category":"FRAMEWORK","messages":[{"description":"Forbidden"}],"severity":"ERROR"}}',
        "error-not-found.404.json"),
    "cloud-foundry": Vendor(
        "2f8e3174-5d9c-403b-9ea6-714ca09d3f03",
        "/v3/spaces/d3e4f506-0000-4000-8000-00000000000d/actions/apply_manifest",
        "/v3/jobs/2f8e3174-5d9c-403b-9ea6-714ca09d3f03", (202, ""), "https://api.cf.example.com",
        '{"errors":[{"detail":"Invalid Auth Token","title":"CF-InvalidAuthToken","code":1000}]}',
        (429, "error-rate-limit.429.json"),
        '{"errors":[{"detail":"Not yours","title":"CF-NotAuthorized","code":10003}]}', "error-not-found.404.json"),
    "netapp-ontap": Vendor(
        "b0c1d2e3-5a10-11f0-8b21-00a098aa0001", "/api/storage/volumes",
        "/api/cluster/jobs/b0c1d2e3-5a10-11f0-8b21-00a098aa0001", (202, "accepted.202.json"), "",
        '{"error":{"message":"User is not authorized.","target":"uname","code":"6691623"}}', (429, ""),
        "error-not-authorized.403.json", "error-not-found.404.json"),
}


class Life(NamedTuple):
    told: str  # what happens, for --help
    steps: List[str]  # samples of the vendor's, or what VendorHandler has of that name


LIVES = {
    "succeeded": Life(
        "it runs, a gateway's page and a rate limit come between, and it succeeds",
        ["running.json", "bad-gateway", "rate-limited", "running.json", "succeeded.json"]),
    "troubled": Life(
        "it succeeds after every trouble that passes",
        ["running.json", "bad-gateway", "rate-limited", "unauthenticated", "lost-connection", "cut-off", "unavailable",
         "running.json", "succeeded.json"]),
    "failed": Life("it runs, and fails", ["running.json", "failed.json"]),
    "partial": Life("it runs, and some of it fails; cisco-cdfmc alone has that", ["running.json", "partial.json"]),
    "pruned": Life("it runs, and then there is no such job", ["running.json", "not-found"]),
    "finished-and-pruned": Life(
        "it succeeds, and then there is no such job", ["running.json", "succeeded.json", "not-found"]),
    "endless": Life("it runs for ever", ["running.json"]),
    "unknown": Life("it is in a state that nobody knows, and succeeds", ["unknown-state", "succeeded.json"]),
    "forbidden": Life("the server answers 403", ["forbidden"]),
    "list": Life("the answer is a list of jobs", ["list.json"]),
    "huge": Life("the answer has no end", ["huge"]),
    "dripping": Life("the answer comes drop by drop, without end", ["dripping"]),
    "busy-for-long": Life("the server answers 429, and asks for a day", ["rate-limited-for-long"]),
    "busy-until": Life(
        "the server answers 503 with a date, by a clock of its own, and the job succeeds",
        ["unavailable-until", "succeeded.json"]),
    "refused": Life("the server takes no credentials", ["unauthenticated", "unauthenticated"]),
    "expiring": Life(
        "the credentials expire twice, and the job succeeds",
        ["unauthenticated", "running.json", "unauthenticated", "bad-gateway", "succeeded.json"]),
}


class VendorHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # Else a body waits 40 ms for the acknowledgement of its header section.
    server: "VendorServer"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != self.server.vendor.start:
            self.answer(404, self.server.vendor.not_found)
            return
        status, body = self.server.vendor.accepted
        headers = {"Location": self.server.url} if not body else {}
        self.answer(status, body, headers)

    def do_GET(self) -> None:
        vendor = self.server.vendor
        self.server.requests.append(dict(self.headers))
        if self.path.partition("?")[0] != vendor.path:
            self.answer(404, vendor.not_found)
        elif self.credentials() in self.server.expired:
            self.answer(401, vendor.unauthenticated)
        else:
            self.play(self.server.next_step())

    def credentials(self) -> Optional[str]:
        return self.headers.get("X-auth-access-token") or self.headers.get("Authorization")

    def play(self, step: str) -> None:
        if step.endswith(".json"):
            self.answer(200, step)
        else:
            getattr(self, step.replace("-", "_"))()

    def bad_gateway(self) -> None:
        page = (SAMPLES / "not-json/bad-gateway.502.html").read_text(encoding="utf-8")
        self.answer(502, page, {"Content-Type": "text/html"})

    def rate_limited(self) -> None:
        status, body = self.server.vendor.rate_limited
        self.answer(status, body, {"Retry-After": str(self.server.retry_after)})

    def rate_limited_for_long(self) -> None:
        self.answer(429, "", {"Retry-After": "86400"})

    def unavailable(self) -> None:
        self.answer(503, "", {"Content-Type": "text/plain"})

    def unavailable_until(self) -> None:
        """With a date that is 7 seconds later than the server's own clock, which is an hour fast."""
        now = int(time.time()) + 3600
        self.server.shown_time = now
        self.answer(503, "", {"Retry-After": email.utils.formatdate(now + 7, usegmt=True)})

    def unauthenticated(self) -> None:
        """From now on, the credentials of this request are no good."""
        self.server.expired.append(self.credentials())
        self.answer(401, self.server.vendor.unauthenticated)

    def forbidden(self) -> None:
        self.answer(403, self.server.vendor.forbidden)

    def not_found(self) -> None:
        self.answer(404, self.server.vendor.not_found)

    def unknown_state(self) -> None:
        body = self.server.body("running.json").decode()
        for word in ("ACT", "in-progress", "Running", "RUNNING", "PROCESSING", "running"):
            body = body.replace(f'"{word}"', '"pondering"')
        self.answer(200, body)

    def lost_connection(self) -> None:
        self.close_connection = True

    def cut_off(self) -> None:
        """A length, and half of the body."""
        body = self.server.body("succeeded.json")
        self.begin(200, {"Content-Length": str(len(body))})
        self.wfile.write(body[:len(body) // 2])
        self.close_connection = True

    def huge(self) -> None:
        """A body without end."""
        self.begin(200, {"Connection": "close"})
        try:
            while True:
                self.wfile.write(b" " * 65536)
        except OSError:
            self.close_connection = True

    def dripping(self) -> None:
        """A body that is sent so slowly that it does not end, and fast enough that no read takes long."""
        self.begin(200, {"Connection": "close"})
        try:
            while not self.server.closing.wait(0.02):
                self.wfile.write(b" ")
        except OSError:
            pass
        self.close_connection = True

    def answer(self, status: int, body: str, headers: Optional[Dict[str, str]] = None) -> None:
        content = self.server.body(body)
        kind = {"Content-Type": "application/json"} if content else {}
        self.begin(status, {**kind, "Content-Length": str(len(content)), **(headers or {})})
        self.wfile.write(content)

    def begin(self, status: int, headers: Dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def date_time_string(self, timestamp: Optional[float] = None) -> str:
        return super().date_time_string(timestamp or self.server.shown_time)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


class VendorServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, vendor: str, life: str, retry_after: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), VendorHandler)
        self.name, self.vendor, self.retry_after = vendor, VENDORS[vendor], retry_after
        self.base = f"http://127.0.0.1:{self.server_address[1]}"
        self.url, self.start_url = self.base + self.vendor.path, self.base + self.vendor.start
        self.steps = list(LIVES[life].steps)
        self.requests: List[Dict[str, str]] = []  # the header fields of each GET
        self.expired: List[Optional[str]] = []
        self.shown_time: Optional[float] = None
        self.closing = threading.Event()
        self.one_at_a_time = threading.Lock()

    def next_step(self) -> str:
        with self.one_at_a_time:
            return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]

    def body(self, text: str) -> bytes:
        """A text, or what the sample of that name says of this job on this server."""
        if text.endswith(".json"):
            text = (SAMPLES / self.name / text).read_text(encoding="utf-8")
            identifier = re.search(r'"(?:id|guid|uuid)":\s*"([^"]+)"', text)
            if identifier and '"task"' not in text:
                text = text.replace(identifier[1], self.vendor.job)
            if self.vendor.links:
                text = text.replace(self.vendor.links, self.base)
        return text.encode("utf-8")

    def __enter__(self) -> "VendorServer":
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *reason: Any) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()


def main() -> int:
    lives = "\n".join(f"  {name:<20} {life.told}" for name, life in LIVES.items())
    parser = argparse.ArgumentParser(
        description="Plays a vendor's API while a command runs.", epilog=f"What becomes of the job:\n{lives}",
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--life", choices=LIVES, default="succeeded", metavar="NAME",
                        help="what becomes of the job, see below (%(default)s)")
    parser.add_argument("--retry-after", type=int, default=0, metavar="SECONDS", help="that 429 asks for (%(default)s)")
    parser.add_argument("vendor", choices=VENDORS)
    parser.add_argument("command", nargs="+", help="{url} in it is where the job is")
    options = parser.parse_args()
    if options.life == "partial" and options.vendor != "cisco-cdfmc":
        parser.error("the life partial is one of cisco-cdfmc alone")
    with VendorServer(options.vendor, options.life, options.retry_after) as server:
        return subprocess.run([word.replace("{url}", server.url) for word in options.command]).returncode


if __name__ == "__main__":
    sys.exit(main())
