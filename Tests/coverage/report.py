# SPDX-License-Identifier: Apache-2.0
"""Says how much of the core was reached: report.py EXPORT [LIST]

EXPORT is what `llvm-cov export` writes, with the names demangled; LIST what no test can reach, unreached.md beside this
file unless another one is given. Each row in a fenced block of the list names a region by its file, its function, and
the line of source text that it begins in:

    Tables.swift | ConstantTable<>.fault(of:) | if slice.equals(row.code) { return row.fault }

Of regions inside each other the outermost stands for all.

Prints a table of the files, the regions that were not reached, and last "coverage: P % of lines". The exit status is 1
where P is less than 99, where a region that was not reached has no row, and where a row has no such region.
"""

import collections
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = HERE.parents[1] / "Sources" / "JobStatus"
FEWEST_PERCENT = 99


# ---- What was not reached --------------------------------------------------------------------------------------------

def file_of(path):
    return str(pathlib.Path(path).relative_to(SOURCES))


def unreached(functions):
    """File, begin, end and function of every region that was never run, in the order of the sources."""
    counts, names = collections.Counter(), {}
    for function in functions:
        for line, column, end_line, end_column, count, file, *_ in function["regions"]:
            region = file_of(function["filenames"][file]), (line, column), (end_line, end_column)
            counts[region] += count
            # A function that is not public has its file in front of its name.
            names[region] = function["name"].rpartition(".swift:")[2]
    missed = [region for region, count in counts.items() if count == 0]
    return sorted((*region, names[region]) for region in missed if not any(inside(region, other) for other in missed))


def inside(region, other):
    return region != other and region[0] == other[0] and other[1] <= region[1] and region[2] <= other[2]


def rows_of(regions):
    """The number of the line that each region begins in, and the row that it needs in the list."""
    for file, (line, _), _, function in regions:
        text = (SOURCES / file).read_text(encoding="utf-8").split("\n")[line - 1].strip()
        yield line, (file, function, text)


def listed(path):
    """The rows of the list."""
    fenced = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced:
            yield tuple(line.split(" | ", 2))


# ---- What is printed -------------------------------------------------------------------------------------------------

def print_table(files, totals):
    columns = ("lines", "regions", "functions")
    print(" " * 30 + "".join(f"{column:>18}" for column in columns))
    for name, summary in [*((file_of(file["filename"]), file["summary"]) for file in files), ("all", totals)]:
        cells = (f"{summary[column]['covered']} of {summary[column]['count']}" for column in columns)
        print(f"{name:30}" + "".join(f"{cell:>18}" for cell in cells))


def print_unreached(rows, reasons):
    print("\nNot reached:")
    for line, row in rows:
        file, function, text = row
        print(f"{file}:{line}: {function}: {text}{'' if row in reasons else '   <- not listed'}")


def main(export, reasons=HERE / "unreached.md"):
    data = json.loads(pathlib.Path(export).read_text(encoding="utf-8"))["data"][0]
    rows = list(rows_of(unreached(data["functions"])))
    # Counters: two regions of one line need two rows.
    found, known = collections.Counter(row for _, row in rows), collections.Counter(listed(pathlib.Path(reasons)))
    print_table(data["files"], data["totals"])
    print_unreached(rows, known)
    for row in known - found:
        print(f"{' | '.join(row)}   <- listed, but reached or no longer there")
    lines = data["totals"]["lines"]
    # Cut and not rounded: 98.99 is not 99.
    print(f"coverage: {1000 * lines['covered'] // lines['count'] / 10} % of lines")
    return 1 if known != found or 100 * lines["covered"] < FEWEST_PERCENT * lines["count"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
