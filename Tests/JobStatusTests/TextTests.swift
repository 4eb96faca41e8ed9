// Texts of a body: escapes decoded on one and on two levels, comparisons, words, and texts written into buffers.
// Proves P5 and sections 7 and 8.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Testing

@testable import JobStatus

@Suite struct UnescapingTests {
  @Test(arguments: [
    ("", ""),
    ("a/é€😀", "a/é€😀"),
    (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#"\u0041\u006a\u006A"#, "Ajj"),
    (#"a\u0000b"#, "a\u{0}b"),
    (#"\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff"#, "\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}"),
    (#"\ud800\udc00\uD83D\uDE00\udbff\udfff"#, "\u{10000}😀\u{10FFFF}"),
    (#"\ud83d"#, "\u{FFFD}"),
    (#"\ude00"#, "\u{FFFD}"),
    (#"\ud83dx\ude00"#, "\u{FFFD}x\u{FFFD}"),
    (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"),
    (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
    (#"\ud83d\u0041"#, "\u{FFFD}A"),
    (#"\ud83d\ue000"#, "\u{FFFD}\u{E000}"),
    (#"\ud83d\n"#, "\u{FFFD}\n"),
    (#"\ud83d\\ude00"#, "\u{FFFD}\\ude00"),
    (#"\\ud83d\\ude00"#, #"\ud83d\ude00"#),
  ])
  func oneLevel(escaped: String, expected: String) {
    withBytes(escaped) { bytes in
      #expect(content(of: UnescapedSource(PlainSource(bytes))) == Array(expected.utf8))
      #expect(content(of: UnescapedSource(PlainSource(bytes), decodes: false)) == Array(escaped.utf8))
    }
  }

  @Test(arguments: [
    ("plain", "plain"),
    (#"\\n\\t\\\\\\\"\\/"#, "\n\t\\\"/"),
    (#"\n\t\/"#, "\n\t/"),
    (#"\\u00e9\u00e9\\\u0075\u0030\u0030e9"#, "ééé"),
    (#"\u005cn\u005Cu0041"#, "\nA"),
    (#"\u005c\u005c"#, #"\"#),
    (#"\\ud83d\\ude00"#, "😀"),
    (#"\ud83d\ude00"#, "😀"),
    (#"\u005cud83d\\ude00"#, "😀"),
    // One half decoded on each level is no pair.
    (#"\\ud83d\ude00"#, "\u{FFFD}\u{FFFD}"),
    (#"\ud83d\\ude00"#, "\u{FFFD}\u{FFFD}"),
    (#"\\ude00\\ud83d"#, "\u{FFFD}\u{FFFD}"),
    (#"\\ud83dx"#, "\u{FFFD}x"),
    (#"\\u0000"#, "\u{0}"),
  ])
  func twoLevels(escaped: String, expected: String) {
    withBytes(escaped) { bytes in
      #expect(content(of: UnescapedSource(UnescapedSource(PlainSource(bytes)))) == Array(expected.utf8))
    }
  }

  /// Only a span that the library has not made holds these.
  @Test(arguments: [
    (#"\q\A\é"#, "qAé"),
    (#"\"#, #"\"#),
    (#"\u"#, "\u{FFFD}"),
    (#"\u12"#, "\u{FFFD}"),
    (#"\u12xy"#, "\u{FFFD}xy"),
    (#"\ud83d\u12xy"#, "\u{FFFD}\u{FFFD}xy"),
    (#"\ud83d\"#, "\u{FFFD}\\"),
  ])
  func sequencesThatAreNoEscapes(escaped: String, expected: String) {
    withBytes(escaped) { bytes in
      #expect(content(of: UnescapedSource(PlainSource(bytes))) == Array(expected.utf8))
    }
  }

  @Test func everyUnitOfTheBasicPlane() {
    for unit in stride(from: 0, through: 0xFFFF, by: 37) {
      let digits = String(unit, radix: 16)
      let escape = #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
      let scalar = Unicode.Scalar(UInt16(unit)) ?? "\u{FFFD}"
      let decoded = withBytes(escape) { content(of: UnescapedSource(PlainSource($0))) }
      #expect(decoded == Array(String(Character(scalar)).utf8))
    }
  }

  @Test(arguments: [
    (#"a\n\u00e9b"#, [0, 1, 3, 3, 9]),
    (#"\ud83d\ude00\""#, [0, 0, 0, 0, 12]),
    ("é", [0, 1]),
  ])
  func offsetsOfBytes(escaped: String, expected: [Int]) {
    withBytes(escaped) { bytes in
      var source = UnescapedSource(PlainSource(bytes))
      var offsets: [Int] = []
      while !source.isAtEnd {
        offsets.append(source.offset)
        source.advance()
      }
      #expect(offsets == expected)
      #expect(source.offset == bytes.count && source.current == 0)
      source.advance()
      #expect(source.offset == bytes.count && source.isAtEnd)
    }
  }
}

@Suite struct SpanTests {
  @Test(arguments: [
    (#""abc/é""#, JOBSTATUS_ESCAPES_NONE),
    (#""""#, JOBSTATUS_ESCAPES_NONE),
    (#""a\nb""#, JOBSTATUS_ESCAPES_JSON),
    (#""\\""#, JOBSTATUS_ESCAPES_JSON),
    ("-1.5e7", JOBSTATUS_ESCAPES_NONE),
  ])
  func escapesOfValues(json: String, escapes: UInt32) {
    withValue(json) { value, _ in #expect(value.span.escapes == escapes) }
  }

  @Test(arguments: [
    (#""{\"k\":\"abc\"}""#, "k", JOBSTATUS_ESCAPES_NONE, "abc", JOBSTATUS_ESCAPES_NONE),
    (#""{\"k\":\"\"}""#, "k", JOBSTATUS_ESCAPES_NONE, "", JOBSTATUS_ESCAPES_NONE),
    (#""{\"\u006b\":\"a\/b\"}""#, "k", JOBSTATUS_ESCAPES_NESTED, "a/b", JOBSTATUS_ESCAPES_NESTED),
    (#""{\"k\":\"a\\nb\"}""#, "k", JOBSTATUS_ESCAPES_NONE, "a\nb", JOBSTATUS_ESCAPES_NESTED),
    (#""{\"\\u006b\":\"\\\"\\\\\"}""#, "k", JOBSTATUS_ESCAPES_NESTED, "\"\\", JOBSTATUS_ESCAPES_NESTED),
    (#""{\"k\":-1.5}""#, "k", JOBSTATUS_ESCAPES_NONE, "-1.5", JOBSTATUS_ESCAPES_NONE),
    (#""{\"k\":\u0031\u002e5}""#, "k", JOBSTATUS_ESCAPES_NONE, "1.5", JOBSTATUS_ESCAPES_NESTED),
  ])
  func escapesInDocumentsInStrings(
    json: String, name: String, nameEscapes: UInt32, text: String, textEscapes: UInt32
  ) throws {
    try withValue(json) { value, bytes in
      let start = Int(value.span.offset)
      let end = start + Int(value.span.length)
      var reader = JSONReader(UnescapedSource(PlainSource(Bytes(bytes, upTo: end), from: start)))
      #expect(try reader.open(closing: ASCII.rightBrace))
      let nameSpan = try reader.readName()
      let textSpan = try reader.readValue().span
      #expect(try !reader.next(closing: ASCII.rightBrace))
      try reader.finish()
      #expect(string(nameSpan, in: bytes) == name && nameSpan.escapes == nameEscapes)
      #expect(string(textSpan, in: bytes) == text && textSpan.escapes == textEscapes)
    }
  }

  /// What is empty has no place.
  @Test func placesOfTexts() {
    withBytes("abc") { bytes in
      for escapes in JOBSTATUS_ESCAPES_NONE...JOBSTATUS_ESCAPES_NESTED {
        let span = jobstatus_span(from: 1, to: 3, escapes: escapes)
        #expect(Text(span, in: bytes).spanOrNone == span)
        #expect(Text(jobstatus_span(from: 1, to: 1, escapes: escapes), in: bytes).spanOrNone == jobstatus_span())
      }
    }
  }

  @Test(arguments: [
    (#""a""#, true), ("0", true), (#""""#, false), ("null", false), ("true", false), ("{}", false), ("[1]", false),
  ])
  func whatCountsAsText(json: String, isText: Bool) {
    withValue(json) { value, _ in
      #expect(value.isText == isText)
      #expect(isText ? value.text.length == value.span.length : value.text == jobstatus_span())
    }
  }
}

@Suite struct ComparisonTests {
  @Test(
    arguments: [
      ("self", JOBSTATUS_ESCAPES_NONE, "self", true),
      ("self", JOBSTATUS_ESCAPES_NONE, "sel", false),
      ("self", JOBSTATUS_ESCAPES_NONE, "selfs", false),
      ("self", JOBSTATUS_ESCAPES_NONE, "Self", false),
      ("", JOBSTATUS_ESCAPES_NONE, "a", false),
      (#"a\n"#, JOBSTATUS_ESCAPES_NONE, #"a\n"#, true),
      (#"a\n"#, JOBSTATUS_ESCAPES_JSON, "a\n", true),
      (#"\u0073\u0065lf"#, JOBSTATUS_ESCAPES_JSON, "self", true),
      (#"\u0073\u0065lf"#, JOBSTATUS_ESCAPES_JSON, "sel", false),
      (#"\u0073\u0065lf"#, JOBSTATUS_ESCAPES_JSON, "selfs", false),
      (#"\\u0073elf"#, JOBSTATUS_ESCAPES_JSON, #"\u0073elf"#, true),
      (#"\\u0073elf"#, JOBSTATUS_ESCAPES_NESTED, "self", true),
      (#"se\u0000"#, JOBSTATUS_ESCAPES_JSON, "se", false),
      ("self\u{0}", JOBSTATUS_ESCAPES_NONE, "self", false),
    ] as [(String, UInt32, Literal, Bool)])
  func equality(body: String, escapes: UInt32, name: Literal, isEqual: Bool) {
    withText(body, escapes) { #expect($0.equals(name) == isEqual) }
  }

  @Test(
    arguments: [
      ("FIN", "FIN", true), ("fin", "FIN", true), ("Fin", "fin", true),
      ("in-progress", "in progress", true), ("IN_PROGRESS", "in progress", true), ("InProgress", "in-progress", true),
      ("-_ in progress _-", "inprogress", true), ("inprogress", "_in progress-", true),
      ("in progres", "in progress", false), ("in progresss", "in progress", false),
      ("in+progress", "in progress", false),
      ("", "FIN", false), (" ", "FIN", false), ("", "", true), (" -", "", true),
      ("f\u{131}n", "fin", false), ("[", "{", false), ("@", "`", false), ("FIN\u{0}", "FIN", false),
      ("FIN\t", "FIN", false), ("in\u{A0}progress", "in progress", false),
    ] as [(String, Literal, Bool)])
  func words(text: String, word: Literal, isWord: Bool) {
    withText(text, JOBSTATUS_ESCAPES_NONE) { #expect($0.isWord(word) == isWord) }
    withText(everyByteEscaped(text, #"\u00"#), JOBSTATUS_ESCAPES_JSON) { #expect($0.isWord(word) == isWord) }
    withText(everyByteEscaped(text, #"\\u00"#), JOBSTATUS_ESCAPES_NESTED) { #expect($0.isWord(word) == isWord) }
  }
}

@Suite struct DecodingTests {
  @Test(arguments: [
    ("", JOBSTATUS_ESCAPES_NONE, ""),
    ("abc", JOBSTATUS_ESCAPES_NONE, "abc"),
    (#"a\n"#, JOBSTATUS_ESCAPES_NONE, #"a\n"#),
    ("é€😀é€😀", JOBSTATUS_ESCAPES_NONE, "é€😀é€😀"),
    (#"\u00e9\u20AC\ud83d\ude00x"#, JOBSTATUS_ESCAPES_JSON, "é€😀x"),
    (#"\\ud83d\\ude00\\u0000\\ud83d!"#, JOBSTATUS_ESCAPES_NESTED, "😀\u{0}\u{FFFD}!"),
  ])
  func buffersOfEverySize(body: String, escapes: UInt32, expected: String) {
    let whole = Array(expected.utf8)
    withText(body, escapes) { text in
      for size in 0...whole.count + 2 {
        var buffer = [UInt8](repeating: 0xEE, count: whole.count + 8)
        #expect(decode(text, into: &buffer, size: size) == whole.count)
        #expect(buffer[size...].allSatisfy { $0 == 0xEE })
        guard size > 0 else { continue }
        let fitting = longestPrefix(of: expected, below: size)
        #expect(Array(buffer[...fitting.count]) == fitting + [0])
      }
      #expect(text.decode(into: TextBuffer(base: nil, size: 9)) == whole.count)
    }
  }

  /// Text between escape sequences is copied at once: the whole, and as much as there is room for.
  @Test(arguments: 0..<40)
  func textAmongEscapes(seed: Int) {
    var chance = Chance(seed)
    let pieces = [
      #"\n"#, #"\\"#, #"\""#, #"\u0041"#, #"\u00e9"#, #"\u20ac"#, #"\ud83d\ude00"#, #"\ud83d"#, #"\ude00"#, "é", "€",
      "😀",
      #"\u005cn"#, #"\\u0041"#, #"\u0000"#, #"\x"#, #"\u12"#, "\u{1}",
    ]
    for _ in 0..<20 {
      var body = ""
      while !chance.happens(onceIn: 6) {
        body += String(repeating: "x", count: chance.pick([0, 0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100]))
        body += chance.pick(pieces)
      }
      for escapes in JOBSTATUS_ESCAPES_NONE...JOBSTATUS_ESCAPES_NESTED {
        withText(body, escapes) { text in
          let expected = content(of: text.decoded)
          for size in [0, 1, 2, expected.count / 2, expected.count, expected.count + 1, expected.count + 9] {
            var buffer = [UInt8](repeating: 0xEE, count: expected.count + 16)
            #expect(decode(text, into: &buffer, size: size) == expected.count)
            #expect(buffer[size...].allSatisfy { $0 == 0xEE })
            if size == 0 { continue }
            let length = buffer.prefix(size).lastIndex(of: 0) ?? 0
            #expect(length > size - 5 || length == expected.count)
            #expect(Array(buffer.prefix(length)) == Array(expected.prefix(length)))
          }
        }
      }
    }
  }

  @Test(
    arguments: [
      (0, 4, 0, 4), (4, 0, 0, 0), (3, 1, 0, 1), (3, 2, 0, 0), (5, 0, 0, 0), (.max, .max, 0, 0), (1, .max, 1, 0),
      (0, 4, 2, 4), (0, 4, 3, 0), (0, 4, .max, 0),
    ] as [(UInt32, UInt32, UInt32, Int)])
  func spansOutsideAreEmpty(offset: UInt32, length: UInt32, escapes: UInt32, expected: Int) {
    withBytes("abcd") { bytes in
      var buffer = [UInt8](repeating: 0xEE, count: 8)
      let span = jobstatus_span(offset: offset, length: length, escapes: escapes)
      #expect(decode(Text(span, in: bytes), into: &buffer, size: 8) == expected)
      #expect(buffer[expected] == 0)
    }
  }

  /// A size_t that is negative as an Int says that there is room enough.
  @Test func sizeBeyondAllMemory() {
    var buffer = [UInt8](repeating: 0xEE, count: 8)
    withText("abc", JOBSTATUS_ESCAPES_NONE) { #expect(decode($0, into: &buffer, size: -1) == 3) }
    #expect(buffer == [0x61, 0x62, 0x63, 0, 0xEE, 0xEE, 0xEE, 0xEE])
  }
}

// MARK: - Helpers

/// A text that is a whole body but for a byte on either side, which is not to be read.
private func withText(_ body: String, _ escapes: UInt32, _ use: (Text) -> Void) {
  withBytes("?" + body + "?") { bytes in
    use(Text(jobstatus_span(from: 1, to: bytes.count - 1, escapes: escapes), in: bytes))
  }
}

private func decode(_ text: Text, into buffer: inout [UInt8], size: Int) -> Int {
  buffer.withUnsafeMutableBytes {
    text.decode(into: TextBuffer(base: $0.baseAddress?.assumingMemoryBound(to: CChar.self), size: size))
  }
}

/// As many characters as have fewer than `limit` bytes.
private func longestPrefix(of text: String, below limit: Int) -> [UInt8] {
  var prefix: [UInt8] = []
  for scalar in text.unicodeScalars {
    let next = Array(String(Character(scalar)).utf8)
    if prefix.count + next.count >= limit { break }
    prefix += next
  }
  return prefix
}

private func everyByteEscaped(_ text: String, _ prefix: String) -> String {
  text.unicodeScalars.map { scalar in
    guard scalar.isASCII else { return String(Character(scalar)) }
    return prefix + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
  }.joined()
}
