// The jobs of a list, a page of them at a time: jobstatus_parse_list.
//
//     {"paging":{…},"items":[{…},{…},{…},{…}],"links":{…}}
//                            1st call  2nd call              a call stops where the caller's array is full, and the
//                                     ^ next_offset          next one goes on at that byte
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// The next page of a list, behind the one that an earlier call has filled.
func parseList(
  _ bytes: Bytes, vendor: UInt32, httpStatus: Int32, earlier: jobstatus_page, records: OutputArray<jobstatus_record>
) throws(ReadError) -> jobstatus_page {
  var page = jobstatus_page(vendor: vendor)
  if earlier.next_offset != 0 {
    guard UInt64(earlier.next_offset) <= UInt64(truncatingIfNeeded: bytes.count) else {
      throw ReadError(result: JOBSTATUS_E_ARGUMENT, offset: 0)
    }
    page.next_offset = earlier.next_offset
    page.total = earlier.total
    page.next_link = earlier.next_link
    page.flags = earlier.flags & ~JOBSTATUS_FLAG_REPEATED_LIST
  }
  if vendor == JOBSTATUS_VENDOR_UNKNOWN {
    page.vendor = page.next_offset == 0 ? detectVendor(bytes) : earlier.vendor
  }
  let response = Response(vendor: page.vendor, httpStatus: httpStatus)
  guard let tag = VendorTag(rawValue: page.vendor) else {
    if vendor != JOBSTATUS_VENDOR_UNKNOWN { throw ReadError(result: JOBSTATUS_E_VENDOR, offset: 0) }
    return single(response.unusable(unrecognized(bytes)), of: page, records)
  }
  var reader = PageReader(vendor: tag, bytes: bytes, response: response, records: records, page: page)
  reader.run()
  page = reader.page
  if page.kind == JOBSTATUS_KIND_LIST { return page }
  return OutputArray.withOne(jobstatus_record()) { output in
    _ = parse(bytes, tag, response, .none, output)
    return single(output.load(at: 0) ?? jobstatus_record(), of: page, records)
  }
}

/// The page of a body that is no list: what jobstatus_parse makes of it, if it can read it.
private func single(
  _ record: jobstatus_record, of earlier: jobstatus_page, _ records: OutputArray<jobstatus_record>
) -> jobstatus_page {
  var page = earlier
  page.next_offset = 0
  page.total = Int64(JOBSTATUS_NO_TOTAL)
  page.next_link = jobstatus_span()
  page.result = record.result
  page.error_offset = record.error_offset
  page.kind = record.kind
  if record.result == JOBSTATUS_OK {
    records.store(record, at: 0)
    page.returned = 1
  }
  return page
}

extension jobstatus_page {
  /// A page with nothing in it.
  init(vendor: UInt32) {
    self.init()
    struct_size = UInt32(truncatingIfNeeded: MemoryLayout<jobstatus_page>.size)
    self.vendor = vendor
    total = Int64(JOBSTATUS_NO_TOTAL)
  }
}

/// Fills a page from where the call before left it.
private struct PageReader {
  let vendor: VendorTag
  let bytes: Bytes
  let response: Response
  let records: OutputArray<jobstatus_record>
  var page: jobstatus_page

  /// Leaves a page of another kind than list where the body has none.
  @inline(never)
  mutating func run() {
    do throws(ReadError) {
      try Values.with { (values) throws(ReadError) in try read(into: values) }
    } catch {
      page.result = error.result
      page.error_offset = UInt32(truncatingIfNeeded: error.offset)
    }
  }

  private mutating func read(into values: Values) throws(ReadError) {
    // What stands before it is not looked at again: each byte is read once.
    let isResumed = page.next_offset != 0
    let start = isResumed ? Int(page.next_offset) : try DocumentStart(bytes).offset
    page.next_offset = 0
    var findings = Findings(bytes, values: values, items: .none)
    try Windows.with(bytes) { (windows) throws(ReadError) in
      var reader = BodyReader(PlainSource(bytes, from: start), vendor: vendor, windows: windows)
      if vendor.listIsBareArray, isResumed || bytes[start] == ASCII.leftBracket {
        try readArray(&reader, &findings, isResumed: isResumed)
      } else if isResumed || bytes[start] == ASCII.leftBrace {
        try readObject(&reader, &findings, isResumed: isResumed)
      }
    }
  }

  // MARK: - The two forms of a list

  private mutating func readArray(
    _ reader: inout BodyReader<PlainSource>, _ findings: inout Findings, isResumed: Bool
  ) throws(ReadError) {
    if isResumed { reader.json.resume(atLevel: 1) }
    if try fill(&reader, &findings, isResumed: isResumed) { try reader.json.finish() }
  }

  private mutating func readObject(
    _ reader: inout BodyReader<PlainSource>, _ findings: inout Findings, isResumed: Bool
  ) throws(ReadError) {
    defer { note(findings) }
    var progress = ObjectProgress(place: .body, in: reader.members)
    var hasMore: Bool
    if isResumed {
      reader.json.resume(atLevel: 2)
      progress.seeList(of: reader.members)
      guard try fill(&reader, &findings, isResumed: true) else { return }
      hasMore = try reader.json.next(closing: ASCII.rightBrace)
    } else {
      hasMore = try reader.json.open(closing: ASCII.rightBrace)
    }
    while hasMore {
      guard try readMember(&reader, &progress, &findings) else { return }
      hasMore = try reader.json.next(closing: ASCII.rightBrace)
    }
    try reader.json.finish()
  }

  /// A member of the outermost object. Answers false where it is the list, and the page is full before its end.
  private mutating func readMember(
    _ reader: inout BodyReader<PlainSource>, _ progress: inout ObjectProgress, _ findings: inout Findings
  ) throws(ReadError) -> Bool {
    guard let member = try reader.readMemberName(&progress, into: &findings) else { return true }
    guard member.reading == .list else {
      try reader.readValue(of: member, into: &findings)
      return true
    }
    // Given again, it replaces what has been read of the one before, by this call and by earlier ones.
    if page.kind == JOBSTATUS_KIND_LIST { page.flags |= JOBSTATUS_FLAG_DUPLICATE_KEY | JOBSTATUS_FLAG_REPEATED_LIST }
    page.returned = 0
    guard reader.json.current == ASCII.leftBracket else {
      page.kind = JOBSTATUS_KIND_NONE
      try reader.json.skipValue()
      return true
    }
    return try fill(&reader, &findings, isResumed: false)
  }

  /// Fills the caller's records. Answers whether the list came to its end.
  @inline(never)
  private mutating func fill(
    _ reader: inout BodyReader<PlainSource>, _ findings: inout Findings, isResumed: Bool
  ) throws(ReadError) -> Bool {
    page.kind = JOBSTATUS_KIND_LIST
    if !isResumed {
      guard try reader.json.open(closing: ASCII.rightBracket) else { return true }
    }
    repeat {
      guard Int(page.returned) < records.capacity else {
        page.next_offset = UInt32(truncatingIfNeeded: reader.json.offset)
        return false
      }
      _ = try reader.readElement(
        response, into: records, at: Int(page.returned), items: .none, findings: &findings)
      page.returned &+= 1
    } while try reader.json.next(closing: ASCII.rightBracket)
    return true
  }

  /// What the members of the outermost object that this call has read say of the whole list.
  private mutating func note(_ findings: Findings) {
    if findings.has(.total) || findings.has(.paging) { page.total = findings.total }
    if findings.has(.nextLink) || findings.has(.paging) { page.next_link = findings.text(.nextLink) }
    if findings.duplicateKey { page.flags |= JOBSTATUS_FLAG_DUPLICATE_KEY }
  }
}
