# SPDX-License-Identifier: Apache-2.0
"""Runs Tests/sanitizers.sh: the C programs of the tests under AddressSanitizer, UndefinedBehaviorSanitizer and
valgrind."""

import re
import subprocess


def test_sanitizers_and_valgrind_find_nothing(root):
    """P3, P4, P5: every read and write is inside of what the caller gave, and nothing is left to free."""
    done = subprocess.run(["sh", "Tests/sanitizers.sh"], cwd=root, capture_output=True, text=True, timeout=1200,
                          errors="replace", check=False)
    output = done.stdout + done.stderr
    assert re.search(r"^sanitizers: [1-9]\d* programs, 0 errors\n\Z", done.stdout, flags=re.M), output
    assert done.returncode == 0, output
