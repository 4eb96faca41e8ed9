// Orange Evolution Platform: jobs of the IaaS API, and the errors of the API gateway in front of it.
//
// What is documented, and where:
//   - The job, its four states, the list as a bare array with the totals in header fields.
//     https://documentation.evolutionplatform.orange-business.com/docs/api/iaas/job-get, .../job-find
//   - The gateway's codes; 53, too many requests, comes with HTTP status 403.
//     https://developer.orange.com/resources/orange-apis-error-handling,
//     api-evangelist/orange-business errors/orange-business-problem-types.yml
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

enum OrangeEvolution: Vendor {
  nonisolated(unsafe) private static var memberRows: [_ of MemberRow] = [
    .value("id", .id),
    .value("hRef", .selfLink),
    .value("state", .stateText),
    .value("description", .description),
    .time("createdDate", .createdAt),
    .value("requesterId", .requester),
    .time("startProcessingDate", .startedAt),
    .time("endProcessingDate", .finishedAt),
    // Of a job that failed they are its errors: which it is, the whole body tells.
    .items(
      "messages", JOBSTATUS_ITEM_NONE, of: .message, .messages, firstMessage: .firstErrorMessage,
      firstCode: .firstErrorCode),

    .value("code", .errorCode),
    .value("message", .errorMessage),

    .value("code", .itemCode, in: .message),
    .value("message", .itemTitle, in: .message),
    .value("description", .itemMessage, in: .message),

    .end,
  ]

  nonisolated(unsafe) private static var stateRows: [_ of StateWord] = [
    StateWord("acknowledged", JOBSTATUS_STATE_QUEUED),
    StateWord("in-progress", JOBSTATUS_STATE_RUNNING),
    StateWord("completed", JOBSTATUS_STATE_SUCCEEDED),
    StateWord("failed", JOBSTATUS_STATE_FAILED),
  ]

  private static let tooManyRequests: Literal = "53"

  nonisolated(unsafe) private static var faultRows: [_ of ErrorCode] = [
    ErrorCode("40", JOBSTATUS_FAULT_UNAUTHENTICATED),
    ErrorCode("41", JOBSTATUS_FAULT_UNAUTHENTICATED),
    ErrorCode("42", JOBSTATUS_FAULT_UNAUTHENTICATED),
    ErrorCode("50", JOBSTATUS_FAULT_FORBIDDEN),
    ErrorCode("51", JOBSTATUS_FAULT_FORBIDDEN),
    ErrorCode("52", JOBSTATUS_FAULT_FORBIDDEN),
    ErrorCode(tooManyRequests, JOBSTATUS_FAULT_RATE_LIMITED),
    ErrorCode("60", JOBSTATUS_FAULT_NOT_FOUND),
    ErrorCode("61", JOBSTATUS_FAULT_NOT_ALLOWED),
    ErrorCode("69", JOBSTATUS_FAULT_CONFLICT),
    ErrorCode("5", JOBSTATUS_FAULT_UNAVAILABLE),
    ErrorCode("6", JOBSTATUS_FAULT_UNAVAILABLE),
    ErrorCode("1", JOBSTATUS_FAULT_SERVER),
  ]

  static let members = unsafe MemberTable(&memberRows, &MemberIndexes.orangeEvolution)
  static var listIsBareArray: Bool { true }
  static let states = unsafe StateTable(&stateRows)
  private static let faults = unsafe FaultTable(&faultRows)

  @inline(__always)
  static func isError(_ findings: Findings) -> Bool {
    findings.hasText(.errorCode) && (findings.hasText(.errorMessage) || findings.hasText(.description))
  }

  static func completeJob(_ record: inout jobstatus_record, _ findings: inout Findings) {
    record.state = findings.jobState(of: Self.self, &record.flags)
    record.message = findings.text(.firstErrorMessage)
    record.error_code = findings.text(.firstErrorCode)
    findings.decideItems(record.state == JOBSTATUS_STATE_FAILED ? JOBSTATUS_ITEM_ERROR : JOBSTATUS_ITEM_INFO)
  }

  static func error(in findings: inout Findings) -> ErrorEnvelope {
    findings.decideItems(JOBSTATUS_ITEM_INFO)
    let code = findings.text(.errorCode)
    let fault = faults.fault(of: findings.text(of: code))
    return ErrorEnvelope(
      message: findings.text(.description, else: .errorMessage), code: code, fault: fault,
      overridesStatus: fault == JOBSTATUS_FAULT_RATE_LIMITED)
  }
}
