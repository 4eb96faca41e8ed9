# SPDX-License-Identifier: Apache-2.0
"""Compares the library with Tests/reference.py, a slow decoder of the same contract, on bodies made at random.

    python Tests/differential.py BODIES [--seed S]

makes BODIES bodies of all vendors, right, wrong and broken ones, reads each with jobstatus_parse (with much room for
items and with little) and with jobstatus_parse_list, and compares every field, every item and every page. The same seed
makes the same bodies. Of each kind of difference it prints one body, made as small as it goes, and last
"differential: N bodies, D differences"; it exits with 1 where D is not 0. JOBSTATUS_LIBRARY names another
library than that of build/, JOBSTATUS_BUILD another folder.
"""

import argparse
import ctypes
import json
import multiprocessing
import os
import pathlib
import random
import re
import struct
import sys

import header
import reference
from reference import C

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROCESSES = 2
# Bodies with a source of chance of their own: the bodies do not depend on how many processes share the work.
CHUNK = 2000
# More room than any body made here needs; and more pages.
ITEM_ROOM, RECORD_ROOM, MOST_PAGES = 64, 8, 64
UNTOUCHED = b"\xab" * ctypes.sizeof(header.STRUCTS["jobstatus_item"])
# Kinds of differences that are printed.
PRINTED = 40
# Below this length every length is tried when a body is made smaller.
SMALL = 24


# ---- Making bodies ---------------------------------------------------------------------------------------------------
#
# A value is made as its JSON text, so that it can also be none. What each vendor's members may hold is data: the name
# of the member and the method of Maker that makes a value of the right type. What stands twice is made more often.

MEMBERS = {
    "palo-alto-scm": [
        ("id", "ident"), ("id", "ident"), ("parent_id", "ident"), ("type_str", "text"), ("description", "text"),
        ("details", "details"), ("details", "details"), ("status_str", "word"), ("status_str", "word"),
        ("result_str", "result"), ("percent", "percent"), ("insert_ts", "time"), ("start_ts", "time"),
        ("last_update", "time"), ("end_ts", "time"), ("uname", "text"), ("device_name", "text"),
        ("job_result", "ident"), ("summary", "text")],
    "orange-evolution": [
        ("id", "ident"), ("id", "ident"), ("description", "text"), ("state", "word"), ("state", "word"),
        ("createdDate", "time"), ("startProcessingDate", "time"), ("endProcessingDate", "time"),
        ("requesterId", "text"), ("hRef", "text"), ("messages", "messages"), ("messages", "messages")],
    "cisco-cdfmc": [
        ("id", "ident"), ("id", "ident"), ("name", "text"), ("taskType", "text"), ("description", "text"),
        ("status", "word"), ("status", "word"), ("metadata", "metadata"), ("subTasks", "subtasks"),
        ("subTasks", "subtasks"), ("links", "links"), ("message", "text")],
    "cloud-foundry": [
        ("guid", "ident"), ("guid", "ident"), ("operation", "text"), ("state", "word"), ("state", "word"),
        ("created_at", "time"), ("updated_at", "time"), ("links", "links"), ("errors", "errors"), ("errors", "errors"),
        ("warnings", "errors")],
    "netapp-ontap": [
        ("uuid", "ident"), ("uuid", "ident"), ("description", "text"), ("state", "word"), ("state", "word"),
        ("start_time", "time"), ("end_time", "time"), ("svm", "svm"), ("node", "svm"), ("_links", "links"),
        ("code", "code"), ("message", "text"), ("error", "error"), ("error", "error")],
}
ACCEPTED = {
    "palo-alto-scm": [("success", "yes"), ("success", "yes"), ("job_id", "ident"), ("message", "text")],
    "orange-evolution": [("id", "ident")],
    "cisco-cdfmc": [("metadata", "metadata_task"), ("links", "links")],
    "cloud-foundry": [("guid", "ident")],
    "netapp-ontap": [("job", "started"), ("jobs", "started_list"), ("_links", "links")],
}
ERROR = {
    "palo-alto-scm": [("_errors", "errors"), ("_request_id", "ident"), ("success", "no"), ("message", "text")],
    "orange-evolution": [("code", "code"), ("message", "text"), ("description", "text"), ("messages", "messages")],
    "cisco-cdfmc": [("error", "envelope"), ("messages", "errors"), ("category", "category"), ("severity", "severity"),
                    ("code", "code"), ("errorCode", "code")],
    "cloud-foundry": [("errors", "errors"), ("code", "code"), ("title", "text"), ("detail", "text"),
                      ("description", "text"), ("links", "links"), ("warnings", "errors")],
    "netapp-ontap": [("error", "error"), ("error", "error"), ("_links", "links")],
}
LIST = {
    "palo-alto-scm": [("data", "list"), ("total", "total"), ("_request_id", "ident"), ("offset", "total")],
    "orange-evolution": [("data", "list")],
    "cisco-cdfmc": [("items", "list"), ("paging", "paging"), ("links", "links")],
    "cloud-foundry": [("resources", "list"), ("pagination", "pagination")],
    "netapp-ontap": [("records", "list"), ("_links", "links"), ("num_records", "total")],
}
WORDS = {
    "palo-alto-scm": ["FIN", "FIN", "FIN", "FIN", "PEND", "ACT", "PUSHSENT", "PUSHFAIL", "PUSHTIMEOUT", "PUSHABORT"],
    "orange-evolution": ["acknowledged", "in-progress", "completed", "failed", "failed"],
    "cisco-cdfmc": ["pending", "running", "in progress", "deploying", "success", "succeeded", "completed", "deployed",
                    "failed", "failure", "cancelled", "canceled", "completed"],
    "cloud-foundry": ["PROCESSING", "POLLING", "COMPLETE", "FAILED", "FAILED", "COMPLETE"],
    "netapp-ontap": ["queued", "running", "paused", "success", "failure", "failure", "failure"],
}
RESULTS = ["OK", "OK", "FAIL", "TIMEOUT", "CANCELLED", "FAIL", "PARTIAL"]
CODES = {
    "palo-alto-scm": ["E016", "E007", "E005", "E003", "E013", "E006", "E012", "4", "E999", "e016"],
    "orange-evolution": ["40", "41", "42", "50", "51", "52", "53", "53", "60", "61", "69", "5", "6", "1", "2", "054"],
    "cisco-cdfmc": ["ER-1", "7", "UNPROCESSABLE"],
    "cloud-foundry": ["1000", "10002", "10003", "10010", "10005", "10008", "10013", "10014", "10016", "10015", "10001",
                      "10009", "010001"],
    "netapp-ontap": ["4", "6", "0", "1638555", "00"],
}
CATEGORIES = ["VALIDATION", "FRAMEWORK", "OTHER", "LICENSE"]
SEVERITIES = ["WARN", "ERROR", "WARNING", "INFO"]
HTTP_STATUSES = [0, 0, 0, 200, 200, 200, 202, 202, 404, 429, 500, 502, 201, 299, 300, 302, 199, 100, 400, 401, 403,
                 405, 408, 409, 410, 418, 422, 499, 501, 503, 504, 599, 600, 999, 1, -1, -404]

PLAIN = ["a", "text", "42", "a b", " ", "café", "“q”", "🚀", "x-y_z", "/api/v1/jobs/7", "https://h.example/j?a=1&b=2",
         "0", "null", "{}", "[1]", "\\u00e9", "href"]
ESCAPED = ['"caf\\u00e9"', '"\\ud83d\\ude80"', '"\\ud800"', '"a\\udc00b"', '"\\uD83Dx"', '"\\u0000"', '"\\"q\\""',
           '"\\\\"', '"\\/\\b\\f\\n\\r\\t"', '"é\\u20AC🚀"', '"\\ud83d\\ud83d\\ude80"', '"\\u005c\\u0022"']
WRONG = ["null", "null", "null", '""', '""', "true", "false", "0", "-0", "1", "-7", "1.5e3", "[]", "{}", '["x"]',
         "[null]", '{"id":"x","message":"m","id":"y"}', '[{"message":"m","description":"d","code":1}]', '"word"',
         "[[]]", "[5]", '{"x":[{"y":{"state":"failed"}}]}', "123456789012345678901234567890"]
TIMES = ["2025-06-11T13:04:00Z", "2025-06-11 13:04:00", "2025-06-11t13:04:00z", "2024-02-29T00:00:00.5Z",
         "2023-02-29T00:00:00Z", "2000-02-29T23:59:59Z", "1900-02-29T00:00:00Z", "2025-06-11T13:04:00+02:00",
         "2025-06-11T13:04:00-0530", "2025-06-11T13:04:00+02", "2025-06-11T13:04:00.123456789Z",
         "2025-06-11T13:04:00.1234567899Z", "2025-06-11T13:04:00.Z", "2025-06-11T23:59:60Z",
         "2016-12-31T23:59:60.9+00:00", "2025-06-11T13:04:61Z", "2025-06-11T24:00:00Z", "2025-06-11T13:60:00Z",
         "2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z", "2025-01-00T00:00:00Z", "2025-04-31T00:00:00Z", "2025-06-11",
         "2025-06-11T13:04Z", "2025-06-11T13:04:00+24:00", "2025-06-11T13:04:00+23:59", "2025-06-11T13:04:00+02:60",
         "2025-06-11T13:04:00-00:00", "2025-06-11T13:04:00 Z", " 2025-06-11T13:04:00Z", "2025-06-11T13:04:00Z ",
         "2025-06-11T13:04:00+2:00", "2025-06-11T13:04:00+02:0", "1678-01-01T00:00:00Z",
         "1677-12-31T23:59:59.999999999Z", "2261-12-31T23:59:59.999999999Z", "2262-01-01T00:00:00Z",
         "2261-12-31T23:59:60Z", "1678-01-01T00:00:00+00:01", "2262-01-01T00:00:00+00:01",
         "1677-12-31T23:59:59-00:01", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59Z",
         "9999-12-31T23:59:60-23:59", "1677-06-01T00:00:00", "2262-06-01T00:00:00", "2025-06-11T13:04:00,5Z",
         "2025-06-11_13:04:00Z", "２025-06-11T13:04:00Z", "1969-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z",
         "2025-6-11T13:04:00Z", "now", "0", "1575996253", "1521658703283", "99999999999", "100000000000",
         "100000000001", "9214646399", "9214646400", "9214646399999", "9214646400000", "0001575996253",
         "18446744073709551617", "-5", "1e9", "1575996253.0", "1575996253.5", "9223372036854775807",
         "9223372036854775808", "00", "-0", "+5", "1e3"]
PERCENTS = ["0", "99", "100", "42", "99.0", "9.9e1", "99.999", "100.0", "100.0000001", "101", "-1", "-0", "-0.0",
            "-0.1", "1e2", "1e+2", "1E2", "1e3", "1000e-1", "0.0001e6", "0e999", "0e99999999999999999999",
            "1e99999999999999999999", "1e-99999999999999999999", "-1e-99999999999999999999", "0.1e1",
            "99999999999999999999", "1.5", "5e-1", "10001e-2", "0.99999999999999999999999999",
            "100.00000000000000000000000000000000000000001", "00000e0"]
LOOSE_PERCENTS = ["99%", " 99", "99 ", "+5", "1.", ".5", "05", "1e", "NaN", "Infinity", "0x10", "ninety", "-", "1,5",
                  "٥"]
TOTALS = ["0", "1", "7", "250", "9007199254740993", "9223372036854775807", "9223372036854775808", "-1", "-0", "1.0",
          "1e2", "1.5", '"7"', '"x"', '"07"', "null", '""', "true", "[]", "18446744073709551616"]
SPACINGS = ["", "", "", "", " ", " ", None]


CONTROLS = {code: f"\\u{code:04x}" for code in range(0x20)}


def quoted(value):
    """The text as a JSON string."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').translate(CONTROLS) + '"'


class Maker:
    """Makes bodies of one vendor out of a source of chance."""

    def __init__(self, chance, vendor):
        self.random = chance.random
        self.vendor = vendor
        self.space = ""
        self.depth = 0
        self.plain = chance.random() < 0.5

    def one(self, options):
        return options[int(self.random() * len(options))]

    def gap(self):
        if self.space is not None:
            return self.space
        return "" if self.random() < 0.5 else self.one(("\n", "  ", "\t", "\r\n", " \n\t"))

    # Texts

    def text(self):
        return self.one(ESCAPED) if self.random() < 0.3 else quoted(self.one(PLAIN))

    def ident(self):
        chance = self.random()
        if chance < 0.5:
            return '"j-%d"' % (chance * 1000)
        return self.text() if chance < 0.7 else self.one(("7", "0", "-3", "1.50", "1E+2", '"0"', '""', "1.0e-05"))

    def spelled(self, word):
        """The word as it is; or in another spelling that is still it, or barely not."""
        chance = self.random()
        if chance < 0.5:
            return '"%s"' % word
        if chance < 0.8:
            letters = [self.one((letter.upper(), letter.lower())) + self.one(("", "", "", "", "", "-", "_", " "))
                       for letter in word]
            return '"%s"' % "".join(letters)
        if chance < 0.9:
            return '"%s"' % "".join(f"\\u{ord(c):04x}" if self.random() < 0.5 else c for c in word)
        likeness = {"i": "\u0131", "I": "\u0130", "s": "\u017f", "k": "\u212a", "K": "\u212a"}
        return quoted(self.one((word + "s", word[:-1], word + "\u00a0", "-", "_ ", "unknown", word + ".", "\t" + word,
                                "\ufeff" + word, word + "\0", word.translate(str.maketrans(likeness)))))

    def word(self):
        return self.spelled(self.one(WORDS[self.vendor]))

    def result(self):
        return self.spelled(self.one(RESULTS))

    def category(self):
        return self.spelled(self.one(CATEGORIES))

    def severity(self):
        return self.spelled(self.one(SEVERITIES))

    def code(self):
        code = self.one(CODES[self.vendor])
        return code if code.isdigit() and str(int(code)) == code and self.random() < 0.5 else '"%s"' % code

    def yes(self):
        return "true"

    def no(self):
        return "false"

    # Numbers and times

    def time(self):
        value = self.one(TIMES)
        chance = self.random()
        if chance < 0.5:
            value = "%04d-%02d-%02d%s%02d:%02d:%02d%s%s" % (
                1670 + self.random() * 600, 1 + self.random() * 12.2, 1 + self.random() * 30.5, self.one("TTTt "),
                self.random() * 24, self.random() * 60, self.random() * 61, self.one(("", "", ".25", ".000000001")),
                self.one(("Z", "Z", "z", "+01:00", "-11:30", "+0545", "-09", "")))
        if value.isdigit() and (value == "0" or value[0] != "0") or value in ("-5", "1e9", "1575996253.0", "-0", "1e3"):
            return value if chance > 0.75 else '"%s"' % value
        if chance > 0.97:
            return quoted(value).replace("2", "\\u0032")
        return quoted(value)

    def percent(self):
        if self.random() < 0.25:
            return quoted(self.one(LOOSE_PERCENTS))
        value = self.one(PERCENTS) if self.random() < 0.6 else "%.*f" % (int(self.random() * 5), self.random() * 110)
        return '"%s"' % value if value[:2] == "00" or self.random() < 0.4 else value

    def total(self):
        return self.one(TOTALS)

    # Values

    def wrong(self):
        return self.one(WRONG)

    def value(self, kind):
        return self.wrong() if self.random() < 0.1 else getattr(self, kind)()

    def name(self, name):
        if self.plain or self.random() < 0.94:
            return '"%s"' % name
        if self.random() < 0.6:
            at = int(self.random() * len(name))
            return '"%s\\u%04x%s"' % (name[:at], ord(name[at]), name[at + 1:])
        return '"%s"' % self.one((name.upper(), name + " ", name[:-1], name + "\\u0000", ""))

    def junk(self):
        return '"%s"' % self.one(("x", "extra", "", "self", "id_", "Ünknown")) + ":" + self.one(WRONG)

    def pair(self, name, kind):
        return self.name(name) + self.gap() + ":" + self.gap() + self.value(kind)

    def object(self, members, chosen=0.75):
        """An object of these members, most of them, in any order, now and then one of them twice."""
        chance = self.random
        made, pairs = set(), []
        for name, kind in members:
            if name not in made and chance() < chosen:
                pairs.append(self.pair(name, kind))
                made.add(name)
        if not self.plain:
            if chance() < 0.06:
                pairs.append(self.pair(*self.one(members)))
            if chance() < 0.2:
                pairs.append(self.junk())
            if chance() < 0.6:
                for at in range(len(pairs) - 1, 0, -1):
                    other = int(chance() * (at + 1))
                    pairs[at], pairs[other] = pairs[other], pairs[at]
        return self.joined("{", pairs, "}")

    def joined(self, opening, parts, closing):
        gap = self.gap()
        return opening + gap + ("," + gap).join(parts) + gap + closing

    def array(self, kind, most=3):
        return self.joined("[", [self.element(kind) for _ in range(int(self.random() * (most + 1)))], "]")

    def element(self, kind):
        if self.random() < 0.08:
            return self.one(WRONG + PERCENTS[:3] + ['"text"', '"text"', '"t\\u0065xt"'])
        return getattr(self, kind)()

    # What the vendors nest

    def message(self):
        return self.object([("code", "code"), ("message", "text"), ("description", "text"), ("title", "text"),
                            ("detail", "text"), ("severity", "severity")], 0.45)

    def errors(self):
        return self.array("message")

    messages = errors

    def details_object(self):
        return self.object([("errors", "errors"), ("warnings", "errors"), ("info", "errors"), ("description", "text")],
                           0.5)

    def details(self):
        chance = self.random()
        if chance < 0.35:
            return self.details_object()
        if chance < 0.8:
            held = self.details_object()
            if chance > 0.7:
                at = int(self.random() * len(held))
                held = held[:at] + self.one(("", "x", '"', "\\", " ")) + held[at + self.one((0, 1, len(held))):]
            elif chance > 0.66:
                held = self.one((" %s", "%s\n", "[%s]", "%s{}", "\ufeff%s", "%s ", "5%s", '"%s', "%s,")) % held
            return self.string_of(held)
        return self.text()

    def string_of(self, held):
        """A JSON string of this text, written with more or with fewer escapes."""
        if self.random() < 0.6:
            return quoted(held)
        written = []
        for character in held:
            if character in '"\\' and self.random() < 0.8:
                written.append("\\" + character)
            elif character in '"\\' or character < " " or self.random() < 0.1:
                units = character.encode("utf-16-be")
                written += ["\\u" + units[at:at + 2].hex() for at in range(0, len(units), 2)]
            else:
                written.append(character)
        return '"%s"' % "".join(written)

    def target(self):
        return self.object([("id", "ident"), ("name", "text"), ("type", "text")])

    def subtask(self):
        return self.object([("status", "word"), ("status", "word"), ("description", "text"), ("message", "text"),
                            ("target", "target")], 0.5)

    def subtasks(self):
        return self.array("subtask")

    def link(self):
        chance = self.random()
        if chance < 0.45:
            return self.text()
        return self.object([("href", "text"), ("method", "text")], 0.9) if chance < 0.9 else self.wrong()

    def links(self):
        names = ("self", "self", "self", "next", "next", "parent", "", "up\\u006e", "s\\u0065lf", "two words", "href")
        pairs = ['"%s"' % self.one(names) + ":" + self.link() for _ in range(int(self.random() * 4))]
        if self.vendor != "cisco-cdfmc" and self.random() < 0.6:
            pairs.append('"self":{"href":' + self.text() + "}")
        return self.joined("{", pairs, "}")

    def metadata(self):
        members = [("timestamp", "time"), ("lastUser", "target"), ("downloadUrl", "text"), ("task", "started")]
        return self.object(members[:4 if self.random() < 0.1 else 3], 0.7)

    def metadata_task(self):
        return self.object([("task", "started"), ("task", "started"), ("timestamp", "time")], 0.7)

    def started(self):
        return self.object([("id", "ident"), ("uuid", "ident"), ("message", "text"), ("links", "links"),
                            ("_links", "links")], 0.8)

    def started_list(self):
        return self.array("started")

    def envelope(self):
        return self.object([("category", "category"), ("severity", "severity"), ("messages", "errors"),
                            ("messages", "errors"), ("errorCode", "code"), ("code", "code")], 0.6)

    def svm(self):
        return self.object([("name", "text"), ("uuid", "ident")])

    def error(self):
        return self.object([("code", "code"), ("message", "text"), ("target", "text"), ("arguments", "arguments")])

    def arguments(self):
        return self.message() if self.random() < 0.3 else self.errors()

    def paging(self):
        return self.object([("count", "total"), ("next", "urls"), ("limit", "total")])

    def urls(self):
        return self.one(("[]", "[%s]", "[%s,%s]", "%s", "[null,%s]", "[[%s]]")).replace("%s", self.text())

    def pagination(self):
        return self.object([("total_results", "total"), ("next", "link"), ("previous", "link")])

    # Documents

    def job(self):
        return self.object(MEMBERS[self.vendor], 0.6)

    def list_element(self):
        return self.job() if self.random() < 0.9 else self.document()

    def list(self):
        return self.array("list_element", 4)

    def document(self):
        """A job, an answer, an error, a list, or all of them at once."""
        chance = self.random()
        self.depth += 1
        vendor = self.vendor
        if chance < 0.5 or self.depth > 3:
            made = self.job()
        elif chance < 0.6:
            made = self.object(ACCEPTED[vendor])
        elif chance < 0.73:
            made = self.object(ERROR[vendor], 0.6)
        elif chance < 0.9:
            made = self.list() if vendor == "orange-evolution" else self.object(LIST[vendor], 0.9)
        elif chance < 0.98:
            made = self.object(MEMBERS[vendor] + ACCEPTED[vendor] + ERROR[vendor] + LIST[vendor], 0.15)
        else:
            made = self.one((self.list, self.wrong, self.text, self.percent))()
        self.depth -= 1
        return made

    def body(self):
        self.space = self.one(SPACINGS)
        body = self.document().encode()
        if self.random() < 0.03:
            body = self.one((b"\xef\xbb\xbf", b" ", b"\n\r\t ", b"\xef\xbb\xbf \n", b"\xef\xbb\xbf\xef\xbb\xbf")) + body
        if self.random() < 0.03:
            body += self.one((b" ", b"\n", b"\r\n\t", b"\0", b",", b"x", b"{}"))
        if self.random() < 0.0005:
            levels = 1020 + int(self.random() * 8)
            body = b'{"x":' + b"[" * levels + self.one((b"1", b"", b"{}", b"[1", b"]")) + b"]" * levels + b"}"
        return body


BROKEN_BYTES = [b"\x80", b"\xff", b"\xc0\x80", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
                b"\xf0\x9f\x9a", b"\xe0\x80", b"\xc3\xa9", b"\xf0\x9f\x9a\x80", b"\x00", b"\x1f", b"\x7f", b'"',
                b"\\", b"{", b"}", b"[", b"]", b",", b":", b"0", b"-", b".", b"e", b" ", b"\\u", b"\\u12", b"\\ud83d",
                b"t", b"null", b"//", b"NaN"]


def mutated(chance, body):
    """A near miss of the body: cut, or one byte or a few of them other, more or fewer."""
    if not body:
        return body
    at, what = int(chance() * len(body)), chance()
    if what < 0.3:
        return body[:at]
    if what < 0.45:
        return body[:at] + bytes([body[at] ^ 1 << int(chance() * 8)]) + body[at + 1:]
    if what < 0.6:
        return body[:at] + body[at + 1:]
    if what < 0.9:
        return body[:at] + BROKEN_BYTES[int(chance() * len(BROKEN_BYTES))] + body[at + (chance() < 0.5):]
    end = at + int(chance() * 20)
    return body[:end] + body[at:]


VENDORS = [(name, header.CONSTANTS[constant]) for constant, name in header.NAMES.items() if "_VENDOR_" in constant]


def bodies(seed, count):
    """Yields vendor, HTTP status, body, room for items and for records: the same for the same seed."""
    source = random.Random(seed)
    chance = source.random
    while count > 0:
        name, vendor = VENDORS[int(chance() * len(VENDORS))]
        body = Maker(source, name).body()
        made = [body, mutated(chance, body)]
        if chance() < 0.3:
            made.append(mutated(chance, made[1]))
        for each in made[:count]:
            asked = vendor
            if chance() < 0.04:
                asked = int(chance() * (len(VENDORS) + 1))
            status = HTTP_STATUSES[int(chance() * len(HTTP_STATUSES))]
            yield asked, status, each, int(chance() * 3), 1 + int(chance() * 4)
        count -= len(made)


# ---- Reading them with the library -----------------------------------------------------------------------------------

class Layout:
    """How a struct of the header lies in memory: its numbers, unpacked at once, and where its spans are."""

    def __init__(self, name):
        kind = header.STRUCTS[name]
        self.size = ctypes.sizeof(kind)
        self.numbers, self.spans, codes, at = [], [], "@", 0
        for field, of in kind._fields_:
            if of is header.STRUCTS["jobstatus_span"]:
                self.spans.append((field, at, getattr(kind, field).offset))
                codes, at = codes + "III", at + 3
            else:
                self.numbers.append((field, at))
                codes, at = codes + of._type_, at + 1
        codes += "0q" if "q" in codes or "l" in codes else ""
        self.unpack = struct.Struct(codes).unpack_from
        self.place = dict(self.numbers) | {field: at for field, at, _ in self.spans}
        if struct.calcsize(codes) != self.size:
            raise header.HeaderError(f"{name} lies otherwise than its members tell")


RECORD, ITEM, PAGE = Layout("jobstatus_record"), Layout("jobstatus_item"), Layout("jobstatus_page")


class Library:
    """The library under test, and memory for what it fills."""

    def __init__(self, path):
        self.calls = header.load(path)
        self.record = ctypes.create_string_buffer(RECORD.size)
        self.items = ctypes.create_string_buffer(ITEM.size * (ITEM_ROOM + 1))
        self.records = ctypes.create_string_buffer(RECORD.size * RECORD_ROOM)
        self.page = ctypes.create_string_buffer(PAGE.size)
        self.text_buffer = ctypes.create_string_buffer(1 << 16)

    def detect(self, body):
        return self.calls.jobstatus_detect(body, len(body))

    def parse(self, vendor, status, body, room):
        """What the call returned, and the record. Behind the room for items lies one that must stay as it is."""
        ctypes.memset(ctypes.addressof(self.items) + ITEM.size * room, UNTOUCHED[0], ITEM.size)
        returned = self.calls.jobstatus_parse(vendor, status, body, len(body), self.record, RECORD.size, self.items,
                                              ITEM.size, room)
        return returned, RECORD.unpack(self.record)

    def pages(self, vendor, status, body, room):
        """Yields what each call over the pages of a list returned, and the page."""
        ctypes.memset(self.page, 0, PAGE.size)
        for _ in range(MOST_PAGES):
            returned = self.calls.jobstatus_parse_list(vendor, status, body, len(body), self.page, PAGE.size,
                                                       self.records, RECORD.size, room)
            page = PAGE.unpack(self.page)
            yield returned, page
            if page[PAGE.place["next_offset"]] == 0:
                return

    def text(self, body, address):
        length = self.calls.jobstatus_text(body, len(body), address, self.text_buffer, len(self.text_buffer))
        return ctypes.string_at(self.text_buffer, length)


# ---- Comparing -------------------------------------------------------------------------------------------------------
#
# A difference is a name, what is expected, and what there is.

def text_difference(library, body, span, address, expected):
    """None where the span holds the expected text, with the right escapes; else what it holds."""
    offset, length, escapes = span
    written = body[offset:offset + length]
    if expected is None or length == 0 or offset + length > len(body):
        return None if expected is None and span == (0, 0, 0) else f"{span} {library.text(body, address)!r}"
    got = library.text(body, address)
    if got != expected.encode():
        return f"{span} {got!r}"
    if (escapes == C["ESCAPES_NONE"]) != (b"\\" not in written):
        return f"{span} escapes of {written!r}"
    if escapes and decoded(written.decode(), escapes) != expected:
        return f"{span} escapes of {written!r}"
    return None


def decoded(written, levels):
    """The text of a span by Python's json alone: of a string, or of a string within a document within a string."""
    for _ in range(levels):
        written = reference.LONE_SURROGATE.sub("\ufffd", json.loads('"' + written + '"', strict=False))
    return written


def span_differences(library, layout, values, address, expected, body):
    """The differences of all texts of a struct that lies at the address."""
    for name, at, place in layout.spans:
        span, wanted = values[at:at + 3], expected.get(name)
        if wanted is None and span == (0, 0, 0):
            continue
        if name == "json":
            got = json_difference(span, wanted, body)
        else:
            got = text_difference(library, body, span, address + place, wanted)
        if got is not None:
            yield name, wanted, got


def json_difference(span, expected, body):
    """The span has to be the JSON of the expected value, with nothing around it."""
    offset, length, escapes = span
    written = body[offset:offset + length]
    if expected is reference.ABSENT:
        return None if span == (0, 0, 0) else f"{span} {written!r}"
    if escapes == C["ESCAPES_NONE"] and written.strip(reference.WHITE_SPACE) == written:
        whole = body.removeprefix(reference.BYTE_ORDER_MARK).strip(reference.WHITE_SPACE)
        if written == whole or holds(written, expected):
            return None
    return f"{span} {written!r}"


def holds(written, expected):
    try:
        return reference.DECODER.decode(written.decode()) == expected
    except ValueError:
        return False


def record_differences(library, expected, values, address, body):
    for name, at in RECORD.numbers:
        wanted = RECORD.size if name == "struct_size" else expected[name]
        if wanted is reference.AT_JSON:
            wanted = values[RECORD.place["json"]]
        if values[at] != wanted:
            yield name, wanted, values[at]
    yield from span_differences(library, RECORD, values, address, expected, body)


def item_differences(library, expected, room, body):
    base = ctypes.addressof(library.items)
    for index, wanted in enumerate(expected[:room]):
        values = ITEM.unpack(library.items, index * ITEM.size)
        for name, at in ITEM.numbers:
            if values[at] != wanted[name]:
                yield f"items[{index}].{name}", wanted[name], values[at]
        for name, right, got in span_differences(library, ITEM, values, base + index * ITEM.size, wanted, body):
            yield f"items[{index}].{name}", right, got
    if ctypes.string_at(base + room * ITEM.size, ITEM.size) != UNTOUCHED:
        yield "behind the room for items", "nothing", "written"


def parse_differences(library, vendor, detected, status, body, room):
    """What jobstatus_parse answers otherwise, with much room for items; or with little room, where that is right."""
    record, items = reference.parse(detected, status, body) if detected else unknown_vendor(status, body)
    found = []
    for items_room in (ITEM_ROOM, room):
        returned, values = library.parse(vendor, status, body, items_room)
        if returned != record["result"]:
            found.append(("returned", record["result"], returned))
        found += record_differences(library, record, values, ctypes.addressof(library.record), body)
        if record["result"] == C["OK"] and values[RECORD.place["item_count"]] == len(items):
            found += item_differences(library, items, items_room, body)
        if found:
            return found
    return found


def unknown_vendor(status, body):
    """A body that looks like no vendor's is unrecognized, or unusable as it is for every vendor."""
    result, offset, _ = reference.read_document(body)
    return reference.unusable(C["VENDOR_UNKNOWN"], status, result or C["E_UNRECOGNIZED"], offset), []


def list_differences(library, vendor, detected, status, body, room):
    """What the calls of jobstatus_parse_list over all pages answer otherwise."""
    expected = reference.parse_list(detected, status, body)
    if expected["flags"]:
        # A list given twice: only the records of one call are all of the last one.
        room = RECORD_ROOM
    seen, behind = 0, 0
    for returned, page in library.pages(vendor, status, body, room):
        for name, wanted in (("result", returned), ("struct_size", PAGE.size), ("reserved", 0)):
            if page[PAGE.place[name]] != wanted:
                yield f"page.{name}", wanted, page[PAGE.place[name]]
        for index in range(page[PAGE.place["returned"]]):
            if expected["records"] is None:
                break
            if seen == len(expected["records"]):
                yield "page.returned", "no more", page[PAGE.place["returned"]]
                return
            wanted, values = expected["records"][seen], RECORD.unpack(library.records, index * RECORD.size)
            address = ctypes.addressof(library.records) + index * RECORD.size
            for name, right, got in record_differences(library, wanted, values, address, body):
                yield f"records[{seen}].{name}", right, got
            begin = values[RECORD.place["json"]]
            if begin and begin < behind:
                yield f"records[{seen}].json", f"behind byte {behind}", begin
            seen, behind = seen + 1, begin or behind
    if expected["records"] is not None and seen != len(expected["records"]):
        yield "page.returned, in all", len(expected["records"]), seen
    yield from page_differences(library, page, expected, body)


def page_differences(library, page, expected, body):
    """What the last page tells otherwise. What a page tells beside the result of a broken body is not laid down."""
    broken = expected["result"] != C["OK"]
    for name in ("result", "error_offset", "vendor", "next_offset", *(() if broken else ("kind", "flags", "total"))):
        if page[PAGE.place[name]] != expected[name]:
            yield f"page.{name}", expected[name], page[PAGE.place[name]]
    if not broken:
        for name, right, got in span_differences(library, PAGE, page, ctypes.addressof(library.page), expected, body):
            yield f"page.{name}", right, got


def differences(library, vendor, status, body, item_room, record_room):
    """All differences of one body. Without a vendor it is read as the one that the library detects."""
    detected = vendor or library.detect(body)
    found = parse_differences(library, vendor, detected, status, body, item_room)
    if detected:
        found += list_differences(library, vendor, detected, status, body, record_room)
    return found


# ---- Making a body with a difference small ---------------------------------------------------------------------------

def kind_of(difference):
    """What makes two differences the same kind: the field, without the numbers of items and records."""
    return re.sub("[0-9]+", "#", difference[0])


def shrunk(library, case, kind):
    """The case with the smallest body that deletions come to while it still has a difference of this kind."""
    vendor, status, body, *rooms = case
    usable = is_json(body)

    def differs(status, smaller):
        return is_json(smaller) == usable and any(
            kind_of(each) == kind for each in differences(library, vendor, status, smaller, *rooms))

    status = next((each for each in (0, 200) if differs(each, body)), status)
    length = len(body)
    while length:
        at = 0
        while at < len(body):
            smaller = body[:at] + body[at + length:]
            if differs(status, smaller):
                body = smaller
            else:
                at += 1
        length = length // 2 if length > SMALL else length - 1
    return vendor, status, body, *rooms


def is_json(body):
    return reference.read_document(body)[0] == C["OK"]


# ---- Running ---------------------------------------------------------------------------------------------------------

def run_chunk(job):
    """The differences of one chunk: how many bodies have any, and one case of each kind."""
    path, seed, count = job
    library = Library(path)
    differing, kinds = 0, {}
    for case in bodies(seed, count):
        found = differences(library, *case)
        differing += bool(found)
        for each in found:
            kinds.setdefault((case[0], kind_of(each)), case)
    return differing, kinds


def report(library, case, kind, reported):
    """Prints the differences of a case made small, unless another one came to the same."""
    vendor, status, body, *rooms = small = shrunk(library, case, kind)
    if (vendor, body) in reported:
        return
    reported.add((vendor, body))
    name = {number: name for name, number in VENDORS}.get(vendor, "detected")
    print(f"\n{name}, HTTP status {status}, room for {rooms[0]} items and {rooms[1]} records\n  {body!r}")
    for name, expected, got in differences(library, *small):
        print(f"  {name}: expected {expected!r}, got {got!r}")


def run(path, count, seed):
    """Compares the library at path on this many bodies, prints the differences, and returns how many bodies differ."""
    chunks = [(path, f"{seed}/{chunk}", min(CHUNK, count - chunk)) for chunk in range(0, count, CHUNK)]
    differing, kinds = 0, {}
    with multiprocessing.Pool(PROCESSES) as pool:
        for found, cases in pool.imap(run_chunk, chunks):
            differing += found
            for kind, case in cases.items():
                if kind not in kinds or len(case[2]) < len(kinds[kind][2]):
                    kinds[kind] = case
    library, reported = Library(path), set()
    for (_, kind), case in sorted(kinds.items())[:PRINTED]:
        report(library, case, kind, reported)
    print(f"differential: {count} bodies, {differing} differences")
    return differing


def main():
    parser = argparse.ArgumentParser(description="Compares the library with Tests/reference.py on random bodies.")
    parser.add_argument("bodies", type=int)
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    folder = pathlib.Path(os.environ.get("JOBSTATUS_BUILD") or ROOT / "build")
    path = pathlib.Path(os.environ.get("JOBSTATUS_LIBRARY") or folder / "libjobstatus.so").resolve()
    sys.exit(1 if run(path, options.bodies, options.seed) else 0)


if __name__ == "__main__":
    main()
