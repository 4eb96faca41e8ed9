// The grammar of RFC 8259, read from left to right.
//
// Values that somebody wants are read one at a time; all others are passed over by skipValue, which is just as strict.
// Nothing here recurses: nested values that are passed over cost one bit a level.
//
//     unexpected()  the current byte cannot stand here. At the end of the bytes that means "truncated", because all
//                   that came before was the beginning of some valid document.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// Why a document cannot be read on, and the byte where.
struct ReadError: Error {
  let result: jobstatus_result
  let offset: Int
}

/// A value as it stands in the body.
struct Value {
  /// In this order: what counts as absent comes first, what may be a text last.
  enum Kind: UInt8 {
    case missing, null, boolean, object, array
    /// A string that is kept as the time it says.
    case time
    case number, string

    /// It may be a text.
    @inline(__always)
    var isText: Bool { rawValue >= Kind.number.rawValue }

    /// What a value is that begins with this byte, if it is one, and no string.
    @inline(__always)
    init(firstByte: UInt8) {
      switch firstByte {
      case ASCII.leftBrace: self = .object
      case ASCII.leftBracket: self = .array
      case ASCII.n: self = .null
      case ASCII.t, ASCII.f: self = .boolean
      default: self = .number
      }
    }
  }

  var kind = Kind.missing
  /// Of a string its content, of any other value its JSON.
  var span = jobstatus_span()

  /// The span of what counts as a text: a string that is not empty, or the token of a number.
  var text: jobstatus_span {
    kind.isText && span.length != 0 ? span : jobstatus_span()
  }

  var isText: Bool { text.length != 0 }
}

extension jobstatus_span {
  init(from start: Int, to end: Int, escapes: UInt32 = JOBSTATUS_ESCAPES_NONE) {
    self.init(
      offset: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end &- start), escapes: escapes)
  }
}

struct JSONReader<Source: ByteSource> {
  var source: Source
  private(set) var depth = 0

  init(_ source: Source) {
    self.source = source
  }

  @inline(__always) var offset: Int { source.offset }
  @inline(__always) var current: UInt8 { source.current }

  // MARK: - Documents

  /// The end of the document: nothing but white space may follow its value.
  mutating func finish() throws(ReadError) {
    skipWhiteSpace()
    guard source.isAtEnd else { throw unexpected() }
  }

  @inline(__always)
  mutating func skipWhiteSpace() { source.skipWhiteSpace() }

  // MARK: - Objects and arrays, member by member

  /// Opens the object or array at the current byte. Answers whether it has anything in it; if not, it is closed again.
  @inline(never)
  mutating func open(closing: UInt8) throws(ReadError) -> Bool {
    guard depth < Int(JOBSTATUS_MAX_DEPTH) else {
      throw ReadError(result: JOBSTATUS_E_TOO_DEEP, offset: source.offset)
    }
    depth &+= 1
    source.advance()
    skipWhiteSpace()
    guard source.consume(closing) else { return true }
    depth &-= 1
    return false
  }

  /// Behind a value: whether another one follows. If so, the current byte is its first; if not, the object or array is
  /// closed.
  @inline(never)
  mutating func next(closing: UInt8) throws(ReadError) -> Bool {
    skipWhiteSpace()
    if source.consume(ASCII.comma) {
      skipWhiteSpace()
      return true
    }
    guard source.consume(closing) else { throw unexpected() }
    depth &-= 1
    return false
  }

  /// The name of a member, up to the first byte of its value.
  @inline(never)
  mutating func readName() throws(ReadError) -> jobstatus_span {
    let name = try readString()
    skipWhiteSpace()
    guard source.consume(ASCII.colon) else { throw unexpected() }
    skipWhiteSpace()
    return name
  }

  /// Where a member must follow.
  @inline(__always)
  func requireName() throws(ReadError) {
    guard current == ASCII.quote else { throw unexpected() }
  }

  /// How many levels more may be opened.
  @inline(__always)
  var room: Int { Int(JOBSTATUS_MAX_DEPTH) &- depth }

  /// Goes on inside an object that was opened without `open`; false where it is too deep.
  @inline(__always)
  mutating func enter() -> Bool {
    let isAllowed = depth < Int(JOBSTATUS_MAX_DEPTH)
    if isAllowed { depth &+= 1 }
    return isAllowed
  }

  /// Goes on behind an object that was closed without `next`.
  @inline(__always)
  mutating func leave() { depth &-= 1 }

  /// Goes on inside objects and arrays that an earlier call has opened.
  mutating func resume(atLevel level: Int) {
    depth = level
  }

  /// A place to go back to.
  struct Mark {
    fileprivate let source: Source
    fileprivate let depth: Int
  }

  func mark() -> Mark { Mark(source: source, depth: depth) }

  mutating func goBack(to mark: Mark) {
    source = mark.source
    depth = mark.depth
  }

  // MARK: - Values

  /// Any value, as a whole.
  @inline(never)
  mutating func readValue() throws(ReadError) -> Value {
    let start = source.offset
    switch source.current {
    case ASCII.quote:
      return Value(kind: .string, span: try readString())
    case ASCII.leftBrace:
      try skipValue()
      return Value(kind: .object, span: jobstatus_span(from: start, to: source.offset))
    case ASCII.leftBracket:
      try skipValue()
      return Value(kind: .array, span: jobstatus_span(from: start, to: source.offset))
    case ASCII.minus, ASCII.zero...ASCII.nine:
      try readNumber()
      return Value(kind: .number, span: numberSpan(from: start))
    case ASCII.n:
      try readLiteral("null")
      return Value(kind: .null, span: jobstatus_span(from: start, to: source.offset))
    case ASCII.t:
      try readLiteral("true")
      return Value(kind: .boolean, span: jobstatus_span(from: start, to: source.offset))
    default:
      try readLiteral("false")
      return Value(kind: .boolean, span: jobstatus_span(from: start, to: source.offset))
    }
  }

  /// Passes over any value.
  @inline(never)
  mutating func skipValue() throws(ReadError) {
    if source.skipValue(room: room) { return }
    guard source.current == ASCII.leftBrace || source.current == ASCII.leftBracket else { return try skipScalar() }
    try skipContainer()
  }

  @inline(never)
  private mutating func skipContainer() throws(ReadError) {
    let outside = depth
    /// For each level that is open here, whether it is an object (1) or an array (0).
    var objectLevels = BitStack()
    repeat {
      while try openContainer(&objectLevels) {}
    } while try skipToNextValue(outside: outside, objectLevels)
  }

  /// Whether an object or array that is not empty was opened: then the current byte begins its first value. Every other
  /// value is passed over.
  private mutating func openContainer(_ objectLevels: inout BitStack) throws(ReadError) -> Bool {
    switch source.current {
    case ASCII.leftBrace:
      guard try open(closing: ASCII.rightBrace) else { return false }
      objectLevels[depth] = true
      _ = try readName()
      return true
    case ASCII.leftBracket:
      guard try open(closing: ASCII.rightBracket) else { return false }
      objectLevels[depth] = false
      return true
    default:
      try skipScalar()
      return false
    }
  }

  /// Behind a value: closes what ends here. Answers false when the level `outside` is reached, else the current byte
  /// begins the next value.
  private mutating func skipToNextValue(outside: Int, _ objectLevels: BitStack) throws(ReadError) -> Bool {
    while depth != outside {
      if objectLevels[depth] {
        guard try next(closing: ASCII.rightBrace) else { continue }
        _ = try readName()
        return true
      }
      if try next(closing: ASCII.rightBracket) { return true }
    }
    return false
  }

  // MARK: - Scalars

  @inline(never)
  private mutating func skipScalar() throws(ReadError) {
    switch source.current {
    case ASCII.quote: _ = try readString()
    case ASCII.minus, ASCII.zero...ASCII.nine: try readNumber()
    case ASCII.n: try readLiteral("null")
    case ASCII.t: try readLiteral("true")
    default: try readLiteral("false")
    }
  }

  private mutating func readLiteral(_ literal: Literal) throws(ReadError) {
    var index = 0
    while index < literal.count {
      guard source.consume(literal[index]) else { throw unexpected() }
      index &+= 1
    }
  }

  @inline(never)
  private mutating func readNumber() throws(ReadError) {
    _ = source.consume(ASCII.minus)
    if !source.consume(ASCII.zero) { try readDigits() }
    if source.consume(ASCII.point) { try readDigits() }
    if source.current | 0x20 == ASCII.e {
      source.advance()
      if source.current == ASCII.plus || source.current == ASCII.minus { source.advance() }
      try readDigits()
    }
  }

  private mutating func readDigits() throws(ReadError) {
    guard ASCII.isDigit(source.current) else { throw unexpected() }
    while ASCII.isDigit(source.current) { source.advance() }
  }

  private func numberSpan(from start: Int) -> jobstatus_span {
    jobstatus_span(from: start, to: source.offset, escapes: source.escapes(from: start, to: source.offset))
  }

  /// A string; the span of its content.
  @inline(never)
  mutating func readString() throws(ReadError) -> jobstatus_span {
    guard source.consume(ASCII.quote) else { throw unexpected() }
    let start = source.offset
    if let (end, escapes) = source.skipString() { return jobstatus_span(from: start, to: end, escapes: escapes) }
    try skipToClosingQuote()
    let end = source.offset
    source.advance()
    return jobstatus_span(from: start, to: end, escapes: source.escapes(from: start, to: end))
  }

  /// Inside a string, passes over all text up to the quote that ends it.
  @inline(never)
  private mutating func skipToClosingQuote() throws(ReadError) {
    while source.current != ASCII.quote {
      let byte = source.current
      if byte == ASCII.backslash {
        try readEscape()
      } else if byte >= 0x80 {
        try readMultibyte()
      } else if byte >= 0x20 {
        source.advance()
      } else {
        throw unexpected()
      }
    }
  }

  @inline(never)
  private mutating func readEscape() throws(ReadError) {
    source.advance()
    switch source.current {
    case ASCII.quote, ASCII.backslash, ASCII.slash, ASCII.b, ASCII.f, ASCII.n, ASCII.r, ASCII.t:
      source.advance()
    case ASCII.u:
      source.advance()
      guard source.readHexadecimal4() != nil else { throw unexpected() }
    default:
      throw unexpected()
    }
  }

  // MARK: - UTF-8 (RFC 3629)

  /// One character of two to four bytes.
  @inline(never)
  private mutating func readMultibyte() throws(ReadError) {
    let start = source.offset
    var (remaining, low, high) = Self.continuation(after: source.current)
    guard remaining > 0 else { throw ReadError(result: JOBSTATUS_E_UTF8, offset: start) }
    source.advance()
    while remaining > 0 {
      if source.isAtEnd { throw unexpected() }
      guard source.current >= low, source.current <= high else {
        throw ReadError(result: JOBSTATUS_E_UTF8, offset: start)
      }
      source.advance()
      (remaining, low, high) = (remaining &- 1, 0x80, 0xBF)
    }
  }

  /// How many bytes follow a first byte, 0 for one that begins no character, and between which values the second lies:
  /// that rules out overlong forms, surrogates, and what is beyond U+10FFFF.
  private static func continuation(after first: UInt8) -> (count: Int, low: UInt8, high: UInt8) {
    switch first {
    case 0xC2...0xDF: (1, 0x80, 0xBF)
    case 0xE0: (2, 0xA0, 0xBF)
    case 0xED: (2, 0x80, 0x9F)
    case 0xE1...0xEF: (2, 0x80, 0xBF)
    case 0xF0: (3, 0x90, 0xBF)
    case 0xF1...0xF3: (3, 0x80, 0xBF)
    case 0xF4: (3, 0x80, 0x8F)
    default: (0, 0, 0)
    }
  }

  // MARK: - Errors

  /// The current byte cannot stand where it stands.
  @inline(never)
  func unexpected() -> ReadError {
    if source.isAtEnd { return ReadError(result: JOBSTATUS_E_TRUNCATED, offset: source.offset) }
    if source.current >= 0x80 {
      var probe = self
      do throws(ReadError) {
        try probe.readMultibyte()
      } catch {
        return ReadError(result: JOBSTATUS_E_UTF8, offset: source.offset)
      }
    }
    return ReadError(result: JOBSTATUS_E_SYNTAX, offset: source.offset)
  }
}

/// One bit for each level of nesting.
struct BitStack {
  private var words: [16 of UInt64] = .init(repeating: 0)

  subscript(level: Int) -> Bool {
    get { words[Self.index(of: level)] & Self.bit(of: level) != 0 }
    set {
      if newValue {
        words[Self.index(of: level)] |= Self.bit(of: level)
      } else {
        words[Self.index(of: level)] &= ~Self.bit(of: level)
      }
    }
  }

  /// Never out of bounds: there are 16 words. Level 1,024 shares its bit with level 0, which is never open.
  private static func index(of level: Int) -> Int { (level &>> 6) & 15 }
  private static func bit(of level: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: level & 63) }
}
