# SPDX-License-Identifier: Apache-2.0
"""What compiled programs were promised still holds: the header against the baseline of each version, by libabigail. And
whether the gate would notice: with faults planted in copies of the header, and with additions, which it lets through
once they are listed."""

import itertools
import shutil

import pytest

from abi import baseline, promised, variants
from header import HEADER

NEXT = "255.0.0"  # a version behind every one that is listed
SIZES = promised.LIST.last_sizes()
FIRST = min(version for _, version in promised.LIST.versions())

# Other compilers, options and processors, of which none changes what is promised.
COMPILERS = [[name, level] for name, level in itertools.product(("gcc", "clang"), ("-O0", "-O2"))]
COMPILERS += [["gcc", "-gdwarf-4"], ["gcc", "-funsigned-char"], ["gcc", "-Os", "-fno-inline"]]
FOREIGN = ["clang", "--target=aarch64-linux-gnu", "-fuse-ld=lld"]

# What stands in the header, and what is planted in its place.
FAULTS = {
    "a member inserted": ("int32_t http_status;", "uint32_t planted; int32_t http_status;"),
    "a member inserted in an item": ("jobstatus_span severity;", "uint32_t planted; jobstatus_span severity;"),
    "a member removed": ("jobstatus_span request_id;", ""),
    "a member of another size": ("int32_t percent;", "int64_t percent;"),
    "a member of another sign": ("int32_t percent;", "uint32_t percent;"),
    "a member of another kind": ("int64_t created_at;", "double created_at;"),
    "a member renamed": ("jobstatus_span operation;", "jobstatus_span procedure;"),
    "two members exchanged": ("int64_t created_at;\n    int64_t started_at;",
                              "int64_t started_at;\n    int64_t created_at;"),
    "a function removed": ("JOBSTATUS_API const char *jobstatus_version_string(void);", ""),
    "a function renamed": ("jobstatus_detect(const void *json", "jobstatus_guess(const void *json"),
    "a parameter of another size": ("jobstatus_vendor_name(uint32_t vendor)", "jobstatus_vendor_name(uint64_t vendor)"),
    "a parameter of another sign": ("jobstatus_vendor_name(uint32_t vendor)", "jobstatus_vendor_name(int32_t vendor)"),
    "a parameter more": ("jobstatus_vendor_name(uint32_t vendor)", "jobstatus_vendor_name(uint32_t vendor, int by)"),
    "two parameters exchanged": ("jobstatus_vendor_from_name(const char *name, size_t length)",
                                 "jobstatus_vendor_from_name(size_t length, const char *name)"),
    "a parameter that may be written": ("const jobstatus_span *text,", "jobstatus_span *text,"),
    "another result": ("JOBSTATUS_API uint32_t jobstatus_detect", "JOBSTATUS_API uint64_t jobstatus_detect"),
    "another type of results": ("typedef int32_t jobstatus_result;", "typedef int64_t jobstatus_result;"),
}


def listed_too(*lines):
    """The list with lines added."""
    return promised.List(promised.PATH.read_text(encoding="utf-8") + "".join(f"{line} {NEXT}\n" for line in lines))


def with_a_function():
    declaration = "uint32_t jobstatus_planted(const jobstatus_record *record, uint32_t number)"
    return variants.with_declaration(HEADER, declaration)


ADDITIONS = {
    "a function": (with_a_function(), ["uint32_t jobstatus_planted(const jobstatus_record *, uint32_t)"]),
    "members of a record": (variants.appended(HEADER, "jobstatus_record", "jobstatus_span planted", "uint32_t more[2]"),
                            [f"jobstatus_record planted {SIZES['jobstatus_record']} 12",
                             f"jobstatus_record more {SIZES['jobstatus_record'] + 12} 8"]),
    "a member of an item": (variants.appended(HEADER, "jobstatus_item", "uint32_t planted"),
                            [f"jobstatus_item planted {SIZES['jobstatus_item']} 4"]),
    "a member of a page": (variants.appended(HEADER, "jobstatus_page", "int64_t planted"),
                           [f"jobstatus_page planted {SIZES['jobstatus_page']} 8"]),
}


@pytest.mark.parametrize("version", baseline.stored(), ids=promised.version_text)
def test_the_header_keeps_what_each_version_promised(tmp_path, version):
    """P9: what later versions added aside, libabigail finds no difference at all."""
    baseline.check(HEADER, promised.LIST, version, baseline.path_of(version), tmp_path)


def test_each_version_that_added_something_has_a_baseline():
    """P9: what was added is promised from then on, as every function and member was."""
    assert sorted(baseline.stored()) == promised.LIST.binary_versions(), "run: python3 Tests/abi/baseline.py"


@pytest.mark.parametrize("compiler", COMPILERS, ids=" ".join)
def test_compilers_make_no_difference(tmp_path, compiler):
    """P9: no false alarm of another compiler's, or of its options."""
    newest, path = max(baseline.stored().items())
    baseline.check(HEADER, promised.LIST, newest, path, tmp_path, compiler)


def test_processors_make_no_difference(tmp_path):
    """P9: the clang of the Swift toolchain compiles for other processors, too."""
    newest, path = max(baseline.stored().items())
    baseline.check(HEADER, promised.LIST, newest, path, tmp_path, FOREIGN)


@pytest.mark.parametrize("compiler", [["gcc"], ["clang", "-O2"]], ids=" ".join)
@pytest.mark.parametrize("old, new", FAULTS.values(), ids=FAULTS)
def test_faults_are_noticed(tmp_path, old, new, compiler):
    """P9: each of these breaks a program that was built against the header as it is."""
    changed = variants.replaced(HEADER, old, new)
    with pytest.raises(baseline.BaselineError, match=r"(?s)changes summary: .*baseline\.py"):
        baseline.check(changed, promised.LIST, FIRST, baseline.path_of(FIRST), tmp_path, compiler)


@pytest.mark.parametrize("changed, lines", ADDITIONS.values(), ids=ADDITIONS)
def test_additions_are_noticed_until_they_are_listed(tmp_path, changed, lines):
    """P9: then the old baseline holds, and the new version gets one of its own, which holds from then on."""
    old = tmp_path / baseline.path_of(FIRST).name
    shutil.copyfile(baseline.path_of(FIRST), old)
    with pytest.raises(baseline.BaselineError, match="planted"):
        baseline.store(changed, promised.LIST, tmp_path)
    stored = baseline.store(changed, listed_too(*lines), tmp_path)
    assert stored == baseline.path_of(promised.version_of(NEXT), tmp_path)
    for version, path in baseline.stored(tmp_path).items():
        baseline.check(changed, listed_too(*lines), version, path, tmp_path)
    with pytest.raises(baseline.BaselineError, match="planted"):
        baseline.check(HEADER, listed_too(*lines), promised.version_of(NEXT), stored, tmp_path)
    assert old.read_bytes() == baseline.path_of(FIRST).read_bytes()


@pytest.mark.parametrize("old, new", FAULTS.values(), ids=FAULTS)
def test_faults_beside_an_addition_are_noticed(tmp_path, old, new):
    """P9: an addition hides nothing."""
    changed, lines = ADDITIONS["members of a record"]
    with pytest.raises(baseline.BaselineError, match="changes summary: "):
        baseline.check(variants.replaced(changed, old, new), listed_too(*lines), FIRST, baseline.path_of(FIRST),
                       tmp_path)


def test_a_member_that_is_listed_where_it_must_not_stand_is_noticed(tmp_path):
    """P9: structs grow at their end alone, and a span, which stands inside of the others, not at all."""
    inserted = variants.replaced(HEADER, *FAULTS["a member inserted"])
    grown = variants.appended(HEADER, "jobstatus_span", "uint32_t planted")
    for changed, line in ((inserted, "jobstatus_record planted 12 4"), (grown, "jobstatus_span planted 12 4")):
        with pytest.raises(baseline.BaselineError, match="planted"):
            baseline.check(changed, listed_too(line), FIRST, baseline.path_of(FIRST), tmp_path)


def test_a_baseline_is_the_same_wherever_it_is_made(tmp_path):
    """P9."""
    made = [baseline.describe(baseline.compile_stub(HEADER, tmp_path / name)) for name in ("one", "another one")]
    assert made[0] == made[1]
    assert str(tmp_path) not in made[0]


def test_a_baseline_that_holds_is_not_replaced(tmp_path):
    """P9. Nor is one of the project's ever stored by a test: that is for the maintainer to do."""
    stored = baseline.store(HEADER, promised.LIST, tmp_path)
    before = stored.read_bytes()
    with pytest.raises(baseline.BaselineError, match="nothing was added"):
        baseline.store(HEADER, promised.LIST, tmp_path)
    assert stored.read_bytes() == before


def test_a_baseline_that_cannot_be_read_is_no_match(tmp_path):
    """P9."""
    broken = tmp_path / "baseline-0.1.0.abi"
    for content in ("", "<abi-corpus", "no XML"):
        broken.write_text(content, encoding="utf-8")
        with pytest.raises(baseline.BaselineError):
            baseline.check(HEADER, promised.LIST, FIRST, broken, tmp_path)


def test_a_missing_program_is_a_failure_that_names_its_package(monkeypatch):
    """P9 is not taken for granted where it cannot be tested."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(baseline.BaselineError, match="install the Debian package abigail-tools"):
        baseline.compare("baseline", "stub")
