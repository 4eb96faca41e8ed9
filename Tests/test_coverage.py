# SPDX-License-Identifier: Apache-2.0
"""Whether the tests reach every line and branch of the core that a call of the library can reach (coverage.sh), and
whether coverage/report.py would notice where they do not."""

import json
import pathlib
import re
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent / "coverage"
ROW = "Tables.swift | ConstantTable<>.fault(of:) | index &+= 1"


@pytest.fixture(scope="module")
def run(root):
    return subprocess.run(["sh", "Tests/coverage.sh"], cwd=root, capture_output=True, text=True, timeout=600,
                          check=False)


@pytest.fixture
def export(run, root):
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads((root / "build" / "coverage" / "export.json").read_text(encoding="utf-8"))


def report(folder, export, reasons):
    """The exit status of report.py and the lines that it prints."""
    (folder / "export.json").write_text(json.dumps(export), encoding="utf-8")
    (folder / "unreached.md").write_text(reasons, encoding="utf-8")
    done = subprocess.run([sys.executable, HERE / "report.py", folder / "export.json", folder / "unreached.md"],
                          capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


def reasons():
    return (HERE / "unreached.md").read_text(encoding="utf-8")


def test_everything_that_can_be_reached_is(run):
    output = run.stdout + run.stderr
    last = re.search(r"^coverage: (\d+\.\d) % of lines\n\Z", run.stdout, flags=re.M)
    assert last and run.returncode == 0, output
    assert float(last[1]) >= 99, output


def test_a_function_that_is_not_reached(export, tmp_path):
    """It is told once, not also for what stands in it."""
    for function in export["data"][0]["functions"]:
        if function["name"].endswith("ConstantTable<>.fault(of:)"):
            function["regions"] = [[*region[:4], 0, *region[5:]] for region in function["regions"]]
    status, lines = report(tmp_path, export, reasons())
    told = [line for line in lines if line.endswith("<- not listed")]
    assert status == 1 and len(told) == 1
    assert re.match(r"Tables\.swift:\d+: ConstantTable<>\.fault\(of:\): func fault\(of text: Text\)", told[0])


def test_every_row_is_needed(export, tmp_path):
    rows = [line for line in reasons().splitlines() if " | " in line]
    assert rows
    for row in rows:
        status, lines = report(tmp_path, export, reasons().replace(row + "\n", "", 1))
        file, function, text = row.split(" | ", 2)
        assert status == 1
        assert [line for line in lines if line.startswith(file) and line.endswith(f"{text}   <- not listed")], row


@pytest.mark.parametrize("row", [ROW, "Gone.swift | gone() | gone()"])
def test_a_row_too_many(export, tmp_path, row):
    status, lines = report(tmp_path, export, f"{reasons()}```\n{row}\n```\n")
    assert status == 1 and f"{row}   <- listed, but reached or no longer there" in lines


def test_too_few_lines(export, tmp_path):
    lines = export["data"][0]["totals"]["lines"]
    lines["count"], lines["covered"] = 10_000, 9_899
    status, printed = report(tmp_path, export, reasons())
    assert status == 1 and printed[-1] == "coverage: 98.9 % of lines"
