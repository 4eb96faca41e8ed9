# SPDX-License-Identifier: Apache-2.0
"""Where the project is whose package is tested: its samples, its header and its command-line tool.

The package itself is the installed one; ../../../Tests/test_python.py installs it and runs these tests.
"""

import os
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
SAMPLES = sorted((ROOT / "examples" / "responses").glob("*/*"))


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def tool():
    path = pathlib.Path(os.environ.get("JOBSTATUS_TOOL") or ROOT / "build" / "jobstatus")
    if not path.exists():
        pytest.fail(f"{path} does not exist: build the project first, or set JOBSTATUS_TOOL")
    return path


@pytest.fixture(scope="session")
def sample(root):
    """The body of a sample: sample("netapp-ontap/failed.json")."""
    return lambda name: (root / "examples" / "responses" / name).read_bytes()


def pytest_generate_tests(metafunc):
    if "sample_path" in metafunc.fixturenames:
        metafunc.parametrize("sample_path", SAMPLES, ids=[f"{path.parent.name}/{path.name}" for path in SAMPLES])
