# SPDX-License-Identifier: Apache-2.0
"""Puts libjobstatus.so into the wheel, and names the wheel after the machine that the library is for.

Nothing is compiled here. The library is taken from where JOBSTATUS_LIBRARY says; else, in an unpacked source
distribution, from the one that came with it; else from the project's build folder, ../../build.
"""

import os
import pathlib
import re
import struct
from typing import Any, Dict

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "libjobstatus.so"
# By the number in the ELF header, what the field e_machine of the ELF specification means to a wheel.
MACHINES = {62: "x86_64", 183: "aarch64"}
# The version of libc that the tag of the wheel promises will do.
LIBC = (2, 17)


def library_path(root: pathlib.Path) -> pathlib.Path:
    named = os.environ.get("JOBSTATUS_LIBRARY")
    if named:
        path = pathlib.Path(named)
        remedy = "It is what the environment variable JOBSTATUS_LIBRARY names; give its path from the root on."
    else:
        is_source_distribution = (root / "PKG-INFO").exists()
        path = root / NAME if is_source_distribution else root.parent.parent / "build" / NAME
        remedy = ("Build the library first (sh cmake/build.sh in the folder of the project), or set JOBSTATUS_LIBRARY "
                  f"to the path of a {NAME} that you have.")
    if not path.is_file():
        raise FileNotFoundError(f"There is no {path}. {remedy}")
    return path.resolve()


def platform_of(library: pathlib.Path) -> str:
    """The platform tag of a wheel with this library in it: an ELF file of 64 bits, its low bytes first."""
    content = library.read_bytes()
    if len(content) < 20 or content[:6] != b"\x7fELF\x02\x01":
        raise ValueError(f"{library} is no shared library of 64-bit Linux.")
    (machine,) = struct.unpack_from("<H", content, 18)
    if machine not in MACHINES:
        raise ValueError(f"{library} is for a machine that this package does not know (ELF number {machine}).")
    # The versions of libc's symbols stand in the file by their names.
    asked = {(int(major), int(minor)) for major, minor in re.findall(rb"\0GLIBC_(\d+)\.(\d+)", content)}
    if max(asked, default=LIBC) > LIBC:
        raise ValueError(f"{library} needs libc {max(asked)[0]}.{max(asked)[1]}, and the wheel says that "
                         f"{LIBC[0]}.{LIBC[1]} will do.")
    return f"manylinux_{LIBC[0]}_{LIBC[1]}_{MACHINES[machine]}"


class LibraryHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: Dict[str, Any]) -> None:
        if version == "editable":
            return  # The sources are used where they are, with the library that JOBSTATUS_LIBRARY names then.
        library = library_path(pathlib.Path(self.root))
        if self.target_name == "sdist":
            build_data["force_include"][str(library)] = NAME
            return
        build_data["force_include"][str(library)] = f"jobstatus/{NAME}"
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform_of(library)}"
