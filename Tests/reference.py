# SPDX-License-Identifier: Apache-2.0
"""A slow and obvious decoder of job responses, written from the text of include/jobstatus.h, to be held beside it.

    record, items = reference.parse(vendor, http_status, body)     what jobstatus_parse has to answer
    page = reference.parse_list(vendor, http_status, body)         what jobstatus_parse_list has to answer, all pages

Python's json decides what is JSON, and what a document says. Texts are Python strings, absent ones None; everything
else is the number that the header gives it. record["json"] is the value that the span has to hold, ABSENT where there
is none. An error_offset that is AT_JSON is the byte where that span begins.
"""

import datetime
import functools
import json
import re
import sys

import header

C = {name.removeprefix("JOBSTATUS_"): value for name, value in header.CONSTANTS.items()}

ABSENT = "no JSON"
AT_JSON = "where json begins"
TEXTS = ("id", "parent_id", "name", "operation", "description", "state_text", "result_text", "message", "error_code",
         "job_code", "requester", "target_name", "target_id", "self_link", "resource_link", "request_id")
TERMINAL = {C["STATE_" + name] for name in ("SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED", "ENDED")}
WHITE_SPACE = b" \t\n\r"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


# ---- JSON: what is a document, and what it says ----------------------------------------------------------------------

class Number(str):
    """A JSON number, as its token."""


class Members(dict):
    """A JSON object: of members with the same name the last one, standing where it stands."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.pairs = pairs
        self.twice = ()
        if len(self) != len(pairs):
            names = [name for name, _ in pairs]
            self.twice = {name for name in names if names.count(name) > 1}
            self.clear()
            for name, value in pairs:
                self.pop(name, None)
                self[name] = value


def no_constant(_):
    raise ValueError("NaN and Infinity are no JSON")


# Python's json reads nested values by recursion, and has to read as many levels as the library.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 4 * C["MAX_DEPTH"]))

DECODER = json.JSONDecoder(object_pairs_hook=Members, parse_int=Number, parse_float=Number, parse_constant=no_constant)


@functools.lru_cache(maxsize=2)
def read_document(body):
    """Decided in the order of section 8: the result, the byte where it went wrong or begins, and the value."""
    front = len(BYTE_ORDER_MARK) if body.startswith(BYTE_ORDER_MARK) else 0
    start = len(body) - len(body[front:].lstrip(WHITE_SPACE))
    if start == len(body):
        return C["E_EMPTY"], start, None
    structured = body[start] in b"{["
    if structured and body.count(b"[") + body.count(b"{") > C["MAX_DEPTH"]:
        result, offset = first_fault(body, start)
        if result == C["E_TOO_DEEP"]:
            return result, offset, None
    try:
        return C["OK"], start, DECODER.decode(body[start:].decode("utf-8"))
    except ValueError:
        return (*first_fault(body, start), None) if structured else (C["E_NOT_JSON"], start, None)


STRING = re.compile(rb'"(?:[^"\\\x00-\x1f\x80-\xff]|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4}|[\xc2-\xdf][\x80-\xbf]'
                    rb'|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]'
                    rb'|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})*')
ESCAPE_FRONT = re.compile(rb"\\(?:u[0-9A-Fa-f]{0,3})?")
NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
NUMBER_FRONT = re.compile(rb"-?(?:(?:0|[1-9][0-9]*)(?:(?:\.(?:[0-9]+(?:[eE](?:[+-]?[0-9]*)?)?)?)|[eE][+-]?[0-9]*)?)?")
SPACE = re.compile(rb"[ \t\n\r]*")


def token_end(body, at):
    """Where the string, number or literal at `at` ends, and whether it is whole; else its first fault is there."""
    if body[at] in b'"':
        end = STRING.match(body, at).end()
        if body[end:end + 1] == b'"':
            return end + 1, True
        front = ESCAPE_FRONT.match(body, end)
        return front.end() if front else end, False
    for literal in (b"true", b"false", b"null"):
        if body[at] == literal[0]:
            length = max(n for n in range(len(literal) + 1) if body[at:at + n] == literal[:n])
            return at + length, length == len(literal)
    end = NUMBER_FRONT.match(body, at).end()
    return end, NUMBER.fullmatch(body, at, end) is not None


def first_fault(body, at):
    """For a body that begins with a bracket and is no JSON: the result and the first byte at fault."""
    expected, open_brackets = "value", []
    while True:
        at = SPACE.match(body, at).end()
        byte = body[at:at + 1]
        if byte in (b"{", b"[") and byte and expected in ("value", "value or ]"):
            open_brackets.append(byte)
            if len(open_brackets) > C["MAX_DEPTH"]:
                return C["E_TOO_DEEP"], at
            expected, at = "name or }" if byte == b"{" else "value or ]", at + 1
        elif byte and expected.endswith("or " + byte.decode("latin-1")):
            open_brackets.pop()
            expected, at = after_value(open_brackets), at + 1
        elif byte == b"," and expected in (", or }", ", or ]"):
            expected, at = "name" if expected == ", or }" else "value", at + 1
        elif byte == b":" and expected == ":":
            expected, at = "value", at + 1
        elif byte == b'"' and expected in ("name", "name or }") or byte and expected in ("value", "value or ]"):
            start = at
            at, whole = token_end(body, start)
            if not whole:
                return fault_at(body, at, in_string=body[start] in b'"' and STRING.match(body, start).end() == at)
            expected = ":" if "name" in expected else after_value(open_brackets)
        elif not byte and expected == "end":
            return C["OK"], at
        else:
            return fault_at(body, at)


def after_value(open_brackets):
    if not open_brackets:
        return "end"
    return ", or }" if open_brackets[-1] == b"{" else ", or ]"


def fault_at(body, at, in_string=False):
    """Which fault it is that the byte at `at` does not go on with what stands before it.

    A byte that begins no character is not UTF-8 wherever it stands; another one outside of a string breaks the grammar.
    A character that the end of the body cuts can only be the beginning of a document within a string.
    """
    if at == len(body):
        return C["E_TRUNCATED"], at
    if body[at] < 0x80:
        return C["E_SYNTAX"], at
    try:
        body[at:at + 4].decode("utf-8")
    except UnicodeDecodeError as reason:
        if reason.start == 0:
            cut = in_string and reason.reason == "unexpected end of data" and at + reason.end == len(body)
            return (C["E_TRUNCATED"], len(body)) if cut else (C["E_UTF8"], at)
    return C["E_SYNTAX"], at


# ---- Section 8: values -----------------------------------------------------------------------------------------------

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def text(value):
    """A JSON string, or a number as its token; everything else, and the empty string, is absent."""
    if not isinstance(value, str) or not value:
        return None
    return value if value.isascii() else LONE_SURROGATE.sub("\ufffd", value)


def of(value, *names):
    """The value at the end of a path of members; None where one of them is missing."""
    for name in names:
        if not isinstance(value, Members):
            return None
        value = value.get(name)
    return value


def else_of(texts):
    """"A, else B": the first that is not absent."""
    return next((each for each in texts if each is not None), None)


def array(value):
    return value if isinstance(value, list) else []


def first(value):
    return value[0] if isinstance(value, list) and value else None


JSON_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")
# An exponent beyond this is cut to it: far from every limit all the same, and still a number that Python can hold.
ENORMOUS = 9999


def number(value):
    """The number that a JSON number is, or a string that holds one, as numerator, denominator and minus; else None."""
    match = JSON_NUMBER.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return None
    whole, fraction, exponent = match[2], match[3] or "", int(match[4] or "0")
    shift = max(-ENORMOUS, min(ENORMOUS, exponent)) - len(fraction)
    digits = int(whole + fraction)
    return digits * 10 ** max(shift, 0), 10 ** max(-shift, 0), bool(match[1] and digits)


def whole_number(value):
    """The same where it is whole and not negative; else None."""
    numerator, denominator, negative = number(value) or (1, 2, False)
    return None if negative or numerator % denominator else numerator // denominator


def percent(value, record):
    """From 0 to 100, tested before the fraction is cut off."""
    if value is None or value == "":
        return
    numerator, denominator, negative = number(value) or (1, 0, False)
    if numerator <= 100 * denominator and not negative:
        record["percent"] = numerator // denominator
    else:
        record["flags"] |= C["FLAG_BAD_PERCENT"]


DATE_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|([+-])(\d\d)(?::?(\d\d))?)?",
                       re.ASCII)
EPOCH = datetime.datetime(1970, 1, 1)
FIRST_SECOND = (datetime.datetime(1678, 1, 1) - EPOCH) // datetime.timedelta(seconds=1)
END_SECOND = (datetime.datetime(2262, 1, 1) - EPOCH) // datetime.timedelta(seconds=1)
SECOND = 10**9


def date_time(value):
    """Nanoseconds of an RFC 3339 date-time, and whether it has a zone; None where it is none."""
    match = DATE_TIME.fullmatch(value)
    if not match:
        return None
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    fraction, zone, sign, zone_hours, zone_minutes = match.groups()[6:]
    zone_hours, zone_minutes = int(zone_hours or 0), int(zone_minutes or 0)
    if second > 60 or zone_hours > 23 or zone_minutes > 59:
        return None
    try:
        whole = datetime.datetime(year, month, day, hour, minute) - EPOCH
    except ValueError:
        return None
    offset = (zone_hours * 60 + zone_minutes) * 60 * (-1 if sign == "-" else 1)
    seconds = whole // datetime.timedelta(seconds=1) + second - offset
    return seconds * SECOND + int(((fraction or "") + "0" * 9)[:9]), zone is not None


def epoch_time(value):
    """Cisco's other form: whole seconds since 1970, above 1e11 milliseconds."""
    count = whole_number(value)
    return None if count is None else count * (SECOND // 1000 if count > 10**11 else SECOND)


def time(value, record, epoch=False):
    """Nanoseconds since 1970; what cannot be read raises a flag of the record."""
    if value is None or value == "":
        return C["NO_TIME"]
    nanoseconds, zoned = None, True
    if isinstance(value, str):
        if not isinstance(value, Number):
            nanoseconds, zoned = date_time(value) or (None, True)
        if nanoseconds is None and epoch:
            nanoseconds = epoch_time(value)
    if nanoseconds is None or not FIRST_SECOND * SECOND <= nanoseconds < END_SECOND * SECOND:
        record["flags"] |= C["FLAG_BAD_TIME"]
        return C["NO_TIME"]
    if not zoned:
        record["flags"] |= C["FLAG_ZONE_ASSUMED"]
    return nanoseconds


def folded(value):
    """What is left of a word without ASCII case, hyphens, underscores and spaces; None of what is no text."""
    value = text(value)
    if value is None:
        return None
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in value if c not in "-_ ")


def words(**states):
    """A table of state words, from `queued="a, b"` to {"a": STATE_QUEUED, "b": STATE_QUEUED}."""
    return {folded(word): C["STATE_" + state.upper()] for state, listed in states.items() for word in listed.split(",")}


def faults(**codes):
    return {code.strip(): C["FAULT_" + fault.upper()] for fault, listed in codes.items() for code in listed.split(",")}


# ---- Section 5: items ------------------------------------------------------------------------------------------------

def item(kind, state=C["STATE_UNKNOWN"], **texts):
    return {"kind": C["ITEM_" + kind.upper()], "state": state, **texts}


def items_of(value, kind, read):
    """An element is an item where it is an object, which `read` reads, or a text, which is its message."""
    found = []
    for element in array(value):
        if isinstance(element, Members):
            found.append(item(kind, **read(element)))
        elif text(element) is not None:
            found.append(item(kind, message=text(element)))
    return found


def first_of_items(value):
    """Of an array the first element that is an item."""
    return next((element for element in array(value) if isinstance(element, Members) or text(element)), None)


def links_of(value):
    """Each member is a link, those of the same name too, but of several named self the last."""
    if not isinstance(value, Members):
        return []
    found = []
    for index, (name, target) in enumerate(value.pairs):
        if name == "self" and any(later == "self" for later, _ in value.pairs[index + 1:]):
            continue
        if isinstance(target, Members) or text(target) is not None:
            found.append(item("link", title=text(name), link=link(target)))
    return found


def link(value):
    """Of a link its value where that is a text, else the value's member href."""
    return text(value) or text(of(value, "href"))


# ---- Section 9: the vendors ------------------------------------------------------------------------------------------
#
# Each one has
#   ID, STATE            its id member and its state member
#   WORDS, FAULTS        its words of states, and its codes
#   prepared             the object as the other ones read it
#   KNOWN                the members that section 9 knows: {name: members of the object there, or
#                        [of each element], or (of the first one,), or None}; "*" is any other name
#   LIST                 the member that is the list
#   accepted, error      the fields of an answer or an error envelope, or None where the object is none
#   job, items           the fields of a job, put into the record, and its items
#   request_id           of a job or an error in the whole body
#   total, next_link     of a page

class Vendor:
    LIST = None

    def list_in(self, document):
        """The elements of the list that the document is; None where it is none."""
        found = of(document, self.LIST)
        return found if isinstance(found, list) else None

    def prepared(self, document):
        return document

    def state(self, value):
        return self.WORDS.get(folded(value), C["STATE_UNKNOWN"])

    def state_known(self, document):
        return folded(document.get(self.STATE)) in self.WORDS

    def fault(self, code):
        return self.FAULTS.get(code, C["FAULT_OTHER"])

    def request_id(self, document, whole):
        return None

    def total(self, document):
        return None

    def next_link(self, document):
        return None


def code_and_message(element):
    return {"code": text(element.get("code")), "message": text(element.get("message"))}


class PaloAlto(Vendor):
    ID, STATE, LIST = "id", "status_str", "data"
    WORDS = words(queued="PEND", running="ACT,PUSHSENT", failed="PUSHFAIL,PUSHTIMEOUT", cancelled="PUSHABORT")
    RESULTS = words(succeeded="OK", failed="FAIL,TIMEOUT", cancelled="CANCELLED")
    FAULTS = faults(unauthenticated="E016", forbidden="E007", not_found="E005", bad_request="E003,E013",
                    conflict="E006", not_allowed="E012", timeout="4")
    KNOWN = dict.fromkeys(("id", "parent_id", "type_str", "description", "status_str", "result_str", "percent",
                           "insert_ts", "start_ts", "last_update", "end_ts", "uname", "device_name", "_request_id",
                           "job_result", "summary", "success", "job_id", "message", "total"))
    KNOWN["_errors"] = [{"code": None, "message": None}]
    KNOWN["details"] = {"description": None} | dict.fromkeys(("errors", "warnings", "info"), KNOWN["_errors"])
    KNOWN["data"] = None

    def prepared(self, document):
        """The document with details as the object that its string holds in JSON."""
        details = of(document, "details")
        if not isinstance(details, str) or isinstance(details, Number):
            return document
        try:
            held = DECODER.decode(LONE_SURROGATE.sub("\ufffd", details).strip(" \t\n\r"))
        except ValueError:
            return document
        if not isinstance(held, Members):
            return document
        return Members([(name, held if value is details else value) for name, value in document.pairs])

    def accepted(self, document):
        if document.get("success") is not True or text(document.get("job_id")) is None:
            return None
        return {"id": text(document["job_id"]), "message": text(document.get("message"))}

    def error(self, document):
        errors = items_of(document.get("_errors"), "error", code_and_message)
        job_or_list = self.ID in document or self.STATE in document or self.list_in(document) is not None
        # What is neither an object nor a text is no item, so that an array of nothing else is as good as empty.
        if errors:
            return first_item(errors)
        if document.get("success") is False:
            return {"message": text(document.get("message"))}
        return {} if isinstance(document.get("_errors"), list) and not job_or_list else None

    def request_id(self, document, whole):
        return text(of(whole, "_request_id")) or text(of(document, "_request_id"))

    def job(self, document, record):
        details = document.get("details")
        record["id"] = text(document.get("id"))
        record["parent_id"] = text(document.get("parent_id"))
        if record["parent_id"] == "0":
            record["parent_id"] = None
        record["operation"] = text(document.get("type_str"))
        record["description"] = text(document.get("description")) or text(of(details, "description"))
        record["result_text"] = text(document.get("result_str"))
        percent(document.get("percent"), record)
        created = time(document.get("insert_ts"), record)
        record["started_at"] = time(document.get("start_ts"), record)
        record["created_at"] = record["started_at"] if document.get("insert_ts") in (None, "") else created
        record["updated_at"] = time(document.get("last_update"), record)
        record["finished_at"] = time(document.get("end_ts"), record)
        record["requester"] = text(document.get("uname"))
        record["target_name"] = text(document.get("device_name"))
        record["job_code"] = text(document.get("job_result"))
        record["state"], known = self.outcome(document)
        record["message"] = text(document.get("summary")) or text(details)
        if record["state"] == C["STATE_FAILED"]:
            reason = first_item(items_of(of(details, "errors"), "error", code_and_message))
            record["message"] = reason["message"] or record["message"]
        return known

    def outcome(self, document):
        """The state, and whether the word that decides it is known."""
        if folded(document.get("status_str")) != "fin":
            return self.state(document.get("status_str")), self.state_known(document)
        result = folded(document.get("result_str"))
        return self.RESULTS.get(result, C["STATE_ENDED"]), result in self.RESULTS

    def items(self, document, record):
        found = []
        for name, value in document.items():
            if name == "details":
                found += self.details_items(value)
            elif name == "_errors":
                found += items_of(value, "error", code_and_message)
        return found

    def details_items(self, details):
        if not isinstance(details, Members):
            return items_of([details], "info", code_and_message)
        kinds = {"errors": "error", "warnings": "warning", "info": "info"}
        return [found for name, value in details.items() if name in kinds
                for found in items_of(value, kinds[name], code_and_message)]

    def total(self, document):
        return of(document, "total")


def first_item(items):
    """Message and error_code of the first of these items."""
    if not items:
        return {"message": None, "error_code": None}
    return {"message": items[0].get("message"), "error_code": items[0].get("code")}


class Orange(Vendor):
    ID, STATE = "id", "state"
    WORDS = words(queued="acknowledged", running="in-progress", succeeded="completed", failed="failed")
    FAULTS = faults(unauthenticated="40,41,42", forbidden="50,51,52", rate_limited="53", not_found="60",
                    not_allowed="61", conflict="69", unavailable="5,6", server="1")
    KNOWN = dict.fromkeys(("id", "description", "state", "createdDate", "startProcessingDate", "endProcessingDate",
                           "requesterId", "hRef", "code", "message"))
    KNOWN["messages"] = [{"code": None, "message": None, "description": None}]

    def list_in(self, document):
        return document if isinstance(document, list) else None

    def accepted(self, document):
        return None

    def error(self, document):
        code = text(document.get("code"))
        message = text(document.get("description")) or text(document.get("message"))
        return {"message": message, "error_code": code} if code and message else None

    def job(self, document, record):
        record["id"] = text(document.get("id"))
        record["description"] = text(document.get("description"))
        record["created_at"] = time(document.get("createdDate"), record)
        record["started_at"] = time(document.get("startProcessingDate"), record)
        record["finished_at"] = time(document.get("endProcessingDate"), record)
        record["requester"] = text(document.get("requesterId"))
        record["self_link"] = text(document.get("hRef"))
        record |= first_item(self.items(document, record))
        record["state"] = self.state(document.get("state"))
        return self.state_known(document)

    def items(self, document, record):
        kind = "error" if record["state"] == C["STATE_FAILED"] else "info"
        return items_of(document.get("messages"), kind, lambda element: {
            "code": text(element.get("code")), "title": text(element.get("message")),
            "message": text(element.get("description")) or text(element.get("message"))})


class Cisco(Vendor):
    ID, STATE, LIST = "id", "status", "items"
    WORDS = words(queued="pending", running="running,in progress,deploying", failed="failed,failure",
                  succeeded="success,succeeded,completed,deployed", cancelled="cancelled,canceled")
    CATEGORIES = {"validation": C["FAULT_BAD_REQUEST"], "framework": C["FAULT_SERVER"], "other": C["FAULT_SERVER"]}
    ENVELOPE = dict.fromkeys(("category", "severity", "errorCode", "code"))
    ENVELOPE["messages"] = [dict.fromkeys(("code", "description", "severity"))]
    LINKS = dict.fromkeys(("self", "*"), {"href": None})
    KNOWN = dict.fromkeys(("id", "name", "taskType", "description", "status", "message")) | ENVELOPE
    KNOWN["error"] = ENVELOPE
    KNOWN["links"] = LINKS
    KNOWN["metadata"] = {"timestamp": None, "lastUser": {"name": None}, "downloadUrl": None,
                         "task": {"id": None, "message": None, "links": {"self": None}}}
    KNOWN["subTasks"] = [{"status": None, "description": None, "message": None,
                          "target": dict.fromkeys(("id", "name", "type"))}]
    KNOWN["paging"] = {"count": None, "next": None}
    KNOWN["items"] = None

    def accepted(self, document):
        task = of(document, "metadata", "task")
        if text(of(task, "id")) is None:
            return None
        return {"id": text(task["id"]), "message": text(task.get("message")),
                "self_link": text(of(task, "links", "self"))}

    def envelope(self, document):
        if isinstance(document.get("error"), Members):
            return document["error"]
        marked = text(document.get("category")) or text(document.get("severity"))
        if marked and isinstance(document.get("messages"), list):
            return document
        return None

    def error(self, document):
        envelope = self.envelope(document)
        if envelope is None:
            return None
        return {"message": first_item(self.messages(envelope.get("messages"), document))["message"],
                "error_code": text(envelope.get("errorCode")) or text(envelope.get("code")),
                "fault": self.CATEGORIES.get(folded(envelope.get("category")), C["FAULT_OTHER"])}

    def job(self, document, record):
        tasks = document.get("subTasks")
        target = of(first_of_items(tasks), "target")
        record["id"] = text(document.get("id"))
        record["name"] = text(document.get("name"))
        record["operation"] = text(document.get("taskType"))
        record["description"] = text(document.get("description"))
        record["updated_at"] = time(of(document, "metadata", "timestamp"), record, epoch=True)
        record["requester"] = text(of(document, "metadata", "lastUser", "name"))
        record["target_name"] = text(of(target, "name"))
        record["target_id"] = text(of(target, "id"))
        record["self_link"] = link(of(document, "links", "self"))
        record["resource_link"] = text(of(document, "metadata", "downloadUrl"))
        record["state"] = self.state(document.get("status"))
        record["message"] = text(document.get("message")) or text(document.get("description"))
        self.count_subtasks(self.subtasks(tasks), record)
        return self.state_known(document)

    def count_subtasks(self, tasks, record):
        succeeded = [task for task in tasks if task["state"] == C["STATE_SUCCEEDED"]]
        failed = [task for task in tasks if task["state"] in (C["STATE_FAILED"], C["STATE_CANCELLED"])]
        record["subtasks_total"] = len(tasks)
        record["subtasks_succeeded"] = len(succeeded)
        record["subtasks_failed"] = len(failed)
        record["subtasks_unfinished"] = len(tasks) - len(succeeded) - len(failed)
        if record["state"] == C["STATE_SUCCEEDED"] and failed:
            record["state"] = C["STATE_FAILED"] if len(failed) == len(tasks) else C["STATE_PARTIAL"]
        if record["state"] in (C["STATE_FAILED"], C["STATE_PARTIAL"]) and record["message"] is None and failed:
            record["message"] = failed[0].get("message")

    def subtasks(self, value):
        return items_of(value, "subtask", lambda task: {
            "state": self.state(task.get("status")), "state_text": text(task.get("status")),
            "title": text(task.get("description")),
            "message": text(task.get("message")) or text(task.get("description")),
            "target_id": text(of(task, "target", "id")), "target_name": text(of(task, "target", "name")),
            "target_type": text(of(task, "target", "type"))})

    def items(self, document, record):
        found = []
        for name, value in document.items():
            if name == "subTasks":
                found += self.subtasks(value)
            elif name == "links":
                found += links_of(value)
            elif name == "messages":
                found += self.messages(value, document)
            elif name == "error":
                found += self.messages(of(value, "messages"), document)
        return found

    def messages(self, value, document):
        """Items of an error, each with its own severity, else that of the error."""
        found = items_of(value, "error", lambda message: {
            "code": text(message.get("code")), "message": text(message.get("description")),
            "severity": text(message.get("severity"))})
        for each in found:
            each["severity"] = each.get("severity") or text(of(self.envelope(document), "severity"))
            if folded(each["severity"]) == "warn":
                each["kind"] = C["ITEM_WARNING"]
        return found

    def total(self, document):
        return of(document, "paging", "count")

    def next_link(self, document):
        return text(first(of(document, "paging", "next")))


class CloudFoundry(Vendor):
    ID, STATE, LIST = "guid", "state", "resources"
    WORDS = words(running="PROCESSING,POLLING", succeeded="COMPLETE", failed="FAILED")
    FAULTS = faults(unauthenticated="1000,10002", forbidden="10003", not_found="10010", bad_request="10005",
                    unprocessable="10008", rate_limited="10013,10014,10016", unavailable="10015", server="10001")
    ERROR = dict.fromkeys(("code", "title", "detail", "description"))
    KNOWN = dict.fromkeys(("guid", "operation", "state", "created_at", "updated_at")) | ERROR
    KNOWN["errors"] = KNOWN["warnings"] = [ERROR]
    KNOWN["links"] = {"self": {"href": None}, "*": {"href": None}}
    KNOWN["pagination"] = {"total_results": None, "next": {"href": None}}
    KNOWN["resources"] = None

    def accepted(self, document):
        return None

    def read(self, element):
        title = text(element.get("title"))
        return {"code": text(element.get("code")), "title": title,
                "message": text(element.get("detail")) or title or text(element.get("description"))}

    def error(self, document):
        if "guid" in document or "state" in document:
            return None
        if isinstance(document.get("errors"), list):
            return first_item(items_of(document["errors"], "error", self.read))
        own = self.read(document)
        return {"message": own["message"], "error_code": own["code"]} if own["code"] and own["message"] else None

    def job(self, document, record):
        record["id"] = text(document.get("guid"))
        record["operation"] = text(document.get("operation"))
        record["created_at"] = time(document.get("created_at"), record)
        record["updated_at"] = record["finished_at"] = time(document.get("updated_at"), record)
        record["self_link"] = link(of(document, "links", "self"))
        others = [found for found in links_of(document.get("links")) if found["title"] != "self"]
        record["resource_link"] = others[0]["link"] if others else None
        record["state"] = self.state(document.get("state"))
        if record["state"] == C["STATE_FAILED"]:
            record |= first_item(items_of(document.get("errors"), "error", self.read))
        return self.state_known(document)

    def items(self, document, record):
        found = []
        for name, value in document.items():
            if name == "errors":
                found += items_of(value, "error", self.read)
            elif name == "warnings":
                found += items_of(value, "warning", self.read)
            elif name == "links":
                found += links_of(value)
        return found

    def total(self, document):
        return of(document, "pagination", "total_results")

    def next_link(self, document):
        return text(of(document, "pagination", "next", "href"))


class OneOrMore(list):
    """In KNOWN: of each element, or of one object in place of the array."""


class NetApp(Vendor):
    ID, STATE, LIST = "uuid", "state", "records"
    WORDS = words(queued="queued", running="running", paused="paused", succeeded="success", failed="failure")
    FAULTS = faults(not_found="4", forbidden="6")
    STARTED = {"uuid": None, "message": None, "_links": {"self": {"href": None}}}
    KNOWN = dict.fromkeys(("uuid", "description", "state", "start_time", "end_time", "code", "message"))
    KNOWN["svm"] = {"name": None, "uuid": None}
    KNOWN["node"] = {"name": None}
    KNOWN["error"] = dict.fromkeys(("code", "message", "target"))
    KNOWN["error"]["arguments"] = OneOrMore([{"code": None, "message": None}])
    KNOWN["_links"] = {"self": {"href": None}, "*": {"href": None}}
    KNOWN["job"] = STARTED
    KNOWN["jobs"] = (STARTED,)
    KNOWN["records"] = None

    def accepted(self, document):
        job, jobs = document.get("job"), document.get("jobs")
        if text(of(job, "uuid")) is None and not isinstance(jobs, list):
            return None
        both = (job, first(jobs))
        return {"id": else_of(text(of(each, "uuid")) for each in both),
                "message": else_of(text(of(each, "message")) for each in both),
                "self_link": else_of(text(of(each, "_links", "self", "href")) for each in both)}

    def error(self, document):
        error = document.get("error")
        if not isinstance(error, Members) or "uuid" in document or "state" in document:
            return None
        return {"message": text(error.get("message")), "error_code": text(error.get("code"))}

    def job(self, document, record):
        record["id"] = text(document.get("uuid"))
        record["description"] = text(document.get("description"))
        record["started_at"] = time(document.get("start_time"), record)
        record["finished_at"] = time(document.get("end_time"), record)
        record["target_name"] = text(of(document, "svm", "name")) or text(of(document, "node", "name"))
        record["target_id"] = text(of(document, "svm", "uuid"))
        record["self_link"] = link(of(document, "_links", "self"))
        record["job_code"] = code = text(document.get("code"))
        record["message"] = text(document.get("message"))
        record["state"] = self.state(document.get("state"))
        if record["state"] == C["STATE_FAILED"]:
            record["message"] = text(of(document, "error", "message")) or record["message"]
            record["error_code"] = text(of(document, "error", "code")) or (None if whole_number(code) == 0 else code)
        return self.state_known(document)

    def items(self, document, record):
        found = []
        for name, value in document.items():
            if name == "error" and isinstance(value, Members):
                found.append(item("error", **code_and_message(value), target_name=text(value.get("target"))))
                arguments = value.get("arguments")
                found += items_of([arguments] if isinstance(arguments, Members) else arguments, "info",
                                  code_and_message)
            elif name == "_links":
                found += links_of(value)
        return found

    def next_link(self, document):
        return link(of(document, "_links", "next"))


VENDORS = {C["VENDOR_PALO_ALTO_SCM"]: PaloAlto(), C["VENDOR_ORANGE_EVOLUTION"]: Orange(),
           C["VENDOR_CISCO_CDFMC"]: Cisco(), C["VENDOR_CLOUD_FOUNDRY"]: CloudFoundry(),
           C["VENDOR_NETAPP_ONTAP"]: NetApp()}


def given_twice(value, known):
    """Whether a member that section 9 knows was given twice in one object."""
    if isinstance(known, tuple):
        return given_twice(first(value), known[0])
    if isinstance(known, list):
        if isinstance(known, OneOrMore) and isinstance(value, Members):
            return given_twice(value, known[0])
        return any(given_twice(element, known[0]) for element in array(value))
    if not known or not isinstance(value, Members):
        return False
    if any(name in known for name in value.twice):
        return True
    counting = value.pairs if "*" in known else value.items()
    return any(given_twice(member, known.get(name, known.get("*"))) for name, member in counting)


# ---- Section 8: shapes, fault, advice --------------------------------------------------------------------------------

FAULT_BY_STATUS = {400: "BAD_REQUEST", 401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "NOT_FOUND", 410: "NOT_FOUND",
                   405: "NOT_ALLOWED", 408: "TIMEOUT", 504: "TIMEOUT", 409: "CONFLICT", 422: "UNPROCESSABLE",
                   429: "RATE_LIMITED", 500: "SERVER", 502: "GATEWAY", 503: "UNAVAILABLE"}
ADVICE_BY_FAULT = {"UNAUTHENTICATED": "AUTHENTICATE", "NOT_FOUND": "GONE", "RATE_LIMITED": "RETRY", "SERVER": "RETRY",
                   "GATEWAY": "RETRY", "UNAVAILABLE": "RETRY", "TIMEOUT": "RETRY"}
ADVICE = {C["FAULT_" + fault]: C["ADVICE_" + advice] for fault, advice in ADVICE_BY_FAULT.items()}


def fault_of_status(status):
    if status == 0 or 200 <= status <= 299:
        return C["FAULT_NONE"]
    family = {4: "BAD_REQUEST", 5: "SERVER"}.get(status // 100, "OTHER")
    return C["FAULT_" + FAULT_BY_STATUS.get(status, family)]


def empty_record(vendor, status):
    record = {"struct_size": 0, "result": C["OK"], "error_offset": 0, "vendor": vendor, "http_status": status,
              "kind": C["KIND_NONE"], "state": C["STATE_UNKNOWN"], "terminal": 0, "advice": C["ADVICE_NONE"],
              "fault": fault_of_status(status), "percent": C["NO_PERCENT"], "flags": 0,
              "created_at": C["NO_TIME"], "started_at": C["NO_TIME"], "updated_at": C["NO_TIME"],
              "finished_at": C["NO_TIME"], "error_count": 0, "warning_count": 0, "item_count": 0,
              "subtasks_total": 0, "subtasks_succeeded": 0, "subtasks_failed": 0, "subtasks_unfinished": 0,
              "json": ABSENT}
    record.update(dict.fromkeys(TEXTS))
    return record


def advise(record, otherwise):
    """Of a terminal job done, else by the fault; without one `otherwise`."""
    record["terminal"] = int(record["state"] in TERMINAL)
    if record["terminal"]:
        record["advice"] = C["ADVICE_DONE"]
    elif record["fault"] == C["FAULT_NONE"]:
        record["advice"] = C["ADVICE_" + otherwise]
    else:
        record["advice"] = ADVICE.get(record["fault"], C["ADVICE_GIVE_UP"])
    return record


def unusable(vendor, status, result, offset):
    record = empty_record(vendor, status)
    if result == C["E_EMPTY"] and status == 202:
        record["kind"], record["state"] = C["KIND_ACCEPTED"], C["STATE_QUEUED"]
        return advise(record, "POLL")
    record["result"], record["error_offset"] = result, offset
    return advise(record, "GIVE_UP" if result == C["E_UNRECOGNIZED"] else "RETRY")


def read_object(vendor, status, document, whole, only_job=False):
    """The record and the items of an object that is accepted, error or job; None where it is none of them."""
    rules = VENDORS[vendor]
    if not isinstance(document, Members):
        return None
    document = rules.prepared(document)
    record, items = empty_record(vendor, status), []
    accepted, error = (None, None) if only_job else (rules.accepted(document), rules.error(document))
    known = True
    if accepted is not None:
        record |= accepted
        record["kind"], record["state"] = C["KIND_ACCEPTED"], C["STATE_QUEUED"]
    elif error is not None:
        record["kind"] = C["KIND_ERROR"]
        own = error.pop("fault", None) or rules.fault(error.get("error_code"))
        record |= error
        record["request_id"] = rules.request_id(document, whole)
        items = rules.items(document, record)
        if record["fault"] == C["FAULT_NONE"] or is_orange_rate_limit(record):
            record["fault"] = own
    elif rules.ID in document or rules.STATE in document:
        record["kind"] = C["KIND_JOB"]
        known = rules.job(document, record)
        record["state_text"] = text(document.get(rules.STATE))
        record["request_id"] = rules.request_id(document, whole)
        items = rules.items(document, record)
    else:
        return None
    if not known:
        record["flags"] |= C["FLAG_UNKNOWN_STATE"]
    if record["state"] not in TERMINAL:
        record["finished_at"] = C["NO_TIME"]
    record["item_count"] = len(items)
    record["error_count"] = sum(item["kind"] == C["ITEM_ERROR"] for item in items)
    record["warning_count"] = sum(item["kind"] == C["ITEM_WARNING"] for item in items)
    return advise(record, "POLL"), items


def is_orange_rate_limit(record):
    """Orange's code 53 decides whatever the HTTP status is."""
    return record["vendor"] == C["VENDOR_ORANGE_EVOLUTION"] and record["error_code"] == "53"


def flagged(record, *values):
    """Raises duplicate-key where one of these values, a document or an element, has a known member twice."""
    known = VENDORS[record["vendor"]].KNOWN
    if any(given_twice(value, known) for value in values):
        record["flags"] |= C["FLAG_DUPLICATE_KEY"]
    return record


def around_list(rules, document):
    """What stands around the elements of a list."""
    if not isinstance(document, Members):
        return None
    return Members([(name, None if name == rules.LIST else value) for name, value in rules.prepared(document).pairs])


def parse(vendor, status, body):
    """The record that jobstatus_parse has to fill, and its items."""
    rules = VENDORS[vendor]
    result, start, document = read_document(body)
    if result != C["OK"]:
        return unusable(vendor, status, result, start), []
    answer = read_object(vendor, status, document, document)
    if answer:
        answer[0]["json"] = document
        return flagged(answer[0], rules.prepared(document)), answer[1]
    elements = rules.list_in(document)
    if elements is None:
        return unusable(vendor, status, C["E_UNRECOGNIZED"], start), []
    around = around_list(rules, document)
    if len(elements) == 1:
        record, items = read_element(vendor, status, elements[0], document)
        if record["result"] == C["E_UNRECOGNIZED"]:
            return record | {"error_offset": start, "json": ABSENT}, items
        return flagged(record, around), items
    record = flagged(empty_record(vendor, status), around)
    if elements:
        record["kind"] = C["KIND_LIST"]
        return advise(record, "NONE"), []
    if record["fault"] == C["FAULT_NONE"]:
        record["fault"], record["advice"] = C["FAULT_NOT_FOUND"], C["ADVICE_RETRY"]
        return record, []
    return advise(record, "RETRY"), []


def read_element(vendor, status, element, whole):
    """A record of a list, and its items. An element is a job, or is not recognized."""
    rules = VENDORS[vendor]
    answer = read_object(vendor, status, element, whole, only_job=True)
    if answer is None:
        return unusable(vendor, status, C["E_UNRECOGNIZED"], AT_JSON) | {"json": element}, []
    answer[0]["json"] = element
    return flagged(answer[0], rules.prepared(element)), answer[1]


def parse_list(vendor, status, body):
    """What the calls of jobstatus_parse_list over all pages have to answer together."""
    rules = VENDORS[vendor]
    page = {"result": C["OK"], "error_offset": 0, "vendor": vendor, "kind": C["KIND_LIST"], "flags": 0, "records": [],
            "next_offset": 0, "total": C["NO_TOTAL"], "next_link": None}
    result, fault, document = read_document(body)
    elements = rules.list_in(document)
    if elements is None:
        record, _ = parse(vendor, status, body)
        page.update({name: record[name] for name in ("result", "error_offset", "kind")})
        page["records"] = [record] if record["result"] == C["OK"] else []
        if result not in (C["OK"], C["E_EMPTY"]):
            before = elements_before(rules, body, fault)
            page["records"] = before and [read_element(vendor, status, element, element)[0] for element in before]
        return flagged_page(page, rules, document, rules.prepared(document))
    page["records"] = [read_element(vendor, status, element, element)[0] for element in elements]
    total = whole_number(rules.total(document))
    if total is not None and total < 10**18:
        page["total"] = total
    page["next_link"] = rules.next_link(document)
    return flagged_page(page, rules, document, around_list(rules, document))


def flagged_page(page, rules, document, value):
    """As flagged, and repeated-list where another member follows one that is a list, by the same name."""
    lists = [inner for name, inner in document.pairs if name == rules.LIST] if isinstance(document, Members) else []
    if any(isinstance(inner, list) for inner in lists[:-1]):
        page["flags"] |= C["FLAG_REPEATED_LIST"]
    return flagged(page, value)


WHITE_SPACE_BEFORE = re.compile(r"[ \t\n\r]*")


def elements_before(rules, body, fault):
    """Of a list that breaks the elements that are whole in front of the fault; None where there are two lists by then:
    the header does not say which of them counts."""
    text_before = body[:fault].decode("utf-8-sig", errors="ignore").lstrip(" \t\n\r")
    if text_before.startswith("[") and rules.list_in([]) is not None:
        return whole_elements(text_before, 0)
    lists = [at for name, at in members_before(text_before) if name == rules.LIST]
    if len(lists) > 1:
        return None
    return whole_elements(text_before, lists[0]) if lists and text_before.startswith("[", lists[0]) else []


def members_before(document):
    """Yields the name of each member of the outermost object, and where its value begins."""
    at = 0
    while document.startswith(("{", ","), at):
        try:
            name, at = DECODER.raw_decode(document, after_space(document, at + 1))
            at = after_space(document, after_space(document, at) + 1)
            yield name, at
            _, at = DECODER.raw_decode(document, at)
        except ValueError:
            return
        at = after_space(document, at)


def whole_elements(document, at):
    """The elements of the array at `at` that are whole."""
    found = []
    while document.startswith(("[", ","), at):
        try:
            element, at = DECODER.raw_decode(document, after_space(document, at + 1))
        except ValueError:
            break
        at = after_space(document, at)
        if document[at:at + 1] in (",", "]", ""):
            found.append(element)
    return found


def after_space(document, at):
    return WHITE_SPACE_BEFORE.match(document, at).end()
