#!/usr/bin/env python3
"""Runs the workers of the contenders in turn and prints what they took, as ratios to jobstatus.

    python3 benchmark.py LIBRARY_FOLDER [--quick] [--json FILE] [--rounds N] [--sets NAME,...]

run.sh builds what this starts. See README.md for what is measured and how.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

import battery
import corpus
import loading

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASE = ROOT / "build" / "benchmarks"

OURS = "jobstatus"
SLICE = 5e6  # nanoseconds of one timing
PROCESSES = 4
QUICK_SETS = ["pan", "pan-shuffled", "pan-sent", "orange", "cisco-3", "cisco-200", "cf", "cf-5-errors", "ontap",
              "list-pan", "list-ontap"]

# The columns of the table, and the contenders of which the fastest stands there.
FAMILIES = {
    "On-Demand": ("simdjson-find", "simdjson-iterate"),
    "simdjson DOM": ("simdjson-dom",),
    "yyjson": ("yyjson", "yyjson-pool", "yyjson-insitu"),
    "RapidJSON": ("rapidjson", "rapidjson-insitu"),
    "nlohmann": ("nlohmann",),
    "cJSON": ("cjson",),
    "Jansson": ("jansson",),
}


class Failure(Exception):
    pass


# ---- Workers ---------------------------------------------------------------------------------------------------------

class Worker:
    """A process with contenders. Those of the build for this machine are told from the others by their prefix."""

    def __init__(self, command, library, prefix="", preload=None):
        environment = dict(os.environ, LD_LIBRARY_PATH=str(library))
        if preload:
            environment["LD_PRELOAD"] = str(preload)
        self.command, self.prefix = command, prefix
        self.process = subprocess.Popen([str(command)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment, encoding="utf-8")
        self.names = self.ask("contenders").split()
        self.contenders = [prefix + name for name in self.names if not (prefix and name == OURS)]

    def ask(self, *words):
        try:
            self.process.stdin.write(" ".join(map(str, words)) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise Failure(f"{self.command.name} ended at: {' '.join(map(str, words))}")
        return answer.rstrip("\n")

    def demand(self, *words):
        answer = self.ask(*words)
        if answer.startswith("error"):
            raise Failure(f"{self.command.name}: {' '.join(map(str, words))}: {answer}")
        return answer

    def own(self, contender):
        return contender[len(self.prefix):]

    def load(self, name, entry):
        self.demand("load", name, entry["vendor"], entry["kind"], entry["file"])

    def time(self, contender, name, table, repeats):
        return float(self.demand("time", self.own(contender), name, table, repeats))

    def end(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # It has ended by itself, which is told where its answer was missed.
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


class Bench:
    """What there is to measure with."""

    def __init__(self, library):
        self.library = library
        self.commands = [(BASE / "native-worker", ""), (BASE / "native-worker-march", "native/")]
        for name in ("python", "go", "swift"):
            command = BASE / f"{name}-worker"
            if command.exists():
                self.commands.append((command, ""))
            else:
                print(f"MISSING: {command.relative_to(ROOT)}, so no contenders of {name} (see run.sh)", file=sys.stderr)

    def start(self, small_only=True):
        """The workers, the one with jobstatus first."""
        commands = self.commands if small_only else self.commands[:2]
        return [Worker(command, self.library, prefix) for command, prefix in commands]


# ---- The same fields -------------------------------------------------------------------------------------------------

def check(workers, name, entry):
    """Every contender must make the same of every document as jobstatus does."""
    ours = workers[0]
    for index in range(entry["count"]):
        expected = ours.demand("fields", OURS, name, index)
        for worker in workers:
            for contender in worker.contenders:
                found = worker.demand("fields", worker.own(contender), name, index)
                if found != expected and json.loads(found) != json.loads(expected):
                    raise Failure(f"{contender} reads document {index} of {name} in another way: "
                                  + difference(json.loads(found), json.loads(expected)))


def difference(found, expected):
    if "records" in expected:
        if found["count"] != expected["count"]:
            return f"{found['count']} records instead of {expected['count']}"
        pairs = [pair for pair in zip(found["records"], expected["records"]) if pair[0] != pair[1]]
        found, expected = pairs[0]
    names = [name for name in expected if found.get(name) != expected[name]]
    return ", ".join(f"{name} {found.get(name)!r} instead of {expected[name]!r}" for name in names) or \
        f"more fields: {sorted(set(found) - set(expected))}"


# ---- Times -----------------------------------------------------------------------------------------------------------

class Times:
    """Of one set and table: the times and the ratios of each contender, a round each."""

    def __init__(self):
        self.nanoseconds, self.ratios = {}, {}

    def add(self, contender, nanoseconds, ours=None):
        self.nanoseconds.setdefault(contender, []).append(nanoseconds)
        if ours is not None:
            self.ratios.setdefault(contender, []).append(ours / nanoseconds)


def calibrate(workers, name, entry, table):
    """How often each contender reads the set in one timing. The first timing is also its warming up."""
    repeats = {}
    for worker in workers:
        for contender in worker.contenders:
            once = worker.time(contender, name, table, 1) * entry["count"]
            repeats[contender] = max(1, round(SLICE / max(once, 1)))
    return repeats


def measure_round(workers, name, table, repeats, number, times):
    """Each contender once, jobstatus before and after them in the same process, or in the first where it has none."""
    for worker in workers:
        holder = worker if OURS in worker.names else workers[0]
        contenders = [contender for contender in worker.contenders if contender != OURS]
        turn = number % max(1, len(contenders))
        before = float(holder.demand("time", OURS, name, table, repeats[OURS]))
        timed = [(contender, worker.time(contender, name, table, repeats[contender]))
                 for contender in contenders[turn:] + contenders[:turn]]
        after = float(holder.demand("time", OURS, name, table, repeats[OURS]))
        ours = (before + after) / 2
        times.add(OURS, ours)
        for contender, nanoseconds in timed:
            times.add(contender, nanoseconds, ours)


def rounds_for(entry, rounds):
    """Of the largest bodies there are fewer rounds, one in each process."""
    return rounds if entry["bytes"] < 5_000_000 else PROCESSES


def measure_set(bench, name, entry, tables, rounds):
    times = {table: Times() for table in tables}
    cold = Times()
    rounds = rounds_for(entry, rounds)
    for process in range(PROCESSES):
        workers = bench.start(entry["bytes"] < 5_000_000)
        try:
            for worker in workers:
                worker.load(name, entry)
            if process == 0:
                check(workers, name, entry)
            for table in tables:
                repeats = calibrate(workers, name, entry, table)
                for number in range(process, rounds, PROCESSES):
                    measure_round(workers, name, table, repeats, number, times[table])
            if not is_large(entry):
                measure_cold(workers[:2], name, cold)
        finally:
            for worker in workers:
                worker.end()
    return times, cold


def is_large(entry):
    return entry["bytes"] > 200_000


def measure_cold(workers, name, times):
    for worker in workers:
        ours = float(worker.demand("cold", OURS, name, "A"))
        for contender in worker.contenders:
            nanoseconds = ours if contender == OURS else float(worker.demand("cold", worker.own(contender), name, "A"))
            times.add(contender, nanoseconds, ours)


# ---- Instructions and allocations ------------------------------------------------------------------------------------

def instructions(library, contender, name, entry):
    """Instructions a document, what reading the set twice takes more than once, and what simdjson runs as there."""
    def count(repeats):
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(BASE / "native-worker"),
                   "--instructions", contender, name, str(entry["vendor"]), entry["kind"], entry["file"], "A",
                   "--repeats", str(repeats)]
        done = subprocess.run(command, env=dict(os.environ, LD_LIBRARY_PATH=str(library)), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        found = re.search(r"Collected : (\d+)", done.stderr)
        if done.returncode or not found:
            raise Failure(f"valgrind on {contender} and {name}: {done.stderr.strip()[-300:]}")
        return int(found[1]), done.stdout.strip()
    (once, kernel), (twice, _) = count(1), count(2)
    return round((twice - once) / entry["count"]), kernel


def count_instructions(bench, index, names):
    names = [name for name in names if not is_growth(name)]
    with Worker(BASE / "native-worker", bench.library) as worker:
        contenders = worker.contenders
    counted = {}
    for name in names:
        for contender in contenders:
            counted[name, contender], kernel = instructions(bench.library, contender, name, index[name])
        print(f"counted {name}; there simdjson runs its kernel {kernel}", file=sys.stderr)
    return counted


def is_growth(name):
    return name.startswith("growth-")


def count_allocations(bench, index, names):
    counted = {}
    with Worker(BASE / "native-worker", bench.library, preload=BASE / "allocations.so") as worker:
        for name in names:
            if is_large(index[name]) and is_growth(name):
                continue
            worker.load(name, index[name])
            for contender in worker.contenders:
                counted[name, contender] = float(worker.demand("allocations", contender, name))
    return counted


def text_sizes():
    """By the name of its file in build/benchmarks/sizes what a peer adds to a program: its code and constants."""
    sizes = {}
    for path in sorted((BASE / "sizes").glob("*.so")):
        name = path.stem.partition("-")[0]
        done = subprocess.run(["size", str(path)], stdout=subprocess.PIPE, text=True, check=True)
        sizes[name] = sizes.get(name, 0) + int(done.stdout.splitlines()[1].split()[0])
    return sizes


# ---- The tables ------------------------------------------------------------------------------------------------------

def rows_of(name, entry, times, cold):
    rows = []
    for table, measured in times.items():
        for contender, nanoseconds in measured.nanoseconds.items():
            row = {"body": name, "bytes": entry["bytes"], "contender": contender, "table": table,
                   "ns": round(statistics.median(nanoseconds), 1), "ratio": None, "instructions": None,
                   "allocations": None}
            if contender in measured.ratios:
                row["ratio"] = round(statistics.median(measured.ratios[contender]), 4)
            if table == "A" and contender in cold.nanoseconds:
                row["cold_ns"] = round(statistics.median(cold.nanoseconds[contender]))
                row["cold_ratio"] = round(statistics.median(cold.ratios[contender]), 4)
            rows.append(row)
    return rows


def plain(contender):
    return contender.removeprefix("native/")


def best(rows, contenders=None):
    """The fastest of the peers, seen by the ratio."""
    candidates = [row for row in rows if row["ratio"] is not None
                  and (contenders is None or plain(row["contender"]) in contenders)]
    return max(candidates, key=lambda row: row["ratio"], default=None)


def columns(rows):
    families = dict(FAMILIES)
    known = {name for names in families.values() for name in names} | {OURS}
    for row in rows:
        if plain(row["contender"]) not in known:
            families.setdefault(row["contender"], (row["contender"],))
    return families


def cell(row, width):
    return f"{row['ratio']:.2f}".rjust(width) if row else "-".rjust(width)


def named_cell(row):
    return (f"{row['ratio']:.2f} {row['contender']}" if row else "-").ljust(31)


def print_table(rows, table, validating):
    rows = [row for row in rows if row["table"] == table]
    if not rows:
        return
    families = columns(rows)
    widths = {family: max(len(family), 6) for family in families}
    print(f"\nTable {table}: time of jobstatus / time of the peer; below 1 jobstatus is faster\n")
    print("body                  bytes      our ns  best of any                    best that validates            "
          + "  ".join(family.rjust(widths[family]) for family in families))
    for name in dict.fromkeys(row["body"] for row in rows):
        of_set = [row for row in rows if row["body"] == name]
        ours = next(row for row in of_set if row["contender"] == OURS)
        print(f"{name:18} {ours['bytes']:>8} {ours['ns']:>11.0f}  {named_cell(best(of_set))}"
              f"{named_cell(best(of_set, validating))}"
              + "  ".join(cell(best(of_set, names), widths[family]) for family, names in families.items()))


def machine():
    """The processor's name, and how many cores there are."""
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*: (.*)$", cpuinfo.read_text(), flags=re.M) if cpuinfo.exists() else []
    return f"{names[0] if names else os.uname().machine}, {os.cpu_count()} cores"


def print_cold(rows, validating):
    rows = [dict(row, ratio=row["cold_ratio"], ns=row["cold_ns"]) for row in rows if "cold_ratio" in row]
    if rows:
        print("\nSingle calls after other work, with caches and predictors disturbed (spans):\n")
    for name in dict.fromkeys(row["body"] for row in rows):
        of_set = [row for row in rows if row["body"] == name]
        ours = next(row for row in of_set if row["contender"] == OURS)
        peers = [row for row in of_set if row["contender"] != OURS]
        print(f"{name:18} {ours['bytes']:>8} {ours['ns']:>8} ns  {named_cell(best(peers))}"
              f"{named_cell(best(peers, validating))}")


def print_peers(peers, counted_set):
    print("\nWhat each contender lets pass of the malformed bodies, where it reads spans (A) and texts (B),\n"
          f"what it allocates and executes for a document of {counted_set}, and the bytes it adds to a program\n")
    print("contender              version   wrongly accepted (A/B)  of  allocations  instructions   text bytes")
    for name, peer in peers.items():
        accepted = f"{len(peer['accepted']['A'])}/{len(peer['accepted']['B'])}"
        numbers = [str(peer.get(key)) if peer.get(key) is not None else "-" for key in
                   ("allocations", "instructions", "text_bytes")]
        print(f"{name:22} {peer['version'] or '-':8} {accepted:>23}  {peer['malformed']:>2}  {numbers[0]:>11}  "
              f"{numbers[1]:>12}  {numbers[2]:>11}")
    for name, peer in peers.items():
        if peer["accepted"]["A"] or peer["refused"]:
            print(f"{name} accepts: {', '.join(peer['accepted']['A']) or 'nothing'}"
                  + (f"; refuses: {', '.join(peer['refused'])}" if peer["refused"] else ""))


# ---- All of it -------------------------------------------------------------------------------------------------------

def parse_arguments():
    parser = argparse.ArgumentParser(prog="run.sh")
    parser.add_argument("library", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="the most important bodies, spans only, few rounds")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="all measurements, as JSON")
    parser.add_argument("--rounds", type=positive, help="rounds of each set and table; 20, or 8 with --quick")
    parser.add_argument("--sets", type=sets, metavar="NAME,...", help=f"some of {', '.join(corpus.SETS)}")
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.json and not arguments.json.resolve().parent.is_dir():
        parser.error(f"no folder for {arguments.json}")
    return arguments


def positive(text):
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rounds")
    return int(text)


def sets(text):
    names = text.split(",")
    unknown = [name for name in names if name not in corpus.SETS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no such set: {', '.join(map(repr, unknown))}")
    return names


def chosen_sets(arguments):
    return arguments.sets or (QUICK_SETS if arguments.quick else list(corpus.SETS))


def run(arguments):
    names = chosen_sets(arguments)
    rounds = arguments.rounds or (8 if arguments.quick else 20)
    index = corpus.write_corpus(BASE / "corpus", names)
    bench = Bench(arguments.library.resolve())
    peers = battery.run(bench, Worker, BASE / "battery")
    validating = {name for name, peer in peers.items() if name != OURS and not peer["accepted"]["A"]}

    rows = []
    for name in names:
        tables = ["A"] if arguments.quick or is_growth(name) else ["A", "B"]
        times, cold = measure_set(bench, name, index[name], tables, rounds)
        rows += rows_of(name, index[name], times, cold)
        print(f"measured {name}", file=sys.stderr)
    add_counts(bench, index, names, rows, peers, arguments.quick)

    print(f"\nOn {machine()}")
    for table in ("A", "B"):
        print_table(rows, table, validating)
    print_cold(rows, validating)
    print_peers(peers, names[0])
    loaded = loading.measure(bench.library / "libjobstatus.so", BASE)
    print("\n" + loading.sentence(loaded))
    if arguments.json:
        measured = {"machine": machine(), "rows": rows, "peers": peers, "loading": loaded}
        arguments.json.write_text(json.dumps(measured, indent=1) + "\n")


def add_counts(bench, index, names, rows, peers, is_quick):
    """Allocations always, instructions where there is time for valgrind."""
    allocations = count_allocations(bench, index, names)
    counted = {} if is_quick else count_instructions(bench, index, names)
    for row in rows:
        if row["table"] == "A":
            key = row["body"], row["contender"]
            row["allocations"], row["instructions"] = allocations.get(key), counted.get(key)
    sizes = text_sizes()
    for name, peer in peers.items():
        peer["text_bytes"] = sizes.get(name.partition("-")[0])
        peer["allocations"] = allocations.get((names[0], name))
        peer["instructions"] = counted.get((names[0], name))


def main():
    try:
        arguments = parse_arguments()
        if not arguments.check:
            run(arguments)
    except Failure as failure:
        sys.exit(f"benchmark: {failure}")


if __name__ == "__main__":
    main()
