# SPDX-License-Identifier: Apache-2.0
"""Adds up the JUnit files of a test run: summary.py FOLDER NAME...

Prints "N passed, N failed" as its last line and exits with 1 where anything failed. A step that left no file, or one
with no test in it, has failed: a run that tests nothing must not look green.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count(path):
    """How many tests passed and failed. A skipped test counts as failed: nothing here may be skipped."""
    if not path.exists():
        print(f"{path.stem}: left no results")
        return 0, 1
    cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    failed = sum(1 for case in cases if any(case.find(tag) is not None for tag in ("failure", "error", "skipped")))
    return (len(cases) - failed, failed) if cases else (0, 1)


def main(folder, names):
    passed = failed = 0
    for name in names:
        good, bad = count(pathlib.Path(folder) / f"{name}.xml")
        print(f"{name}: {good} passed, {bad} failed")
        passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
