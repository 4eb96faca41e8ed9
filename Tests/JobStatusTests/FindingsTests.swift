// What is found in a body: structs written into arrays of other versions, items and how they are counted, and members
// that are given twice.
// Proves P9 and sections 5 and 8.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Testing

@testable import JobStatus

private struct Triple: BitwiseCopyable, Equatable {
  var first: UInt32 = 0
  var second: UInt32 = 0
  var third: UInt32 = 0
}

@Suite struct OutputArrayTests {
  private let sample = Triple(first: 0x0403_0201, second: 0x0807_0605, third: 0x0C0B_0A09)

  @Test(arguments: 0...20, 0...3)
  func strides(stride: Int, misalignment: Int) {
    let count = 3
    var memory = [UInt8](repeating: 0xEE, count: misalignment + stride * count + 8)
    let expected = (0..<stride).map { $0 < 12 ? UInt8($0 + 1) : 0 }
    let known = (0..<12).map { $0 < stride ? UInt8($0 + 1) : 0 }
    memory.withUnsafeMutableBytes { memory in
      let base = memory.baseAddress.map { $0 + misalignment }
      let output = OutputArray<Triple>(base: base, stride: stride, capacity: count)
      for index in [-1, 1, count, .min, .max] { output.store(sample, at: index) }
      #expect(output.load(at: 1).map { withUnsafeBytes(of: $0, Array.init) } == known)
      #expect(output.load(at: -1) == nil && output.load(at: count) == nil)
    }
    let start = misalignment + stride
    #expect(Array(memory[start..<start + stride]) == expected)
    #expect((memory[..<start] + memory[(start + stride)...]).allSatisfy { $0 == 0xEE })
  }

  /// What is changed is what the caller's struct holds, as far as it has it.
  @Test(arguments: 0...20, 0...7)
  func changesWhereTheyStand(stride: Int, misalignment: Int) {
    let count = 3
    var memory = (0..<misalignment + stride * count + 8).map { UInt8(0xA0 + $0) }
    let before = memory
    let start = misalignment + stride
    let held = (0..<12).map { $0 < stride ? before[start + $0] : 0 }
    memory.withUnsafeMutableBytes { memory in
      let base = memory.baseAddress.map { $0 + misalignment }
      let output = OutputArray<Triple>(base: base, stride: stride, capacity: count)
      for index in [-1, count, .min, .max] { output.update(at: index) { _ in Issue.record("there is no such struct") } }
      output.update(at: 1) { triple in
        #expect(withUnsafeBytes(of: triple, Array.init) == held)
        triple = sample
      }
    }
    let expected = (0..<stride).map { $0 < 12 ? UInt8($0 + 1) : 0 }
    #expect(memory == before[..<start] + expected + before[(start + stride)...])
  }

  @Test func oneOfTheLibrarysOwn() {
    let found = OutputArray.withOne(sample) { output in
      output.update(at: 0) { $0.second += 1 }
      output.store(sample, at: 1)
      return output.load(at: 0)
    }
    #expect(found == Triple(first: sample.first, second: sample.second + 1, third: sample.third))
  }

  @Test func roomForNothing() {
    #expect(OutputArray<Triple>.none.capacity == 0)
    #expect(OutputArray<Triple>(base: nil, stride: 12, capacity: 5).capacity == 0)
    OutputArray<Triple>.none.store(sample, at: 0)
    OutputArray<Triple>.none.update(at: 0) { _ in Issue.record("there is no struct") }
    #expect(OutputArray<Triple>.none.load(at: 0) == nil)
  }

  /// A size_t that is negative as an Int says that there is room enough.
  @Test func sizesBeyondAllMemory() {
    var memory = [Triple](repeating: Triple(), count: 3)
    memory.withUnsafeMutableBytes { memory in
      let output = OutputArray<Triple>(base: memory.baseAddress, stride: -1, capacity: -1)
      #expect(output.capacity == .max)
      output.store(sample, at: 1)
    }
    #expect(memory == [Triple(), sample, Triple()])
  }
}

@Suite struct ItemTests {
  @Test func itemsAreCountedBeyondTheRoomForThem() throws {
    try withFindings(room: 2) { findings, items in
      for kind in [ItemKind.error, ItemKind.warning, ItemKind.info, ItemKind.error] { findings.append(item(kind)) }
      let counts = findings.counts
      #expect(counts.total == 4 && counts.errors == 2 && counts.warnings == 1)
      #expect(items().map(\.kind) == [ItemKind.error, ItemKind.warning])
    }
  }

  @Test func nestedItemsComeBehindTheirOwn() throws {
    try withFindings(room: 3) { findings, items in
      let outer = findings.reserveItem()
      findings.append(item(ItemKind.info))
      findings.store(item(ItemKind.error), at: outer)
      findings.append(item(ItemKind.link))
      let counts = findings.counts
      #expect(counts.total == 3 && counts.errors == 1)
      #expect(items().map(\.kind) == [ItemKind.error, ItemKind.info, ItemKind.link])
    }
  }

  @Test(
    arguments: [
      (JOBSTATUS_STATE_SUCCEEDED, 1, 0), (JOBSTATUS_STATE_FAILED, 0, 1), (JOBSTATUS_STATE_CANCELLED, 0, 1),
      (JOBSTATUS_STATE_RUNNING, 0, 0), (JOBSTATUS_STATE_UNKNOWN, 0, 0), (JOBSTATUS_STATE_ENDED, 0, 0),
      (JOBSTATUS_STATE_PARTIAL, 0, 0),
    ] as [(UInt32, UInt32, UInt32)])
  func subtasks(state: UInt32, succeeded: UInt32, failed: UInt32) throws {
    try withFindings(room: 0) { findings, _ in
      var subtask = item(ItemKind.subtask)
      subtask.state = state
      findings.append(subtask)
      let counts = findings.counts
      #expect(counts.subtasks == 1 && counts.subtasksSucceeded == succeeded && counts.subtasksFailed == failed)
    }
  }

  @Test(
    arguments: [
      (JOBSTATUS_ITEM_ERROR, 3, 0), (JOBSTATUS_ITEM_WARNING, 1, 2), (JOBSTATUS_ITEM_INFO, 1, 0),
    ] as [(UInt32, UInt32, UInt32)])
  func undecidedItemsAreDecided(kind: UInt32, errors: UInt32, warnings: UInt32) throws {
    try withFindings(room: 3) { findings, items in
      for kind in [ItemKind.none, ItemKind.error, ItemKind.none, ItemKind.link] { findings.append(item(kind)) }
      let undecided = findings.counts.undecided
      #expect(undecided == 2)
      findings.decideItems(kind, severity: jobstatus_span(offset: 1, length: 2, escapes: 0))
      findings.decideItems(ItemKind.error)
      let counts = findings.counts
      #expect(counts.errors == errors && counts.warnings == warnings)
      #expect(counts.undecided == 0 && counts.total == 4)
      #expect(items().map(\.kind) == [kind, ItemKind.error, kind])
      #expect(items().map(\.severity.length) == [2, 0, 2])
    }
  }

  @Test func undecidedItemsWithoutRoom() throws {
    try withFindings(room: 0) { findings, _ in
      findings.append(item(ItemKind.none))
      findings.decideItems(ItemKind.warning)
      let warnings = findings.counts.warnings
      #expect(warnings == 1)
    }
  }

  @Test func goingBack() throws {
    try withFindings(room: 4) { findings, items in
      findings.append(item(ItemKind.error))
      findings.membersFound = 3
      let mark = findings.mark()
      for kind in [ItemKind.error, ItemKind.warning, ItemKind.none, ItemKind.subtask] { findings.append(item(kind)) }
      findings.membersFound = 9
      findings.duplicateKey = true
      findings.itemsGivenTwice = true
      findings.goBack(to: mark)
      let (counts, membersFound) = (findings.counts, findings.membersFound)
      let isFlagged = findings.duplicateKey || findings.itemsGivenTwice
      #expect(counts.total == 1 && counts.errors == 1 && counts.warnings == 0)
      #expect(counts.undecided == 0 && counts.subtasks == 0)
      #expect(membersFound == 3 && !isFlagged)
      findings.append(item(ItemKind.link))
      #expect(items().prefix(2).map(\.kind) == [ItemKind.error, ItemKind.link])
    }
  }
}

/// Bodies that hold members twice: the last one counts, as if the others were not there.
@Suite struct DuplicateTests {
  @Test(
    arguments: [
      // Cisco: arrays, links, and objects that hold arrays.
      (.ciscoCDFMC, #"{"subTasks":[{"message":"a"}],"subTasks":[{"message":"b"},"c"]}"#, "subtask b, subtask c"),
      (.ciscoCDFMC, #"{"subTasks":[{"message":"a"}],"subTasks":[]}"#, ""),
      (.ciscoCDFMC, #"{"subTasks":[{"message":"a"}],"subTasks":null}"#, ""),
      (.ciscoCDFMC, #"{"subTasks":null,"subTasks":[{"message":"b"}]}"#, "subtask b"),
      (.ciscoCDFMC, #"{"subTasks":["a"],"subTasks":["b"],"subTasks":["c"]}"#, "subtask c"),
      (.ciscoCDFMC, #"{"links":{"x":"a"},"subTasks":["s"],"links":{"y":"b"}}"#, "subtask s, link b"),
      (.ciscoCDFMC, #"{"links":{"x":"a"},"links":"none"}"#, ""),
      (.ciscoCDFMC, #"{"links":{"self":"a","self":"b"}}"#, "link b"),
      (.ciscoCDFMC, #"{"links":{"self":"a","x":"c","self":null}}"#, "link c"),
      (.ciscoCDFMC, #"{"links":{"self":"a"},"links":{"self":"b"}}"#, "link b"),
      (.ciscoCDFMC, #"{"error":{"messages":["a"]},"error":{"messages":["b"]}}"#, "none b"),
      (.ciscoCDFMC, #"{"error":{"messages":["a"]},"error":{}}"#, ""),
      (.ciscoCDFMC, #"{"error":{"messages":["a"],"messages":["b"]}}"#, "none b"),
      (.ciscoCDFMC, #"{"subTasks":[{"target":{"name":"a"},"message":"a","message":"b","target":{}}]}"#, "subtask b"),
      // NetApp: an item with items in it, and one item in the place of an array.
      (.netAppONTAP, #"{"error":{"message":"a","arguments":["x"]},"error":{"message":"b"}}"#, "error b"),
      (.netAppONTAP, #"{"error":{"message":"a"},"error":{"code":"1","arguments":["y"]}}"#, "error , info y"),
      (.netAppONTAP, #"{"error":{"arguments":["x"],"message":"b","arguments":{"message":"y"}}}"#, "error b, info y"),
      (
        .netAppONTAP, #"{"error":{"arguments":{"message":"x"},"arguments":["y","z"],"message":"b"}}"#,
        "error b, info y, info z"
      ),
      (.netAppONTAP, #"{"error":{"message":"a"},"error":null}"#, ""),
      (.netAppONTAP, #"{"_links":{"self":{"href":"a"},"self":{"href":"b","href":"c"}}}"#, "link c"),
      // Palo Alto: a document in a string, or not.
      (.paloAltoSCM, #"{"details":"{\"errors\":[\"a\"]}","details":"{\"errors\":[\"b\"]}"}"#, "error b"),
      (.paloAltoSCM, #"{"details":"{\"errors\":[\"a\"],\"errors\":[\"b\"]}"}"#, "error b"),
      (.paloAltoSCM, #"{"details":"{\"errors\":[\"a\"]}","details":{"warnings":["b"]}}"#, "warning b"),
      (.paloAltoSCM, #"{"details":{"errors":["a"]},"details":"{\"info\":[\"b\"]}"}"#, "info b"),
      (.paloAltoSCM, #"{"details":"a","details":"b"}"#, "info b"),
      (.paloAltoSCM, #"{"details":{"errors":["a"]},"details":""}"#, ""),
      (.paloAltoSCM, #"{"details":{"errors":["a"]},"details":"b"}"#, "info b"),
      (.paloAltoSCM, #"{"details":{"errors":["a"],"errors":["b"]},"_errors":[1],"_errors":[2]}"#, "error b, error 2"),
      // Cloud Foundry and Orange.
      (.cloudFoundry, #"{"errors":["a"],"warnings":["w"],"errors":["b"]}"#, "warning w, error b"),
      (.orangeEvolution, #"{"messages":["a"],"messages":["b","c"]}"#, "none b, none c"),
    ] as [(VendorTag, String, String)])
  func items(vendor: VendorTag, body: String, expected: String) throws {
    let found = try read(body, vendor)
    #expect(found.items == expected && found.duplicateKey)
  }

  @Test(
    arguments: [
      (.ciscoCDFMC, #"{"id":"a","id":"b"}"#, .id, "b"),
      (.ciscoCDFMC, #"{"id":"a","id":null}"#, .id, ""),
      (.ciscoCDFMC, #"{"id":"a","\u0069d":"b"}"#, .id, "b"),
      (.ciscoCDFMC, #"{"metadata":{"timestamp":1,"downloadUrl":"a"},"metadata":{"timestamp":2}}"#, .resourceLink, ""),
      (.ciscoCDFMC, #"{"metadata":{"timestamp":1},"metadata":7}"#, .updatedAt, ""),
      (.ciscoCDFMC, #"{"metadata":{"lastUser":{"name":"a"},"lastUser":{}}}"#, .requester, ""),
      (.ciscoCDFMC, #"{"metadata":{"lastUser":{"name":"a"}},"metadata":{"task":{"id":"t"}}}"#, .requester, ""),
      (.ciscoCDFMC, #"{"links":{"self":"a","self":"b"}}"#, .selfLink, "b"),
      (.ciscoCDFMC, #"{"links":{"self":"a","self":{}}}"#, .selfLink, ""),
      (.ciscoCDFMC, #"{"links":{"self":"a"},"links":{"x":"b"}}"#, .selfLink, ""),
      (.ciscoCDFMC, #"{"subTasks":[{"target":{"name":"a"}}],"subTasks":[]}"#, .targetName, ""),
      (.ciscoCDFMC, #"{"subTasks":[{"target":{"id":"a"}}],"subTasks":[{"target":{"id":"b"}}]}"#, .targetID, "b"),
      (.ciscoCDFMC, #"{"subTasks":[{"status":"failed","message":"a"}],"subTasks":["b"]}"#, .firstFailedMessage, ""),
      (.ciscoCDFMC, #"{"paging":{"next":["a"],"next":[]}}"#, .nextLink, ""),
      (.ciscoCDFMC, #"{"paging":{"next":["a"]},"paging":{"count":1}}"#, .nextLink, ""),
      (.netAppONTAP, #"{"error":{"message":"a"},"error":{"code":"b"}}"#, .errorMessage, ""),
      (.netAppONTAP, #"{"jobs":[{"uuid":"a"}],"jobs":[{"message":"b"}]}"#, .acceptedID, ""),
      (.netAppONTAP, #"{"svm":{"name":"a","uuid":"u"},"svm":{"name":"b"}}"#, .targetID, ""),
      (.paloAltoSCM, #"{"details":{"errors":["a"]},"details":{}}"#, .firstErrorMessage, ""),
      (.paloAltoSCM, #"{"details":"a","details":{}}"#, .detailsText, ""),
      (.paloAltoSCM, #"{"details":"{\"description\":\"a\"}","details":"b"}"#, .otherDescription, ""),
      (.cloudFoundry, #"{"errors":[{"code":1,"detail":"a"}],"errors":[{"detail":"b"}]}"#, .errorCode, ""),
      (.cloudFoundry, #"{"links":{"x":{"href":"a"}},"links":{"y":{"href":"b"}}}"#, .otherLink, "b"),
    ] as [(VendorTag, String, Slot, String)])
  func values(vendor: VendorTag, body: String, slot: Slot, expected: String) throws {
    let found = try read(body, vendor)
    #expect(found.texts[slot] == expected && found.duplicateKey)
  }

  /// A member that is not given twice stays, also where one that is given twice is kept in the same slot.
  @Test(
    arguments: [
      (.ciscoCDFMC, #"{"error":{"messages":["a"]},"messages":["b"],"links":1,"links":2}"#, "none a, none b", .none, ""),
      (.ciscoCDFMC, #"{"messages":["b"],"error":{"messages":["a"]},"error":{}}"#, "none b", .bareErrorMessage, "b"),
      (.netAppONTAP, #"{"job":{"uuid":"a"},"jobs":[],"jobs":[]}"#, "", .acceptedID, "a"),
    ] as [(VendorTag, String, String, Slot, String)])
  func membersBesideThem(vendor: VendorTag, body: String, items: String, slot: Slot, text: String) throws {
    let found = try read(body, vendor)
    #expect(found.items == items && found.texts[slot] == text)
  }

  @Test(
    arguments: [
      (.ciscoCDFMC, #"{"x":1,"x":2,"id":"a","metadata":{"id":"b"},"links":{"x":"a","x":"b"}}"#),
      (.ciscoCDFMC, #"{"subTasks":[{"message":"a"},{"message":"b"}]}"#),
      (.ciscoCDFMC, #"{"error":{"messages":["a"]},"messages":["b"]}"#),
      (.paloAltoSCM, #"{"description":"a","details":"{\"description\":\"b\"}"}"#),
      (.paloAltoSCM, #"{"details":"{\"errors\":[],\"errors\":[]} and more"}"#),
    ] as [(VendorTag, String)])
  func noDuplicates(vendor: VendorTag, body: String) throws {
    #expect(try !read(body, vendor).duplicateKey)
  }
}

@Suite struct BodyTests {
  /// What was found in a text that begins as a document and then is none does not count.
  @Test(arguments: [
    (#"{\"errors\":[\"a\"],\"warnings\":[\"b\"]}"#, "error a, warning b"),
    (#" {\"errors\":[\"a\"]}\n"#, "error a"),
    (#"{\"errors\":[{\"message\":\"a\\nb\"},7,null,{}]}"#, "error a\nb, error 7, error "),
    (#"{}"#, ""),
    (#"{\"errors\":[\"a\"]"#, #"info {"errors":["a"]"#),
    (#"{\"errors\":[\"a\"]}x"#, #"info {"errors":["a"]}x"#),
    (#"{\"errors\":[\"a\nb\"]}"#, "info {\"errors\":[\"a\nb\"]}"),
    (#"[\"a\"]"#, #"info ["a"]"#),
    ("no document", "info no document"),
    (#"\"a\""#, #"info "a""#),
  ])
  func documentsInStrings(text: String, expected: String) throws {
    let found = try read("{\"details\":\"\(text)\"}", .paloAltoSCM)
    #expect(found.items == expected)
    #expect((found.texts[.detailsText] != "") == expected.hasPrefix("info "))
    #expect((found.texts[.firstErrorMessage] != "") == expected.hasPrefix("error "))
  }

  /// An object where the address of the next page is expected is no address, and no job.
  @Test(arguments: [
    #"{"paging":{"next":[{"id":"a","status":"running"}]}}"#,
    #"{"paging":{"next":[{"items":[{"id":"a"}]}]}}"#,
    #"{"paging":{"next":[{"subTasks":["a"]}]}}"#,
  ])
  func objectsInThePlaceOfTheNextPage(body: String) throws {
    let found = try read(body, .ciscoCDFMC)
    #expect(!found.isJob && !found.hasList)
    #expect(found.texts[.nextLink] == "" && found.items == "")
  }

  /// The next page is named by one member of the body, wherever else a link of that name stands.
  @Test(
    arguments: [
      (.ciscoCDFMC, #"{"items":[],"paging":{"next":["a"]},"links":{"next":"b"}}"#, "a"),
      (.ciscoCDFMC, #"{"items":[],"links":{"next":"b"},"paging":{"next":["a"]}}"#, "a"),
      (.cloudFoundry, #"{"resources":[],"pagination":{"next":{"href":"a"}},"links":{"next":{"href":"b"}}}"#, "a"),
      (.netAppONTAP, #"{"records":[],"_links":{"self":{"href":"b"},"next":{"href":"a"}}}"#, "a"),
    ] as [(VendorTag, String, String)])
  func nextPages(vendor: VendorTag, body: String, expected: String) throws {
    #expect(try read(body, vendor).texts[.nextLink] == expected)
  }
}

// MARK: - Helpers

private enum ItemKind {
  static let none = JOBSTATUS_ITEM_NONE
  static let error = JOBSTATUS_ITEM_ERROR
  static let warning = JOBSTATUS_ITEM_WARNING
  static let info = JOBSTATUS_ITEM_INFO
  static let subtask = JOBSTATUS_ITEM_SUBTASK
  static let link = JOBSTATUS_ITEM_LINK
}

private func item(_ kind: UInt32) -> jobstatus_item {
  var item = jobstatus_item()
  item.kind = kind
  return item
}

/// Findings of a body that is to be read, and what stands in the room for their items.
private func withFindings<Result>(
  room: Int, _ body: String = "", _ use: (inout Findings, () -> [jobstatus_item]) throws -> Result
) throws -> Result {
  var items = [jobstatus_item](repeating: jobstatus_item(), count: room)
  return try items.withUnsafeMutableBytes { memory in
    let output = OutputArray<jobstatus_item>(
      base: memory.baseAddress, stride: MemoryLayout<jobstatus_item>.size, capacity: room)
    return try withBytes(body) { bytes in
      try withFindings(of: bytes, items: output) { findings in
        try use(&findings) { (0..<room).compactMap { output.load(at: $0) } }
      }
    }
  }
}

private struct Found: Equatable {
  /// Kinds and messages, of links the addresses: `error no route, link /jobs/7`.
  let items: String
  let texts: [Slot: String]
  let isJob: Bool
  let hasList: Bool
  let duplicateKey: Bool
}

/// What is found in a body that is one object of a vendor's, by whichever reader.
private func read(_ body: String, _ vendor: VendorTag) throws -> Found {
  let found = try readOnce(body, vendor)
  #expect(try found == readOnce(String(decoding: withEscapedNames(Array(body.utf8)), as: UTF8.self), vendor))
  return found
}

private func readOnce(_ body: String, _ vendor: VendorTag) throws -> Found {
  try withFindings(room: 8, body) { findings, items in
    let bytes = findings.bytes
    try Windows.with(bytes) { windows in
      var reader = BodyReader(PlainSource(bytes), vendor: vendor, windows: windows)
      try reader.readRecord(into: &findings)
      try reader.json.finish()
    }
    let found = items().prefix(Int(findings.counts.total)).map { item in
      let text = item.kind == ItemKind.link ? item.link : item.message
      return "\(Names.itemKinds.name(of: item.kind)?.string ?? "unknown") \(string(text, in: bytes))"
    }
    var texts: [Slot: String] = [:]
    for slot in slots where !slot.isOfItem { texts[slot] = string(findings.text(slot), in: bytes) }
    return Found(
      items: found.joined(separator: ", "), texts: texts, isJob: findings.isJob, hasList: findings.has(.list),
      duplicateKey: findings.duplicateKey)
  }
}
