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
    #expect(vendor.member(at: rows(of: vendor).count) == nil && vendor.member(at: -1) == nil)
  }

  @Test(arguments: vendors)
  func placeAndNameTellARow(vendor: VendorTag) {
    let keys = rows(of: vendor).map { "\($0.place).\($0.name.string)" }
    #expect(keys.count == Set(keys).count)
  }

  @Test(arguments: vendors)
  func rowsAreFoundFromWhereverTheSearchBegins(vendor: VendorTag) {
    let rows = rows(of: vendor)
    for (index, row) in rows.enumerated() {
      withBytes(row.name.string) { bytes in
        let name = Text(jobstatus_span(from: 0, to: bytes.count), in: bytes)
        #expect((0...rows.count).allSatisfy { vendor.row(of: name, in: row.place, from: $0) == index })
      }
    }
    withBytes("no such member") { bytes in
      let name = Text(jobstatus_span(from: 0, to: bytes.count), in: bytes)
      #expect((0...rows.count).allSatisfy { vendor.row(of: name, in: .body, from: $0) == nil })
    }
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

  private func marked(by slot: Slot) -> Value {
    Value(kind: .number, span: jobstatus_span(offset: UInt32(slot.rawValue), length: 1, escapes: 0))
  }
}

@Suite struct ProgressTests {
  @Test func membersAreSeenOnce() {
    var progress = ObjectProgress()
    #expect(progress.expected == 0)
    for row in [5, 0, 63, 62] {
      #expect(!progress.see(row) && progress.expected == row + 1)
      #expect(progress.see(row) && progress.expected == row + 1)
    }
  }

  @Test(arguments: vendors)
  func theListOfAnEarlierCallIsSeen(vendor: VendorTag) {
    var progress = ObjectProgress()
    progress.seeList(of: vendor)
    for (index, row) in rows(of: vendor).enumerated() {
      #expect(progress.see(index) == (row.reading == .list))
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
        let state = vendor.state(of: Text(jobstatus_span(from: 0, to: bytes.count), in: bytes))
        #expect(state != nil && state != JOBSTATUS_STATE_UNKNOWN)
      }
    }
    withBytes("no such state") { bytes in
      #expect(vendor.state(of: Text(jobstatus_span(from: 0, to: bytes.count), in: bytes)) == nil)
      #expect(vendor.state(of: Text(jobstatus_span(), in: bytes)) == nil)
    }
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

private func rows(of vendor: VendorTag) -> [Member] {
  Array(
    sequence(state: 0) { index in
      defer { index += 1 }
      return vendor.member(at: index)
    })
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
    case .value, .list: false
    }
  }
}
