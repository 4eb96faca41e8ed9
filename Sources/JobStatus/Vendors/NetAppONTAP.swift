// NetApp ONTAP REST API: /cluster/jobs.
//
// What is really sent, and where it can be seen:
//   - The job, its states, its error, node and svm. NetApp/trident storage_drivers/ontap/api/rest/models/job.go
//   - Two real failures, times with the cluster's own offset. NetApp/trident storage_drivers/ontap/api/ontap_rest.go
//   - A code that is not 0 with state success. ansible-collections/netapp.ontap tests/unit
//   - {"job": ...} and {"jobs": [...]} of starting calls. ansible-collections/netapp.ontap
//     plugins/module_utils/netapp.py, NetApp/terraform-provider-netapp-ontap
//   - A job is there until 300 seconds after its end, then 404 with error.code "4"; 403 with "6" for a user who may
//     start jobs and not read them. https://docs.netapp.com (asynchronous processing), ansible-collections/netapp.ontap
//     issue 139
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

enum NetAppONTAP: Vendor {
  nonisolated(unsafe) private static var memberRows: [_ of MemberRow] = [
    .value("uuid", .id),
    .value("description", .description),
    .value("state", .stateText),
    .value("message", .message),
    .value("code", .jobCode),
    .time("start_time", .startedAt),
    .time("end_time", .finishedAt),
    .item("error", JOBSTATUS_ITEM_ERROR, of: .error, .error, message: .errorMessage, code: .errorCode),
    .object("node", .node),
    .object("svm", .svm),
    .links("_links", next: .nextLink),

    .list("records"),

    .object("job", .job, .accepted),
    .first("jobs", of: .firstJob, .jobs),

    .value("href", .itemLink, in: .link),

    .value("message", .errorMessage, in: .error),
    .value("code", .errorCode, in: .error),
    .value("target", .errorTarget, in: .error),
    .itemOrItems("arguments", JOBSTATUS_ITEM_INFO, of: .argument, .arguments, in: .error),
    .value("message", .itemMessage, in: .argument),
    .value("code", .itemCode, in: .argument),

    .value("name", .otherTargetName, in: .node),
    .value("name", .targetName, in: .svm),
    .value("uuid", .targetID, in: .svm),

    .value("uuid", .acceptedID, in: .job),
    .value("message", .acceptedMessage, in: .job),
    .object("_links", .jobLinks, in: .job),
    .object("self", .jobSelf, in: .jobLinks),
    .value("href", .acceptedLink, in: .jobSelf),

    .value("uuid", .firstJobID, in: .firstJob),
    .value("message", .firstJobMessage, in: .firstJob),
    .object("_links", .firstJobLinks, in: .firstJob),
    .object("self", .firstJobSelf, in: .firstJobLinks),
    .value("href", .firstJobLink, in: .firstJobSelf),

    .end,
  ]

  nonisolated(unsafe) private static var stateRows: [_ of StateWord] = [
    StateWord("success", JOBSTATUS_STATE_SUCCEEDED),
    StateWord("queued", JOBSTATUS_STATE_QUEUED),
    StateWord("running", JOBSTATUS_STATE_RUNNING),
    StateWord("paused", JOBSTATUS_STATE_PAUSED),
    StateWord("failure", JOBSTATUS_STATE_FAILED),
  ]

  nonisolated(unsafe) private static var faultRows: [_ of ErrorCode] = [
    ErrorCode("4", JOBSTATUS_FAULT_NOT_FOUND),
    ErrorCode("6", JOBSTATUS_FAULT_FORBIDDEN),
  ]

  static let members = unsafe MemberTable(&memberRows, &MemberIndexes.netAppONTAP)
  static let states = unsafe StateTable(&stateRows)
  private static let faults = unsafe FaultTable(&faultRows)

  @inline(__always)
  static func isAccepted(_ findings: Findings) -> Bool {
    findings.isKind(.array, .jobs) || (findings.isKind(.object, .accepted) && findings.hasText(.acceptedID))
  }

  @inline(__always)
  static func isError(_ findings: Findings) -> Bool {
    !findings.isJob && findings.isKind(.object, .error)
  }

  static func completeJob(_ record: inout jobstatus_record, _ findings: inout Findings) {
    record.target_name = findings.text(.targetName, else: .otherTargetName)
    record.state = findings.jobState(of: Self.self, &record.flags)
    if record.state == JOBSTATUS_STATE_FAILED {
      record.message = findings.text(.errorMessage, else: .message)
      record.error_code = findings.hasText(.errorCode) ? findings.text(.errorCode) : nonzeroCode(findings)
    }
  }

  /// The job's code where it says anything: failed jobs with code 0 occur.
  private static func nonzeroCode(_ findings: Findings) -> jobstatus_span {
    if let number = Number(findings.values[.jobCode], in: findings.bytes), number.isZero { return jobstatus_span() }
    return findings.text(.jobCode)
  }

  static func error(in findings: inout Findings) -> ErrorEnvelope {
    let code = findings.text(.errorCode)
    return ErrorEnvelope(
      message: findings.text(.errorMessage), code: code, fault: faults.fault(of: findings.text(of: code)))
  }
}
