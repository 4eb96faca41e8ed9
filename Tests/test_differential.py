# SPDX-License-Identifier: Apache-2.0
"""A short run of differential.py, with the same bodies each time, and whether that would notice a mistake at all."""

import differential
import pytest
import reference
from reference import C

BODIES = 50_000


def test_library_and_reference_agree(library, capsys):
    """P6, P7, P8, sections 4, 5, 6, 7, 8 and 9: in every field of records, items and pages."""
    differing = differential.run(library, BODIES, "pytest")
    printed = capsys.readouterr().out
    assert differing == 0, printed
    assert printed.splitlines()[-1] == f"differential: {BODIES} bodies, 0 differences"


MISTAKES = {
    "a state word": (reference.CloudFoundry.WORDS, "polling", C["STATE_QUEUED"]),
    "a result word": (reference.PaloAlto.RESULTS, "timeout", C["STATE_CANCELLED"]),
    "a code": (reference.Orange.FAULTS, "61", C["FAULT_CONFLICT"]),
    "an HTTP status": (reference.FAULT_BY_STATUS, 410, "BAD_REQUEST"),
    "an advice": (reference.ADVICE, C["FAULT_TIMEOUT"], C["ADVICE_GIVE_UP"]),
    "a known member of a link": (reference.Cisco.LINKS, "*", None),
}


@pytest.mark.parametrize("table, key, wrong", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_noticed(library, monkeypatch, table, key, wrong):
    """Self-check: one wrong entry in a table of the reference stands for the same mistake in the library."""
    monkeypatch.setitem(table, key, wrong)
    tested = differential.Library(library)
    assert any(differential.differences(tested, *case) for case in differential.bodies("pytest", BODIES))
