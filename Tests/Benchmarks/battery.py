# SPDX-License-Identifier: Apache-2.0
"""Malformed bodies, to learn what each contender lets pass: what is not validated need not be paid for.

All of them are a job of NetApp ONTAP with one fault, in a member that is used or in one that is passed over, and each
breaks RFC 8259 or UTF-8. What implementations may choose, such as how deep they go, is not among them.
"""

import struct

GOOD = {
    "as it should be": b'{"uuid":"u-1","description":"d","state":"success","code":0,"x":[1,{"y":"z"}],"message":"m"}',
    "with members of all types":
        b'{"x":[1,-0.5e+3,true,false,null,"\\u00e9\\ud83d\\ude00",{},[]],"uuid":"u-1","state":"success","message":"m"}',
}


def job(used="", passed_over=""):
    """A good job with something else as its message, and as the value of a member that nobody asks for."""
    return (b'{"uuid":"u-1","state":"success","x":' + (passed_over or b"1") + b',"message":' + (used or b'"m"')
            + b',"_links":{"self":{"href":"/jobs/u-1"}}}')


MALFORMED = {
    "text behind the document": job() + b" x",
    "a second document": job() + job(),
    "a closing brace too many": job() + b"}",
    "a comma behind the document": job() + b",",
    "a NUL behind the document": job() + b"\0",
    "no closing brace": job()[:-1],
    "an end within a string": job()[:-14],
    "an end behind a colon": b'{"uuid":"u-1","state":',
    "an end behind a comma": b'{"uuid":"u-1","state":"success",',
    "a comma before the closing brace": job()[:-1] + b",}",
    "no colon": job().replace(b'"state":', b'"state" '),
    "no comma": job().replace(b'"success",', b'"success" '),
    "two commas": job().replace(b'"success",', b'"success",,'),
    "a comma in front": job().replace(b"{", b"{,", 1),
    "single quotes": job(used=b"'m'"),
    "a key without quotes": job().replace(b'"state"', b"state"),
    "a number as key": job().replace(b'"x"', b"1"),
    "a control character in a used string": job(used=b'"a\x01b"'),
    "a line break in a used string": job(used=b'"a\nb"'),
    "a control character in a passed-over string": job(passed_over=b'"a\x01b"'),
    "a control character in a key": job().replace(b'"x"', b'"x\x01"'),
    "an unknown escape in a used string": job(used=b'"a\\xb"'),
    "an unknown escape in a passed-over string": job(passed_over=b'"a\\xb"'),
    "an escape with three digits in a passed-over string": job(passed_over=b'"\\u12g4"'),
    "the byte FF in a used string": job(used=b'"a\xffb"'),
    "the byte FF in a passed-over string": job(passed_over=b'"a\xffb"'),
    "the byte FF in a key": job().replace(b'"x"', b'"x\xff"'),
    "overlong UTF-8 in a used string": job(used=b'"\xc0\xaf"'),
    "overlong UTF-8 in a passed-over string": job(passed_over=b'"\xe0\x80\xaf"'),
    "a surrogate as UTF-8": job(passed_over=b'"\xed\xa0\x80"'),
    "UTF-8 that is cut": job(passed_over=b'"\xe2\x82"'),
    "UTF-8 above U+10FFFF": job(passed_over=b'"\xf5\x80\x80\x80"'),
    "a leading zero": job(passed_over=b"01"),
    "a leading plus": job(passed_over=b"+1"),
    "a minus alone": job(passed_over=b"-"),
    "no digit behind the point": job(passed_over=b"1."),
    "no digit in the exponent": job(passed_over=b"1e"),
    "no digit before the point": job(passed_over=b".5"),
    "a hexadecimal number": job(passed_over=b"0x1F"),
    "NaN": job(passed_over=b"NaN"),
    "half a literal": job(passed_over=b"tru"),
    "too much of a literal": job(passed_over=b"nulll"),
    "a bare word": job(passed_over=b"word"),
    "brackets that do not match": job(passed_over=b"[1,2}"),
    "no colon in a passed-over object": job(passed_over=b'{"a" 1}'),
    "no comma in a passed-over array": job(passed_over=b"[1 2]"),
    "a comma too many in a passed-over array": job(passed_over=b"[1,2,]"),
    "a comment": job(passed_over=b"1/* one */"),
    "a form feed as white space": job(passed_over=b"\x0c1"),
    "nothing": b"",
    "only white space": b" \n ",
}

ONTAP = 5


def run(bench, worker_class, folder):
    """Of each contender the malformed bodies that it accepts, reading spans (A) and texts (B)."""
    bodies = {**GOOD, **MALFORMED}
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{number}.json" for number, name in enumerate(bodies)}
    for name, body in bodies.items():
        paths[name].write_bytes(body)
    battery = folder / "battery.set"
    battery.write_bytes(struct.pack("<I", len(bodies))
                        + b"".join(struct.pack("<I", len(body)) + body for body in bodies.values()))

    peers = {}
    for command, prefix in bench.commands:
        if prefix:
            continue
        with worker_class(command, bench.library) as worker:
            for contender in worker.contenders:
                asked = asked_for_verdict if "native" in command.name else asked_for_fields
                peers[contender] = verdicts(*(asked(worker, contender, paths, battery, table) for table in "AB"))
                peers[contender]["version"] = version_of(worker, contender)
    return peers


def version_of(worker, contender):
    answer = worker.ask("version", contender)
    return None if answer.startswith("error") else answer


def verdicts(spans, decoded):
    return {
        "accepted": {"A": [name for name in MALFORMED if spans[name]],
                     "B": [name for name in MALFORMED if decoded[name]]},
        "refused": [name for name in GOOD if not spans[name]],
        "malformed": len(MALFORMED),
    }


def asked_for_verdict(worker, contender, paths, _, table):
    return {name: worker.demand("accepts", contender, path, table) == "1" for name, path in paths.items()}


def asked_for_fields(worker, contender, paths, battery, _):
    """Workers that have no command for it: what they have fields of, they have accepted."""
    worker.load("battery", {"vendor": ONTAP, "kind": "record", "file": battery})
    return {name: not worker.ask("fields", contender, "battery", number).startswith("error")
            for number, name in enumerate(paths)}
