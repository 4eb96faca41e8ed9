# SPDX-License-Identifier: Apache-2.0
"""Runs the conformance set of JSON and UTF-8 (conformance/) on the built library, and checks the set itself against
Python's json module: a reader that knows nothing of this project.

P3 (reads only the body, at any alignment), P5 (no trap, no endless loop) and P6 (the whole document is validated) rest
on what conformance.c does with each case.
"""

import codecs
import itertools
import json
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent / "conformance"
FILES = [HERE / "accept.txt", HERE / "reject.txt"]
LEVELS = 1024
COMPILERS = [name for name in ("gcc", "clang") if shutil.which(name)] or ["cc"]


# ---- The runner ------------------------------------------------------------------------------------------------------

def build_runner(compiler, library, root, folder):
    program = folder / f"conformance-{compiler}"
    subprocess.run([compiler, "-std=c11", "-O2", "-Wall", "-Wextra", "-Wconversion", "-Werror", f"-I{root / 'include'}",
                    str(HERE / "conformance.c"), str(library), "-o", str(program)], check=True)
    return program


@pytest.fixture(scope="module")
def runner(tmp_path_factory, library, root):
    """The runner, which every compiler there is must build without a warning; what the first one built is run."""
    folder = tmp_path_factory.mktemp("conformance")
    return [build_runner(compiler, library, root, folder) for compiler in COMPILERS][0]


def run(program, library, environment, *files):
    paths = filter(None, [str(library.parent), environment.get("LD_LIBRARY_PATH")])
    done = subprocess.run([str(program), *map(str, files)], capture_output=True, text=True, check=False,
                          env={**environment, "LD_LIBRARY_PATH": ":".join(paths)})
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_conformance(runner, library, environment):
    """P3, P5, P6."""
    status, lines = run(runner, library, environment, *FILES)
    assert re.fullmatch(r"conformance: [1-9]\d* checks, 0 failures", lines[-1]), "\n".join(lines[:50] + lines[-1:])
    assert status == 0


@pytest.mark.parametrize("case", ["syntax [1]", "ok [1", "syntax [<!>1", "truncated []", "utf8 [\"<!>a\"]", "empty []",
                                  "too-deep <1024*[><!><1024*]>", "syntax [1,,<!>]"])
def test_the_runner_tells_a_wrong_case(runner, tmp_path, library, environment, case):
    """Self-check."""
    cases = tmp_path / "wrong.txt"
    cases.write_text(f"# one line of comment\n{case}\n", encoding="utf-8")
    status, lines = run(runner, library, environment, cases)
    assert status == 1 and lines[0].startswith("wrong.txt:2: ")
    assert re.fullmatch(r"conformance: \d+ checks, [1-9]\d* failures", lines[-1])


@pytest.mark.parametrize("case", ["no-such-result []", "ok", "ok [<0>]", "ok [<3*a]", "ok <5..3*a>", "ok <!><!>",
                                  "ok <zz>"])
def test_the_runner_refuses_what_is_no_case(runner, tmp_path, library, environment, case):
    """Self-check."""
    cases = tmp_path / "broken.txt"
    cases.write_text(f"{case}\n", encoding="utf-8")
    status, lines = run(runner, library, environment, cases)
    assert status == 2 and lines[0].startswith("broken.txt:1: ")


# ---- The set, read a second time -------------------------------------------------------------------------------------

TOKEN = re.compile(rb"<(?:(?P<low>\d+)(?:\.\.(?P<high>\d+))?\*|(?P<mark>!)>|(?P<bytes>[0-9A-F ]*)>)"
                   rb"|(?P<close>>)|(?P<text>[^<>]+)")


def parse(notation):
    """A case as a list of bytes, of None for the mark, and of (counts, list) for what is repeated."""
    stack = [[]]
    position = 0
    while position < len(notation):
        match = TOKEN.match(notation, position)
        assert match, notation
        position = match.end()
        if match["low"]:
            low = int(match["low"])
            stack.append(range(low, int(match["high"] or low) + 1))
            stack.append([])
        elif match["close"] and len(stack) > 1:
            unit, counts = stack.pop(), stack.pop()
            stack[-1].append((counts, unit))
        elif match["mark"]:
            stack[-1].append(None)
        elif match["bytes"] is not None:
            stack[-1].append(bytes.fromhex(match["bytes"].decode()))
        else:
            stack[-1].append(match[0])
    assert len(stack) == 1, notation
    return stack[0]


def bodies(parts):
    """Every body of a case: the combinations of all numbers of repetitions."""
    choices = []
    for part in parts:
        if isinstance(part, tuple):
            counts, unit = part
            choices.append([once * count for once in bodies(unit) for count in counts])
        else:
            choices.append([part or b""])
    for chosen in itertools.product(*choices):
        yield b"".join(chosen)


def cases():
    for path in FILES:
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if line and not line.startswith(b"#"):
                result, _, notation = line.partition(b" ")
                yield f"{path.name}:{number}", result.decode(), parse(notation)


def refuse(constant):
    raise ValueError(f"{constant} is no JSON")


def levels(value):
    """How deep arrays and objects are nested, without recursion."""
    deepest, rest = 0, [(value, 1)]
    while rest:
        each, level = rest.pop()
        if isinstance(each, (list, dict)):
            deepest = max(deepest, level)
            rest += [(inner, level + 1) for inner in (each.values() if isinstance(each, dict) else each)]
    return deepest


def python_accepts(body):
    """json.loads, held to the grammar: it knows NaN and Infinity, and no limits of depth and size that are ours."""
    try:
        text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        value = json.loads(text, parse_constant=refuse, parse_int=str, parse_float=str)
    except ValueError:
        return False
    return levels(value) <= LEVELS


def test_the_set_is_large():
    """Self-check. Cases as written: the bodies that ranges make of them are many more."""
    results = [result for _, result, _ in cases()]
    accepted = results.count("ok")
    assert accepted >= 150 and len(results) - accepted >= 350


@pytest.fixture
def deep_recursion():
    """Python's reader recurses: by default it gives up before level 1024."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(10 * LEVELS)
    yield
    sys.setrecursionlimit(before)


def test_python_agrees_with_every_case(deep_recursion):
    """P6."""
    assert json.scanner.c_make_scanner, "the scanner written in Python takes digits of every script for digits"
    wrong = []
    for where, result, parts in cases():
        for body in bodies(parts):
            if python_accepts(body) != (result == "ok"):
                wrong.append(f"{where}: {result}: {body[:80]!r}")
                break
    assert not wrong, "\n".join(wrong)


def test_no_case_is_written_twice():
    """Self-check."""
    seen = {}
    for where, result, parts in cases():
        first = seen.setdefault(repr(parts), where)
        assert first == where, f"{where} repeats {first}"
