# SPDX-License-Identifier: Apache-2.0
"""Many threads at once: each gets what is its own, from short bodies and from long ones."""

import json
import sys
import threading

import pytest

import jobstatus

THREADS = 8
STATES = ["queued", "running", "paused", "success", "failure"]


@pytest.fixture(autouse=True)
def hurried():
    """Threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def run_in_threads(function):
    """Runs it in all threads, and raises what one of them raises."""
    barrier = threading.Barrier(THREADS)
    failures = []

    def run(number):
        try:
            barrier.wait()
            function(number)
        except BaseException as error:  # pylint: disable=broad-except
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures


def body_of(number, padding):
    return json.dumps({"uuid": f"job-{number}", "state": STATES[number % 5], "message": f'"{number}"',
                       "error": {"message": f"error {number}"}, "padding": "x" * padding}).encode()


@pytest.mark.parametrize("padding, repeats", [(10, 400), (70_000, 50)])
def test_each_reads_its_own(padding, repeats):
    def read(thread):
        for repeat in range(repeats):
            number = thread * repeats + repeat
            response = jobstatus.parse(body_of(number, padding), "netapp-ontap")
            assert (response.id, response.state_text) == (f"job-{number}", STATES[number % 5])
            assert response.items[0].message == f"error {number}"
            assert response.find("/message") == f'"{number}"'
    run_in_threads(read)


def test_all_read_the_same():
    body = json.dumps({"records": [json.loads(body_of(number, 0)) for number in range(500)]}).encode()
    jobs = jobstatus.parse_list(body, "netapp-ontap")
    response = jobstatus.parse(body_of(3, 10), "netapp-ontap")
    ids, expected = jobs.texts("id"), response.to_dict(items=True)

    def read(_):
        for _ in range(5):
            assert [job.id for job in jobs] == ids == jobs.texts("id")
            assert response.to_dict(items=True) == expected
            assert jobstatus.parse_list(body, "netapp-ontap") == jobs
    run_in_threads(read)
