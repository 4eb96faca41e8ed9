// From what was found in a body to the record: its kind, its fields, and what a poller should do next.
//
// What holds for every vendor stands here; what is a vendor's own, in its file.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// What is known of a response beside its body.
struct Response {
  let vendor: UInt32
  let httpStatus: Int32

  /// A record with nothing in it but the vendor and the HTTP status.
  var emptyRecord: jobstatus_record {
    var record = jobstatus_record()
    record.struct_size = UInt32(truncatingIfNeeded: MemoryLayout<jobstatus_record>.size)
    record.vendor = vendor
    record.http_status = httpStatus
    record.percent = JOBSTATUS_NO_PERCENT
    record.created_at = .min
    record.started_at = .min
    record.updated_at = .min
    record.finished_at = .min
    return record
  }

  // MARK: - Bodies that are read

  /// The record of a body that is no list.
  func conclude(_ vendor: VendorTag, _ findings: inout Findings, json: jobstatus_span) -> jobstatus_record {
    conclude(vendor, &findings, json: json, as: vendor.shape(of: findings))
  }

  /// The record of an element of a list, which can only be a job. One that is none can still be looked into.
  func conclude(element: inout Findings, of vendor: VendorTag, json: jobstatus_span) -> jobstatus_record {
    var record = conclude(vendor, &element, json: json, as: element.isJob ? .job : .none)
    record.json = json
    return record
  }

  private func conclude(
    _ vendor: VendorTag, _ findings: inout Findings, json: jobstatus_span, as shape: Shape
  ) -> jobstatus_record {
    var record = emptyRecord
    switch shape {
    case .accepted: fillAccepted(&record, findings)
    case .error: fillError(vendor, &record, &findings)
    case .job: fillJob(vendor, &record, &findings)
    case .list, .none: return unusable(ReadError(result: JOBSTATUS_E_UNRECOGNIZED, offset: Int(json.offset)))
    }
    record.json = json
    if findings.duplicateKey { record.flags |= JOBSTATUS_FLAG_DUPLICATE_KEY }
    return record
  }

  private func fillAccepted(_ record: inout jobstatus_record, _ findings: Findings) {
    record.kind = JOBSTATUS_KIND_ACCEPTED
    record.state = JOBSTATUS_STATE_QUEUED
    record.id = findings.text(.acceptedID, else: .firstJobID)
    record.message = findings.text(.acceptedMessage, else: .firstJobMessage)
    record.self_link = findings.text(.acceptedLink, else: .firstJobLink)
    advise(&record, fault: faultOfStatus, otherwise: JOBSTATUS_ADVICE_POLL)
  }

  private func fillError(_ vendor: VendorTag, _ record: inout jobstatus_record, _ findings: inout Findings) {
    record.kind = JOBSTATUS_KIND_ERROR
    let error = vendor.error(in: &findings)
    record.message = error.message
    record.error_code = error.code
    record.request_id = findings.text(.requestID)
    fillCounts(&record, findings)
    let fault = faultOfStatus != JOBSTATUS_FAULT_NONE && !error.overridesStatus ? faultOfStatus : error.fault
    advise(&record, fault: fault, otherwise: JOBSTATUS_ADVICE_GIVE_UP)
  }

  private func fillJob(_ vendor: VendorTag, _ record: inout jobstatus_record, _ findings: inout Findings) {
    record.kind = JOBSTATUS_KIND_JOB
    record.id = findings.text(.id)
    record.parent_id = findings.text(.parentID)
    record.name = findings.text(.name)
    record.operation = findings.text(.operation)
    record.description = findings.text(.description)
    record.state_text = findings.text(.stateText)
    record.result_text = findings.text(.resultText)
    record.message = findings.text(.message)
    record.job_code = findings.text(.jobCode)
    record.requester = findings.text(.requester)
    record.target_name = findings.text(.targetName)
    record.target_id = findings.text(.targetID)
    record.self_link = findings.text(.selfLink)
    record.resource_link = findings.text(.resourceLink)
    record.request_id = findings.text(.requestID)
    record.percent = findings.percent(.percent, &record.flags)
    record.created_at = findings.time(.createdAt, vendor.timeForm, &record.flags)
    record.started_at = findings.time(.startedAt, vendor.timeForm, &record.flags)
    record.updated_at = findings.time(.updatedAt, vendor.timeForm, &record.flags)
    record.finished_at = findings.time(.finishedAt, vendor.timeForm, &record.flags)

    vendor.completeJob(&record, &findings)

    fillCounts(&record, findings)
    fillSubtaskCounts(&record, findings)
    advise(&record, fault: faultOfStatus, otherwise: JOBSTATUS_ADVICE_POLL)
    if Self.isTerminal(record.state) {
      record.terminal = 1
      record.advice = JOBSTATUS_ADVICE_DONE
    } else {
      record.finished_at = .min
    }
  }

  private static func isTerminal(_ state: UInt32) -> Bool {
    switch state {
    case JOBSTATUS_STATE_SUCCEEDED, JOBSTATUS_STATE_PARTIAL, JOBSTATUS_STATE_FAILED, JOBSTATUS_STATE_CANCELLED,
      JOBSTATUS_STATE_ENDED:
      true
    default: false
    }
  }

  private func fillCounts(_ record: inout jobstatus_record, _ findings: Findings) {
    let counts = findings.counts
    record.error_count = counts.errors
    record.warning_count = counts.warnings
    record.item_count = counts.total
  }

  private func fillSubtaskCounts(_ record: inout jobstatus_record, _ findings: Findings) {
    let counts = findings.counts
    record.subtasks_total = counts.subtasks
    record.subtasks_succeeded = counts.subtasksSucceeded
    record.subtasks_failed = counts.subtasksFailed
    record.subtasks_unfinished = counts.subtasks &- counts.subtasksSucceeded &- counts.subtasksFailed
  }

  // MARK: - Lists

  /// A list that is to be one record: the job in it where there is just one.
  func conclude(list: ListContents) -> jobstatus_record {
    if list.count == 1, let record = list.record.load(at: 0) { return record }
    var record = emptyRecord
    if list.count == 0 {
      // The API answers so for a job that it has accepted and does not list yet.
      record.fault = faultOfStatus == JOBSTATUS_FAULT_NONE ? JOBSTATUS_FAULT_NOT_FOUND : faultOfStatus
      record.advice =
        faultOfStatus == JOBSTATUS_FAULT_NONE ? JOBSTATUS_ADVICE_RETRY : Advice.of(fault: faultOfStatus)
    } else {
      record.kind = JOBSTATUS_KIND_LIST
      advise(&record, fault: faultOfStatus, otherwise: JOBSTATUS_ADVICE_NONE)
    }
    return record
  }

  // MARK: - Bodies that cannot be read

  /// The record of a body that is no answer of the vendor's: what the HTTP status alone says.
  func unusable(_ error: ReadError) -> jobstatus_record {
    if needsNoBody, error.result == JOBSTATUS_E_EMPTY { return acceptedWithoutBody }
    var record = emptyRecord
    record.result = error.result
    record.error_offset = UInt32(truncatingIfNeeded: error.offset)
    advise(
      &record, fault: faultOfStatus,
      otherwise: isWorthRetrying(error.result) ? JOBSTATUS_ADVICE_RETRY : JOBSTATUS_ADVICE_GIVE_UP)
    return record
  }

  private func isWorthRetrying(_ result: jobstatus_result) -> Bool {
    switch result {
    case JOBSTATUS_E_ARGUMENT, JOBSTATUS_E_VENDOR, JOBSTATUS_E_STRUCT_SIZE, JOBSTATUS_E_UNRECOGNIZED: false
    default: true
    }
  }

  /// 202 Accepted needs no body: the job's address is in the header field Location.
  var needsNoBody: Bool { httpStatus == 202 }

  var acceptedWithoutBody: jobstatus_record {
    var record = emptyRecord
    record.kind = JOBSTATUS_KIND_ACCEPTED
    record.state = JOBSTATUS_STATE_QUEUED
    record.advice = JOBSTATUS_ADVICE_POLL
    return record
  }

  // MARK: - Fault and advice

  var faultOfStatus: UInt32 { Fault.of(httpStatus: httpStatus) }

  private func advise(_ record: inout jobstatus_record, fault: UInt32, otherwise: UInt32) {
    record.fault = fault
    record.advice = fault == JOBSTATUS_FAULT_NONE ? otherwise : Advice.of(fault: fault)
  }
}

enum Fault {
  /// What an HTTP status says on its own (RFC 9110, and 429 of RFC 6585); none where it is not known, or a success.
  static func of(httpStatus: Int32) -> UInt32 {
    switch httpStatus {
    case 0, 200...299: JOBSTATUS_FAULT_NONE
    case 401: JOBSTATUS_FAULT_UNAUTHENTICATED
    case 403: JOBSTATUS_FAULT_FORBIDDEN
    case 404, 410: JOBSTATUS_FAULT_NOT_FOUND
    case 405: JOBSTATUS_FAULT_NOT_ALLOWED
    case 408, 504: JOBSTATUS_FAULT_TIMEOUT
    case 409: JOBSTATUS_FAULT_CONFLICT
    case 422: JOBSTATUS_FAULT_UNPROCESSABLE
    case 429: JOBSTATUS_FAULT_RATE_LIMITED
    case 400...499: JOBSTATUS_FAULT_BAD_REQUEST
    case 502: JOBSTATUS_FAULT_GATEWAY
    case 503: JOBSTATUS_FAULT_UNAVAILABLE
    case 500...599: JOBSTATUS_FAULT_SERVER
    default: JOBSTATUS_FAULT_OTHER
    }
  }
}

enum Advice {
  static func of(fault: UInt32) -> UInt32 {
    switch fault {
    case JOBSTATUS_FAULT_UNAUTHENTICATED: JOBSTATUS_ADVICE_AUTHENTICATE
    case JOBSTATUS_FAULT_NOT_FOUND: JOBSTATUS_ADVICE_GONE
    case JOBSTATUS_FAULT_RATE_LIMITED, JOBSTATUS_FAULT_SERVER, JOBSTATUS_FAULT_GATEWAY, JOBSTATUS_FAULT_UNAVAILABLE,
      JOBSTATUS_FAULT_TIMEOUT:
      JOBSTATUS_ADVICE_RETRY
    default: JOBSTATUS_ADVICE_GIVE_UP
    }
  }
}

// MARK: - States, times and percentages

extension Findings {
  /// What the job's own state word means; unknown with the flag for one that is not known, or missing.
  func jobState<V: Vendor>(of _: V.Type, _ flags: inout UInt32) -> UInt32 {
    if hasText(.stateText), let state = V.state(of: text(of: text(.stateText))) { return state }
    flags |= JOBSTATUS_FLAG_UNKNOWN_STATE
    return JOBSTATUS_STATE_UNKNOWN
  }

  /// Null and the empty text are absent; every other value is there, if only to be a bad one.
  func isAbsent(_ slot: Slot) -> Bool {
    let value = values[slot]
    return switch value.kind {
    case .missing, .null: true
    case .string: value.span.length == 0
    default: false
    }
  }

  func time(_ slot: Slot, _ form: Timestamp.Form, _ flags: inout UInt32) -> Int64 {
    if isAbsent(slot) { return .min }
    guard let time = Timestamp(values[slot], form: form, in: bytes) else {
      flags |= JOBSTATUS_FLAG_BAD_TIME
      return .min
    }
    if time.zoneAssumed { flags |= JOBSTATUS_FLAG_ZONE_ASSUMED }
    return time.nanoseconds
  }

  func percent(_ slot: Slot, _ flags: inout UInt32) -> Int32 {
    if isAbsent(slot) { return JOBSTATUS_NO_PERCENT }
    guard let number = Number(values[slot], in: bytes), !number.isNegative || number.isZero,
      number.whole < 100 || (number.whole == 100 && !number.hasFraction)
    else {
      flags |= JOBSTATUS_FLAG_BAD_PERCENT
      return JOBSTATUS_NO_PERCENT
    }
    return Int32(truncatingIfNeeded: number.whole)
  }

  /// How many jobs a list has on all its pages.
  var total: Int64 {
    guard let number = Number(values[.total], in: bytes), !number.isNegative || number.isZero, !number.hasFraction,
      number.whole < Number.largest
    else { return Int64(JOBSTATUS_NO_TOTAL) }
    return Int64(truncatingIfNeeded: number.whole)
  }
}
