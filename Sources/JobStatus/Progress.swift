// How far the reading of an object has come, and where its rows stand in the vendor's table.
//
//     FirstRows       the first row of each object
//     NameIndex       the rows of the outermost object by their names
//     ObjectProgress  the rows that have been met, and the next one
//
// SPDX-License-Identifier: Apache-2.0

/// Where the rows of each object begin, as far as it was asked: at compile time it cannot be computed.
struct FirstRows {
  private var rows: [32 of UInt8] = .init(repeating: 0)

  /// The first row of an object; it mostly stands behind the row `near`, whose value the object is.
  @inline(__always)
  mutating func row(of place: Place, in members: MemberTable, near: Int) -> Int {
    let known = Int(rows[Self.index(of: place)])
    return known != 0 || place == .body ? known : find(place, in: members, near)
  }

  @inline(never)
  private mutating func find(_ place: Place, in members: MemberTable, _ near: Int) -> Int {
    var row = near
    while let member = members.member(at: row) {
      if member.isOf(place) { break }
      row &+= 1
    }
    if row == members.count, near != 0 { return find(place, in: members, 0) }
    rows[Self.index(of: place)] = UInt8(truncatingIfNeeded: row)
    return row
  }

  /// Never out of bounds: there are 32 elements, and fewer places.
  @inline(__always)
  private static func index(of place: Place) -> Int { Int(place.rawValue) & 31 }
}

/// Where the rows of the outermost object stand in its table, for bodies whose members come in an order of their own.
struct NameIndex {
  /// At the place that a name's bytes give: the row of such a name, 1 more; 0 where there is none.
  private let rows: ByteTable
  private(set) var isMade = false

  init(_ rows: ByteTable) {
    self.rows = rows
  }

  @inline(never)
  mutating func make(of members: MemberTable) {
    isMade = true
    rows.clear()
    // Of rows with the same place in the index the first one stays, for the usual members come first.
    var row = members.count
    while row > 0, let member = members.member(at: row &- 1) {
      if member.isOf(.body) {
        rows[Self.position(of: member.name.front, length: member.name.count)] = UInt8(truncatingIfNeeded: row)
      }
      row &-= 1
    }
  }

  /// The only row that can have the name of which the first eight bytes are given, or the one of several that is tried
  /// first; negative where there is none.
  @inline(__always)
  func row(of front: UInt64, length: Int) -> Int {
    // Of a name that may be empty.
    let mask: UInt64 = length >= 8 ? .max : (1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1
    return Int(rows[Self.position(of: front & mask, length: length)]) &- 1
  }

  @inline(__always)
  private static func position(of front: UInt64, length: Int) -> Int {
    let product = (front ^ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product &>> 57)
  }
}

/// Which rows of an object have been met, and which is likely to come next.
struct ObjectProgress {
  /// A bit for each row.
  var seen: UInt64 = 0
  let place: Place
  private let firstRow: UInt8
  private var expectedRow: UInt8
  /// Of an item 1 more than the row that the array is the value of; else 0.
  private let items: UInt8
  private(set) var isFirstItem = true
  /// How many rows behind the expected one are tried before a name is looked up. Once members come in another order it
  /// does not pay.
  private var rowsAhead: UInt8 = 4

  init(place: Place, first: Int, itemsRow: Int = -1) {
    self.place = place
    firstRow = UInt8(truncatingIfNeeded: first)
    expectedRow = firstRow
    items = UInt8(truncatingIfNeeded: itemsRow &+ 1)
  }

  /// The row that the object's rows begin with.
  var first: Int { Int(firstRow) }

  var expected: Int {
    get { Int(expectedRow) }
    set { expectedRow = UInt8(truncatingIfNeeded: newValue) }
  }

  var reach: Int {
    get { Int(rowsAhead) }
    set { rowsAhead = UInt8(truncatingIfNeeded: newValue) }
  }

  var isItem: Bool { items != 0 }

  /// Of an item: the row that the array is the value of.
  var itemsRow: Int { Int(items) &- 1 }

  /// The next item has the same rows.
  mutating func beginNextItem() {
    seen = 0
    expectedRow = firstRow
    isFirstItem = false
  }

  @inline(__always)
  static func bit(of row: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: row) }

  /// Notes that the member of a row is there. Answers whether it is there for the first time.
  mutating func see(_ row: Int) -> Bool {
    let isFirst = seen & Self.bit(of: row) == 0
    seen |= Self.bit(of: row)
    expected = row &+ 1
    return isFirst
  }

  /// Notes that the list is there, which an earlier call has begun.
  mutating func seeList(of members: MemberTable) {
    var row = 0
    while let member = members.member(at: row) {
      if member.reading == .list { _ = see(row) }
      row &+= 1
    }
  }
}
