// The fast way through a body against the general reader, which without windows reads all of it: both must find the same
// to the last byte, and tell the same errors. And members in another order, with other white space, must say the same.
// Proves P5, P6, P7 and section 8.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Testing

@testable import JobStatus

// MARK: - White space that is expected to come again

@Suite struct SeparatorTests {
  private static let blanks: [UInt8] = [0x20, 0x0A, 0x0D, 0x09]

  /// What may stand between two members, or at the end of an object, with up to 20 bytes of white space at each place.
  private static let separators: [[UInt8]] = (0...20).flatMap { count in
    let blanks = (0..<count).map { Self.blanks[($0 + count) % 4] }
    return [[0x2C] + blanks + [0x22], blanks + [0x2C, 0x22], blanks + [0x2C] + blanks + [0x22], blanks + [0x7D]]
  }

  @Test(arguments: separators)
  func theSameBytesAreTakenAndNoOthers(separator: [UInt8]) throws {
    let body = [0x22, 0x78] + separator + Array(repeating: 0x79, count: 16) + separator + [0x7A]
    let second = body.count - 1 - separator.count
    let memory = try GuardedMemory()
    guard let learned = memory.with(body, { Separator($0, from: 2, to: 2 + separator.count) }) else {
      #expect(separator.count > 16)
      return
    }
    #expect(separator.count <= 16 && learned.last == separator.count - 1)
    let beginsWithComma = separator[0] == 0x2C
    #expect(isTaken(learned, body, second, memory) == [true, beginsWithComma])
    for position in separator.indices {
      for byte in 0...UInt8.max where byte != separator[position] {
        var changed = body
        changed[second + position] = byte
        #expect(isTaken(learned, changed, second, memory) == [false, position == 0 && beginsWithComma])
      }
      #expect(isTaken(learned, Array(body.prefix(second + position)), second, memory)[0] == false)
    }
  }

  /// The bytes are read as two words, so there must be as many of them.
  @Test func learningNearTheEnd() throws {
    let memory = try GuardedMemory()
    for count in 0...40 {
      let body = Array(repeating: UInt8(0x20), count: count)
      for start in -1...count + 1 {
        for length in 1...17 {
          let learned = memory.with(body) { Separator($0, from: start, to: start + length) }
          #expect((learned != nil) == (start >= 0 && start + 16 <= count && length <= 16))
        }
      }
    }
  }

  @Test func withoutAnyThereIsNoWhiteSpace() throws {
    let memory = try GuardedMemory()
    for (separator, text) in [(Separator.comma, ",\""), (.commaAndBrace, ",{"), (.rightBrace, "}")] {
      #expect(separator.last == text.utf8.count - 1)
      #expect(isTaken(separator, Array(text.utf8), 0, memory) == [true, text.first == ","])
      #expect(isTaken(separator, Array((" " + text).utf8), 0, memory)[0] == false)
    }
  }

  /// What stands between a name and its value, up to eight bytes.
  @Test(arguments: 2...8)
  func wordsAreComparedAsFarAsTheyGo(length: Int) {
    let bytes = Array("\": \n\r\t :".utf8.prefix(length))
    let word = Self.word(bytes + [0x78, 0x79, 0x7A, 0x78, 0x79, 0x7A])
    let pattern = WordPattern(length: length, word: word)
    #expect(pattern.length == length && pattern.begins(word) && pattern.begins(Self.word(bytes)))
    for position in 0..<8 {
      for bit in 0..<8 {
        #expect(pattern.begins(word ^ 1 << UInt64(position * 8 + bit)) == (position >= length))
      }
    }
  }

  @Test(arguments: [(WordPattern.colon, #"":"#), (.colonAndBlank, #"": "#)])
  func patternsBehindNames(pattern: WordPattern, text: String) {
    let bytes = Array(text.utf8)
    #expect(pattern.length == bytes.count)
    for behind in 0...UInt8.max {
      #expect(pattern.begins(Self.word(bytes + Array(repeating: behind, count: 8))))
      for position in bytes.indices where behind != bytes[position] {
        var changed = bytes
        changed[position] = behind
        #expect(!pattern.begins(Self.word(changed + Array(repeating: 0x20, count: 8))))
      }
    }
  }

  /// The end of a line and the next one's indent: one that is not too long, and nothing but white space in any case.
  @Test(arguments: Array(0...40) + [.max / 8, .max / 2, .max - 1, .max])
  func linesThatAreExpected(width: UInt64) throws {
    let memory = try GuardedMemory()
    for (isBehindComma, last) in [(true, UInt8(0x22)), (true, 0x7B), (false, 0x7D)] {
      let front: [UInt8] = isBehindComma ? [0x2C, 0x0A] : [0x0A]
      let separator = Separator.line(behindComma: isBehindComma, indentedBy: width, upTo: last)
      let count = Int(min(width, UInt64(15 - front.count)))
      let text = front + Array(repeating: 0x20, count: count) + [last]
      #expect(separator.last == text.count - 1)
      #expect(isTaken(separator, text, 0, memory) == [true, isBehindComma])
      for position in text.indices {
        for byte in 0...UInt8.max where byte != text[position] {
          var changed = text
          changed[position] = byte
          #expect(isTaken(separator, changed, 0, memory) == [false, position == 0 && isBehindComma])
        }
        #expect(isTaken(separator, Array(text.prefix(position)), 0, memory)[0] == false)
      }
    }
  }

  private static func word(_ bytes: [UInt8]) -> UInt64 {
    bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Whether the bytes at an offset are taken, wherever in a window they stand, and whatever stands in the place of a
  /// comma in front of them.
  private func isTaken(_ separator: Separator, _ body: [UInt8], _ offset: Int, _ memory: GuardedMemory) -> [Bool] {
    memory.with(body) { bytes in
      Windows.with(bytes) { windows in
        let index = min(offset, 70)
        return [
          separator.isAt(index, in: windows.at(offset - index)) && separator.isAt(0, in: windows.at(offset)),
          separator.isBehindFirst(in: windows.at(offset)),
        ]
      }
    }
  }
}

// MARK: - The same as the general reader

@Suite struct AgreementTests {
  /// Each byte of small bodies, and so each byte of white space that has been learned, made any that has a meaning.
  @Test(
    arguments: WhiteSpaceStyle.all + (2...20).map { .blanks($0) }
      + [0, 1, 3, 4, 6, 7, 12, 14].map { .lines(indent: String(repeating: " ", count: $0), end: "\n") })
  func everyByteChanged(style: WhiteSpaceStyle) throws {
    let tree = Tree.object([
      TreeMember("id", .scalar(#""a""#)), TreeMember("name", .scalar("12")),
      TreeMember("status", .scalar(#""failed""#)), TreeMember("x", .scalar(#""\n""#)),
      TreeMember("links", .links([TreeMember("self", .scalar(#""l""#))])),
    ])
    try expectAgreementWithEveryByteChanged(TreeWriter.text(of: tree, style, seed: 1))
  }

  /// The same among items, and objects in them.
  @Test(arguments: [WhiteSpaceStyle.none, .blanks(1), .lines(indent: "  ", end: "\n"), .aroundEverything(" ")])
  func everyByteAmongItemsChanged(style: WhiteSpaceStyle) throws {
    let target = Tree.object([TreeMember("id", .scalar(#""t""#)), TreeMember("name", .scalar("7"))])
    let items: [Tree] = [
      .object([TreeMember("status", .scalar(#""failed""#)), TreeMember("target", target)]), .scalar("1"),
      .object([]), .scalar(#""m""#), .object([TreeMember("target", target), TreeMember("status", .scalar("null"))]),
      .array([]),
    ]
    let tree = Tree.object([
      TreeMember("subTasks", .array(items)), TreeMember("id", .scalar(#""a""#)), TreeMember("subTasks", .array([])),
    ])
    try expectAgreementWithEveryByteChanged(TreeWriter.text(of: tree, style, seed: 1))
  }

  /// The same among links that are objects of one string, and others.
  @Test(arguments: [WhiteSpaceStyle.none, .blanks(1), .lines(indent: "  ", end: "\n"), .aroundEverything(" ")])
  func everyByteAmongLinksChanged(style: WhiteSpaceStyle) throws {
    let values: [Tree] = [#""a""#, #""""#, #""\n""#, "7", #""é""#].map { .object([TreeMember("href", .scalar($0))]) }
    let names = ["self", "next", "", "x", "y"]
    let more = Tree.object([TreeMember("href", .scalar(#""b""#)), TreeMember("m", .scalar("1"))])
    let links = zip(names, values).map { TreeMember($0, $1) } + [TreeMember("z", more), TreeMember("e", .object([]))]
    let tree = Tree.object([TreeMember("guid", .scalar(#""a""#)), TreeMember("links", .links(links))])
    try expectAgreementWithEveryByteChanged(TreeWriter.text(of: tree, style, seed: 1), .cloudFoundry)
  }

  private func expectAgreementWithEveryByteChanged(_ text: String, _ vendor: VendorTag = .ciscoCDFMC) throws {
    let meaningful = Array("\"\\,:{}[] \n0ax-.e".utf8) + [0x00, 0x1F, 0x80, 0xC3]
    let body = Array(text.utf8)
    for position in body.indices {
      for byte in meaningful {
        var changed = body
        changed[position] = byte
        try expectAgreement(changed, vendor)
      }
      try expectAgreement(Array(body.prefix(position)), vendor)
      try expectAgreement(Array(body[..<position] + body[(position + 1)...]), vendor)
    }
  }

  /// Members left out, given twice, unknown, in any order; every other body with a fault in it.
  @Test(arguments: vendors, 0..<20)
  func disorderlyBodies(vendor: VendorTag, seed: Int) throws {
    var maker = TreeMaker(vendor, seed: seed, isDisorderly: true)
    for _ in 0..<30 {
      let tree =
        vendor.listIsBareArray && maker.chance.happens(onceIn: 4)
        ? Tree.array([maker.object(.body), maker.object(.body)]) : maker.object(.body)
      let style = maker.chance.pick(WhiteSpaceStyle.all)
      var body = Array(TreeWriter.text(of: tree, style, seed: maker.chance.number(0...99)).utf8)
      if maker.chance.happens(onceIn: 2) { damage(&body, &maker.chance) }
      try expectAgreement(body, vendor)
    }
  }

  /// Behind an opening bracket stands what stands behind a comma, and never what stands in front of one.
  @Test(arguments: 0...4, 0...2)
  func whatIsBehindAnOpeningBracket(before: Int, behind: Int) throws {
    let separator = String(repeating: " ", count: before) + "," + String(repeating: "\n", count: behind)
    let learned =
      [#""paging":{"a":1"#, #""b":2"#, #""c":3},"subTasks":[{}"#, "{}", "{}]"].joined(separator: separator)
    for cut in 0...separator.utf8.count {
      let rest = separator.dropFirst(cut)
      for value in [
        #"{\#(rest)"id":1}"#, #"{\#(rest)"a":{\#(rest)"href":"x"}}"#, #"{"a":{\#(rest)"href":"x"},"b":2}"#,
        #"[\#(rest){"id":1}]"#, #"[\#(rest)1]"#, "[\(rest)]", "{\(rest)}",
      ] {
        for name in ["x", "metadata", "error", "links", "messages", "target", "name"] {
          try expectAgreement(Array((#"{"id":"a","# + learned + #","\#(name)":\#(value)}"#).utf8), .ciscoCDFMC)
          try expectAgreement(Array("[\(value)]".utf8), .ciscoCDFMC)
        }
      }
    }
  }

  /// No text is a time that has not all the bytes of one.
  @Test(arguments: [0x00, 0x01, 0x20, 0x30, 0x7F, 0x80, 0xFF] as [UInt8], 0...26)
  func timesOfTheSameByte(byte: UInt8, count: Int) throws {
    for text in ["2025-03-04T07:12:40Z", "2025-03-04T07:12:40.866Z", "2025-03-04T07:12:40+02:00"] {
      var time = Array(text.utf8)
      for position in 0..<min(count, time.count) { time[position] = byte }
      for front in [#"{"guid":"a","created_at":""#, #"{"created_at":"2024-01-01T00:00:00Z","updated_at":""#] {
        try expectAgreement(Array(front.utf8) + time + Array(#"","state":"COMPLETE"}        "#.utf8), .cloudFoundry)
      }
    }
  }

  /// Lines are expected to be indented as the first one, in all levels; and then they are not, or are.
  @Test(arguments: vendors, 0...20)
  func indentsOfAllWidths(vendor: VendorTag, width: Int) throws {
    var maker = TreeMaker(vendor, seed: width)
    let indent = String(repeating: " ", count: width)
    for end in ["\n", "\n", "\r\n", "\n\n"] {
      let text = TreeWriter.text(of: maker.object(.body), .lines(indent: indent, end: end))
      try expectAgreement(Array(text.utf8), vendor)
      // Now and then a line begins elsewhere.
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      for index in lines.indices.dropFirst() where maker.chance.happens(onceIn: 5) {
        let blanks = lines[index].prefix { $0 == " " }.count
        lines[index] =
          String(repeating: " ", count: max(0, blanks + maker.chance.number(-2...2))) + lines[index].dropFirst(blanks)
      }
      try expectAgreement(Array(lines.joined(separator: "\n").utf8), vendor)
    }
  }

  /// However many objects are around the one that is read, and whether there is room for more of them.
  @Test(arguments: vendors, 0...16)
  func objectsAroundTheBody(vendor: VendorTag, outside: Int) throws {
    var maker = TreeMaker(vendor, seed: outside, isDisorderly: outside % 2 == 1)
    for _ in 0..<10 {
      var body = Array(TreeWriter.text(of: maker.object(.body), maker.chance.pick(WhiteSpaceStyle.all)).utf8)
      for _ in 0..<2 {
        if body.first == ASCII.leftBrace {
          let usual = try outcome(of: body, vendor)
          let found = try outcome(of: body, vendor, outside: outside)
          if found != usual { Issue.record("\(String(decoding: body, as: UTF8.self)): \(found), not \(usual)") }
        }
        damage(&body, &maker.chance)
      }
    }
  }

  /// White space of any length is learned, and what comes behind it is found.
  @Test(arguments: 0...20)
  func whiteSpaceIsLearned(count: Int) throws {
    let names = ["guid", "created_at", "updated_at", "operation", "state"]
    let tree = Tree.object(names.map { TreeMember($0, .scalar("\"value of \($0)\"")) })
    let lines = String(repeating: "\n", count: count)
    for style in [WhiteSpaceStyle.blanks(count), .aroundEverything(lines), .mixed] {
      let found = try outcome(of: TreeWriter.text(of: tree, style, seed: count), .cloudFoundry)
      #expect(found.error == "" && found.depth == 0)
      #expect(found.texts.values.filter { $0.hasPrefix("value of ") }.count == names.count)
    }
  }

  /// Objects opened as expected count as levels, and give them back.
  @Test func levels() throws {
    let deepest = Int(JOBSTATUS_MAX_DEPTH)
    let body = #"{"id":"a","metadata":{"timestamp":"b","lastUser":{"name":"c"}},"status":"d"}"#
    for text in [body, String(decoding: withEscapedNames(Array(body.utf8)), as: UTF8.self)] {
      let found = try (0...4).map { try outcome(of: text, .ciscoCDFMC, level: deepest - $0) }
      let inner = text.indices.filter { text[$0] == "{" }.map { text.utf8.distance(from: text.startIndex, to: $0) }
      #expect(found.map(\.error) == inner.map { "too-deep at \($0)" } + ["", ""])
      #expect(found[3].depth == deepest - 3 && found[4].depth == deepest - 4)
    }
  }

  /// So do those in members without a row, and in members whose value is kept as a whole.
  @Test(arguments: ["x", "name", "subTasks", "links", "metadata"])
  func levelsThatArePassedOver(name: String) throws {
    let deepest = Int(JOBSTATUS_MAX_DEPTH)
    for value in [
      #"[[1]]"#, #"{"a":{"b":[ ]}}"#, #"[ {"a" : [[], {}]} ]"#, "[]", "{ }", #"{"a":{"href":"b"},"c":{"href":"d"}}"#,
    ] {
      let body = Array("{\"id\":\"a\",\"\(name)\":\(value),\"status\":\"b\"}        ".utf8)
      for level in deepest - 6...deepest {
        #expect(try outcome(of: body, .ciscoCDFMC, level: level).error == errorOfGrammar(in: body, level: level))
      }
    }
  }

  private func damage(_ body: inout [UInt8], _ chance: inout Chance) {
    let position = chance.number(0...body.count - 1)
    switch chance.number(0...3) {
    case 0: body.removeSubrange(position...)
    case 1: body.remove(at: position)
    case 2: body.insert(chance.pick(body), at: position)
    default: body[position] = chance.happens(onceIn: 2) ? chance.pick(body) : UInt8(chance.number(0...255))
    }
  }
}

// MARK: - The same in any order

@Suite struct OrderTests {
  /// In every rotation of the members, and of those of the objects among them; with none and with each one left out.
  @Test(arguments: vendors, 0..<2)
  func rotationsSayTheSame(vendor: VendorTag, seed: Int) throws {
    var maker = TreeMaker(vendor, seed: seed)
    let tree = maker.object(.body)
    guard case .object(let members) = tree else { return }
    for leftOut in [nil] + members.indices.map(Optional.init) {
      let compact = withEscapedNames(Array(TreeWriter.text(of: tree.without(leftOut), .none).utf8))
      let usual = try outcome(of: compact, vendor, readsList: false).summary
      for rotation in members.indices {
        let number = rotation + (leftOut ?? 0)
        let style = WhiteSpaceStyle.all[number % WhiteSpaceStyle.all.count]
        let body = TreeWriter.text(of: tree.without(leftOut).rotated(by: rotation), style, seed: number)
        let found = try outcome(of: body, vendor, readsList: false).summary
        if found == usual { continue }
        Issue.record("\(body): \(differences(found, usual))")
        return
      }
    }
  }

  /// Also backwards, and in any other order, where each member is looked for by its name.
  @Test(arguments: vendors, 0..<10)
  func anyOrderSaysTheSame(vendor: VendorTag, seed: Int) throws {
    var maker = TreeMaker(vendor, seed: seed)
    guard case .object(let members) = maker.object(.body) else { return }
    let compact = withEscapedNames(Array(TreeWriter.text(of: .object(members), .none).utf8))
    let usual = try outcome(of: compact, vendor, readsList: false).summary
    for number in 0..<20 {
      let shuffled = number == 0 ? members.reversed() : members.shuffled(using: &maker.chance)
      let style = WhiteSpaceStyle.all[number % WhiteSpaceStyle.all.count]
      let body = TreeWriter.text(of: .object(shuffled), style, seed: number)
      let found = try outcome(of: body, vendor, readsList: false).summary
      if found != usual { Issue.record("\(body): \(differences(found, usual))") }
    }
  }

  /// Each member of the outermost object behind each other one, which makes the order one of its own.
  @Test(arguments: vendors)
  func everyTwoMembers(vendor: VendorTag) throws {
    let rows = rows(of: vendor).filter {
      $0.place == .body && [.value, .time].contains($0.reading) && !$0.slot.isOfItem
    }
    for first in rows {
      for second in rows where second.slot != first.slot {
        let (name, other) = (first.name.string, second.name.string)
        let body = #"{"\#(name)":"a","\#(other)":"b","\#(name)x":"c"}        "#
        let found = try outcome(of: body, vendor)
        #expect(found.texts.filter { $0.value != "" } == [first.slot: "a", second.slot: "b"])
        #expect(found.membersFound == 2 && found.error == "")
      }
    }
  }

  private func differences(_ found: [String], _ expected: [String]) -> String {
    found.difference(from: expected).map { "\($0)" }.joined(separator: ", ")
  }

  /// The trees hold what they are there for: items, values in all slots that a member is kept in, and no faults.
  @Test(arguments: vendors)
  func treesAreOfTheVendor(vendor: VendorTag) throws {
    var maker = TreeMaker(vendor, seed: 0)
    var kept: Set<Slot> = []
    for _ in 0..<20 {
      let found = try outcome(of: TreeWriter.text(of: maker.object(.body), .none), vendor)
      #expect(found.error == "" && found.depth == 0)
      kept.formUnion(found.texts.filter { $0.value != "" }.keys)
    }
    let slots = Set(rows(of: vendor).filter { [.value, .time].contains($0.reading) && !$0.slot.isOfItem }.map(\.slot))
    #expect(slots.subtracting(kept) == [])
  }
}

// MARK: - Helpers

/// More than there are in any body that says the same in any order: else that would tell which of them are left out.
private let roomForItems = 40

/// What a reading leaves behind.
private struct Outcome: Equatable {
  /// "" where there is none.
  var error = ""
  var depth = 0
  var texts: [Slot: String] = [:]
  var kinds: [Slot: Value.Kind] = [:]
  var items: [String] = []
  var counts: [UInt32] = []
  var membersFound = 0
  var flags: [Bool] = []
  /// What the list came to, if the body is one.
  var list: [String] = []
  /// Texts whose spans do not begin and end where a string or a number does, or are empty and stand somewhere.
  var cutTexts: [String] = []

  /// What does not depend on the order of members, nor on white space: not the text of a document in a string.
  var summary: [String] {
    let values = kinds.map { slot, kind in
      "\(slot): \(kind) \(slot == .details ? "" : texts[slot] ?? "")"
    }
    return values.sorted() + items.sorted() + ["\(error), \(counts), \(membersFound), \(flags), \(cutTexts)"]
  }
}

/// A body that is no JSON is so at the byte where a reader finds it that takes one byte after the other. One that is
/// says the same as with names that only the general reader can read.
private func expectAgreement(
  _ body: [UInt8], _ vendor: VendorTag, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  // With anything else no body is read at all.
  guard body.first == ASCII.leftBrace || body.first == ASCII.leftBracket else { return }
  let found = try outcome(of: body, vendor)
  let error = errorOfGrammar(in: body)
  let expected = error == "" ? try outcome(of: withEscapedNames(body), vendor) : nil
  if found.error == error, expected == nil || found == expected { return }
  let text = String(decoding: body, as: UTF8.self)
  Issue.record("\(text): \(found), not \(error)\(expected.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
}

/// "" where there is none. A string whose escapes are not decoded is read byte by byte.
private func errorOfGrammar(in body: [UInt8], level: Int = 0) -> String {
  withBytes(body) { bytes in
    var reader = JSONReader(UnescapedSource(PlainSource(bytes), decodes: false))
    reader.resume(atLevel: level)
    do throws(ReadError) {
      try reader.skipValue()
      try reader.finish()
      return ""
    } catch {
      return describe(error)
    }
  }
}

private func outcome(
  of body: String, _ vendor: VendorTag, level: Int = 0, readsList: Bool = true
) throws -> Outcome {
  try outcome(of: Array(body.utf8), vendor, level: level, readsList: readsList)
}

/// Of a body that is read with so many objects around it.

private func outcome(
  of body: [UInt8], _ vendor: VendorTag, level: Int = 0, readsList: Bool = true, outside: Int = 0
) throws -> Outcome {
  var items = [jobstatus_item](repeating: jobstatus_item(), count: roomForItems)
  return try items.withUnsafeMutableBytes { items in
    let output = OutputArray<jobstatus_item>(
      base: items.baseAddress, stride: MemoryLayout<jobstatus_item>.size, capacity: roomForItems)
    return try OutputArray.withOne(jobstatus_record()) { record in
      Result {
        try withBytes(body) { bytes in
          let answer = Answer(response: Response(vendor: vendor.rawValue, httpStatus: 200), record: record)
          return try withFindings(of: bytes, items: output, answer: answer) { findings in
            var outcome = read(&findings, vendor, level, readsList ? ListContents() : nil, outside)
            describe(findings, vendor, (0..<roomForItems).compactMap { output.load(at: $0) }, in: &outcome)
            if !outcome.list.isEmpty { outcome.list += description(of: record.load(at: 0), in: bytes) }
            return outcome
          }
        }
      }
    }.get()
  }
}

private func read(
  _ findings: inout Findings, _ vendor: VendorTag, _ level: Int, _ list: ListContents?, _ outside: Int
) -> Outcome {
  let bytes = findings.bytes
  return Windows.with(bytes) { windows in
    var outcome = Outcome()
    var reader = BodyReader(PlainSource(bytes), vendor: vendor, windows: windows, list: list)
    reader.countsMembers = true
    reader.json.resume(atLevel: level)
    for _ in 0..<outside { reader.outer.push(ObjectProgress(place: .body, in: reader.members)) }
    do throws(ReadError) {
      if reader.json.current == ASCII.leftBrace {
        try reader.readRecord(into: &findings)
      } else {
        try reader.readBareArray(into: &findings)
      }
      try reader.json.finish()
      outcome.depth = reader.json.depth
    } catch {
      outcome.error = describe(error)
    }
    #expect(reader.outer.count == outside)
    if let list = reader.list, list.wasRead { outcome.list = ["\(list.count)"] }
    return outcome
  }
}

private func describe(
  _ findings: Findings, _ vendor: VendorTag, _ items: [jobstatus_item], in outcome: inout Outcome
) {
  // In the slot none stands what nobody asks for, and in those of an item what is left of the last one.
  for slot in slots where slot != .none && !slot.isOfItem && findings.has(slot) {
    let value = findings.values[slot]
    outcome.kinds[slot] = value.kind == .time ? .string : value.kind
    // A time is the same whether it was read with its member or is read afterwards.
    if slot.isTime, let time = time(in: slot, of: findings, vendor) {
      outcome.texts[slot] = "\(time.nanoseconds) \(time.zoneAssumed)"
      continue
    }
    guard value.isText else { continue }
    outcome.texts[slot] = string(value.text, in: findings.bytes)
    if isCut(value.span, in: findings.bytes) { outcome.cutTexts.append("\(slot)") }
  }
  for item in items.prefix(Int(findings.counts.total)) {
    let spans = [
      item.state_text, item.code, item.title, item.message, item.severity, item.target_id, item.target_name,
      item.target_type, item.link,
    ]
    outcome.items.append("\(item.kind) \(item.state) \(spans.map { text($0, in: findings.bytes) })")
    // What is empty stands nowhere.
    if spans.contains(where: { $0.length == 0 ? $0 != jobstatus_span() : isCut($0, in: findings.bytes) }) {
      outcome.cutTexts.append("item")
    }
  }
  let counts = findings.counts
  outcome.counts = [
    counts.total, counts.errors, counts.warnings, counts.undecided, counts.subtasks, counts.subtasksSucceeded,
    counts.subtasksFailed,
  ]
  outcome.membersFound = findings.membersFound
  outcome.flags = [findings.duplicateKey, findings.itemsGivenTwice, findings.isJob]
}

private func time(in slot: Slot, of findings: Findings, _ vendor: VendorTag) -> Timestamp? {
  if let time = findings.values.time(slot) { return time }
  return Timestamp(unusual: findings.values[slot], form: vendor.timeForm, in: findings.bytes)
}

private func description(of record: jobstatus_record?, in bytes: Bytes) -> [String] {
  guard let record else { return [] }
  let texts = [
    record.id, record.parent_id, record.name, record.operation, record.description, record.state_text,
    record.result_text, record.message, record.error_code, record.job_code, record.requester, record.target_name,
    record.target_id, record.self_link, record.resource_link, record.request_id,
  ]
  let times = [record.created_at, record.started_at, record.updated_at, record.finished_at]
  let counts = [record.error_count, record.warning_count, record.item_count, record.subtasks_total]
  return texts.map { text($0, in: bytes) }
    + ["\(record.kind) \(record.state) \(record.advice) \(record.percent) \(record.flags) \(times) \(counts)"]
}

/// "" for an absent text.
private func text(_ span: jobstatus_span, in bytes: Bytes) -> String {
  span.length == 0 ? "" : string(span, in: bytes)
}

/// Whether the bytes on either side of a text could belong to it. What an item says is kept as a string also where it
/// is a number.
private func isCut(_ span: jobstatus_span, in bytes: Bytes) -> Bool {
  let before = bytes[Int(span.offset) - 1]
  let after = bytes[Int(span.offset + span.length)]
  let isInQuotes = before == ASCII.quote && (after == ASCII.quote || after == ASCII.backslash)
  return !isInQuotes && [before, after].contains { Array("0123456789+-.eE\"".utf8).contains($0) }
}
