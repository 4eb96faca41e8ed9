# SPDX-License-Identifier: Apache-2.0
"""Every promise of the header has a test, and every test of the library says which one it proves: evidence.py."""

import evidence
import pytest

CLAIMS = {"P1": "one", "P2": "two", "section 3": "three"}
CITED = {"a": {"P1", "section 3"}, "b": {"P2"}}


def test_nothing_stands_alone(root):
    claims = evidence.claims_of((root / "include" / "jobstatus.h").read_text("utf-8"))
    assert {f"P{number}" for number in range(1, 10)} < set(claims)
    assert evidence.orphans(claims, evidence.citations(root / "Tests")) == []


@pytest.mark.parametrize("cited, orphan", [
    (CITED | {"b": {"P1"}}, "P2 has no test"),
    (CITED | {"a": {"P1"}}, "section 3 has no test"),
    (CITED | {"c": {"P3"}}, "c cites P3, which there is not"),
    (CITED | {"c": set()}, "c cites nothing that it proves"),
])
def test_what_stands_alone_is_told(cited, orphan):
    assert evidence.orphans(CLAIMS, CITED) == []
    assert evidence.orphans(CLAIMS, cited) == [orphan]


@pytest.mark.parametrize("prose, cited", [
    ("P3, P5: a", {"P3", "P5"}), ("Sections 4, 5 and\n8.", {"section 4", "section 5", "section 8"}), ("XP1 P", set()),
    ("Section 10", {"section 10"}),
])
def test_citations_are_read(prose, cited):
    assert evidence.citations_in(prose) == cited
