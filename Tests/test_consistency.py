# SPDX-License-Identifier: Apache-2.0
"""A vendor is in several places or in none: its constant in the header, its line in the list of vendors, its Swift
file, its cases, its sample responses and its row in the README's table. Here each is looked up in all the others."""

import re
import shutil
import subprocess

import pytest

import header

LIST = "Sources/JobStatus/Vendors/Vendors.swift"
HEADER = "include/jobstatus.h"
README = "README.md"
CASES = "Tests/cases"
SAMPLES = "examples/responses"
PREFIX = "JOBSTATUS_VENDOR_"


def read(path):
    return path.read_text(encoding="utf-8") if path.exists() else ""


def without_comments(swift):
    return re.sub(r"//[^\n]*", "", swift)


def tag_of_constant(constant):
    """The tag of a vendor is its constant's name in lower case: JOBSTATUS_VENDOR_CISCO_CDFMC is cisco-cdfmc."""
    return constant.removeprefix(PREFIX).lower().replace("_", "-")


def squashed(name):
    """What a tag and the name of a Swift type have in common: cisco-cdfmc and CiscoCDFMC."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def in_header(root):
    constants, _, names, _ = header.read_constants(read(root / HEADER))
    return {tag_of_constant(name) for name, value in constants.items() if name.startswith(PREFIX) and value != 0
            and names.get(name) == tag_of_constant(name)}


def in_list(root):
    """The vendors that the list both names and passes on to."""
    swift = without_comments(read(root / LIST))
    types = {squashed(name) for name in re.findall(r"case \.\w+: (\w+)\.", swift)}
    named = re.findall(rf'"([\w-]+)",\s*({PREFIX}\w+)', swift)
    return {tag for tag, constant in named if squashed(tag) in types and tag == tag_of_constant(constant)}


def swift_files(root):
    """Type to file of each vendor: a type that is a Vendor, in a file that has its name."""
    files = {}
    for path in (root / LIST).parent.glob("*.swift"):
        swift = without_comments(read(path))
        types = re.findall(r"^(?:public )?(?:enum|struct) (\w+)\s*:\s*Vendor\b", swift, flags=re.M)
        if path.stem in types:
            files[path.stem] = path
    return files


def gaps(root):
    """A sentence for each vendor that is missing somewhere."""
    header_tags, list_tags = in_header(root), in_list(root)
    files = {squashed(name): name for name in swift_files(root)}
    rows = [line for line in read(root / README).splitlines() if line.startswith("|")]
    vendors = header_tags | list_tags
    known = {squashed(tag) for tag in vendors}
    vendors |= {name for key, name in files.items() if key not in known}
    for vendor in sorted(vendors):
        if vendor not in header_tags:
            yield f"{vendor}: no constant {PREFIX}... with this name in {HEADER}"
        if vendor not in list_tags:
            yield f"{vendor}: not in the list of vendors, {LIST}"
        if squashed(vendor) not in files:
            yield f"{vendor}: no Swift file of its own beside {LIST}"
        if not re.search(r"^## ", read(root / CASES / f"{vendor}.md"), flags=re.M):
            yield f"{vendor}: no cases, {CASES}/{vendor}.md"
        if not any((root / SAMPLES / vendor).glob("*")):
            yield f"{vendor}: no sample responses, {SAMPLES}/{vendor}/"
        if not any(f"`{vendor}`" in row for row in rows):
            yield f"{vendor}: no row in the table of {README}"


def test_every_vendor_is_everywhere(root):
    assert in_header(root), "the header names no vendor"
    missing = list(gaps(root))
    assert not missing, "\n".join(missing)


def test_unsafe_code_stands_in_five_files(root):
    """What handles pointers can be read in one go."""
    tables = re.compile(r"^  (nonisolated\(unsafe\) (private )?static var \w+: \[_ of \w+\] = \["
                        r"|(private )?static let \w+ = unsafe \w+Table\(&\w+(, &MemberIndexes\.\w+)?\))$", re.M)
    files = {path.name for path in (root / "Sources/JobStatus").rglob("*.swift")
             if re.search(r"\bunsafe\b", tables.sub("", without_comments(read(path))))}
    assert files == {"Border.swift", "Bytes.swift", "Constants.swift", "Output.swift", "Values.swift"}


# ---- The test itself: it must notice what is taken away --------------------------------------------------------------

@pytest.fixture
def copy(root, tmp_path):
    for name in (LIST, HEADER, README, CASES, SAMPLES):
        source, target = root / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
    for path in swift_files(root).values():
        shutil.copyfile(path, (tmp_path / LIST).parent / path.name)
    return tmp_path


def drop_lines(path, words):
    lines = read(path).splitlines(keepends=True)
    kept = [line for line in lines if not any(word in line for word in words)]
    assert len(kept) < len(lines)
    path.write_text("".join(kept), encoding="utf-8")


def constant_of(tag):
    return PREFIX + tag.upper().replace("-", "_")


def type_of(root, tag):
    [name] = [name for name in swift_files(root) if squashed(name) == squashed(tag)]
    return name


REMOVALS = {
    "no constant": lambda root, tag: drop_lines(root / HEADER, [f"#define {constant_of(tag)} "]),
    "not in the list": lambda root, tag: drop_lines(root / LIST, [f": {type_of(root, tag)}."]),
    "not in the list of vendors": lambda root, tag: drop_lines(root / LIST, [f'"{tag}"']),
    "no Swift file": lambda root, tag: swift_files(root)[type_of(root, tag)].unlink(),
    "no cases": lambda root, tag: (root / CASES / f"{tag}.md").unlink(),
    "no sample responses": lambda root, tag: shutil.rmtree(root / SAMPLES / tag),
    "no row": lambda root, tag: drop_lines(root / README, [f"`{tag}`"]),
}
TAGS = sorted(in_header(header.PATH.parents[1]))


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("complaint", REMOVALS)
def test_a_vendor_that_is_taken_away_is_missed(copy, tag, complaint):
    REMOVALS[complaint](copy, tag)
    missing = list(gaps(copy))
    assert len(missing) == 1 and missing[0].startswith(f"{tag}: {complaint}"), missing


def test_a_swift_file_that_nothing_else_knows_is_told(copy):
    (copy / LIST).with_name("Nobody.swift").write_text("enum Nobody: Vendor {\n}\n", encoding="utf-8")
    assert len([line for line in gaps(copy) if line.startswith("Nobody: ")]) == 5


@pytest.mark.parametrize("script", ["fuzz", "differential", "mutants"])
@pytest.mark.parametrize("argument", ["soon", "0", "-5", "1.5", ""])
def test_long_runs_refuse_what_is_no_count(root, script, argument):
    """A run of nothing would look like one that found nothing."""
    arguments = [argument] if argument or script != "mutants" else ["1", "0"]
    done = subprocess.run(["sh", f"Tests/{script}.sh", *arguments], cwd=root, capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 1 and not done.stdout
    assert done.stderr.startswith(f"{script}: usage: sh Tests/{script}.sh ")
