# SPDX-License-Identifier: Apache-2.0
"""A short run of the fuzzer, so that it is known to work and the likely faults are found with every test run. A long
one is `sh Tests/fuzz.sh SECONDS`."""

import re
import subprocess

SECONDS = 15
FEWEST_EXECUTIONS = 2000  # the seeds alone are more than a thousand


def test_a_short_run_finds_nothing(root):
    """P3, P5 and section 8 and 9 of the header, on every input that the fuzzer makes."""
    done = subprocess.run(["sh", "Tests/fuzz.sh", str(SECONDS)], cwd=root, capture_output=True, text=True, timeout=600,
                          errors="replace", check=False)
    output = done.stdout + done.stderr
    last = re.search(r"^fuzz: (\d+) executions, (\d+) crashes\n\Z", done.stdout, flags=re.M)
    assert last, output
    assert int(last[2]) == 0 and done.returncode == 0, output
    assert int(last[1]) >= FEWEST_EXECUTIONS, output
