// Cisco cloud-delivered Firewall Management Center, and FMC: task statuses.
//
// What is really sent, and where it can be seen:
//   - The state word is free text with many spellings; a finished deployment is "Deployed".
//     CiscoDevNet/terraform-provider-fmc internal/provider/utils.go,
//     CiscoDevNet/FMCAnsible samples/docs/operations/get_all_task_status.md,
//     demisto/content Packs/CiscoFirepower README.md
//   - metadata.timestamp in seconds and in milliseconds. demisto/content Packs/CiscoFirepower CiscoFirepower_test.py
//   - Sub-tasks. CiscoDevNet/terraform-provider-cdo client/model/cloudfmc/fmcconfig/taskstatus.go
//   - The answer of a starting call is the created object with metadata.task.
//     CiscoDevNet/terraform-provider-cdo client/model/cloudfmc/fmcconfig/devicerecordcreation.go
//   - Errors, nested under error or not, also with HTTP status 200. netascode/go-fmc client_test.go
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

enum CiscoCDFMC: Vendor {
  nonisolated(unsafe) private static var memberRows: [_ of MemberRow] = [
    .value("id", .id),
    .value("name", .name),
    .value("taskType", .operation),
    .value("status", .stateText),
    .value("message", .message),
    .value("description", .description),
    .ignored("type"),
    .items("subTasks", JOBSTATUS_ITEM_SUBTASK, of: .subtask, .subtasks),
    .links("links"),
    .object("metadata", .metadata),

    .list("items"),
    .object("paging", .paging, .paging),

    .object("error", .error, .error),
    .value("category", .bareCategory),
    .items("messages", JOBSTATUS_ITEM_NONE, of: .message, .bareMessages, firstMessage: .bareErrorMessage),
    .value("severity", .bareSeverity),
    .value("errorCode", .bareErrorCode),
    .value("code", .otherBareErrorCode),

    .value("href", .itemLink, in: .link),

    .value("status", .itemState, in: .subtask),
    .value("message", .itemMessage, in: .subtask),
    .value("description", .itemTitle, in: .subtask),
    .object("target", .target, in: .subtask),
    .value("id", .itemTargetID, in: .target),
    .value("type", .itemTargetType, in: .target),
    .value("name", .itemTargetName, in: .target),

    .time("timestamp", .updatedAt, in: .metadata),
    .value("downloadUrl", .resourceLink, in: .metadata),
    .object("lastUser", .lastUser, in: .metadata),
    .object("task", .task, .accepted, in: .metadata),
    .value("name", .requester, in: .lastUser),
    .ignored("type", in: .lastUser),
    .ignored("id", in: .lastUser),
    .value("id", .acceptedID, in: .task),
    .value("message", .acceptedMessage, in: .task),
    .object("links", .taskLinks, in: .task),
    .value("self", .acceptedLink, in: .taskLinks),

    .value("count", .total, in: .paging),
    .first("next", .nextLink, in: .paging),

    .value("category", .category, in: .error),
    // Those without a severity of their own have the error's, which may follow.
    .items("messages", JOBSTATUS_ITEM_NONE, of: .message, .messages, in: .error, firstMessage: .errorMessage),
    .value("severity", .severity, in: .error),
    .value("errorCode", .errorCode, in: .error),
    .value("code", .otherErrorCode, in: .error),

    .value("code", .itemCode, in: .message),
    .value("description", .itemMessage, in: .message),
    .value("severity", .itemSeverity, in: .message),

    .end,
  ]

  // In the case in which they mostly come, which is found at once.
  nonisolated(unsafe) private static var stateRows: [_ of StateWord] = [
    StateWord("SUCCESS", JOBSTATUS_STATE_SUCCEEDED),
    StateWord("PENDING", JOBSTATUS_STATE_QUEUED),
    StateWord("RUNNING", JOBSTATUS_STATE_RUNNING),
    StateWord("IN PROGRESS", JOBSTATUS_STATE_RUNNING),
    StateWord("DEPLOYING", JOBSTATUS_STATE_RUNNING),
    StateWord("SUCCEEDED", JOBSTATUS_STATE_SUCCEEDED),
    StateWord("COMPLETED", JOBSTATUS_STATE_SUCCEEDED),
    StateWord("Deployed", JOBSTATUS_STATE_SUCCEEDED),
    StateWord("FAILED", JOBSTATUS_STATE_FAILED),
    StateWord("FAILURE", JOBSTATUS_STATE_FAILED),
    StateWord("CANCELLED", JOBSTATUS_STATE_CANCELLED),
    StateWord("CANCELED", JOBSTATUS_STATE_CANCELLED),
  ]

  static let members = unsafe MemberTable(&memberRows, &MemberIndexes.ciscoCDFMC)
  static var timeForm: Timestamp.Form { .dateTimeOrEpoch }
  static let states = unsafe StateTable(&stateRows)

  @inline(__always)
  static func isAccepted(_ findings: Findings) -> Bool {
    findings.isKind(.object, .accepted) && findings.hasText(.acceptedID)
  }

  @inline(__always)
  static func isError(_ findings: Findings) -> Bool { isNestedError(findings) || isBareError(findings) }

  @inline(__always)
  private static func isNestedError(_ findings: Findings) -> Bool { findings.isKind(.object, .error) }

  @inline(__always)
  private static func isBareError(_ findings: Findings) -> Bool {
    findings.isKind(.array, .bareMessages) && (findings.hasText(.bareCategory) || findings.hasText(.bareSeverity))
  }

  static func completeJob(_ record: inout jobstatus_record, _ findings: inout Findings) {
    decideItems(&findings)
    record.state = findings.jobState(of: Self.self, &record.flags)
    let counts = findings.counts
    if record.state == JOBSTATUS_STATE_SUCCEEDED, counts.subtasksFailed > 0 {
      record.state = counts.subtasksFailed == counts.subtasks ? JOBSTATUS_STATE_FAILED : JOBSTATUS_STATE_PARTIAL
    }
    record.message = findings.text(.message, else: .description)
    let wentWrong = record.state == JOBSTATUS_STATE_FAILED || record.state == JOBSTATUS_STATE_PARTIAL
    if wentWrong, record.message.length == 0 { record.message = findings.text(.firstFailedMessage) }
  }

  static func error(in findings: inout Findings) -> ErrorEnvelope {
    decideItems(&findings)
    let isNested = isNestedError(findings)
    return ErrorEnvelope(
      message: findings.text(isNested ? .errorMessage : .bareErrorMessage),
      code: isNested
        ? findings.text(.errorCode, else: .otherErrorCode) : findings.text(.bareErrorCode, else: .otherBareErrorCode),
      fault: fault(of: findings.text(of: findings.text(isNested ? .category : .bareCategory))))
  }

  private static func decideItems(_ findings: inout Findings) {
    let severity = findings.text(isNestedError(findings) ? .severity : .bareSeverity)
    findings.decideItems(findings.kind(ofSeverity: severity), severity: severity)
  }

  private static func fault(of category: Text) -> UInt32 {
    if category.isWord("VALIDATION") { return JOBSTATUS_FAULT_BAD_REQUEST }
    if category.isWord("FRAMEWORK") || category.isWord("OTHER") { return JOBSTATUS_FAULT_SERVER }
    return JOBSTATUS_FAULT_OTHER
  }
}
