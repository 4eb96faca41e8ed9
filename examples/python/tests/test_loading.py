# SPDX-License-Identifier: Apache-2.0
"""Which libjobstatus.so is loaded, and what is said where there is none."""

import _ctypes
import os
import pathlib
import re
import shutil
import subprocess
import sys

import jobstatus
from jobstatus import _library

BUNDLED = pathlib.Path(jobstatus.__file__).with_name("libjobstatus.so")


def run(program, **variables):
    environment = {name: value for name, value in os.environ.items() if name != "JOBSTATUS_LIBRARY"}
    return subprocess.run([sys.executable, "-c", program], env={**environment, **variables}, capture_output=True,
                          text=True, check=False, timeout=60)


SHOW_PATH = "import jobstatus._library; print(jobstatus._library.PATH)"


def test_the_bundled_one():
    assert run(SHOW_PATH).stdout.strip() == str(BUNDLED)


def test_another_one(tmp_path):
    other = tmp_path / "other.so"
    shutil.copyfile(_library.PATH, other)
    ran = run(SHOW_PATH + "; print(jobstatus.parse('{}').result)", JOBSTATUS_LIBRARY=str(other))
    assert ran.stdout.split() == [str(other), "unrecognized"], ran.stderr


def test_none():
    ran = run("import jobstatus", JOBSTATUS_LIBRARY="/nonexistent/libjobstatus.so")
    assert ran.stderr.splitlines()[-1] == (
        "ImportError: jobstatus: there is no /nonexistent/libjobstatus.so. Install a wheel of jobstatus, which has the "
        "library in it, or set the environment variable JOBSTATUS_LIBRARY to the path of a libjobstatus.so.")


def test_a_path_from_the_current_folder_on(tmp_path, monkeypatch):
    """And from nowhere else: the dynamic loader would look for a name without a slash in other folders."""
    shutil.copyfile(_library.PATH, tmp_path / "libother.so")
    monkeypatch.chdir(tmp_path)
    assert run(SHOW_PATH, JOBSTATUS_LIBRARY="libother.so").stdout.strip() == str(tmp_path / "libother.so")


def last_line(**variables):
    return run("import jobstatus", **variables).stderr.splitlines()[-1]


def test_what_is_no_library(tmp_path):
    text = tmp_path / "text.so"
    text.write_text("no library")
    assert last_line(JOBSTATUS_LIBRARY=str(text)).startswith(f"ImportError: jobstatus: {text}: ")


def test_another_library():
    other = _ctypes.__file__
    assert re.match(f"ImportError: jobstatus: {re.escape(other)} is no libjobstatus, or an older one: ",
                    last_line(JOBSTATUS_LIBRARY=other))


def test_it_is_loaded_without_a_path():
    """Nothing is looked for on PATH: no compiler, no linker."""
    assert run(SHOW_PATH, PATH="").stdout.strip() == str(BUNDLED)
