# SPDX-License-Identifier: Apache-2.0
"""What the package has written down of jobstatus.h, against the header itself."""

import ctypes
import importlib.util
import re

import pytest

import jobstatus
from jobstatus import _layout, _library, _words

STRUCTS = {"jobstatus_span": _layout.Span, "jobstatus_record": _layout.Record, "jobstatus_item": _layout.ItemRecord,
           "jobstatus_page": _layout.Page}
FAMILIES = {"RESULT": _words.RESULTS, "VENDOR": _words.VENDORS, "KIND": _words.KINDS, "STATE": _words.STATES,
            "ADVICE": _words.ADVICE, "FAULT": _words.FAULTS, "ITEM": _words.ITEM_KINDS}


@pytest.fixture(scope="session")
def header(root):
    """Tests/header.py, which reads the header."""
    specification = importlib.util.spec_from_file_location("header", root / "Tests" / "header.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def layout(struct):
    """Each field with its offset, its size and what it is."""
    def kind(field):
        return "struct" if issubclass(field, ctypes.Structure) else field.__name__
    return [(name, getattr(struct, name).offset, getattr(struct, name).size, kind(field))
            for name, field in struct._fields_]


def test_the_structs(header):
    assert set(header.STRUCTS) == set(STRUCTS)
    for name, struct in STRUCTS.items():
        assert layout(struct) == layout(header.STRUCTS[name]), name
        assert ctypes.sizeof(struct) == ctypes.sizeof(header.STRUCTS[name]), name


def constants(header, family):
    """Number and name in the header of each constant of a family."""
    prefixes = ("JOBSTATUS_OK", "JOBSTATUS_E_") if family == "RESULT" else (f"JOBSTATUS_{family}_",)
    return {number: header.NAMES.get(name) for name, number in header.CONSTANTS.items() if name.startswith(prefixes)}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_words(header, family):
    words = {number: word and word.value for number, word in FAMILIES[family].items()}
    assert words == constants(header, family)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_names_of_the_words(header, family):
    """JOBSTATUS_STATE_FAILED is State.FAILED."""
    for number, word in FAMILIES[family].items():
        names = {re.sub(r"^JOBSTATUS_(E_|[A-Z]+_(?=.))?", "", name) for name, value in header.CONSTANTS.items()
                 if value == number and header.NAMES.get(name) == (word and word.value)}
        assert word is None or word.name in names


def test_the_flags(header):
    named = {number: header.NAMES[name] for name, number in header.CONSTANTS.items()
             if name.startswith("JOBSTATUS_FLAG_")}
    assert {flag.value: _words.flag_names(flag) for flag in jobstatus.Flag} == {
        number: [name] for number, name in named.items()}


def test_the_other_constants(header):
    for name in ("NO_TIME", "NO_PERCENT", "NO_TOTAL", "ESCAPES_JSON", "VERSION_MAJOR"):
        assert getattr(_layout, name) == header.CONSTANTS["JOBSTATUS_" + name], name
    assert _layout.Record(flags=1).flags == 1


def test_the_version(header):
    assert jobstatus.__version__ == header.TEXTS["JOBSTATUS_VERSION_STRING"] == jobstatus.library_version


def test_the_calls_pass_what_the_prototypes_ask_for(header):
    """The calls have no argtypes: an argument of 64 bits must be a pointer or a c_size_t, any other one an int."""
    wide = {ctypes.c_void_p, ctypes.c_size_t}
    parse = [argument in wide for argument in header.FUNCTIONS["jobstatus_parse"][1]]
    assert parse == [False, False, True, True, True, True, True, True, True]
    parse_list = [argument in wide for argument in header.FUNCTIONS["jobstatus_parse_list"][1]]
    assert parse_list == [False, False, True, True, True, True, True, True, True]
    for name in ("jobstatus_text", "jobstatus_detect", "jobstatus_find", "jobstatus_vendor_from_name"):
        assert all(argument in wide for argument in header.FUNCTIONS[name][1]), name
    assert header.FUNCTIONS["jobstatus_vendor_name"][1] == [ctypes.c_uint32]


def test_every_vendor_of_the_library_is_known(header):
    assert _library.vendor_names() == [vendor.value for vendor in jobstatus.Vendor]
    for name, others in header.OTHER_NAMES.items():
        for other in others:
            assert _library.vendor_number(other) == header.CONSTANTS[name]
