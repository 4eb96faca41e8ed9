// One response body to one record: jobstatus_parse. And the guess whose it is: jobstatus_detect.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// One body to its record.
func parse(
  _ bytes: Bytes, vendor number: UInt32, httpStatus: Int32, items: OutputArray<jobstatus_item>,
  output: OutputArray<jobstatus_record>
) throws(ReadError) -> jobstatus_record {
  let detected = number == JOBSTATUS_VENDOR_UNKNOWN ? detectVendor(bytes) : number
  let response = Response(vendor: detected, httpStatus: httpStatus)
  if let vendor = VendorTag(rawValue: detected) { return parse(bytes, vendor, response, items, output) }
  if detected != JOBSTATUS_VENDOR_UNKNOWN { throw ReadError(result: JOBSTATUS_E_VENDOR, offset: 0) }
  return response.unusable(unrecognized(bytes))
}

/// One body to its record, as the vendor's. What the only element of a list is comes to stand in `output` meanwhile.
@inline(never)
func parse(
  _ bytes: Bytes, _ vendor: VendorTag, _ response: Response, _ items: OutputArray<jobstatus_item>,
  _ output: OutputArray<jobstatus_record>
) -> jobstatus_record {
  Values.with { values in
    do throws(ReadError) {
      var body = Body(bytes, vendor, values, items: items, list: ListContents(response: response, record: output))
      try body.read()
      guard let list = body.list, list.wasRead else { return body.conclude(response) }
      if body.shape == .list { return body.conclude(list, response) }
      // The list is beside what makes the body something else, and its items are none of the record's.
      body = Body(bytes, vendor, values, items: items, list: nil)
      try body.read()
      return body.conclude(response)
    } catch {
      return response.unusable(error)
    }
  }
}

/// A body read as a vendor's, whatever it turns out to be.
struct Body {
  let vendor: VendorTag
  private(set) var findings: Findings
  private(set) var list: ListContents?
  private var json = jobstatus_span()

  /// With `list`, the array that makes the body a list is looked into.
  init(
    _ bytes: Bytes, _ vendor: VendorTag, _ values: Values, items: OutputArray<jobstatus_item>, list: ListContents?
  ) {
    self.vendor = vendor
    findings = Findings(bytes, values: values, items: items)
    self.list = list
  }

  var shape: Shape { vendor.shape(of: findings) }

  /// Reads the whole body. What was found before an error stays.
  mutating func read() throws(ReadError) {
    let start = try DocumentStart(findings.bytes)
    guard case .container(let offset) = start else {
      throw ReadError(result: JOBSTATUS_E_UNRECOGNIZED, offset: start.offset)
    }
    var reader = BodyReader(PlainSource(findings.bytes, from: offset), vendor: vendor, list: list)
    defer { list = reader.list }
    if reader.json.current == ASCII.leftBrace {
      try reader.readRecord(into: &findings)
    } else {
      try reader.readBareArray(into: &findings)
    }
    json = jobstatus_span(from: offset, to: reader.json.offset)
    try reader.json.finish()
  }

  mutating func conclude(_ response: Response) -> jobstatus_record {
    response.conclude(vendor, &findings, json: json)
  }

  /// The record of a body that is a list.
  func conclude(_ list: ListContents, _ response: Response) -> jobstatus_record {
    var record = response.conclude(list: list)
    guard record.result == JOBSTATUS_OK else {
      record.error_offset = json.offset
      record.json = jobstatus_span()
      return record
    }
    if record.kind == JOBSTATUS_KIND_JOB, findings.hasText(.requestID) {
      record.request_id = findings.text(.requestID)
    }
    if findings.duplicateKey { record.flags |= JOBSTATUS_FLAG_DUPLICATE_KEY }
    return record
  }
}

/// What a body amounts to that no vendor is known for: an error, at best that it is none of theirs.
func unrecognized(_ bytes: Bytes) -> ReadError {
  do throws(ReadError) {
    let start = try DocumentStart(bytes)
    if case .container(let offset) = start {
      var reader = JSONReader(PlainSource(bytes, from: offset))
      try reader.skipValue()
      try reader.finish()
    }
    return ReadError(result: JOBSTATUS_E_UNRECOGNIZED, offset: start.offset)
  } catch {
    return error
  }
}

// MARK: - Detection

/// The vendor whose table knows the most of the body; unknown where that are several, or none.
func detectVendor(_ bytes: Bytes) -> UInt32 {
  var best = JOBSTATUS_VENDOR_UNKNOWN
  var bestFamiliarity = 0
  var number = JOBSTATUS_VENDOR_UNKNOWN &+ 1
  while let vendor = VendorTag(rawValue: number) {
    let familiarity = familiarity(of: bytes, to: vendor)
    if familiarity > bestFamiliarity {
      best = number
      bestFamiliarity = familiarity
    } else if familiarity == bestFamiliarity {
      best = JOBSTATUS_VENDOR_UNKNOWN
    }
    number &+= 1
  }
  return best
}

/// How much of a body the vendor's table knows; 0 where it has none of the vendor's shapes.
private func familiarity(of bytes: Bytes, to vendor: VendorTag) -> Int {
  Values.with { values in
    var list = ListContents(response: Response(vendor: vendor.rawValue, httpStatus: 0), record: .none)
    list.wantsFirstOnly = true
    var body = Body(bytes, vendor, values, items: .none, list: list)
    do throws(ReadError) {
      try body.read()
    } catch {
      // A body that breaks later on may be told by its beginning.
    }
    return body.familiarity
  }
}

extension Body {
  fileprivate var familiarity: Int {
    let found = findings.membersFound
    switch shape {
    case .none: return 0
    case .accepted, .error: return found
    case .job: return knowsState ? found &+ 1 : found
    case .list:
      guard let list, list.count > 0 else { return max(found, 1) }
      guard list.first.kind == JOBSTATUS_KIND_JOB else { return 0 }
      return list.first.flags & JOBSTATUS_FLAG_UNKNOWN_STATE == 0 ? found &+ 1 : found
    }
  }

  private var knowsState: Bool {
    vendor.state(of: findings.text(of: findings.text(.stateText))) != nil
  }
}
