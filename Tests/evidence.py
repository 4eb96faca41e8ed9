# SPDX-License-Identifier: Apache-2.0
"""Prints which tests stand for each promise of the header, and fails where one stands alone: evidence.py

The promises are P1 to P9 of section 1 of jobstatus.h; the other sections are held to as well, and cited as "section 7".
A test cites what it proves in its docstring, a golden case in the prose below its heading. Alone stand a promise or a
section without a test, a citation of one that there is not, and a test of the library that cites nothing.
"""

import ast
import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Files whose tests are of something else than what the header says of the library: of the tool, of the sources, of the
# tests themselves, and of what a call costs.
OF_OTHER_THINGS = {"test_tool.py", "test_consistency.py", "test_coverage.py", "test_evidence.py",
                   "test_benchmarks.py", "test_instructions.py", "test_mutants.py"}
SELF_TEST = "self-check"  # in the docstring of a test that shows that another one can fail
WIDTH = 120


def claims_of(header):
    """What there is to prove: P1, P2 and so on with their texts, and the sections by their titles."""
    promises = re.findall(r"^ \* (P\d+)  (.*?)(?=^ \* P\d+  |^ \*/)", header, flags=re.M | re.S)
    claims = {number: " ".join(re.sub(r"^ \*", "", text, flags=re.M).split()) for number, text in promises}
    for number, title in re.findall(r"^/\* ---- (\d+)\. (.+?) -+", header, flags=re.M):
        if title != "Promises":
            claims[f"section {number}"] = title
    return claims


def citations_in(prose):
    sections = re.findall(r"\bsections?\s+(\d+(?:(?:,\s*|\s+and\s+)\d+)*)", prose, flags=re.I)
    return set(re.findall(r"\bP\d+\b", prose)) | {f"section {number}" for found in sections
                                                 for number in re.findall(r"\d+", found)}


def tests_of_python(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield f"{path.name}::{node.name}", ast.get_docstring(node) or ""


def tests_of_cases(path):
    for title, rest in re.findall(r"^## (.+)\n((?:.*\n)*?)(?=^## |\Z)", path.read_text("utf-8"), flags=re.M):
        yield f"cases/{path.name}: {title}", re.sub(r"^```.*?^```", "", rest, flags=re.M | re.S)


def tests_of_swift(path):
    """One file is one entry: its tests cite in the comment that it opens with."""
    yield f"{path.parent.name}/{path.name}", re.match(r"(?://.*\n)*", path.read_text("utf-8"))[0]


def citations(tests):
    """Each test with what it cites; of the golden cases those that cite something, since test_case stands for all."""
    found = {}
    for path in sorted(tests.rglob("test_*.py")):
        if path.name not in OF_OTHER_THINGS:
            found.update((name, citations_in(prose)) for name, prose in tests_of_python(path)
                         if not prose.lower().startswith(SELF_TEST))
    for path in sorted((tests / "JobStatusTests").glob("*Tests.swift")):
        found.update((name, citations_in(prose)) for name, prose in tests_of_swift(path))
    for path in sorted((tests / "cases").glob("*.md")):
        found.update((name, cited) for name, prose in tests_of_cases(path) if (cited := citations_in(prose)))
    return found


def orphans(claims, cited):
    found = [f"{claim} has no test" for claim in claims if not any(claim in cites for cites in cited.values())]
    for name, cites in cited.items():
        found += [f"{name} cites {claim}, which there is not" for claim in sorted(cites - set(claims))]
        found += [f"{name} cites nothing that it proves"] * (not cites)
    return found


def show(claims, cited):
    for claim, text in claims.items():
        print(textwrap.fill(f"{claim}: {text}", WIDTH, subsequent_indent="    "))
        for name, cites in cited.items():
            if claim in cites:
                print(f"      {name}")
        print()


def main():
    claims = claims_of((ROOT / "include" / "jobstatus.h").read_text("utf-8"))
    cited = citations(ROOT / "Tests")
    show(claims, cited)
    alone = orphans(claims, cited)
    print(*alone, f"evidence: {len(claims)} claims, {len(cited)} tests, {len(alone)} orphans", sep="\n")
    return 1 if alone else 0


if __name__ == "__main__":
    sys.exit(main())
