#!/usr/bin/env python3
"""Writes the bodies that the benchmarks read: the same bytes on every machine, whatever the Python.

    python3 corpus.py FOLDER [--small]     --small leaves out the bodies of 10 MB and 100 MB

Each set is one file: a little-endian uint32 with the number of documents, then of each document a uint32 with its
length and its bytes. FOLDER/index.json says of each set its file, vendor, HTTP status, kind (record or list), number
of documents and mean length.

The documents of a set differ from each other in ids, names, times, states and messages, so that no contender learns
one body by heart. Of the texts that people write about one in ten has escapes of JSON or characters beyond ASCII.

SPDX-License-Identifier: Apache-2.0
"""

import datetime
import json
import pathlib
import random
import struct
import sys

PALO_ALTO_SCM, ORANGE_EVOLUTION, CISCO_CDFMC, CLOUD_FOUNDRY, NETAPP_ONTAP = 1, 2, 3, 4, 5

DOCUMENTS = 256
LIST_JOBS = 10_000

WORDS = ("backup branch campus edge floor gateway guest harbour import lab ledger mail market night office order "
         "payroll printer proxy release report router sensor shop staging store switch tenant tower transit "
         "update vault voice warehouse weekly window").split()
PEOPLE = "a.moreau b.osei c.lindqvist d.petrov e.nakamura f.silva g.weber h.okafor i.rossi j.larsen".split()

# Texts as somebody in another office writes them, and texts that JSON cannot hold without an escape.
BEYOND_ASCII = ["Büro Köln", "Zürich Süd", "São Paulo", "Gdańsk", "Москва", "東京支店", "Malmö", "Åre", "Łódź", "Orléans"]
WITH_ESCAPES = ['the "blue" one', "C:\\data\\export", "first line\nsecond line", "column\tcolumn", '"quoted"']


class Draw:
    """Values drawn from one seed. Only getrandbits is asked for: what the others of random draw may change."""

    def __init__(self, seed, list_jobs=LIST_JOBS):
        self.list_jobs = list_jobs
        # A seed that is a text would go through a hash of random's own.
        self._random = random.Random(int.from_bytes(seed.encode(), "little"))

    def below(self, limit):
        while True:
            value = self._random.getrandbits(max(1, (limit - 1).bit_length()))
            if value < limit:
                return value

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def one_of(self, choices):
        return choices[self.below(len(choices))]

    def in_hundred(self, share):
        return self.below(100) < share

    def shuffled(self, values):
        values = list(values)
        for index in range(len(values) - 1, 0, -1):
            other = self.below(index + 1)
            values[index], values[other] = values[other], values[index]
        return values

    def hexadecimal(self, digits):
        return format(self._random.getrandbits(4 * digits), f"0{digits}x")

    def uuid(self):
        digits = self.hexadecimal(32)
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def name(self):
        return f"{self.one_of(WORDS)}-{self.between(1, 99)}"

    def words(self, low, high):
        return " ".join(self.one_of(WORDS) for _ in range(self.between(low, high)))

    def written(self, text):
        """A text by a person: one in ten is not plain ASCII."""
        if not text or not self.in_hundred(10):
            return text
        return f"{text} {self.one_of(self.one_of((BEYOND_ASCII, WITH_ESCAPES)))}"

    def moment(self):
        start = datetime.datetime(2025, 1, 1)
        return start + datetime.timedelta(milliseconds=self.below(500 * 86_400_000))

    def later(self, moment, most_seconds=600):
        return moment + datetime.timedelta(milliseconds=self.between(1, most_seconds * 1000))


def minified(draw, value):
    """Minified. Some servers escape whatever is beyond ASCII, most do not."""
    return json.dumps(value, ensure_ascii=draw.in_hundred(50), separators=(",", ":")).encode()


def pretty(draw, value):
    return json.dumps(value, ensure_ascii=draw.in_hundred(50), indent=2).encode()


# Palo Alto SCM

def pan_time(moment):
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def pan_account(draw):
    if draw.in_hundred(50):
        return f"{draw.one_of(PEOPLE)}@example.com"
    return f"{draw.one_of(WORDS)}@{draw.between(1_000_000_000, 1_999_999_999)}.iam.panserviceaccount.com"


def pan_states(draw):
    """Status, result and the number of the result: mostly jobs that are over."""
    return draw.one_of((("FIN", "OK", 2), ("FIN", "OK", 2), ("FIN", "OK", 2), ("FIN", "FAIL", 1), ("ACT", "PEND", 0),
                        ("ACT", "PEND", 0), ("PEND", "PEND", 0), ("PUSHSENT", "PEND", 0), ("PUSHFAIL", "PEND", 0)))


def pan_job(draw):
    """The job as the vendor documents it, its members in the order of the alphabet."""
    status, result, number = pan_states(draw)
    started = draw.moment()
    job = {
        "description": draw.written(f"open port {draw.between(1, 9999)} for {draw.name()}"),
        "device_name": draw.written(draw.name()) if draw.in_hundred(70) else "",
        "end_ts": pan_time(draw.later(started)),
        "id": str(draw.between(100, 99_999)),
        "insert_ts": pan_time(started),
        "job_result": str(number),
        "last_update": pan_time(draw.later(started)),
        "parent_id": str(draw.between(100, 99_999)) if draw.in_hundred(50) else "0",
        "percent": 100 if status == "FIN" else draw.below(100),
        "result_str": result,
        "start_ts": pan_time(draw.later(started, 5)),
        "status_str": status,
        "summary": draw.written({"OK": "Configuration push done", "FAIL": "Configuration push failed"}.get(result, "")),
        "type_str": draw.one_of(("CommitAll", "CommitAndPush", "NGFW-Bootstrap-Push", "Validate")),
        "uname": pan_account(draw),
    }
    if draw.in_hundred(30):
        del job["last_update"]
    return job


def pan_shuffled(draw):
    job = pan_job(draw)
    for optional in ("description", "summary", "parent_id", "device_name"):
        if draw.in_hundred(12):
            del job[optional]
    return {key: job[key] for key in draw.shuffled(job)}


def pan_details(draw, failed):
    """A JSON document that is sent as a string in another one."""
    if draw.in_hundred(20):
        return ""
    details = {
        "info": [f"Partial push by {draw.one_of(PEOPLE)}"] if draw.in_hundred(40) else [],
        "errors": [draw.written(f"Zone {draw.name()} of rule {draw.name()} does not exist")
                   for _ in range(draw.between(1, 2) if failed else 0)],
        "warnings": [draw.written(f"Rule {draw.name()} shadows rule {draw.name()}")
                     for _ in range(draw.below(3))],
        "description": draw.written(f"open port {draw.between(1, 9999)} for {draw.name()}"),
    }
    return json.dumps(details, separators=(",", ":"))


def pan_sent(draw):
    job = pan_job(draw)
    status, result = job["status_str"], job["result_str"]
    job["percent"] = str(job["percent"])
    number = {"PEND": "0", "ACT": "1", "FIN": "2"}.get(status, "1")
    job_type = "22" if job["type_str"] == "CommitAll" else "53"
    job.pop("description")
    job.setdefault("last_update", "")
    job.update({
        "cfg_id": "", "details": pan_details(draw, result == "FAIL"), "dev_serial": "", "dev_uuid": "",
        "device_type": "", "job_status": number, "job_type": job_type, "opaque_int": "0", "opaque_str": "",
        "owner": "cfgserv", "result_i": job["job_result"], "session_id": "", "status_i": number, "type_i": job_type,
    })
    return {"data": [dict(sorted(job.items()))]}


def pan_error(draw):
    code, message = draw.one_of((("E005", "Job {} is not known"), ("E016", "The access token {} is not valid any more"),
                                 ("E007", "Folder {} must not be changed"), ("4", "The session {} ran out of time"),
                                 ("API_I00013", "The candidate {} is not valid")))
    errors = [{"code": code, "message": draw.written(message.format(draw.name())),
               "details": {"errorType": "Operation Failed", "message": [draw.words(2, 6)]},
               "help": f"https://pan.example.com/help/{code}"}]
    if draw.in_hundred(20):
        errors.append({"code": "E003", "message": draw.written(f"Field {draw.name()} is missing"), "details": {}})
    return {"_errors": errors, "_request_id": draw.uuid()}


# Orange Evolution

ORANGE_HOST = "https://orange.example.net/evolutionplatform/iaas/v1"

def orange_time(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def orange_job(draw):
    state = draw.one_of(("completed", "completed", "completed", "in-progress", "acknowledged", "failed"))
    created = draw.moment()
    identifier = draw.uuid()
    job = {
        "id": identifier,
        "hRef": f"{ORANGE_HOST}/projects/p{draw.between(10, 99)}-{draw.name()}/jobs/{identifier}",
        "state": state,
        "description": draw.written(f"{draw.one_of(('Create', 'Attach', 'Resize'))} disk {draw.name()}"),
        "createdDate": orange_time(created),
        "requesterId": f"u-{draw.between(10_000, 99_999)}",
    }
    if state != "acknowledged":
        started = draw.later(created, 5)
        job["startProcessingDate"] = orange_time(started)
        if state != "in-progress":
            job["endProcessingDate"] = orange_time(draw.later(started))
    if state == "failed":
        job["messages"] = [orange_message(draw) for _ in range(draw.between(1, 2))]
    elif draw.in_hundred(50):
        job["messages"] = []
    return job


def orange_message(draw):
    message = {"code": draw.between(4000, 4099), "message": "Disk not available"}
    if draw.in_hundred(80):
        message["description"] = draw.written(f"Disk {draw.name()} is already attached to {draw.name()}")
    return message


# Cisco cdFMC

CISCO_HOST = "https://fmc.example.net"
CISCO_PATH = "/api/fmc_config/v1/domain/0a1b2c3d-1111-2222-3333-444455556666/job/taskstatuses/"
CISCO_STATES = ("Success", "SUCCESS", "COMPLETED", "Deployed", "Running", "IN_PROGRESS", "Pending", "Failed")


def cisco_subtask(draw):
    status = draw.one_of(("SUCCESS", "SUCCESS", "SUCCESS", "Success", "FAILED", "PENDING", "RUNNING"))
    device = draw.name()
    message = {"FAILED": f"Version 7.{draw.below(9)}.{draw.below(9)} of {device} cannot be imported",
               "SUCCESS": f"imported {device}"}.get(status.upper(), "")
    return {
        "status": status,
        "message": draw.written(message) if message else "",
        "description": f"Import of {device} from {draw.name()}",
        "target": {"id": draw.uuid(), "type": "Device", "name": device},
    }


def cisco_task(draw, subtasks):
    identifier = str(draw.between(380_000_000_000, 389_999_999_999))
    status = draw.one_of(CISCO_STATES)
    task = {
        "id": identifier,
        "name": draw.written(draw.name()),
        "taskType": draw.one_of(("DEVICE_IMPORT", "DEVICE_DEPLOYMENT", "DEVICE_REGISTRATION", "POLICY_IMPORT")),
        "status": status,
        "message": draw.written(f"{draw.words(2, 5)} {status.lower()}") if draw.in_hundred(80) else "",
        "description": draw.written(f"Import of {subtasks} devices for {draw.words(1, 3)}"),
        "type": "DeviceImportExportTaskStatus",
        "subTasks": [cisco_subtask(draw) for _ in range(subtasks)],
        "links": {"self": f"{CISCO_HOST}{CISCO_PATH}{identifier}",
                  "parent": f"{CISCO_HOST}{CISCO_PATH[:-1]}?offset=0&limit=25&expanded=true"},
        "metadata": {
            "timestamp": draw.between(1_735_700_000_000, 1_790_000_000_000),
            "lastUser": {"name": draw.one_of(PEOPLE), "type": "user", "id": draw.uuid()},
            "domain": {"name": "Global", "type": "Domain", "id": draw.uuid()},
            "checksum": draw.hexadecimal(40),
            "readOnly": {"state": False, "reason": f"owned by {draw.words(2, 4)}"},
            "tags": [draw.name() for _ in range(4)],
            "downloadUrl": f"/importExport/device/download.cgi?type=import&id={identifier}",
        },
    }
    return task


def growing_task(draw, length):
    """A minified task whose sub-tasks fill it to about so many bytes."""
    head = {"id": "380000012001", "taskType": "DEVICE_IMPORT", "status": "Running"}
    if length <= 200:
        return minified(draw, {**head, "message": "waiting", "subTasks": []})
    different = [minified(draw, cisco_subtask(draw)) for _ in range(512)]
    start = minified(draw, head)[:-1] + b',"subTasks":['
    end = b'],"links":{"self":"' + (CISCO_HOST + CISCO_PATH).encode() + b'380000012001"}}'
    subtasks, room = [], length - len(start) - len(end)
    while room > 100:
        subtasks.append(different[len(subtasks) % len(different)])
        room -= len(subtasks[-1]) + 1
    return start + b",".join(subtasks) + end


# Cloud Foundry

CLOUD_HOST = "https://api.sys.eu-central-1.cf.example.com/v3"


def cloud_time(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def cloud_job(draw):
    identifier = draw.uuid()
    created = draw.moment()
    kind = draw.one_of(("app", "space", "route", "service_instance", "organization"))
    detail = f"The shared {kind} {draw.name()} was left in place: {draw.words(6, 14)} use it"
    warnings = [{"detail": draw.written(detail)}]
    links = {"self": {"href": f"{CLOUD_HOST}/jobs/{kind}.delete~{identifier}"},
             f"{kind}s": {"href": f"{CLOUD_HOST}/{kind}s/{draw.uuid()}"}}
    if draw.in_hundred(75):
        links["service_credential_bindings"] = {"href": f"{CLOUD_HOST}/service_credential_bindings/{draw.uuid()}"}
    return {
        "guid": identifier,
        "created_at": cloud_time(created),
        "updated_at": cloud_time(draw.later(created)),
        "operation": f"{kind}.{draw.one_of(('create', 'delete', 'update', 'apply_manifest'))}",
        "state": draw.one_of(("COMPLETE", "COMPLETE", "PROCESSING", "POLLING")),
        "errors": [],
        "warnings": warnings if draw.in_hundred(75) else [],
        "links": links,
    }


def cloud_error(draw, detail):
    title, code = draw.one_of((("CF-UnprocessableEntity", 10008), ("CF-BlobstoreError", 150_007),
                               ("CF-ServiceBrokerApiTimeout", 10001), ("CF-ResourceNotFound", 10010)))
    return {"detail": detail, "title": title, "code": code}


def cloud_failed(draw):
    job = cloud_job(draw)
    job.update(state="FAILED", warnings=[], errors=[cloud_error(draw, broker_answer(draw)) for _ in range(5)])
    return job


def broker_answer(draw):
    return (f'Service "{draw.name()}" of {draw.words(1, 2)} answered:\n\t"{draw.words(4, 8)}"\n'
            f"at {draw.name()}\\{draw.name()}")


def cloud_envelope(draw):
    errors = [cloud_error(draw, draw.written(f"{draw.one_of(('Job', 'Space', 'App'))} {draw.uuid()} not found"))]
    if draw.in_hundred(20):
        errors.append(cloud_error(draw, f"The {draw.words(2, 4)} is not yours"))
    return {"errors": errors}


# NetApp ONTAP

def ontap_time(moment, zone):
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + zone


def ontap_job(draw, write=None):
    """A job as a poller meets it. write makes the texts, for the sets whose texts are special."""
    write = write or draw.written
    identifier = draw.uuid()
    started = draw.moment()
    zone = draw.one_of(("+00:00", "-04:00", "+05:30", "+02:00"))
    state = draw.one_of(("success", "success", "running"))
    job = {
        "uuid": identifier,
        "description": write(f"{draw.one_of(('POST', 'PATCH', 'DELETE'))} /api/storage/volumes/{draw.name()}"),
        "state": state,
        "message": write("success" if state == "success" else f"Creating volume {draw.name()}"),
        "code": 0,
        "start_time": ontap_time(started, zone),
    }
    if state == "success":
        job["end_time"] = ontap_time(draw.later(started), zone)
    job["_links"] = {"self": {"href": f"/api/cluster/jobs/{identifier}"}}
    return job


def ontap_failed(draw, write=None):
    write = write or draw.written
    job = ontap_job(draw, write)
    links = job.pop("_links")
    job.update(state="failure", code=1_638_555, message=write(f"Snapshot {draw.name()} is busy"))
    job["error"] = {"message": write(f"Snapshot copy {draw.name()} of volume {draw.name()} is in use"),
                    "code": "1638555", "target": "name",
                    "arguments": [{"message": draw.name(), "code": "snapshot"}]}
    job["_links"] = links
    return job


def ontap_listed(draw):
    job = ontap_failed(draw) if draw.in_hundred(5) else ontap_job(draw)
    links = job.pop("_links")
    job["node"] = {"name": f"ontap-{draw.name()}"}
    if draw.in_hundred(50):
        job["svm"] = {"name": f"svm_{draw.one_of(WORDS)}", "uuid": draw.uuid()}
    job["_links"] = links
    return job


def ontap_special(make_text):
    def make(draw):
        return (ontap_failed if draw.in_hundred(20) else ontap_job)(draw, lambda text: make_text(draw, text))
    return make


def full_of_escapes(draw, text):
    return "".join(f'{word}{draw.one_of((chr(34), chr(92), chr(10), chr(9), "/" + chr(34), chr(13) + chr(10)))}'
                   for word in (text + " " + draw.words(3, 6)).split(" "))


def full_of_scripts(draw, text):
    return " ".join((text.split(" ")[0], *(draw.one_of(BEYOND_ASCII) for _ in range(draw.between(2, 5)))))


def ontap_error(draw):
    code, message = draw.one_of((("4", "entry doesn't exist: {}"), ("6", "not authorized for that command: {}"),
                                 ("262179", "Field {} has a value that is not allowed")))
    error = {"message": draw.written(message.format(draw.name())), "code": code}
    if draw.in_hundred(60):
        error["target"] = "uuid"
    if draw.in_hundred(20):
        error["arguments"] = [{"code": "field", "message": draw.name()}]
    return {"error": error}


# The same in an order of their own

def in_other_order(draw, value):
    """Its members shuffled at all levels, and members that no reader knows among them."""
    if isinstance(value, list):
        return [in_other_order(draw, element) for element in value]
    if not isinstance(value, dict):
        return value
    # Of links each member is an item: nothing is added to them, nor to what they lie in.
    members = [(key, member if key in ("links", "_links") else in_other_order(draw, member))
               for key, member in value.items()]
    for _ in range((len(members) + 3) // 6):
        members.append((f"x_{draw.one_of(WORDS)}_{draw.below(1000)}", unknown_value(draw)))
    return dict(draw.shuffled(members))


def unknown_value(draw):
    return draw.one_of((draw.words(1, 5), draw.between(-1000, 1_000_000), draw.between(1, 9999) / 16, True, None,
                        [draw.between(1, 9), draw.name()], {"name": draw.name(), "id": draw.between(1, 999)}, {}, []))


def in_other_style(draw, value):
    style = draw.one_of(({"indent": 4}, {"indent": "\t"}, {"indent": 2, "separators": (",", " : ")},
                         {"separators": (", ", ": ")}, {"separators": (" , ", " : ")}))
    return json.dumps(in_other_order(draw, value), ensure_ascii=draw.in_hundred(50), **style).encode()


# The sets

def one_after_another(make, write, count=DOCUMENTS):
    return lambda draw: [write(draw, make(draw)) for _ in range(count)]


def listed(make, member, rest):
    """One document with a list of many jobs, minified."""
    def make_set(draw):
        jobs = b",".join(minified(draw, make(draw)) for _ in range(draw.list_jobs))
        return [b'{"' + member + b'":[' + jobs + b"]," + rest + b"}"]
    return make_set


def growing(length):
    return lambda draw: [growing_task(draw, length)]


SETS = {
    # name: (vendor, kind, documents)
    "pan": (PALO_ALTO_SCM, "record", one_after_another(pan_job, minified)),
    "pan-shuffled": (PALO_ALTO_SCM, "record", one_after_another(pan_shuffled, minified)),
    "pan-sent": (PALO_ALTO_SCM, "record", one_after_another(pan_sent, minified)),
    "orange": (ORANGE_EVOLUTION, "record", one_after_another(orange_job, minified)),
    "cisco-3": (CISCO_CDFMC, "record", one_after_another(lambda draw: cisco_task(draw, 3), pretty)),
    "cisco-200": (CISCO_CDFMC, "record", one_after_another(lambda draw: cisco_task(draw, 200), pretty, 64)),
    "cf": (CLOUD_FOUNDRY, "record", one_after_another(cloud_job, minified)),
    "cf-5-errors": (CLOUD_FOUNDRY, "record", one_after_another(cloud_failed, minified)),
    "ontap": (NETAPP_ONTAP, "record", one_after_another(ontap_job, pretty)),
    "list-pan": (PALO_ALTO_SCM, "list", listed(pan_job, b"data", b'"offset":0,"total":10000,"limit":10000')),
    "list-ontap": (NETAPP_ONTAP, "list", listed(ontap_listed, b"records", b'"num_records":10000')),
    "escaped": (NETAPP_ONTAP, "record", one_after_another(ontap_special(full_of_escapes), pretty)),
    "non-ascii": (NETAPP_ONTAP, "record", one_after_another(
        ontap_special(full_of_scripts),
        lambda draw, job: json.dumps(job, ensure_ascii=False, indent=2).encode())),
    "error-pan": (PALO_ALTO_SCM, "record", one_after_another(pan_error, minified)),
    "error-cf": (CLOUD_FOUNDRY, "record", one_after_another(cloud_envelope, minified)),
    "error-ontap": (NETAPP_ONTAP, "record", one_after_another(ontap_error, pretty)),
    "other-order-pan": (PALO_ALTO_SCM, "record", one_after_another(pan_job, in_other_style)),
    "other-order-orange": (ORANGE_EVOLUTION, "record", one_after_another(orange_job, in_other_style)),
    "other-order-cisco": (CISCO_CDFMC, "record", one_after_another(lambda draw: cisco_task(draw, 3), in_other_style)),
    "other-order-cf": (CLOUD_FOUNDRY, "record", one_after_another(cloud_job, in_other_style)),
    "other-order-ontap": (NETAPP_ONTAP, "record", one_after_another(ontap_job, in_other_style)),
    "growth-100B": (CISCO_CDFMC, "record", growing(100)),
    "growth-1KB": (CISCO_CDFMC, "record", growing(1_000)),
    "growth-4KB": (CISCO_CDFMC, "record", growing(4_000)),
    "growth-10KB": (CISCO_CDFMC, "record", growing(10_000)),
    "growth-100KB": (CISCO_CDFMC, "record", growing(100_000)),
    "growth-1MB": (CISCO_CDFMC, "record", growing(1_000_000)),
    "growth-10MB": (CISCO_CDFMC, "record", growing(10_000_000)),
    "growth-100MB": (CISCO_CDFMC, "record", growing(100_000_000)),
}
LARGE = ("growth-10MB", "growth-100MB")


def documents(name, list_jobs=LIST_JOBS):
    """The bodies of a set; a list has so many jobs."""
    return SETS[name][2](Draw(name, list_jobs))


def write_set(path, bodies):
    with open(path, "wb") as file:
        file.write(struct.pack("<I", len(bodies)))
        for body in bodies:
            file.write(struct.pack("<I", len(body)))
            file.write(body)


def write_corpus(folder, names):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    index = {}
    for name in names:
        vendor, kind, _ = SETS[name]
        bodies = documents(name)
        path = folder / f"{name}.set"
        write_set(path, bodies)
        index[name] = {"vendor": vendor, "http_status": 200, "kind": kind, "file": str(path.resolve()),
                       "count": len(bodies), "bytes": round(sum(map(len, bodies)) / len(bodies))}
    (folder / "index.json").write_text(json.dumps(index, indent=1) + "\n")
    return index


def main(arguments):
    small = "--small" in arguments
    folders = [argument for argument in arguments if argument != "--small"]
    if len(folders) != 1:
        sys.exit("usage: corpus.py FOLDER [--small]")
    for name, entry in write_corpus(folders[0], [name for name in SETS if not (small and name in LARGE)]).items():
        print(f"{name:20} {entry['count']:4} of {entry['bytes']:>9} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
