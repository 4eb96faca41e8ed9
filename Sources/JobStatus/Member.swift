// The language in which a vendor's file describes its bodies: a table of members.
//
//     .value("status", .stateText)                      a member of the job object, kept as its state word
//     .object("metadata", .metadata)                     an object whose own members are rows too:
//     .value("timestamp", .updatedAt, in: .metadata)
//     .items("warnings", JOBSTATUS_ITEM_WARNING, of: .message, .warnings)
//                                                        an array of items, each read by the rows of .message
//
// The rows are data: what is done with them stands in BodyReader.swift, Expectation.swift, Links.swift and
// Findings.swift. Rows of one object stand together, in the order in which the vendor usually sends its members.
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

  // Of the item that is being read: what takes the place of its message, and the texts in the order of an item. They
  // stand together, so that they are emptied and copied as a whole.
  case itemDescription
  case itemState, itemCode, itemTitle, itemMessage, itemSeverity, itemTargetID, itemTargetName, itemTargetType, itemLink
}

/// A row of a vendor's table.
struct MemberRow {
  /// Those whose value is only kept come first.
  enum Reading: UInt8 {
    /// Any value, kept as it is.
    case value
    /// Any value. The vendor sends it, and nothing of it is kept.
    case ignored
    /// Any value, kept as a time where it is one.
    case time
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

  private let front: UInt64
  private let middle: UInt64
  private let back: UInt64
  /// The length of the name, and above it the place: a row is recognized by both, as one number.
  fileprivate let lengthAndPlace: UInt16
  let reading: Reading
  /// Where the value itself is kept; of a container, that it was there.
  let slot: Slot
  /// The object whose rows the value is read by.
  let child: Place
  /// Of items: what each of them is; JOBSTATUS_ITEM_NONE where that is not known before the whole body is.
  let itemKind: UInt8
  /// Where a text that comes out of the value is kept: of an array of items the message of the first one; of an object
  /// that is an item its message; of links the one named next; of JSON in a string the string itself where it is none.
  let textSlot: Slot
  /// Of items: where the code belonging to that message is kept.
  let codeSlot: Slot

  private init(
    _ name: Literal, _ place: Place, _ reading: Reading, _ slot: Slot, child: Place = .none, itemKind: UInt32 = 0,
    textSlot: Slot = .none, codeSlot: Slot = .none
  ) {
    front = name.front
    middle = name.middle
    back = name.back
    lengthAndPlace = Self.lengthAndPlace(name.count, place)
    self.reading = reading
    self.slot = slot
    self.child = child
    self.itemKind = UInt8(truncatingIfNeeded: itemKind)
    self.textSlot = textSlot
    self.codeSlot = codeSlot
  }

  /// Of a length that no row has it may be that of another length and place.
  @inline(__always)
  fileprivate static func lengthAndPlace(_ length: Int, _ place: Place) -> UInt16 {
    UInt16(truncatingIfNeeded: length) | UInt16(place.rawValue) &<< 8
  }

  @inline(__always)
  var name: Literal {
    Literal(front: front, middle: middle, back: back, count: Int(lengthAndPlace & 31))
  }

  static func value(_ name: Literal, _ slot: Slot, in place: Place = .body) -> MemberRow {
    MemberRow(name, place, .value, slot)
  }

  static func time(_ name: Literal, _ slot: Slot, in place: Place = .body) -> MemberRow {
    MemberRow(name, place, .time, slot)
  }

  static func ignored(_ name: Literal, in place: Place = .body) -> MemberRow {
    MemberRow(name, place, .ignored, .none)
  }

  static func object(_ name: Literal, _ child: Place, _ slot: Slot = .none, in place: Place = .body) -> MemberRow {
    MemberRow(name, place, .object, slot, child: child)
  }

  static func first(_ name: Literal, of child: Place = .none, _ slot: Slot, in place: Place = .body) -> MemberRow {
    MemberRow(name, place, .first, slot, child: child)
  }

  static func items(
    _ name: Literal, _ kind: UInt32, of child: Place, _ slot: Slot, in place: Place = .body,
    firstMessage: Slot = .none, firstCode: Slot = .none
  ) -> MemberRow {
    MemberRow(name, place, .items, slot, child: child, itemKind: kind, textSlot: firstMessage, codeSlot: firstCode)
  }

  static func itemOrItems(
    _ name: Literal, _ kind: UInt32, of child: Place, _ slot: Slot, in place: Place = .body
  ) -> MemberRow {
    MemberRow(name, place, .itemOrItems, slot, child: child, itemKind: kind)
  }

  static func item(
    _ name: Literal, _ kind: UInt32, of child: Place, _ slot: Slot, in place: Place = .body, message: Slot,
    code: Slot
  ) -> MemberRow {
    MemberRow(name, place, .item, slot, child: child, itemKind: kind, textSlot: message, codeSlot: code)
  }

  /// `next` keeps the link of that name, where the vendor pages its lists by it.
  static func links(_ name: Literal, in place: Place = .body, next: Slot = .none) -> MemberRow {
    MemberRow(name, place, .links, .links, child: .link, textSlot: next)
  }

  static func embedded(
    _ name: Literal, _ child: Place, _ slot: Slot, in place: Place = .body, textIn: Slot
  ) -> MemberRow {
    MemberRow(name, place, .embedded, slot, child: child, textSlot: textIn)
  }

  static func list(_ name: Literal) -> MemberRow {
    MemberRow(name, .body, .list, .list)
  }

  /// What every table ends with: a row of no object, whose name no member has.
  static var end: MemberRow { MemberRow("", .none, .ignored, .none) }
}

/// A member as a row of a vendor's table describes it: see MemberRow for what each of these is.
struct Member {
  private let row: ConstantPlace<MemberRow>

  @inline(__always)
  fileprivate init(_ row: ConstantPlace<MemberRow>) {
    self.row = row
  }

  @inline(__always) var name: Literal { row.element.name }
  @inline(__always) var reading: MemberRow.Reading { row.element.reading }
  @inline(__always) var slot: Slot { row.element.slot }
  @inline(__always) var child: Place { row.element.child }
  @inline(__always) var itemKind: UInt32 { UInt32(row.element.itemKind) }
  @inline(__always) var textSlot: Slot { row.element.textSlot }
  @inline(__always) var codeSlot: Slot { row.element.codeSlot }

  @inline(__always) fileprivate var lengthAndPlace: UInt16 { row.element.lengthAndPlace }

  /// Whether it is a member of this object.
  @inline(__always)
  func isOf(_ place: Place) -> Bool { row.element.lengthAndPlace &>> 8 == UInt16(place.rawValue) }

  /// The length of its name, if it is a member of this object and the bytes behind the first one of a window begin with
  /// its name: what follows, and has to be a quote, the caller compares. The length is the row's, so that who needs it
  /// has not to wait for the comparison.
  @inline(__always)
  func lengthOfName(in window: Window, of place: Place) -> Int? {
    let length = window.lengthOfText(name)
    if lengthAndPlace == MemberRow.lengthAndPlace(length, place) { return name.count }
    // A longer name is as far the same, and has to be the same behind that.
    guard length == 16, name.count > 16, isOf(place), window.hasEnd(of: name) else { return nil }
    return name.count
  }

  /// The row behind this one, which must be of an object.
  @inline(__always)
  var next: Member { Member(row.next) }

  /// The row behind this one, nil where this one is of another object.
  @inline(__always)
  func next(of place: Place) -> Member? { isOf(place) ? next : nil }

  var isKept: Bool { reading != .ignored }

  /// Its value is only kept as it is, or not even that.
  @inline(__always)
  var isTextOrIgnored: Bool { reading.rawValue <= MemberRow.Reading.ignored.rawValue }

  /// Its value is only kept, if only as a time, or not even that.
  @inline(__always)
  var isOnlyKept: Bool { reading.rawValue <= MemberRow.Reading.time.rawValue }

  var holdsItems: Bool {
    switch reading {
    case .items, .item, .itemOrItems, .links, .embedded: true
    case .value, .ignored, .time, .object, .first, .list: false
    }
  }
}

extension MemberTable {
  /// The member that the row at `index` describes, nil outside.
  @inline(__always)
  func member(at index: Int) -> Member? { rows.place(at: index).map(Member.init) }

  /// The row that the rows of an object begin with.
  @inline(__always)
  func firstRow(of place: Place) -> Int { index.firstRow(of: place) }

  /// The member, and its row, whose name stands behind the first byte of a window, among those of an object; nil where
  /// there is none.
  @inline(__always)
  func find(_ window: Window, length: Int, of place: Place) -> (row: Int, member: Member)? {
    let row = index.row(of: window.word(at: 1), lengthAndPlace: MemberRow.lengthAndPlace(length, place))
    guard let member = member(at: row), member.lengthOfName(in: window, of: place) == length else { return nil }
    return (row, member)
  }

  /// The same for a name that has escape sequences.
  @inline(never)
  func find(_ name: Text, of place: Place) -> (row: Int, member: Member)? {
    var row = firstRow(of: place)
    while let member = member(at: row), member.isOf(place) {
      if name.decodedEquals(member.name) { return (row, member) }
      row &+= 1
    }
    return nil
  }
}
