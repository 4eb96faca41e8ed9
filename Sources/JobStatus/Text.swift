// Texts of a body: decoding them, comparing them, and matching words.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// Writes the texts of spans behind each other, a NUL behind the last, and where each begins and the last ends. The
/// bytes of all of them.
@inline(__always)
func decode(_ spans: SpanArray, of bytes: Bytes, into output: TextBuffer, offsets: OutputArray<Int64>) -> Int {
  var length = 0
  var index = 0
  offsets.store(0, at: 0)
  // Where there are no spans, the places of as many empty texts are asked for.
  while index < max(spans.count, offsets.capacity &- 1) {
    let text = Text(spans[index], in: bytes)
    length &+= text.writePlain(into: output, at: length) ?? text.decode(into: output.rest(behind: length))
    index &+= 1
    offsets.store(Int64(length), at: index)
  }
  return output.terminate(length: length)
}

/// A text of a body, whatever way it is written there.
struct Text {
  private let bytes: Bytes
  private let span: jobstatus_span

  init(_ span: jobstatus_span, in bytes: Bytes) {
    self.bytes = bytes
    self.span = span
  }

  /// Where it stands; no place at all where it is empty.
  var spanOrNone: jobstatus_span { span.length == 0 ? jobstatus_span() : span }

  var isPlain: Bool { span.escapes == JOBSTATUS_ESCAPES_NONE }

  /// The bytes as they stand in the body.
  var raw: PlainSource {
    let start = Int(span.offset)
    return PlainSource(Bytes(bytes, upTo: start &+ Int(span.length)), from: start)
  }

  /// The bytes of the text itself, also where it is plain.
  var decoded: UnescapedSource<UnescapedSource<PlainSource>> {
    UnescapedSource(
      UnescapedSource(raw, decodes: !isPlain), decodes: span.escapes == JOBSTATUS_ESCAPES_NESTED)
  }

  /// The number that the text is where it is nothing but up to 18 digits, the first of them not 0.
  var naturalNumber: UInt64? {
    guard isPlain, span.length &- 1 < 18, bytes[Int(span.offset)] != ASCII.zero else { return nil }
    var number: UInt64 = 0
    var offset = Int(span.offset)
    while offset < Int(span.offset) &+ Int(span.length) {
      guard ASCII.isDigit(bytes[offset]) else { return nil }
      number = number &* 10 &+ UInt64(bytes[offset] &- ASCII.zero)
      offset &+= 1
    }
    return number
  }

  /// Writes the text where nothing has to be decoded, and no NUL. Its length; nil where it is for `decode`.
  @inline(__always)
  fileprivate func writePlain(into output: TextBuffer, at index: Int) -> Int? {
    if span.length == 0 { return 0 }
    guard isPlain, isInBody else { return nil }
    output.writeBlock(bytes, from: Int(span.offset), count: Int(span.length), at: index)
    return Int(span.length)
  }

  private var isInBody: Bool {
    UInt64(span.offset) &+ UInt64(span.length) <= UInt64(truncatingIfNeeded: bytes.count)
  }

  /// Writes the decoded text and a NUL; the bytes of the whole text. A span that does not lie within the body, or that
  /// is written in a way this version does not know, is the empty text.
  @inline(never)
  func decode(into output: TextBuffer) -> Int {
    guard isInBody, span.escapes <= JOBSTATUS_ESCAPES_NESTED else { return output.terminate(length: 0) }
    let start = Int(span.offset)
    let end = start &+ Int(span.length)
    switch span.escapes {
    case JOBSTATUS_ESCAPES_NONE:
      output.write(bytes, from: start, to: end, at: 0)
      return output.terminate(length: end &- start)
    case JOBSTATUS_ESCAPES_JSON: return decodeEscapes(from: start, to: end, into: output)
    default: return decodeNestedEscapes(into: output)
    }
  }

  private func decodeEscapes(from start: Int, to end: Int, into output: TextBuffer) -> Int {
    let text = Bytes(bytes, upTo: end)
    var length = 0
    var position = start
    while position < end {
      let escape = text.firstBackslash(from: position)
      output.write(text, from: position, to: escape, at: length)
      length &+= escape &- position
      position = escape
      var source = UnescapedSource(PlainSource(text, from: position))
      while !source.isAtEnd, source.offset == escape {
        output.write(source.current, at: length)
        length &+= 1
        source.advance()
      }
      position = source.offset
    }
    return output.terminate(length: length)
  }

  @inline(never)
  private func decodeNestedEscapes(into output: TextBuffer) -> Int {
    var source = decoded
    var length = 0
    while !source.isAtEnd {
      output.write(source.current, at: length)
      length &+= 1
      source.advance()
    }
    return output.terminate(length: length)
  }

  /// The bytes of the text, where it is plain and no longer than a literal.
  @inline(__always)
  var short: Literal? { isPlain ? bytes.shortText(at: Int(span.offset), count: Int(span.length)) : nil }

  /// Whether the text is exactly `name`, which it mostly says in plain bytes.
  @inline(__always)
  func equals(_ name: Literal) -> Bool {
    isPlain ? Int(span.length) == name.count && short == name : decodedEquals(name)
  }

  /// The same however it is written.
  @inline(never)
  func decodedEquals(_ name: Literal) -> Bool {
    var source = decoded
    var index = 0
    while index < name.count {
      guard !source.isAtEnd, source.current == name[index] else { return false }
      source.advance()
      index &+= 1
    }
    return source.isAtEnd
  }

  /// The first byte of a word, made small, if it is a letter and no escape sequence; else 0.
  var firstLetter: UInt8 {
    let letter = ASCII.lowercase(bytes[Int(span.offset)])
    return letter >= 0x61 && letter <= 0x7A ? letter : 0
  }

  /// Whether the text is `word` without regard to ASCII case, hyphens, underscores and spaces.
  func isWord(_ word: Literal) -> Bool {
    isPlain ? Self.isWord(raw, word) : Self.isWord(decoded, word)
  }

  private static func isWord(_ text: some ByteSource, _ word: Literal) -> Bool {
    var source = text
    var index = 0
    while true {
      while isSeparator(source.current) { source.advance() }
      while isSeparator(word[index]) { index &+= 1 }
      if source.isAtEnd { return index >= word.count }
      guard index < word.count, ASCII.lowercase(source.current) == ASCII.lowercase(word[index]) else {
        return false
      }
      source.advance()
      index &+= 1
    }
  }

  @inline(__always)
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == ASCII.minus || byte == ASCII.underscore || byte == ASCII.space
  }
}
