# SPDX-License-Identifier: Apache-2.0
"""The installed library as other projects take it up: by hand with pkg-config, make, Meson, CMake, as an archive, as a
Debian package, as a tarball; and its manual pages.

The whole installation is moved to another folder before anything is built with it. What is built with it has a PATH
with the tools of a C programmer on it and no Swift. Only add_subdirectory builds the library itself.
"""

import functools
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

import header
import running
from environments import python_with
from test_binary import ALLOWED_UNDEFINED, LARGEST, TRAPS, field

VERSION = header.TEXTS["JOBSTATUS_VERSION_STRING"]
MAJOR, MINOR, PATCH = map(int, VERSION.split("."))
SONAME = f"libjobstatus.so.{MAJOR}"
REAL_NAME = f"libjobstatus.so.{VERSION}"

# What an installation has, below its prefix; CONFIGURATION is the build's, in lower case.
INSTALLED = f"""
    bin/jobstatus
    include/jobstatus.h
    include/jobstatus.hpp
    lib/cmake/jobstatus/jobstatusConfig.cmake
    lib/cmake/jobstatus/jobstatusConfigVersion.cmake
    lib/cmake/jobstatus/jobstatusTargets.cmake
    lib/cmake/jobstatus/jobstatusTargets-CONFIGURATION.cmake
    lib/libjobstatus.a
    lib/libjobstatus.so
    lib/{SONAME}
    lib/{REAL_NAME}
    lib/pkgconfig/jobstatus.pc
    share/doc/jobstatus/copyright
    share/man/man1/jobstatus.1
    share/man/man3/jobstatus.3
    share/man/man3/jobstatus_detect.3
    share/man/man3/jobstatus_find.3
    share/man/man3/jobstatus_parse.3
    share/man/man3/jobstatus_parse_list.3
    share/man/man3/jobstatus_text.3
    share/man/man3/jobstatus_texts.3
    """.split()
LINKS = {"lib/libjobstatus.so": SONAME, f"lib/{SONAME}": REAL_NAME}

# What the example program makes of its sample.
EXAMPLE = "examples/c/classify.c"
SAMPLE = "examples/responses/netapp-ontap/failed.json"
CLASSIFIED = 'job, failed, next: done\nSnapshot copy "weekly.2" is in use\n'

STRICT = ["-std=c11", "-O2", "-Wall", "-Wextra", "-pedantic", "-Werror"]

# Each tool that is on the PATH, and the Debian package that has it.
TOOLS = {"gcc": "gcc", "cc": "gcc", "as": "binutils", "ld": "binutils", "ar": "binutils", "ranlib": "binutils",
         "make": "make", "pkg-config": "pkg-config", "sh": "dash", "cat": "coreutils", "rm": "coreutils"}

# Functions of a Swift runtime: an Embedded object brings such ones along, and any other Swift in the program has them.
SWIFT_RUNTIME = """
    swift_retain swift_release swift_retain_n swift_release_n swift_retainCount swift_allocObject swift_allocEmptyBox
    swift_initStackObject swift_initStaticObject swift_setDeallocating swift_once swift_beginAccess swift_endAccess
    swift_bridgeObjectRetain swift_bridgeObjectRelease swift_isUniquelyReferenced_native swift_willThrow
    swift_isUniquelyReferenced_nonNull_native swift_isEscapingClosureAtFileLocation swift_clearSensitive
    swift_deletedMethodError swift_dynamicCastClass swift_errorInMain _swift_exceptionPersonality
    """.split()

FUNCTIONS_WITH_A_PAGE = ["jobstatus_parse", "jobstatus_parse_list", "jobstatus_text", "jobstatus_texts",
                         "jobstatus_detect", "jobstatus_find"]


# ---- Running things --------------------------------------------------------------------------------------------------


run = functools.partial(running.run, timeout=300)


def found(name, package):
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        pytest.fail(f"no {name} found: on Debian, apt-get install {package}")
    return path


def classify(root, program, environment=None):
    """What the example program says of its sample, with nothing in its environment unless told."""
    with (root / SAMPLE).open("rb") as body:
        return run([program, "netapp-ontap", "200"], status=1, stdin=body, env=environment or {})


def of_dynamic_section(path, tag):
    listed = run([found("readelf", "binutils"), "-dW", path])
    return re.findall(rf"\({tag}\).*\[(.*)\]", listed)


def traps(path):
    """The instructions of a library that would end the process."""
    machine = field(run([found("readelf", "binutils"), "-hW", path]), "Machine")
    [trap] = [pattern for name, pattern in TRAPS.items() if name in machine]
    code = run([found("objdump", "binutils"), "-d", "--no-show-raw-insn", path])
    assert re.search("<jobstatus_parse(@.*)?>:", code)
    return re.findall(rf"^\s*[0-9a-f]+:\s+(?:{trap})\b.*$", code, flags=re.M)


def files_below(folder):
    """The path from the folder of every file and link below it."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def copy_of_example(root, folder):
    return pathlib.Path(shutil.copytree(root / "examples/c", folder / "classify"))


# ---- What is installed, and what it is used with ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def prefix(install, tmp_path_factory):
    """The installation, in another place than where it was installed."""
    folder = tmp_path_factory.mktemp("installation")
    install(folder / "first")
    (folder / "moved").mkdir()
    return (folder / "first").rename(folder / "moved/here")


@pytest.fixture(scope="module")
def commands(tmp_path_factory):
    """The only folder of the PATH."""
    folder = tmp_path_factory.mktemp("commands")
    for name, package in TOOLS.items():
        (folder / name).symlink_to(found(name, package))
    return folder


@pytest.fixture(scope="module")
def outside(commands, prefix):
    """The whole environment of what is built with the installation."""
    return {"PATH": str(commands), "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig"), "LC_ALL": "C"}


@pytest.fixture(scope="module")
def expected_files(cache):
    configuration = cache["CMAKE_BUILD_TYPE"].lower()
    return sorted(name.replace("CONFIGURATION", configuration) for name in INSTALLED)


def test_what_is_installed(prefix, expected_files):
    """Self-check: of the installation."""
    assert files_below(prefix) == expected_files
    assert {name: os.readlink(prefix / name) for name in LINKS} == LINKS


def test_nothing_installed_tells_where_it_was_built_or_installed(root, build, prefix):
    """Self-check: of the installation. So it can be moved, and a package tells nothing about who made it."""
    places = [str(place).encode() for place in (root, build, prefix.parents[1] / "first")]
    for name in files_below(prefix):
        content = (prefix / name).read_bytes()
        assert not [place for place in places if place in content], name


# ---- By hand ---------------------------------------------------------------------------------------------------------


def pkg_config(outside, *options, status=0):
    return shlex.split(run([pathlib.Path(outside["PATH"]) / "pkg-config", *options], status=status,
                           env=outside))


def test_pkg_config_finds_it_where_it_is(outside, prefix):
    """Section 2: the version is the header's."""
    assert pkg_config(outside, "--modversion", "jobstatus") == [VERSION]
    for variable, folder in [("includedir", "include"), ("libdir", "lib")]:
        [path] = pkg_config(outside, f"--variable={variable}", "jobstatus")
        assert os.path.normpath(path) == str(prefix / folder)
    pkg_config(outside, "--exists", f"jobstatus >= {MAJOR}.{MINOR}")
    pkg_config(outside, "--exists", f"jobstatus >= {MAJOR + 1}.0", status=1)


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("linking", ["shared", "static"])
def test_a_compiler_and_pkg_config(root, outside, prefix, compiler, linking, tmp_path):
    """P1, section 7: no Swift is needed, neither to build nor to run."""
    flags = pkg_config(outside, "--cflags", "--libs", "jobstatus")
    flags += ["-static"] if linking == "static" else [f"-Wl,-rpath,{prefix}/lib"]
    program = tmp_path / "classify"
    run([found(compiler, compiler), *STRICT, root / EXAMPLE, *flags, "-o", program], env=outside)
    assert classify(root, program) == CLASSIFIED
    assert of_dynamic_section(program, "NEEDED") == ([SONAME, "libc.so.6"] if linking == "shared" else [])


def test_the_example_hands_no_escape_sequence_to_the_terminal(root, outside, tmp_path):
    """Section 4: of a message that a server chose."""
    program = tmp_path / "classify"
    run(["gcc", *STRICT, root / EXAMPLE, *pkg_config(outside, "--cflags", "--libs", "jobstatus"), "-static", "-o",
         program], env=outside)
    body = r'{"uuid":"1","state":"failure","error":{"message":"a\u001b[31m\u0007\u007f\nb \u00e9"}}'
    assert run([program, "netapp-ontap", "200"], status=1, input=body) == "job, failed, next: done\na [31m   b \u00e9\n"


# ---- make and Meson --------------------------------------------------------------------------------------------------


def test_make(root, outside, prefix, tmp_path):
    """Section 7: by each command that the Makefile shows, one after the other."""
    folder = copy_of_example(root, tmp_path)
    shown = re.findall(r"^#     (?:\w+=\S+ )?(make\b.*?)  ", (folder / "Makefile").read_text("utf-8"), flags=re.M)
    assert shown == ["make", "make", "make -B LDFLAGS=-static"]
    for command, libraries, search in [(shown[0], [SONAME, "libc.so.6"], [f"{prefix}/lib"]), (shown[2], [], [])]:
        run(shlex.split(command), cwd=folder, env=outside)
        assert classify(root, folder / "classify") == CLASSIFIED
        assert of_dynamic_section(folder / "classify", "NEEDED") == libraries
        assert of_dynamic_section(folder / "classify", "R(?:UN)?PATH") == search


def test_make_says_what_is_missing(root, outside, tmp_path):
    """Self-check: of the example's Makefile."""
    printed = run(["make"], status=2, cwd=copy_of_example(root, tmp_path), env=outside | {"PKG_CONFIG_PATH": ""})
    assert "pkg-config does not know jobstatus: set PKG_CONFIG_PATH" in printed


@pytest.fixture(scope="module")
def meson(root):
    """The command of Meson, from PyPI."""
    return [python_with(root / "build/meson", ["meson>=1.3,<2"]), "-m", "mesonbuild.mesonmain"]


@pytest.mark.parametrize("prefer_static, libraries", [("false", [SONAME, "libc.so.6"]), ("true", ["libc.so.6"])])
def test_meson(root, cache, meson, outside, prefer_static, libraries, tmp_path):
    """Section 7."""
    source, target = copy_of_example(root, tmp_path), tmp_path / "build"
    variables = outside | {"NINJA": cache["CMAKE_MAKE_PROGRAM"]}
    run([*meson, "setup", f"-Dprefer_static={prefer_static}", "-Dwerror=true", target, source], env=variables)
    run([*meson, "compile", "-C", target], env=variables)
    assert classify(root, target / "classify") == CLASSIFIED
    assert of_dynamic_section(target / "classify", "NEEDED") == libraries


# ---- CMake -----------------------------------------------------------------------------------------------------------

PROGRAMS = """
add_executable(with-shared classify.c)
target_link_libraries(with-shared PRIVATE jobstatus::jobstatus)
add_executable(with-static classify.c)
target_link_libraries(with-static PRIVATE jobstatus::static)
install(TARGETS with-shared with-static)
"""


def cmake_project(folder, text):
    folder.mkdir(exist_ok=True)
    (folder / "CMakeLists.txt").write_text(f"cmake_minimum_required(VERSION 3.16)\n{text}", encoding="utf-8")
    return folder


def configure(cache, source, target, environment, *options):
    return run([cache["CMAKE_COMMAND"], "-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={cache['CMAKE_MAKE_PROGRAM']}",
                "-S", source, "-B", target, *options], env=environment)


def test_the_cmake_example(root, cache, outside, prefix, tmp_path):
    """Section 7."""
    target = tmp_path / "build"
    configure(cache, root / "examples/c", target, outside, f"-DCMAKE_PREFIX_PATH={prefix}")
    assert "Swift" not in (target / "CMakeCache.txt").read_text("utf-8")
    run([cache["CMAKE_COMMAND"], "--build", target], env=outside)
    assert classify(root, target / "classify") == CLASSIFIED


def test_the_cmake_example_says_what_the_sources_need(root):
    """Self-check: of the example, which takes an old CMake and any generator."""
    [version] = re.findall(r"^cmake_minimum_required\(VERSION ([\d.]+)\)", (root / "CMakeLists.txt").read_text("utf-8"),
                           flags=re.M)
    said = (root / "examples/c/CMakeLists.txt").read_text("utf-8").partition("cmake_minimum_required")[0]
    assert f"Swift 6.3, CMake {version} and -G Ninja" in said


def check_programs(root, folder):
    for program, libraries in [("with-shared", [SONAME, "libc.so.6"]), ("with-static", ["libc.so.6"])]:
        assert classify(root, folder / program) == CLASSIFIED
        assert of_dynamic_section(folder / program, "NEEDED") == libraries


def test_both_targets_of_find_package(root, cache, outside, prefix, tmp_path):
    """Section 7: of an installation for developing, which has no tool."""
    libraries = shutil.copytree(prefix, tmp_path / "libraries", symlinks=True, ignore=shutil.ignore_patterns("bin"))
    source = cmake_project(tmp_path / "outer", f"project(outer C)\nfind_package(jobstatus REQUIRED)\n{PROGRAMS}")
    shutil.copyfile(root / EXAMPLE, source / "classify.c")
    configure(cache, source, tmp_path / "build", outside, f"-DCMAKE_PREFIX_PATH={libraries}")
    run([cache["CMAKE_COMMAND"], "--build", tmp_path / "build"], env=outside)
    check_programs(root, tmp_path / "build")


def test_version_requests_of_find_package(cache, outside, prefix, tmp_path):
    """Section 2: what asks for the version that is there, or an older one of the same major number, gets it."""
    given = ["", VERSION, f"{MAJOR}.{MINOR}", f"{MAJOR}.0", f"{MAJOR}.{MINOR}...<{MAJOR + 1}"]
    refused = [f"{MAJOR}.{MINOR}.{PATCH + 1}", f"{MAJOR}.{MINOR + 1}", f"{MAJOR + 1}.0", f"{MAJOR + 1}...{MAJOR + 2}"]
    source = cmake_project(tmp_path / "outer", f"""
project(outer C)
foreach(version IN ITEMS "" {' '.join(given + refused)})
    find_package(jobstatus ${{version}} QUIET)
    message(STATUS "request <${{version}}> ${{jobstatus_FOUND}}")
endforeach()
find_package(jobstatus COMPONENTS extras QUIET)
message(STATUS "request <extras> ${{jobstatus_FOUND}}")
""")
    printed = configure(cache, source, tmp_path / "build", outside, f"-DCMAKE_PREFIX_PATH={prefix}")
    answers = {version: answer in ("1", "TRUE") for version, answer in re.findall(r"request <(.*)> (\w+)", printed)}
    assert answers == dict.fromkeys(given, True) | dict.fromkeys([*refused, "extras"], False)


@pytest.fixture(scope="module")
def outer(root, cache, tmp_path_factory):
    """A project with the sources of the library in it, after it has been built as it is, without a word on how."""
    folder = tmp_path_factory.mktemp("outer")
    source = cmake_project(folder / "source", f"""
project(outer C)
add_subdirectory("{root}" jobstatus)
{PROGRAMS}
""")
    shutil.copyfile(root / EXAMPLE, source / "classify.c")
    configure(cache, source, folder / "build", os.environ)
    run([cache["CMAKE_COMMAND"], "--build", folder / "build"])
    return folder


def test_add_subdirectory(root, cache, outer, tmp_path):
    """P5, section 7: the same targets with the sources at hand. Nothing of the library's is installed."""
    check_programs(root, outer / "build")
    [library] = (outer / "build").rglob(REAL_NAME)
    assert not traps(library)
    run([cache["CMAKE_COMMAND"], "--install", outer / "build", "--prefix", tmp_path])
    assert files_below(tmp_path) == ["bin/with-shared", "bin/with-static"]


def test_add_subdirectory_with_its_installation(root, cache, outer, outside, tmp_path):
    """Section 7: where it is asked for, in folders such as Debian has. Packages are left to the outer project."""
    configure(cache, outer / "source", outer / "build", os.environ, "-DJOBSTATUS_INSTALL=ON",
              "-DCMAKE_INSTALL_LIBDIR=lib/x86_64-linux-gnu", "-DCMAKE_INSTALL_BINDIR=libexec/jobs/bin")
    run([cache["CMAKE_COMMAND"], "--build", outer / "build"])
    run([cache["CMAKE_COMMAND"], "--install", outer / "build", "--prefix", tmp_path / "prefix"])
    libraries = (tmp_path / "prefix").rename(tmp_path / "moved") / "lib/x86_64-linux-gnu"
    variables = outside | {"PKG_CONFIG_PATH": str(libraries / "pkgconfig")}
    flags = pkg_config(variables, "--cflags", "--libs", "jobstatus")
    run(["gcc", *STRICT, root / EXAMPLE, *flags, "-static", "-o", tmp_path / "classify"], env=variables)
    assert classify(root, tmp_path / "classify") == CLASSIFIED
    assert run([tmp_path / "moved/libexec/jobs/bin/jobstatus", "--version"], env={}) == f"jobstatus {VERSION}\n"
    assert not (outer / "build/CPackConfig.cmake").exists()


@pytest.mark.parametrize("generator, option, complaint", [
    ("Ninja", "-DCMAKE_INSTALL_BINDIR=/opt/bin", "CMAKE_INSTALL_BINDIR must be relative to the prefix"),
    ("Ninja", "-DCMAKE_INSTALL_LIBDIR=/opt/lib", "CMAKE_INSTALL_LIBDIR must be relative to the prefix"),
    ("Ninja Multi-Config", "-DJOBSTATUS_INSTALL=OFF", "use the generator Ninja, not"),
])
def test_what_cannot_be_configured(root, cache, tmp_path, generator, option, complaint):
    """Self-check: of the installation. It is said at once, and not by a build or a program that fails."""
    printed = run([cache["CMAKE_COMMAND"], "-G", generator, "-S", root, "-B", tmp_path,
                   f"-DCMAKE_MAKE_PROGRAM={cache['CMAKE_MAKE_PROGRAM']}", option], status=1)
    assert complaint in printed


# ---- The archive -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def archive(prefix):
    return prefix / "lib/libjobstatus.a"


def symbols(path, *options):
    listed = run([found("nm", "binutils"), *options, path])
    return {name for name in re.findall(r"^[0-9a-f ]* \w (\S+)$", listed, flags=re.M)}


def test_global_symbols_of_the_archive(root, archive):
    """P1, section 7: the functions of the header; beside them it knows some of libc's and nothing else."""
    exported = re.findall(r"^\s+(\w+);$", (root / "cmake/jobstatus.map").read_text("utf-8"), flags=re.M)
    assert sorted(exported) == sorted(header.FUNCTIONS)
    assert symbols(archive, "--extern-only", "--defined-only") == set(exported)
    assert symbols(archive, "--undefined-only") <= ALLOWED_UNDEFINED


def test_the_archive_has_no_trap(archive):
    """P5."""
    assert not traps(archive)


def test_the_archive_has_no_writable_data(archive):
    """P1, P2: but for what holds addresses, and is made read-only once they are there."""
    pattern = r"^\s*\[\s*\d+\]\s+(\S+)\s+\S+\s+[0-9a-f]+\s+[0-9a-f]+\s+([0-9a-f]+)\s+[0-9a-f]+\s+([A-Zl]*)\s"
    sections = re.findall(pattern, run(["readelf", "-SW", archive]), flags=re.M)
    assert any(name.startswith(".text") for name, _, _ in sections)
    writable = {name: int(size, 16) for name, size, flags in sections if "W" in flags and int(size, 16) > 0}
    assert set(writable) <= {".data.rel.ro"}, writable


CLASHING = """
int calls;
""" + "".join(f"LINKAGE void *{name}(void) {{ calls++; return &calls; }}\n" for name in SWIFT_RUNTIME)

CALLING = """
#include <jobstatus.h>
#include <stdio.h>
extern int calls;
""" + "".join(f"void *{name}(void);\n" for name in SWIFT_RUNTIME) + """
int main(void) {
    static const char body[] = "{\\"records\\":[{\\"uuid\\":\\"1\\",\\"state\\":\\"success\\"}]}";
    jobstatus_record job;
    jobstatus_parse(JOBSTATUS_VENDOR_NETAPP_ONTAP, 200, body, sizeof body - 1, &job, sizeof job, NULL, 0, 0);
    printf("%s, %d calls\\n", jobstatus_state_name(job.state), calls);
    void *answers[] = {""" + ", ".join(f"{name}()" for name in SWIFT_RUNTIME) + """};
    for (unsigned i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        if (answers[i] != &calls) {
            printf("function %u is another one's\\n", i);
        }
    }
    return 0;
}
"""


@pytest.mark.parametrize("linkage", ["", "__attribute__((weak))"], ids=["strong", "weak"])
def test_the_archive_beside_another_swift(outside, archive, linkage, tmp_path):
    """P1: it neither calls another Swift's runtime functions nor takes their place, whoever is linked first."""
    (tmp_path / "calling.c").write_text(CALLING, encoding="utf-8")
    (tmp_path / "clashing.c").write_text(CLASHING, encoding="utf-8")
    whole = ["-Wl,--whole-archive", archive, "-Wl,--no-whole-archive"]
    for order, parts in enumerate([[*whole, "clashing.c"], ["clashing.c", *whole]]):
        program = tmp_path / f"program-{order}"
        run(["gcc", *STRICT, f"-I{archive.parents[1]}/include", f"-DLINKAGE={linkage}", "-static", "calling.c", *parts,
             "-o", program], cwd=tmp_path, env=outside)
        assert run([program], env={}) == "succeeded, 0 calls\n"


# ---- Packages --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packages(cache, build, tmp_path_factory):
    """The folder in which CPack has left the packages."""
    folder = tmp_path_factory.mktemp("packages")
    run([cache["CMAKE_CPACK_COMMAND"], "--config", build / "CPackConfig.cmake", "-B", folder], cwd=folder)
    return folder


@pytest.fixture(scope="module")
def debian_package(packages):
    [package] = packages.glob("*.deb")
    return package


@pytest.fixture(scope="module")
def debian_root(debian_package, tmp_path_factory):
    """A root folder with what the package has, and with its control files in DEBIAN."""
    folder = tmp_path_factory.mktemp("root")
    run([found("dpkg-deb", "dpkg"), "--raw-extract", debian_package, folder])
    return folder


def test_the_control_file_of_the_debian_package(debian_package):
    """Self-check: of the packages."""
    architecture = run([found("dpkg", "dpkg"), "--print-architecture"]).strip()
    assert debian_package.name == f"jobstatus_{VERSION}_{architecture}.deb"
    control = run(["dpkg-deb", "--field", debian_package])
    for name, value in [("Package", "jobstatus"), ("Version", VERSION), ("Architecture", architecture),
                        ("Section", "libs")]:
        assert field(control, name) == value
    assert re.fullmatch(r"libc6( \(>= [\d.]+\))?", field(control, "Depends"))
    assert re.fullmatch(r".+ <.+@.+>", field(control, "Maintainer"))
    assert int(field(control, "Installed-Size")) < 1024


def test_the_debian_package_tells_the_dynamic_linker(debian_root):
    """Self-check: of the packages. Where the library is comes to be known by ldconfig."""
    assert (debian_root / "DEBIAN/triggers").read_text("ascii").split() == ["activate-noawait", "ldconfig"]


def test_the_files_of_the_debian_package(debian_package, debian_root, expected_files):
    """Self-check: of the packages."""
    assert files_below(debian_root / "usr") == expected_files
    assert {path.name for path in debian_root.iterdir()} == {"usr", "DEBIAN"}
    assert {name: os.readlink(debian_root / "usr" / name) for name in LINKS} == LINKS
    for line in run(["dpkg-deb", "--contents", debian_package]).splitlines():
        mode, owner = line.split()[:2]
        executable = line.endswith("/bin/jobstatus")
        assert owner == "root/root", line
        assert mode in ({"-rwxr-xr-x"} if executable else {"-rw-r--r--", "drwxr-xr-x", "lrwxrwxrwx"}), line


def test_the_library_and_the_tool_of_the_debian_package(root, build, debian_root):
    """P1: without symbols the library is as small as it was promised to be."""
    library, tool = debian_root / "usr/lib" / REAL_NAME, debian_root / "usr/bin/jobstatus"
    assert of_dynamic_section(library, "SONAME") == [SONAME]
    assert library.stat().st_size <= LARGEST
    for path in (library, tool):
        assert ".symtab" not in run(["readelf", "-SW", path])
        assert str(build).encode() not in path.read_bytes()
    assert all(path.startswith("$ORIGIN/") for path in of_dynamic_section(tool, "RUNPATH"))
    assert run([tool, "--version"], env={}) == f"jobstatus {VERSION}\n"


def test_a_program_built_with_the_debian_package(root, outside, debian_root, tmp_path):
    """P1, section 7: with gcc, binutils and pkg-config alone."""
    variables = outside | {"PKG_CONFIG_PATH": str(debian_root / "usr/lib/pkgconfig")}
    flags = pkg_config(variables, "--cflags", "--libs", "jobstatus")
    run(["gcc", *STRICT, root / EXAMPLE, *flags, "-o", tmp_path / "classify"], env=variables)
    search = {"LD_LIBRARY_PATH": str(debian_root / "usr/lib")}
    assert classify(root, tmp_path / "classify", search) == CLASSIFIED


def test_the_tarball(packages, expected_files, tmp_path):
    """Self-check: of the packages. It unpacks into one folder, and what is in it runs there."""
    [tarball] = packages.glob("*.tar.gz")
    run(["tar", "--extract", "--file", tarball, "--directory", tmp_path])
    [folder] = tmp_path.iterdir()
    assert folder.name == tarball.name.removesuffix(".tar.gz") == f"jobstatus-{VERSION}-Linux-x86_64"
    assert files_below(folder) == expected_files
    assert run([folder / "bin/jobstatus", "--version"], env={}) == f"jobstatus {VERSION}\n"


# ---- Manual pages ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tool_page(prefix):
    return (prefix / "share/man/man1/jobstatus.1").read_text("ascii")


@pytest.fixture(scope="module")
def library_page(prefix):
    return (prefix / "share/man/man3/jobstatus.3").read_text("ascii")


def examples(page):
    """What the page shows as it is to be typed."""
    shown = re.findall(r"^\.Bd -literal.*\n((?:.*\n)*?)\.Ed$", page, flags=re.M)
    return [re.sub(r"\\(e|&)", lambda found: {"e": "\\", "&": ""}[found[1]], text) for text in shown]


@pytest.mark.parametrize("name", ["man1/jobstatus.1", "man3/jobstatus.3"])
def test_manual_pages_render_without_a_warning(prefix, name):
    """Self-check: of the manual pages. Whether a page that they refer to is there depends on the system."""
    page = prefix / "share/man" / name
    printed = subprocess.run([found("mandoc", "mandoc"), "-T", "lint", page], capture_output=True, text=True)
    complaints = (printed.stdout + printed.stderr).splitlines()
    assert [line for line in complaints if not re.search("referenced manual not found|mandoc.db", line)] == []
    assert len(run(["mandoc", "-T", "utf8", page]).splitlines()) > 100


@pytest.mark.parametrize("function", FUNCTIONS_WITH_A_PAGE)
def test_a_function_is_found_in_the_manual(prefix, function, tmp_path):
    """Self-check: of the manual pages. By a file of its name, and by the names in the page where there is an index."""
    page = prefix / "share/man/man3" / f"{function}.3"
    assert page.read_text("ascii") == ".so man3/jobstatus.3\n"
    (tmp_path / "man3").mkdir()
    shutil.copyfile(page.with_name("jobstatus.3"), tmp_path / "man3/jobstatus.3")
    run([found("makewhatis", "mandoc"), tmp_path])
    shown = run([found("mman", "mandoc"), "-M", tmp_path, "-w", "-s", "3", function])
    assert shown.strip() == str(tmp_path / "man3/jobstatus.3")


def test_the_manual_page_of_the_tool_has_every_option(prefix, tool_page):
    """Self-check: of the manual pages."""
    told = re.findall(r"^  (--[\w-]+)", run([prefix / "bin/jobstatus", "--help"], env={}), flags=re.M)
    assert len(told) >= 9
    assert set(told) == {f"-{option}" for option in re.findall(r"^\.It Fl (-[\w-]+)", tool_page, flags=re.M)}


def test_the_manual_page_of_the_tool_has_every_member_of_the_output(root, prefix, tool_page):
    """Self-check: of the manual pages."""
    record = json.loads(run([prefix / "bin/jobstatus", "--items", root / SAMPLE], env={}))
    words = set(re.findall(r"\w+", " ".join(re.findall(r"^(?:\.It )?\.?Cm (.*)$", tool_page, flags=re.M))))
    assert set(record) | set(record["items"][0]) | {"total", "returned", "next_link"} <= words


def test_the_manual_page_of_the_library_has_every_function_and_result(library_page):
    """Section 7: each function, and each member of a record and each result code by its name."""
    functions = re.findall(r"^\.F[no] (jobstatus_\w+)", library_page.split(".Sh DESCRIPTION")[0], flags=re.M)
    assert sorted(functions) == sorted(header.FUNCTIONS)
    members = {name for name, _ in header.STRUCTS["jobstatus_record"]._fields_} - {"struct_size"}
    assert members <= set(re.findall(r"\w+", " ".join(re.findall(r"^\.It Fa (.*)$", library_page, flags=re.M))))
    results = {name for name in header.CONSTANTS if name.startswith("JOBSTATUS_E_")}
    assert results <= set(re.findall(r"\w+", " ".join(re.findall(r"^\.It Dv (.*)$", library_page, flags=re.M))))


def sessions(text):
    """Each command behind a prompt, with what is shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


@pytest.fixture
def shell_environment(commands, prefix):
    return {"PATH": f"{prefix}/bin:{commands}", "LC_ALL": "C"}


def test_the_sessions_of_the_tools_manual_page(tool_page, commands, shell_environment, tmp_path):
    """Self-check: of the manual pages."""
    shown = [session for text in examples(tool_page) for session in sessions(text)]
    assert len([command for command, _ in shown if command.startswith("jobstatus ")]) == 3
    for command, expected in shown:
        if command.startswith("cat "):
            (tmp_path / command.removeprefix("cat ")).write_text(expected, encoding="utf-8")
        printed = run([commands / "sh", "-c", command], cwd=tmp_path, env=shell_environment)
        assert printed == expected, command


CURL = """#!/bin/sh
# Stands in for curl -s -o FILE -w '%{http_code}' URL: its first answer is a job that runs, and so on.
test "$*" = "-s -o body.json -w %{http_code} https://ontap.example.net/job" || exit 2
echo asked >> asked
case $(cat asked) in
    asked) echo '{"uuid":"1","state":"running"}' > body.json; printf 200 ;;
    asked?asked) echo '<h1>Service Unavailable</h1>' > body.json; printf 503 ;;
    *) echo '{"uuid":"1","state":"success"}' > body.json; printf 200 ;;
esac
"""


def test_the_loop_of_the_tools_manual_page(tool_page, commands, shell_environment, tmp_path):
    """Self-check: of the manual pages. It goes on while the job runs, and over a trouble that passes."""
    [loop] = [text for text in examples(tool_page) if "curl" in text]
    for name, text in [("curl", CURL), ("sleep", '#!/bin/sh\necho "$1" >> slept\n')]:
        (tmp_path / name).write_text(text, encoding="ascii")
        (tmp_path / name).chmod(0o755)
    variables = shell_environment | {"PATH": f"{tmp_path}:{shell_environment['PATH']}",
                                     "url": "https://ontap.example.net/job"}
    printed = run([commands / "sh", "-eu", "-c", loop], cwd=tmp_path, env=variables)
    assert json.loads(printed)["state"] == "succeeded"
    assert (tmp_path / "slept").read_text("ascii") == "5\n5\n"


def test_the_programs_of_the_librarys_manual_page(root, library_page, commands, outside, prefix, tmp_path):
    """Sections 6 and 7: they compile with the commands that the page shows, and do what it says."""
    one, compiling, several = examples(library_page)
    variables = outside | {"LD_LIBRARY_PATH": str(prefix / "lib")}
    samples = root / "examples/responses/netapp-ontap"
    outcomes = {"failed.json": (1, 'failed Snapshot copy "weekly.2" is in use\n'),
                "running.json": (3, "ask again later\n")}
    listed = re.findall(r'"uuid":"(.*?)","state":"(\w+)', (samples / "list.json").read_text("utf-8"))
    words = {"success": "succeeded", "failure": "failed"}
    lines = "".join(f"{words.get(state, state)} {uuid}\n" for uuid, state in listed)
    assert len(compiling.splitlines()) == 2
    for command in compiling.splitlines():
        for program, expected in [(one, outcomes), (several, {"list.json": (0, lines)})]:
            (tmp_path / "example.c").write_text(program, encoding="utf-8")
            warnings = run([commands / "sh", "-c", command.replace("cc ", f"cc {' '.join(STRICT)} ", 1)], cwd=tmp_path,
                           env=variables)
            assert warnings == ""
            for sample, (status, printed) in expected.items():
                with (samples / sample).open("rb") as body:
                    assert run([tmp_path / "example"], status=status, stdin=body, env=variables) == printed
