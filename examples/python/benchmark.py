# SPDX-License-Identifier: Apache-2.0
"""What the package costs beside orjson and json with the code that a program otherwise needs, in one run.

    python benchmark.py [ROUNDS]

It needs the package itself, NumPy, pandas, polars, pyarrow and orjson, and takes its bodies from the project's
benchmarks, ../../Tests/Benchmarks/corpus.py: 256 different ones of each kind, and lists of 10,000 jobs. What is
compared takes turns in every round; of each the fastest run counts. Before anything is timed, it is checked that all
come to the same values. The code by hand takes a body for well-formed and complete; what the package notices, it does
not.
"""

import datetime
import gc
import json
import pathlib
import platform
import sys
import time

import numpy
import orjson
import pandas
import polars

import jobstatus

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Benchmarks"))
import corpus  # noqa: E402

DEFAULT_ROUNDS = 100
# The second one finds the caches as it left them, and not as what was measured before it did.
RUNS_A_TURN = 2

# ---- By hand: from what a reader of JSON returns to state, advice, id, message, percent and end ----------------------

OVER = {"succeeded", "failed", "cancelled", "ended"}
PALO_ALTO_STATES = {"PEND": "queued", "ACT": "running", "PUSHSENT": "running", "PUSHFAIL": "failed",
                    "PUSHTIMEOUT": "failed", "PUSHABORT": "cancelled"}
PALO_ALTO_RESULTS = {"OK": "succeeded", "FAIL": "failed", "TIMEOUT": "failed", "CANCELLED": "cancelled"}
CLOUD_FOUNDRY_STATES = {"PROCESSING": "running", "POLLING": "running", "COMPLETE": "succeeded", "FAILED": "failed"}
ONTAP_STATES = {"queued": "queued", "running": "running", "paused": "paused", "success": "succeeded",
                "failure": "failed"}


def epoch(text):
    """Nanoseconds since 1970 of an RFC 3339 time; without a zone it is UTC."""
    if not text:
        return None
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000


def palo_alto(job):
    status = job["status_str"]
    state = PALO_ALTO_STATES.get(status, "unknown")
    if status == "FIN":
        state = PALO_ALTO_RESULTS.get(job["result_str"], "ended")
    over = state in OVER
    return (state, "done" if over else "poll", job["id"], job.get("summary") or None, int(job["percent"]),
            epoch(job.get("end_ts")) if over else None)


def cloud_foundry(job):
    state = CLOUD_FOUNDRY_STATES.get(job["state"], "unknown")
    over = state in OVER
    message = job["errors"][0].get("detail") if state == "failed" and job["errors"] else None
    end = epoch(job.get("updated_at")) if over else None
    return (state, "done" if over else "poll", job["guid"], message, None, end)


def ontap(job):
    state = ONTAP_STATES.get(job["state"], "unknown")
    over = state in OVER
    message = job.get("message") or None
    if state == "failed" and "error" in job:
        message = job["error"]["message"]
    return (state, "done" if over else "poll", job["uuid"], message, None, epoch(job.get("end_time")) if over else None)


# ---- With the package ------------------------------------------------------------------------------------------------


def read(vendor):
    parse = jobstatus.parse

    def read_body(body):
        job = parse(body, vendor)
        return job.state, job.advice, job.id, job.message, job.percent, job.finished_at_ns
    return read_body


def columns_of(vendor):
    """The structured array, and decoded id, state and message."""
    names = numpy.array([str(state) for state in jobstatus.State], object)

    def read_list(body):
        jobs = jobstatus.parse_list(body, vendor)
        return jobs.texts("id"), names[jobs.records["state"]].tolist(), jobs.texts("message")
    return read_list


def by_hand(loads, member, pick):
    def read_list(body):
        picked = [pick(job) for job in loads(body)[member]]
        return [job[2] for job in picked], [job[0] for job in picked], [job[3] for job in picked]
    return read_list


def frame_by_hand(loads, member, pick, frame):
    columns = ["state", "advice", "id", "message", "percent", "finished_at"]
    return lambda body: frame([pick(job) for job in loads(body)[member]], columns)


# ---- Measuring -------------------------------------------------------------------------------------------------------


def seconds_for(function, bodies):
    start = time.perf_counter()
    for body in bodies:
        function(body)
    return time.perf_counter() - start


def fastest(contenders, bodies, rounds):
    """Seconds a body, of each."""
    best = [float("inf")] * len(contenders)
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        for index, function in enumerate(contenders):
            best[index] = min(best[index], *(seconds_for(function, bodies) for _ in range(RUNS_A_TURN)))
    gc.enable()
    return [seconds / len(bodies) for seconds in best]


def compare(title, contenders, bodies, rounds, unit, scale):
    print(f"\n{title}")
    first = None
    for name, seconds in zip(contenders, fastest(list(contenders.values()), bodies, rounds)):
        first = first or seconds
        print(f"    {name:44} {seconds * scale:8.2f} {unit}   {seconds / first:6.2f}")


def records(rounds):
    for title, name, vendor, pick in (("Palo Alto job", "pan", "palo-alto-scm", palo_alto),
                                      ("Cloud Foundry job", "cf", "cloud-foundry", cloud_foundry),
                                      ("ONTAP job", "ontap", "netapp-ontap", ontap)):
        bodies = corpus.documents(name)
        contenders = {
            "jobstatus, six fields": read(vendor),
            "jobstatus, parse() alone": lambda body, vendor=vendor: jobstatus.parse(body, vendor),
            "orjson, the same by hand": lambda body, pick=pick: pick(orjson.loads(body)),
            "orjson.loads() alone": orjson.loads,
            "json, the same by hand": lambda body, pick=pick: pick(json.loads(body)),
        }
        for body in bodies:
            expected = contenders["jobstatus, six fields"](body)
            assert contenders["orjson, the same by hand"](body) == expected, (body, expected)
            assert contenders["json, the same by hand"](body) == expected
        average = sum(map(len, bodies)) // len(bodies)
        compare(f"{title}, {average} bytes", contenders, bodies, rounds, "us", 1e6)


def lists(rounds):
    for title, name, vendor, member, pick in (("Palo Alto", "list-pan", "palo-alto-scm", "data", palo_alto),
                                              ("ONTAP", "list-ontap", "netapp-ontap", "records", ontap)):
        (body,) = corpus.documents(name)
        asked = ["state", "advice", "id", "message", "percent", "finished_at"]
        contenders = {
            "parse_list(), id, state, message decoded": columns_of(vendor),
            "parse_list() alone": lambda body, vendor=vendor: jobstatus.parse_list(body, vendor),
            "parse_list() to polars, six columns":
                lambda body, vendor=vendor: jobstatus.parse_list(body, vendor).to_polars(asked),
            "parse_list() to pandas, six columns":
                lambda body, vendor=vendor: jobstatus.parse_list(body, vendor).to_pandas(asked),
            "parse_list() to pandas, all columns":
                lambda body, vendor=vendor: jobstatus.parse_list(body, vendor).to_pandas(),
            "parse_list(), six fields of each Response":
                lambda body, vendor=vendor: [(job.state, job.advice, job.id, job.message, job.percent,
                                              job.finished_at_ns) for job in jobstatus.parse_list(body, vendor)],
            "json and a loop": by_hand(json.loads, member, pick),
            "orjson and a loop": by_hand(orjson.loads, member, pick),
            "json, a loop, and a pandas frame": frame_by_hand(
                json.loads, member, pick, lambda rows, columns: pandas.DataFrame(rows, columns=columns)),
            "json, a loop, and a polars frame": frame_by_hand(
                json.loads, member, pick, lambda rows, columns: polars.DataFrame(rows, columns, orient="row")),
            "json.loads() alone": json.loads,
        }
        expected = contenders["parse_list(), id, state, message decoded"](body)
        assert contenders["json and a loop"](body) == expected
        compare(f"List of {len(expected[0])} {title} jobs, {len(body) / 1e6:.1f} MB", contenders, [body],
                max(3, rounds // 5), "ms", 1e3)


def main(arguments):
    rounds = int(arguments[0]) if arguments else DEFAULT_ROUNDS
    print(f"Python {platform.python_version()}, {platform.machine()}, {datetime.date.today()}, library "
          f"{jobstatus.library_version}, orjson {orjson.__version__}; the last column: time / time of the first line")
    records(rounds)
    lists(rounds)


if __name__ == "__main__":
    main(sys.argv[1:])
