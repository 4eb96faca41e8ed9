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
    start(&record)
    return record
  }

  /// Makes a record one with nothing in it but the vendor and the HTTP status.
  @inline(never)
  private func start(_ record: inout jobstatus_record) {
    record = jobstatus_record()
    startFront(&record)
  }

  /// The same without the texts, which stand behind all other fields.
  @inline(__always)
  private func startFront(_ record: inout jobstatus_record) {
    record.struct_size = UInt32(truncatingIfNeeded: MemoryLayout<jobstatus_record>.size)
    record.result = JOBSTATUS_OK
    record.error_offset = 0
    record.vendor = vendor
    record.http_status = httpStatus
    record.kind = JOBSTATUS_KIND_NONE
    record.state = JOBSTATUS_STATE_UNKNOWN
    record.terminal = 0
    record.advice = JOBSTATUS_ADVICE_NONE
    record.fault = JOBSTATUS_FAULT_NONE
    record.percent = JOBSTATUS_NO_PERCENT
    record.flags = 0
    record.created_at = .min
    record.started_at = .min
    record.updated_at = .min
    record.finished_at = .min
    record.error_count = 0
    record.warning_count = 0
    record.item_count = 0
    record.subtasks_total = 0
    record.subtasks_succeeded = 0
    record.subtasks_failed = 0
    record.subtasks_unfinished = 0
    record.json = jobstatus_span()
  }

  // MARK: - Bodies that are read

  /// The record of a body that is no list.
  @inline(never)
  func conclude(
    _ vendor: VendorTag, _ findings: inout Findings, json: jobstatus_span, as shape: Shape,
    into record: inout jobstatus_record
  ) {
    switch shape {
    case .accepted: fillAccepted(&record, findings)
    case .error: fillError(vendor, &record, &findings)
    case .job: fillJob(vendor, &record, &findings)
    case .list, .none: return fillUnrecognized(&record, Int(json.offset))
    }
    record.json = json
    if findings.duplicateKey { record.flags |= JOBSTATUS_FLAG_DUPLICATE_KEY }
  }

  @inline(never)
  private func fillUnrecognized(_ record: inout jobstatus_record, _ offset: Int) {
    record = unusable(ReadError(result: JOBSTATUS_E_UNRECOGNIZED, offset: offset))
  }

  @inline(never)
  private func fillAccepted(_ record: inout jobstatus_record, _ findings: Findings) {
    start(&record)
    record.kind = JOBSTATUS_KIND_ACCEPTED
    record.state = JOBSTATUS_STATE_QUEUED
    record.id = findings.text(.acceptedID, else: .firstJobID)
    record.message = findings.text(.acceptedMessage, else: .firstJobMessage)
    record.self_link = findings.text(.acceptedLink, else: .firstJobLink)
    advise(&record, fault: faultOfStatus, otherwise: JOBSTATUS_ADVICE_POLL)
  }

  @inline(never)
  private func fillError(_ vendor: VendorTag, _ record: inout jobstatus_record, _ findings: inout Findings) {
    start(&record)
    record.kind = JOBSTATUS_KIND_ERROR
    let error = vendor.error(in: &findings)
    record.message = error.message
    record.error_code = error.code
    record.request_id = findings.text(.requestID)
    fillCounts(&record, findings)
    let fault = faultOfStatus != JOBSTATUS_FAULT_NONE && !error.overridesStatus ? faultOfStatus : error.fault
    advise(&record, fault: fault, otherwise: JOBSTATUS_ADVICE_GIVE_UP)
  }

  @inline(__always)
  private func fillJob(_ vendor: VendorTag, _ record: inout jobstatus_record, _ findings: inout Findings) {
    startFront(&record)
    findings.values.copyTexts(to: &record)
    record.kind = JOBSTATUS_KIND_JOB
    record.percent = findings.percent(.percent, &record.flags)
    let values = findings.values
    let form = vendor.timeForm
    record.created_at = Timestamp.kept(as: .createdAt, values, form, in: findings.bytes, &record.flags)
    record.started_at = Timestamp.kept(as: .startedAt, values, form, in: findings.bytes, &record.flags)
    record.updated_at = Timestamp.kept(as: .updatedAt, values, form, in: findings.bytes, &record.flags)
    record.finished_at = Timestamp.kept(as: .finishedAt, values, form, in: findings.bytes, &record.flags)

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

  /// Of the status that most responses have it is known without asking.
  @inline(__always)
  var faultOfStatus: UInt32 { httpStatus == 200 ? JOBSTATUS_FAULT_NONE : Fault.of(httpStatus: httpStatus) }

  @inline(__always)
  private func advise(_ record: inout jobstatus_record, fault: UInt32, otherwise: UInt32) {
    record.fault = fault
    record.advice = fault == JOBSTATUS_FAULT_NONE ? otherwise : Advice.of(fault: fault)
  }
}

enum Fault {
  /// What an HTTP status says on its own (RFC 9110, and 429 of RFC 6585); none where it is not known, or a success.
  @inline(never)
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
  @inline(never)
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
    if hasText(.stateText), let state = V.states.state(of: text(of: text(.stateText))) { return state }
    flags |= JOBSTATUS_FLAG_UNKNOWN_STATE
    return JOBSTATUS_STATE_UNKNOWN
  }

  func isAbsent(_ slot: Slot) -> Bool { values.isAbsent(slot) }

  @inline(__always)
  func percent(_ slot: Slot, _ flags: inout UInt32) -> Int32 {
    if isAbsent(slot) { return JOBSTATUS_NO_PERCENT }
    let percent = Number.percent(values[slot], in: bytes)
    if percent < 0 { flags |= JOBSTATUS_FLAG_BAD_PERCENT }
    return percent
  }

  /// How many jobs a list has on all its pages.
  var total: Int64 {
    guard let number = Number(values[.total], in: bytes), !number.isNegative || number.isZero, !number.hasFraction,
      number.whole < Number.largest
    else { return Int64(JOBSTATUS_NO_TOTAL) }
    return Int64(truncatingIfNeeded: number.whole)
  }
}

extension Timestamp {
  /// A time of the job, INT64_MIN where there is none.
  @inline(__always)
  fileprivate static func kept(
    as slot: Slot, _ values: Values, _ form: Form, in bytes: Bytes, _ flags: inout UInt32
  ) -> Int64 {
    if let time = values.time(slot) {
      if time.zoneAssumed { flags |= JOBSTATUS_FLAG_ZONE_ASSUMED }
      return time.nanoseconds
    }
    return values.kind(slot) == .missing ? .min : unusual(slot, values, form, in: bytes, &flags)
  }

  /// One that is not written as most are, or is none.
  @inline(never)
  private static func unusual(
    _ slot: Slot, _ values: Values, _ form: Form, in bytes: Bytes, _ flags: inout UInt32
  ) -> Int64 {
    if values.isAbsent(slot) { return .min }
    guard let time = Timestamp(unusual: values[slot], form: form, in: bytes) else {
      flags |= JOBSTATUS_FLAG_BAD_TIME
      return .min
    }
    if time.zoneAssumed { flags |= JOBSTATUS_FLAG_ZONE_ASSUMED }
    return time.nanoseconds
  }
}

extension Number {
  /// A value that is there as a percentage; JOBSTATUS_NO_PERCENT where it is none. Mostly it is one or two digits.
  @inline(__always)
  fileprivate static func percent(_ value: Value, in bytes: Bytes) -> Int32 {
    if value.kind.isText, value.span.escapes == JOBSTATUS_ESCAPES_NONE {
      let first = bytes[Int(value.span.offset)] &- ASCII.zero
      if value.span.length == 1, first <= 9 { return Int32(first) }
      // The first of two digits is not 0.
      if value.span.length == 2, first &- 1 < 9 {
        let second = bytes[Int(value.span.offset) &+ 1] &- ASCII.zero
        if second <= 9 { return Int32(first) &* 10 &+ Int32(second) }
      }
    }
    return longPercent(value, in: bytes)
  }

  @inline(never)
  private static func longPercent(_ value: Value, in bytes: Bytes) -> Int32 {
    guard let number = Number(value, in: bytes), !number.isNegative || number.isZero,
      number.whole < 100 || (number.whole == 100 && !number.hasFraction)
    else { return JOBSTATUS_NO_PERCENT }
    return Int32(truncatingIfNeeded: number.whole)
  }
}
