// The language in which a vendor's file describes its bodies: a table of members.
//
//     .value("status", .stateText)                      a member of the job object, kept as its state word
//     .object("metadata", .metadata)                     an object whose own members are rows too:
//     .value("timestamp", .updatedAt, in: .metadata)
//     .items("warnings", JOBSTATUS_ITEM_WARNING, of: .message, .warnings)
//                                                        an array of items, each read by the rows of .message
//
// The rows are data: what is done with them stands in BodyReader.swift alone. Rows of one object stand in the order in
// which the vendor usually sends its members.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// An object that occurs in bodies: where a member stands.
enum Place: UInt8 {
  /// Nowhere: the child of a member whose value is not looked into.
  case none
  /// The outermost object, and each element of a list. No member's child.
  case body
  case details, error, message, argument, link, subtask, target, metadata, lastUser, task, taskLinks, paging, next
  case svm, node, job, jobLinks, jobSelf, firstJob, firstJobLinks, firstJobSelf
}

/// What a member's value is kept as. A slot that `jobstatus_record` has a field for has that field's name.
enum Slot: UInt8 {
  // The texts of a record, in its order: they are copied as a whole.
  case id, parentID, name, operation, description, stateText, resultText, message, jobErrorCode, jobCode, requester
  case targetName, targetID, selfLink, resourceLink, requestID

  case none

  // The other fields of a record.
  case percent, createdAt, startedAt, updatedAt, finishedAt

  // What a vendor says in a second place, or only in some cases.
  case otherDescription, otherTargetName, detailsText, firstErrorMessage, firstErrorCode, firstFailedMessage, otherLink

  // Error envelopes.
  case errorMessage, errorCode, otherErrorCode, errorTitle, errorDetail, errorTarget, category, severity
  case bareErrorMessage, bareErrorCode, otherBareErrorCode, bareCategory, bareSeverity

  // Answers of starting calls.
  case success, accepted, acceptedID, acceptedMessage, acceptedLink, jobs, firstJobID, firstJobMessage, firstJobLink

  // Objects and arrays: whether they are there, and where.
  case details, detailsErrors, detailsWarnings, detailsInfo, errors, error, messages, bareMessages, warnings
  case arguments, subtasks, links, selfMember, list, paging

  // Lists.
  case total, nextLink

  // Of the item that is being read. They stand together, itemState first and itemLink last: so they are emptied.
  case itemState, itemCode, itemTitle, itemMessage, itemDescription, itemSeverity
  case itemTargetID, itemTargetName, itemTargetType, itemLink
}

/// A row of a vendor's table.
struct Member {
  enum Reading: UInt8 {
    /// Any value, kept as it is.
    case value
    /// Any value. The vendor sends it, and nothing of it is kept.
    case ignored
    /// An object whose members are rows of their own.
    case object
    /// An array of which only the first element is wanted: an object whose members are rows, or where the member has no
    /// child, a plain value.
    case first
    /// An array whose elements are items.
    case items
    /// An object that is an item; its rows keep its message and its code in the slots that the row names.
    case item
    /// An array whose elements are items, or one of them alone.
    case itemOrItems
    /// An object each of whose members is a link.
    case links
    /// An object, or a string that holds one in JSON.
    case embedded
    /// The array that makes the body a list.
    case list
  }

  let name: Literal
  let place: Place
  let reading: Reading
  /// Where the value itself is kept; of a container, that it was there.
  let slot: Slot
  /// The object whose rows the value is read by.
  let child: Place
  /// Of items: what each of them is; JOBSTATUS_ITEM_NONE where that is not known before the whole body is.
  var itemKind: UInt32 { UInt32(kindOfItems) }
  private let kindOfItems: UInt8
  /// Where a text that comes out of the value is kept: of an array of items the message of the first one; of an object
  /// that is an item its message; of links the one named next; of JSON in a string the string itself where it is none.
  let textSlot: Slot
  /// Of items: where the code belonging to that message is kept.
  let codeSlot: Slot

  var isKept: Bool { reading != .ignored }

  /// Its value is only kept, or not even that.
  @inline(__always)
  var isPlain: Bool { reading.rawValue <= Reading.ignored.rawValue }

  var holdsItems: Bool {
    switch reading {
    case .items, .item, .itemOrItems, .links, .embedded: true
    case .value, .object, .first, .list, .ignored: false
    }
  }

  private init(
    _ name: Literal, _ place: Place, _ reading: Reading, _ slot: Slot, child: Place = .none, itemKind: UInt32 = 0,
    textSlot: Slot = .none, codeSlot: Slot = .none
  ) {
    self.name = name
    self.place = place
    self.reading = reading
    self.slot = slot
    self.child = child
    kindOfItems = UInt8(truncatingIfNeeded: itemKind)
    self.textSlot = textSlot
    self.codeSlot = codeSlot
  }

  static func value(_ name: Literal, _ slot: Slot, in place: Place = .body) -> Member {
    Member(name, place, .value, slot)
  }

  static func ignored(_ name: Literal, in place: Place = .body) -> Member {
    Member(name, place, .ignored, .none)
  }

  static func object(_ name: Literal, _ child: Place, _ slot: Slot = .none, in place: Place = .body) -> Member {
    Member(name, place, .object, slot, child: child)
  }

  static func first(_ name: Literal, of child: Place = .none, _ slot: Slot, in place: Place = .body) -> Member {
    Member(name, place, .first, slot, child: child)
  }

  static func items(
    _ name: Literal, _ kind: UInt32, of child: Place, _ slot: Slot, in place: Place = .body,
    firstMessage: Slot = .none, firstCode: Slot = .none
  ) -> Member {
    Member(name, place, .items, slot, child: child, itemKind: kind, textSlot: firstMessage, codeSlot: firstCode)
  }

  static func itemOrItems(
    _ name: Literal, _ kind: UInt32, of child: Place, _ slot: Slot, in place: Place = .body
  ) -> Member {
    Member(name, place, .itemOrItems, slot, child: child, itemKind: kind)
  }

  static func item(
    _ name: Literal, _ kind: UInt32, of child: Place, _ slot: Slot, in place: Place = .body, message: Slot,
    code: Slot
  ) -> Member {
    Member(name, place, .item, slot, child: child, itemKind: kind, textSlot: message, codeSlot: code)
  }

  /// `next` keeps the link of that name, where the vendor pages its lists by it.
  static func links(_ name: Literal, in place: Place = .body, next: Slot = .none) -> Member {
    Member(name, place, .links, .links, child: .link, itemKind: JOBSTATUS_ITEM_LINK, textSlot: next)
  }

  static func embedded(
    _ name: Literal, _ child: Place, _ slot: Slot, in place: Place = .body, textIn: Slot
  ) -> Member {
    Member(name, place, .embedded, slot, child: child, textSlot: textIn)
  }

  static func list(_ name: Literal) -> Member {
    Member(name, .body, .list, .list)
  }
}

/// The rows of a vendor's table, at most 64. Those of one object stand together.
typealias MemberTable = ConstantTable<Member>

extension MemberTable {
  /// The row for the name that stands behind the first byte of a window, among those of an object from `start` on;
  /// negative where there is none.
  @inline(never)
  func row(named window: Window, length: Int, of place: Place, from start: Int) -> Int {
    var row = start
    while let member = at(row), member.place == place {
      // Mostly the length alone tells them apart.
      if member.name.count == length, window.hasText(member.name) { return row }
      row &+= 1
    }
    return -1
  }

  /// The same among all rows of an object. The search begins at the expected one.
  @inline(__always)
  func row(named window: Window, length: Int, in progress: ObjectProgress) -> Int {
    let row = row(named: window, length: length, of: progress.place, from: progress.expected)
    if row >= 0 { return row }
    return self.row(named: window, length: length, of: progress.place, from: progress.first)
  }

  /// The row for a name that has escape sequences.
  @inline(never)
  func row(of name: Text, in progress: ObjectProgress) -> Int {
    var row = progress.first
    while let member = at(row), member.place == progress.place {
      if name.equals(member.name) { return row }
      row &+= 1
    }
    return -1
  }
}

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
    while let member = members.at(row) {
      if member.place == place { break }
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

/// Which rows of an object have been met, and which is likely to come next.
struct ObjectProgress {
  let place: Place
  /// The row that the object's rows begin with.
  let first: Int
  var expected: Int
  /// How many rows behind the expected one are tried by their names, before the name is looked up. Once members come in
  /// another order it does not pay.
  var reach = 4
  /// A bit for each row.
  var seen: UInt64 = 0

  init(place: Place, first: Int) {
    self.place = place
    self.first = first
    expected = first
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
    while let member = members.at(row) {
      if member.reading == .list { _ = see(row) }
      row &+= 1
    }
  }
}
