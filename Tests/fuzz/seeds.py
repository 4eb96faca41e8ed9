# SPDX-License-Identifier: Apache-2.0
"""Makes what the fuzzer starts from: seeds.py FOLDER

FOLDER/seeds            an input for every golden case and every sample response, with the vendor and the HTTP status
                        that belong to it
FOLDER/jobstatus.dict   the words of the vendors' tables, for libFuzzer's -dict
FOLDER/overread/        the input of the self-check: its body is the beginning of a longer one

The control bytes in front of a body are those of calls.c.
"""

import hashlib
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SOURCES = ROOT / "Sources" / "JobStatus"
SAMPLES = ROOT / "examples" / "responses"

sys.path.insert(0, str(HERE.parent))

import header  # noqa: E402
import test_cases  # noqa: E402

VENDORS = {name: header.CONSTANTS[constant] for constant, name in header.NAMES.items()
           if constant.startswith("JOBSTATUS_VENDOR_")}
LONGEST_BODY = 4096  # what is longer takes the fuzzer long and shows it nothing
POINTERS = ["", "/id", "/state", "/items/0/id", "/details/errors/0", "/metadata/task/id", "/links/self/href", "/a~1b~0"]
PIECES = ["{", "}", "[", "]", ":", ",", '"', "\\", "\\\\", "\\u", "\\u0022", "\\ud83d\\ude00", "\\n", "\ufeff", "null",
          "true", "false", "[null]", "[{}]", "{}", "[]", '""', "-0", "1e2", "99.9", "100", "1e999", "1741072360",
          "1741072360123", "2025-03-04T07:12:40Z", "2025-03-04 07:12:40", ".123456789", "+0530", "-08:00", "+02",
          ":60Z", "1678-01-01T00:00:00Z", "2261-12-31T23:59:59.999999999Z"]


# ---- Inputs ----------------------------------------------------------------------------------------------------------

def statuses():
    """The HTTP statuses of calls.c, in its order."""
    [numbers] = re.findall(r"statuses\[\] = \{(.*?)\}", (HERE / "calls.c").read_text("utf-8"), flags=re.S)
    limits = {"INT32_MIN": -2**31, "INT32_MAX": 2**31 - 1}
    return [limits.get(word) or int(word) for word in re.split(r"[,\s]+", numbers.strip())]


STATUSES = statuses()


def place(number):
    return min(number, 0xFFFF).to_bytes(2, "little")


def an_input(vendor, status, body, variation=0):
    """The bytes that stand for a body. Variation 0 makes all calls with the most common sizes."""
    pointer = POINTERS[variation % len(POINTERS)].encode()
    sizes = bytes([0, *(variation % count for count in (4, 24, 3, 6, 2, 16)), variation])
    span = place(len(body) // 3) + place(len(body) // 2) + bytes([variation % 3])
    controls = bytes([vendor, STATUSES.index(status) if status in STATUSES else 0]) + sizes + span
    return controls + place(len(body) // 4) + bytes([len(pointer)]) + pointer + body


def option(options, name):
    return options[options.index(name) + 1] if name in options else None


def inputs():
    """Every golden case and sample as it is meant, and without its vendor."""
    for number, case in enumerate(test_cases.ALL_CASES):
        vendor = VENDORS.get(option(case.options, "--vendor"), 0)
        status = option(case.options, "--http-status") or "0"
        yield an_input(vendor, int(status) if status.lstrip("-").isdigit() else 0, case.body, number % 256)
    for number, path in enumerate(test_cases.sample_files(SAMPLES)):
        status = re.search(r"\.(\d{3})\.", path.name)
        for vendor in {0, VENDORS.get(path.parent.name, 0)}:
            yield an_input(vendor, int(status[1]) if status else 200, path.read_bytes(), number % 256)


def deep_inputs():
    """Lists whose second element nests as deep as it may, and one level deeper: a page that starts there must know."""
    for vendor, (front, back) in {3: (b'{"items":[', b"]}"), 2: (b"[", b"]")}.items():
        room = header.CONSTANTS["JOBSTATUS_MAX_DEPTH"] - len(back) - 1
        for levels in (room, room + 1):
            deep = b'{"id":2,"a":' + b"[" * levels + b"]" * levels + b"}"
            yield an_input(vendor, 200, front + b'{"id":1},' + deep + back)


def write_seeds(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for data in [*inputs(), *deep_inputs()]:
        if len(data) <= LONGEST_BODY:
            (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


# ---- Dictionary ------------------------------------------------------------------------------------------------------

def words():
    """The string literals of the vendors' tables: members, state words, codes."""
    found = set()
    for path in sorted((SOURCES / "Vendors").glob("*.swift")):
        swift = re.sub(r"//[^\n]*", "", path.read_text("utf-8"))
        found.update(re.findall(r'"([^"\\\n]+)"', swift))
    return found | set(VENDORS)


def entry(text):
    return '"' + "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}"
                         for byte in text.encode()) + '"'


def dictionary():
    entries = set()
    for word in words():
        entries |= {entry(word), entry(f'"{word}"'), entry(f'"{word}":'), entry(f',"{word}":')}
    return sorted(entries | {entry(piece) for piece in PIECES})


def main(folder):
    folder = pathlib.Path(folder)
    write_seeds(folder / "seeds")
    (folder / "jobstatus.dict").write_text("\n".join(dictionary()) + "\n", encoding="ascii")
    (folder / "overread").mkdir(exist_ok=True)
    (folder / "overread" / "truncated").write_bytes(an_input(VENDORS["netapp-ontap"], 200, b'{"state":"running"'))


if __name__ == "__main__":
    main(sys.argv[1])
