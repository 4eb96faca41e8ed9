// Reads a body by its vendor's table: each member's name is looked up among the rows of the object it stands in, and
// its value is kept, descended into, made items of, or passed over.
//
//     {"id":"7","subTasks":[{"status":"FAILED"}],"extra":{"a":[1]}}
//      id        .value   kept in a slot
//      subTasks  .items   each element an item, its members rows of .subtask
//      extra     no row   validated and passed over
//
// Objects nest here only as deep as the table does; whatever is deeper is passed over without recursion.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// What a table is read over: the body itself, or JSON in a string of it.
protocol DocumentSource: ByteSource {
  /// Reads a value that only one of them can have: a document in a string has no links, lists or further documents.
  static func readValue(
    of member: Member, _ reader: inout BodyReader<Self>, into findings: inout Findings
  ) throws(ReadError)
}

extension PlainSource: DocumentSource {
  static func readValue(
    of member: Member, _ reader: inout BodyReader<PlainSource>, into findings: inout Findings
  ) throws(ReadError) {
    try reader.readBodyValue(of: member, into: &findings)
  }
}

extension UnescapedSource: DocumentSource where Base == PlainSource {
  static func readValue(
    of member: Member, _ reader: inout BodyReader<Self>, into findings: inout Findings
  ) throws(ReadError) {
    findings.values[member.slot] = try reader.json.readValue()
  }
}

struct BodyReader<Source: DocumentSource> {
  let vendor: VendorTag
  var json: JSONReader<Source>
  /// What a list holds; nil where lists are passed over.
  var list: ListContents?

  init(_ source: Source, vendor: VendorTag, list: ListContents? = nil) {
    self.vendor = vendor
    json = JSONReader(source)
    self.list = list
  }

  // MARK: - Objects

  /// One job object: the body itself, or an element of a list.
  @inline(never)
  mutating func readRecord(into findings: inout Findings) throws(ReadError) {
    let start = json.mark()
    try readObject(.body, into: &findings)
    if findings.itemsGivenTwice {
      json.goBack(to: start)
      try readRecordAgain(into: &findings)
    }
  }

  /// Out of line, so that only bodies that need it have the memory for it on the stack.
  @inline(never)
  private mutating func readRecordAgain(into findings: inout Findings) throws(ReadError) {
    try Values.with { (last) throws(ReadError) in
      findings.startAgain(last: last)
      defer { findings.endAgain() }
      try readObject(.body, into: &findings)
    }
  }

  @inline(never)
  private mutating func readObject(_ place: Place, into findings: inout Findings) throws(ReadError) {
    guard try json.open(closing: ASCII.rightBrace) else { return }
    var progress = ObjectProgress()
    repeat {
      if let member = try readMemberName(in: place, &progress, into: &findings) {
        try readValue(of: member, into: &findings)
      }
    } while try json.next(closing: ASCII.rightBrace)
  }

  /// The row of the next member, whose value begins at the current byte. Nil for one without a row: it is passed over.
  mutating func readMemberName(
    in place: Place, _ progress: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) -> Member? {
    let name = findings.text(of: try json.readName())
    guard let index = vendor.row(of: name, in: place, from: progress.expected),
      let member = vendor.member(at: index)
    else {
      try json.skipValue()
      return nil
    }
    if progress.see(index) { forget(member, in: &findings) }
    findings.membersFound &+= 1
    return member
  }

  /// A member is about to be given again: nothing of its first value may stay.
  private func forget(_ member: Member, in findings: inout Findings) {
    findings.duplicateKey = true
    findings.forget(member)
    forgetMembers(of: member.child, in: &findings)
  }

  /// Tables have no object inside itself, so this ends.
  @inline(never)
  private func forgetMembers(of place: Place, in findings: inout Findings) {
    guard place != .none else { return }
    var index = 0
    while let member = vendor.member(at: index) {
      if member.place == place {
        findings.forget(member)
        forgetMembers(of: member.child, in: &findings)
      }
      index &+= 1
    }
  }

  // MARK: - Values

  mutating func readValue(of member: Member, into findings: inout Findings) throws(ReadError) {
    switch (member.reading, json.current) {
    case (.object, ASCII.leftBrace):
      findings.values[member.slot] = marker(.object)
      try readObject(member.child, into: &findings)
    case (.items, ASCII.leftBracket):
      try readItems(member, into: &findings)
    default:
      try Source.readValue(of: member, &self, into: &findings)
    }
  }

  /// An object or array that begins here: its kind and its place.
  private func marker(_ kind: Value.Kind) -> Value {
    Value(kind: kind, span: jobstatus_span(from: json.offset, to: json.offset))
  }

  // MARK: - Items

  private mutating func readItems(_ member: Member, into findings: inout Findings) throws(ReadError) {
    if findings.isReplaced(member.slot, at: json.offset) { return try json.skipValue() }
    findings.values[member.slot] = marker(.array)
    guard try json.open(closing: ASCII.rightBracket) else { return }
    var isFirst = true
    repeat {
      if try readItem(member, isFirst: isFirst, into: &findings) { isFirst = false }
    } while try json.next(closing: ASCII.rightBracket)
  }

  /// An element of an array of items. Answers whether it is one: an object or a text.
  @inline(never)
  private mutating func readItem(
    _ member: Member, isFirst: Bool, into findings: inout Findings
  ) throws(ReadError) -> Bool {
    findings.values.clearItem()
    if json.current == ASCII.leftBrace {
      try readObject(member.child, into: &findings)
    } else {
      let value = try json.readValue()
      guard value.isText else { return false }
      findings.values[.itemMessage] = value
    }
    finishItem(member, isFirst: isFirst, into: &findings)
    return true
  }

  private func finishItem(_ member: Member, isFirst: Bool, into findings: inout Findings) {
    var item = findings.item(of: member.itemKind)
    if item.kind == JOBSTATUS_ITEM_SUBTASK {
      item.state = vendor.state(of: findings.text(of: item.state_text)) ?? JOBSTATUS_STATE_UNKNOWN
      findings.keepSubtask(item)
    }
    if isFirst {
      findings.keep(item.message, in: member.textSlot)
      findings.keep(item.code, in: member.codeSlot)
    }
    findings.append(item)
  }

  // MARK: - Documents

  /// A whole document that is one object. Answers whether it is; what was found in one that breaks is to be forgotten.
  fileprivate mutating func readDocument(_ place: Place, into findings: inout Findings) -> Bool {
    do throws(ReadError) {
      json.skipWhiteSpace()
      guard json.current == ASCII.leftBrace else { return false }
      try readObject(place, into: &findings)
      try json.finish()
      return true
    } catch {
      return false
    }
  }
}

extension BodyReader where Source == PlainSource {
  fileprivate mutating func readBodyValue(of member: Member, into findings: inout Findings) throws(ReadError) {
    switch (member.reading, json.current) {
    case (.first, ASCII.leftBracket):
      try readFirst(member, into: &findings)
    case (.first, _):
      // Only an array has a first element; what else stands there is noted, and no text.
      findings.values[member.slot] = Value(kind: .null, span: try json.readValue().span)
    case (.itemOrItems, ASCII.leftBracket):
      try readItems(member, into: &findings)
    case (.itemOrItems, ASCII.leftBrace):
      try readSingleItem(member, into: &findings)
    case (.item, ASCII.leftBrace):
      try readItemObject(member, into: &findings)
    case (.links, _):
      try readLinks(member, into: &findings)
    case (.embedded, ASCII.leftBrace):
      try readEmbeddedObject(member, into: &findings)
    case (.embedded, _):
      try readEmbedded(member, into: &findings)
    case (.list, ASCII.leftBracket):
      findings.values[member.slot] = marker(.array)
      try readList(into: &findings)
    default:
      findings.values[member.slot] = try json.readValue()
    }
  }

  private mutating func readFirst(_ member: Member, into findings: inout Findings) throws(ReadError) {
    findings.values[member.slot] = marker(.array)
    guard try json.open(closing: ASCII.rightBracket) else { return }
    if member.child == .none {
      findings.values[member.slot] = try json.readValue()
    } else if json.current == ASCII.leftBrace {
      try readObject(member.child, into: &findings)
    } else {
      try json.skipValue()
    }
    while try json.next(closing: ASCII.rightBracket) { try json.skipValue() }
  }

  // MARK: - Items that are no array

  private mutating func readSingleItem(_ member: Member, into findings: inout Findings) throws(ReadError) {
    if findings.isReplaced(member.slot, at: json.offset) { return try json.skipValue() }
    findings.values[member.slot] = marker(.object)
    _ = try readItem(member, isFirst: true, into: &findings)
  }

  /// An object that is an item and may have items in it: they come behind it, whatever the order of its members.
  private mutating func readItemObject(_ member: Member, into findings: inout Findings) throws(ReadError) {
    if findings.isReplaced(member.slot, at: json.offset) { return try json.skipValue() }
    findings.values[member.slot] = marker(.object)
    let index = findings.reserveItem()
    try readObject(member.child, into: &findings)
    var item = jobstatus_item()
    item.kind = member.itemKind
    item.message = findings.text(member.textSlot)
    item.code = findings.text(member.codeSlot)
    item.target_name = findings.text(.errorTarget)
    findings.store(item, at: index)
  }

  // MARK: - Links

  private mutating func readLinks(_ member: Member, into findings: inout Findings) throws(ReadError) {
    if findings.isReplaced(member.slot, at: json.offset) { return try json.skipValue() }
    // Whatever stands here, the next link of links that an earlier call has met counts no longer.
    findings.values[member.textSlot] = Value(kind: .null)
    guard json.current == ASCII.leftBrace else {
      findings.values[member.slot] = try json.readValue()
      return
    }
    findings.values[member.slot] = marker(.object)
    guard try json.open(closing: ASCII.rightBrace) else { return }
    repeat {
      let name = try json.readName()
      let isSelf = findings.text(of: name).equals("self")
      if isSelf, try passOverReplacedSelf(into: &findings) { continue }
      try readLink(member, name: name, isSelf: isSelf, into: &findings)
    } while try json.next(closing: ASCII.rightBrace)
  }

  /// Passes over a member self that a later one replaces. Answers whether this is one.
  private mutating func passOverReplacedSelf(into findings: inout Findings) throws(ReadError) -> Bool {
    if findings.has(.selfMember) {
      findings.duplicateKey = true
      findings.itemsGivenTwice = true
    }
    guard findings.isReplaced(.selfMember, at: json.offset) else {
      findings.values[.selfMember] = marker(.object)
      return false
    }
    try json.skipValue()
    return true
  }

  private mutating func readLink(
    _ member: Member, name: jobstatus_span, isSelf: Bool, into findings: inout Findings
  ) throws(ReadError) {
    findings.values.clearItem()
    let isObject = json.current == ASCII.leftBrace
    if isObject {
      try readObject(member.child, into: &findings)
    } else {
      findings.values[.itemLink] = try json.readValue()
    }
    let link = findings.values[.itemLink]
    if isSelf { findings.values[.selfLink] = link }
    if findings.text(of: name).equals("next") { findings.values[member.textSlot] = link }
    guard isObject || link.isText else { return }
    if !isSelf, !findings.has(.otherLink) {
      findings.values[.otherLink] = link.isText ? link : Value(kind: .null)
    }
    var item = jobstatus_item()
    item.kind = JOBSTATUS_ITEM_LINK
    item.title = name.length == 0 ? jobstatus_span() : name
    item.link = link.text
    findings.append(item)
  }

  // MARK: - JSON in a string

  private mutating func readEmbeddedObject(_ member: Member, into findings: inout Findings) throws(ReadError) {
    if findings.isReplaced(member.slot, at: json.offset) { return try json.skipValue() }
    findings.values[member.slot] = marker(.object)
    try readObject(member.child, into: &findings)
  }

  private mutating func readEmbedded(_ member: Member, into findings: inout Findings) throws(ReadError) {
    let value = try json.readValue()
    guard !findings.isReplaced(member.slot, at: Int(value.span.offset)) else { return }
    findings.values[member.slot] = value
    guard value.isText else { return }
    let start = Int(value.span.offset)
    let earlier = findings.mark()
    let text = PlainSource(Bytes(findings.bytes, upTo: start &+ Int(value.span.length)), from: start)
    var nested = BodyReader<UnescapedSource<PlainSource>>(UnescapedSource(text), vendor: vendor)
    if nested.readDocument(member.child, into: &findings) { return }
    forgetMembers(of: member.child, in: &findings)
    findings.goBack(to: earlier)
    var item = jobstatus_item()
    item.kind = JOBSTATUS_ITEM_INFO
    item.message = value.text
    findings.keep(item.message, in: member.textSlot)
    findings.append(item)
  }

  // MARK: - Lists

  /// A body that is an array: a list, or nothing that the vendor sends.
  mutating func readBareArray(into findings: inout Findings) throws(ReadError) {
    guard vendor.listIsBareArray else { return try json.skipValue() }
    findings.values[.list] = marker(.array)
    try readList(into: &findings)
  }

  /// The array that makes the body a list: its first element is read, the others are counted.
  private mutating func readList(into findings: inout Findings) throws(ReadError) {
    guard var contents = list else { return try json.skipValue() }
    contents.wasRead = true
    contents.count = 0
    let items = findings.giveItemsToList()
    guard try json.open(closing: ASCII.rightBracket) else {
      list = contents
      return
    }
    list = nil
    contents.first = try readElement(contents.response, into: contents.record, items: items, findings: &findings)
    contents.count = 1
    list = contents
    if contents.wantsFirstOnly { throw ReadError(result: JOBSTATUS_OK, offset: json.offset) }
    while try json.next(closing: ASCII.rightBracket) {
      try json.skipValue()
      contents.count &+= 1
    }
    list = contents
  }

  /// An element of a list, as a record of its own at `index` of `records`.
  @inline(never)
  mutating func readElement(
    _ response: Response, into records: OutputArray<jobstatus_record>, at index: Int = 0,
    items: OutputArray<jobstatus_item>, findings: inout Findings
  ) throws(ReadError) -> ElementSummary {
    let start = json.offset
    return try Values.with { (values) throws(ReadError) in
      var element = Findings(findings.bytes, values: values, items: items)
      if json.current == ASCII.leftBrace {
        try readRecord(into: &element)
      } else {
        try json.skipValue()
      }
      findings.membersFound &+= element.membersFound
      let record = response.conclude(
        element: &element, of: vendor, json: jobstatus_span(from: start, to: json.offset))
      records.store(record, at: index)
      return ElementSummary(kind: record.kind, flags: record.flags)
    }
  }
}

/// Which rows of an object have been met, and which is likely to come next.
struct ObjectProgress {
  private var seen: UInt64 = 0
  private(set) var expected = 0

  /// Notes that the member of a row is there. Answers whether it was there already.
  @inline(__always)
  mutating func see(_ row: Int) -> Bool {
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: row)
    let again = seen & bit != 0
    seen |= bit
    expected = row &+ 1
    return again
  }

  /// Notes that the list is there, which an earlier call has begun.
  mutating func seeList(of vendor: VendorTag) {
    var index = 0
    while let member = vendor.member(at: index) {
      if member.reading == .list { _ = see(index) }
      index &+= 1
    }
  }
}

/// The list of a body that is wanted as one record: a list of one job is that job.
struct ListContents {
  let response: Response
  /// Where the record of the first element goes.
  let record: OutputArray<jobstatus_record>
  /// Ends the reading behind the first element, by an error with the result JOBSTATUS_OK.
  var wantsFirstOnly = false
  var wasRead = false
  var count: UInt32 = 0
  var first = ElementSummary(kind: JOBSTATUS_KIND_NONE, flags: 0)
}

struct ElementSummary {
  let kind: UInt32
  let flags: UInt32
}
