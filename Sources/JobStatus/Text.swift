// Texts of a body: decoding them, comparing them, and matching words.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// A text of a body, whatever way it is written there.
struct Text {
  private let bytes: Bytes
  private let span: jobstatus_span

  init(_ span: jobstatus_span, in bytes: Bytes) {
    self.bytes = bytes
    self.span = span
  }

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

  /// Writes the decoded text and a NUL; the bytes of the whole text. A span that does not lie within the body, or that
  /// is written in a way this version does not know, is the empty text.
  func decode(into output: TextBuffer) -> Int {
    guard UInt64(span.offset) &+ UInt64(span.length) <= UInt64(truncatingIfNeeded: bytes.count),
      span.escapes <= JOBSTATUS_ESCAPES_NESTED
    else { return output.terminate(length: 0) }
    var source = decoded
    var length = 0
    while !source.isAtEnd {
      output.write(source.current, at: length)
      length &+= 1
      source.advance()
    }
    return output.terminate(length: length)
  }

  /// Whether the text is exactly `name`.
  func equals(_ name: Literal) -> Bool {
    isPlain ? bytes.matches(name, offset: Int(span.offset), length: Int(span.length)) : decodedEquals(name)
  }

  @inline(never)
  private func decodedEquals(_ name: Literal) -> Bool {
    var source = decoded
    var index = 0
    while index < name.count {
      guard !source.isAtEnd, source.current == name[index] else { return false }
      source.advance()
      index &+= 1
    }
    return source.isAtEnd
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
