// Palo Alto Networks Strata Cloud Manager and Prisma Access: configuration jobs.
//
// What is really sent, and where it can be seen:
//   - A job stands in {"data": [...]}, by id too; ids, percentages and codes are strings; end_ts is filled while the
//     job runs; details is JSON in a string.
//     demisto/content Packs/PrismaSASE/Integrations/PrismaSASE/test_data, README.md
//   - Status and result are two fields: FIN says that it is over, not that it succeeded. PUSHABORT, PUSHTIMEOUT and
//     TIMEOUT are in the schema.
//     PaloAltoNetworks/pan.dev openapi-specs/scm/config/sase/operations/config-operations-march.yaml
//   - Times have no zone; empty times occur. cdot65/pan-scm-sdk scm/models/operations/jobs.py
//   - _errors[], its codes and HTTP statuses. PaloAltoNetworks/scm-go client.go, errors/README.md
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

enum PaloAltoSCM: Vendor {
  nonisolated(unsafe) private static var memberRows: [_ of MemberRow] = [
    .ignored("cfg_id"),
    .value("description", .description),
    .embedded("details", .details, .details, textIn: .detailsText),
    .ignored("dev_serial"),
    .ignored("dev_uuid"),
    .value("device_name", .targetName),
    .ignored("device_type"),
    .time("end_ts", .finishedAt),
    .value("id", .id),
    .time("insert_ts", .createdAt),
    .value("job_result", .jobCode),
    .ignored("job_status"),
    .ignored("job_type"),
    .time("last_update", .updatedAt),
    .ignored("opaque_int"),
    .ignored("opaque_str"),
    .ignored("owner"),
    .value("parent_id", .parentID),
    .value("percent", .percent),
    .ignored("result_i"),
    .value("result_str", .resultText),
    .ignored("session_id"),
    .time("start_ts", .startedAt),
    .ignored("status_i"),
    .value("status_str", .stateText),
    .value("summary", .message),
    .ignored("type_i"),
    .value("type_str", .operation),
    .value("uname", .requester),

    .list("data"),
    .value("total", .total),

    .value("success", .success),
    .value("job_id", .acceptedID),
    .value("message", .acceptedMessage),

    .items("_errors", JOBSTATUS_ITEM_ERROR, of: .message, .errors, firstMessage: .errorMessage, firstCode: .errorCode),
    .value("_request_id", .requestID),

    .items("info", JOBSTATUS_ITEM_INFO, of: .message, .detailsInfo, in: .details),
    .items(
      "errors", JOBSTATUS_ITEM_ERROR, of: .message, .detailsErrors, in: .details, firstMessage: .firstErrorMessage),
    .items("warnings", JOBSTATUS_ITEM_WARNING, of: .message, .detailsWarnings, in: .details),
    .value("description", .otherDescription, in: .details),

    .value("code", .itemCode, in: .message),
    .value("message", .itemMessage, in: .message),

    .end,
  ]

  nonisolated(unsafe) private static var stateRows: [_ of StateWord] = [
    StateWord("FIN", JOBSTATUS_STATE_ENDED),
    StateWord("PEND", JOBSTATUS_STATE_QUEUED),
    StateWord("ACT", JOBSTATUS_STATE_RUNNING),
    StateWord("PUSHSENT", JOBSTATUS_STATE_RUNNING),
    StateWord("PUSHFAIL", JOBSTATUS_STATE_FAILED),
    StateWord("PUSHTIMEOUT", JOBSTATUS_STATE_FAILED),
    StateWord("PUSHABORT", JOBSTATUS_STATE_CANCELLED),
  ]

  /// What a job that is FIN came to.
  nonisolated(unsafe) private static var resultRows: [_ of StateWord] = [
    StateWord("OK", JOBSTATUS_STATE_SUCCEEDED),
    StateWord("FAIL", JOBSTATUS_STATE_FAILED),
    StateWord("TIMEOUT", JOBSTATUS_STATE_FAILED),
    StateWord("CANCELLED", JOBSTATUS_STATE_CANCELLED),
    StateWord("PEND", JOBSTATUS_STATE_ENDED),
    StateWord("WAIT", JOBSTATUS_STATE_ENDED),
  ]

  nonisolated(unsafe) private static var faultRows: [_ of ErrorCode] = [
    ErrorCode("E003", JOBSTATUS_FAULT_BAD_REQUEST),
    ErrorCode("E013", JOBSTATUS_FAULT_BAD_REQUEST),
    ErrorCode("E005", JOBSTATUS_FAULT_NOT_FOUND),
    ErrorCode("E006", JOBSTATUS_FAULT_CONFLICT),
    ErrorCode("E007", JOBSTATUS_FAULT_FORBIDDEN),
    ErrorCode("E012", JOBSTATUS_FAULT_NOT_ALLOWED),
    ErrorCode("E016", JOBSTATUS_FAULT_UNAUTHENTICATED),
    ErrorCode("4", JOBSTATUS_FAULT_TIMEOUT),
  ]

  static let members = unsafe MemberTable(&memberRows, &MemberIndexes.paloAltoSCM)
  static let states = unsafe StateTable(&stateRows)
  private static let results = unsafe StateTable(&resultRows)
  private static let faults = unsafe FaultTable(&faultRows)

  @inline(__always)
  static func isAccepted(_ findings: Findings) -> Bool {
    findings.isTrue(.success) && findings.hasText(.acceptedID)
  }

  @inline(__always)
  static func isError(_ findings: Findings) -> Bool {
    if findings.isFalse(.success) { return true }
    guard findings.isKind(.array, .errors) else { return false }
    // An empty one beside a job is no reason to give the job up.
    return findings.has(.errorMessage) || !(findings.isJob || findings.isKind(.array, .list))
  }

  static func completeJob(_ record: inout jobstatus_record, _ findings: inout Findings) {
    if findings.text(of: record.parent_id).equals("0") { record.parent_id = jobstatus_span() }
    record.description = findings.text(.description, else: .otherDescription)
    if findings.isAbsent(.createdAt) { record.created_at = record.started_at }

    record.state = findings.jobState(of: Self.self, &record.flags)
    if record.state == JOBSTATUS_STATE_ENDED {
      if let result = results.state(of: findings.text(of: record.result_text)) {
        record.state = result
      } else {
        record.flags |= JOBSTATUS_FLAG_UNKNOWN_STATE
      }
    }
    record.message = findings.text(.message, else: .detailsText)
    if record.state == JOBSTATUS_STATE_FAILED, findings.hasText(.firstErrorMessage) {
      record.message = findings.text(.firstErrorMessage)
    }
  }

  static func error(in findings: inout Findings) -> ErrorEnvelope {
    if findings.has(.errorMessage) {
      let code = findings.text(.errorCode)
      return ErrorEnvelope(
        message: findings.text(.errorMessage), code: code, fault: faults.fault(of: findings.text(of: code)))
    }
    // The answer of a push that was refused says why in message, and has no code.
    return ErrorEnvelope(message: findings.isFalse(.success) ? findings.text(.acceptedMessage) : jobstatus_span())
  }
}
