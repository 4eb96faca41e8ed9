# SPDX-License-Identifier: Apache-2.0
"""No body makes the work grow faster than its length: instructions are counted, by valgrind, for bodies that repeat one
thing, at one length, at twice and at four times that. Counts repeat exactly; seconds do not."""

import json

import pytest

import callgrind

TIMES = (256, 512, 1024)
# What twice the length may add, compared with what the length before added: 2 where the work grows with the length, 4
# where it grows with its square.
MOST_GROWTH = 2.3

JOB = '{"uuid":"1","state":"running"%s}'
ERRORS = '"errors":[{"code":1,"message":"m"}]'

# What the tool is asked for, and a body of so many times the same thing.
BODIES = {
    "white space": ([], lambda times: JOB % (" " * 16 * times)),
    "white space in lines": ([], lambda times: JOB % (', "a":1' + "\t\r\n" * 8 * times)),
    "one long text": ([], lambda times: JOB % (',"message":"' + "text \u00e9 " * 8 * times + '"')),
    "one long text of escapes": ([], lambda times: JOB % (',"message":"' + "\\n\\u00e9" * 4 * times + '"')),
    "one long number": ([], lambda times: JOB % (',"code":' + "1" * 16 * times)),
    "members that no field has": ([], lambda times: JOB % "".join(f',"a{i}":[{i}]' for i in range(times))),
    "the same member": ([], lambda times: JOB % (',"message":"m"' * times)),
    "the same items": (["--items"], lambda times: '{"guid":"1","state":"FAILED"' + ("," + ERRORS) * times + "}"),
    "items": (["--items"], lambda times: '{"guid":"1","state":"FAILED","errors":[' +
              ",".join(['{"code":1,"detail":"d"}'] * times) + "]}"),
    "arrays": ([], lambda times: JOB % (',"a":' + "[" * (times // 2) + "]" * (times // 2))),
    "objects": ([], lambda times: JOB % (',"a":' + '{"a":' * (times // 2) + "1" + "}" * (times // 2))),
    "arrays that do not end": ([], lambda times: "[" * (times // 2)),
    "JSON in a string": ([], lambda times: json.dumps({
        "id": "1", "status_str": "FIN", "result_str": "FAIL", "details": json.dumps({"errors": ["\u00e9\n"] * times})})),
    "JSON in a string, twice": ([], lambda times: '{"id":"1","status_str":"FIN"' + ("," + json.dumps({
        "details": json.dumps({"errors": ["m"]})})[1:-1]) * times + "}"),
    "links": (["--items"], lambda times: '{"guid":"1","state":"FAILED","links":{' +
              ",".join(['"self":{"href":"/s"}'] * times) + "}}"),
    "a list": (["--list"], lambda times: '{"records":[' + ",".join([JOB % ""] * times) + "]}"),
    "a list, not read as one": ([], lambda times: '{"records":[' + ",".join([JOB % ""] * times) + "]}"),
    "lists": (["--list"], lambda times: "{" + ",".join(['"records":[' + JOB % "" + "]"] * times) + "}"),
    "sought by a pointer": (["--find", "/a/1"], lambda times: "{" + ",".join(['"a":[0,1]'] * times) + "}"),
    "not to be found": (["--find", "/a/b/c"], lambda times: '{"a":' * (times // 2) + "0" + "}" * (times // 2)),
    "nobody's": ([], lambda times: "{" + ",".join(f'"a{i}":"b"' for i in range(times)) + "}"),
}


def instructions(tool, environment, options, body, folder):
    """What the tool takes in all."""
    path = folder / "body.json"
    path.write_text(body, encoding="utf-8")
    return callgrind.instructions([tool, "--format", "json", *options, path], environment)


@pytest.mark.parametrize("name", BODIES)
def test_work_grows_with_the_length(name, tool, environment, tmp_path):
    """P5, section 6."""
    options, body_of = BODIES[name]
    once, twice, four_times = (instructions(tool, environment, options, body_of(times), tmp_path) for times in TIMES)
    assert once < twice < four_times
    assert four_times - twice <= MOST_GROWTH * (twice - once), (once, twice, four_times)


def test_work_that_grows_with_the_square_is_noticed():
    """Self-check."""
    once, twice, four_times = (100 * times * times for times in TIMES)
    assert four_times - twice > MOST_GROWTH * (twice - once)
