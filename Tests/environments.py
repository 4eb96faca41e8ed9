# SPDX-License-Identifier: Apache-2.0
"""Virtual environments with packages of PyPI, for tools that the system may not have. They are kept in build/."""

import shutil
import subprocess
import sys

from running import run

PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")


def python_with(folder, packages):
    """The Python of a virtual environment with these packages, made where it is not there as asked for.

    It is tried and not just looked for: a virtual environment does not survive that its folder is moved.
    """
    python, made = folder / "bin/python", folder / "made-of"
    wanted = "\n".join([sys.version, *packages])
    if not (made.exists() and made.read_text(encoding="utf-8") == wanted and works([python, *PIP, "--version"])):
        shutil.rmtree(folder, ignore_errors=True)
        run([sys.executable, "-m", "venv", folder], "on Debian, apt-get install python3-venv", timeout=600)
        run([python, *PIP, "install", *packages], f"{', '.join(packages)} cannot be had from PyPI", timeout=600)
        made.write_text(wanted, encoding="utf-8")
    return python


def works(command):
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except OSError:
        return False
