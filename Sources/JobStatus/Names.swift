// The names of the header's constants, both ways.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

extension InlineArray {
  /// The element at `index`, nil outside.
  @inline(__always)
  func at(_ index: Int) -> Element? {
    index >= 0 && index < count ? self[index] : nil
  }
}

/// A constant and its name. Results are kept by their bits.
struct Name {
  let name: ConstantName
  let value: UInt32

  init(_ name: ConstantName, _ value: UInt32) {
    self.name = name
    self.value = value
  }

  init(_ name: ConstantName, _ result: jobstatus_result) {
    self.init(name, UInt32(bitPattern: result))
  }
}

extension InlineArray where Element == Name {
  func name(of value: UInt32) -> ConstantName? {
    var index = 0
    while let row = at(index) {
      if row.value == value { return row.name }
      index &+= 1
    }
    return nil
  }

  func value(of name: Bytes) -> UInt32? {
    var index = 0
    while let row = at(index) {
      if row.name.equals(name) { return row.value }
      index &+= 1
    }
    return nil
  }
}

enum Names {
  static let results: [_ of Name] = [
    Name("ok", JOBSTATUS_OK),
    Name("argument", JOBSTATUS_E_ARGUMENT),
    Name("vendor", JOBSTATUS_E_VENDOR),
    Name("struct-size", JOBSTATUS_E_STRUCT_SIZE),
    Name("pointer", JOBSTATUS_E_POINTER),
    Name("empty", JOBSTATUS_E_EMPTY),
    Name("not-json", JOBSTATUS_E_NOT_JSON),
    Name("truncated", JOBSTATUS_E_TRUNCATED),
    Name("syntax", JOBSTATUS_E_SYNTAX),
    Name("utf8", JOBSTATUS_E_UTF8),
    Name("too-deep", JOBSTATUS_E_TOO_DEEP),
    Name("too-large", JOBSTATUS_E_TOO_LARGE),
    Name("unrecognized", JOBSTATUS_E_UNRECOGNIZED),
    Name("not-found", JOBSTATUS_E_NOT_FOUND),
  ]

  static let kinds: [_ of Name] = [
    Name("none", JOBSTATUS_KIND_NONE),
    Name("job", JOBSTATUS_KIND_JOB),
    Name("accepted", JOBSTATUS_KIND_ACCEPTED),
    Name("error", JOBSTATUS_KIND_ERROR),
    Name("list", JOBSTATUS_KIND_LIST),
  ]

  static let states: [_ of Name] = [
    Name("unknown", JOBSTATUS_STATE_UNKNOWN),
    Name("queued", JOBSTATUS_STATE_QUEUED),
    Name("running", JOBSTATUS_STATE_RUNNING),
    Name("paused", JOBSTATUS_STATE_PAUSED),
    Name("succeeded", JOBSTATUS_STATE_SUCCEEDED),
    Name("partial", JOBSTATUS_STATE_PARTIAL),
    Name("failed", JOBSTATUS_STATE_FAILED),
    Name("cancelled", JOBSTATUS_STATE_CANCELLED),
    Name("ended", JOBSTATUS_STATE_ENDED),
  ]

  static let advices: [_ of Name] = [
    Name("none", JOBSTATUS_ADVICE_NONE),
    Name("poll", JOBSTATUS_ADVICE_POLL),
    Name("done", JOBSTATUS_ADVICE_DONE),
    Name("retry", JOBSTATUS_ADVICE_RETRY),
    Name("authenticate", JOBSTATUS_ADVICE_AUTHENTICATE),
    Name("gone", JOBSTATUS_ADVICE_GONE),
    Name("give-up", JOBSTATUS_ADVICE_GIVE_UP),
  ]

  static let faults: [_ of Name] = [
    Name("none", JOBSTATUS_FAULT_NONE),
    Name("bad-request", JOBSTATUS_FAULT_BAD_REQUEST),
    Name("unauthenticated", JOBSTATUS_FAULT_UNAUTHENTICATED),
    Name("forbidden", JOBSTATUS_FAULT_FORBIDDEN),
    Name("not-found", JOBSTATUS_FAULT_NOT_FOUND),
    Name("not-allowed", JOBSTATUS_FAULT_NOT_ALLOWED),
    Name("conflict", JOBSTATUS_FAULT_CONFLICT),
    Name("unprocessable", JOBSTATUS_FAULT_UNPROCESSABLE),
    Name("rate-limited", JOBSTATUS_FAULT_RATE_LIMITED),
    Name("server", JOBSTATUS_FAULT_SERVER),
    Name("gateway", JOBSTATUS_FAULT_GATEWAY),
    Name("unavailable", JOBSTATUS_FAULT_UNAVAILABLE),
    Name("timeout", JOBSTATUS_FAULT_TIMEOUT),
    Name("other", JOBSTATUS_FAULT_OTHER),
  ]

  static let flags: [_ of Name] = [
    Name("unknown-state", JOBSTATUS_FLAG_UNKNOWN_STATE),
    Name("bad-percent", JOBSTATUS_FLAG_BAD_PERCENT),
    Name("bad-time", JOBSTATUS_FLAG_BAD_TIME),
    Name("zone-assumed", JOBSTATUS_FLAG_ZONE_ASSUMED),
    Name("duplicate-key", JOBSTATUS_FLAG_DUPLICATE_KEY),
    Name("repeated-list", JOBSTATUS_FLAG_REPEATED_LIST),
  ]

  static let itemKinds: [_ of Name] = [
    Name("none", JOBSTATUS_ITEM_NONE),
    Name("error", JOBSTATUS_ITEM_ERROR),
    Name("warning", JOBSTATUS_ITEM_WARNING),
    Name("info", JOBSTATUS_ITEM_INFO),
    Name("subtask", JOBSTATUS_ITEM_SUBTASK),
    Name("link", JOBSTATUS_ITEM_LINK),
  ]
}
