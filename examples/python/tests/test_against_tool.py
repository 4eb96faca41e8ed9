# SPDX-License-Identifier: Apache-2.0
"""Every sample response, read by the package and by the command-line tool: both must say the same."""

import json
import re
import subprocess
import sys

import pytest

import jobstatus
from jobstatus.__main__ import list_end, main


def vendor_of(path):
    return None if path.parent.name == "not-json" else path.parent.name


def http_status_of(path):
    match = re.search(r"\.([1-5][0-9][0-9])\.[a-z]+$", path.name)
    return int(match[1]) if match else None


def options(path):
    vendor, status = vendor_of(path), http_status_of(path)
    return [*(["--vendor", vendor] if vendor else []), *(["--http-status", str(status)] if status else [])]


def told(tool, *arguments):
    """What the tool prints, and its exit status."""
    ran = subprocess.run([tool, "--format", "json", *arguments], capture_output=True, check=False, timeout=60)
    return [json.loads(line) for line in ran.stdout.splitlines()], ran.returncode


def test_a_sample(tool, sample_path):
    lines, _ = told(tool, "--items", *options(sample_path), sample_path)
    response = jobstatus.parse(sample_path.read_bytes(), vendor_of(sample_path), http_status_of(sample_path))
    assert [response.to_dict(items=True)] == lines
    assert list(response.to_dict(items=True)) == list(lines[0]), "the keys have the same order"
    assert response.to_dict() == {key: value for key, value in lines[0].items() if key != "items"}


def test_a_sample_as_a_list(tool, sample_path):
    lines, _ = told(tool, "--list", "--items", *options(sample_path), sample_path)
    jobs = jobstatus.parse_list(sample_path.read_bytes(), vendor_of(sample_path), http_status_of(sample_path))
    shown = [*jobs] if jobs.ok else [*jobs, jobs.response()]
    assert [*(job.to_dict(items=True) for job in shown), list_end(jobs)] == lines


def test_a_sample_of_an_unknown_vendor(tool, sample_path):
    lines, _ = told(tool, sample_path)
    body = sample_path.read_bytes()
    response = jobstatus.parse(body, http_status=None)
    assert [response.to_dict()] == lines
    assert jobstatus.detect(body) is response.vendor


@pytest.mark.parametrize("extra", [[], ["--list"], ["--items"], ["--list", "--items"]])
def test_the_module_prints_what_the_tool_prints(tool, sample_path, capsys, extra):
    lines, status = told(tool, *extra, *options(sample_path), sample_path)
    assert main([*extra, *options(sample_path), str(sample_path)]) == status
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == lines


def run_module(*arguments, body=b""):
    return subprocess.run([sys.executable, "-m", "jobstatus", *arguments], input=body, capture_output=True, check=False,
                          timeout=60)


def test_the_module_reads_standard_input(sample):
    ran = run_module("--vendor", "netapp-ontap", body=sample("netapp-ontap/failed.json"))
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["state"] == "failed"


def test_the_module_goes_on_behind_a_file_that_it_cannot_read(root):
    ran = run_module("/nonexistent", str(root / "examples/responses/netapp-ontap/failed.json"))
    assert ran.returncode == 2 and len(ran.stdout.splitlines()) == 1
    assert ran.stderr.decode().count("\n") == 1 and "/nonexistent" in ran.stderr.decode()


def test_the_module_stops_where_nobody_reads_on(root):
    files = [str(root / "examples/responses/netapp-ontap/failed.json")] * 3000
    with subprocess.Popen([sys.executable, "-m", "jobstatus", *files], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as running:
        assert json.loads(running.stdout.readline())["state"] == "failed"
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 2


def test_the_module_refuses_what_is_no_http_status():
    ran = run_module("--http-status", "42", body=b"{}")
    assert (ran.returncode, ran.stdout) == (2, b"") and b"42 is no HTTP status" in ran.stderr


def test_the_module_refuses_an_unknown_vendor():
    ran = run_module("--vendor", "nobody", body=b"{}")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"there is no vendor 'nobody'" in ran.stderr


def test_the_module_tells_of_an_unusable_body():
    ran = run_module(body=b"<html>")
    assert ran.returncode == 1 and json.loads(ran.stdout)["result"] == "not-json"
