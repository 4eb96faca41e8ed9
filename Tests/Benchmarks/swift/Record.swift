// What a body comes to: a record with the fields of jobstatus_record.
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Numbers of jobstatus.h.
enum State: Int {
  case unknown, queued, running, paused, succeeded, partial, failed, cancelled, ended

  var isTerminal: Bool { rawValue >= State.succeeded.rawValue }
}

/// An absent text is the empty one.
struct Record {
  var id = "", parentID = "", name = "", operation = "", description = "", stateText = "", resultText = ""
  var message = "", jobCode = "", errorCode = "", requester = "", targetName = "", targetID = ""
  var selfLink = "", resourceLink = "", requestID = ""

  var percent: Int?
  /// Nanoseconds since 1970.
  var createdAt: Int64?, startedAt: Int64?, updatedAt: Int64?, finishedAt: Int64?

  /// An end time counts in a terminal state only.
  var state = State.unknown {
    didSet { if !state.isTerminal { finishedAt = nil } }
  }
  var errorCount = 0, warningCount = 0, itemCount = 0
  var subtasksTotal = 0, subtasksSucceeded = 0, subtasksFailed = 0

  /// The record by the names of jobstatus_record.
  var fields: [String: Any] {
    [
      "id": id, "parent_id": parentID, "name": name, "operation": operation, "description": description,
      "state_text": stateText, "result_text": resultText, "message": message, "job_code": jobCode,
      "error_code": errorCode, "requester": requester, "target_name": targetName, "target_id": targetID,
      "self_link": selfLink, "resource_link": resourceLink, "request_id": requestID,
      "percent": percent ?? NSNull(), "created_at": createdAt ?? NSNull(), "started_at": startedAt ?? NSNull(),
      "updated_at": updatedAt ?? NSNull(), "finished_at": finishedAt ?? NSNull(),
      "state": state.rawValue, "terminal": state.isTerminal ? 1 : 0,
      "error_count": errorCount, "warning_count": warningCount, "item_count": itemCount,
      "subtasks_total": subtasksTotal, "subtasks_succeeded": subtasksSucceeded, "subtasks_failed": subtasksFailed,
      "subtasks_unfinished": subtasksTotal - subtasksSucceeded - subtasksFailed,
    ]
  }
}
