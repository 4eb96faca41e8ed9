# SPDX-License-Identifier: Apache-2.0
"""The text of the header, changed: as an older version had it, as a later one may have it, and as the C file that
defines each of its functions."""

import re

from header import without_comments

# The structs whose size the caller tells. A span has none, and stands inside of the others: it never grows.
GROWING = ("jobstatus_record", "jobstatus_item", "jobstatus_page")


def replaced(text, old, new):
    """The text with a part of it, which stands there once, replaced."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the header"
    return text.replace(old, new)


def appended(text, struct, *members):
    """With members, such as "uint32_t later", at the end of a struct."""
    added = "".join(f"    {member};\n" for member in members)
    return replaced(text, f"}} {struct};", f"{added}}} {struct};")


def with_declaration(text, declaration):
    """With one more function."""
    end = "#ifdef __cplusplus\n}\n"
    return replaced(text, end, f"JOBSTATUS_API {declaration};\n\n{end}")


def as_of(text, listed, version):
    """As that version had it, by the list: without the functions, and the members at the ends of structs, that came
    later. A later member in front of an older one is left where it is: there it breaks the older version."""
    text = without_comments(text)
    for name, (_, introduced) in listed.functions.items():
        if introduced > version:
            text = re.sub(rf"^JOBSTATUS_API[^;]*\b{name}\s*\([^;]*;", "", text, flags=re.M)
    for struct in GROWING:
        for member, (_, _, introduced) in reversed(listed.members[struct].items()):
            if introduced <= version:
                break
            text = re.sub(rf"\w+\s+{member}\s*(?:\[\s*\w+\s*\]\s*)?;\s*(\}}\s*{struct}\s*;)", r"\1", text)
    return text


def stub(text):
    """A C file that defines every function of the header, so that the debug information of its library describes them
    and all structs that they are given."""
    declarations = re.findall(r"^JOBSTATUS_API\s+([^;]*);", without_comments(text), flags=re.M)
    return "#include <jobstatus.h>\n" + "".join(f"{each} {{ return 0; }}\n" for each in declarations)
