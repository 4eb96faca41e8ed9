# SPDX-License-Identifier: Apache-2.0
"""Programs built against an older and a newer header than the library: client.c, compiled with the header of the first
version, of this one, and of a later one; each is run with this library and with a later one, and is not linked again.

The later header is this one with members at the end of each struct that may grow, and with constants. The later library
is this one's sources, built by its own CMakeLists.txt with the later header.
"""

import functools
import itertools
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from abi import baseline, promised, variants
from header import CONSTANTS, HEADER, STRUCTS

HERE = Path(__file__).resolve().parent
FIRST = promised.LIST.binary_versions()[0]

TIME_TEXT_NUMBER = ["int64_t later_time", "jobstatus_span later_text", "uint32_t later_number"]
LATER_MEMBERS = {"jobstatus_record": TIME_TEXT_NUMBER, "jobstatus_item": TIME_TEXT_NUMBER[1:],
                 "jobstatus_page": TIME_TEXT_NUMBER}
# The families of constants that have names, the results aside.
FAMILIES = ("VENDOR", "KIND", "STATE", "ADVICE", "FAULT", "FLAG", "ITEM")


def later_value(family):
    """A value that this version has no constant for."""
    greatest = max(value for name, value in CONSTANTS.items() if name.startswith(f"JOBSTATUS_{family}_"))
    return greatest * 2 if family == "FLAG" else greatest + 1


def later_header():
    text = HEADER
    for struct, members in LATER_MEMBERS.items():
        text = variants.appended(text, struct, *members)
    constants = [f"#define JOBSTATUS_{family}_LATER {later_value(family)}u\n" for family in FAMILIES]
    least = min(value for name, value in CONSTANTS.items() if name.startswith("JOBSTATUS_E_"))
    constants.append(f"#define JOBSTATUS_E_LATER ({least - 1})\n")
    return variants.replaced(text, "#define JOBSTATUS_NO_TIME ", "".join(constants) + "#define JOBSTATUS_NO_TIME ")


HEADERS = {"first": variants.as_of(HEADER, promised.LIST, FIRST), "present": HEADER, "later": later_header()}


# ---- The programs ----------------------------------------------------------------------------------------------------

def first_members(struct):
    return [name for name, (_, _, version) in promised.LIST.members[struct].items() if version == FIRST]


def shown(struct, member, declared):
    """The statement that prints a member."""
    if declared == "jobstatus_span":
        return f'    text("{member}", &from->{member});'
    return f'    printf("  {member} %lld\\n", (long long)from->{member});'


def members_file(later):
    """members.h: how to print each member of the first version, and those that a later header has."""
    lines = ["typedef void show_text_function(const char *name, const jobstatus_span *span);\n"]
    for struct in LATER_MEMBERS:
        kinds = {name: kind.__name__ for name, kind in STRUCTS[struct]._fields_}
        added = [declaration.split()[::-1] for declaration in LATER_MEMBERS[struct]] if later else []
        wanted = [(name, kinds[name]) for name in first_members(struct)] + added
        lines += [f"static void show_{struct}(const {struct} *from, show_text_function *text) {{",
                  f'    printf(" {struct} %zu\\n", sizeof *from);',
                  *(shown(struct, name, declared) for name, declared in wanted), "}\n"]
    lines.append("static void show_later_constants(void) {")
    lines += [later_constant(family) for family in FAMILIES if later]
    if later:
        lines.append('    printf("later result %d\\n", jobstatus_result_name(JOBSTATUS_E_LATER) == NULL);')
    return "\n".join([*lines, "}\n"])


def later_constant(family):
    function = "item_kind" if family == "ITEM" else family.lower()
    return f'    printf("later {function} %d\\n", jobstatus_{function}_name(JOBSTATUS_{family}_LATER) == NULL);'


def compile_client(name, library, folder):
    """The program of a header's. It is linked to this library, also where it is run with another."""
    folder.mkdir()
    (folder / "jobstatus.h").write_text(HEADERS[name], encoding="utf-8")
    (folder / "members.h").write_text(members_file(name == "later"), encoding="utf-8")
    program = folder / "client"
    done = baseline.run(["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", f"-I{folder}", HERE / "client.c", library,
                         "-o", program])
    assert done.returncode == 0, done.stderr
    return program


@pytest.fixture(scope="module")
def clients(library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clients")
    return {name: compile_client(name, library, folder / name) for name in HEADERS}


# ---- The libraries ---------------------------------------------------------------------------------------------------

def build_later_library(root, cache, folder):
    """Compiles the sources, untouched, with the later header: a library that knows more than the programs."""
    for name in ("Sources", "include", "cmake"):
        shutil.copytree(root / name, folder / name)
    shutil.copyfile(root / "CMakeLists.txt", folder / "CMakeLists.txt")
    (folder / "include" / "jobstatus.h").write_text(HEADERS["later"], encoding="utf-8")
    cmake = cache["CMAKE_COMMAND"]
    same = [f"-D{name}={cache[name]}" for name in ("CMAKE_MAKE_PROGRAM", "CMAKE_Swift_COMPILER",
                                                            "CMAKE_C_COMPILER", "CMAKE_BUILD_TYPE")]
    for command in ([cmake, "-G", "Ninja", "-S", folder, "-B", folder / "build", "-DJOBSTATUS_INSTALL=OFF", *same],
                    [cmake, "--build", folder / "build", "--target", "jobstatus"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "build"


@pytest.fixture(scope="module")
def libraries(root, cache, library):
    """The folders of this library and of the later one."""
    scratch = root / "build" / "abi"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        yield {"present": library.parent, "later": build_later_library(root, cache, Path(folder))}


# ---- What they print -------------------------------------------------------------------------------------------------

def bodies(root):
    """Each vendor with its samples; "unknown" stands for those of any vendor, which the library is to find out."""
    responses = root / "examples" / "responses"
    found = {folder.name: sorted(folder.iterdir()) for folder in sorted(responses.iterdir())}
    return {"unknown": sorted(itertools.chain(*found.values())), **found}


def run(client, library, root, environment):
    """All that a program prints about all samples."""
    printed = []
    for vendor, paths in bodies(root).items():
        done = subprocess.run([client, vendor, *paths], capture_output=True, text=True, errors="replace", check=False,
                              env={**environment, "LD_LIBRARY_PATH": str(library)})
        assert done.returncode == 0, done.stdout[-500:] + done.stderr
        printed += done.stdout.splitlines()
    return printed


def known(printed):
    """What every version prints alike: no sizes, nothing that is later."""
    return [line for line in printed
            if not re.match(r"  struct_size |  later_|later | jobstatus_\w+ \d+$", line)]


@pytest.fixture(scope="module")
def prints(clients, libraries, root, environment):
    """What a program prints with a library: prints(client, used)."""
    return functools.lru_cache(maxsize=None)(
        lambda client, used: run(clients[client], libraries[used], root, environment))


LIBRARIES = ("present", "later")
PAIRS = list(itertools.product(HEADERS, LIBRARIES))


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{client} program, {used} library" for client, used in PAIRS])
def test_programs_of_every_version_run_with_libraries_of_every_version(prints, pair):
    """P9: each finds the members that it knows where it looks for them, also behind the first struct of an array, and
    nothing is written behind its own structs."""
    expected = known(prints("present", "present"))
    assert sum(line == " parse 0 ok" for line in expected) > 100
    assert known(prints(*pair)) == expected


@pytest.mark.parametrize("used", LIBRARIES)
def test_members_that_the_library_does_not_fill_are_0(prints, used):
    """P9. The memory was filled with other bytes before each call."""
    later = {line for line in prints("later", used) if line.startswith("  later_")}
    assert later == {"  later_time 0", "  later_text 0 0 0 0 ", "  later_number 0"}


@pytest.mark.parametrize("used", LIBRARIES)
def test_constants_that_the_library_does_not_know_have_no_name(prints, used):
    """P9: a program can tell that it asks an older library."""
    later = {line for line in prints("later", used) if line.startswith("later ")}
    assert later == {f"later {name} 1" for name in ("vendor", "kind", "state", "advice", "fault", "flag", "item_kind",
                                                    "result")}


def test_the_programs_are_compiled_to_the_sizes_of_their_versions(prints):
    """P9: without it the others would compare nothing."""
    now, first = promised.LIST.last_sizes(), promised.LIST.first_sizes()
    grown = {"jobstatus_record": 24, "jobstatus_item": 16, "jobstatus_page": 24}
    expected = {"first": first, "present": now,
                "later": {struct: now[struct] + grown[struct] for struct in LATER_MEMBERS}}
    for client, sizes in expected.items():
        said = {line for line in prints(client, "present") if re.match(r" jobstatus_\w+ \d+$", line)}
        assert said == {f" {struct} {sizes[struct]}" for struct in LATER_MEMBERS}


def test_struct_size_is_that_of_the_library(prints):
    """P9: whatever the program's is. By it a program knows which members were filled."""
    now = promised.LIST.last_sizes()
    expected = {"present": {now["jobstatus_record"], now["jobstatus_page"]},
                "later": {now["jobstatus_record"] + 24, now["jobstatus_page"] + 24}}
    for client, used in PAIRS:
        said = {int(line.split()[1]) for line in prints(client, used) if line.startswith("  struct_size ")}
        assert said == expected[used], (client, used)


def test_the_first_header_is_the_later_one_without_its_additions():
    """P9: the way back, by the list, from a header whose additions are listed."""
    lines = []
    for struct, members in LATER_MEMBERS.items():
        offset = promised.LIST.last_sizes()[struct]
        for declaration in members:
            size = {"int64_t": 8, "jobstatus_span": 12, "uint32_t": 4}[declaration.split()[0]]
            lines.append(f"{struct} {declaration.split()[1]} {offset} {size} 255.0.0\n")
            offset += size
    listed = promised.List(promised.PATH.read_text(encoding="utf-8") + "".join(lines))
    cut = variants.as_of(HEADERS["later"], listed, FIRST)
    assert "later_" in HEADERS["later"] and "later_" not in cut
