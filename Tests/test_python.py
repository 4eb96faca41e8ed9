# SPDX-License-Identifier: Apache-2.0
"""The Python package as a stranger meets it: the wheel is built, looked at, installed into clean virtual environments
on whose PATH there is no compiler, and there its own tests run, the lines of its README, and mypy.

The environments are in build/python and come from PyPI once; the wheel is new in every run.
"""

import concurrent.futures
import hashlib
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from environments import python_with

# What each environment has beside pip.
ENVIRONMENTS = {
    "with-arrays": ["pytest", "numpy", "pandas", "polars"],
    "with-arrow": ["pytest", "numpy", "pandas", "polars", "pyarrow"],
    "without-arrays": ["pytest"],
    "tools": ["build", "hatchling >= 1.27", "auditwheel", "mypy"],
}


def run(command, folder, **variables):
    """Runs it in a folder, with a PATH on which there is nothing but the environment that it is of."""
    command = [str(part) for part in command]
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("JOBSTATUS_LIBRARY", "JOBSTATUS_TOOL", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    environment |= {"PATH": str(pathlib.Path(command[0]).parent), "PYTHONDONTWRITEBYTECODE": "1", **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
                          check=False)


def succeed(command, folder, **variables):
    done = run(command, folder, **variables)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def folder(root):
    path = root / "build" / "python"
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.fixture(scope="module")
def package(root):
    return root / "examples" / "python"


@pytest.fixture(scope="module")
def environments(folder):
    """The Python of each environment. They are made at the same time, since most of it is waiting for PyPI."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        pythons = pool.map(lambda name: python_with(folder / name, ENVIRONMENTS[name]), ENVIRONMENTS)
        return dict(zip(ENVIRONMENTS, pythons))


@pytest.fixture(scope="module")
def tools(environments):
    return environments["tools"]


@pytest.fixture(scope="module")
def wheel(tools, package, library, folder):
    """Built as a user builds it: the source distribution first, and the wheel from that."""
    shutil.rmtree(folder / "dist", ignore_errors=True)
    succeed([tools, "-m", "build", "--no-isolation", "--outdir", folder / "dist", package], folder,
            JOBSTATUS_LIBRARY=str(library))
    (path,) = (folder / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="module", params=["without-arrays", "with-arrays", "with-arrow"])
def installed(request, environments, folder, wheel):
    """The Python of an environment with the package, and whether NumPy, pandas and polars are there."""
    python = environments[request.param]
    succeed([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps",
             "--force-reinstall", wheel], folder)
    return python, request.param != "without-arrays"


def test_the_wheel_says_what_it_needs(tools, wheel, folder):
    """P1: it needs libc alone, and no version of Python but 3.9 or newer."""
    assert re.fullmatch(r"jobstatus-\d+\.\d+\.\d+-py3-none-manylinux_2_17_x86_64\.whl", wheel.name)
    shown = " ".join(succeed([tools, "-m", "auditwheel", "show", wheel], folder).split())
    assert 'constrains the platform tag to "manylinux_2_17_x86_64"' in shown, "another one will do, or is needed"
    assert re.search(r"external versioned symbols in these system-provided shared libraries: libc\.so\.6 with versions "
                     r"\{[^}]*\} This", shown), shown


def test_the_wheel_holds_the_library(wheel, library, installed, package, root):
    """Self-check: of the wheel."""
    python, _ = installed
    path = succeed([python, "-c", "import jobstatus._library as library; print(library.PATH)"], wheel.parent).strip()
    assert hashlib.sha256(pathlib.Path(path).read_bytes()).digest() == hashlib.sha256(library.read_bytes()).digest()
    assert pathlib.Path(path).is_relative_to(python.parent.parent)
    assert (package / "LICENSE").read_bytes() == (root / "LICENSE").read_bytes()


@pytest.mark.parametrize("content, complaint", [
    (None, r"There is no \S+/none\.so\. It is what the environment variable JOBSTATUS_LIBRARY names"),
    (b"!<arch>\n", r"none\.so is no shared library of 64-bit Linux"),
    (b"\x7fELF\x02\x01".ljust(18, b"\0") + b"\xf3\0", r"a machine that this package does not know \(ELF number 243\)"),
    (b"\x7fELF\x02\x01".ljust(18, b"\0") + b"\x3e\0\0GLIBC_2.4\0GLIBC_2.36\0",
     r"needs libc 2\.36, and the wheel says .* 2\.17"),
])
def test_a_wheel_without_a_library_is_not_built(tools, package, tmp_path, content, complaint):
    """Self-check: of the wheel. It says in a sentence what is missing."""
    path = tmp_path / "none.so"
    if content is not None:
        path.write_bytes(content)
    done = run([tools, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, package], tmp_path,
               JOBSTATUS_LIBRARY=str(path))
    assert done.returncode != 0 and re.search(complaint, done.stdout + done.stderr), done.stdout + done.stderr
    assert not list(tmp_path.glob("*.whl"))


def test_a_copy_without_a_build_folder_says_what_to_do(tools, package, tmp_path):
    """Self-check: of the wheel. The package alone, as somebody may have copied it."""
    copy = shutil.copytree(package, tmp_path / "a" / "b" / "package")
    done = run([tools, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, copy], tmp_path)
    assert done.returncode != 0
    assert "Build the library first (sh cmake/build.sh in the folder of the project), or set JOBSTATUS_LIBRARY" in (
        done.stdout + done.stderr)


def test_the_tests_of_the_package(installed, package, tool, folder):
    """Sections 3, 4, 5, 6, 7 and 8, P2, P7 and P8, as Python sees them: every sample says what the tool says."""
    python, has_arrays = installed
    left_out = "test_without_arrays.py" if has_arrays else "test_arrays.py"
    printed = succeed([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", package / "tests",
                       f"--ignore={package / 'tests' / left_out}"], folder, JOBSTATUS_TOOL=str(tool))
    assert re.search(r"^\d{3,} passed in", printed, flags=re.M) and "skipped" not in printed, printed


def test_the_types(installed, tools, package, folder):
    """Self-check: of the types, those of the package and what a program sees of them."""
    python, _ = installed
    mypy = [tools, "-m", "mypy", "--strict", "--python-executable", python,
            "--cache-dir", folder / "mypy" / python.parent.parent.name]
    succeed([*mypy, "--config-file", package / "pyproject.toml", "-p", "jobstatus"], folder)
    succeed([*mypy, package / "tests" / "typing_sample.py"], folder)


def test_the_readme(installed, package, root, tmp_path):
    """Self-check: of the README. The three lines need nothing but the package, the frames pandas."""
    python, has_arrays = installed
    blocks = re.findall(r"^```pycon\n(.*?)^```", (package / "README.md").read_text(encoding="utf-8"), flags=re.M | re.S)
    assert len(blocks) == 2
    assert len(re.findall(r"^>>> ", blocks[0], flags=re.M)) == 3
    shown = tmp_path / "shown.txt"
    shown.write_text("\n".join(blocks if has_arrays else blocks[:1]), encoding="utf-8")
    succeed([python, "-m", "doctest", shown], root)
