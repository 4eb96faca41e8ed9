# SPDX-License-Identifier: Apache-2.0
"""Changes one condition or constant of the core at a time and looks whether the tests notice: mutants.py COUNT [JOBS]

A mutant is the core with one such change. The checks run on it in the order of the time they take, until one fails: the
mutant is killed. One that passes all of them has survived: either a test is
missing, or the change makes no difference that can be seen from outside. The latter are listed with the reason in
equivalent.md, and are not made.

mutants.sh makes what this needs and says what it prints.
"""

import collections
import concurrent.futures
import itertools
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCES = ROOT / "Sources" / "JobStatus"
EQUIVALENT = ROOT / "Tests" / "equivalent.md"
FOLDER = ROOT / "build" / "mutants"
GENERATED = SOURCES / "MemberIndexes.swift"  # each number of it is compared with what it has to be by `swift test`
SEED = 1
LEAST_KILLED = 0.95
LONGEST = 600  # seconds that a build or a check of the core as it is may take
PATIENCE = 10  # times what a check takes of the core as it is: then it counts as one that never ends
BODIES = 20000

SWAPS = {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&", "+": "-", "-": "+",
         "&+": "&-", "&-": "&+", "+=": "-=", "-=": "+=", "&+=": "&-=", "&-=": "&+=", "&": "|", "|": "&", "<<": ">>",
         ">>": "<<", "&<<": "&>>", "&>>": "&<<", "&*": "&+", "*": "+", "/": "*", "%": "/", "..<": "...", "...": "..<",
         "true": "false", "false": "true"}
OPERATOR = re.compile(r"(?<=\s)(" + "|".join(re.escape(text) for text in sorted(SWAPS, key=len, reverse=True)
                                           if not text.isalpha()) + r")(?=\s)|(?<=[\w)\]])(\.\.<|\.\.\.)(?=[\w(])"
                      r"|\b(true|false)\b")
NUMBER = re.compile(r"(?<![\w.])(0x[0-9A-Fa-f_]+|\d[\d_]*)(?![\w.]|\s*\.\.)")
NEGATION = re.compile(r"(?<=[\s(])!(?=[\w(])")
CONDITION = re.compile(r"\b(?:guard|if|while) (?!let |var |case |#)([^{},]+?) (?=else \{|\{)")
CONSTANT = re.compile(r"\bJOBSTATUS_(?:STATE|FAULT|ADVICE|KIND|ITEM|FLAG|E|VENDOR)_\w+")
TEXT = re.compile(r'"([^"\\\n]+)"')


class Mutant(collections.namedtuple("Mutant", "path start end text")):
    """The bytes from start to end of a file, with another text in their place."""

    def source(self):
        whole = self.path.read_text("utf-8")
        return whole[:self.start] + self.text + whole[self.end:]

    def row(self):
        """How equivalent.md lists it: the file, the change, and the line that it is made in."""
        whole = self.path.read_text("utf-8")
        line = whole[whole.rfind("\n", 0, self.start) + 1:].split("\n", 1)[0].strip()
        return f"{self.path.name} | {whole[self.start:self.end]} -> {self.text} | {line}"

    def __str__(self):
        line = self.path.read_text("utf-8").count("\n", 0, self.start) + 1
        return f"{line:4} {self.row()[:150]}"


# ---- What can be changed ---------------------------------------------------------------------------------------------

def without(pattern, source):
    """The source with blanks for what a pattern finds, so that places stay where they are."""
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found[0]), source)


def code_of(source):
    """Without comments, attributes and what only the compiler reads."""
    source = without(r"//[^\n]*", source)
    return without(r"(?m)@\w+(?:\([^)]*\))?|^import [^\n]*|^ *#if [^\n]*|\bunsafe\b", source)


def families():
    """The constants of the header, by the family that their name begins with, in their order."""
    names = re.findall(r"^#define (JOBSTATUS_\w+)", (ROOT / "include" / "jobstatus.h").read_text("utf-8"), flags=re.M)
    found = collections.defaultdict(list)
    for name in names:
        if CONSTANT.fullmatch(name):
            found[name.split("_")[1]].append(name)
    return found


FAMILIES = families()


def another(constant):
    family = FAMILIES[constant.split("_")[1]]
    return family[(family.index(constant) + 1) % len(family)] if constant in family else constant


def mutants_of(path):
    source = path.read_text("utf-8")
    code = code_of(source)
    bare = without(TEXT, code)
    for found in OPERATOR.finditer(bare):
        yield Mutant(path, *found.span(), SWAPS[found[0]])
    for found in NUMBER.finditer(bare):
        yield Mutant(path, *found.span(), str(int(found[0].replace("_", ""), 0) + 1))
    for found in NEGATION.finditer(bare):
        yield Mutant(path, *found.span(), "")
    for found in CONDITION.finditer(bare):
        yield Mutant(path, *found.span(1), f"!({source[found.start(1):found.end(1)]})")
    for found in CONSTANT.finditer(bare):
        if another(found[0]) != found[0]:
            yield Mutant(path, *found.span(), another(found[0]))
    for found in TEXT.finditer(code):
        last = found[1][-1]
        yield Mutant(path, found.end(1) - 1, found.end(1), "x" if last != "x" else "y")


def equivalent():
    """The rows of equivalent.md."""
    blocks = re.findall(r"^```\n(.*?)^```", EQUIVALENT.read_text("utf-8"), flags=re.M | re.S)
    return {row for block in blocks for row in block.splitlines()}


def draw():
    """All mutants in a fixed random order: of each file in turn, the longer a file the more often."""
    known = equivalent()
    waiting = []
    for path in sorted(set(SOURCES.rglob("*.swift")) - {GENERATED}):
        mutants = list(mutants_of(path))
        # By the file's name, so that a change of one file draws no others of all the rest.
        random.Random(f"{SEED} {path.name}").shuffle(mutants)
        made = [mutant for mutant in mutants if mutant.row() not in known]
        waiting += [(number / len(made), mutant) for number, mutant in enumerate(made)]
    return [mutant for _, mutant in sorted(waiting, key=lambda pair: pair[0])]


# ---- Building and checking one ---------------------------------------------------------------------------------------

def succeeds(command, folder, seconds=LONGEST):
    """Whether a command succeeds with the library of a folder, and in time."""
    environment = {**os.environ, "LD_LIBRARY_PATH": str(folder), "JOBSTATUS_BUILD": str(folder),
                   "JOBSTATUS_LIBRARY": str(folder / "libjobstatus.so"), "PYTHONDONTWRITEBYTECODE": "1"}
    with (folder / "log").open("wb") as log:
        try:
            return subprocess.run(command, cwd=ROOT, env=environment, stdout=log, stderr=log, timeout=seconds,
                                  check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False


def build(folder, mutant=None):
    """The core as a shared library beside the tool; False where it does not compile."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCES, folder / "core")
    if mutant:
        (folder / "core" / mutant.path.relative_to(SOURCES)).write_text(mutant.source(), encoding="utf-8")
    (folder / "jobstatus").symlink_to(FOLDER / "jobstatus")
    return succeeds(["sh", "Tests/mutants.sh", "--link", str(folder)], folder)


def checks():
    pytest = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    return {
        "fuzz": [str(FOLDER / "replay"), str(FOLDER / "seeds")],
        "cases": [*pytest, "Tests/test_cases.py"],
        "abi": [*pytest, "Tests/test_abi.py"],
        "differential": [sys.executable, "Tests/differential.py", str(BODIES)],
        "conformance": [str(FOLDER / "conformance"), str(FOLDER / "accept.txt"), str(FOLDER / "reject.txt")],
    }


def judge(number, mutant, seconds):
    """The name of the check that kills a mutant, "" where none does, None where it does not compile."""
    folder = FOLDER / str(number)
    try:
        if not build(folder, mutant):
            return None
        return next((name for name, command in checks().items() if not succeeds(command, folder, seconds[name])), "")
    finally:
        shutil.rmtree(folder)


# ---- All of them -----------------------------------------------------------------------------------------------------

def judge_all(count, jobs, seconds):
    """The verdicts over the first `count` mutants that compile."""
    mutants = draw()
    print(f"{len(mutants)} places to change; seed {SEED}", flush=True)
    verdicts = {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        judged = pool.map(judge, itertools.count(), mutants, itertools.repeat(seconds))
        for mutant, verdict in zip(mutants, judged):
            if verdict is not None:
                verdicts[mutant] = verdict
                print(f"{verdict or 'SURVIVED':12} {mutant}", flush=True)
            if len(verdicts) == count:
                break
        pool.shutdown(cancel_futures=True)
    return verdicts


def check_the_original():
    """All checks on the core as it is; answers how long each may take with a mutant."""
    folder = FOLDER / "original"
    if not build(folder):
        sys.exit(f"mutants: the core does not compile: {folder / 'log'}")
    seconds = {}
    for name, command in checks().items():
        start = time.monotonic()
        if not succeeds(command, folder):
            sys.exit(f"mutants: {name} fails without any change: {folder / 'log'}")
        seconds[name] = PATIENCE * (1 + time.monotonic() - start)
    return seconds


def report(verdicts, count):
    """Prints what came out, and answers whether it is good enough. Of few mutants one may survive."""
    survivors = sorted(str(mutant) for mutant, verdict in verdicts.items() if not verdict)
    print("\nkilled by:", dict(collections.Counter(filter(None, verdicts.values()))))
    print("files:", len({mutant.path for mutant in verdicts}))
    print(*["survived:", *survivors, ""] if survivors else [], sep="\n", end="")
    print(f"mutants: {len(verdicts) - len(survivors)} of {len(verdicts)} killed")
    return len(verdicts) >= count and len(survivors) <= max(1, len(verdicts) * (1 - LEAST_KILLED))


if __name__ == "__main__":
    wanted = int(sys.argv[1])
    sys.exit(0 if report(judge_all(wanted, int(sys.argv[2]), check_the_original()), wanted) else 1)
