# SPDX-License-Identifier: Apache-2.0
"""The worker of the Python contenders: reads a command a line, answers a line (Tests/Benchmarks/README.md)."""

import json
import struct
import sys
import time

import orjson

import typed
import untyped
import values

READERS = {
    "python/json": untyped.readers(json.loads),
    "python/orjson": untyped.readers(orjson.loads),
    "python/msgspec": typed.readers(),
}
LIST_ENDS = 3


class Set:
    """The documents of a set, each in a buffer of its own."""

    def __init__(self, vendor, kind, path):
        self.vendor, self.is_list = int(vendor), kind == "list"
        with open(path, "rb") as file:
            count, = struct.unpack("<I", file.read(4))
            self.documents = [file.read(struct.unpack("<I", file.read(4))[0]) for _ in range(count)]

    def reader(self, contender):
        return READERS[contender][self.vendor][self.is_list]


SETS = {}


def load(name, vendor, kind, path):
    SETS[name] = Set(vendor, kind, path)
    return f"ok {len(SETS[name].documents)}"


def fields(contender, name, index):
    chosen = SETS[name]
    read = chosen.reader(contender)(chosen.documents[int(index)])
    if not chosen.is_list:
        return json.dumps(values.fields(read))
    ends = read[:LIST_ENDS] + read[-LIST_ENDS:]
    return json.dumps({"count": len(read), "records": [values.fields(record) for record in ends]})


def measure(contender, name, table, repeats):
    """Nanoseconds a document. Python texts are decoded ones, so that both tables are the same."""
    chosen = SETS[name]
    read, documents = chosen.reader(contender), chosen.documents
    weigh = len if chosen.is_list else weight
    checksum = 0
    start = time.perf_counter_ns()
    for _ in range(int(repeats)):
        for document in documents:
            checksum += weigh(read(document))
    elapsed = time.perf_counter_ns() - start
    assert checksum > 0
    return f"{elapsed / (int(repeats) * len(documents)):.1f}"


def weight(record):
    return 1 + record.item_count


COMMANDS = {
    "contenders": lambda: " ".join(READERS),
    "load": load,
    "fields": fields,
    "time": measure,
    "cold": lambda *_: "-",
    "allocations": lambda *_: "-",
}


def answer(line):
    name, *arguments = line.strip().split(None, 4)
    try:
        return COMMANDS[name](*arguments)
    except Exception as error:  # Whatever goes wrong is for the coordinator to tell.
        return f"error {type(error).__name__}: {error}".replace("\n", " ")


def main():
    for line in sys.stdin:
        if line.strip() == "quit":
            return
        if line.strip():
            print(answer(line), flush=True)


if __name__ == "__main__":
    main()
