// The fast way through a body: members that come as they mostly do.
//
// A vendor's table has its rows in the order in which the vendor sends them, and a program writes the same white space
// between all members. So what comes next is compared with what is expected, many bytes at once; where it is the same,
// nothing has to be searched, and the value begins a known number of bytes further on.
//
//     {                          behind the brace what stands behind the commas
//       "id": "7",               row "id"; behind the name `": `; a string up to its quote
//     ^^^                        `,\n  ` as in all lines of this level
//       "end": "2026-01-02...",  a time of the same date as the one before is read at once
//       "state": "RUNNING",      the next row, or one of the few behind it
//       "extra": null,           none of them: it is looked up by its name
//       "tags": ["a", "b"],      no row either: passed over as a whole
//       "node": {"name": "x"},   a row with rows of its own: read by them, then by these again
//       "message": "done"
//     }                          `\n}` as at the end of the objects before
//
// From the top down: readExpectedObject goes from object to object, readKeptMembers through one of them,
// readUsualMembers through as many members as are just as expected. Nothing is believed: every byte that is passed over
// has been compared or scanned. What is odd (escape sequences in a name, an error) is left to the general reader
// (JSONReader, BodyReader), which reads the same bytes once more.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

#if arch(x86_64) && !JOBSTATUS_PORTABLE
  import _Builtin_intrinsics.intel.sse2
#endif

/// The white space that a body has shown so far. Until it does, it is expected to have none.
struct Expectation {
  private var betweenMembers: [4 of Separator] = .init(repeating: .comma)
  private var ends: [4 of Separator] = .init(repeating: .rightBrace)
  /// Between the elements of an array that are objects, with the brace that begins one.
  fileprivate var betweenElements = Separator.commaAndBrace
  fileprivate(set) var behindName = WordPattern.colon

  /// What is expected between two members at a level of nesting, with the quote that begins a name. Deeper levels share
  /// with others, which costs time only.
  @inline(__always)
  subscript(level: Int) -> Separator {
    get { betweenMembers[level & 3] }
    set { betweenMembers[level & 3] = newValue }
  }

  /// What is expected behind the last member, with the brace.
  @inline(__always)
  subscript(endOf level: Int) -> Separator {
    get { ends[level & 3] }
    set { ends[level & 3] = newValue }
  }

  /// Every member stands on a line of its own, as most programs write it that make JSON legible: at `level` and in it.
  @inline(never)
  fileprivate mutating func expectLines(indentedBy width: Int, from level: Int) {
    let width = UInt64(truncatingIfNeeded: width)
    var outer = UInt64(truncatingIfNeeded: level &- 1) &* width
    behindName = .colonAndBlank
    betweenElements = .line(behindComma: true, indentedBy: outer &+ 2 &* width, upTo: ASCII.leftBrace)
    var inner = level
    while inner != level &+ 4 {
      self[endOf: inner] = .line(behindComma: false, indentedBy: outer, upTo: ASCII.rightBrace)
      outer &+= width
      self[inner] = .line(behindComma: true, indentedBy: outer, upTo: ASCII.quote)
      inner &+= 1
    }
  }
}

/// At most eight bytes that are expected to come again.
struct WordPattern {
  let length: Int
  /// The bytes as a little-endian number, 0 behind the end, and which of its bits count.
  private let word: UInt64
  private let mask: UInt64

  /// `":`, with the quote that ends a name.
  static var colon: WordPattern { WordPattern(length: 2, word: 0x3A22) }
  /// `": `, the same with a blank.
  static var colonAndBlank: WordPattern { WordPattern(length: 3, word: 0x20_3A22) }

  @inline(__always)
  init(length: Int, word: UInt64) {
    self.length = length
    mask = Literal.mask(of: length)
    self.word = word & mask
  }

  /// Whether a word of a body begins with these bytes.
  @inline(__always)
  func begins(_ word: UInt64) -> Bool { (word ^ self.word) & mask == 0 }

  #if !arch(x86_64) || JOBSTATUS_PORTABLE
    /// No bytes, with which every word begins.
    static var nothing: WordPattern { WordPattern() }

    private init() {
      length = 0
      word = 0
      mask = 0
    }

    /// The same whatever the first of the bytes is.
    @inline(__always)
    func beginsBehindFirst(_ word: UInt64) -> Bool { (word ^ self.word) & mask & ~0xFF == 0 }
  #endif
}

/// At most sixteen bytes that are expected to come again.
struct Separator {
  private let length: UInt32

  /// How far away the last of the bytes is.
  @inline(__always)
  var last: Int { Int(length) &- 1 }

  /// `,"`, with the quote that begins a name.
  static var comma: Separator { Separator(length: 2, front: 0x222C, back: 0, hasComma: true) }
  /// `,{`, with the brace that begins an element.
  static var commaAndBrace: Separator { Separator(length: 2, front: 0x7B2C, back: 0, hasComma: true) }
  static var rightBrace: Separator { Separator(length: 1, front: 0x7D, back: 0, hasComma: false) }

  /// Nil where they are too many, or near the end of the body.
  init?(_ bytes: Bytes, from start: Int, to end: Int) {
    guard end &- start <= 16, let front = bytes.word(at: start), let back = bytes.word(at: start &+ 8) else {
      return nil
    }
    self.init(
      length: end &- start, front: front, back: back, hasComma: UInt8(truncatingIfNeeded: front) == ASCII.comma)
  }

  /// The end of a line and the beginning of the next one, up to a byte. One that is too long is expected in vain.
  @inline(__always)
  static func line(behindComma: Bool, indentedBy width: UInt64, upTo last: UInt8) -> Separator {
    let start: UInt64 = behindComma ? 2 : 1
    let position = start &+ min(width, 15 &- start)
    // What takes the place of the blank, in the half in which it stands.
    let change = UInt64(last ^ ASCII.space) &<< (position &* 8)
    let front: UInt64 = behindComma ? 0x2020_2020_2020_0A2C : 0x2020_2020_2020_200A
    let blanks: UInt64 = 0x2020_2020_2020_2020
    return Separator(
      length: Int(truncatingIfNeeded: position &+ 1), front: position < 8 ? front ^ change : front,
      back: position < 8 ? blanks : blanks ^ change, hasComma: behindComma)
  }

  #if arch(x86_64) && !JOBSTATUS_PORTABLE
    /// A bit for each of the bytes.
    private let mask: UInt32
    /// The same without the first one, where that is a comma. Else a bit that stands for no byte: all bits behind the
    /// sixteenth are those of bytes that differ.
    private let maskBehindComma: UInt32
    private let bytes: __m128i

    @inline(__always)
    private init(length: Int, front: UInt64, back: UInt64, hasComma: Bool) {
      self.length = UInt32(truncatingIfNeeded: length)
      bytes = __m128i(Int64(bitPattern: front), Int64(bitPattern: back))
      mask = (1 &<< UInt32(truncatingIfNeeded: length)) &- 1
      maskBehindComma = hasComma ? mask & ~1 : 1 &<< 31
    }

    /// Whether a window has these bytes at `index`.
    @inline(__always)
    func isAt(_ index: Int, in window: Window) -> Bool { differences(window.vector(at: index)) & mask == 0 }

    /// Whether a window has what comes behind the comma, behind whatever its first byte is. False where the first of
    /// these bytes is no comma: what stands in front of one must not be taken for what stands behind it.
    @inline(__always)
    func isBehindFirst(in window: Window) -> Bool { differences(window.vector(at: 0)) & maskBehindComma == 0 }

    @inline(__always)
    private func differences(_ vector: __m128i) -> UInt32 {
      ~UInt32(bitPattern: _mm_movemask_epi8(_mm_cmpeq_epi8(vector, bytes)))
    }
  #else
    private let front: WordPattern
    private let back: WordPattern
    private let hasComma: Bool

    private init(length: Int, front: UInt64, back: UInt64, hasComma: Bool) {
      self.length = UInt32(truncatingIfNeeded: length)
      self.hasComma = hasComma
      self.front = WordPattern(length: length, word: front)
      self.back = length > 8 ? WordPattern(length: length &- 8, word: back) : .nothing
    }

    func isAt(_ index: Int, in window: Window) -> Bool {
      front.begins(window.word(at: index)) && back.begins(window.word(at: index &+ 8))
    }

    func isBehindFirst(in window: Window) -> Bool {
      hasComma && front.beginsBehindFirst(window.word(at: 0)) && back.begins(window.word(at: 8))
    }
  #endif
}

/// Where the members that are as most of them are have come to an end.
private struct Stop {
  enum Reason {
    /// At a name that none of the next rows has.
    case name
    /// At a string that is the value of the row before the expected one, and long, or not plain.
    case string
    /// At a string that is a time of another date, or written otherwise than most.
    case time
    /// At another value of that row, or one that is not only kept.
    case value
    /// Behind a value that no expected separator follows.
    case end
  }

  let reason: Reason
  let offset: Int
  /// How many bytes of the string can be passed over; before a time, how far away its name begins.
  var length = 0
}

extension MemberTable {
  /// The member whose name stands in front of a window, its row, and the index of the quote behind the name. Nil where
  /// it is none of the next ones.
  @_transparent  // As readUsualValue.
  fileprivate func usualMember(
    in window: Window, from row: Int, reach: Int, of place: Place, _ nameIndex: NameIndex
  ) -> (member: Member, row: Int, end: Int)? {
    var found = row
    while let member = member(at: found), member.place == place {
      if window.hasText(member.name) { return (member, found, member.name.count &+ 1) }
      found &+= 1
      if found > row &+ reach { break }
    }
    guard reach == 0, place == .body else { return nil }
    let length = window.lengthOfName
    found = nameIndex.row(of: window.word(at: 1), length: length)
    guard let member = member(at: found), member.name.count == length, window.hasText(member.name) else { return nil }
    // The length is known before the row is.
    return (member, found, length &+ 1)
  }
}

extension Window {
  /// Keeps the value at `offset`, the byte `index` of the window. Answers where it ends, or what it is instead of a
  /// short one.
  @_transparent  // The optimiser, asked to inline it, leaves it out of a function that is as long as its only caller.
  fileprivate func readUsualValue(
    of member: Member, at index: Int, _ offset: Int, near date: KnownDate, into values: Values
  ) -> Stop {
    guard member.isOnlyKept else { return Stop(reason: .value, offset: offset) }
    if member.slot.isTime, byte(at: index) == ASCII.quote {
      guard let time = UsualTime(at: index, in: self, near: date) else {
        return Stop(reason: .time, offset: offset, length: index)
      }
      values.setTime(member.slot, time)
      return Stop(reason: .end, offset: offset &+ time.length)
    }
    let plain = lengthOfPlainText(at: index)
    if plain == 0 {
      let length = lengthOfShortNumber(at: index)
      guard length != 0 else { return Stop(reason: .value, offset: offset) }
      values.setNumber(member.slot, from: offset, to: offset &+ length)
      return Stop(reason: .end, offset: offset &+ length)
    }
    guard byte(at: index &+ plain) == ASCII.quote else {
      return Stop(reason: .string, offset: offset, length: plain)
    }
    if plain == 1 {
      values.setEmptyString(member.slot)
    } else {
      values.setString(member.slot, from: offset &+ 1, to: offset &+ plain)
    }
    return Stop(reason: .end, offset: offset &+ plain &+ 1)
  }
}

extension BodyReader where Source == PlainSource {
  /// The object at the current byte, with the objects and the items in it.
  @inline(never)
  mutating func readExpectedObject(_ place: Place, into findings: inout Findings) throws(ReadError) {
    guard try openExpectedObject() else { return }
    var progress = ObjectProgress(place: place, first: firstRow(of: place))
    let outside = outer.count
    defer {
      count(progress, in: &findings)
      while let object = outer.pop(above: outside) { count(object, in: &findings) }
    }
    while true {
      if try readKeptMembers(&progress, into: &findings) {
        if try enter(&progress, into: &findings) { continue }
        if try nextExpectedMember() { continue }
      }
      // The object has been closed.
      while true {
        if progress.isItem, try enterNextItem(&progress, into: &findings) { break }
        guard let object = outer.pop(above: outside) else { return }
        count(progress, in: &findings)
        progress = object
        if try nextExpectedMember() { break }
      }
    }
  }

  /// At the value of a member that is not plain: begins to read the members of an object, or of the first item. Answers
  /// false where the value has been read as a whole.
  @inline(never)
  private mutating func enter(
    _ progress: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) -> Bool {
    guard let member = members.member(at: progress.expected &- 1) else { return false }
    json.skipWhiteSpace()
    currentRow = progress.expected &- 1
    switch (member.reading, json.current) {
    case (.object, ASCII.leftBrace) where !outer.isFull:
      findings.values[member.slot] = marker(.object)
      guard try openExpectedObject() else { return false }
      outer.push(progress)
      progress = ObjectProgress(place: member.child, first: firstRow(of: member.child))
      return true
    case (.links, _):
      try readLinks(member, into: &findings)
      return false
    case (.items, ASCII.leftBracket) where !outer.isFull:
      if findings.isReplaced(member.slot, at: json.offset) {
        try json.skipValue()
        return false
      }
      findings.values[member.slot] = marker(.array)
      guard try openExpectedArray() else { return false }
      var item = ObjectProgress(place: member.child, first: firstRow(of: member.child), itemsRow: currentRow)
      guard try enterItem(&item, into: &findings) else { return false }
      outer.push(progress)
      progress = item
      return true
    default:
      try readValue(of: member, into: &findings)
      return false
    }
  }

  /// Behind an item: begins to read the members of the next one. Answers false where there are no more.
  @inline(never)
  private mutating func enterNextItem(
    _ item: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) -> Bool {
    finishItem(&item, into: &findings)
    guard try nextExpectedElement() else { return false }
    return try enterItem(&item, into: &findings)
  }

  /// The same at an item.
  @inline(__always)
  private mutating func enterItem(
    _ item: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) -> Bool {
    repeat {
      findings.values.clearItem()
      if json.current == ASCII.leftBrace {
        if try openExpectedObject() { return true }
        finishItem(&item, into: &findings)
      } else if try readTextItem(into: &findings) {
        finishItem(&item, into: &findings)
      }
    } while try nextExpectedElement()
    return false
  }

  @inline(__always)
  private mutating func finishItem(_ item: inout ObjectProgress, into findings: inout Findings) {
    if let member = members.member(at: item.itemsRow) {
      findings.finishItem(member, states: vendor.states, isFirst: item.isFirstItem)
    }
    count(item, in: &findings)
    item.beginNextItem()
  }

  /// Reads members from the current byte on, which begins a name, up to a value that is more than kept. Answers false
  /// where the object has been closed instead.
  @inline(__always)
  private mutating func readKeptMembers(
    _ progress: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) -> Bool {
    let values = findings.values
    var name = json.offset
    // A name that was looked up and then is not read after all goes to the general reader.
    var located = -1
    while true {
      let stop = readUsualMembers(from: name, &progress, into: values)
      var end = stop.offset
      switch stop.reason {
      case .end: break
      case .time where date.learn(from: window(at: stop.offset)):
        progress.forgetLast()
        name = stop.offset &- stop.length
        continue
      case .string, .time, .value:
        end = readOtherValue(at: stop, of: progress.expected &- 1, into: values)
        guard end != 0 else {
          json.source.go(to: stop.offset)
          return true
        }
      case .name:
        name = stop.offset
        switch name == located ? .notLocated : locate(&name, &progress, into: values) {
        case .located:
          located = name
          continue
        case .closed: return false
        case .notLocated:
          json.source.go(to: name)
          try readGeneralMember(&progress, into: &findings)
          end = json.offset
        }
      }
      let next = nextName(behind: end, expectation[json.depth])
      if next < 0 { return false }
      guard next > 0 else { throw json.unexpected() }
      name = end &+ next
    }
  }

  /// Reads the members that begin at `start` as long as each has one of the next rows, and a short value. Nothing is
  /// called here, so that what it needs stays in registers.
  @inline(__always)
  private mutating func readUsualMembers(
    from start: Int, _ progress: inout ObjectProgress, into values: Values
  ) -> Stop {
    var windows = nearWindows
    let members = members
    let behindName = expectation.behindName
    let separator = expectation[json.depth]
    let nameIndex = nameIndex
    let date = date
    let place = progress.place
    let reach = progress.reach
    var name = start
    var row = progress.expected
    var seen = progress.seen
    defer {
      progress.expected = row
      progress.seen = seen
    }
    while true {
      guard let window = windows.at(name) else {
        guard moveWindows(to: name) else { break }
        windows = nearWindows
        continue
      }
      guard
        let (member, found, end) = members.usualMember(
          in: window, from: row, reach: reach, of: place, nameIndex),
        behindName.begins(window.word(at: end)), seen & ObjectProgress.bit(of: found) == 0
      else { break }
      seen |= ObjectProgress.bit(of: found)
      row = found &+ 1
      let index = end &+ (behindName.length & 15)
      let stop = window.readUsualValue(of: member, at: index, name &+ index, near: date, into: values)
      guard stop.reason == .end else { return stop }
      guard separator.isAt(stop.offset &- name, in: window) else { return stop }
      name = stop.offset &+ separator.last
    }
    return Stop(reason: .name, offset: name)
  }

  /// Reads the member whose name is the current byte, whatever is odd about it.
  @inline(never)
  private mutating func readGeneralMember(
    _ progress: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) {
    if let member = try readMemberName(&progress, into: &findings) { try readValue(of: member, into: &findings) }
  }

  /// Opens the object at the current byte. Answers whether it has a member, whose name is the current byte then.
  @inline(__always)
  mutating func openExpectedObject() throws(ReadError) -> Bool {
    // Behind the brace stands what stands behind the commas between the members.
    let separator = expectation[json.depth &+ 1]
    guard separator.isBehindFirst(in: window(at: json.offset)), json.enter() else { return try openObject() }
    json.source.go(to: json.offset &+ separator.last)
    return true
  }

  /// The same whatever white space is behind the brace.
  @inline(never)
  private mutating func openObject() throws(ReadError) -> Bool {
    let behindBrace = json.offset &+ 1
    guard try json.open(closing: ASCII.rightBrace) else { return false }
    try json.requireName()
    if json.source.bytes[behindBrace] == ASCII.lineFeed {
      let width = (json.offset &- behindBrace &- 1) / max(json.depth, 1)
      expectation.expectLines(indentedBy: width, from: json.depth)
    }
    return true
  }

  /// Behind a value: whether another member follows.
  @inline(never)
  mutating func nextExpectedMember() throws(ReadError) -> Bool {
    let next = nextName(behind: json.offset, expectation[json.depth])
    if next < 0 { return false }
    guard next > 0 else { throw json.unexpected() }
    json.source.go(to: json.offset &+ next)
    return true
  }

  /// Opens the array at the current byte. Answers whether anything is in it.
  @inline(__always)
  private mutating func openExpectedArray() throws(ReadError) -> Bool {
    // Behind the bracket stands what stands behind the commas between the elements.
    let separator = expectation.betweenElements
    guard separator.isBehindFirst(in: window(at: json.offset)), json.enter() else {
      return try json.open(closing: ASCII.rightBracket)
    }
    json.source.go(to: json.offset &+ separator.last)
    return true
  }

  /// Behind an element: whether another one follows.
  @inline(__always)
  mutating func nextExpectedElement() throws(ReadError) -> Bool {
    guard expectation.betweenElements.isAt(0, in: window(at: json.offset)) else { return try nextElement() }
    json.source.go(to: json.offset &+ expectation.betweenElements.last)
    return true
  }

  /// The same whatever white space is around the comma.
  @inline(never)
  private mutating func nextElement() throws(ReadError) -> Bool {
    let start = json.offset
    let isThere = try json.next(closing: ASCII.rightBracket)
    if isThere, json.current == ASCII.leftBrace,
      let separator = Separator(json.source.bytes, from: start, to: json.offset &+ 1)
    {
      expectation.betweenElements = separator
    }
    return isThere
  }

  // MARK: - Not as expected

  private enum Locating {
    /// The member's row is the expected one.
    case located
    /// The name is for the general reader: it has escape sequences, was given before, has no row and a value that is
    /// not plain, or there is an error.
    case notLocated
    /// The object has been closed.
    case closed
  }

  /// Looks up the name at `name`. Passes over members without a row as long as they are plain, and moves `name` on.
  @inline(never)
  private mutating func locate(_ name: inout Int, _ progress: inout ObjectProgress, into values: Values) -> Locating {
    while true {
      let window = window(at: name)
      let (length, value) = findValue(ofMemberAt: name, window)
      guard value != 0 else { return .notLocated }
      let row = members.row(named: window, length: length, in: progress)
      if let member = members.member(at: row) {
        if progress.seen & ObjectProgress.bit(of: row) != 0, member.isKept { return .notLocated }
        expect(row, &progress)
        return .located
      }
      let end = readOtherValue(at: value, into: values, .none)
      guard end != 0 else { return .notLocated }
      let next = nextName(behind: end, expectation[json.depth])
      guard next > 0 else { return next < 0 ? .closed : .notLocated }
      name = end &+ next
    }
  }

  private mutating func expect(_ row: Int, _ progress: inout ObjectProgress) {
    if row < progress.expected { progress.reach = 0 }
    if progress.reach == 0, progress.place == .body, !nameIndex.isMade { nameIndex.make(of: members) }
    progress.expected = row
  }

  /// The length of the name that stands at `name`, and where the member's value begins: 0 where the general reader has
  /// to find it.
  @inline(__always)
  mutating func findValue(ofMemberAt name: Int, _ window: Window) -> (length: Int, value: Int) {
    let quote = window.lengthOfPlainText(at: 0)
    guard quote != 0, expectation.behindName.begins(window.word(at: quote)) else { return findValue(ofMemberAt: name) }
    return (quote &- 1, name &+ quote &+ expectation.behindName.length)
  }

  /// The same whatever white space is around the colon.
  @inline(never)
  private mutating func findValue(ofMemberAt name: Int) -> (length: Int, value: Int) {
    let bytes = json.source.bytes
    let end = bytes.endOfPlainText(from: name &+ 1)
    guard bytes[end] == ASCII.quote else { return (0, 0) }
    let colon = bytes.endOfWhiteSpace(from: end &+ 1)
    guard bytes[colon] == ASCII.colon else { return (0, 0) }
    let value = bytes.endOfWhiteSpace(from: colon &+ 1)
    if value &- end != expectation.behindName.length { expectBehindName(from: end, to: value) }
    return (end &- name &- 1, value)
  }

  /// Keeps a row's value where reading has stopped. Answers where it ends, 0 where it is for the general reader.
  @inline(__always)
  private mutating func readOtherValue(at stop: Stop, of row: Int, into values: Values) -> Int {
    guard let member = members.member(at: row), member.isOnlyKept else { return 0 }
    if stop.reason == .string {
      return values.setString(
        member.slot, from: stop.offset &+ 1, to: json.source.bytes.endOfString(from: stop.offset &+ stop.length))
    }
    return readOtherValue(at: stop.offset, into: values, member.slot)
  }

  /// The same for a value at `offset`, whatever white space is in front of it.
  @inline(never)
  private mutating func readOtherValue(at offset: Int, into values: Values, _ slot: Slot) -> Int {
    let bytes = json.source.bytes
    let start = bytes.endOfWhiteSpace(from: offset)
    if start != offset { expectBehindName(from: offset &- expectation.behindName.length, to: start) }
    if bytes[start] == ASCII.quote {
      return values.setString(slot, from: start &+ 1, to: bytes.endOfString(from: start &+ 1))
    }
    let kind = Value.Kind(firstByte: bytes[start])
    let isContainer = kind == .object || kind == .array
    let end = isContainer ? bytes.endOfValue(from: start, room: json.room) : bytes.endOfBareScalar(from: start)
    if end != 0 { values[slot] = Value(kind: kind, span: jobstatus_span(from: start, to: end)) }
    return end
  }

  /// What stands between a name, without its quote, and its value is expected to come again.
  private mutating func expectBehindName(from start: Int, to end: Int) {
    if end &- start <= 8, let word = json.source.bytes.word(at: start) {
      expectation.behindName = WordPattern(length: end &- start, word: word)
    }
  }

  /// How far away the next member's name begins. Negative where the object ends instead, and has been closed; 0 where
  /// neither is there: then the current byte is the one that cannot stand there.
  @inline(__always)
  private mutating func nextName(behind offset: Int, _ separator: Separator) -> Int {
    let window = window(at: offset)
    if separator.isAt(0, in: window) { return separator.last }
    return close(behind: offset, window) ? -1 : findName(behind: offset)
  }

  /// Closes the object where it ends as expected.
  @inline(__always)
  private mutating func close(behind offset: Int, _ window: Window) -> Bool {
    let end = expectation[endOf: json.depth]
    guard end.isAt(0, in: window) else { return false }
    json.source.go(to: offset &+ end.last &+ 1)
    json.leave()
    return true
  }

  /// The same whatever white space is around the comma.
  @inline(never)
  private mutating func findName(behind offset: Int) -> Int {
    let bytes = json.source.bytes
    let comma = bytes.endOfWhiteSpace(from: offset)
    if bytes[comma] == ASCII.rightBrace {
      if let separator = Separator(bytes, from: offset, to: comma &+ 1) { expectation[endOf: json.depth] = separator }
      json.source.go(to: comma &+ 1)
      json.leave()
      return -1
    }
    let name = bytes[comma] == ASCII.comma ? bytes.endOfWhiteSpace(from: comma &+ 1) : comma
    guard bytes[comma] == ASCII.comma, bytes[name] == ASCII.quote else {
      json.source.go(to: name)
      return 0
    }
    if let separator = Separator(bytes, from: offset, to: name &+ 1) { expectation[json.depth] = separator }
    return name &- offset
  }
}
