# SPDX-License-Identifier: Apache-2.0
"""examples/ansible, the collection, as someone uses it who has Ansible: built, installed, and run for real.

ansible-core comes from PyPI into build/ansible, the Python package jobstatus out of examples/python. The playbook asks
a server that this file plays. Nothing is read from, or written into, the home of who runs the tests.
"""

import contextlib
import functools
import http.server
import json
import os
import re
import shutil
import socket
import subprocess
import tarfile
import threading

import pytest

import header
import running
from environments import python_with

NAME = "jobstatus.jobstatus.jobstatus"
PLAYBOOK = "jobstatus.jobstatus.poll"
LONGEST = 120  # seconds until a program counts as hanging; PyPI may be slow
STATUS_FAILED = 2  # of ansible-playbook, where a task has failed


def run(command, **options):
    """The finished command, its standard error in the output."""
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          encoding="utf-8", timeout=LONGEST, **options)


run_well = functools.partial(running.run, timeout=LONGEST)


# ---- What is set up --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(root):
    path = root / "build/ansible"
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.fixture(scope="module")
def programs(folder):
    """The folder of ansible-playbook and its like."""
    return python_with(folder / "venv", ["ansible-core"]).parent


def pip(programs, *arguments, **options):
    run_well([programs / "python", "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments],
             "the tests of the Ansible collection need ansible-core and hatchling from PyPI", **options)


@pytest.fixture(scope="module")
def package(root, folder, programs, library):
    """The folder with the Python package, from a wheel; apart from Ansible, so that it can also be missing."""
    wheels, installed = folder / "wheels", folder / "packages"
    for path in (wheels, installed):
        shutil.rmtree(path, ignore_errors=True)
    pip(programs, "wheel", "--no-deps", "--wheel-dir", wheels, root / "examples/python",
        env={**os.environ, "JOBSTATUS_LIBRARY": str(library)})
    pip(programs, "install", "--no-deps", "--target", installed, *wheels.glob("jobstatus-*.whl"))
    return installed


@pytest.fixture(scope="module")
def bare_environment(folder, programs):
    """For Ansible without the Python package."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    return {"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(home),
            "ANSIBLE_LOCAL_TEMP": str(home / "local"), "ANSIBLE_REMOTE_TEMP": str(home / "remote"),
            "ANSIBLE_COLLECTIONS_PATH": str(folder / "collections"), "ANSIBLE_NOCOLOR": "1", "ANSIBLE_NOCOWS": "1",
            "ANSIBLE_LOCALHOST_WARNING": "0", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0"}


@pytest.fixture(scope="module")
def environment(bare_environment, package):
    return {**bare_environment, "PYTHONPATH": str(package)}


@pytest.fixture(scope="module")
def archive(root, folder, bare_environment):
    """The collection as it is published."""
    path = folder / "archive"
    shutil.rmtree(path, ignore_errors=True)
    run_well(["ansible-galaxy", "collection", "build", "--output-path", path, root / "examples/ansible"],
             env=bare_environment, cwd=folder)
    [archive] = path.iterdir()
    return archive


@pytest.fixture(scope="module", autouse=True)
def collection(folder, archive, bare_environment):
    """Where the collection is installed."""
    path = folder / "collections"
    shutil.rmtree(path, ignore_errors=True)
    run_well(["ansible-galaxy", "collection", "install", "--offline", "--collections-path", path, archive],
             env=bare_environment, cwd=folder)
    return path / "ansible_collections/jobstatus/jobstatus"


@pytest.fixture
def play(environment, tmp_path):
    """Runs a playbook: play(playbook, variables, more arguments)."""
    def play(playbook, variables=None, *arguments, environment=environment):
        extra = ["--extra-vars", json.dumps(variables)] if variables else []
        return run(["ansible-playbook", playbook, *extra, *arguments], env=environment, cwd=tmp_path)

    return play


# ---- A server --------------------------------------------------------------------------------------------------------


class Handler(http.server.BaseHTTPRequestHandler):
    """Gives one prepared answer after another, and the last one over and over."""

    def do_GET(self):
        answers = self.server.answers
        answer = answers[min(len(self.server.requests), len(answers) - 1)]
        self.server.requests.append(dict(self.headers))
        if answer is None:
            return  # closes the connection
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *arguments):
        pass


def answer(body, status=200, kind="application/json", missing=0, **headers):
    """Of that many bytes that are announced, and do not come, it is a connection that broke off."""
    body = body if isinstance(body, bytes) else json.dumps(body).encode("utf-8")
    return status, {"Content-Type": kind, "Content-Length": str(len(body) + missing), **headers}, body


NO_ANSWER = None


@contextlib.contextmanager
def serving(*answers):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.answers, server.requests = answers, []
    server.url = f"http://127.0.0.1:{server.server_address[1]}/job"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def sample(root):
    return lambda name: (root / "examples/responses" / name).read_bytes()


@pytest.fixture
def poll(play):
    """Runs the collection's playbook on a server, without a pause between its requests."""
    def poll(server, *arguments, vendor="netapp-ontap", **variables):
        variables = {"job_url": server.url, "job_vendor": vendor, "job_delay": 0, "job_timeout": 20, **variables}
        result = play(PLAYBOOK, variables, *arguments)
        return result.returncode, unfolded(result.stdout)

    return poll


def unfolded(printed):
    """What Ansible printed, in one line: how it folds an error is a matter of its version."""
    return " ".join(printed.split())


# ---- The collection --------------------------------------------------------------------------------------------------


def test_the_archive_has_what_belongs_in_it(archive):
    """Self-check: of the collection. It is of the library's version, and nothing that lies about is in it."""
    assert archive.name == f"jobstatus-jobstatus-{header.TEXTS['JOBSTATUS_VERSION_STRING']}.tar.gz"
    with tarfile.open(archive) as opened:
        files = sorted(member.name for member in opened if member.isfile())
    assert files == ["FILES.json", "LICENSE", "MANIFEST.json", "README.md", "meta/runtime.yml", "playbooks/poll.yml",
                     "plugins/filter/jobstatus.py", "plugins/filter/jobstatus.yml"]


def test_the_commands_of_the_readme(root, library, sample, tmp_path):
    """Self-check: of the collection. Typed in order they poll a job. The library is built already, and what would be
    written into the home goes elsewhere."""
    clone = tmp_path / "clone"
    for name in ("python", "ansible"):
        shutil.copytree(root / "examples" / name, clone / "examples" / name)
    (clone / "build").mkdir()
    shutil.copy(library, clone / "build/libjobstatus.so")
    readme = (root / "examples/ansible/README.md").read_text("utf-8")
    built, *commands = re.findall(r"^    (?!until:)(.*)$", readme, flags=re.M)
    assert built == "sh cmake/build.sh"
    variables = {name: value for name, value in os.environ.items()
                 if name not in ("JOBSTATUS_LIBRARY", "PYTHONPATH") and not name.startswith("ANSIBLE_")}
    with serving(answer(sample("netapp-ontap/succeeded.json"))) as server:
        printed = run_well(["sh", "-ec", "\n".join(commands)], cwd=clone, env={
            **variables, "LC_ALL": "C.UTF-8", "ANSIBLE_HOME": str(tmp_path / "home"), "URL": server.url})
    assert "succeeded after 1 requests" in printed


@pytest.fixture(scope="module")
def documentation(bare_environment, folder):
    printed = run_well(["ansible-doc", "--json", "-t", "filter", NAME], env=bare_environment, cwd=folder)
    return json.loads(printed[printed.index("{"):])[NAME]


def test_ansible_doc_shows_the_filter(bare_environment, folder, documentation):
    """Self-check: of the collection. Also where the Python package is not there yet."""
    shown = run_well(["ansible-doc", "-t", "filter", NAME], env=bare_environment, cwd=folder)
    assert "what a poller should do next" in unfolded(shown)
    assert set(documentation["doc"]["options"]) == {"_input", "vendor", "http_status", "items"}
    listed = run_well(["ansible-doc", "--list", "-t", "filter", "jobstatus.jobstatus"], env=bare_environment,
                      cwd=folder)
    assert re.search(rf"^{NAME} +What a response ", listed, flags=re.M)


def test_ansible_doc_where_the_package_does_not_load(environment, folder):
    """Self-check: of the collection."""
    shown = run_well(["ansible-doc", "-t", "filter", NAME], env={**environment, "JOBSTATUS_LIBRARY": __file__},
                     cwd=folder)
    assert "what a poller should do next" in unfolded(shown)


def test_the_examples_of_the_documentation(documentation, play, sample, tmp_path):
    """Self-check: of the collection. They run as they are but for the delay, also where a connection breaks off."""
    indented = "    " + documentation["examples"].strip().replace("\n", "\n    ").replace("delay: 10", "delay: 0")
    (tmp_path / "job.json").write_bytes(sample("cloud-foundry/succeeded.json"))
    (tmp_path / "examples.yml").write_text(
        f"- hosts: localhost\n  gather_facts: false\n  tasks:\n{indented}\n", encoding="utf-8")
    body = sample("netapp-ontap/succeeded.json")
    with serving(answer(body, missing=50), answer(body)) as server:
        result = play("examples.yml", {"job_url": server.url})
    assert result.returncode == 0, result.stdout
    assert len(server.requests) == 2
    assert "ok=3 " in result.stdout and '"msg": "succeeded"' in result.stdout


# ---- The playbook ----------------------------------------------------------------------------------------------------


def test_the_playbook_polls_over_every_passing_trouble(poll, sample):
    """Self-check: of the collection."""
    running, page = sample("netapp-ontap/running.json"), sample("not-json/bad-gateway.502.html")
    with serving(answer(running), answer(page, 502, "text/html"), answer({"message": "slow down"}, 429),
                 NO_ANSWER, answer(running, missing=50), answer(running[:40]), answer(b"", 503, "text/plain"),
                 answer(sample("netapp-ontap/succeeded.json"))) as server:
        status, printed = poll(server, job_headers={"Authorization": "Bearer 0123456789"})
    assert status == 0, printed
    assert len(server.requests) == 8
    assert {request["Authorization"] for request in server.requests} == {"Bearer 0123456789"}
    identifier = json.loads(sample("netapp-ontap/succeeded.json"))["uuid"]
    assert f'"msg": "Job {identifier} succeeded after 8 requests"' in printed
    assert printed.count("FAILED - RETRYING") == 7 and "failed=0" in printed


def test_the_playbook_fails_with_the_vendors_message(poll, tmp_path):
    """Self-check: of the collection. The message is told as it is, and never a template: this one would make a file.
    The charset is that of the response."""
    message = "{{ lookup('ansible.builtin.pipe', 'touch made') }} {% raw %} caf\u00e9"
    job = {"uuid": "1d9f7c44", "state": "failure", "error": {"message": message, "code": "1638555"}}
    body = json.dumps(job, ensure_ascii=False).encode("latin-1")
    with serving(answer(body, kind="application/json; charset=iso-8859-1")) as server:
        status, printed = poll(server)
    assert status == STATUS_FAILED
    assert f'"msg": "Job 1d9f7c44 failed (1638555: {message})"' in printed
    assert len(server.requests) == 1 and not (tmp_path / "made").exists()


FACT_PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.uri: {url: "{{ job_url }}", return_content: true}
      register: job
    - ansible.builtin.set_fact: {message: "{{ (job | F('netapp-ontap')).message }}"}
    - ansible.builtin.debug: {msg: "It says {{ message }}"}
""".replace("F(", f"{NAME}(")


def test_a_message_in_a_fact_is_no_template(play, tmp_path):
    """Self-check: of the collection. Once more where Ansible looks at it a second time."""
    (tmp_path / "fact.yml").write_text(FACT_PLAYBOOK, encoding="utf-8")
    with serving(answer({"uuid": "1", "message": "{{ 7 * 7 }}"})) as server:
        result = play("fact.yml", {"job_url": server.url})
    assert result.returncode == 0 and '"msg": "It says {{ 7 * 7 }}"' in result.stdout, result.stdout


@pytest.mark.parametrize("name, http_status, told", [
    ("error-not-found.404.json", 404, "(gone): HTTP status 404, fault not-found, body error (10010: "),
    ("error-bare.502.json", 401, "(authenticate): HTTP status 401, fault unauthenticated, body error ("),
    ("../not-json/bad-gateway.502.html", 404, "(gone): HTTP status 404, fault not-found, body not-json (no message)"),
    ("list.json", 200, "(none): HTTP status 200, fault none, body list (no message)"),
])
def test_the_playbook_does_not_ask_again_in_vain(poll, sample, name, http_status, told):
    """Self-check: of the collection. Jobs are pruned, and credentials end."""
    with serving(answer(sample(f"cloud-foundry/{name}"), http_status)) as server:
        status, printed = poll(server, vendor="cloud-foundry")
    assert (status, len(server.requests)) == (STATUS_FAILED, 1), printed
    assert f'"msg": "No answer about the job {told}' in printed


def test_the_playbook_gives_up(poll, sample):
    """Self-check: of the collection. Also with variables as the command line makes them: texts."""
    with serving(answer(sample("netapp-ontap/running.json"))) as server:
        status, printed = poll(server, job_retries="2", job_delay="0", job_timeout="20", job_validate_certs="no")
    assert (status, len(server.requests)) == (STATUS_FAILED, 3)
    assert "Still no end after 3 requests: the job is running, the HTTP status of the last answer 200 (" in printed


def test_the_playbook_where_nobody_listens(play):
    """Self-check: of the collection. The reason is that of ansible.builtin.uri."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        result = play(PLAYBOOK, {"job_url": url, "job_vendor": "orange", "job_delay": 0, "job_retries": 1})
    assert result.returncode == STATUS_FAILED
    assert re.search(r"Still no end after 2 requests: the job is unknown, the HTTP status of the last answer none "
                     r"\(Status code was -1 and not \[200\]: [^[]*\[Errno 111\] Connection refused",
                     unfolded(result.stdout))


def test_the_playbook_asks_once_where_nothing_is_to_be_asked_again(poll, sample):
    """Self-check: of the collection."""
    with serving(answer(sample("netapp-ontap/running.json"))) as server:
        status, printed = poll(server, job_retries=0)
    assert (status, len(server.requests)) == (STATUS_FAILED, 1)
    assert "Still no end after 1 requests: the job is running" in printed


def test_the_playbook_follows_no_redirection(poll, sample):
    """Self-check: of the collection. Another server gets neither the request nor the credentials."""
    with serving(answer(sample("netapp-ontap/succeeded.json"))) as other:
        with serving(answer(b"", 302, Location=other.url)) as server:
            status, printed = poll(server, job_headers={"Authorization": "Bearer 0123456789"})
    assert other.requests == []
    assert (status, len(server.requests)) == (STATUS_FAILED, 1)
    assert "No answer about the job (give-up): HTTP status 302, fault other, body empty (no message)" in printed


def test_the_playbook_where_the_status_is_none_of_http(poll):
    """Self-check: of the collection. The library has an answer to those, too."""
    with serving(answer({}, 999)) as server:
        status, printed = poll(server)
    assert (status, len(server.requests)) == (STATUS_FAILED, 1)
    assert "No answer about the job (give-up): HTTP status 999, fault other" in printed


@pytest.mark.parametrize("wrong", [
    {"job_timeout": "abc"}, {"job_timeout": "0"}, {"job_retries": "abc"}, {"job_delay": "-1"},
    {"job_validate_certs": "maybe"}, {"job_headers": "abc"}, {"job_url": "nowhere"}])
def test_the_playbook_says_what_cannot_be_used(poll, wrong):
    """Self-check: of the collection. It is none of the troubles that pass."""
    with serving(NO_ANSWER) as server:
        status, printed = poll(server, **wrong)
    assert (status, server.requests) == (STATUS_FAILED, [])
    assert "job_url begins with http:// or https://, job_headers is a mapping" in printed
    assert "RETRYING" not in printed


def test_the_playbook_asks_in_check_mode_too(poll, sample):
    """Self-check: of the collection. A request that asks changes nothing."""
    with serving(answer(sample("netapp-ontap/succeeded.json"))) as server:
        status, printed = poll(server, "--check")
    assert (status, len(server.requests)) == (0, 1), printed


def test_the_playbook_without_a_job(play):
    """Self-check: of the collection."""
    result = play(PLAYBOOK)
    assert result.returncode == STATUS_FAILED
    assert "Say which job and whose: -e job_url=URL -e job_vendor=VENDOR" in unfolded(result.stdout)


# ---- The filter ------------------------------------------------------------------------------------------------------


FILTER_PLAYBOOK = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - ansible.builtin.copy:
        dest: "{{ answers }}"
        content: |
          {% for sample in samples %}
          {% set body = lookup('ansible.builtin.file', sample.path, rstrip=false) %}
          {% set result = {'content': body, 'status': sample.http_status | default(-1, true),
                           'url': 'http://localhost/', 'changed': false, 'failed': false} %}
          {% set told = {'of_text': body | F(vendor=sample.vendor, http_status=sample.http_status),
                         'of_content': result | F(sample.vendor, items=true)} %}
          {% if sample.is_json %}
          {% set decoded = {'content': none, 'json': body | from_json} %}
          {% set told = told | combine({'of_json': result | combine(decoded) | F(sample.vendor, items=true)}) %}
          {% endif %}
          {{ told | to_json }}
          {% endfor %}
""".replace("F(", f"{NAME}(")


def sample_of(path):
    status = re.search(r"\.(\d{3})\.\w+$", path.name)
    return {"path": str(path), "http_status": int(status[1]) if status else None, "is_json": is_json(path.read_bytes()),
            "vendor": None if path.parent.name == "not-json" else path.parent.name}


def is_json(body):
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def told_by(tool, sample):
    options = [f"--{name.replace('_', '-')}={sample[name]}" for name in ("vendor", "http_status") if sample[name]]
    words = [word for option in options for word in option.split("=")]
    printed = subprocess.run([tool, "--format", "json", "--items", *words, sample["path"]], stdout=subprocess.PIPE,
                             check=False, timeout=LONGEST).stdout
    return json.loads(printed)


def test_the_filter_says_of_every_sample_what_the_tool_says(root, tool, play, documentation, tmp_path):
    """Self-check: of the collection. Of a text, of a result with the body as it came, and of one with JSON alone."""
    samples = [sample_of(path) for path in sorted((root / "examples/responses").glob("*/*"))]
    assert len(samples) > 70
    answers = tmp_path / "answers"
    (tmp_path / "filter.yml").write_text(FILTER_PLAYBOOK, encoding="utf-8")
    result = play("filter.yml", {"samples": samples, "answers": str(answers)})
    assert result.returncode == 0, result.stdout
    lines = [json.loads(line) for line in answers.read_text("utf-8").splitlines() if line.strip()]
    assert len(lines) == len(samples)
    documented = documentation["return"]["_value"]["contains"]
    for sample, told in zip(samples, lines):
        expected = told_by(tool, sample)
        expected["failed"] = expected["state"] in ("failed", "partial", "cancelled")
        assert told["of_content"] == expected, sample["path"]
        assert told["of_text"] == {key: value for key, value in expected.items() if key != "items"}, sample["path"]
        if sample["is_json"]:
            offset = {"error_offset": told["of_json"]["error_offset"]}  # is that of the text Ansible makes of it
            assert told["of_json"] == {**expected, **offset}, sample["path"]
        assert set(expected) == set(documented)
        assert all(set(item) == set(documented["items"]["contains"]) for item in expected["items"])
    assert {state for told in lines for state in [told["of_text"]["state"]] if told["of_text"]["failed"]} == {
        "failed", "partial", "cancelled"}


# Expressions, and what is said of each. U makes a result of ansible.builtin.uri of what there is to be in it.
NO_RESULT = "this is no registered result of ansible.builtin.uri"
MISTAKES = {
    "'{}' | F('nobody')": "there is no vendor 'nobody'; there are palo-alto-scm, orange-evolution,",
    "'{}' | F(7)": "vendor must be a str",
    "'{}' | F(http_status='abc')": "'abc' is no HTTP status",
    "'{}' | F(http_status=1000)": "1000 is no HTTP status",
    "'{}' | F(http_status=99)": "99 is no HTTP status",
    "'{}' | F(http_status=true)": "True is no HTTP status",
    "'{}' | F(items='often')": "The value 'often' is not a valid boolean.",
    "[1] | F": "it takes the registered result of ansible.builtin.uri, or a body as a string of JSON, not ",
    "7 | F": "a body that is decoded already goes through to_json first",
    "{} | F": NO_RESULT,
    "{'uuid': '1', 'state': 'success'} | F": NO_RESULT,
    "{'id': '1', 'status': 'SUCCESS'} | F": NO_RESULT,
    "{'timestamp': 'x', 'status': 404, 'error': 'Not Found', 'path': '/jobs/1'} | F": NO_RESULT,
    "{'content': 'Not a job', 'id': 1} | F": NO_RESULT,
    "{'results': [], 'total': 0} | F": NO_RESULT,
    "{'failed': 2, 'msg': 'of 7'} | F": NO_RESULT,
    "{'changed': true, 'failed': false, 'rc': 0, 'stdout': '{}'} | F": NO_RESULT,
    "{'changed': false, 'skipped': true, 'msg': 'not in check mode'} | F":
        "to_json makes of a decoded one. It says: not in check mode",
    "{'status': 200} | U | F": "the result has no body: set return_content to true for ansible.builtin.uri",
    "{'changed': false, 'failed': true, 'results': []} | F":
        f"this is the result of a loop: use results | map('{NAME}', vendor=...)",
}

# Expressions, and their value. A failure without a body is judged by its status, no answer is a passing trouble.
VALUES = {
    "({'status': 502} | U | F).advice": "retry",
    "({'status': 404} | U | F).advice": "gone",
    "({'status': 403, 'content': ''} | U | F).fault": "forbidden",
    "({'status': -1, 'failed': true, 'msg': 'timed out'} | U | F).advice": "retry",
    "({'status': -1, 'failed': true, 'msg': 'timed out'} | U | F).result": "empty",
    "({'changed': false, 'failed': true, 'msg': 'IncompleteRead'} | F).advice": "retry",
    "({'changed': false, 'failed': false, 'failed_when_result': false} | F).advice": "retry",
    "({'status': 202, 'content': ''} | U | F).kind": "accepted",
    "({'status': 200, 'content': none, 'json': none} | U | F('orange')).result": "unrecognized",
    "({'status': 200, 'content': '<html>', 'json': {}} | U | F).result": "not-json",
    "({'status': 200, 'content': '{}'} | U | F(http_status='404')).fault": "not-found",
    "({'status': 200, 'content': '{}'} | U | F(http_status=-1)).http_status is none": True,
    "({'status': 200, 'content': '{}'} | U | F(http_status=0)).http_status is none": True,
    "({'status': 600, 'content': ''} | U | F).fault": "other",
    "('{}' | F(http_status=999)).http_status": 999,
    "'items' in ('{}' | F('netapp-ontap', items='no'))": False,
    "('{\"uuid\":\"1\",\"state\":\"failure\"}' | F('netapp-ontap')) is failed": True,
    "('{\"uuid\":\"1\",\"state\":\"running\"}' | F('netapp-ontap')) is failed": False,
    "([{'status': 502} | U, {'status': 404} | U] | map('G', vendor='orange') | map(attribute='advice') | join(' '))":
        "retry gone",
}


def written_out(expression):
    expression = expression.replace("| U", "| combine({'url': 'http://localhost/', 'changed': false})")
    return re.sub(r"\bF\b", NAME, expression).replace("'G'", f"'{NAME}'")


def evaluation(expression):
    """A task that notes the value of an expression, or else what was said of it."""
    return {"block": [{"ansible.builtin.set_fact": {
                "noted": "{{ noted + [{'value': %s}] }}" % written_out(expression)}}],
            "rescue": [{"ansible.builtin.set_fact": {"noted": "{{ noted + [{'error': ansible_failed_result.msg}] }}"}}]}


@pytest.fixture
def evaluate(play, tmp_path):
    """What comes of each expression: {"value": ...} or {"error": ...}."""
    def evaluate(expressions, **options):
        noted = tmp_path / "noted.json"
        writing = {"ansible.builtin.copy": {"dest": str(noted), "content": "{{ noted | to_json }}"}}
        tasks = [*map(evaluation, expressions), writing]
        (tmp_path / "evaluate.yml").write_text(json.dumps(
            [{"hosts": "localhost", "gather_facts": False, "vars": {"noted": []}, "tasks": tasks}]), encoding="utf-8")
        result = play("evaluate.yml", **options)
        assert result.returncode == 0, result.stdout
        values = json.loads(noted.read_text("utf-8"))
        assert len(values) == len(expressions)
        return values

    return evaluate


def test_wrong_usage_is_an_error_with_a_sentence(evaluate):
    """Self-check: of the collection."""
    for (expression, said), noted in zip(MISTAKES.items(), evaluate(MISTAKES)):
        assert f"{NAME}: " in noted.get("error", ""), f"{expression}: {noted}"
        assert said in noted["error"], expression


def test_any_answer_is_a_value(evaluate):
    """Self-check: of the collection."""
    for (expression, value), noted in zip(VALUES.items(), evaluate(VALUES)):
        assert noted == {"value": value}, expression


def test_the_filter_without_the_python_package(evaluate, play, bare_environment, programs):
    """Self-check: of the collection. Where it is missing, where it has no library, and what the playbook says then."""
    [noted] = evaluate(["'{}' | F"], environment=bare_environment)
    assert "it needs the Python package jobstatus on the controller, installed for the Python that runs Ansible" in (
        noted["error"])
    assert f"({programs}/python" in noted["error"] and "No module named 'jobstatus'" in noted["error"]


@pytest.mark.parametrize("named, reason", [
    ("/nonexistent.so", "there is no /nonexistent.so"), (__file__, "invalid ELF header")])
def test_the_filter_with_a_package_that_does_not_load(evaluate, environment, named, reason):
    """Self-check: of the collection. The reason is told."""
    [noted] = evaluate(["'{}' | F"], environment={**environment, "JOBSTATUS_LIBRARY": named})
    assert "it needs the Python package jobstatus" in noted["error"] and reason in noted["error"]


def test_the_playbook_without_the_python_package(play, sample, bare_environment):
    """Self-check: of the collection. It stops at the first answer."""
    with serving(answer(sample("netapp-ontap/running.json"))) as server:
        result = play(PLAYBOOK, {"job_url": server.url, "job_vendor": "netapp-ontap", "job_delay": 0},
                      environment=bare_environment)
    assert (result.returncode, len(server.requests)) == (STATUS_FAILED, 1)
    assert "it needs the Python package jobstatus on the controller" in unfolded(result.stdout)
