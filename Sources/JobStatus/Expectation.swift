// The fast way through a body: members that come as they mostly do.
//
// A vendor's table has its rows in the order in which the vendor sends them, and a program writes the same white space
// between all members. So what comes next is compared with what is expected, many bytes at once; where it is the same,
// nothing has to be searched, and the value begins a known number of bytes further on.
//
//     {                          behind the brace what stands behind the commas
//       "id": "7",               row "id"; behind the name `": `; a string up to its quote
//     ^^^                        `,\n  ` as between the members before
//       "state": "RUNNING",      the next row, and so on
//       "extra": null,           not the next row: it is looked up by its name
//       "tags": ["a", "b"],      no row either: passed over as a whole
//       "node": {"name": "x"},   a row with rows of its own: an object like this one
//       "message": "done"
//     }                          `\n}` as at the end of the objects before
//
// Nothing is believed: every byte that is passed over here has been compared or scanned. What is odd (escape sequences
// in a name, an error) is left to the general reader (JSONReader, BodyReader), which reads the same bytes once more.
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
  fileprivate var betweenElements = Separator.comma
  fileprivate var behindName = WordPattern.colon

  /// What is expected between two members at a level of nesting, with the quote that begins a name. Deeper levels share
  /// with others, which costs time only.
  @inline(__always)
  fileprivate subscript(level: Int) -> Separator {
    get { betweenMembers[level & 3] }
    set { betweenMembers[level & 3] = newValue }
  }

  /// What is expected behind the last member, with the brace.
  @inline(__always)
  fileprivate subscript(endOf level: Int) -> Separator {
    get { ends[level & 3] }
    set { ends[level & 3] = newValue }
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

  @inline(__always)
  init(length: Int, word: UInt64) {
    self.length = length
    mask = length >= 8 ? .max : (1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1
    self.word = word & mask
  }

  /// Whether a word of a body begins with these bytes.
  @inline(__always)
  func begins(_ word: UInt64) -> Bool { (word ^ self.word) & mask == 0 }

  #if !arch(x86_64) || JOBSTATUS_PORTABLE
    /// The same whatever the first of the bytes is.
    @inline(__always)
    func beginsBehindFirst(_ word: UInt64) -> Bool { (word ^ self.word) & mask & ~0xFF == 0 }
  #endif
}

/// At most sixteen bytes that are expected to come again.
struct Separator {
  /// How far away the last of the bytes is.
  let last: Int

  /// `,"`, with the quote that begins a name.
  static var comma: Separator { Separator(length: 2, front: 0x222C, back: 0) }
  static var rightBrace: Separator { Separator(length: 1, front: 0x7D, back: 0) }

  /// Nil where they are too many, or near the end of the body.
  init?(_ bytes: Bytes, from start: Int, to end: Int) {
    guard end &- start <= 16, let front = bytes.word(at: start), let back = bytes.word(at: start &+ 8) else {
      return nil
    }
    self.init(length: end &- start, front: front, back: back)
  }

  #if arch(x86_64) && !JOBSTATUS_PORTABLE
    private let bytes: __m128i
    /// A bit for each of the bytes.
    private let mask: UInt32

    @inline(__always)
    private init(length: Int, front: UInt64, back: UInt64) {
      last = length &- 1
      bytes = __m128i(Int64(bitPattern: front), Int64(bitPattern: back))
      mask = (1 &<< UInt32(truncatingIfNeeded: length)) &- 1
    }

    /// Whether a window has these bytes at `index`.
    @inline(__always)
    func isAt(_ index: Int, in window: Window) -> Bool { differences(window.vector(at: index)) & mask == 0 }

    /// The same whatever the first byte of the window is.
    @inline(__always)
    func isBehindFirst(in window: Window) -> Bool { differences(window.vector(at: 0)) & mask & ~1 == 0 }

    @inline(__always)
    private func differences(_ vector: __m128i) -> UInt32 {
      ~UInt32(bitPattern: _mm_movemask_epi8(_mm_cmpeq_epi8(vector, bytes)))
    }
  #else
    private let front: WordPattern
    private let back: WordPattern

    private init(length: Int, front: UInt64, back: UInt64) {
      last = length &- 1
      self.front = WordPattern(length: length, word: front)
      self.back = WordPattern(length: max(0, length &- 8), word: back)
    }

    func isAt(_ index: Int, in window: Window) -> Bool {
      front.begins(window.word(at: index)) && back.begins(window.word(at: index &+ 8))
    }

    func isBehindFirst(in window: Window) -> Bool {
      front.beginsBehindFirst(window.word(at: 0)) && back.begins(window.word(at: 8))
    }
  #endif
}

extension BodyReader where Source == PlainSource {
  /// Where reading as expected has come to its end.
  private enum Surprise {
    /// Before a member's name that is for the general reader.
    case name
    /// Behind a value.
    case end
    /// Behind the object.
    case closed
  }

  /// The object at the current byte.
  @inline(never)
  mutating func readExpectedObject(_ place: Place, into findings: inout Findings) throws(ReadError) {
    guard try openExpectedObject() else { return }
    var progress = ObjectProgress(place: place, first: firstRow(of: place))
    defer { count(progress, in: &findings) }
    repeat {
      switch try readExpectedMembers(&progress, into: &findings) {
      case .name: try readGeneralMember(&progress, into: &findings)
      case .end: break
      case .closed: return
      }
    } while try nextExpectedMember()
  }

  /// Reads members from the current byte on, which begins a name, up to the first surprise.
  @inline(__always)
  private mutating func readExpectedMembers(
    _ progress: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) -> Surprise {
    guard json.current == ASCII.quote else { return .name }
    let values = findings.values
    let place = progress.place
    var separator = expectation[json.depth]
    var name = json.offset
    var row = progress.expected
    while true {
      var value = 0
      var slot = Slot.none
      var isPlain = false
      if let expected = members.at(row), expected.place == place {
        value = valueOfMember(expected.name, from: name, in: window(at: name))
        slot = expected.slot
        isPlain = expected.isPlain
        if progress.seen & ObjectProgress.bit(of: row) != 0 { value = 0 }
      }
      if value == 0 {
        progress.expected = row
        (row, value) = nextRow(from: name, progress)
        if value == 0 { (row, value) = findRow(from: name, progress) }
        if value != 0, row < progress.expected { progress.reach = 0 }
        if value == 0 {
          (name, row, value) = findMember(at: name, isUnknown: row == Self.unknown, progress, into: values)
          separator = expectation[json.depth]
        }
        guard let member = members.at(row) else {
          if row == Self.closed { return .closed }
          json.source.go(to: name)
          return .name
        }
        slot = member.slot
        isPlain = member.isPlain
      }
      progress.seen |= ObjectProgress.bit(of: row)
      row &+= 1
      var end = 0
      if isPlain {
        // Mostly all of the value is in the window, and what comes behind it.
        let valueWindow = window(at: value)
        let length = valueWindow.lengthOfShortString(at: 0)
        if length != 0 {
          if length == 2 {
            values.setEmptyString(slot)
          } else {
            values.setString(slot, from: value &+ 1, to: value &+ length &- 1)
          }
          end = value &+ length
          if separator.isAt(length, in: valueWindow) {
            name = end &+ separator.last
            continue
          }
        } else {
          end = readOtherValue(at: value, into: values, slot)
        }
      }
      if end == 0 { end = try readValue(at: value, row: row &- 1, into: &findings) }
      let window = window(at: end)
      if separator.isAt(0, in: window) {
        name = end &+ separator.last
        continue
      }
      if close(behind: end, window) { return .closed }
      let next = findName(behind: end)
      guard next > 0 else {
        if next < 0 { return .closed }
        progress.expected = row
        json.source.go(to: end)
        return .end
      }
      separator = expectation[json.depth]
      name = end &+ next
    }
  }

  /// Reads the member whose name is the current byte, whatever is odd about it.
  @inline(never)
  private mutating func readGeneralMember(
    _ progress: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) {
    if let member = try readMemberName(&progress, into: &findings) { try readValue(of: member, into: &findings) }
  }

  /// Reads the value of a row's member. Answers where it ends.
  @inline(never)
  private mutating func readValue(at offset: Int, row: Int, into findings: inout Findings) throws(ReadError) -> Int {
    json.source.go(to: offset)
    json.skipWhiteSpace()
    currentRow = row
    if let member = members.at(row) { try readValue(of: member, into: &findings) }
    return json.offset
  }

  /// Opens the object at the current byte. Answers whether it has a member, whose name is the current byte then.
  @inline(__always)
  mutating func openExpectedObject() throws(ReadError) -> Bool {
    // Behind the brace stands what stands behind the commas between the members.
    let separator = expectation[json.depth &+ 1]
    guard separator.isBehindFirst(in: window(at: json.offset)), json.enter() else {
      return try json.open(closing: ASCII.rightBrace)
    }
    json.source.go(to: json.offset &+ separator.last)
    return true
  }

  /// Where the value begins of the member whose name stands at `offset`, if it has this name, and what is expected
  /// behind it; else 0.
  @inline(__always)
  private func valueOfMember(_ name: Literal, from offset: Int, in window: Window) -> Int {
    let end = 1 &+ name.count
    if !expectation.behindName.begins(window.word(at: end)) { return 0 }
    if !window.hasText(name) { return 0 }
    return offset &+ end &+ expectation.behindName.length
  }

  /// Behind a value: whether another member follows.
  @inline(never)
  mutating func nextExpectedMember() throws(ReadError) -> Bool {
    let next = nextName(behind: json.offset, expectation[json.depth])
    if next < 0 { return false }
    if next == 0 { return try json.next(closing: ASCII.rightBrace) }
    json.source.go(to: json.offset &+ next)
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
    if isThere, let separator = Separator(json.source.bytes, from: start, to: json.offset &+ 1) {
      expectation.betweenElements = separator
    }
    return isThere
  }

  /// The name of the next member, up to the first byte of its value.
  @inline(__always)
  mutating func readExpectedName() throws(ReadError) -> jobstatus_span {
    let start = json.offset
    let window = window(at: start)
    let end = window.lengthOfShortString(at: 0) &- 1
    guard end >= 0, expectation.behindName.begins(window.word(at: end)) else { return try json.readName() }
    json.source.go(to: start &+ end &+ expectation.behindName.length)
    json.skipWhiteSpace()
    return jobstatus_span(from: start &+ 1, to: start &+ end)
  }

  // MARK: - Not as expected

  private static var surprise: Int { -1 }
  private static var closed: Int { -2 }
  private static var unknown: Int { -3 }

  /// The same among the next few rows: members that are left out are common. Their names are compared as they are, for
  /// what is computed from the body is known later.
  @inline(__always)
  private mutating func nextRow(from name: Int, _ progress: ObjectProgress) -> (row: Int, value: Int) {
    let window = window(at: name)
    var row = progress.expected
    let end = row &+ progress.reach
    while row < end {
      row &+= 1
      guard let member = members.at(row), member.place == progress.place else { return (0, 0) }
      let value = valueOfMember(member.name, from: name, in: window)
      if value != 0 { return progress.seen & ObjectProgress.bit(of: row) == 0 ? (row, value) : (0, 0) }
    }
    return (0, 0)
  }

  /// The row of the member whose name stands at `name`, and where its value begins, if it is met for the first time and
  /// stands as expected; else 0. Instead of a row `unknown` where it is known already that the name has none.
  @inline(__always)
  private mutating func findRow(from name: Int, _ progress: ObjectProgress) -> (row: Int, value: Int) {
    let window = window(at: name)
    let length = window.lengthOfName
    if !expectation.behindName.begins(window.word(at: length &+ 1)) { return (0, 0) }
    let row = members.row(named: window, length: length, in: progress)
    if row < 0 { return (Self.unknown, 0) }
    if progress.seen & ObjectProgress.bit(of: row) != 0 { return (0, 0) }
    return (row, name &+ length &+ 1 &+ expectation.behindName.length)
  }

  /// The next member that has a row: where its name stands, the row, and where its value begins. Members without a row
  /// are passed over as long as they are plain. Instead of a row `closed`, or `surprise` where the name is for the
  /// general reader: it has escape sequences, was given before, has no row and a value that is not plain, or there is
  /// an error.
  @inline(never)
  private mutating func findMember(
    at offset: Int, isUnknown: Bool, _ progress: ObjectProgress, into values: Values
  ) -> (name: Int, row: Int, value: Int) {
    var name = offset
    var isUnknown = isUnknown
    while true {
      let window = window(at: name)
      var length = window.lengthOfShortString(at: 0) &- 2
      var value = 0
      if length >= 0, expectation.behindName.begins(window.word(at: length &+ 1)) {
        value = name &+ length &+ 1 &+ expectation.behindName.length
      } else {
        (length, value) = findValue(ofMemberAt: name)
        if value == 0 { return (name, Self.surprise, 0) }
      }
      let row = isUnknown ? -1 : members.row(named: window, length: length, in: progress)
      if let member = members.at(row) {
        let isFirst = progress.seen & ObjectProgress.bit(of: row) == 0
        return isFirst || !member.isKept ? (name, row, value) : (name, Self.surprise, 0)
      }
      let valueEnd = readOtherValue(at: value, into: values, .none)
      guard valueEnd != 0 else { return (name, Self.surprise, 0) }
      let next = nextName(behind: valueEnd, expectation[json.depth])
      guard next > 0 else { return (name, next < 0 ? Self.closed : Self.surprise, 0) }
      name = valueEnd &+ next
      isUnknown = false
    }
  }

  /// The length of the name that stands at `name`, and where the member's value begins: 0 where the general reader has
  /// to find it.
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

  /// Keeps the value at `offset`, whatever white space is in front of it. Answers where it ends, 0 where it is for the
  /// general reader.
  @inline(never)
  private mutating func readOtherValue(at offset: Int, into values: Values, _ slot: Slot) -> Int {
    let bytes = json.source.bytes
    let start = bytes.endOfWhiteSpace(from: offset)
    if start != offset { expectBehindName(from: offset &- expectation.behindName.length, to: start) }
    if bytes[start] == ASCII.quote {
      guard let (end, hasEscapes) = bytes.endOfString(from: start &+ 1) else { return 0 }
      let escapes = hasEscapes ? JOBSTATUS_ESCAPES_JSON : JOBSTATUS_ESCAPES_NONE
      values[slot] = Value(kind: .string, span: jobstatus_span(from: start &+ 1, to: end, escapes: escapes))
      return end &+ 1
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

  /// How far away the next member's name begins. Negative where the object ends instead, and has been closed; 0 for
  /// everything else.
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
    guard bytes[comma] == ASCII.comma else { return 0 }
    let name = bytes.endOfWhiteSpace(from: comma &+ 1)
    guard bytes[name] == ASCII.quote else { return 0 }
    if let separator = Separator(bytes, from: offset, to: name &+ 1) { expectation[json.depth] = separator }
    return name &- offset
  }
}
