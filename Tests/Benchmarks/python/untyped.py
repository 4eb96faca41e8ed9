# SPDX-License-Identifier: Apache-2.0
"""From the dictionaries that json and orjson make of a body to records."""

from values import (CISCO_STATES, CLOUD_FOUNDRY_STATES, CANCELLED, ENDED, FAILED, ONTAP_STATES, ORANGE_STATES,
                    PALO_ALTO_RESULTS, PALO_ALTO_STATES, PARTIAL, SUCCEEDED, Record, epoch_time, text, time)


def readers(loads):
    """By the vendor's number: a function for bodies that are one record, and one for lists where some are measured."""
    def palo_alto(body):
        document = loads(body)
        jobs = document.get("data")
        if jobs:
            return palo_alto_job(jobs[0], loads)
        return palo_alto_error(document) if "_errors" in document else palo_alto_job(document, loads)

    def cloud_foundry(body):
        document = loads(body)
        return cloud_foundry_job(document) if "guid" in document else cloud_foundry_error(document)

    def ontap(body):
        document = loads(body)
        return ontap_job(document) if "uuid" in document else ontap_error(document)

    return {
        1: (palo_alto, lambda body: [palo_alto_job(job, loads) for job in loads(body)["data"]]),
        2: (lambda body: orange_job(loads(body)),),
        3: (lambda body: cisco_job(loads(body)),),
        4: (cloud_foundry,),
        5: (ontap, lambda body: [ontap_job(job) for job in loads(body)["records"]]),
    }


# ---- Palo Alto SCM ---------------------------------------------------------------------------------------------------

def palo_alto_job(job, loads):
    get = job.get
    record = Record()
    record.id = get("id")
    parent = get("parent_id")
    if parent != "0":
        record.parent_id = parent
    record.operation = get("type_str")
    record.state_text = status = get("status_str")
    record.result_text = result = get("result_str")
    percent = get("percent")
    if percent is not None and percent != "":
        record.percent = int(percent)
    record.started_at = started = time(get("start_ts"))
    created = get("insert_ts")
    record.created_at = time(created) if created else started
    record.updated_at = time(get("last_update"))
    record.finished_at = time(get("end_ts"))
    record.requester = get("uname")
    record.target_name = get("device_name")
    record.job_code = get("job_result")

    state = PALO_ALTO_STATES[status]
    if state == ENDED:
        state = PALO_ALTO_RESULTS[result]
    record.set_state(state)
    record.description = get("description")
    record.message = get("summary")
    details = get("details")
    if details:
        add_details(record, details, loads)
    return record


def add_details(record, details, loads):
    if type(details) is str:
        try:
            held = loads(details)
        except ValueError:
            held = None
        if type(held) is not dict:
            record.message = record.message or details
            record.item_count = 1
            return
        details = held
    errors = details.get("errors") or ()
    warnings = details.get("warnings") or ()
    record.error_count = len(errors)
    record.warning_count = len(warnings)
    record.item_count = len(errors) + len(warnings) + len(details.get("info") or ())
    record.description = record.description or details.get("description")
    if errors and record.state == FAILED:
        record.message = message_of(errors[0]) or record.message


def message_of(item):
    return item if type(item) is str else item.get("message")


def palo_alto_error(document):
    errors = document["_errors"]
    record = Record()
    record.request_id = document.get("_request_id")
    record.error_count = record.item_count = len(errors)
    if errors:
        record.message = errors[0].get("message")
        record.error_code = errors[0].get("code")
    return record


# ---- Orange Evolution ------------------------------------------------------------------------------------------------

def orange_job(job):
    get = job.get
    record = Record()
    record.id = get("id")
    record.self_link = get("hRef")
    record.state_text = status = get("state")
    record.description = get("description")
    record.created_at = time(get("createdDate"))
    record.requester = get("requesterId")
    record.started_at = time(get("startProcessingDate"))
    record.finished_at = time(get("endProcessingDate"))
    record.set_state(ORANGE_STATES[status])
    messages = get("messages")
    if messages:
        first = messages[0]
        record.message = first.get("description") or first.get("message")
        record.error_code = text(first.get("code"))
        record.item_count = len(messages)
        if record.state == FAILED:
            record.error_count = len(messages)
    return record


# ---- Cisco cdFMC -----------------------------------------------------------------------------------------------------

def cisco_job(job):
    get = job.get
    record = Record()
    record.id = get("id")
    record.name = get("name")
    record.operation = get("taskType")
    record.state_text = status = get("status")
    record.description = description = get("description")
    record.message = get("message") or description
    links = get("links")
    if links:
        record.self_link = link(links.get("self"))
        record.item_count = len(links)
    metadata = get("metadata")
    if metadata:
        record.updated_at = epoch_time(metadata.get("timestamp"))
        record.resource_link = metadata.get("downloadUrl")
        user = metadata.get("lastUser")
        if user:
            record.requester = user.get("name")
    state = CISCO_STATES[status]
    tasks = get("subTasks")
    if tasks:
        state = add_subtasks(record, tasks, state)
    record.set_state(state)
    return record


def add_subtasks(record, tasks, state):
    """Answers what the state of the job is in view of its sub-tasks."""
    target = tasks[0].get("target")
    if target:
        record.target_name = target.get("name")
        record.target_id = target.get("id")
    succeeded = failed = 0
    first_failed = None
    for task in tasks:
        task_state = CISCO_STATES[task.get("status")]
        if task_state == SUCCEEDED:
            succeeded += 1
        elif task_state == FAILED or task_state == CANCELLED:
            failed += 1
            first_failed = first_failed or task
    record.item_count += len(tasks)
    record.subtasks_total = len(tasks)
    record.subtasks_succeeded = succeeded
    record.subtasks_failed = failed
    record.subtasks_unfinished = len(tasks) - succeeded - failed
    if state == SUCCEEDED and failed:
        state = FAILED if failed == len(tasks) else PARTIAL
    if first_failed and not record.message and (state == FAILED or state == PARTIAL):
        record.message = first_failed.get("message") or first_failed.get("description")
    return state


def link(value):
    """The value of a link where that is a text, else its href."""
    return value.get("href") if type(value) is dict else value


# ---- Cloud Foundry ---------------------------------------------------------------------------------------------------

def cloud_foundry_job(job):
    get = job.get
    record = Record()
    record.id = get("guid")
    record.created_at = time(get("created_at"))
    record.updated_at = record.finished_at = time(get("updated_at"))
    record.operation = get("operation")
    record.state_text = status = get("state")
    record.set_state(CLOUD_FOUNDRY_STATES[status])
    errors = get("errors") or ()
    record.error_count = len(errors)
    record.warning_count = len(get("warnings") or ())
    record.item_count = record.error_count + record.warning_count
    if errors and record.state == FAILED:
        add_first_error(record, errors[0])
    links = get("links")
    if links:
        record.self_link = link(links.get("self"))
        record.item_count += len(links)
        # A dictionary keeps the order of the document.
        record.resource_link = next((link(value) for name, value in links.items() if name != "self"), None)
    return record


def add_first_error(record, error):
    record.message = error.get("detail") or error.get("title") or error.get("description")
    record.error_code = text(error.get("code"))


def cloud_foundry_error(document):
    record = Record()
    errors = document.get("errors")
    if errors is None:
        add_first_error(record, document)
        return record
    record.error_count = record.item_count = len(errors)
    if errors:
        add_first_error(record, errors[0])
    return record


# ---- NetApp ONTAP ----------------------------------------------------------------------------------------------------

def ontap_job(job):
    get = job.get
    record = Record()
    record.id = get("uuid")
    record.description = get("description")
    record.state_text = status = get("state")
    record.message = get("message")
    record.job_code = code = text(get("code"))
    record.started_at = time(get("start_time"))
    record.finished_at = time(get("end_time"))
    record.set_state(ONTAP_STATES[status])
    node = get("node")
    if node:
        record.target_name = node.get("name")
    svm = get("svm")
    if svm:
        record.target_name = svm.get("name") or record.target_name
        record.target_id = svm.get("uuid")
    links = get("_links")
    if links:
        record.self_link = link(links.get("self"))
        record.item_count = len(links)
    error = get("error")
    if error:
        count_error(record, error)
    if record.state == FAILED:
        error = error or {}
        record.message = error.get("message") or record.message
        record.error_code = error.get("code") or (code if code != "0" else None)
    return record


def count_error(record, error):
    """The error and its arguments are items."""
    record.error_count = 1
    record.item_count += 1 + len(error.get("arguments") or ())


def ontap_error(document):
    error = document["error"]
    record = Record()
    record.message = error.get("message")
    record.error_code = error.get("code")
    count_error(record, error)
    return record
