# SPDX-License-Identifier: Apache-2.0
"""A few mutants, so that making and judging them is known to work; and what is changed where. The long run is
`sh Tests/mutants.sh`."""

import re
import subprocess

import mutants

FEW = 8
ENOUGH = 300

SWIFT = '''// a == b, 1
@inline(__always) func half(_ x: Int) -> Int? {
  guard x >= 10, !odd else { return nil }
  if x == limit { return nil }
  return unsafe x &+ 1
}
let table = [Word("RUN", JOBSTATUS_STATE_RUNNING)]
for i in 0..<8 where true { use(i) }
'''
CHANGED = {
    "x == limit": "!(x == limit)", "==": "!=", ">=": ">", "10": "11", "!": "", "&+": "&-", "1": "2", "N": "x",
    "JOBSTATUS_STATE_RUNNING": "JOBSTATUS_STATE_PAUSED", "..<": "...", "8": "9", "true": "false",
}


def test_some_are_killed(root):
    done = subprocess.run(["sh", "Tests/mutants.sh", str(FEW)], cwd=root, capture_output=True, text=True, timeout=1800,
                          errors="replace", check=False)
    output = done.stdout + done.stderr
    last = re.search(r"^mutants: (\d+) of (\d+) killed\n\Z", done.stdout, flags=re.M)
    assert last and int(last[2]) == FEW and done.returncode == 0, output


def test_a_test_that_is_missing_is_told(capsys):
    """What survives is named, and too many of it are too many."""
    drawn = mutants.draw()[:20]
    verdicts = dict.fromkeys(drawn, "cases")
    assert mutants.report(verdicts | {drawn[3]: ""}, 20)
    assert str(drawn[3]) in capsys.readouterr().out
    assert not mutants.report(verdicts | {drawn[3]: "", drawn[4]: ""}, 20)
    assert capsys.readouterr().out.endswith("\nmutants: 18 of 20 killed\n")
    assert not mutants.report(verdicts, 21)


def test_all_files_are_changed(root):
    drawn = mutants.draw()
    first = drawn[:ENOUGH]
    assert len(first) == ENOUGH == len(set(first))
    assert {mutant.path for mutant in first} == {mutant.path for mutant in drawn}
    assert len({mutant.path for mutant in drawn}) >= 20


def test_each_row_of_equivalent_mutants_is_one(root):
    """One that the sources no longer have would hide another one some day."""
    made = {mutant.row() for path in (root / "Sources" / "JobStatus").rglob("*.swift")
            for mutant in mutants.mutants_of(path)}
    rows = mutants.equivalent()
    assert rows and rows <= made, rows - made
    assert not rows & {mutant.row() for mutant in mutants.draw()}


def test_what_is_changed(tmp_path):
    path = tmp_path / "Half.swift"
    path.write_text(SWIFT, encoding="utf-8")
    found = {SWIFT[mutant.start:mutant.end]: mutant.text for mutant in mutants.mutants_of(path)}
    assert found == CHANGED
    for mutant in mutants.mutants_of(path):
        assert mutant.source() != SWIFT and mutant.source().startswith("// a == b, 1\n")
