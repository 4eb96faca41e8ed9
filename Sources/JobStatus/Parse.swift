// One response body to one record: jobstatus_parse. And the guess whose it is: jobstatus_detect.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// One body to its record, written to the output. Answers the record's result.
func parse(
  _ bytes: Bytes, vendor number: UInt32, httpStatus: Int32, items: OutputArray<jobstatus_item>,
  output: OutputArray<jobstatus_record>
) throws(ReadError) -> jobstatus_result {
  let detected = number == JOBSTATUS_VENDOR_UNKNOWN ? detectVendor(bytes) : number
  let response = Response(vendor: detected, httpStatus: httpStatus)
  if let vendor = VendorTag(rawValue: detected) { return parse(bytes, vendor, response, items, output) }
  if detected != JOBSTATUS_VENDOR_UNKNOWN { throw ReadError(result: JOBSTATUS_E_VENDOR, offset: 0) }
  return output.store(response.unusable(unrecognized(bytes)))
}

/// One body to its record, as the vendor's.
@inline(never)
func parse(
  _ bytes: Bytes, _ vendor: VendorTag, _ response: Response, _ items: OutputArray<jobstatus_item>,
  _ output: OutputArray<jobstatus_record>
) -> jobstatus_result {
  Values.with { values in
    var findings = Findings(
      bytes, values: values, items: items, answer: Answer(response: response, record: output))
    do throws(ReadError) {
      var list: ListContents? = ListContents()
      var json = try read(&findings, vendor, &list)
      if let list, list.wasRead {
        if vendor.shape(of: &findings) == .list { return conclude(list, findings, json: json) }
        // The list is beside what makes the body something else, and its items are none of the record's.
        json = try readWithoutList(&findings, vendor, items)
      }
      return conclude(vendor, &findings, json: json)
    } catch {
      return output.store(response.unusable(error))
    }
  }
}

/// Reads a whole body as a vendor's, whatever it turns out to be. Answers where its document stands; what was found
/// before an error stays. With `list`, the array that makes the body a list is looked into.
@inline(never)
private func read(
  _ findings: inout Findings, _ vendor: VendorTag, _ list: inout ListContents?
) throws(ReadError) -> jobstatus_span {
  let start = try DocumentStart(findings.bytes)
  guard case .container(let offset) = start else {
    throw ReadError(result: JOBSTATUS_E_UNRECOGNIZED, offset: start.offset)
  }
  return try Windows.with(findings.bytes) { (windows) throws(ReadError) in
    var reader = BodyReader(
      PlainSource(findings.bytes, from: offset), vendor: vendor, windows: windows, list: list)
    defer { list = reader.list }
    if reader.json.current == ASCII.leftBrace {
      try reader.readRecord(into: &findings)
    } else {
      try reader.readBareArray(into: &findings)
    }
    let json = jobstatus_span(from: offset, to: reader.json.offset)
    // Mostly nothing follows.
    if reader.json.offset != findings.bytes.count { try reader.json.finish() }
    return json
  }
}

/// Reads it once more, as if no list were in it.
@inline(never)
private func readWithoutList(
  _ findings: inout Findings, _ vendor: VendorTag, _ items: OutputArray<jobstatus_item>
) throws(ReadError) -> jobstatus_span {
  findings = Findings(findings.bytes, values: findings.values, items: items, answer: findings.answer)
  var list: ListContents? = nil
  return try read(&findings, vendor, &list)
}

/// The record of a body that is no list.
@inline(__always)
private func conclude(
  _ vendor: VendorTag, _ findings: inout Findings, json: jobstatus_span
) -> jobstatus_result {
  var result = JOBSTATUS_OK
  let answer = findings.answer
  answer.record.update(at: 0) { record in
    answer.response.conclude(vendor, &findings, json: json, as: vendor.shape(of: &findings), into: &record)
    result = record.result
  }
  return result
}

/// The record of a body that is a list. That of its only element stands in the output already.
@inline(never)
private func conclude(_ list: ListContents, _ findings: Findings, json: jobstatus_span) -> jobstatus_result {
  var result = JOBSTATUS_OK
  findings.answer.record.update(at: 0) { record in
    if list.count != 1 { record = findings.answer.response.conclude(list: list) }
    if record.result == JOBSTATUS_OK {
      if record.kind == JOBSTATUS_KIND_JOB, findings.hasText(.requestID) {
        record.request_id = findings.text(.requestID)
      }
      if findings.duplicateKey { record.flags |= JOBSTATUS_FLAG_DUPLICATE_KEY }
    } else {
      record.error_offset = json.offset
      record.json = jobstatus_span()
    }
    result = record.result
  }
  return result
}

extension OutputArray where Element == jobstatus_record {
  fileprivate func store(_ record: jobstatus_record) -> jobstatus_result {
    store(record, at: 0)
    return record.result
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
@inline(never)
private func familiarity(of bytes: Bytes, to vendor: VendorTag) -> Int {
  OutputArray.withOne(jobstatus_record()) { first in
    Values.with { values in
      let answer = Answer(response: Response(vendor: vendor.rawValue, httpStatus: 0), record: first)
      var findings = Findings(bytes, values: values, items: .none, answer: answer)
      var list: ListContents? = ListContents(wantsFirstOnly: true)
      do throws(ReadError) {
        _ = try read(&findings, vendor, &list)
      } catch {
        // A body that breaks later on may be told by its beginning.
      }
      return familiarity(of: &findings, list, to: vendor)
    }
  }
}

private func familiarity(of findings: inout Findings, _ list: ListContents?, to vendor: VendorTag) -> Int {
  let found = findings.membersFound
  switch vendor.shape(of: &findings) {
  case .none: return 0
  case .accepted, .error: return found
  case .job:
    let isKnown = vendor.states.state(of: findings.text(of: findings.text(.stateText))) != nil
    return isKnown ? found &+ 1 : found
  case .list:
    guard let list, list.count > 0 else { return max(found, 1) }
    guard list.first.kind == JOBSTATUS_KIND_JOB else { return 0 }
    return list.first.flags & JOBSTATUS_FLAG_UNKNOWN_STATE == 0 ? found &+ 1 : found
  }
}
