# SPDX-License-Identifier: Apache-2.0
"""Reads and classifies the responses of asynchronous-job APIs.

    import jobstatus

    job = jobstatus.parse(reply.content, "cloud-foundry", reply.status_code)
    if job.advice == "done":
        print(job.state, job.message)

parse() reads one response, parse_list() a list of jobs, detect() guesses the vendor. All of them may be called from any
thread. JOBSTATUS_LIBRARY in the environment names another libjobstatus.so than the one in the package.
"""

from ._layout import NO_PERCENT, NO_TIME
from ._library import Body, JobStatusError, library_version
from ._list import JobList, parse_list
from ._response import Item, Response, UnusableBody, detect, parse
from ._words import Advice, Fault, Flag, ItemKind, Kind, Result, State, Vendor

__version__ = "0.1.0"

__all__ = [
    "NO_PERCENT", "NO_TIME", "Advice", "Body", "Fault", "Flag", "Item", "ItemKind", "JobList", "JobStatusError", "Kind",
    "Response", "Result", "State", "UnusableBody", "Vendor", "detect", "library_version", "parse", "parse_list",
]
