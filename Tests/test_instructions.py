# SPDX-License-Identifier: Apache-2.0
"""The library does not become slower unseen: it takes no more instructions for a body of each kind than are stored.

Instructions are not time, but they repeat exactly, and a change that costs time mostly costs instructions too.
JOBSTATUS_MOST_GROWTH is what another build than the release build may take more: 1.0 is twice as much."""

import os
import warnings

import pytest

from instructions import measure

MOST_GROWTH = 0.03
ALLOWED_GROWTH = float(os.environ.get("JOBSTATUS_MOST_GROWTH") or MOST_GROWTH)


@pytest.fixture(scope="module")
def figures():
    return measure.stored()[0]


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    return measure.build_driver(tmp_path_factory.mktemp("instructions"))


def verdict(kind, counted, stored, allowed=MOST_GROWTH):
    """Why this is too many, and a hint where it is much less; each None where there is nothing to say."""
    change = f"{kind}: {counted} instructions, stored are {stored} ({counted / stored - 1:+.1%})"
    if counted > stored * (1 + allowed):
        return (f"{change}. Where that is meant, run: {measure.COMMAND}\nThe stored figures are of "
                f"{measure.stored()[1]}; here is {measure.compiler()}"), None
    if counted < stored * (1 - MOST_GROWTH):
        return None, f"{change}. To hold later changes to that, run: {measure.COMMAND}"
    return None, None


@pytest.mark.parametrize("kind", measure.KINDS)
def test_no_more_instructions_than_stored(kind, figures, library, driver):
    stored_length, stored_count = figures[kind]
    length, count = measure.measure(kind, library, driver)
    assert length == stored_length, f"the bodies of {kind} are others than those counted: run {measure.COMMAND}"
    fault, hint = verdict(kind, count, stored_count, ALLOWED_GROWTH)
    assert fault is None, fault
    if hint:
        warnings.warn(hint)


def test_there_is_a_figure_for_each_kind(figures):
    """Self-check."""
    assert list(figures) == list(measure.KINDS)


@pytest.mark.parametrize("change, noticed", [(0.95, "hint"), (1.0, None), (1.029, None), (1.031, "fault")])
def test_a_change_is_noticed(change, noticed):
    """Self-check."""
    fault, hint = verdict("some", round(10_000 * change), 10_000)
    assert (fault is not None, hint is not None) == (noticed == "fault", noticed == "hint")
