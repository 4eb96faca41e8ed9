# SPDX-License-Identifier: Apache-2.0
"""Every public name stands in layout.txt with the version that introduced it, and nothing else does: by the header as
header.py and the preprocessor see it, by the export map, and by the symbols of the built library."""

import re

import pytest

import header
from abi import baseline, promised, variants
from header import CONSTANTS, HEADER, TEXTS

# What the header defines for itself.
OWN_MACROS = {"JOBSTATUS_H", "JOBSTATUS_API"}
HEADER_VERSION = promised.version_of(TEXTS["JOBSTATUS_VERSION_STRING"])
FIRST = promised.LIST.binary_versions()[0]

# A node of the export map: its name, its functions, and the node before it.
NODE = r"([\w.]+)\s*\{\s*global:([\s\w;]*?)(?:local:\s*\*;\s*)?\}\s*([\w.]*)\s*;"


def output(*command, text=None):
    done = baseline.run(command, text)
    assert done.returncode == 0, done.stderr
    return done.stdout


# ---- What the header has, and what is listed -------------------------------------------------------------------------

def macros(text):
    """The names of all macros of the library's that the preprocessor knows behind the header."""
    defined = output("gcc", "-ffreestanding", "-dM", "-E", "-x", "c", "-", text=text)
    return set(re.findall(r"^#define (JOBSTATUS_\w+)", defined, flags=re.M)) - OWN_MACROS


def declared(text):
    """The names that a header has, in one set for each kind."""
    code = header.without_directives(header.without_comments(text))
    types, structs = header.read_types(code)
    return {
        # Also those that do not begin with JOBSTATUS_API, which header.py would not see.
        "functions": set(re.findall(r"\b(\w+)\s*\([^()]*\)\s*;", code)),
        "integers": set(types) - set(structs) - set(header.SCALARS),
        "structs": set(structs),
        "members": {f"{name}.{field}" for name, struct in structs.items() for field, _ in struct._fields_},
        "constants": macros(text),
    }


def listed_names(listed):
    return {
        "functions": set(listed.functions),
        "integers": set(listed.integers),
        "structs": set(listed.alignments),
        "members": {f"{struct}.{member}" for struct, member, _, _ in listed.each_member()},
        "constants": set(listed.constants),
    }


def values(text):
    """The values of the constants of a header, None where each version has its own."""
    numbers, texts, _, _ = header.read_constants(text)
    found = dict(numbers, **texts)
    return {name: None if name.startswith("JOBSTATUS_VERSION_") else value for name, value in found.items()}


def listed_values(listed):
    return {name: value for name, (value, _) in listed.constants.items()}


def test_every_name_is_listed_and_every_listed_name_is_there():
    """P9: nothing comes without a version, and nothing that has one goes."""
    assert declared(HEADER) == listed_names(promised.LIST)


def test_constants_keep_their_values():
    """P9."""
    assert values(HEADER) == listed_values(promised.LIST)


def test_every_name_is_of_this_version_or_an_earlier_one():
    """P9."""
    late = {name for name, version in promised.LIST.versions() if version > HEADER_VERSION}
    assert not late, f"listed with a version behind {promised.version_text(HEADER_VERSION)}"


def test_structs_are_listed_whole_and_grow_at_their_ends():
    """P9: members in the order of their offsets are in the order of their versions, each version with its size."""
    listed = promised.LIST
    for struct, members in listed.members.items():
        ends, offset = {}, 0
        for member, (start, size, version) in members.items():
            assert start == offset, f"{struct}.{member}"
            offset = start + size
            assert version >= max(ends, default=version), f"{struct}.{member} is older than what stands before it"
            ends[version] = offset
        assert listed.sizes[struct] == [(size, version) for version, size in ends.items()], struct
        assert struct in variants.GROWING or len(ends) == 1, f"{struct} has no size to grow by"
    assert set(listed.members) == set(listed.sizes) == set(listed.alignments)


PLANTED = {
    "a function": variants.with_declaration(HEADER, "uint32_t jobstatus_planted(void)"),
    "a function that is not exported": variants.with_declaration(HEADER, "void planted(void)").replace(
        "JOBSTATUS_API void planted", "void jobstatus_planted"),
    "no function": variants.replaced(HEADER, "JOBSTATUS_API const char *jobstatus_version_string(void);", ""),
    "a struct": variants.replaced(HEADER, "typedef int32_t jobstatus_result;",
                                  "typedef int32_t jobstatus_result;\n"
                                  "typedef struct jobstatus_planted { uint32_t member; } jobstatus_planted;\n"),
    "an integer": variants.replaced(HEADER, "typedef int32_t jobstatus_result;",
                                    "typedef int32_t jobstatus_result; typedef int32_t jobstatus_planted;"),
    "a member": variants.appended(HEADER, "jobstatus_page", "uint32_t planted"),
    "a constant": variants.replaced(HEADER, "#define JOBSTATUS_NO_TIME ",
                                    "#define JOBSTATUS_PLANTED 1\n#define JOBSTATUS_NO_TIME "),
    "a macro without a value": variants.replaced(HEADER, "#define JOBSTATUS_NO_TIME ",
                                                 "#define JOBSTATUS_PLANTED\n#define JOBSTATUS_NO_TIME "),
    "no constant": re.sub(r"#define JOBSTATUS_ITEM_LINK .*", "", HEADER),
    "a constant renamed": HEADER.replace("JOBSTATUS_KIND_ERROR", "JOBSTATUS_KIND_FAULT"),
}


@pytest.mark.parametrize("text", PLANTED.values(), ids=PLANTED)
def test_a_name_too_many_or_too_few_is_noticed(text):
    """P9."""
    assert declared(text) != listed_names(promised.LIST)


@pytest.mark.parametrize("name", [name for name, (value, _) in promised.LIST.constants.items() if value is not None])
def test_a_constant_of_another_value_is_noticed(name):
    """P9."""
    text = re.sub(rf"(#define {name}\s+)[^\s/]+", r"\g<1>77", HEADER)
    assert values(text) != listed_values(promised.LIST)


@pytest.mark.parametrize("line", [
    "JOBSTATUS_OK 0", "JOBSTATUS_OK nothing 0.1.0", "JOBSTATUS_OK 0 0.1.0\nJOBSTATUS_OK 0 0.1.0",
    "jobstatus_span offset 0 0.1.0", "uint32_t detect(void) 0.1.0"])
def test_a_list_that_is_not_understood_is_an_error(line):
    """P9: no line is passed over."""
    with pytest.raises(promised.ListError):
        promised.List(line)


# ---- What the library exports ----------------------------------------------------------------------------------------

def node_of(version):
    """The name in the export map for the functions of a version."""
    return "JOBSTATUS_0" if version == FIRST else "JOBSTATUS_" + promised.version_text(version)


def nodes_of(text):
    """The nodes of an export map: name, functions, and the node before it."""
    code = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    assert not re.sub(NODE, "", code).strip(), "no export map of named functions"
    return [(name, set(functions.replace(";", " ").split()), before)
            for name, functions, before in re.findall(NODE, code)]


def listed_nodes(listed):
    nodes, before = [], ""
    for version in sorted({version for _, version in listed.functions.values()}):
        name = node_of(version)
        nodes.append((name, {each for each, (_, since) in listed.functions.items() if since == version}, before))
        before = name
    return nodes


def export_map(root):
    return (root / "cmake/jobstatus.map").read_text(encoding="utf-8")


def exported(library):
    """The functions that the library defines, each with its node."""
    found = re.findall(r"\bFUNC\s+GLOBAL\s+(?:DEFAULT|PROTECTED)\s+\d+\s+([^\s@]+)@@(\S+)",
                       output("readelf", "--dyn-syms", "-W", library), flags=re.M)
    return dict(found)


def test_the_export_map_has_a_node_for_the_functions_of_each_version(root):
    """P9: a program asks for a function and for its node, so neither is ever another one."""
    assert nodes_of(export_map(root)) == listed_nodes(promised.LIST)


def test_the_library_exports_each_function_in_the_node_of_its_version(library):
    """P9."""
    assert exported(library) == {name: node_of(version) for name, (_, version) in promised.LIST.functions.items()}


def test_faults_of_the_export_map_are_noticed(root):
    """P9."""
    text = export_map(root)
    for old, new in (("        jobstatus_find;\n", ""), ("    local:", "        jobstatus_planted;\n    local:"),
                     ("JOBSTATUS_0 {", "JOBSTATUS_1 {")):
        assert nodes_of(variants.replaced(text, old, new)) != listed_nodes(promised.LIST)
    with pytest.raises(AssertionError, match="no export map of named functions"):
        nodes_of(variants.replaced(text, "jobstatus_find;", "jobstatus_*;"))


def test_a_later_version_has_a_node_behind_the_first(root):
    """P9: the way that layout.txt and the export map tell the maintainer to take."""
    listed = promised.List(promised.PATH.read_text(encoding="utf-8") + "uint32_t jobstatus_planted(void) 255.0.0\n")
    before = nodes_of(export_map(root))[-1][0]
    later = f"JOBSTATUS_255.0.0 {{\n    global:\n        jobstatus_planted;\n}} {before};\n"
    assert nodes_of(export_map(root) + later) == listed_nodes(listed)
    assert nodes_of(export_map(root)) != listed_nodes(listed)


def test_the_version_macros_are_the_ones_that_change():
    """P9: every other constant has a value in the list."""
    own = {name for name, (value, _) in promised.LIST.constants.items() if value is None}
    assert own == {name for name in {**CONSTANTS, **TEXTS} if name.startswith("JOBSTATUS_VERSION_")}
