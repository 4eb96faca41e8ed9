# SPDX-License-Identifier: Apache-2.0
"""Runs the commands of tests that build and use something: what they print, or a failure with all of it."""

import shlex
import subprocess


def run(command, advice="", *, timeout, status=0, stderr=subprocess.STDOUT, **options):
    """What a command prints; it has to end with the status, within so many seconds.

    What it prints on its standard error belongs to it, unless that is a pipe of its own.
    """
    command = [str(word) for word in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, encoding="utf-8", timeout=timeout,
                          check=False, **options)
    printed = f"{done.stdout}{done.stderr or ''}"
    assert done.returncode == status, f"{shlex.join(command)}: status {done.returncode}\n{printed}{advice}"
    return done.stdout
