# SPDX-License-Identifier: Apache-2.0
"""The shipped library as a file: what it needs, what it offers, how large it is, and what it could write.

A library that any program is to load must bring nothing along: no runtime, no signal handlers, no symbols that clash
with the host's, no demand for a new C library. Each of these is read from the file with binutils.
"""

import re
import shutil
import subprocess

import pytest

import header

LARGEST = 96 * 1024
HIGHEST_GLIBC = (2, 17)
NEEDED = r"libc\.so\.6|ld-linux[\w.-]*\.so\.\d|libc\.musl-[\w-]+\.so\.1"
ALLOWED_UNDEFINED = {"memset", "memcpy", "memmove", "memcmp"}
# The loader's and the profiler's hooks, which every shared object of gcc and clang looks for.
WEAK_HOOKS = {"__gmon_start__", "__cxa_finalize", "_ITM_deregisterTMCloneTable", "_ITM_registerTMCloneTable"}
# What a compiler emits where a program is to die: Swift's traps.
TRAPS = {"X86-64": r"ud2", "80386": r"ud2", "AArch64": r"brk|udf", "ARM": r"udf|bkpt"}
# crtbegin's handle of the object and its flag for "destructors have run".
MOST_WRITABLE = 32


def output(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout


def field(text, name):
    return re.search(rf"^\s*{name}:\s*(.*?)\s*$", text, flags=re.M)[1]


@pytest.fixture(scope="module")
def dynamic(library):
    """The dynamic section: tags to the values that they have."""
    tags = {}
    listed = output("readelf", "-dW", library)
    for tag, value in re.findall(r"^\s*0x[0-9a-f]+\s+\((\w+)\)\s*(.*?)\s*$", listed, flags=re.M):
        tags.setdefault(tag, []).append(value)
    assert tags, "no dynamic section"
    return tags


@pytest.fixture(scope="module")
def symbols(library):
    """The dynamic symbols: name without its version, and nm's letter for what it is."""
    listed = re.findall(r"^(?:[0-9a-f]+)?\s+(\w)\s+([^\s@]+)(?:@\S+)?$", output("nm", "-D", library), flags=re.M)
    assert listed
    return [(name, letter) for letter, name in listed]


def bracketed(values):
    return [re.search(r"\[(.*)\]", value)[1] for value in values]


def test_it_needs_the_c_library_alone(dynamic):
    """P1."""
    for name in bracketed(dynamic.get("NEEDED", [])):
        assert re.fullmatch(NEEDED, name), f"the library needs {name}"


def test_it_calls_nothing_but_the_memory_functions(symbols):
    """P1: what would allocate, print, read a clock or a file is not even linked."""
    undefined = {name for name, letter in symbols if letter == "U"}
    assert undefined <= ALLOWED_UNDEFINED, undefined - ALLOWED_UNDEFINED
    weak = {name for name, letter in symbols if letter in "wv"}
    assert weak <= WEAK_HOOKS | ALLOWED_UNDEFINED, weak - WEAK_HOOKS


def test_it_exports_the_functions_of_the_header_alone(symbols):
    """P9, section 7: anything else that were exported could take the place of a symbol of the host's."""
    exported = {name: letter for name, letter in symbols if letter not in "Uwv"}
    # A version script gives its version's name as an absolute symbol.
    functions = {name for name, letter in exported.items() if letter != "A"}
    assert functions == set(header.FUNCTIONS)
    assert all(letter == "T" for letter in exported.values() if letter != "A")
    assert all(name.startswith("jobstatus_") for name in functions)


def test_soname(dynamic):
    """P9: a program asks for the number that only a break of the ABI changes."""
    assert bracketed(dynamic["SONAME"]) == ["libjobstatus.so.0"]


def test_it_looks_for_libraries_nowhere_else(dynamic):
    """P1."""
    assert "RPATH" not in dynamic and "RUNPATH" not in dynamic


def test_it_is_small(library, tmp_path):
    """P1: it has room for no runtime."""
    copy = tmp_path / "libjobstatus.so"
    shutil.copyfile(library, copy)
    output("strip", copy)
    assert copy.stat().st_size <= LARGEST


def test_it_has_no_trap(library):
    """P5: where no instruction can end the process, no input can reach one."""
    machine = field(output("readelf", "-hW", library), "Machine")
    [trap] = [pattern for name, pattern in TRAPS.items() if name in machine]
    code = output("objdump", "-d", "--no-show-raw-insn", library)
    assert "<jobstatus_parse>:" in code or "<jobstatus_parse@@" in code
    found, function = [], None
    for line in code.splitlines():
        begins = re.match(r"[0-9a-f]+ <(.+)>:$", line)
        function = begins[1] if begins else function
        if re.match(rf"\s*[0-9a-f]+:\s+(?:{trap})\b", line):
            found.append(function)
    assert not found, f"traps in {sorted(set(found))}"


def test_it_runs_with_old_c_libraries(library):
    """P1: nothing newer is called."""
    versions = re.findall(r"GLIBC_(\d+)\.(\d+)", output("readelf", "-VW", library))
    newest = max(((int(major), int(minor)) for major, minor in versions), default=(0, 0))
    assert newest <= HIGHEST_GLIBC


def writable_sections(library):
    """Name and size of each section that stays writable once the loader has done its work."""
    segments = output("readelf", "-lW", library)
    relro = re.search(r"^\s*GNU_RELRO\s+0x[0-9a-f]+ 0x([0-9a-f]+) 0x[0-9a-f]+ 0x[0-9a-f]+ 0x([0-9a-f]+)", segments,
                      flags=re.M)
    assert relro, "nothing is made read-only after loading"
    start, size = int(relro[1], 16), int(relro[2], 16)
    pattern = r"^\s*\[\s*\d+\]\s+(\S+)\s+\S+\s+([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)\s+[0-9a-f]+\s+([A-Zl]*)\s"
    for name, address, length, flags in re.findall(pattern, output("readelf", "-SW", library), flags=re.M):
        if "W" in flags and "A" in flags and not start <= int(address, 16) < start + size:
            yield name, int(length, 16)


def test_it_has_no_writable_data(library):
    """P1, P2: no global is written, since there is none."""
    sections = dict(writable_sections(library))
    assert sum(sections.values()) <= MOST_WRITABLE, sections


def test_its_stack_is_not_executable(library):
    """P1: it changes nothing in how its host runs."""
    segments = output("readelf", "-lW", library)
    stack = re.search(r"^\s*GNU_STACK\s.*?\s([RWE]+)\s+(?:0x)?[0-9a-f]+\s*$", segments, flags=re.M)
    assert stack and "E" not in stack[1]


def test_it_needs_no_text_relocation(dynamic):
    """P1: its code is shared by all processes that load it, and is never written."""
    assert "TEXTREL" not in dynamic
