# SPDX-License-Identifier: Apache-2.0
"""What all Python tests share: where the library and the tool that they test are.

By default both are in build/ of the project. JOBSTATUS_BUILD names another folder, JOBSTATUS_TOOL and
JOBSTATUS_LIBRARY other files, so that the same tests run on an installed copy or on a build with a sanitizer.
JOBSTATUS_LIBRARY_PATH is handed to the dynamic linker, for a tool that is started away from its library.
"""

import os
import pathlib
import re
import subprocess

import pytest


def existing(path):
    """The path, or a failure that says what to do: a test run that finds nothing to test must not look green."""
    if not path.exists():
        pytest.fail(f"{path} does not exist: build the project first, or set the JOBSTATUS_ variables of conftest.py")
    return path


def named_by(variable, default):
    return pathlib.Path(os.environ.get(variable) or default).resolve()


@pytest.fixture(scope="session")
def root():
    return pathlib.Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def build(root):
    return existing(named_by("JOBSTATUS_BUILD", root / "build"))


@pytest.fixture(scope="session")
def cache(build):
    """What CMake was told and has found when it made the build."""
    return dict(re.findall(r"^([\w-]+):\w+=(.*)$", (build / "CMakeCache.txt").read_text("utf-8"), flags=re.M))


@pytest.fixture(scope="session")
def install(build, cache):
    """Installs the library: install(prefix)."""
    if cache["JOBSTATUS_INSTALL"] == "OFF":
        pytest.fail(f"{build} is configured with JOBSTATUS_INSTALL=OFF, so that there is nothing to install")
    return lambda prefix: subprocess.run([cache["CMAKE_COMMAND"], "--install", build, "--prefix", prefix], check=True,
                                         stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def tool(root):
    folder = named_by("JOBSTATUS_BUILD", root / "build")
    return existing(named_by("JOBSTATUS_TOOL", folder / "jobstatus"))


@pytest.fixture(scope="session")
def library(root):
    folder = named_by("JOBSTATUS_BUILD", root / "build")
    return existing(named_by("JOBSTATUS_LIBRARY", folder / "libjobstatus.so"))


@pytest.fixture(scope="session")
def environment():
    variables = dict(os.environ)
    if os.environ.get("JOBSTATUS_LIBRARY_PATH"):
        variables["LD_LIBRARY_PATH"] = os.environ["JOBSTATUS_LIBRARY_PATH"]
    return variables
