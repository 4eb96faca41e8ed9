// The bytes of a body, and the grammar of JSON over them: values, spans, the offsets of errors, and limits. Every
// document is read as it stands, out of a JSON string that is written the usual way, and out of one in which each of its
// ASCII bytes is an escape.
// Proves P3, P5, P6 and section 8.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Testing

@testable import JobStatus

@Suite struct BytesTests {
  @Test func answerZeroOutside() {
    withBytes("abc") { bytes in
      #expect([0, 1, 2].map { bytes[$0] } == Array("abc".utf8))
      #expect([-1, 3, 4, .min, .max].allSatisfy { bytes[$0] == 0 })
    }
    let none = Bytes(base: nil, count: 5)
    #expect(none.count == 0 && none[0] == 0 && none.word(at: 0) == nil)
  }

  @Test(arguments: 0...17)
  func wordsEndWithTheBytes(count: Int) {
    let content = (0..<count).map { UInt8($0 + 1) }
    withBytes(content) { bytes in
      for offset in -9...18 {
        let isInside = offset >= 0 && offset + 8 <= count
        let word = content.dropFirst(max(offset, 0)).prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        #expect(bytes.word(at: offset) == (isInside ? word : nil))
      }
      #expect(bytes.word(at: .min) == nil && bytes.word(at: .max) == nil)
    }
  }

  #if arch(x86_64) && !JOBSTATUS_PORTABLE
    /// Sixty-four bytes are looked at together where one more is there.
    @Test(arguments: [0, 1, 63, 64, 65, 66, 100, 129])
    func blocksEndWithTheBytes(count: Int) throws {
      let content = (0..<count).map { UInt8($0 + 1) }
      try GuardedMemory().with(content) { bytes in
        for offset in Array(-70...count + 2) + [.min, .min + 65, .max - 65, .max] {
          let isInside = offset >= 0 && offset < count && count - offset >= 65
          let block = bytes.block(at: offset)
          #expect((block != nil) == isInside)
          guard let block, isInside else { continue }
          #expect((0..<64).allSatisfy { block.byte(at: $0) == content[offset + $0] })
          #expect((0..<64).allSatisfy { block.byte(behind: $0) == content[offset + $0 + 1] })
          for (index, same) in [(64, 0), (65, 1), (127, 63), (-1, 63), (.max, 63), (.min, 0)] {
            #expect(block.byte(at: index) == content[offset + same])
            #expect(block.byte(behind: index) == content[offset + same + 1])
          }
          let vectors = [block.vectors.0, block.vectors.1, block.vectors.2, block.vectors.3]
          #expect(vectors.flatMap { withUnsafeBytes(of: $0, Array.init) } == Array(content[offset..<offset + 64]))
        }
      }
    }
  #endif

  @Test(arguments: [(-1, 0), (0, 0), (2, 2), (4, 4), (5, 4), (.max, 4), (.min, 0)])
  func areCutAtAnEnd(end: Int, count: Int) {
    withBytes("abcd") { bytes in
      let cut = Bytes(bytes, upTo: end)
      #expect(cut.count == count && cut[count] == 0)
    }
  }

  @Test func search() {
    withBytes("xabcx") { bytes in
      #expect(bytes.contains(0x78, from: 1, to: 5))
      #expect(!bytes.contains(0x78, from: 1, to: 4))
      #expect(!bytes.contains(0x61, from: 1, to: 1))
    }
  }
}

@Suite struct ReadingTests {
  @Test(arguments: [
    ("null", "null 0..<4"),
    (" true ", "boolean 1..<5"),
    ("false", "boolean 0..<5"),
    ("0", "number 0..<1"),
    ("-0", "number 0..<2"),
    ("\t-12.50e+3\r\n", "number 1..<10"),
    ("1E9", "number 0..<3"),
    ("10e-09", "number 0..<6"),
    (#""""#, "string 1..<1"),
    (#" "abc""#, "string 2..<5"),
    (#""\"\\\/\b\f\n\r\t\u00e9\uD800""#, "string 1..<29"),
    (#""é€😀\#u{10FFFF}\#u{7F}""#, "string 1..<15"),
    ("{}", "object 0..<2"),
    ("{ \n}", "object 0..<4"),
    ("[]", "array 0..<2"),
    (#"{"a":[1,{"b":null}],"":""} "#, "object 0..<26"),
    (#"[ "x" , -1 , [ ] , { } , true ]"#, "array 0..<31"),
  ])
  func values(json: String, expected: String) {
    expect(Array(json.utf8), expected)
  }

  @Test(arguments: [
    ("", "truncated at 0"), (" ", "truncated at 1"), ("x", "syntax at 0"), ("]", "syntax at 0"), ("+1", "syntax at 0"),
    (".5", "syntax at 0"), ("nul", "truncated at 3"), ("nulL", "syntax at 3"), ("tru e", "syntax at 3"),
    ("fals", "truncated at 4"), ("NULL", "syntax at 0"), ("nullx", "syntax at 4"),
    ("-", "truncated at 1"), ("-x", "syntax at 1"), ("01", "syntax at 1"), ("-01", "syntax at 2"),
    ("1.", "truncated at 2"), ("1.x", "syntax at 2"), ("1e", "truncated at 2"), ("1e+", "truncated at 3"),
    ("1e.5", "syntax at 2"), ("1e+-1", "syntax at 3"), ("1 2", "syntax at 2"),
    (#"""#, "truncated at 1"), (#""ab"#, "truncated at 3"), (#""a\"#, "truncated at 3"), (#""\x""#, "syntax at 2"),
    (#""\u""#, "syntax at 3"), (#""\u12g4""#, "syntax at 5"), (#""\u123"#, "truncated at 6"),
    (#""\U0041""#, "syntax at 2"),
    ("\"a\nb\"", "syntax at 2"), ("\"\u{0}\"", "syntax at 1"), ("\u{0}", "syntax at 0"), ("1\u{0}", "syntax at 1"),
    ("[", "truncated at 1"), ("[1", "truncated at 2"), ("[1,", "truncated at 3"), ("[,", "syntax at 1"),
    ("[1,]", "syntax at 3"), ("[1 2]", "syntax at 3"), ("[1}", "syntax at 2"), ("[]]", "syntax at 2"),
    ("{", "truncated at 1"), ("{,", "syntax at 1"), ("{a:1}", "syntax at 1"), ("{1:1}", "syntax at 1"),
    (#"{"a""#, "truncated at 4"), (#"{"a" 1}"#, "syntax at 5"), (#"{"a":"#, "truncated at 5"),
    (#"{"a":}"#, "syntax at 5"), (#"{"a":1,}"#, "syntax at 7"), (#"{"a":1]"#, "syntax at 6"),
    (#"{"a":1 "b":2}"#, "syntax at 7"), (#"{"a":1}}"#, "syntax at 7"), (#"[{"a":[1}]"#, "syntax at 8"),
    ("é", "syntax at 0"), ("[é]", "syntax at 1"), ("[1é]", "syntax at 2"), ("\u{FEFF}1", "syntax at 0"),
  ])
  func errors(json: String, expected: String) {
    expect(Array(json.utf8), expected)
  }

  @Test(
    arguments: [
      ([0x22, 0x80, 0x22], "utf8 at 1"),
      ([0x22, 0xC0, 0xAF, 0x22], "utf8 at 1"),
      ([0x22, 0xC1, 0xBF, 0x22], "utf8 at 1"),
      ([0x22, 0xC2, 0x22], "utf8 at 1"),
      ([0x22, 0xC2, 0x80, 0x22], "string 1..<3"),
      ([0x22, 0xE0, 0x9F, 0xBF, 0x22], "utf8 at 1"),
      ([0x22, 0xE0, 0xA0, 0x80, 0x22], "string 1..<4"),
      ([0x22, 0xED, 0x9F, 0xBF, 0x22], "string 1..<4"),
      ([0x22, 0xED, 0xA0, 0x80, 0x22], "utf8 at 1"),
      ([0x22, 0x61, 0xE2, 0x82, 0x22], "utf8 at 2"),
      ([0x22, 0xF0, 0x8F, 0xBF, 0xBF, 0x22], "utf8 at 1"),
      ([0x22, 0xF0, 0x90, 0x80, 0x80, 0x22], "string 1..<5"),
      ([0x22, 0xF4, 0x8F, 0xBF, 0xBF, 0x22], "string 1..<5"),
      ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], "utf8 at 1"),
      ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], "utf8 at 1"),
      ([0x22, 0xFF, 0x22], "utf8 at 1"),
      ([0x22, 0xF0, 0x9F, 0x98], "truncated at 4"),
      ([0x5B, 0x31, 0xFF], "utf8 at 2"),
      ([0x5B, 0xC3], "utf8 at 1"),
    ] as [([UInt8], String)])
  func encodings(json: [UInt8], expected: String) {
    expect(json, expected)
  }

  @Test func truncationAtEveryByte() {
    let json = Array(#" {"a":[-1.5e+7,"é€😀\n\ud83d\ude00",true],"b\u0041":{"c":null,"d":[[],{}]} , "e" : false }"#.utf8)
    for length in 0..<json.count {
      expect(Array(json[..<length]), "truncated at \(length)")
    }
    expect(json, "object 1..<\(json.count)")
  }

  @Test func memberByMember() throws {
    try withBytes(#"{ "a" : 1 , "b":[ ],"c":{"d":"x"} } "#) { bytes in
      var reader = JSONReader(PlainSource(bytes))
      #expect(try reader.open(closing: ASCII.rightBrace))
      #expect(string(try reader.readName(), in: bytes) == "a")
      #expect(try reader.readValue().kind == .number)
      #expect(try reader.next(closing: ASCII.rightBrace))
      #expect(string(try reader.readName(), in: bytes) == "b")
      #expect(try !reader.open(closing: ASCII.rightBracket))
      #expect(try reader.next(closing: ASCII.rightBrace))
      #expect(string(try reader.readName(), in: bytes) == "c")
      try reader.skipValue()
      #expect(try !reader.next(closing: ASCII.rightBrace))
      try reader.finish()
      #expect(reader.offset == bytes.count)
    }
  }
}

@Suite struct DepthTests {
  static let deepest = Int(JOBSTATUS_MAX_DEPTH)

  @Test(arguments: 0...3)
  func limitOfSkipping(pattern: Int) {
    let levels = (0...Self.deepest).map { isObject($0, pattern) }
    let allowed = nested(Array(levels.dropLast()))
    expect(allowed.json, "\(levels[0] ? "object" : "array") 0..<\(allowed.json.count)")
    let tooDeep = nested(levels)
    expect(tooDeep.json, "too-deep at \(tooDeep.openings[Self.deepest])")
  }

  @Test func limitBelowOpenLevels() {
    let json = Array(repeating: UInt8(ascii: "["), count: Self.deepest + 1)
    for opened in [0, 1, 512, Self.deepest - 1, Self.deepest] {
      let error = withBytes(json) { bytes in
        var reader = JSONReader(PlainSource(bytes))
        return failure { () throws(ReadError) in
          for _ in 0..<opened { _ = try reader.open(closing: ASCII.rightBracket) }
          try reader.skipValue()
        }
      }
      #expect(error == "too-deep at \(Self.deepest)")
    }
  }

  @Test func limitOfOpening() {
    let json = Array(repeating: UInt8(ascii: "["), count: Self.deepest + 1)
    let error = withBytes(json) { bytes in
      var reader = JSONReader(PlainSource(bytes))
      return failure { () throws(ReadError) in
        while try reader.open(closing: ASCII.rightBracket) {}
      }
    }
    #expect(error == "too-deep at \(Self.deepest)")
  }

  @Test func emptyContainersGiveTheirLevelBack() {
    expect(Array(("[" + String(repeating: "[],{},", count: 2000) + "1]").utf8), "array 0..<12003")
  }

  @Test func resumedLevelsCount() {
    let error = withBytes("[[[1]]]") { bytes in
      var reader = JSONReader(PlainSource(bytes))
      reader.resume(atLevel: Self.deepest - 2)
      return failure { () throws(ReadError) in try reader.skipValue() }
    }
    #expect(error == "too-deep at 2")
  }

  /// Each level is closed by its own bracket, also where the bits of the levels begin a new word.
  @Test(arguments: [1, 2, 63, 64, 65, 127, 128, 129, 512, 960, 1022, 1023, 1024])
  func wrongClosings(level: Int) {
    var (json, _, closings) = nested((0..<Self.deepest).map { isObject($0, 3) })
    let offset = closings[level - 1]
    json[offset] = json[offset] == ASCII.rightBrace ? ASCII.rightBracket : ASCII.rightBrace
    expect(json, "syntax at \(offset)")
  }

  @Test func bitsOfLevelsAreTheirOwn() {
    var stack = BitStack()
    for level in 1...Self.deepest { stack[level] = isObject(level, 3) }
    #expect((1...Self.deepest).allSatisfy { stack[$0] == isObject($0, 3) })
    for level in 1...Self.deepest { stack[level] = !isObject(level, 3) }
    #expect((1...Self.deepest).allSatisfy { stack[$0] != isObject($0, 3) })
  }

  private func isObject(_ level: Int, _ pattern: Int) -> Bool {
    switch pattern {
    case 0: false
    case 1: true
    case 2: level % 2 == 0
    default: (level &* 0x9E37_79B9) >> 7 & 1 == 1
    }
  }

  private func nested(_ levels: [Bool]) -> (json: [UInt8], openings: [Int], closings: [Int]) {
    var json: [UInt8] = []
    var openings: [Int] = []
    for isObject in levels {
      openings.append(json.count)
      json += Array((isObject ? #"{"":"# : "[").utf8)
    }
    json.append(ASCII.one)
    let closings = levels.indices.map { json.count + levels.count - 1 - $0 }
    json += levels.reversed().map { $0 ? ASCII.rightBrace : ASCII.rightBracket }
    return (json, openings, closings)
  }
}

/// Strings are scanned in words of eight bytes: the byte that ends a scan at every place of one, on every alignment.
@Suite struct WordScanTests {
  @Test(arguments: [0x22, 0x5C, 0x1F, 0x00, 0x80, 0xFF, 0x20, 0x7F] as [UInt8])
  func specialByteEverywhere(special: UInt8) {
    #expect(mismatches(of: special, among: UInt8(ascii: "x"), lengths: 0...40) == [])
  }

  /// Bytes beside the special ones, whose differences from those borrow from the byte above.
  @Test(arguments: [0x21, 0x23, 0x5B, 0x5D, 0x20, 0x7F] as [UInt8])
  func neighboursOfSpecialBytes(filling: UInt8) {
    for special in [0x22, 0x5C, 0x1F, 0x80] as [UInt8] {
      #expect(mismatches(of: special, among: filling, lengths: 15...17) == [])
    }
  }

  /// Descriptions of the strings that are read in another way than byte by byte.
  private func mismatches(of special: UInt8, among filling: UInt8, lengths: ClosedRange<Int>) -> [String] {
    var mismatches: [String] = []
    for length in lengths {
      for position in 0..<max(length, 1) {
        var text = Array(repeating: filling, count: length)
        if length > 0 { text[position] = special }
        for padding in 0..<8 {
          let body = Array(repeating: UInt8(0), count: padding) + [ASCII.quote] + text + [ASCII.quote]
          let read = withBytes(body) { readString(PlainSource($0, from: padding)) }
          let expected = readByteByByte(text, from: padding + 1)
          if read != expected { mismatches.append("\(length) \(position) \(padding): \(read), not \(expected)") }
        }
      }
    }
    return mismatches
  }

  private func readString(_ source: PlainSource) -> String {
    var reader = JSONReader(source)
    do throws(ReadError) {
      let span = try reader.readString()
      return "string \(span.offset)..<\(span.offset + span.length)"
    } catch {
      return describe(error)
    }
  }

  private func readByteByByte(_ text: [UInt8], from start: Int) -> String {
    let end = start + text.count
    guard let index = text.firstIndex(where: { $0 < 0x20 || $0 == ASCII.quote || $0 == ASCII.backslash || $0 >= 0x80 })
    else { return "string \(start)..<\(end)" }
    let offset = start + index
    return switch text[index] {
    case ASCII.quote: "string \(start)..<\(offset)"
    case ASCII.backslash: offset + 1 == end ? "truncated at \(end + 1)" : "syntax at \(offset + 1)"
    case 0x80...: "utf8 at \(offset)"
    default: "syntax at \(offset)"
    }
  }
}

// MARK: - Helpers

/// Reads a document as it stands and out of strings, as a value and by passing over it: `expected` tells the kind and span
/// of its value, or the error.
private func expect(
  _ json: [UInt8], _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let isError = expected.contains(" at ")
  withBytes(json) { bytes in
    #expect(read(PlainSource(bytes)) { $0 } == expected, sourceLocation: sourceLocation)
    #expect(skip(PlainSource(bytes)) { $0 } == (isError ? expected : nil), sourceLocation: sourceLocation)
  }
  for (escaped, starts) in [inString(json, byEscape), inString(json, asUsual)] {
    // Behind the string the body goes on, as if it were the string's own quote and text.
    withBytes(escaped + Array(#"\","x\"}"#.utf8)) { bytes in
      let source = UnescapedSource(PlainSource(Bytes(bytes, upTo: escaped.count)))
      let plainOffset = { starts.firstIndex(of: $0) ?? -1 }
      #expect(read(source, plainOffset) == expected, sourceLocation: sourceLocation)
      #expect(skip(source, plainOffset) == (isError ? expected : nil), sourceLocation: sourceLocation)
    }
  }
}

private func read<Source: ByteSource>(_ source: Source, _ plainOffset: (Int) -> Int) -> String {
  var reader = JSONReader(source)
  do throws(ReadError) {
    reader.skipWhiteSpace()
    let value = try reader.readValue()
    try reader.finish()
    let start = Int(value.span.offset)
    return "\(value.kind) \(plainOffset(start)..<plainOffset(start + Int(value.span.length)))"
  } catch {
    return describe(ReadError(result: error.result, offset: plainOffset(error.offset)))
  }
}

private func skip<Source: ByteSource>(_ source: Source, _ plainOffset: (Int) -> Int) -> String? {
  var reader = JSONReader(source)
  do throws(ReadError) {
    reader.skipWhiteSpace()
    try reader.skipValue()
    try reader.finish()
    return nil
  } catch {
    return describe(ReadError(result: error.result, offset: plainOffset(error.offset)))
  }
}

/// The text of a string that holds a document, and where each of its bytes, and the end, has come to stand.
private func inString(_ json: [UInt8], _ written: (UInt8) -> [UInt8]) -> (body: [UInt8], starts: [Int]) {
  var body: [UInt8] = []
  var starts: [Int] = []
  for byte in json {
    starts.append(body.count)
    body += written(byte)
  }
  return (body, starts + [body.count])
}

private func byEscape(_ byte: UInt8) -> [UInt8] {
  let digits = Array("0123456789aBcDeF".utf8)
  return byte < 0x80 ? Array(#"\u00"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]] : [byte]
}

private func asUsual(_ byte: UInt8) -> [UInt8] {
  switch byte {
  case ASCII.quote, ASCII.backslash: [ASCII.backslash, byte]
  case 0..<0x20: byEscape(byte)
  default: [byte]
  }
}

private func failure(_ read: () throws(ReadError) -> Void) -> String? {
  do throws(ReadError) {
    try read()
    return nil
  } catch {
    return describe(error)
  }
}
