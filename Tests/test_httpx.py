# SPDX-License-Identifier: Apache-2.0
"""examples/httpx as a Python team meets it: in an environment of its own, with what the README has installed, the
example's tests pass, mypy has nothing to say, and the README's command does what the README says."""

import functools
import json
import os
import re
import subprocess
import sys

import pytest

import running


run = functools.partial(running.run, timeout=120, stderr=subprocess.PIPE)


@pytest.fixture(scope="module")
def example(root):
    return root / "examples/httpx"


@pytest.fixture(scope="module")
def readme(example):
    return (example / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def variables():
    """The environment of the caller, without what would have Python look into other places."""
    kept = {name: value for name, value in os.environ.items()
            if name not in ("PYTHONPATH", "PYTHONHOME", "JOBSTATUS_LIBRARY", "JOB_TOKEN")}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


@pytest.fixture(scope="module")
def folder(root):
    return root / "build/httpx"


@pytest.fixture(scope="module")
def python(library, example, readme, folder, variables):
    """The Python of an environment that the README's commands have filled; it needs the network, or pip's cache."""
    python = folder / "venv/bin/python"
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", folder / "venv"], capture_output=True, text=True)
    if made.returncode:
        pytest.fail("python3 cannot make a virtual environment: install its venv module (on Debian the package "
                    f"python3-venv)\n{made.stdout}{made.stderr}")
    for command in re.findall(r"^    (pip install .*)$", readme, flags=re.M):
        run([python, "-m", *command.split()], cwd=example, env={**variables, "JOBSTATUS_LIBRARY": str(library)})
    run([python, "-m", "pip", "install", "--quiet", "mypy"], env=variables)
    return python


def test_the_tests_of_the_example(python, example, readme, variables):
    """Self-check: of the example."""
    assert "\n    python -m pytest\n" in readme
    printed = run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "test_poll.py"], cwd=example,
                  env=variables)
    assert re.search(r"^\d{3,} passed in ", printed, flags=re.M), printed


def test_the_types_of_the_example(python, example, folder, variables):
    """Self-check: of the example."""
    run([python, "-m", "mypy", "--strict", "--cache-dir", folder / "mypy", "poll.py", "vendor_server.py"], cwd=example,
        env=variables)


def test_the_command_of_the_readme(python, example, readme, variables):
    """Self-check: of the example."""
    (command,) = re.findall(r"^    (python vendor_server.*)$", readme, flags=re.M)
    path = f"{python.parent}{os.pathsep}{variables['PATH']}"
    result = subprocess.run(["sh", "-c", command], cwd=example, env={**variables, "PATH": path}, timeout=60,
                            capture_output=True, text=True)
    assert result.returncode == 1, result.stderr
    job = json.loads(result.stdout)
    assert (job["state"], job["error_code"]) == ("failed", "1638555")
    assert result.stderr.splitlines()[-1] == f"poll.py: {job['message']} (code 1638555)"
    assert "running, next: poll" in result.stderr


def test_the_program_of_the_readme(python, example, readme, variables):
    """Self-check: of the example."""
    (program,) = re.findall(r"^```python\n(.*?)^```$", readme, flags=re.M | re.S)
    around = ("import httpx\nfrom poll import job_url, wait_for_job\nfrom vendor_server import VendorServer\n"
              "server, volume = VendorServer('netapp-ontap', 'endless'), {'name': 'vol7'}\n"
              "server.steps = ['unauthenticated', 'succeeded.json']\n"
              "cluster, tokens = server.base, iter(['first', 'second'])\n"
              "token = lambda: {'Authorization': 'Bearer ' + next(tokens)}\n")
    run_it = f"with server:\n{re.sub('^', '    ', program, flags=re.M)}\n    print(job.state)\n"
    assert run([python, "-c", around + run_it], cwd=example, env=variables) == "succeeded\n"
