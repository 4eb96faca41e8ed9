# SPDX-License-Identifier: Apache-2.0
"""The filter jobstatus.jobstatus.jobstatus: what a response of an asynchronous-job API means.

jobstatus.yml beside this file documents it. All reading is done by the Python package jobstatus; what is here brings
the results of ansible.builtin.uri to it, and its answers and errors into the terms of Ansible.
"""

import sys
from collections.abc import Mapping

from ansible.errors import AnsibleFilterError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.filter.core import to_json

# Said when the filter is used and not when it is loaded, so that ansible-doc works without the package.
try:
    import jobstatus as package
    MISSING = None
except ImportError as error:
    package = None
    MISSING = str(error)

NAME = "jobstatus.jobstatus.jobstatus"
FAILED = ("failed", "partial", "cancelled")
# Of a request, ansible.builtin.uri always tells its URL and a status, and Ansible adds to each result whether there was
# a change. A body that was decoded may have one of them too, but not all three.
TOLD_OF_A_REQUEST = {"url", "status", "changed"}


def jobstatus(response, vendor=None, http_status=None, items=False):
    """The normalized fields of a response, as a dict. See jobstatus.yml."""
    if package is None:
        raise usage_error("it needs the Python package jobstatus on the controller, installed for the Python that runs "
                          f"Ansible ({sys.executable}): {MISSING}")
    body, status = body_and_status(response)
    if http_status is not None:
        status = status_number(http_status)
    try:
        told = package.parse(body, vendor, status).to_dict(items=boolean(items))
    except (package.JobStatusError, TypeError) as error:
        raise usage_error(str(error)) from error
    told["failed"] = told["state"] in FAILED
    return told


def body_and_status(response):
    """The body and the HTTP status, None where it is not known."""
    if isinstance(response, (str, bytes)):
        return response, None
    if not isinstance(response, Mapping):
        raise usage_error("it takes the registered result of ansible.builtin.uri, or a body as a string of JSON, not "
                          f"{type(response).__name__}; a body that is decoded already goes through to_json first")
    if "results" in response and "changed" in response:
        raise usage_error(f"this is the result of a loop: use results | map('{NAME}', vendor=...)")
    if TOLD_OF_A_REQUEST <= response.keys():
        status = status_number(response["status"])
        return body_of(response, status), status
    if broke_off(response):
        return "", None
    raise usage_error("this is no registered result of ansible.builtin.uri; give the whole registered variable, or a "
                      "body as a string of JSON, which to_json makes of a decoded one" + said(response))


def body_of(result, status):
    """The body, empty where the request failed without one: then the status, if any, says what there is to say."""
    if result.get("content") is not None:
        return result["content"]
    if "json" in result:
        return to_json(result["json"])
    if status is not None and 200 <= status <= 299:
        raise usage_error("the result has no body: set return_content to true for ansible.builtin.uri")
    return ""


def broke_off(result):
    """Whether this may be a connection that broke off in the middle of the body.

    ansible.builtin.uri then tells neither a URL nor a status. It fails in the same way where its arguments are wrong;
    nothing that every version of Ansible has tells the two apart. failed_when may have overruled the failure already.
    """
    return "changed" in result and bool(result.get("failed") or "failed_when_result" in result)


def status_number(value):
    """As an int, also of the text that a variable of the command line is. ansible.builtin.uri says -1 for none."""
    try:
        number = int(str(value))
    except ValueError:
        raise usage_error(f"{value!r} is no HTTP status") from None
    return None if number == -1 else number


def said(result):
    return f". It says: {result['msg']}" if result.get("msg") else ""


def usage_error(text):
    return AnsibleFilterError(f"{NAME}: {text}")


class FilterModule:
    """What Ansible looks for."""

    def filters(self):
        return {"jobstatus": jobstatus}
