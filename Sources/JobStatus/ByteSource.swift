// Where a JSON reader gets its bytes from: the body itself, or the text of a JSON string with its escapes decoded.
//
//     body                 {"details":"{\"errors\":[\"no route\"]}"}
//     PlainSource          ^ every byte as it stands
//     UnescapedSource                  ^ {"errors":["no route"]}, each byte with its offset in the body
//
// A text inside JSON inside a JSON string is an UnescapedSource over an UnescapedSource. None of them copies anything.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// A sequence of bytes that knows where in the body each of them stands.
protocol ByteSource {
  /// The whole body.
  var bytes: Bytes { get }
  /// The offset in the body of the current byte; at the end, of the end.
  var offset: Int { get }
  /// The current byte; 0 at the end.
  var current: UInt8 { get }
  var isAtEnd: Bool { get }

  mutating func advance()
  /// Goes on at another offset, at which a character begins; a source that decodes as it goes, at none before this one.
  mutating func go(to offset: Int)
  /// Passes over the rest of a string, with its closing quote, if it is valid. Answers where it ends, and how it is
  /// written in the body; nil where the source cannot tell, and then it has not moved.
  mutating func skipString() -> (end: Int, escapes: UInt32)?
  /// Passes over a value that is valid, and nested no deeper than `room` levels. False where the source cannot tell,
  /// and then it has not moved.
  mutating func skipValue(room: Int) -> Bool
  mutating func skipWhiteSpace()
  /// How the text [start, end), a number or a valid string that skipString could not tell, is written in the body:
  /// JOBSTATUS_ESCAPES_...
  func escapes(from start: Int, to end: Int) -> UInt32
}

/// The bytes of the body themselves.
struct PlainSource: ByteSource {
  let bytes: Bytes
  private(set) var offset: Int

  init(_ bytes: Bytes, from offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  @inline(__always) var current: UInt8 { bytes[offset] }
  @inline(__always) var isAtEnd: Bool { offset >= bytes.count }
  @inline(__always) mutating func advance() { offset &+= 1 }
  @inline(__always) mutating func go(to offset: Int) { self.offset = offset }

  @inline(__always)
  mutating func skipString() -> (end: Int, escapes: UInt32)? {
    guard let (end, hasEscapes) = bytes.endOfString(from: offset) else { return nil }
    offset = end &+ 1
    return (end, hasEscapes ? JOBSTATUS_ESCAPES_JSON : JOBSTATUS_ESCAPES_NONE)
  }

  @inline(__always)
  mutating func skipValue(room: Int) -> Bool {
    let end = bytes.endOfValue(from: offset, room: room)
    guard end != 0 else { return false }
    offset = end
    return true
  }

  @inline(__always)
  mutating func skipWhiteSpace() { offset = bytes.endOfWhiteSpace(from: offset) }

  /// Every valid string is told by skipString, and a number has no escape sequences.
  func escapes(from start: Int, to end: Int) -> UInt32 { JOBSTATUS_ESCAPES_NONE }
}

/// The text of a JSON string: the bytes of `Base` with every escape sequence decoded to UTF-8. A lone surrogate becomes
/// U+FFFD. Of a sequence that is no escape (only a span not made by this library has one) the backslash is dropped, and
/// digits that are not four are U+FFFD.
struct UnescapedSource<Base: ByteSource>: ByteSource {
  private var base: Base
  /// False: a backslash is a byte like any other, and this source is its base.
  private let decodes: Bool
  private(set) var offset: Int
  private(set) var current: UInt8 = 0
  private(set) var isAtEnd = false
  /// The bytes of the current character that are still to come, the next one lowest.
  private var pending: UInt32 = 0

  var bytes: Bytes { base.bytes }

  init(_ base: Base, decodes: Bool = true) {
    self.base = base
    self.decodes = decodes
    offset = base.offset
    load()
  }

  // Kept out of line: it is a large function that every reader of texts would have a copy of.
  @inline(never)
  mutating func advance() {
    guard pending == 0 else {
      current = UInt8(truncatingIfNeeded: pending)
      pending &>>= 8
      return
    }
    load()
  }

  mutating func go(to offset: Int) {
    base.go(to: offset)
    load()
  }

  mutating func skipString() -> (end: Int, escapes: UInt32)? {
    // Plain text up to a backslash and a quote is the rest of a string that is written inside of one string.
    let end = bytes.endOfPlainText(from: offset)
    guard decodes, pending == 0, bytes[end] == ASCII.backslash, bytes[end &+ 1] == ASCII.quote else { return nil }
    go(to: end &+ 2)
    return (end, JOBSTATUS_ESCAPES_NONE)
  }

  func skipValue(room: Int) -> Bool { false }

  mutating func skipWhiteSpace() {
    while ASCII.isWhiteSpace(current) { advance() }
  }

  func escapes(from start: Int, to end: Int) -> UInt32 {
    // Where the body has no backslash the bytes there are the text, and the caller can use them as they are.
    let isPlain = bytes.endOfPlainText(from: start) >= end
    return !isPlain && bytes.contains(ASCII.backslash, from: start, to: end)
      ? JOBSTATUS_ESCAPES_NESTED : JOBSTATUS_ESCAPES_NONE
  }

  /// Makes the next byte of the base, or the first of what its next escape sequence stands for, the current one.
  @inline(never)
  private mutating func load() {
    offset = base.offset
    guard !base.isAtEnd else {
      current = 0
      isAtEnd = true
      return
    }
    let byte = base.current
    base.advance()
    guard decodes, byte == ASCII.backslash, !base.isAtEnd else {
      current = byte
      return
    }
    let escape = base.current
    base.advance()
    switch escape {
    case ASCII.b: current = 0x08
    case ASCII.f: current = 0x0C
    case ASCII.n: current = ASCII.lineFeed
    case ASCII.r: current = ASCII.carriageReturn
    case ASCII.t: current = ASCII.tab
    case ASCII.u: store(readEscapedScalar())
    default: current = escape
    }
  }

  /// The scalar of a `\u` escape, behind the `u`: of two where they are a surrogate pair.
  private mutating func readEscapedScalar() -> UInt32 {
    let replacement: UInt32 = 0xFFFD
    let unit = base.readHexadecimal4() ?? replacement
    guard unit >= 0xD800, unit <= 0xDFFF else { return unit }
    guard unit <= 0xDBFF else { return replacement }
    var ahead = base
    guard ahead.consume(ASCII.backslash), ahead.consume(ASCII.u),
      let low = ahead.readHexadecimal4(), low >= 0xDC00, low <= 0xDFFF
    else { return replacement }
    base = ahead
    return 0x10000 &+ ((unit &- 0xD800) &<< 10) &+ (low &- 0xDC00)
  }

  private mutating func store(_ scalar: UInt32) {
    let last = 0x80 | (scalar & 0x3F)
    switch scalar {
    case ..<0x80:
      current = UInt8(truncatingIfNeeded: scalar)
    case ..<0x800:
      current = UInt8(truncatingIfNeeded: 0xC0 | (scalar &>> 6))
      pending = last
    case ..<0x10000:
      current = UInt8(truncatingIfNeeded: 0xE0 | (scalar &>> 12))
      pending = (0x80 | ((scalar &>> 6) & 0x3F)) | (last &<< 8)
    default:
      current = UInt8(truncatingIfNeeded: 0xF0 | (scalar &>> 18))
      pending = (0x80 | ((scalar &>> 12) & 0x3F)) | ((0x80 | ((scalar &>> 6) & 0x3F)) &<< 8) | (last &<< 16)
    }
  }
}

extension ByteSource {
  /// Passes over `byte` where it is the current one.
  @inline(__always)
  mutating func consume(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    advance()
    return true
  }

  /// The next 19 bytes as little-endian numbers: the first eight, eight from the ninth on, and the last eight. Nil
  /// where fewer are left.
  mutating func readNineteenBytes() -> (front: UInt64, middle: UInt64, back: UInt64)? {
    guard let front = readBytes(8), let middle = readBytes(8), let rest = readBytes(3) else { return nil }
    return (front, middle, middle &>> 24 | rest &<< 40)
  }

  private mutating func readBytes(_ count: Int) -> UInt64? {
    var word: UInt64 = 0
    var index = 0
    while index < count {
      guard !isAtEnd else { return nil }
      word |= UInt64(current) &<< UInt64(truncatingIfNeeded: index &* 8)
      advance()
      index &+= 1
    }
    return word
  }

  /// Four hexadecimal digits, or nil at the first byte that is none.
  mutating func readHexadecimal4() -> UInt32? {
    var value: UInt32 = 0
    var count = 0
    while count < 4 {
      guard let digit = ASCII.hexadecimalValue(of: current) else { return nil }
      value = (value &<< 4) | digit
      advance()
      count &+= 1
    }
    return value
  }
}

/// The bytes that JSON and RFC 3339 give a meaning, by name.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let point: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let one: UInt8 = 0x31
  static let nine: UInt8 = 0x39
  static let colon: UInt8 = 0x3A
  static let leftBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let rightBracket: UInt8 = 0x5D
  static let underscore: UInt8 = 0x5F
  static let b: UInt8 = 0x62
  static let e: UInt8 = 0x65
  static let f: UInt8 = 0x66
  static let n: UInt8 = 0x6E
  static let r: UInt8 = 0x72
  static let t: UInt8 = 0x74
  static let u: UInt8 = 0x75
  static let z: UInt8 = 0x7A
  static let leftBrace: UInt8 = 0x7B
  static let rightBrace: UInt8 = 0x7D
  static let tilde: UInt8 = 0x7E

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- zero <= 9 }

  @inline(__always)
  static func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == space || byte == lineFeed || byte == carriageReturn || byte == tab
  }

  /// The byte with a letter from A to Z made small.
  @inline(__always)
  static func lowercase(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  static func hexadecimalValue(of byte: UInt8) -> UInt32? {
    if isDigit(byte) { return UInt32(byte &- zero) }
    let letter = lowercase(byte) &- 0x61
    return letter < 6 ? UInt32(letter) &+ 10 : nil
  }
}
