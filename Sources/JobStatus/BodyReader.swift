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
  /// Reads the object at the current byte.
  static func readObject(
    _ place: Place, _ reader: inout BodyReader<Self>, into findings: inout Findings
  ) throws(ReadError)
  /// Behind an element of an array: whether another one follows.
  static func nextElement(_ reader: inout BodyReader<Self>) throws(ReadError) -> Bool

  /// Reads a value that only one of them can have: a document in a string has no links, lists or further documents.
  static func readValue(
    of member: Member, _ reader: inout BodyReader<Self>, into findings: inout Findings
  ) throws(ReadError)
}

extension PlainSource: DocumentSource {
  @inline(__always)
  static func readObject(
    _ place: Place, _ reader: inout BodyReader<PlainSource>, into findings: inout Findings
  ) throws(ReadError) {
    try reader.readExpectedObject(place, into: &findings)
  }

  @inline(__always)
  static func nextElement(_ reader: inout BodyReader<PlainSource>) throws(ReadError) -> Bool {
    try reader.nextExpectedElement()
  }

  static func readValue(
    of member: Member, _ reader: inout BodyReader<PlainSource>, into findings: inout Findings
  ) throws(ReadError) {
    try reader.readBodyValue(of: member, into: &findings)
  }
}

extension UnescapedSource: DocumentSource where Base == PlainSource {
  static func readObject(
    _ place: Place, _ reader: inout BodyReader<Self>, into findings: inout Findings
  ) throws(ReadError) {
    try reader.readGeneralObject(place, into: &findings)
  }

  static func nextElement(_ reader: inout BodyReader<Self>) throws(ReadError) -> Bool {
    try reader.json.next(closing: ASCII.rightBracket)
  }

  static func readValue(
    of member: Member, _ reader: inout BodyReader<Self>, into findings: inout Findings
  ) throws(ReadError) {
    findings.values[member.slot] = try reader.json.readValue()
  }
}

struct BodyReader<Source: DocumentSource> {
  let vendor: VendorTag
  let members: MemberTable
  var json: JSONReader<Source>
  var expectation: Expectation
  var date = KnownDate()
  /// The objects around the one that is being read.
  var outer: ObjectStack
  /// The name that was looked up last and has a row: where it then is not read after all, it is for the general reader.
  var located = -1
  /// Of the body, and those among them of which one was asked for last.
  private let windows: Windows
  private(set) var nearWindows: WindowRange
  /// Whether somebody wants to know how many members have a row.
  var countsMembers: Bool
  /// What a list holds; nil where lists are passed over.
  var list: ListContents?

  init(_ source: Source, vendor: VendorTag, windows: Windows, list: ListContents? = nil) {
    self.vendor = vendor
    members = vendor.members
    json = JSONReader(source)
    self.windows = windows
    expectation = Expectation(windows.separators)
    outer = windows.objects
    nearWindows = windows.front
    self.list = list
    countsMembers = list?.wantsFirstOnly == true
  }

  /// A document in a string of the body that `body` reads. The memory that comes with the windows stays the body's: a
  /// general reader uses none.
  fileprivate init(_ source: Source, inside body: BodyReader<PlainSource>) {
    vendor = body.vendor
    members = body.members
    json = JSONReader(source)
    expectation = body.expectation
    outer = body.outer
    windows = body.windows
    nearWindows = body.nearWindows
    countsMembers = body.countsMembers
  }

  // MARK: - Windows

  /// The bytes of the body from `offset` on. Outside of the body all of them are 0.
  @inline(__always)
  mutating func window(at offset: Int) -> Window {
    if let window = nearWindows.at(offset) { return window }
    return farWindow(at: offset)
  }

  /// Out of line, so that it is a branch that is foreseen, and nothing has to wait for its outcome.
  @inline(never)
  private mutating func farWindow(at offset: Int) -> Window {
    _ = moveWindows(to: offset)
    return nearWindows.at(offset) ?? windows.behindEnd
  }

  /// Makes those windows near that the one at `offset` is among. Answers whether there is one.
  @inline(__always)
  mutating func moveWindows(to offset: Int) -> Bool {
    nearWindows = windows.front
    if nearWindows.at(offset) == nil { nearWindows = windows.back }
    return nearWindows.at(offset) != nil
  }

  // MARK: - Objects

  /// One job object: the body itself, or an element of a list.
  @inline(__always)
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

  @inline(__always)
  private mutating func readObject(_ place: Place, into findings: inout Findings) throws(ReadError) {
    try Source.readObject(place, &self, into: &findings)
  }

  /// The object at the current byte, of whatever source.
  @inline(never)
  fileprivate mutating func readGeneralObject(_ place: Place, into findings: inout Findings) throws(ReadError) {
    guard try json.open(closing: ASCII.rightBrace) else { return }
    var progress = ObjectProgress(place: place, in: members)
    defer { count(progress, in: &findings) }
    repeat {
      if let member = try readMemberName(&progress, into: &findings) { try readValue(of: member, into: &findings) }
    } while try json.next(closing: ASCII.rightBrace)
  }

  /// The members of an object have been read. Counting them takes time, and only who looks for the vendor wants it.
  @inline(__always)
  func count(_ progress: ObjectProgress, in findings: inout Findings) {
    if countsMembers { findings.membersFound &+= progress.seen.nonzeroBitCount }
  }

  /// The row of the next member, whose value begins at the current byte. Nil for one of which nothing is kept: it is
  /// passed over.
  @inline(never)
  mutating func readMemberName(
    _ progress: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) -> Member? {
    guard let found = find(try json.readName(), in: progress.place, findings) else {
      try json.skipValue()
      return nil
    }
    if !progress.see(found.row), found.member.isKept { forget(found.member, in: &findings) }
    return found.member
  }

  /// The member of that name however it is written; nil where there is none.
  @inline(never)
  private mutating func find(
    _ name: jobstatus_span, in place: Place, _ findings: Findings
  ) -> (row: Int, member: Member)? {
    guard name.escapes == JOBSTATUS_ESCAPES_NONE else { return members.find(findings.text(of: name), of: place) }
    return members.find(window(at: Int(name.offset) &- 1), length: Int(name.length), of: place)
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
    while let member = members.member(at: index) {
      if member.isOf(place) {
        findings.forget(member)
        forgetMembers(of: member.child, in: &findings)
      }
      index &+= 1
    }
  }

  // MARK: - Values

  mutating func readValue(of member: Member, into findings: inout Findings) throws(ReadError) {
    switch (member.reading, json.current) {
    case (.value, _), (.time, _):
      findings.values[member.slot] = try json.readValue()
    case (.ignored, _):
      try json.skipValue()
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
  func marker(_ kind: Value.Kind) -> Value {
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
    } while try Source.nextElement(&self)
  }

  /// An element of an array of items that is no object. Answers whether it is an item: a text.
  @inline(never)
  mutating func readTextItem(into findings: inout Findings) throws(ReadError) -> Bool {
    let value = try json.readValue()
    if value.isText { findings.values[.itemMessage] = value }
    return value.isText
  }

  /// An element of an array of items. Answers whether it is one: an object or a text.
  @inline(never)
  private mutating func readItem(
    _ member: Member, isFirst: Bool, into findings: inout Findings
  ) throws(ReadError) -> Bool {
    findings.values.clearItem()
    if json.current == ASCII.leftBrace {
      try readObject(member.child, into: &findings)
    } else if !(try readTextItem(into: &findings)) {
      return false
    }
    findings.finishItem(member, states: vendor.states, isFirst: isFirst)
    return true
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
    var nested = BodyReader<UnescapedSource<PlainSource>>(UnescapedSource(text), inside: self)
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
    let answer = findings.answer
    contents.first = try readElement(answer.response, into: answer.record, items: items, findings: &findings)
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
      let span = jobstatus_span(from: start, to: json.offset)
      var summary = ElementSummary(kind: JOBSTATUS_KIND_NONE, flags: 0)
      records.update(at: index) { record in
        // An element can only be a job. One that is none can still be looked into.
        response.conclude(vendor, &element, json: span, as: element.isJob ? .job : .none, into: &record)
        record.json = span
        summary = ElementSummary(kind: record.kind, flags: record.flags)
      }
      return summary
    }
  }
}

/// The list of a body that is wanted as one record: a list of one job is that job.
struct ListContents {
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
