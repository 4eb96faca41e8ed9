# SPDX-License-Identifier: Apache-2.0
"""Reads include/jobstatus.h, so that Python calls the library by the contract itself and by no second copy of it.

    import header
    library = header.load(path)                      a ctypes.CDLL with argtypes and restype of every function
    record = header.STRUCTS["jobstatus_record"]()    a ctypes.Structure for each struct
    header.CONSTANTS["JOBSTATUS_E_EMPTY"]            -20
    header.TEXTS["JOBSTATUS_VERSION_STRING"]         "0.1.0"
    header.NAMES["JOBSTATUS_E_EMPTY"]                "empty": the name in the constant's comment
    header.OTHER_NAMES["JOBSTATUS_VENDOR_CISCO_CDFMC"]   ["cisco-fmc"]: what follows `also` there
    header.FUNCTIONS["jobstatus_find"]               (restype, [argtypes])

It understands the C that the header is written in: #define of numbers and texts, typedefs of fixed-width integers,
structs of such integers, of other structs and of arrays, and prototypes of scalars and pointers. Anything else is an
error and not passed over. Pointers that are passed are ctypes.c_void_p: it takes None, bytes, ctypes.byref() and plain
addresses, which need not be aligned.
"""

import ctypes
import pathlib
import re

PATH = pathlib.Path(__file__).resolve().parents[1] / "include" / "jobstatus.h"

SCALARS = {
    "char": ctypes.c_char, "int": ctypes.c_int, "size_t": ctypes.c_size_t,
    "int8_t": ctypes.c_int8, "uint8_t": ctypes.c_uint8, "int16_t": ctypes.c_int16, "uint16_t": ctypes.c_uint16,
    "int32_t": ctypes.c_int32, "uint32_t": ctypes.c_uint32, "int64_t": ctypes.c_int64, "uint64_t": ctypes.c_uint64,
}
LIMITS = {"INT64_MIN": -2**63, "INT64_MAX": 2**63 - 1, "UINT32_MAX": 2**32 - 1}


class HeaderError(ValueError):
    """The header holds something that this reader does not understand."""


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def definitions(text):
    """Yields name, value and comment of each #define of the library's that has a value."""
    pattern = r"^#define (JOBSTATUS_\w+)[ \t]+([^\s/](?:[^\n/]|/(?!\*))*?)[ \t]*(?:/\*(.*?)\*/|$)"
    for name, value, comment in re.findall(pattern, text, flags=re.S | re.M):
        if not value.startswith("__attribute__"):
            yield name, value, comment or ""


def number(value):
    bare = value.strip("()")
    if bare in LIMITS:
        return LIMITS[bare]
    match = re.fullmatch(r"(-?(?:0[xX][0-9A-Fa-f]+|[0-9]+))[uU]?", bare)
    if not match:
        raise HeaderError(f"no number: {value}")
    return int(match[1], 0)


def read_constants(text):
    constants, texts, names, other_names = {}, {}, {}, {}
    for name, value, comment in definitions(text):
        if value.startswith('"'):
            texts[name] = value.strip('"')
            continue
        constants[name] = number(value)
        own = re.match(r'\s*"([^"]+)"', comment)
        if own:
            names[name] = own[1]
        also = re.search(r'\balso ("[^;]*)', comment)
        if also:
            other_names[name] = re.findall(r'"([^"]+)"', also[1])
    return constants, texts, names, other_names


def member(declaration, types):
    match = re.fullmatch(r"\s*(\w+)\s+(\w+)\s*(?:\[\s*(\d+)\s*\])?\s*", declaration)
    if not match or match[1] not in types:
        raise HeaderError(f"no member of a struct: {declaration.strip()}")
    kind = types[match[1]]
    return match[2], kind * int(match[3]) if match[3] else kind


def read_types(code):
    """All type names, and the structs alone. A struct can only use what stands in front of it, as in C."""
    types, structs = dict(SCALARS), {}
    pattern = r"typedef\s+struct\s+(\w+)\s*\{(.*?)\}\s*(\w+)\s*;|typedef\s+(\w+)\s+(\w+)\s*;|\btypedef\b([^;]*)"
    for tag, body, name, known, alias, other in re.findall(pattern, code, flags=re.S):
        if other:
            raise HeaderError(f"no typedef of a struct or an integer: {other.strip()}")
        if alias:
            types[alias] = types[known]
            continue
        if tag != name:
            raise HeaderError(f"struct {tag} is called {name}")
        fields = [member(declaration, types) for declaration in body.split(";") if declaration.strip()]
        types[name] = structs[name] = type(name, (ctypes.Structure,), {"_fields_": fields})
    return types, structs


def parameter(declaration, types):
    words = declaration.replace("*", " * ").split()
    if words[0] == "const":
        words = words[1:]
    if words[0] not in types and words[0] != "void":
        raise HeaderError(f"no parameter: {declaration.strip()}")
    if len(words) == 3 and words[1] == "*":
        return ctypes.c_void_p
    if len(words) == 2 and words[0] in types and not issubclass(types[words[0]], ctypes.Structure):
        return types[words[0]]
    raise HeaderError(f"neither a scalar nor a pointer: {declaration.strip()}")


def read_functions(code, types):
    functions = {}
    for returned, name, parameters in re.findall(r"JOBSTATUS_API\s+([\w\s*]*?)(\w+)\s*\(([^)]*)\)\s*;", code):
        returned = " ".join(returned.split())
        if returned == "const char *":
            restype = ctypes.c_char_p
        elif returned in types:
            restype = types[returned]
        else:
            raise HeaderError(f"{name} returns {returned}")
        listed = [] if parameters.strip() == "void" else parameters.split(",")
        functions[name] = (restype, [parameter(declaration, types) for declaration in listed])
    return functions


def without_directives(text):
    return re.sub(r"^#.*$", "", text, flags=re.M)


HEADER = PATH.read_text(encoding="utf-8")
CONSTANTS, TEXTS, NAMES, OTHER_NAMES = read_constants(HEADER)
CODE = without_directives(without_comments(HEADER))
TYPES, STRUCTS = read_types(CODE)
FUNCTIONS = read_functions(CODE, TYPES)

if CODE.count("JOBSTATUS_API") != len(FUNCTIONS):
    raise HeaderError("a function is declared in a way that this reader does not understand")


def load(path):
    """The library at path, with the types of every function of the header."""
    library = ctypes.CDLL(str(path))
    for name, (restype, argtypes) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = restype
        function.argtypes = argtypes
    return library
