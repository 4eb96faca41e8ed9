// The constant tables: that each vendor's rows are what BodyReader takes for granted, and that every vendor has its
// names, titles and words.
// Proves sections 3 and 9.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Foundation
import Testing

@testable import JobStatus

@Suite struct MemberTableTests {
  @Test(arguments: vendors)
  func rowsFitIntoTheBitsOfProgress(vendor: VendorTag) {
    #expect((1...64).contains(rows(of: vendor).count))
    #expect(vendor.members.count == rows(of: vendor).count)
    #expect([-1, rows(of: vendor).count, .min, .max].allSatisfy { vendor.members.at($0) == nil })
  }

  @Test(arguments: vendors)
  func placeAndNameTellARow(vendor: VendorTag) {
    let keys = rows(of: vendor).map { "\($0.place).\($0.name.string)" }
    #expect(keys.count == Set(keys).count)
  }

  /// A search ends at the first row of another object.
  @Test(arguments: vendors)
  func rowsOfOneObjectStandTogether(vendor: VendorTag) {
    let places = rows(of: vendor).map(\.place)
    let groups = places.indices.filter { $0 == 0 || places[$0] != places[$0 - 1] }.map { places[$0] }
    #expect(groups.count == Set(groups).count)
    #expect(groups.first == .body)
  }

  /// All of a member's name, and what is behind it, has to be in a window.
  @Test(arguments: vendors)
  func namesAreShort(vendor: VendorTag) {
    #expect(rows(of: vendor).allSatisfy { (1...32).contains($0.name.count) })
    #expect(rows(of: vendor).allSatisfy { $0.name.count == $0.name.string.utf8.count })
  }

  /// A name with another byte than these would have to be written with an escape sequence, or could be.
  @Test(arguments: vendors)
  func namesArePlainText(vendor: VendorTag) {
    for row in rows(of: vendor) {
      #expect(row.name.string.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != ASCII.quote && $0 != ASCII.backslash })
    }
  }

  /// However the name is written. In an object its rows are looked for, and none of another object's.
  @Test(arguments: vendors)
  func rowsAreFoundFromWhereverTheSearchBegins(vendor: VendorTag) {
    let rows = rows(of: vendor)
    let names = Set(rows.map(\.name.string)).union(["no such member", ""])
    for place in places(of: vendor) {
      let indices = rows.indices.filter { rows[$0].place == place }
      for name in names {
        let expected = indices.first { rows[$0].name.string == name }
        for begin in indices + [indices[0] + indices.count] {
          var progress = ObjectProgress(place: place, first: indices[0])
          progress.expected = begin
          #expect(foundRows(named: name, of: vendor, progress) == [expected, expected, expected])
        }
      }
    }
  }

  /// The rows of a name in a window, where nothing is behind it and where a body goes on, and as escape sequences.
  private func foundRows(named name: String, of vendor: VendorTag, _ progress: ObjectProgress) -> [Int?] {
    let inWindows = ["\"\(name)\"", "\"\(name)\":1,\"\(name)\""].map { body in
      withBytes(body) { bytes in
        Windows.with(bytes) { vendor.members.row(named: $0.at(0), length: name.utf8.count, in: progress) }
      }
    }
    let escaped = withBytes(name.unicodeScalars.map(escaped).joined()) { bytes in
      let span = jobstatus_span(from: 0, to: bytes.count, escapes: JOBSTATUS_ESCAPES_JSON)
      return vendor.members.row(of: Text(span, in: bytes), in: progress)
    }
    return (inWindows + [escaped]).map { $0 < 0 ? nil : $0 }
  }

  /// Reading recurses as deep as objects are named inside each other, and no further.
  @Test(arguments: vendors)
  func noObjectIsInsideItself(vendor: VendorTag) {
    #expect(cycle(from: .body, in: rows(of: vendor), path: []) == nil)
  }

  @Test(arguments: vendors)
  func childrenHaveRowsAndRowsHaveParents(vendor: VendorTag) {
    let rows = rows(of: vendor)
    let parents = Set(rows.map(\.place))
    let children = Set(rows.filter(\.descends).map(\.child))
    #expect(children.subtracting(parents) == [])
    #expect(parents.subtracting(children).subtracting([.body]) == [])
  }

  @Test(arguments: vendors)
  func listsAreOneMemberOfTheBodyOrTheBodyItself(vendor: VendorTag) {
    let lists = rows(of: vendor).filter { $0.reading == .list }
    #expect(lists.count == (vendor.listIsBareArray ? 0 : 1))
    #expect(lists.allSatisfy { $0.place == .body && $0.slot == .list })
  }

  /// A job is known by these.
  @Test(arguments: vendors)
  func everyVendorHasAnIDAndAState(vendor: VendorTag) {
    for slot in [Slot.id, .stateText] {
      #expect(rows(of: vendor).filter { $0.slot == slot && $0.place == .body }.count == 1)
    }
  }

  private func cycle(from place: Place, in rows: [Member], path: [Place]) -> String? {
    if path.contains(place) { return (path + [place]).map { "\($0)" }.joined(separator: " > ") }
    for row in rows where row.place == place && row.descends {
      if let cycle = cycle(from: row.child, in: rows, path: path + [place]) { return cycle }
    }
    return nil
  }
}

@Suite struct FirstRowTests {
  private let everyPlace = (0...UInt8.max).compactMap(Place.init(rawValue:))

  @Test func thereIsRoomForEveryPlace() {
    #expect(everyPlace.map(\.rawValue) == Array(0..<UInt8(everyPlace.count)))
    #expect(everyPlace.count <= MemoryLayout<FirstRows>.size)
    #expect(everyPlace.first == Place.none && everyPlace.contains(.firstJobSelf))
  }

  /// Whatever was asked before; whichever row it is near that has the object as its value.
  @Test(arguments: vendors)
  func rowsOfEveryPlaceBegin(vendor: VendorTag) {
    let rows = rows(of: vendor)
    let objects = rows.indices.filter { rows[$0].child != .none }.map { (row: $0, place: rows[$0].child) }
    for first in objects {
      var known = FirstRows()
      for object in [first] + objects + objects.reversed() {
        let expected = rows.firstIndex { $0.place == object.place }
        #expect(known.row(of: object.place, in: vendor.members, near: object.row) == expected)
        #expect(known.row(of: .body, in: vendor.members, near: object.row) == 0)
      }
    }
  }

  /// Also near a row that stands behind those of the object.
  @Test(arguments: vendors)
  func rowsAreFoundNearAnyOther(vendor: VendorTag) {
    let rows = rows(of: vendor)
    for place in places(of: vendor) {
      let expected = rows.firstIndex { $0.place == place }
      for near in rows.indices where rows[near].place != place {
        var known = FirstRows()
        #expect(known.row(of: place, in: vendor.members, near: near) == expected)
      }
    }
  }

  @Test(arguments: vendors)
  func anObjectWithoutRowsBeginsBehindTheLast(vendor: VendorTag) {
    var known = FirstRows()
    let others = everyPlace.filter { place in !rows(of: vendor).contains { $0.place == place } }
    for place in others { #expect(known.row(of: place, in: vendor.members, near: 3) == vendor.members.count) }
  }
}

/// How long the library's own texts may be: their length is kept in one byte, and a name has to fit into a window.
@Suite struct LiteralTests {
  @Test func lengthsAreThoseOfTheTexts() {
    let named =
      elements(of: Names.results) + elements(of: Names.kinds) + elements(of: Names.states)
      + elements(of: Names.advices) + elements(of: Names.faults) + elements(of: Names.flags)
      + elements(of: Names.itemKinds) + elements(of: Vendors.names) + elements(of: Vendors.titles)
    let members = vendors.flatMap { rows(of: $0).map(\.name) }
    for literal in named.map(\.name) + members + vendors.flatMap(words) {
      #expect(literal.count == literal.string.utf8.count && literal.count < 128)
    }
  }

  @Test func bytesOfALiteral() {
    let literal: Literal = "abc"
    #expect((0..<3).map { literal[$0] } == Array("abc".utf8))
    #expect([-1, 3, 255, 256, .min, .max].allSatisfy { literal[$0] == 0 })
    #expect(Literal.empty.count == 0 && Literal.empty.string == "" && Literal.empty[0] == 0)
  }

  /// Some stand in functions, and in tables that only one file can see.
  @Test func noTextInTheSourcesIsLonger() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/JobStatus")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    var texts: [String] = []
    for name in names {
      let source = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      for line in source.split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("//") {
        texts += line.matches(of: #/"((?:[^"\\]|\\.)*)"/#).map { String($0.1) }
      }
    }
    #expect(names.count > 20 && texts.count > 300)
    #expect(texts.filter { $0.utf8.count > 127 } == [])
  }
}

@Suite struct SlotTests {
  @Test func everySlotHasRoom() {
    #expect(Int(Slot.itemLink.rawValue) < Values.capacity)
    #expect(slots.last == .itemLink && slots.count == Int(Slot.itemLink.rawValue) + 1)
  }

  @Test func everySlotHasAPlaceOfItsOwn() {
    Values.with { values in
      #expect(slots.allSatisfy { values[$0].kind == .missing })
      for slot in slots { values[slot] = marked(by: slot) }
      #expect(slots.allSatisfy { values[$0].span == marked(by: $0).span })
      values.clearItem()
      #expect(slots.filter { values[$0].kind == .missing } == slots.filter { "\($0)".hasPrefix("item") })
    }
  }

  @Test func copiesAreOfAllSlots() {
    Values.with { values in
      for slot in slots { values[slot] = marked(by: slot) }
      Values.with { copy in
        copy.copy(from: values)
        values.clear()
        #expect(slots.allSatisfy { values[$0].kind == .missing })
        #expect(slots.allSatisfy { copy[$0].span == marked(by: $0).span })
      }
    }
  }

  /// The texts of a record stand together, in the order of the slots that are named after its fields.
  @Test func textsOfARecord() throws {
    let fields: [(Slot, WritableKeyPath<jobstatus_record, jobstatus_span>)] = [
      (.id, \.id), (.parentID, \.parent_id), (.name, \.name), (.operation, \.operation),
      (.description, \.description), (.stateText, \.state_text), (.resultText, \.result_text), (.message, \.message),
      (.jobErrorCode, \.error_code), (.jobCode, \.job_code), (.requester, \.requester),
      (.targetName, \.target_name), (.targetID, \.target_id), (.selfLink, \.self_link),
      (.resourceLink, \.resource_link), (.requestID, \.request_id),
    ]
    let size = MemoryLayout<jobstatus_span>.stride
    #expect(fields.map(\.0) == Array(slots.prefix { $0 != .none }))
    for (slot, field) in fields {
      let offset = try #require(MemoryLayout<jobstatus_record>.offset(of: field))
      let first = try #require(MemoryLayout<jobstatus_record>.offset(of: \.id))
      #expect(offset == first + size * Int(slot.rawValue))
    }
    Values.with { values in
      for slot in slots { values[slot] = marked(by: slot) }
      var record = jobstatus_record()
      record.json = jobstatus_span(offset: 98, length: 99, escapes: 0)
      record.subtasks_unfinished = 97
      values.copyTexts(to: &record)
      for (slot, field) in fields { #expect(record[keyPath: field] == marked(by: slot).span) }
      #expect(record.json.offset == 98 && record.json.length == 99 && record.subtasks_unfinished == 97)
    }
  }

  /// Nothing of a body before, nor of a value that is no text, comes into a record.
  @Test(arguments: [.null, .boolean, .object, .array, .missing] as [Value.Kind])
  func whatIsNoTextIsNoTextOfARecord(kind: Value.Kind) {
    Values.with { values in
      for slot in slots { values[slot] = marked(by: slot) }
      for slot in slots { values[slot] = Value(kind: kind, span: marked(by: slot).span) }
      #expect(allTextsAreAbsent(in: values))
      for slot in slots { values[slot] = marked(by: slot) }
      values.clear()
      #expect(allTextsAreAbsent(in: values))
    }
  }

  @Test func stringsOfTheFastWay() {
    Values.with { values in
      for slot in slots {
        values.setString(slot, from: 7, to: 9)
        #expect(values[slot].kind == .string && values[slot].span == jobstatus_span(from: 7, to: 9))
        values.setText(slot, jobstatus_span(offset: 3, length: 2, escapes: 1))
        #expect(values[slot].kind == .string && values.text(slot) == jobstatus_span(offset: 3, length: 2, escapes: 1))
        values.setEmptyString(slot)
        #expect(values[slot].kind == .string && !values[slot].isText && values.text(slot) == jobstatus_span())
      }
      #expect(allTextsAreAbsent(in: values))
    }
  }

  /// Null and the empty text are absent; whatever else is there, is there.
  @Test func whatIsAbsent() {
    Values.with { values in
      for slot in slots {
        #expect(values.isAbsent(slot))
        for (kind, length, isAbsent) in [
          (.null, 4, true), (.string, 0, true), (.string, 1, false), (.number, 1, false), (.boolean, 4, false),
          (.object, 2, false), (.array, 2, false), (.object, 0, false), (.missing, 0, true),
        ] as [(Value.Kind, Int, Bool)] {
          values[slot] = Value(kind: kind, span: jobstatus_span(from: 5, to: 5 + length))
          #expect(values.isAbsent(slot) == isAbsent)
        }
      }
    }
  }

  @Test func theFirstOfTwoTexts() {
    Values.with { values in
      let (first, second) = (marked(by: .name), marked(by: .message))
      for none in [Value(), Value(kind: .null, span: first.span), Value(kind: .string)] {
        for (slot, other) in [(Slot.name, Slot.message), (.itemTitle, .itemDescription), (.nextLink, .name)] {
          (values[slot], values[other]) = (first, second)
          #expect(values.text(slot, else: other) == first.span)
          values[slot] = none
          #expect(values.text(slot, else: other) == second.span)
          values[other] = none
          #expect(values.text(slot, else: other) == jobstatus_span())
        }
      }
    }
  }

  private func allTextsAreAbsent(in values: Values) -> Bool {
    var record = jobstatus_record()
    record.id = marked(by: .id).span
    values.copyTexts(to: &record)
    return withUnsafeBytes(of: record) { $0.allSatisfy { $0 == 0 } }
  }

  private func marked(by slot: Slot) -> Value {
    Value(kind: .number, span: jobstatus_span(offset: UInt32(slot.rawValue), length: 1, escapes: 0))
  }
}

@Suite struct ProgressTests {
  @Test func membersAreSeenOnce() {
    var progress = ObjectProgress(place: .error, first: 3)
    #expect(progress.place == .error && progress.first == 3 && progress.expected == 3 && progress.seen == 0)
    for row in [5, 0, 63, 62] {
      #expect(progress.see(row) && progress.expected == row + 1)
      #expect(!progress.see(row) && progress.expected == row + 1)
    }
    #expect(progress.seen == 0xC000_0000_0000_0021)
  }

  @Test(arguments: vendors)
  func theListOfAnEarlierCallIsSeen(vendor: VendorTag) {
    var progress = ObjectProgress(place: .body, first: 0)
    progress.seeList(of: vendor.members)
    for (index, row) in rows(of: vendor).enumerated() {
      #expect(progress.see(index) == (row.reading != .list))
    }
  }
}

@Suite struct VendorTests {
  @Test(
    arguments: [
      (.paloAltoSCM, JOBSTATUS_VENDOR_PALO_ALTO_SCM, "palo-alto-scm"),
      (.orangeEvolution, JOBSTATUS_VENDOR_ORANGE_EVOLUTION, "orange-evolution"),
      (.ciscoCDFMC, JOBSTATUS_VENDOR_CISCO_CDFMC, "cisco-cdfmc"),
      (.cloudFoundry, JOBSTATUS_VENDOR_CLOUD_FOUNDRY, "cloud-foundry"),
      (.netAppONTAP, JOBSTATUS_VENDOR_NETAPP_ONTAP, "netapp-ontap"),
    ] as [(VendorTag, UInt32, String)])
  func tagsAreTheConstants(vendor: VendorTag, constant: UInt32, name: String) {
    #expect(vendor.rawValue == constant)
    #expect(Vendors.names.name(of: constant)?.string == name)
  }

  @Test func namesAndTitlesAreOfTheVendors() {
    let numbers = vendors.map(\.rawValue)
    #expect(numbers == Array(1...UInt32(numbers.count)))
    #expect(Set(elements(of: Vendors.names).map(\.value)) == Set(numbers))
    #expect(elements(of: Vendors.titles).map(\.value).sorted() == numbers)
    #expect(Set(elements(of: Vendors.names).map(\.name.string)).count == Vendors.names.count)
    #expect(Set(elements(of: Vendors.titles).map(\.name.string)).count == Vendors.titles.count)
    #expect(VendorTag(rawValue: JOBSTATUS_VENDOR_UNKNOWN) == nil)
  }

  @Test(arguments: elements(of: Vendors.names) + elements(of: Vendors.titles))
  func namesAreFoundBothWays(row: Name) {
    #expect(row.name.count > 0)
    withBytes(row.name.string) { name in
      #expect((Vendors.names.value(of: name) ?? Vendors.titles.value(of: name)) == row.value)
    }
    withBytes(String(row.name.string.dropLast())) { #expect(Vendors.names.value(of: $0) != row.value) }
    withBytes(row.name.string + " ") { #expect(Vendors.names.value(of: $0) == nil) }
  }
}

/// The words stand in tables that only a vendor's own file can see, so they are read from its source.
@Suite struct WordTests {
  @Test(arguments: vendors)
  func everyStateWordStandsOnce(vendor: VendorTag) throws {
    let tables = try tables(of: "StateWord", in: vendor)
    #expect(!tables.isEmpty)
    for words in tables {
      let folded = words.map { $0.lowercased().filter { !"-_ ".contains($0) } }
      #expect(folded.count == Set(folded).count)
    }
  }

  @Test(arguments: vendors)
  func everyStateWordIsKnown(vendor: VendorTag) throws {
    let words = try #require(tables(of: "StateWord", in: vendor).first)
    #expect(!words.isEmpty)
    for word in words {
      withBytes(word) { bytes in
        let state = vendor.states.state(of: Text(jobstatus_span(from: 0, to: bytes.count), in: bytes))
        #expect(state != nil && state != JOBSTATUS_STATE_UNKNOWN)
      }
    }
    withBytes("no such state") { bytes in
      #expect(vendor.states.state(of: Text(jobstatus_span(from: 0, to: bytes.count), in: bytes)) == nil)
      #expect(vendor.states.state(of: Text(jobstatus_span(), in: bytes)) == nil)
    }
  }

  /// The words of a table are compared without regard to case in a way that is right for these alone.
  @Test(arguments: vendors)
  func stateWordsAreLettersHyphensAndBlanks(vendor: VendorTag) throws {
    for words in try tables(of: "StateWord", in: vendor) {
      for word in words {
        #expect(word.utf8.allSatisfy { ASCII.lowercase($0) &- 0x61 < 26 || $0 == ASCII.minus || $0 == ASCII.space })
        #expect(word.first?.isLetter == true)
      }
    }
  }

  /// However a word is written, it is the row that the comparison of words finds, or none.
  @Test(arguments: vendors)
  func variantsOfStateWords(vendor: VendorTag) {
    let table = vendor.states
    for word in words(of: vendor).map(\.string) + ["", "x"] {
      let variants = [
        word, word.uppercased(), word.lowercased(), word.capitalized, "-" + word, word + "_", "_ " + word,
        word.map { "\($0)-" }.joined(), word.replacing(" ", with: "").replacing("-", with: "_"),
        word.replacing("-", with: " "), word.replacing(" ", with: "-"), word + "x", "x" + word,
        String(word.dropLast()), String(word.dropFirst()), word.replacing("e", with: "@"), word + "é",
        word.replacing("i", with: "\u{131}"), word.replacing("n", with: "."), word.replacing("D", with: "$"),
      ]
      for variant in variants + [String(repeating: " ", count: 300) + word] {
        withBytes(variant) { bytes in
          let text = Text(jobstatus_span(from: 0, to: bytes.count), in: bytes)
          #expect(table.state(of: text) == state(of: text, in: table))
        }
        withBytes(variant.unicodeScalars.map { $0.isASCII ? escaped($0) : String(Character($0)) }.joined()) { bytes in
          let span = jobstatus_span(from: 0, to: bytes.count, escapes: JOBSTATUS_ESCAPES_JSON)
          #expect(table.state(of: Text(span, in: bytes)) == state(of: Text(span, in: bytes), in: table))
        }
      }
    }
  }

  private func state(of text: Text, in table: StateTable) -> UInt32? {
    (0..<table.count).lazy.compactMap { table.at($0) }.first { text.isWord($0.word) }?.state
  }

  @Test(arguments: vendors)
  func everyErrorCodeStandsOnce(vendor: VendorTag) throws {
    for codes in try tables(of: "ErrorCode", in: vendor) {
      #expect(codes.count == Set(codes).count)
    }
  }

  /// The texts of each table of such rows in the vendor's file.
  private func tables(of row: String, in vendor: VendorTag) throws -> [[String]] {
    let type = "\(vendor)".prefix(1).uppercased() + "\(vendor)".dropFirst()
    let path = "../../Sources/JobStatus/Vendors/\(type).swift"
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: path)
    let source = try String(contentsOf: file, encoding: .utf8)
    return source.components(separatedBy: "[_ of \(row)]").dropFirst().map { table in
      let rows = table.prefix(while: { $0 != "]" }).components(separatedBy: "\(row)(\"").dropFirst()
      return rows.map { String($0.prefix { $0 != "\"" }) }
    }
  }
}

// MARK: - Helpers

private func words(of vendor: VendorTag) -> [Literal] {
  (0..<vendor.states.count).compactMap { vendor.states.at($0)?.word }
}

/// As an escape sequence.
private func escaped(_ scalar: Unicode.Scalar) -> String {
  #"\u00"# + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
}

private func places(of vendor: VendorTag) -> [Place] {
  (0...UInt8.max).compactMap(Place.init(rawValue:)).filter { place in
    rows(of: vendor).contains { $0.place == place }
  }
}

private func elements<let count: Int>(of table: [count of Name]) -> [Name] {
  table.indices.map { table[$0] }
}

extension Member {
  /// Its value, or the elements of it, are objects that are read by rows.
  fileprivate var descends: Bool {
    switch reading {
    case .object, .items, .item, .itemOrItems, .links, .embedded: true
    case .first: child != .none
    case .value, .ignored, .list: false
    }
  }
}
