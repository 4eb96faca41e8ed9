# SPDX-License-Identifier: Apache-2.0
"""What all Python contenders make of a body: a record with the fields of jobstatus_record, its times and its states."""

import datetime

UNKNOWN, QUEUED, RUNNING, PAUSED, SUCCEEDED, PARTIAL, FAILED, CANCELLED, ENDED = range(9)

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
EPOCH_WITHOUT_ZONE = datetime.datetime(1970, 1, 1)

from_iso_format = datetime.datetime.fromisoformat


class Record:
    """The defaults stand in the class, so that only what a body has is stored."""

    id = parent_id = name = operation = description = state_text = result_text = message = job_code = error_code = ""
    requester = target_name = target_id = self_link = resource_link = request_id = ""
    percent = created_at = started_at = updated_at = finished_at = None
    state = terminal = 0
    error_count = warning_count = item_count = 0
    subtasks_total = subtasks_succeeded = subtasks_failed = subtasks_unfinished = 0

    def set_state(self, state):
        """An end time counts in a terminal state only."""
        self.state = state
        if state >= SUCCEEDED:
            self.terminal = 1
        else:
            self.finished_at = None


FIELDS = [name for name in vars(Record) if not name.startswith("_") and name != "set_state"]
NUMBERS = {name for name in FIELDS if getattr(Record, name) != ""}


def fields(record):
    """The record as a dictionary; an absent text is the empty one, however the contender keeps it."""
    values = {name: getattr(record, name) for name in FIELDS}
    return {name: value if name in NUMBERS else value or "" for name, value in values.items()}


def folded(word):
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")


class Words(dict):
    """Words and their states: looked up as the vendor writes them, else without case, hyphens, underscores, spaces."""

    def __init__(self, states, otherwise=UNKNOWN):
        super().__init__(states)
        self.folded = {folded(word): state for word, state in states.items()}
        self.otherwise = otherwise

    def __missing__(self, word):
        return self.folded.get(folded(word), self.otherwise) if word else self.otherwise


PALO_ALTO_STATES = Words({"PEND": QUEUED, "ACT": RUNNING, "PUSHSENT": RUNNING, "FIN": ENDED, "PUSHFAIL": FAILED,
                          "PUSHTIMEOUT": FAILED, "PUSHABORT": CANCELLED})
PALO_ALTO_RESULTS = Words({"OK": SUCCEEDED, "FAIL": FAILED, "TIMEOUT": FAILED, "CANCELLED": CANCELLED}, ENDED)
ORANGE_STATES = Words({"acknowledged": QUEUED, "in-progress": RUNNING, "completed": SUCCEEDED, "failed": FAILED})
CISCO_STATES = Words({"Pending": QUEUED, "Running": RUNNING, "IN_PROGRESS": RUNNING, "Deploying": RUNNING,
                      "Success": SUCCEEDED, "SUCCESS": SUCCEEDED, "Succeeded": SUCCEEDED, "COMPLETED": SUCCEEDED,
                      "Deployed": SUCCEEDED, "Failed": FAILED, "FAILED": FAILED, "Failure": FAILED,
                      "Cancelled": CANCELLED, "Canceled": CANCELLED})
CLOUD_FOUNDRY_STATES = Words({"PROCESSING": RUNNING, "POLLING": RUNNING, "COMPLETE": SUCCEEDED, "FAILED": FAILED})
ONTAP_STATES = Words({"queued": QUEUED, "running": RUNNING, "paused": PAUSED, "success": SUCCEEDED, "failure": FAILED})


def text(number):
    """The text of a member that is a number."""
    return None if number is None else str(number)


def nanoseconds(moment):
    """Nanoseconds since 1970 of a datetime; one without a zone is UTC."""
    since = moment - (EPOCH if moment.tzinfo else EPOCH_WITHOUT_ZONE)
    return (since.days * 86_400 + since.seconds) * 1_000_000_000 + since.microseconds * 1000


def time(value):
    """The same of a text."""
    return nanoseconds(from_iso_format(value)) if value else None


def epoch_time(count):
    """Cisco's times: whole seconds, above 1e11 milliseconds."""
    if count is None:
        return None
    return count * (1_000_000 if count > 100_000_000_000 else 1_000_000_000)
