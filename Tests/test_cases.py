# SPDX-License-Identifier: Apache-2.0
"""Runs the golden cases of cases/*.md on the command-line tool, each as a test of its own.

A case is a `##` heading with fenced blocks under it. The blocks that are read, all others being prose:

    options        arguments of the tool; `--format json` is always added
    json, text     the body, without the newline before the closing fence
    bytes          the body as Python bytes literals, one a line, each may be repeated: b"[" * 1024
    expected       a JSON object for each line that the tool shall print: the keys to compare
    expected exact every key that is not listed must be absent: null, 0 for a count, [] for a list
    each           one variation a line, `text -> {...}`: the text takes the place of every `$` in the options and the
                   body block, and the object adds to the one line of `expected`

The body can also be a file: a line `body: path`, relative to the case file. The exit status must be 1 where a line has
a result other than ok, else 0; a line `exit: N` says otherwise, `exit: any` leaves it open.
"""

import ast
import dataclasses
import json
import os
import pathlib
import re
import shlex
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE / "cases"
SAMPLES = HERE.parent / "examples" / "responses"

COUNTS = ["subtasks_total", "subtasks_succeeded", "subtasks_failed", "subtasks_unfinished",
          "error_count", "warning_count", "item_count"]
RECORD = ["result", "error_offset", "vendor", "http_status", "kind", "state", "terminal", "advice", "fault", "percent",
          "id", "parent_id", "name", "operation", "description", "state_text", "result_text", "message", "error_code",
          "job_code", "created_at", "started_at", "updated_at", "finished_at", "requester", "target_name", "target_id",
          "self_link", "resource_link", "request_id", *COUNTS, "flags"]
LIST = ["kind", "total", "returned", "next_link"]
ITEM = ["kind", "state", "code", "title", "message", "severity", "target_id", "target_name", "target_type", "link"]

# An exact case has to spell these out, because leaving one away by mistake would go unseen.
ALWAYS_LISTED = ["vendor", "http_status", "result", "kind", "state", "terminal", "advice", "fault"]


@dataclasses.dataclass
class Case:
    name: str
    file: pathlib.Path
    line: int
    options: list
    body: bytes
    expected: list
    exact: bool
    exit_status: int | None  # None: left open
    sample: pathlib.Path | None


# ---- Reading the case files ------------------------------------------------------------------------------------------


def sections(file):
    """(heading, line number, lines) of every case in a file. A heading inside a fenced block is none."""
    found, fenced = [], False
    for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
        if line.startswith("```"):
            fenced = not fenced
        if line.startswith("## ") and not fenced:
            found.append((line[3:].strip(), number, []))
        elif found:
            found[-1][2].append(line)
    return found


def blocks(lines):
    """The fenced blocks of a case by their info string, and the `key: value` lines outside of them."""
    fences, settings, name = {}, {}, None
    for line in lines:
        if line.startswith("```"):
            if name is None:
                name = line[3:].strip()
                if name in fences:
                    raise ValueError(f"two blocks named {name}")
                fences[name] = []
            else:
                name = None
        elif name is not None:
            fences[name].append(line)
        elif match := re.fullmatch(r"(body|exit): (\S+)", line):
            settings[match[1]] = match[2]
    if name is not None:
        raise ValueError(f"the block {name} has no end")
    return fences, settings


def body_from_literals(lines):
    body = b""
    for line in lines:
        literal, repeat = re.fullmatch(r"(b\".*\"|b'.*')(?: \* (\d+))?", line).groups()
        body += ast.literal_eval(literal) * int(repeat or 1)
    return body


def body_of(fences, sample, text):
    """The bytes of the body, with the text of a variation in the place of `$`."""
    given = [name for name in ("json", "text", "bytes") if name in fences]
    if len(given) + (sample is not None) != 1:
        raise ValueError("one body is needed")
    if sample is not None:
        return sample.read_bytes()
    lines = [line if text is None else line.replace("$", text) for line in fences[given[0]]]
    return body_from_literals(lines) if "bytes" in fences else "\n".join(lines).encode("utf-8")


def exit_status_of(settings, expected):
    given = settings.get("exit")
    if given is not None:
        return None if given == "any" else int(given)
    return int(any(line.get("result", "ok") != "ok" for line in expected))


def variations(rows, expected):
    """(text for the `$`, expected lines) of every row of an `each` block; without one, the case itself."""
    if rows is None:
        if not expected:
            raise ValueError("nothing is expected")
        yield None, expected
        return
    if len(expected) > 1:
        raise ValueError("each goes with one expected line at most")
    common = expected[0] if expected else {}
    for row in rows:
        text, arrow, more = row.partition(" -> ")
        if not arrow:
            raise ValueError(f"no arrow in {row!r}")
        yield text.strip(), [common | json.loads(more)]


def cases_of_section(file, heading, number, lines):
    fences, settings = blocks(lines)
    unknown = set(fences) - {"options", "json", "text", "bytes", "expected", "expected exact", "each"}
    if unknown:
        raise ValueError(f"unknown block {unknown}")
    exact = "expected exact" in fences
    common = [json.loads(line) for line in fences.get("expected", []) + fences.get("expected exact", [])]
    sample = pathlib.Path(os.path.normpath(file.parent / settings["body"])) if "body" in settings else None
    options = " ".join(fences.get("options", []))
    for text, expected in variations(fences.get("each"), common):
        yield Case(name=heading if text is None else f"{heading} [{text}]", file=file, line=number,
                   options=shlex.split(options if text is None else options.replace("$", text)),
                   body=body_of(fences, sample, text), expected=expected, exact=exact,
                   exit_status=exit_status_of(settings, expected), sample=sample)


def read_cases():
    """All cases. A mistake in a case file ends the run at once, with its place."""
    cases = []
    for file in sorted(CASES.glob("*.md")):
        for heading, number, lines in sections(file):
            try:
                cases += cases_of_section(file, heading, number, lines)
            except (ValueError, SyntaxError, AttributeError, OSError) as mistake:
                raise ValueError(f"{file.name}:{number}: {heading}: {mistake}") from mistake
    return cases


ALL_CASES = read_cases()


# ---- Comparing -------------------------------------------------------------------------------------------------------


def same(expected, printed):
    """Equality that tells 1 from true, as == in Python does not. The order of flags means nothing."""
    if isinstance(expected, bool) or isinstance(printed, bool):
        return expected is printed
    if isinstance(expected, list) and isinstance(printed, list):
        return sorted(map(str, expected)) == sorted(map(str, printed))
    return expected == printed


def absent(key):
    return 0 if key in COUNTS else [] if key in ("flags", "items") else None


def differences_of_object(expected, printed, keys, exact, where):
    found = []
    strange = sorted(set(printed) ^ set(keys))
    if strange:
        found.append(f"{where}keys that are missing or unknown: {strange}")
    for key in expected if not exact else keys:
        wanted, got = expected.get(key, absent(key)), printed.get(key)
        if key == "items":
            found += differences_of_items(wanted, got, exact, where)
        elif not same(wanted, got):
            found.append(f"{where}{key}: expected {show(wanted)}, printed {show(got)}")
    return found


def differences_of_items(expected, printed, exact, where):
    if not isinstance(printed, list) or len(expected) != len(printed):
        return [f"{where}items: expected {len(expected)}, printed {show(printed)}"]
    found = []
    for number, (wanted, got) in enumerate(zip(expected, printed)):
        if exact and "state" not in wanted:
            # Only a sub-task has a state; how its absence is printed is of no interest.
            wanted = wanted | {"state": got.get("state")}
        found += differences_of_object(wanted, got, ITEM, exact, f"{where}items[{number}].")
    return found


def differences_of_lines(case, printed):
    if len(case.expected) != len(printed):
        return [f"{len(case.expected)} lines expected, {len(printed)} printed"]
    found = []
    for number, (wanted, got) in enumerate(zip(case.expected, printed), 1):
        where = f"line {number}: " if len(printed) > 1 else ""
        keys = LIST if "result" not in got else RECORD + ["items"] * ("--items" in case.options)
        if case.exact and keys is not LIST:
            forgotten = [key for key in ALWAYS_LISTED if key not in wanted]
            found += [f"{where}the exact case does not list {forgotten}"] * bool(forgotten)
        found += differences_of_object(wanted, got, keys, case.exact, where)
    return found


def show(value):
    return json.dumps(value, ensure_ascii=False)


def run(tool, environment, options, body):
    return subprocess.run([tool, *options, "--format", "json", "-"], input=body, capture_output=True, timeout=30,
                          env=environment)


def lines_of(output):
    # Not splitlines: it would cut at U+2028 and the like, which may stand in a text.
    return [json.loads(line) for line in output.decode("utf-8").split("\n") if line]


@pytest.mark.parametrize("case", ALL_CASES, ids=[f"{case.file.name}: {case.name}" for case in ALL_CASES])
def test_case(case, tool, environment):
    """P6, P7, P8, sections 4, 5, 6, 8 and 9: what a case expects is what the header says."""
    done = run(tool, environment, case.options, case.body)
    found = []
    try:
        printed = lines_of(done.stdout)
        found += differences_of_lines(case, printed)
    except (ValueError, AttributeError, TypeError) as trouble:
        found.append(f"the output cannot be read: {trouble}")
    if case.exit_status is not None and done.returncode != case.exit_status:
        found.append(f"exit status: expected {case.exit_status}, got {done.returncode}")
    if found:
        pytest.fail(report(case, done, found), pytrace=False)


def report(case, done, found):
    body = case.body if len(case.body) <= 1500 else case.body[:1500] + b"..."
    return "\n".join([f"{case.file.name}:{case.line}: {case.name}", *(f"  {line}" for line in found),
                      f"options: {shlex.join(case.options)}", f"body: {body.decode('utf-8', 'backslashreplace')}",
                      f"printed: {done.stdout.decode('utf-8', 'backslashreplace').strip()}",
                      f"errors: {done.stderr.decode('utf-8', 'backslashreplace').strip()}"])


# ---- The samples -----------------------------------------------------------------------------------------------------


def sample_files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def name_of(path):
    return str(path.relative_to(SAMPLES))


def test_every_sample_has_a_case():
    """Self-check."""
    used = {case.sample for case in ALL_CASES}
    assert [name_of(path) for path in sample_files(SAMPLES) if path not in used] == []


def test_every_vendor_has_cases_and_samples(tool, environment):
    """Self-check."""
    printed = subprocess.run([tool, "--vendors"], capture_output=True, check=True, text=True, env=environment).stdout
    vendors = [line.split()[0] for line in printed.splitlines() if line.strip()]
    assert vendors
    missing = []
    for vendor in vendors:
        missing += [f"cases/{vendor}.md"] * (not (CASES / f"{vendor}.md").exists())
        for what in ("running", "succeeded", "failed", "error", "list"):
            missing += [f"{vendor}/{what}*.json"] * (not any((SAMPLES / vendor).glob(f"{what}*.json")))
    assert missing == []


VENDOR_SAMPLES = [path for path in sample_files(SAMPLES) if path.parent.name != "not-json"]


@pytest.mark.parametrize("sample", VENDOR_SAMPLES, ids=[name_of(path) for path in VENDOR_SAMPLES])
def test_sample_is_detected(sample, tool, environment):
    """Section 7: without a vendor a sample is read as with it. Its folder is its vendor, `name.404.json` has status
    404."""
    options = ["--items"] + ["--list"] * sample.name.startswith("list")
    if status := re.search(r"\.(\d{3})\.", sample.name):
        options += ["--http-status", status[1]]
    named = run(tool, environment, ["--vendor", sample.parent.name, *options], sample.read_bytes()).stdout
    detected = run(tool, environment, options, sample.read_bytes()).stdout
    if not named or named != detected:
        pytest.fail(f"{name_of(sample)}\n  with the vendor: {named.decode('utf-8', 'backslashreplace')}"
                    f"\n  without it:      {detected.decode('utf-8', 'backslashreplace')}", pytrace=False)
