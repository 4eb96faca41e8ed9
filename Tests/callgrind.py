# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions that a program executes, by valgrind's callgrind. They repeat exactly; seconds do not."""

import re
import shutil
import subprocess


def instructions(command, environment=None, within=(), check=False):
    """What the command takes in all, or within the named functions alone and whatever they call. With check, a command
    that fails has no figure."""
    if not shutil.which("valgrind"):
        raise FileNotFoundError("valgrind is not there: install the Debian package valgrind")
    functions = [f"--toggle-collect={name}" for name in within]
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *functions,
                           *map(str, command)], capture_output=True, env=environment, check=False)
    collected = re.search(rb"Collected : (\d+)", done.stderr)
    assert collected and not (check and done.returncode), done.stderr.decode(errors="replace")
    return int(collected[1])
