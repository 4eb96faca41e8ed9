# SPDX-License-Identifier: Apache-2.0
"""include/jobstatus.hpp, the interface for C++, and examples/cpp, a poller that is built on it with libcurl.

cpp/first.cpp and second.cpp compile every part of the header with each compiler; cpp/check.cpp compares what each part
says with what the C interface says of the same body. The poller talks to a server that this file plays.
"""

import concurrent.futures
import functools
import http.server
import itertools
import os
import re
import shutil
import subprocess
import threading

import header
import pytest
import running
import test_cases

COMPILERS = ["g++", "clang++"]
STANDARDS = ["c++17", "c++20"]
WITHOUT = [[], ["-fno-exceptions", "-fno-rtti"]]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow", "-Wold-style-cast",
            "-Wcast-qual", "-Woverloaded-virtual", "-Wnull-dereference", "-Werror"]
LONGEST = 60  # seconds until a program counts as hanging


run = functools.partial(running.run, timeout=LONGEST, stderr=subprocess.PIPE)


@pytest.fixture(scope="module")
def sources(root):
    return root / "Tests/cpp"


@pytest.fixture(scope="module")
def linking(library):
    """Arguments that link a program with the library that is tested."""
    return [library, f"-Wl,-rpath,{library.parent}"]


# ---- The header ------------------------------------------------------------------------------------------------------


def combinations():
    return list(itertools.product(COMPILERS, STANDARDS, WITHOUT))


def test_every_part_compiles_everywhere(root, sources, linking, tmp_path):
    """P4, sections 2 and 7: two files of one program include the header, and nothing warns."""
    missing = [compiler for compiler in COMPILERS if not shutil.which(compiler)]
    assert not missing, f"no {missing} found: on Debian, apt-get install g++; clang++ is that of the Swift toolchain"

    def build_and_run(numbered):
        number, (compiler, standard, without) = numbered
        program = tmp_path / f"program{number}"
        run([compiler, f"-std={standard}", "-O2", *WARNINGS, *without, f"-I{root / 'include'}", sources / "first.cpp",
             sources / "second.cpp", *linking, "-o", program])
        run([program])

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(build_and_run, enumerate(combinations())))


FAMILIES = {"E": "result", "VENDOR": "vendor", "KIND": "kind", "STATE": "state", "ADVICE": "advice", "FAULT": "fault",
            "FLAG": "flag", "ITEM": "item_kind"}
OF_NO_FAMILY = ("VERSION", "MAX", "NO", "ESCAPES")
ENUMERATIONS = set(FAMILIES.values())
# Members that check.cpp compares one by one, and those that only the C interface needs.
SINGLE = {"percent", "flags", "terminal", "struct_size"}


def enumerators():
    """family, enumerator, macro and name of every constant that has a family: JOBSTATUS_E_EMPTY is result::empty."""
    yield "result", "ok", "JOBSTATUS_OK", "ok"
    for macro in header.CONSTANTS:
        prefix, _, rest = macro.removeprefix("JOBSTATUS_").partition("_")
        if prefix in FAMILIES:
            yield FAMILIES[prefix], rest.lower(), macro, header.NAMES.get(macro, "")
        else:
            assert prefix in OF_NO_FAMILY or macro == "JOBSTATUS_OK", f"of which enumeration is {macro}?"


def members(struct, *kinds):
    """The members of a struct that are of one of these types."""
    return [name for name, kind in header.STRUCTS[struct]._fields_ if kind in kinds]


def listed(name, rows):
    """A macro that hands each row to another macro."""
    return f"#define {name}(X) " + " ".join(f"X({row})" for row in rows) + "\n"


def contract():
    span, number = header.STRUCTS["jobstatus_span"], (header.TYPES["uint32_t"], header.TYPES["int32_t"])
    time = header.TYPES["int64_t"]
    numbers = members("jobstatus_record", *number)
    enumerations = ENUMERATIONS - {"item_kind", "flag"}
    return "".join([
        listed("RECORD_TEXTS", members("jobstatus_record", span)),
        listed("RECORD_TIMES", members("jobstatus_record", time)),
        listed("RECORD_ENUMERATIONS", [name for name in numbers if name in enumerations]),
        listed("RECORD_NUMBERS", [name for name in numbers if name not in enumerations | SINGLE]),
        listed("ITEM_TEXTS", members("jobstatus_item", span)),
        listed("ITEM_ENUMERATIONS", members("jobstatus_item", *number)),
        listed("PAGE_ENUMERATIONS", [name for name in members("jobstatus_page", *number) if name in enumerations]),
        listed("CONSTANTS", [f'{family}, {enumerator}, {macro}, "{name}"'
                             for family, enumerator, macro, name in enumerators()]),
    ])


@pytest.fixture(scope="module")
def bodies(tmp_path_factory):
    """All samples and the bodies of all golden cases in one file."""
    found = {path.read_bytes() for path in test_cases.sample_files(test_cases.SAMPLES)}
    found |= {case.body for case in test_cases.ALL_CASES}
    path = tmp_path_factory.mktemp("bodies") / "bodies"
    path.write_bytes(b"".join(b"%d\n" % len(body) + body for body in sorted(found)))
    return path, len(found)


@pytest.mark.parametrize("compiler, standard, flags", [
    ("g++", "c++17", ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g1"]),
    ("clang++", "c++20", ["-O2"]),
], ids=["sanitized", "optimised"])
def test_it_says_what_the_c_interface_says(root, sources, linking, bodies, tmp_path, compiler, standard, flags):
    """P1, P3, P7, P9, sections 3 to 8: every accessor, on every sample and case, for every vendor."""
    path, count = bodies
    (tmp_path / "contract.inc").write_text(contract(), encoding="utf-8")
    program = tmp_path / "check"
    run([compiler, f"-std={standard}", *flags, *WARNINGS, f"-I{root / 'include'}", f"-I{tmp_path}",
         sources / "check.cpp", *linking, "-o", program])
    assert run([program, path]) == f"{count} bodies, 0 failures\n"


BODY = 'const std::string body = "{}"; constexpr auto vendor = jobstatus::vendor::netapp_ontap;'


@pytest.mark.parametrize("compiler, standard", [*zip(COMPILERS, STANDARDS)], ids=COMPILERS)
@pytest.mark.parametrize("right, wrong", [
    ("std::array<jobstatus_item, 4> items; return parse(vendor, 200, body, items).ok();",
     "return parse(vendor, 200, body, std::array<jobstatus_item, 4>{}).ok();"),
    ("std::array<char, 2> bytes{}; return parse(vendor, 200, bytes).ok();",
     "return parse(vendor, 200, std::array<char, 2>{}).ok();"),
    ("return parse(vendor, 200, std::string_view(body)).ok();", "return parse(vendor, 200, std::string(body)).ok();"),
    ('return parse(vendor, 200, std::string_view("{}")).ok();', 'return parse(vendor, 200, "{}").ok();'),
    ("auto list = jobs(vendor, 200, body); for (auto &job : list) return job.ok(); return 0;",
     "const auto list = jobs(vendor, 200, body); for (auto &job : list) return job.ok(); return 0;"),
], ids=["items", "array", "string", "literal", "list"])
def test_what_would_go_wrong_does_not_compile(root, tmp_path, compiler, standard, right, wrong):
    """P3, section 7: temporaries, a text of unknown length, a list that is not to change."""
    def compiles(lines):
        source = tmp_path / "source.cpp"
        source.write_text(f"#include <jobstatus.hpp>\nint main() {{ {BODY} {lines} }}\n", encoding="utf-8")
        return subprocess.run([compiler, f"-std={standard}", "-fsyntax-only", f"-I{root / 'include'}", source],
                              capture_output=True, timeout=LONGEST).returncode == 0
    assert compiles(right)
    assert not compiles(wrong)


@pytest.mark.parametrize("compiler", COMPILERS)
def test_an_older_standard_is_told(root, tmp_path, compiler):
    """Self-check: of the header, which says what it needs."""
    source = tmp_path / "older.cpp"
    source.write_text("#include <jobstatus.hpp>\n", encoding="utf-8")
    done = subprocess.run([compiler, "-std=c++14", "-I", root / "include", "-fsyntax-only", source],
                          capture_output=True, text=True, timeout=LONGEST, check=False)
    assert done.returncode != 0 and "jobstatus.hpp is for C++17 and later" in done.stderr


# ---- The poller ------------------------------------------------------------------------------------------------------


def curl_of_the_system():
    """True where a program can be compiled with libcurl."""
    found = subprocess.run(["g++", "-E", "-x", "c++", "-include", "curl/curl.h", "/dev/null"], capture_output=True)
    return found.returncode == 0


def run_time_library():
    for name in ("libcurl.so.4", "libcurl-gnutls.so.4"):
        path = subprocess.run(["g++", f"-print-file-name={name}"], capture_output=True, text=True).stdout.strip()
        if os.path.isabs(path):
            return path
    return None


def unpacked_headers(folder):
    """The headers of libcurl out of Debian's package, for a system that only has the library itself."""
    headers = folder / "usr/include"
    if not headers.exists():
        lists, package = folder / "lists", "libcurl4-openssl-dev"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        apt = ["apt-get", "-qq", "-o", f"Dir::State::Lists={lists}", "-o", f"Dir::Cache={folder}", "-o",
               "APT::Sandbox::User="]
        subprocess.run([*apt, "update"], cwd=folder, check=True, capture_output=True, timeout=LONGEST)
        subprocess.run([*apt, "download", package], cwd=folder, check=True, capture_output=True, timeout=LONGEST)
        [archive] = folder.glob(f"{package}_*.deb")
        subprocess.run(["dpkg-deb", "--extract", archive, folder], check=True, capture_output=True, timeout=LONGEST)
        shutil.rmtree(lists)
    [curl] = headers.rglob("curl/curl.h")
    return curl.parents[1]


@pytest.fixture(scope="module")
def curl(root):
    """Arguments that let CMake find libcurl."""
    if curl_of_the_system():
        return []
    folder, library = root / "build/cpp", run_time_library()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        assert library, "the library itself is missing too"
        return [f"-DCURL_INCLUDE_DIR={unpacked_headers(folder)}", f"-DCURL_LIBRARY={library}"]
    except (AssertionError, OSError, subprocess.SubprocessError, ValueError) as reason:
        pytest.fail(f"no libcurl to compile with: on Debian, apt-get install libcurl4-openssl-dev ({reason})")


@pytest.fixture(scope="module")
def poller(root, cache, install, curl, tmp_path_factory):
    """The example, built as its own CMakeLists.txt says, with the library as it is installed."""
    cmake, ninja = cache["CMAKE_COMMAND"], cache["CMAKE_MAKE_PROGRAM"]
    prefix, folder = tmp_path_factory.mktemp("prefix"), tmp_path_factory.mktemp("poll")
    install(prefix)
    run([cmake, "-S", root / "examples/cpp", "-B", folder, "-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={ninja}",
         f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_CXX_COMPILER=g++", "-DCMAKE_BUILD_TYPE=Release",
         f"-DCMAKE_CXX_FLAGS={' '.join(WARNINGS)}", *curl])
    run([cmake, "--build", folder])
    return folder / "poll"


JOB = '{{"guid": "2f8e", "state": "{}", "errors": [{}]}}'
RUNNING, SUCCEEDED = JOB.format("PROCESSING", ""), JOB.format("COMPLETE", "")
FAILED = JOB.format("FAILED", r'{"code": 10008, "detail": "instances \"must\u001b[31m\" not be \u00e9"}, '
                              r'{"code": 5, "detail": "second"}')
# A bell, DEL, CSI in one character, and the controls that turn the direction of a text round; then what is no control.
HOSTILE = JOB.format("FAILED", r'{"code": 1, "detail": "a\u0007\u007f\u0080\u009b31m\u009f\u061c\u200e\u200f\u2028'
                               r'\u202a\u202e\u2066\u2069.\r\n\tb\u00a0\u2027\u2065\u206a\ud83d\udd51"}')
SHOWN = f"a{'?' * 4}31m{'?' * 9}.   b\u00a0\u2027\u2065\u206a\U0001f551"
TOO_MANY = '{"errors": [{"code": 10013, "title": "CF-RateLimitExceeded", "detail": "Rate Limit Exceeded"}]}'
NOT_FOUND = '{"errors": [{"code": 10010, "title": "CF-ResourceNotFound", "detail": "Job not found"}]}'
HTML = "<html>502 Bad Gateway</html>"
CUT_OFF = object()  # the connection ends in the middle of the body
TOKEN = "a-secret"


class Server(http.server.ThreadingHTTPServer):
    """Answers one request after another with (HTTP status, body, header fields), the last one again and again."""

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.requests = answers, []


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        number = len(self.server.requests)
        self.server.requests.append((self.path, self.headers.get("Authorization")))
        status, body, *more = self.server.answers[min(number, len(self.server.answers) - 1)]
        self.send_response(status)
        for name, value in (more[0] if more else {}).items():
            self.send_header(name, value)
        content = (RUNNING if body is CUT_OFF else body).encode()
        self.send_header("Content-Length", str(len(content) + 10 * (body is CUT_OFF)))
        self.end_headers()
        try:
            self.wfile.write(content)
        except ConnectionError:
            pass  # a poller that has read enough

    def log_message(self, *_):
        pass


def poll(poller, answers, interval="0", deadline="30", token=None):
    """Exit status, both outputs, and the requests of one run of the poller."""
    with Server(answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            done = run_poller(poller, ["cloud-foundry", f"http://127.0.0.1:{server.server_port}/v3/jobs/2f8e", interval,
                                       deadline], token)
            return done.returncode, done.stdout, done.stderr, server.requests
        finally:
            server.shutdown()


def run_poller(poller, arguments, token=None):
    environment = {"JOBSTATUS_TOKEN": token} if token else {}
    return subprocess.run([poller, *arguments], capture_output=True, text=True, timeout=LONGEST, env=environment)


def test_a_job_is_polled_to_its_end(poller):
    """Sections 3 and 7: running, too many requests, an answer that breaks off, a gateway's page, done."""
    answers = [(200, RUNNING), (429, TOO_MANY, {"Retry-After": "0"}), (200, CUT_OFF), (502, HTML), (200, RUNNING),
               (200, SUCCEEDED)]
    status, printed, complaints, requests = poll(poller, answers, token=TOKEN)
    assert (status, printed) == (0, "running (PROCESSING)\nsucceeded (COMPLETE)\n")
    assert [line.partition(":")[2] for line in complaints.splitlines()] == [
        " HTTP status 429, rate-limited: trying again", " Transferred a partial file",
        " HTTP status 502, gateway: trying again"]
    assert requests == [("/v3/jobs/2f8e", f"Bearer {TOKEN}")] * len(answers)


def test_a_job_that_fails_says_why(poller):
    """Sections 4 and 5: the message is decoded, and without the control characters that it has."""
    status, printed, complaints, requests = poll(poller, [(200, RUNNING), (200, FAILED)])
    assert (status, printed) == (1, "running (PROCESSING)\nfailed (FAILED)\n")
    assert complaints == '10008: instances "must?[31m" not be \u00e9\n  second\n'
    assert requests == [("/v3/jobs/2f8e", None)] * 2


def test_a_server_does_not_control_the_terminal(poller, tool):
    """Section 4: as little as through the tool."""
    assert poll(poller, [(200, HOSTILE)])[2] == f"1: {SHOWN}\n"
    shown = subprocess.run([tool, "--format", "table", "-"], input=HOSTILE, capture_output=True, text=True)
    assert f"  {SHOWN} (code 1)\n" in shown.stdout


@pytest.mark.parametrize("answer, complaint", [
    ((404, NOT_FOUND), "poll: HTTP status 404, error, fault not-found, body ok: gone\n10010: Job not found\n"),
    ((401, "{}"), "poll: HTTP status 401, none, fault unauthenticated, body unrecognized: authenticate\n"),
    ((302, "", {"Location": "/elsewhere"}), "poll: HTTP status 302, none, fault other, body empty: give-up\n"),
    ((200, '{"resources": [%s, %s]}' % (RUNNING, RUNNING)), "poll: HTTP status 200, list, fault none, body ok: none\n"),
    ((200, " " * (17 << 20)), "poll: Failed writing received data to disk/application\n"),
], ids=["gone", "unauthenticated", "redirected", "list", "too-large"])
def test_what_cannot_be_polled_is_given_up(poller, answer, complaint):
    """Section 3: advice."""
    status, printed, complaints, requests = poll(poller, [answer, (200, SUCCEEDED)], token=TOKEN)
    assert (status, printed, complaints, len(requests)) == (3, "", complaint, 1)


def test_a_server_that_asks_for_patience_is_not_asked_before_the_deadline(poller):
    """Section 3: of a wait that would end behind the deadline the poller does not wait at all."""
    status, _, complaints, requests = poll(poller, [(503, HTML, {"Retry-After": "100"}), (200, SUCCEEDED)])
    assert (status, len(requests)) == (4, 1)
    assert complaints.endswith("poll: the job was not over in time\n")


def test_the_deadline_ends_the_polling_of_a_job_that_does_not_end(poller):
    """Section 3."""
    status, printed, _, requests = poll(poller, [(200, RUNNING)], interval="0.05", deadline="2")
    assert (status, printed) == (4, "running (PROCESSING)\n")
    assert len(requests) >= 1


def test_a_server_that_is_not_there_is_tried_again(poller):
    """Section 3: until the deadline."""
    with Server([]) as server:
        port = server.server_port
    done = run_poller(poller, ["cloud-foundry", f"http://127.0.0.1:{port}/", "0.01", "2"])
    assert done.returncode == 4
    assert len(re.findall("poll: Could(?:n't| not) connect", done.stderr)) >= 2


@pytest.mark.parametrize("arguments", [[], ["cloud-foundry"], ["no-vendor", "http://127.0.0.1/"],
                                       ["cloud-foundry", "http://127.0.0.1/", "soon"],
                                       ["cloud-foundry", "http://127.0.0.1/", "-1"],
                                       ["cloud-foundry", "http://127.0.0.1/", "1", "1", "1"]])
def test_the_usage_names_the_vendors(poller, arguments):
    """Section 7: by counting from 1 until there is no name."""
    done = run_poller(poller, arguments)
    assert done.returncode == 2
    vendors = [name for macro, name in header.NAMES.items() if macro.startswith("JOBSTATUS_VENDOR_")]
    assert done.stderr.split(":\n")[1].split() == vendors


@pytest.mark.parametrize("url", ["file:///etc/passwd", "not a url", "ftp://127.0.0.1/"])
def test_only_http_is_spoken(poller, url):
    """Self-check: of the example."""
    done = run_poller(poller, ["cloud-foundry", url, "0", "5"])
    assert (done.returncode, done.stdout) == (3, "")
