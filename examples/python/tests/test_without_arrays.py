# SPDX-License-Identifier: Apache-2.0
"""What there is without NumPy, pandas and polars: all but arrays and frames, which say what they need."""

import importlib.util

import pytest

import jobstatus

BODY = b'{"records": [{"uuid": "1", "state": "queued", "message": "a\\nb"}, {"uuid": "2", "state": "queued"}]}'


def test_they_are_not_there():
    """Else the other tests would not show anything."""
    assert not [name for name in ("numpy", "pandas", "polars") if importlib.util.find_spec(name)]


def test_texts():
    jobs = jobstatus.parse_list(BODY)
    assert (jobs.texts("id"), jobs.texts("message"), jobs.texts("name")) == (["1", "2"], ["a\nb", None], [None, None])
    assert jobstatus.parse_list("").texts("id") == []


@pytest.mark.parametrize("ask, package", [(lambda jobs: jobs.records, "numpy"),
                                          (lambda jobs: jobs.to_pandas(), "pandas"),
                                          (lambda jobs: jobs.to_polars(), "polars")])
def test_arrays_and_frames_say_what_they_need(ask, package):
    with pytest.raises(ImportError, match=f"^JobList.* needs the package {package}: pip install {package}$"):
        ask(jobstatus.parse_list(BODY))
