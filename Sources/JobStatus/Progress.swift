// How far the reading of an object has come.
//
// SPDX-License-Identifier: Apache-2.0

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

  init(place: Place, in members: MemberTable, itemsRow: Int = -1) {
    self.place = place
    firstRow = UInt8(truncatingIfNeeded: members.firstRow(of: place))
    expectedRow = firstRow
    items = UInt8(truncatingIfNeeded: itemsRow &+ 1)
  }

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
