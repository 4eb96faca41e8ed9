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
    #expect((2...64).contains(vendor.members.rows.count))
    #expect(vendor.members.rows.count == rows(of: vendor).count + 1)
    #expect([-1, vendor.members.rows.count, .min, .max].allSatisfy { vendor.members.member(at: $0) == nil })
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

  /// A row is passed over by one addition, and none of it stands in a second line of the cache.
  @Test func rowsAreOfOneSize() {
    #expect(MemoryLayout<MemberRow>.size == 32 && MemoryLayout<MemberRow>.stride == 32)
  }

  /// A row of the table, and a member that refers to it, say the same.
  @Test func aMemberIsItsRow() throws {
    let table = MemberTable(&Self.oneOfEach, &MemberIndexes.netAppONTAP)
    let count = table.rows.count
    #expect(count == Self.oneOfEach.count && table.member(at: count) == nil && table.member(at: -1) == nil)
    for index in 0..<count {
      let (row, member) = (Self.oneOfEach[index], try #require(table.member(at: index)))
      #expect(member.name == row.name && member.reading == row.reading)
      #expect(Place.allCases.filter(member.isOf) == [Self.placesOfEach[index]])
      #expect(member.slot == row.slot && member.child == row.child && member.itemKind == UInt32(row.itemKind))
      #expect(member.textSlot == row.textSlot && member.codeSlot == row.codeSlot)
      #expect(member.isKept == (row.reading != .ignored))
      #expect(member.isOnlyKept == [.value, .ignored, .time].contains(row.reading))
      #expect(member.isTextOrIgnored == [.value, .ignored].contains(row.reading))
    }
    let names = (0..<count).compactMap { table.member(at: $0)?.name.string }
    let expected = "value ignored time object first items itemOrItems item links embedded list"
    #expect(names.joined(separator: " ") == expected + " ")
    let items = (0..<count).compactMap { table.member(at: $0) }.filter { $0.reading == .items }
    #expect(items.map(\.itemKind) == [JOBSTATUS_ITEM_WARNING] && items.map(\.child) == [.message])
    #expect(items.map(\.textSlot) == [.errorMessage] && items.map(\.codeSlot) == [.errorCode])
  }

  nonisolated(unsafe) private static var oneOfEach: [_ of MemberRow] = [
    .value("value", .id), .ignored("ignored", in: .metadata), .time("time", .createdAt, in: .next),
    .object("object", .details, .details),
    .first("first", of: .firstJob, .jobs),
    .items(
      "items", JOBSTATUS_ITEM_WARNING, of: .message, .warnings, in: .error, firstMessage: .errorMessage,
      firstCode: .errorCode),
    .itemOrItems("itemOrItems", JOBSTATUS_ITEM_INFO, of: .argument, .arguments),
    .item("item", JOBSTATUS_ITEM_ERROR, of: .error, .error, message: .errorMessage, code: .errorCode),
    .links("links", next: .nextLink), .embedded("embedded", .details, .details, textIn: .detailsText), .list("list"),
    .end,
  ]

  private static let placesOfEach: [Place] = [
    .body, .metadata, .next, .body, .body, .error, .body, .body, .body, .body, .body, .none,
  ]

  /// From each row that is of an object one goes on to the next without asking whether there is one.
  @Test(arguments: vendors)
  func theLastRowAndNoOtherIsOfNoObject(vendor: VendorTag) throws {
    let last = try #require(vendor.members.member(at: vendor.members.rows.count - 1))
    #expect(
      last.place == .none && last.name.string == "" && last.next(of: .body) == nil && last.next(of: .error) == nil)
    #expect(rows(of: vendor).allSatisfy { $0.place != .none && $0.name.string != "" })
    var member = try #require(vendor.members.member(at: 0))
    for row in rows(of: vendor).dropFirst() {
      #expect(member.next(of: .none) == nil)
      member = try #require(member.next(of: member.place))
      #expect(member.name == row.name && member.place == row.place && member.slot == row.slot)
    }
    #expect(member.next.place == .none)
  }

  /// A time is read as one wherever it is kept.
  @Test(arguments: vendors)
  func timesAreRowsOfTheirOwnKind(vendor: VendorTag) {
    let rows = rows(of: vendor)
    #expect(rows.allSatisfy { ($0.reading == .time) == $0.slot.isTime } && rows.contains { $0.reading == .time })
  }

  /// A name with another byte than these would have to be written with an escape sequence, or could be.
  @Test(arguments: vendors)
  func namesArePlainText(vendor: VendorTag) {
    for row in rows(of: vendor) {
      #expect(row.name.string.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != ASCII.quote && $0 != ASCII.backslash })
    }
  }

  /// However the name is written. In an object its rows are found, and none of another object's.
  @Test(arguments: vendors)
  func rowsAreFoundByTheirNames(vendor: VendorTag) {
    let rows = rows(of: vendor)
    let names = Set(rows.map(\.name.string)).union(["no such member", ""])
    for place in places(of: vendor) {
      for name in names {
        let expected = rows.firstIndex { $0.place == place && $0.name.string == name }
        #expect(foundRows(named: name, of: vendor, place) == [expected, expected, expected])
      }
    }
  }

  /// The rows of a name in a window, where nothing is behind it and where a body goes on, and as escape sequences.
  private func foundRows(named name: String, of vendor: VendorTag, _ place: Place) -> [Int?] {
    let inWindows = ["\"\(name)\"", "\"\(name)\":1,\"\(name)\""].map { body in
      withBytes(body) { bytes in
        Windows.with(bytes) { vendor.members.find($0.at(0), length: name.utf8.count, of: place)?.row }
      }
    }
    let escaped = withBytes(name.unicodeScalars.map(escaped).joined()) { bytes in
      let span = jobstatus_span(from: 0, to: bytes.count, escapes: JOBSTATUS_ESCAPES_JSON)
      return vendor.members.find(Text(span, in: bytes), of: place)?.row
    }
    return inWindows + [escaped]
  }

  /// While an object or an item is read, those around it are kept on a stack.
  @Test(arguments: vendors)
  func noTableNestsDeeperThanTheStackIsHigh(vendor: VendorTag) {
    let rows = rows(of: vendor)
    func height(of place: Place) -> Int {
      rows.filter { $0.place == place && $0.descends }.map { 1 + height(of: $0.child) }.max() ?? 0
    }
    #expect((1...16).contains(height(of: .body)))
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

  /// What is kept of links comes from nowhere else, so that it can be taken back; the address stands in the first row of
  /// a link, and its name is compared as a short one.
  @Test(arguments: vendors)
  func linksAreKeptByThemselves(vendor: VendorTag) throws {
    let rows = rows(of: vendor)
    for links in rows where links.reading == .links {
      let address = try #require(rows.first { $0.place == links.child })
      #expect(address.reading == .value && address.slot == .itemLink && address.name.count <= 16)
      let kept = Set([.selfLink, .selfMember, .otherLink, links.textSlot]).subtracting([.none])
      let others = rows.filter { $0.name != links.name || $0.place != links.place }
      #expect(kept.isDisjoint(with: others.flatMap { [$0.slot, $0.textSlot, $0.codeSlot] }))
      #expect(links.place == .body)
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

/// Where the rows of a table stand: numbers that are made beforehand, for at compile time they cannot be worked out.
@Suite struct MemberIndexTests {
  @Test(arguments: vendors)
  func anIndexIsThatOfItsTable(vendor: VendorTag) throws {
    let stored = stored(of: vendor)
    let multiplier = stored.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    let expected = try index(of: rows(of: vendor), multiplier: multiplier)
    #expect(stored == expected, "\(source(of: expected))")
  }

  /// No multiplier tells two names of an object apart that have the same length and the same first eight bytes. Where a
  /// vendor has such names, the key has to be made of more bytes.
  @Test(arguments: vendors)
  func keysOfTheRowsDiffer(vendor: VendorTag) {
    let rows = rows(of: vendor)
    #expect(
      Set(rows.map { MemberIndex.key(of: $0.name.front, lengthAndPlace: lengthAndPlace(of: $0)) }).count == rows.count)
  }

  @Test func thereIsRoomForEveryPlace() {
    let places = Place.allCases
    #expect(places.map(\.rawValue) == Array(0..<UInt8(places.count)))
    #expect(places.count <= MemberIndex.rowsByName - MemberIndex.firstRows)
    #expect(places.first == Place.none && places.contains(.firstJobSelf))
  }

  /// Of an object that the vendor does not have it is the end of the table, which is of no object.
  @Test(arguments: vendors)
  func rowsOfEveryPlaceBegin(vendor: VendorTag) {
    let rows = rows(of: vendor)
    for place in Place.allCases {
      let expected = rows.firstIndex { $0.place == place } ?? rows.count
      #expect(vendor.members.firstRow(of: place) == expected)
      #expect(vendor.members.member(at: expected)?.isOf(place) == (expected < rows.count || place == .none))
    }
  }

  /// Behind a short name other bytes of the body stand.
  @Test(arguments: vendors)
  func whatIsBehindANameDoesNotCount(vendor: VendorTag) {
    for row in rows(of: vendor) where row.name.count < 8 {
      let lengthAndPlace = lengthAndPlace(of: row)
      for behind in [UInt64.max, 0x2222_2222_2222_2222, 0x3A22_0000_1234_5678] {
        let front = row.name.front | behind << UInt64(8 * row.name.count)
        for multiplier in [1, 0x9E37_79B9_7F4A_7C15, .max] as [UInt64] {
          let position = MemberIndex.position(of: row.name.front, lengthAndPlace: lengthAndPlace, multiplier)
          #expect(MemberIndex.position(of: front, lengthAndPlace: lengthAndPlace, multiplier) == position)
        }
      }
    }
  }

  /// Whatever is asked for, it is a position of the index.
  @Test func otherNames() {
    var chance = Chance(7)
    var positions: Set<Int> = []
    for number in 0..<50_000 {
      let lengthAndPlace = UInt16(truncatingIfNeeded: number &* 17)
      positions.insert(MemberIndex.position(of: chance.next(), lengthAndPlace: lengthAndPlace, chance.next()))
    }
    #expect(positions == Set(0..<MemberIndex.positions))
  }

  /// The numbers of the index of a table. Where the multiplier does not lead all names to different positions, another
  /// one is looked for.
  private func index(of rows: [Member], multiplier first: UInt64) throws -> [UInt8] {
    var chance = Chance(1)
    var multiplier = first
    var tries = 0
    while Set(positions(of: rows, multiplier)).count < rows.count {
      tries += 1
      try #require(tries < 30_000, "There are too many rows for so few positions, or two have the same key.")
      multiplier = chance.next() | 1
    }
    let positions = positions(of: rows, multiplier)
    let end = UInt8(rows.count)
    var index = (0..<8).map { UInt8(truncatingIfNeeded: multiplier >> UInt64($0 * 8)) }
    index += (0..<32).map { raw in rows.firstIndex { $0.place.rawValue == raw }.map(UInt8.init) ?? end }
    index += (0..<MemberIndex.positions).map { positions.firstIndex(of: $0).map(UInt8.init) ?? end }
    return index
  }

  private func positions(of rows: [Member], _ multiplier: UInt64) -> [Int] {
    rows.map { MemberIndex.position(of: $0.name.front, lengthAndPlace: lengthAndPlace(of: $0), multiplier) }
  }

  private func lengthAndPlace(of row: Member) -> UInt16 { UInt16(row.name.count) | UInt16(row.place.rawValue) << 8 }

  private func stored(of vendor: VendorTag) -> [UInt8] {
    switch vendor {
    case .paloAltoSCM: bytes(&MemberIndexes.paloAltoSCM)
    case .orangeEvolution: bytes(&MemberIndexes.orangeEvolution)
    case .ciscoCDFMC: bytes(&MemberIndexes.ciscoCDFMC)
    case .cloudFoundry: bytes(&MemberIndexes.cloudFoundry)
    case .netAppONTAP: bytes(&MemberIndexes.netAppONTAP)
    }
  }

  private func bytes<let count: Int>(_ index: inout [count of UInt8]) -> [UInt8] { index.indices.map { index[$0] } }

  /// What has to stand in MemberIndexes.swift.
  private func source(of index: [UInt8]) -> String {
    let lines = [0..<8] + stride(from: 8, to: index.count, by: 16).map { $0..<$0 + 16 }
    return lines.map { "    " + index[$0].map { "\($0)," }.joined(separator: " ") }.joined(separator: "\n")
  }
}

/// How long the library's own texts may be: a literal holds 24 bytes, and the length of a name is kept in one byte.
@Suite struct LiteralTests {
  @Test func everyTextIsAllThere() {
    let members = vendors.flatMap { rows(of: $0).map(\.name) }
    #expect(Literal.longest == 24)
    for literal in members + vendors.flatMap(words) {
      #expect((1...Literal.longest).contains(literal.count))
      #expect(literal.bytes.allSatisfy { $0 != 0 } && isEmptyBehindTheEnd(literal))
    }
  }

  @Test func bytesOfALiteral() {
    let literal: Literal = "abc"
    #expect(literal.bytes == Array("abc".utf8) && literal.front == 0x63_6261 && literal.count == 3)
    #expect([3, 7, 8, 15, 16, 23, 24, 25, 255, 256, .max].allSatisfy { literal[$0] == 0 })
    let longest: Literal = "abcdefghijklmnopqrstuvwx"
    #expect(longest.string == "abcdefghijklmnopqrstuvwx" && longest.count == 24)
    #expect(longest.front == 0x6867_6665_6463_6261 && longest.middle == 0x706F_6E6D_6C6B_6A69)
    #expect(longest.back == 0x7877_7675_7473_7271)
    #expect([24, 25, 31, 32, 255, .max].allSatisfy { longest[$0] == 0 })
  }

  @Test func masksOfBytes() {
    for count in 1...30 {
      let expected = (0..<8).reduce(UInt64(0)) { $0 | ($1 < count ? 0xFF << UInt64(8 * $1) : 0) }
      #expect(Literal.mask(of: count) == expected)
    }
  }

  /// Some stand in functions, and in tables that only one file can see. A name is a C string, and may be longer.
  @Test func noTextInTheSourcesIsLonger() throws {
    let (texts, names) = try textsOfTheSources()
    #expect(texts.count > 200 && names.count > 60)
    #expect(texts.filter { $0.utf8.count > Literal.longest } == [])
    #expect(names.filter { $0.utf8.count > 255 } == [])
  }

  /// One that nothing is compared with, and the name of the row that ends a table.
  @Test func onlyTwoTextsInTheSourcesAreEmpty() throws {
    let (texts, names) = try textsOfTheSources()
    #expect(texts.filter(\.isEmpty).count == 2 && names.filter(\.isEmpty).isEmpty)
  }

  private func textsOfTheSources() throws -> (texts: [String], names: [String]) {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/JobStatus")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    #expect(files.count > 20)
    var (texts, names): ([String], [String]) = ([], [])
    for file in files {
      let source = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for line in source.split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("//") {
        // What the linker is told is no text of the library's.
        guard !line.contains("@_cdecl(") else { continue }
        let found = line.matches(of: #/"((?:[^"\\]|\\.)*)"/#).map { String($0.1) }
        if line.contains(" Name(") || line.contains(": ConstantName =") { names += found } else { texts += found }
      }
    }
    return (texts, names)
  }

  /// As words are compared.
  private func isEmptyBehindTheEnd(_ literal: Literal) -> Bool {
    (literal.count..<24).allSatisfy { literal[$0] == 0 }
  }
}

@Suite struct ConstantNameTests {
  private static let names: [ConstantName] = [
    "", "a", "ok", "abcdefgh", "abcdefghi", "Palo Alto Networks Strata Cloud Manager",
  ]

  /// Callers get a C string: it has its bytes, and a NUL behind them.
  @Test func namesAreCStrings() {
    let texts = ["", "a", "ok", "abcdefgh", "abcdefghi", "Palo Alto Networks Strata Cloud Manager"]
    #expect(Self.names.map(\.string) == texts)
    for (name, text) in zip(Self.names, texts) { #expect(strlen(name.cString) == text.utf8.count) }
  }

  @Test(arguments: names.indices)
  func everyByteOfANameCounts(index: Int) throws {
    let memory = try GuardedMemory()
    let name = Self.names[index]
    let text = Array(name.string.utf8)
    #expect(memory.with(text) { name.equals($0) })
    for position in text.indices {
      #expect(!memory.with(Array(text[..<position])) { name.equals($0) })
      for byte in 0...UInt8.max where byte != text[position] {
        var changed = text
        changed[position] = byte
        #expect(!memory.with(changed) { name.equals($0) })
      }
    }
    for byte in 0...UInt8.max { #expect(!memory.with(text + [byte]) { name.equals($0) }) }
    for (other, that) in Self.names.enumerated() {
      #expect(memory.with(Array(that.string.utf8)) { name.equals($0) } == (other == index))
    }
    // A length is kept in a byte, but that of a text is not.
    #expect(!memory.with(text + Array(repeating: 0x78, count: 256)) { name.equals($0) })
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

  /// So do those of an item.
  @Test func textsOfAnItem() throws {
    let fields: [(Slot, WritableKeyPath<jobstatus_item, jobstatus_span>)] = [
      (.itemState, \.state_text), (.itemCode, \.code), (.itemTitle, \.title), (.itemMessage, \.message),
      (.itemSeverity, \.severity), (.itemTargetID, \.target_id), (.itemTargetName, \.target_name),
      (.itemTargetType, \.target_type), (.itemLink, \.link),
    ]
    #expect(fields.map(\.0) == slots.filter { "\($0)".hasPrefix("item") && $0 != .itemDescription })
    Values.with { values in
      for slot in slots { values[slot] = marked(by: slot) }
      var item = jobstatus_item()
      (item.kind, item.state) = (98, 99)
      values.copyItemTexts(to: &item)
      for (slot, field) in fields { #expect(item[keyPath: field] == marked(by: slot).span) }
      #expect(item.kind == 98 && item.state == 99)
      values.clearItem()
      values.copyItemTexts(to: &item)
      #expect(fields.allSatisfy { item[keyPath: $0.1] == jobstatus_span() })
    }
  }

  /// Nothing of a body before, nor of a value that is no text, comes into a record.
  @Test(arguments: [.null, .boolean, .object, .array, .time, .missing] as [Value.Kind])
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

  /// A time takes the place of the text that says it, which is no text any more.
  @Test func timesOfTheFastWay() throws {
    #expect(slots.filter(\.isTime) == [.createdAt, .startedAt, .updatedAt, .finishedAt])
    let texts = [
      "2001-09-09T01:46:40Z", "2001-09-09T01:46:40", "1969-12-31T23:59:59.999Z", "1678-01-02T00:00:00+23:59",
    ]
    let times = try texts.map { try #require(usualTime($0)) }
    #expect(times.map(\.zoneAssumed) == [false, true, false, false])
    Values.with { values in
      for shift in 0..<4 {
        for (number, slot) in slots.filter(\.isTime).enumerated() {
          values[slot] = marked(by: slot)
          #expect(values.time(slot) == nil)
          values.setTime(slot, times[(number + shift) % 4])
        }
        for (number, slot) in slots.filter(\.isTime).enumerated() {
          let (expected, found) = (times[(number + shift) % 4], values.time(slot))
          #expect(found?.nanoseconds == expected.nanoseconds && found?.zoneAssumed == expected.zoneAssumed)
          #expect(values.kind(slot) == .time && values[slot].kind == .time && !values.isAbsent(slot))
          #expect(!values[slot].isText && values[slot].text == jobstatus_span())
          #expect(values.text(slot) == jobstatus_span())
        }
        Values.with { copy in
          copy.copy(from: values)
          #expect(copy.time(.startedAt)?.nanoseconds == values.time(.startedAt)?.nanoseconds)
        }
      }
      #expect(slots.filter { !$0.isTime }.allSatisfy { values[$0].kind == .missing && values.time($0) == nil })
      #expect(allTextsAreAbsent(in: values))
      values.clear()
      #expect(slots.allSatisfy { values.time($0) == nil && values[$0].kind == .missing })
    }
  }

  /// What is kept in the place of a time is another value, and no time.
  @Test func whatIsKeptInTheSlotOfATime() throws {
    let time = try #require(usualTime("2001-09-09T01:46:40"))
    Values.with { values in
      for slot in slots where slot.isTime {
        for kind in [.missing, .null, .boolean, .object, .array, .number, .string] as [Value.Kind] {
          values.setTime(slot, time)
          values[slot] = Value(kind: kind, span: marked(by: slot).span)
          #expect(values.time(slot) == nil && values[slot].kind == kind)
          #expect(kind == .missing || values[slot].span == marked(by: slot).span)
        }
        values.setTime(slot, time)
        values.setString(slot, from: 7, to: 9)
        #expect(values.time(slot) == nil && values.text(slot) == jobstatus_span(from: 7, to: 9))
      }
    }
  }

  private func usualTime(_ text: String) -> UsualTime? {
    withBytes("\"\(text)\"") { bytes in
      Windows.with(bytes) { windows in
        var date = KnownDate()
        return date.readTime(at: 0, in: windows.at(0))
      }
    }
  }

  /// Null and the empty text are absent; whatever else is there, is there.
  @Test func whatIsAbsent() {
    Values.with { values in
      for slot in slots {
        #expect(values.isAbsent(slot))
        for (kind, length, isAbsent) in [
          (.null, 4, true), (.string, 0, true), (.string, 1, false), (.number, 1, false), (.boolean, 4, false),
          (.object, 2, false), (.array, 2, false), (.object, 0, false), (.missing, 0, true), (.time, 0, false),
          (.time, 1, false),
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
  private let members = VendorTag.ciscoCDFMC.members

  @Test func membersAreSeenOnce() {
    var progress = ObjectProgress(place: .error, in: members)
    #expect(progress.place == .error && progress.expected == members.firstRow(of: .error) && progress.seen == 0)
    for row in [5, 0, 63, 62] {
      #expect(progress.see(row) && progress.expected == row + 1)
      #expect(!progress.see(row) && progress.expected == row + 1)
    }
    #expect(progress.seen == 0xC000_0000_0000_0021)
  }

  /// A stack holds so many bytes for each.
  @Test func itsSize() {
    #expect(MemoryLayout<ObjectProgress>.stride == 16)
  }

  /// An object is no item, whatever row its value is of; of an item the row is known.
  @Test func itemsKnowTheirRow() {
    #expect(!ObjectProgress(place: .error, in: members).isItem)
    let first = members.firstRow(of: .message)
    for row in 0...63 {
      let item = ObjectProgress(place: .message, in: members, itemsRow: row)
      #expect(item.isItem && item.itemsRow == row && item.isFirstItem && item.expected == first)
    }
  }

  /// All items have the same rows, and only one is the first.
  @Test func theNextItemBeginsAnew() {
    var item = ObjectProgress(place: .message, in: members, itemsRow: 0)
    for row in [60, 63, 61] { _ = item.see(row) }
    item.reach = 0
    for _ in 0..<3 {
      item.beginNextItem()
      #expect(item.seen == 0 && item.expected == members.firstRow(of: .message) && item.place == .message)
      #expect(!item.isFirstItem && item.isItem && item.itemsRow == 0 && item.reach == 0)
      #expect(item.see(61) && !item.see(61))
    }
  }

  @Test(arguments: vendors)
  func theListOfAnEarlierCallIsSeen(vendor: VendorTag) {
    var progress = ObjectProgress(place: .body, in: vendor.members)
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
    #expect(!row.name.string.isEmpty)
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

  /// Every bit of every byte that may stand in a string, where a body goes on behind the word and where it ends.
  @Test(arguments: vendors)
  func everyBitOfAStateWord(vendor: VendorTag) throws {
    let memory = try GuardedMemory()
    let table = vendor.states
    for word in words(of: vendor) {
      for position in 0..<word.count {
        for bit in 0..<8 {
          var changed = word.bytes
          changed[position] ^= 1 << UInt8(bit)
          guard changed[position] >= 0x20 else { continue }
          for back in [0, 1, 40] {
            memory.with(changed + Array(repeating: 0x22, count: back)) { bytes in
              let text = Text(jobstatus_span(from: 0, to: word.count), in: bytes)
              #expect(table.state(of: text) == state(of: text, in: table))
            }
          }
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
    case .value, .ignored, .time, .list: false
    }
  }
}
