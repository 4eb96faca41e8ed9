# SPDX-License-Identifier: Apache-2.0
"""Reads Tests/layout.txt: everything that the header promises, and the version that introduced it.

    from abi import promised
    listed = promised.LIST
    listed.functions["jobstatus_detect"]             ("uint32_t jobstatus_detect(const void *, size_t)", (0, 1, 0))
    listed.integers["jobstatus_result"]              ("int32_t", (0, 1, 0))
    listed.alignments["jobstatus_span"]              (4, (0, 1, 0))
    listed.sizes["jobstatus_span"]                   [(12, (0, 1, 0))], one for each version in which it grew
    listed.members["jobstatus_span"]["length"]       (4, 4, (0, 1, 0)): offset, size
    listed.constants["JOBSTATUS_E_EMPTY"]            (-20, (0, 1, 0)); None where each version has a value of its own

A line that it does not understand, and a name that stands twice, is an error.
"""

import pathlib
import re

PATH = pathlib.Path(__file__).resolve().parents[1] / "layout.txt"

KINDS = {
    "function": r"(?P<declaration>[\w *]+?\b(?P<name>jobstatus_\w+)\([^()]*\))",
    "integer": r"typedef +(?P<known>\w+) +(?P<name>jobstatus_\w+)",
    "alignment": r"(?P<name>jobstatus_\w+) +\(alignment\) +(?P<bytes>\d+)",
    "size": r"(?P<name>jobstatus_\w+) +\(size\) +(?P<bytes>\d+)",
    "member": r"(?P<name>jobstatus_\w+) +(?P<member>\w+) +(?P<offset>\d+) +(?P<bytes>\d+)",
    "constant": r"(?P<name>JOBSTATUS_\w+) +(?P<value>-?\d+|\(own\))",
}


class ListError(ValueError):
    """The list holds something that this reader does not understand."""


def version_of(text):
    return tuple(map(int, text.split(".")))


def version_text(version):
    return ".".join(map(str, version))


def entries(text):
    """The lines of the list, one for each name: comments are left out, a second line is joined to its first."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return [" ".join(entry.split()) for entry in re.split(r"\n(?=\S)", lines) if entry.strip()]


def add(table, name, value):
    if name in table:
        raise ListError(f"{name} stands twice")
    table[name] = value


class List:
    """What a list says, by the kind of its lines."""

    def __init__(self, text):
        self.functions, self.integers, self.constants = {}, {}, {}
        self.alignments, self.sizes, self.members = {}, {}, {}
        for entry in entries(text):
            self._read(entry)

    def _read(self, entry):
        for kind, pattern in KINDS.items():
            found = re.fullmatch(pattern + r" +(?P<version>\d+\.\d+\.\d+)", entry)
            if found:
                getattr(self, "_" + kind)(found, version_of(found["version"]))
                return
        raise ListError(f"no line of the list: {entry}")

    def _function(self, found, version):
        add(self.functions, found["name"], (found["declaration"], version))

    def _integer(self, found, version):
        add(self.integers, found["name"], (found["known"], version))

    def _alignment(self, found, version):
        add(self.alignments, found["name"], (int(found["bytes"]), version))

    def _size(self, found, version):
        self.sizes.setdefault(found["name"], []).append((int(found["bytes"]), version))

    def _member(self, found, version):
        struct = self.members.setdefault(found["name"], {})
        add(struct, found["member"], (int(found["offset"]), int(found["bytes"]), version))

    def _constant(self, found, version):
        value = None if found["value"] == "(own)" else int(found["value"])
        add(self.constants, found["name"], (value, version))

    def first_sizes(self):
        """The size of each struct in the first version: a caller of that version is the oldest there can be."""
        return {struct: sizes[0][0] for struct, sizes in self.sizes.items()}

    def last_sizes(self):
        return {struct: sizes[-1][0] for struct, sizes in self.sizes.items()}

    def each_member(self):
        """struct, member, offset and size."""
        for struct, members in self.members.items():
            for member, (offset, size, _) in members.items():
                yield struct, member, offset, size

    def binary_versions(self):
        """The versions that a compiled program can tell apart, in order: those that brought a function or a member."""
        found = {version for _, version in self.functions.values()}
        found |= {version for members in self.members.values() for _, _, version in members.values()}
        return sorted(found)

    def versions(self):
        """Every version that the list names, with one name that it stands at."""
        for table in (self.functions, self.integers, self.alignments, self.constants):
            yield from ((name, version) for name, (_, version) in table.items())
        for struct, sizes in self.sizes.items():
            yield from ((struct, version) for _, version in sizes)
        for struct, members in self.members.items():
            yield from ((f"{struct}.{member}", version) for member, (_, _, version) in members.items())


LIST = List(PATH.read_text(encoding="utf-8"))
