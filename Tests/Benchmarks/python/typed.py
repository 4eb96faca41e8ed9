# SPDX-License-Identifier: Apache-2.0
"""From typed structs, which msgspec fills while it reads, to records. What is no member of a struct is passed over."""

import datetime

import msgspec

from values import (CISCO_STATES, CLOUD_FOUNDRY_STATES, CANCELLED, ENDED, FAILED, ONTAP_STATES, ORANGE_STATES,
                    PALO_ALTO_RESULTS, PALO_ALTO_STATES, PARTIAL, SUCCEEDED, Record, epoch_time, nanoseconds, text,
                    time)

Text = str | None
Number = int | None
Time = datetime.datetime | None


class Struct(msgspec.Struct, gc=False):
    """Bodies hold no cycles, which is what Python's garbage collector would look for."""


def readers():
    """By the vendor's number: a function for bodies that are one record, and one for lists where some are measured."""
    def decoder(kind):
        return msgspec.json.Decoder(kind).decode

    read_orange, read_cisco, read_ontap_list = decoder(OrangeJob), decoder(CiscoJob), decoder(OntapList)
    return {
        1: (palo_alto, lambda body: [palo_alto_job(job) for job in read_palo_alto(body).data]),
        2: (lambda body: orange_job(read_orange(body)),),
        3: (lambda body: cisco_job(read_cisco(body)),),
        4: (cloud_foundry,),
        5: (ontap, lambda body: [ontap_job(job) for job in read_ontap_list(body).records]),
    }


# ---- Palo Alto SCM ---------------------------------------------------------------------------------------------------

class Message(Struct):
    code: Text = None
    message: Text = None


class Details(Struct):
    info: list[str | Message] = []
    errors: list[str | Message] = []
    warnings: list[str | Message] = []
    description: Text = None


class PaloAltoJob(Struct):
    id: Text = None
    parent_id: Text = None
    # A number in the documentation, a text in what is really sent.
    percent: str | int | None = None
    job_result: Text = None
    type_str: Text = None
    status_str: Text = None
    result_str: Text = None
    description: Text = None
    details: str | Details | None = None
    device_name: Text = None
    # Texts, because an absent time is an empty one.
    insert_ts: Text = None
    start_ts: Text = None
    last_update: Text = None
    end_ts: Text = None
    summary: Text = None
    uname: Text = None


class PaloAltoBody(PaloAltoJob):
    data: list[PaloAltoJob] = []
    errors: list[Message] | None = msgspec.field(name="_errors", default=None)
    request_id: Text = msgspec.field(name="_request_id", default=None)


read_palo_alto = msgspec.json.Decoder(PaloAltoBody).decode
read_details = msgspec.json.Decoder(Details).decode


def palo_alto(body):
    document = read_palo_alto(body)
    if document.data:
        return palo_alto_job(document.data[0])
    return palo_alto_job(document) if document.errors is None else palo_alto_error(document)


def palo_alto_job(job):
    record = Record()
    record.id = job.id
    parent = job.parent_id
    if parent != "0":
        record.parent_id = parent
    record.operation = job.type_str
    record.state_text = status = job.status_str
    record.result_text = result = job.result_str
    percent = job.percent
    if percent is not None and percent != "":
        record.percent = int(percent)
    record.started_at = started = time(job.start_ts)
    created = job.insert_ts
    record.created_at = time(created) if created else started
    record.updated_at = time(job.last_update)
    record.finished_at = time(job.end_ts)
    record.requester = job.uname
    record.target_name = job.device_name
    record.job_code = job.job_result

    state = PALO_ALTO_STATES[status]
    if state == ENDED:
        state = PALO_ALTO_RESULTS[result]
    record.set_state(state)
    record.description = job.description
    record.message = job.summary
    details = job.details
    if details:
        add_details(record, details)
    return record


def add_details(record, details):
    if type(details) is str:
        try:
            details = read_details(details)
        except msgspec.DecodeError:
            record.message = record.message or details
            record.item_count = 1
            return
    errors = details.errors
    record.error_count = len(errors)
    record.warning_count = len(details.warnings)
    record.item_count = len(errors) + len(details.warnings) + len(details.info)
    record.description = record.description or details.description
    if errors and record.state == FAILED:
        first = errors[0]
        record.message = (first if type(first) is str else first.message) or record.message


def palo_alto_error(document):
    errors = document.errors
    record = Record()
    record.request_id = document.request_id
    record.error_count = record.item_count = len(errors)
    if errors:
        record.message = errors[0].message
        record.error_code = errors[0].code
    return record


# ---- Orange Evolution ------------------------------------------------------------------------------------------------

class OrangeMessage(Struct):
    code: Number = None
    message: Text = None
    description: Text = None


class OrangeJob(Struct):
    id: Text = None
    hRef: Text = None
    state: Text = None
    description: Text = None
    createdDate: Time = None
    requesterId: Text = None
    startProcessingDate: Time = None
    endProcessingDate: Time = None
    messages: list[OrangeMessage] = []


def orange_job(job):
    record = Record()
    record.id = job.id
    record.self_link = job.hRef
    record.state_text = status = job.state
    record.description = job.description
    record.created_at = moment(job.createdDate)
    record.requester = job.requesterId
    record.started_at = moment(job.startProcessingDate)
    record.finished_at = moment(job.endProcessingDate)
    record.set_state(ORANGE_STATES[status])
    messages = job.messages
    if messages:
        first = messages[0]
        record.message = first.description or first.message
        record.error_code = text(first.code)
        record.item_count = len(messages)
        if record.state == FAILED:
            record.error_count = len(messages)
    return record


def moment(value):
    return nanoseconds(value) if value else None


# ---- Cisco cdFMC -----------------------------------------------------------------------------------------------------

class Target(Struct):
    id: Text = None
    name: Text = None


class SubTask(Struct):
    status: Text = None
    message: Text = None
    description: Text = None
    target: Target | None = None


class User(Struct):
    name: Text = None


class Metadata(Struct):
    timestamp: Number = None
    lastUser: User | None = None
    downloadUrl: Text = None


class CiscoJob(Struct):
    id: Text = None
    name: Text = None
    taskType: Text = None
    description: Text = None
    status: Text = None
    message: Text = None
    links: dict[str, str] = {}
    subTasks: list[SubTask] = []
    metadata: Metadata | None = None


def cisco_job(job):
    record = Record()
    record.id = job.id
    record.name = job.name
    record.operation = job.taskType
    record.state_text = status = job.status
    record.description = job.description
    record.message = job.message or job.description
    links = job.links
    if links:
        record.self_link = links.get("self")
        record.item_count = len(links)
    metadata = job.metadata
    if metadata:
        record.updated_at = epoch_time(metadata.timestamp)
        record.resource_link = metadata.downloadUrl
        if metadata.lastUser:
            record.requester = metadata.lastUser.name
    state = CISCO_STATES[status]
    if job.subTasks:
        state = add_subtasks(record, job.subTasks, state)
    record.set_state(state)
    return record


def add_subtasks(record, tasks, state):
    """Answers what the state of the job is in view of its sub-tasks."""
    target = tasks[0].target
    if target:
        record.target_name = target.name
        record.target_id = target.id
    succeeded = failed = 0
    first_failed = None
    for task in tasks:
        task_state = CISCO_STATES[task.status]
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
        record.message = first_failed.message or first_failed.description
    return state


# ---- Cloud Foundry ---------------------------------------------------------------------------------------------------

class CloudFoundryError(Struct):
    code: Number = None
    title: Text = None
    detail: Text = None
    description: Text = None


class Link(Struct):
    href: Text = None


class CloudFoundryBody(Struct):
    guid: Text = None
    created_at: Time = None
    updated_at: Time = None
    operation: Text = None
    state: Text = None
    errors: list[CloudFoundryError] = []
    warnings: list[CloudFoundryError] = []
    links: dict[str, Link] = {}


read_cloud_foundry = msgspec.json.Decoder(CloudFoundryBody).decode


def cloud_foundry(body):
    document = read_cloud_foundry(body)
    return cloud_foundry_error(document) if document.guid is None else cloud_foundry_job(document)


def cloud_foundry_job(job):
    record = Record()
    record.id = job.guid
    record.created_at = moment(job.created_at)
    record.updated_at = record.finished_at = moment(job.updated_at)
    record.operation = job.operation
    record.state_text = status = job.state
    record.set_state(CLOUD_FOUNDRY_STATES[status])
    errors, links = job.errors, job.links
    record.error_count = len(errors)
    record.warning_count = len(job.warnings)
    record.item_count = record.error_count + record.warning_count + len(links)
    if errors and record.state == FAILED:
        add_first_error(record, errors[0])
    for name, link in links.items():
        if name == "self":
            record.self_link = link.href
        elif not record.resource_link:
            record.resource_link = link.href
    return record


def add_first_error(record, error):
    record.message = error.detail or error.title or error.description
    record.error_code = text(error.code)


def cloud_foundry_error(document):
    errors = document.errors
    record = Record()
    record.error_count = record.item_count = len(errors)
    if errors:
        add_first_error(record, errors[0])
    return record


# ---- NetApp ONTAP ----------------------------------------------------------------------------------------------------

class OntapError(Struct):
    message: Text = None
    code: Text = None
    arguments: list[Message] = []


class Named(Struct):
    name: Text = None
    uuid: Text = None


class OntapBody(Struct):
    uuid: Text = None
    description: Text = None
    state: Text = None
    message: Text = None
    code: Number = None
    start_time: Time = None
    end_time: Time = None
    error: OntapError | None = None
    node: Named | None = None
    svm: Named | None = None
    links: dict[str, Link] = msgspec.field(name="_links", default_factory=dict)


class OntapList(Struct):
    records: list[OntapBody]


read_ontap = msgspec.json.Decoder(OntapBody).decode


def ontap(body):
    document = read_ontap(body)
    return ontap_error(document.error) if document.uuid is None else ontap_job(document)


def ontap_job(job):
    record = Record()
    record.id = job.uuid
    record.description = job.description
    record.state_text = status = job.state
    record.message = job.message
    record.job_code = code = text(job.code)
    record.started_at = moment(job.start_time)
    record.finished_at = moment(job.end_time)
    record.set_state(ONTAP_STATES[status])
    if job.node:
        record.target_name = job.node.name
    svm = job.svm
    if svm:
        record.target_name = svm.name or record.target_name
        record.target_id = svm.uuid
    links = job.links
    if links:
        record.item_count = len(links)
        if "self" in links:
            record.self_link = links["self"].href
    error = job.error
    if error:
        count_error(record, error)
    if record.state == FAILED:
        if error:
            record.message = error.message or record.message
            record.error_code = error.code
        if not record.error_code and code != "0":
            record.error_code = code
    return record


def count_error(record, error):
    """The error and its arguments are items."""
    record.error_count = 1
    record.item_count += 1 + len(error.arguments)


def ontap_error(error):
    record = Record()
    record.message = error.message
    record.error_code = error.code
    count_error(record, error)
    return record
