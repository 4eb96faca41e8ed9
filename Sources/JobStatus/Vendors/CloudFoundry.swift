// Cloud Foundry API v3, as the Cloud Controller and Korifi serve it: jobs.
//
// What is really sent, and where it can be seen:
//   - The job; errors[] that stay there while it goes on; links whose names follow the resource.
//     cloudfoundry/cloud_controller_ng app/presenters/v3/job_presenter.rb, app/jobs/pollable_job_wrapper.rb
//   - FAILED with no errors at all. cloudfoundry/cloud_controller_ng issue 1959, cloudfoundry/cli issue 2088
//   - Without times and warnings. cloudfoundry/korifi api/presenter/job.go
//   - Error codes. cloudfoundry/cloud_controller_ng errors/v2.yml
//   - The list, and a bare error, are in the schema alone. cloudfoundry/cloud_controller_ng docs/openapi
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

enum CloudFoundry: Vendor {
  nonisolated(unsafe) private static var memberRows: [_ of MemberRow] = [
    .value("guid", .id),
    .time("created_at", .createdAt),
    .time("updated_at", .updatedAt),
    .value("operation", .operation),
    .value("state", .stateText),
    .items(
      "errors", JOBSTATUS_ITEM_ERROR, of: .message, .errors, firstMessage: .errorMessage, firstCode: .errorCode),
    .items("warnings", JOBSTATUS_ITEM_WARNING, of: .message, .warnings),
    .links("links"),

    .list("resources"),
    .object("pagination", .paging, .paging),

    .value("code", .otherErrorCode),
    .value("title", .errorTitle),
    .value("detail", .errorDetail),
    .value("description", .description),

    .value("href", .itemLink, in: .link),

    .value("detail", .itemMessage, in: .message),
    .value("title", .itemTitle, in: .message),
    .value("code", .itemCode, in: .message),
    .value("description", .itemDescription, in: .message),

    .value("total_results", .total, in: .paging),
    .object("next", .next, in: .paging),
    .value("href", .nextLink, in: .next),

    .end,
  ]

  nonisolated(unsafe) private static var stateRows: [_ of StateWord] = [
    StateWord("PROCESSING", JOBSTATUS_STATE_RUNNING),
    StateWord("POLLING", JOBSTATUS_STATE_RUNNING),
    StateWord("COMPLETE", JOBSTATUS_STATE_SUCCEEDED),
    StateWord("FAILED", JOBSTATUS_STATE_FAILED),
  ]

  nonisolated(unsafe) private static var faultRows: [_ of ErrorCode] = [
    ErrorCode("1000", JOBSTATUS_FAULT_UNAUTHENTICATED),
    ErrorCode("10002", JOBSTATUS_FAULT_UNAUTHENTICATED),
    ErrorCode("10003", JOBSTATUS_FAULT_FORBIDDEN),
    ErrorCode("10010", JOBSTATUS_FAULT_NOT_FOUND),
    ErrorCode("10005", JOBSTATUS_FAULT_BAD_REQUEST),
    ErrorCode("10008", JOBSTATUS_FAULT_UNPROCESSABLE),
    ErrorCode("10013", JOBSTATUS_FAULT_RATE_LIMITED),
    ErrorCode("10014", JOBSTATUS_FAULT_RATE_LIMITED),
    ErrorCode("10016", JOBSTATUS_FAULT_RATE_LIMITED),
    ErrorCode("10015", JOBSTATUS_FAULT_UNAVAILABLE),
    ErrorCode("10001", JOBSTATUS_FAULT_SERVER),
  ]

  static let members = unsafe MemberTable(&memberRows, &MemberIndexes.cloudFoundry)
  static let states = unsafe StateTable(&stateRows)
  private static let faults = unsafe FaultTable(&faultRows)

  @inline(__always)
  static func isError(_ findings: Findings) -> Bool {
    !findings.isJob && (findings.isKind(.array, .errors) || isBareError(findings))
  }

  @inline(__always)
  private static func isBareError(_ findings: Findings) -> Bool {
    findings.hasText(.otherErrorCode)
      && (findings.hasText(.errorTitle) || findings.hasText(.errorDetail) || findings.hasText(.description))
  }

  static func completeJob(_ record: inout jobstatus_record, _ findings: inout Findings) {
    record.description = jobstatus_span()
    record.resource_link = findings.text(.otherLink)
    record.finished_at = record.updated_at
    record.state = findings.jobState(of: Self.self, &record.flags)
    // The errors of an earlier attempt stay while the job is tried again.
    if record.state == JOBSTATUS_STATE_FAILED {
      record.message = findings.text(.errorMessage)
      record.error_code = findings.text(.errorCode)
    }
  }

  static func error(in findings: inout Findings) -> ErrorEnvelope {
    var error = ErrorEnvelope()
    if findings.isKind(.array, .errors) {
      error.message = findings.text(.errorMessage)
      error.code = findings.text(.errorCode)
    } else {
      error.message =
        findings.hasText(.errorDetail) ? findings.text(.errorDetail) : findings.text(.errorTitle, else: .description)
      error.code = findings.text(.otherErrorCode)
    }
    error.fault = faults.fault(of: findings.text(of: error.code))
    return error
  }
}
