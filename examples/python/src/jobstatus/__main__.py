# SPDX-License-Identifier: Apache-2.0
"""python -m jobstatus: prints a JSON object for each response, as the command-line tool does with --format json."""

import argparse
import json
import os
import sys
from typing import Any, Dict, List, Optional

from . import JobList, JobStatusError, Kind, __version__, parse, parse_list

STATUS_UNUSABLE = 1
STATUS_USAGE = 2


def read_options(arguments: Optional[List[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m jobstatus",
        description="Reads the body of a response of an asynchronous-job API from each FILE, and prints what it means, "
                    "one JSON object a line.",
        epilog="Exit status: 0 all was parsed; 1 a body was unusable; 2 wrong usage, or a file that cannot be read.")
    parser.add_argument("--vendor", metavar="TAG", help="whose API it is; without it the body is looked at")
    parser.add_argument("--http-status", type=int, metavar="N", help="the status code of the response")
    parser.add_argument("--list", action="store_true", help="the body is a list of jobs: tell each of them")
    parser.add_argument("--items", action="store_true",
                        help="tell also the errors, warnings, messages, sub-tasks and links in the response")
    parser.add_argument("--version", action="version", version=f"jobstatus {__version__}")
    parser.add_argument("files", nargs="*", metavar="FILE", default=["-"], help="- or none: standard input")
    return parser.parse_args(arguments)


def read_file(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()


def list_end(jobs: JobList) -> Dict[str, Any]:
    """The last line of a list. An error, or the answer of a starting call, is a response too, and no job of a list."""
    returned = len(jobs) if jobs.kind in (Kind.LIST, Kind.JOB) else 0
    return {"kind": "list", "total": jobs.total, "returned": returned, "next_link": jobs.next_link}


def show(body: bytes, options: argparse.Namespace) -> int:
    """Prints what a body means; returns the exit status that it stands for."""
    if not options.list:
        shown = [parse(body, options.vendor, options.http_status)]
        end = []
    else:
        jobs = parse_list(body, options.vendor, options.http_status)
        shown = [*jobs] if jobs.ok else [*jobs, jobs.response()]
        end = [list_end(jobs)]
    for line in [*(response.to_dict(items=options.items) for response in shown), *end]:
        print(json.dumps(line, separators=(",", ":")))
    return 0 if all(response.ok for response in shown) else STATUS_UNUSABLE


def main(arguments: Optional[List[str]] = None) -> int:
    options = read_options(arguments)
    status = 0
    for path in options.files:
        try:
            status = max(status, show(read_file(path), options))
        except BrokenPipeError:
            raise
        except (OSError, JobStatusError) as error:
            print(f"python -m jobstatus: {error}", file=sys.stderr)
            status = STATUS_USAGE
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        # Whoever read the output has seen enough. What is left in the buffer must not be written at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(STATUS_USAGE)
