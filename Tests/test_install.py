# SPDX-License-Identifier: Apache-2.0
"""The installed library as a stranger meets it: a C compiler, the header, the .so, and no Swift anywhere. And the README:
what it shows is compiled, run, and compared."""

import re
import shutil
import subprocess

import pytest


@pytest.fixture(scope="module")
def prefix(install, tmp_path_factory):
    """Where the library is installed for these tests."""
    folder = tmp_path_factory.mktemp("prefix")
    install(folder)
    return folder


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def run(command, **options):
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, **options)
    return result.stdout


def library_folder(prefix):
    return next(prefix.glob("lib*/**/libjobstatus.so")).parent


def compile_c(source, prefix, program):
    """Compiles with a PATH on which there is a C compiler with its assembler and linker, and nothing else."""
    folder = program.parent / "bin"
    folder.mkdir()
    compiler = shutil.which("gcc") or shutil.which("cc")
    assert compiler, "a C compiler of the system is needed: gcc"
    for name, path in [("cc", compiler), ("as", shutil.which("as")), ("ld", shutil.which("ld"))]:
        (folder / name).symlink_to(path)
    libraries = library_folder(prefix)
    subprocess.run([folder / "cc", "-std=c11", "-Wall", "-Wextra", "-pedantic", "-Werror", source,
                    f"-I{prefix}/include", f"-L{libraries}", "-ljobstatus", f"-Wl,-rpath,{libraries}", "-o", program],
                   check=True, timeout=60, env={"PATH": str(folder)})


def commands(readme):
    """Each command line that the README shows with what it prints."""
    shown = {}
    for block in re.findall(r"(?:^    .*\n?)+", readme, flags=re.M):
        for part in re.split(r"^\$ ", re.sub(r"^    ", "", block, flags=re.M), flags=re.M)[1:]:
            command, _, printed = part.partition("\n")
            shown[command] = printed.rstrip("\n")
    return shown


def test_the_example_compiles_with_a_c_compiler_alone(root, prefix, tmp_path):
    """P1, section 7: no Swift is needed."""
    source = root / "examples/c/classify.c"
    assert len(source.read_text(encoding="utf-8").splitlines()) <= 40
    program = tmp_path / "classify"
    compile_c(source, prefix, program)
    body = root / "examples/responses/netapp-ontap/failed.json"
    with body.open("rb") as stdin:
        printed = run([program, "netapp-ontap", "200"], stdin=stdin, env={})
    assert printed.startswith("job, failed, next: done\n")
    assert len(printed.splitlines()) == 2, "the message is printed"
    page = root / "examples/responses/not-json/bad-gateway.502.html"
    with page.open("rb") as stdin:
        assert run([program, "netapp-ontap", "502"], stdin=stdin, env={}) == (
            "none, unknown, next: retry\nthe body is not-json at byte 0\n")


def test_the_c_program_of_the_readme(root, readme, prefix, tmp_path):
    """Section 7."""
    code = re.search(r"^    #include <jobstatus\.h>\n(?:(?:    .*)?\n)*?    }\n", readme, flags=re.M)[0]
    source, program = tmp_path / "poll.c", tmp_path / "poll"
    source.write_text(re.sub(r"^    ", "", code, flags=re.M), encoding="utf-8")
    compile_c(source, prefix, program)
    (command, expected), = [(c, text) for c, text in commands(readme).items() if c.startswith("./poll < ")]
    with (root / command.removeprefix("./poll < ")).open("rb") as stdin:
        assert run([program], stdin=stdin, env={}) == expected + "\n"


def test_the_tool_prints_what_the_readme_shows(root, readme, tool, environment):
    """Self-check: of the README."""
    shown = {c: text for c, text in commands(readme).items() if c.startswith("build/jobstatus ")}
    assert len(shown) >= 2
    for command, expected in shown.items():
        arguments = command.split()[1:]
        form = [] if "--find" in arguments else ["--format", "table"]
        assert run([tool, *form, *arguments], cwd=root, env=environment).rstrip("\n") == expected, command


def test_the_installed_tool_finds_its_library(prefix):
    """Self-check: of the tool."""
    version = run([prefix / "bin/jobstatus", "--version"], env={})
    assert re.search(r"\b\d+\.\d+\.\d+\b", version)
