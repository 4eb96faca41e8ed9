// Passing over many bytes at once: each scan against a loop over one byte after the other, for texts of all lengths to
// 200 bytes with each special byte at each place, at the very end of the memory that can be read.
// Proves P3, P5 and P6.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Testing

@testable import JobStatus

@Suite struct PlainTextTests {
  /// The special bytes, and others that differ from them by one, or by one bit.
  private static let bytes: [UInt8] = [
    0x22, 0x5C, 0x00, 0x1F, 0x0A, 0x80, 0xFF, 0xA2, 0xDC, 0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7F, 0x02, 0x3C,
  ]

  @Test(arguments: bytes)
  func anyByteAtAnyPlace(byte: UInt8) throws {
    let memory = try GuardedMemory()
    var mismatches: [String] = []
    for length in 1...200 {
      var text = Array(repeating: Self.bytes[9 + length % 6], count: length)
      for position in 0..<length {
        let filling = text[position]
        text[position] = byte
        let expected = endOfPlainText(text, from: 0)
        let found = memory.with(text) { $0.endOfPlainText(from: 0) }
        if found != expected { mismatches.append("\(length) \(position): \(found)") }
        text[position] = filling
      }
    }
    #expect(mismatches == [])
  }

  /// From every offset of a text, also from its end; with a special byte behind every seventh place, or none.
  @Test(arguments: 0...200)
  func fromEveryOffset(length: Int) throws {
    let memory = try GuardedMemory()
    for special in [1, 7, 64, 90, 300] {
      let text = (1...length + 1).dropLast().map { $0 % special == 0 ? UInt8(0x5C) : 0x78 }
      let expected = (0...length).map { endOfPlainText(text, from: $0) }
      #expect(memory.with(text) { bytes in (0...length).map { bytes.endOfPlainText(from: $0) } } == expected)
    }
  }

  private func endOfPlainText(_ text: [UInt8], from offset: Int) -> Int {
    var end = offset
    while end < text.count, isPlain(text[end]) { end += 1 }
    return end
  }
}

@Suite struct BackslashTests {
  /// The first one, whatever stands in front of it, and the end where there is none.
  @Test(arguments: 0...130)
  func anyPlace(length: Int) throws {
    let memory = try GuardedMemory()
    for filling in [0x78, 0x22, 0x00, 0x1F, 0xC3, 0x5B, 0x5D] as [UInt8] {
      let text = (0..<length).map { $0 % 3 == 0 ? filling : 0x78 }
      #expect(memory.with(text) { $0.firstBackslash(from: 0) } == length)
      for position in 0..<length {
        var changed = text
        changed[position] = 0x5C
        changed[length - 1] = 0x5C
        let found = memory.with(changed) { bytes in
          [0, position / 2, position, position + 1].map { bytes.firstBackslash(from: $0) }
        }
        #expect(found == [position, position, position, position + 1 == length ? length : length - 1])
      }
    }
  }
}

@Suite struct WhiteSpaceTests {
  private static let whiteSpace: [UInt8] = [0x20, 0x0A, 0x0D, 0x09]

  @Test(arguments: [0x2C, 0x22, 0x7B, 0x00, 0x0B, 0x0C, 0x08, 0x1F, 0x21, 0x60, 0x85, 0xA0, 0xFF] as [UInt8])
  func anyByteAtAnyPlace(byte: UInt8) throws {
    let memory = try GuardedMemory()
    var mismatches: [String] = []
    for length in 0...200 {
      let blanks = whiteSpace(length)
      for position in 0...length {
        let text = Array(blanks[..<position]) + [byte] + blanks[position...]
        for start in [0, position / 2, position] {
          let found = memory.with(text) { $0.endOfWhiteSpace(from: start) }
          if found != position { mismatches.append("\(length) \(position) from \(start): \(found)") }
        }
      }
      let found = memory.with(blanks) { $0.endOfWhiteSpace(from: 0) }
      if found != length { mismatches.append("\(length): \(found)") }
    }
    #expect(mismatches == [])
  }

  @Test func everyByteInFrontOfAndBehindABlank() throws {
    let memory = try GuardedMemory()
    for byte in 0...UInt8.max {
      let isWhite = Self.whiteSpace.contains(byte)
      #expect(memory.with([byte, 0x78]) { $0.endOfWhiteSpace(from: 0) } == (isWhite ? 1 : 0))
      #expect(memory.with([0x20, byte, 0x78]) { $0.endOfWhiteSpace(from: 0) } == (isWhite ? 2 : 1))
      #expect(memory.with([byte]) { $0.endOfWhiteSpace(from: 0) } == (isWhite ? 1 : 0))
      #expect(memory.with([0x20, byte]) { $0.endOfWhiteSpace(from: 0) } == (isWhite ? 2 : 1))
    }
    #expect(memory.with([0x20]) { $0.endOfWhiteSpace(from: 1) } == 1)
    #expect(memory.with([]) { $0.endOfWhiteSpace(from: 0) } == 0)
  }

  private func whiteSpace(_ length: Int) -> [UInt8] {
    (0..<length).map { Self.whiteSpace[($0 * 7 + length) % 11 % 4] }
  }
}

@Suite struct EndOfStringTests {
  /// What may stand in a string, and what may not.
  private static let pieces: [[UInt8]] =
    ["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\uD83d\\uDe00", "\\ud800", "\\u00e9x"]
    .map { Array($0.utf8) }
    + ["\\x", "\\u", "\\u12", "\\u123g", "\\uG000", "\\U0041", "\\", "\\\u{7F}", "\\'", "\u{1}", "\0", "\n", "\u{1F}"]
    .map { Array($0.utf8) }
    + ["\u{7F}", "é", "\u{80}", "\u{7FF}", "\u{800}", "€", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "😀", "日本語"]
    .map { Array($0.utf8) }
    + [
      [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x22], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
      [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ]

  @Test(arguments: 0...200)
  func anyPieceAtAnyPlace(length: Int) throws {
    let isThorough = length <= 20 || [31, 32, 33, 63, 64, 65, 127, 128, 129].contains(length)
    let memory = try GuardedMemory()
    for position in 0...length {
      for (number, piece) in Self.pieces.enumerated() where isThorough || (number + position + length) % 53 == 0 {
        let front = Array(repeating: UInt8(0x78), count: position)
        let back = Array(repeating: UInt8(0x79), count: length - position)
        expectSameEnd(front + piece + back + [0x22], memory)
        if number % 7 == position % 7 { expectSameEnd(front + piece + back, memory) }
      }
    }
  }

  @Test(arguments: 0...39)
  func piecesAmongEachOther(seed: Int) throws {
    let memory = try GuardedMemory()
    var chance = Chance(seed)
    // Most of what stands among others is valid: else no string would come to its end.
    let valid = Self.pieces.filter { endOfString($0 + [0x22], from: 0) != nil }
    for _ in 0..<150 {
      var text: [UInt8] = []
      while !chance.happens(onceIn: 8) {
        text += Array(repeating: 0x78, count: chance.pick([0, 0, 0, 1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 64]))
        text += chance.pick(chance.happens(onceIn: 12) ? Self.pieces : valid)
      }
      expectSameEnd(text + (chance.happens(onceIn: 4) ? [] : [0x22, 0x22]), memory)
    }
  }

  /// Every first byte with every second one, and with those that matter as the third and the fourth.
  @Test(arguments: 0x80...0xFF)
  func everyFormOfUTF8(first: Int) throws {
    let memory = try GuardedMemory()
    for second in 0...UInt8.max {
      for (third, fourth) in [(0x80, 0xBF), (0xBF, 0x80), (0x7F, 0x80), (0x80, 0x7F), (0xC0, 0x80), (0x22, 0x22)] {
        let character = [UInt8(first), second, UInt8(third), UInt8(fourth)]
        let front = Array(repeating: UInt8(0x78), count: Int(second) % 19)
        expectSameEnd(front + character + [0x22], memory)
      }
    }
  }

  /// At all alignments, and cut at every byte.
  @Test(arguments: 0...35)
  func everyAlignment(front: Int) throws {
    let memory = try GuardedMemory()
    for piece in Self.pieces {
      let whole = Array(repeating: UInt8(0x78), count: front) + piece + piece + [0x22]
      for length in front...whole.count { expectSameEnd(Array(whole.prefix(length)), memory) }
      for back in 0...35 {
        expectSameEnd(whole.dropLast() + Array(repeating: 0x79, count: back) + [0x22], memory)
      }
    }
  }

  private func expectSameEnd(
    _ text: [UInt8], _ memory: GuardedMemory, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = memory.with(text) { $0.endOfString(from: 0) }
    let expected = endOfString(text, from: 0)
    guard found?.end != expected?.end || found?.hasEscapes != expected?.hasEscapes else { return }
    Issue.record("\(text): \(String(describing: found))", sourceLocation: sourceLocation)
  }

  private func endOfString(_ text: [UInt8], from offset: Int) -> (end: Int, hasEscapes: Bool)? {
    var index = offset
    var hasEscapes = false
    while index < text.count, text[index] != 0x22 {
      if isPlain(text[index]) {
        index += 1
        continue
      }
      let length = text[index] == 0x5C ? lengthOfEscape(text[index...]) : lengthOfCharacter(text[index...])
      guard let length else { return nil }
      hasEscapes = hasEscapes || text[index] == 0x5C
      index += length
    }
    return index < text.count ? (index, hasEscapes) : nil
  }

  private func lengthOfEscape(_ text: ArraySlice<UInt8>) -> Int? {
    guard let letter = text.dropFirst().first else { return nil }
    if Array(#""\/bfnrt"#.utf8).contains(letter) { return 2 }
    let digits = text.dropFirst(2).prefix(4)
    let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    return letter == 0x75 && digits.count == 4 && isHexadecimal ? 6 : nil
  }

  /// Of the first character, as the standard library knows them.
  private func lengthOfCharacter(_ text: ArraySlice<UInt8>) -> Int? {
    guard let first = text.first, first >= 0x20 else { return nil }
    return (1...4).first { length in
      text.count >= length && String(validating: text.prefix(length), as: UTF8.self)?.unicodeScalars.count == 1
    }
  }
}

/// What the fast way asks a window: how long the string or the number is that begins in it.
@Suite struct ShortValueTests {
  /// So many bytes of a string are looked at, with its quote.
  private static let longest = 81
  /// From these indices on a window has room for so many of them, and one more.
  private static let indices = 0...46

  @Test(arguments: 0...200)
  func stringsOfAllLengths(length: Int) throws {
    let memory = try GuardedMemory()
    for index in Self.indices {
      let front = Array(repeating: UInt8(0x22), count: index)
      let string = [0x22] + Array(repeating: UInt8(0x78), count: length) + [0x22]
      for back in [0, 1, 200] {
        expectRight(front + string + Array(repeating: 0x22, count: back), index, memory)
      }
      expectRight(front + string.dropLast(), index, memory)
      expectRight(front + string.dropFirst(), index, memory)
    }
  }

  @Test(arguments: [0x5C, 0x22, 0x00, 0x1F, 0x80, 0xFF, 0x7F, 0x20, 0x21, 0x23] as [UInt8])
  func anyByteAtAnyPlace(byte: UInt8) throws {
    let memory = try GuardedMemory()
    for length in 1...100 {
      for position in 0..<length {
        let index = (length + position) % Self.indices.count
        var body = Array(repeating: UInt8(0x78), count: index + 1 + length) + [0x22]
        body[index] = 0x22
        body[index + 1 + position] = byte
        expectRight(body, index, memory)
      }
    }
  }

  /// Each byte where one comparison ends and the next one begins.
  @Test(arguments: [1, 16, 17, 18, 48, 49, 50, 80, 81, 82])
  func everyByteAtTheLimits(position: Int) throws {
    let memory = try GuardedMemory()
    for byte in 0...UInt8.max {
      for index in [0, 7, 46] {
        var body = Array(repeating: UInt8(0x78), count: index + 100)
        body[index] = 0x22
        body[index + position] = byte
        expectRight(body, index, memory)
        expectRight(Array(body.prefix(index + position + 1)), index, memory)
      }
    }
  }

  /// Of a string that begins a window one more comparison is made.
  @Test(arguments: 0...200)
  func longStringsOfAllLengths(length: Int) throws {
    let memory = try GuardedMemory()
    for filling in [0x78, 0x20, 0x7F] as [UInt8] {
      for end in [0x22, 0x5C, 0x00, 0x1F, 0x80, 0xFF] as [UInt8] {
        let string = [0x22] + Array(repeating: filling, count: length) + [end]
        for back in [0, 1, 200] { expectRightLong(string + Array(repeating: 0x78, count: back), memory) }
        expectRightLong(Array(string.dropLast()), memory)
      }
    }
  }

  @Test(arguments: [1, 16, 17, 48, 49, 80, 81, 82, 111, 112, 113, 114])
  func everyByteAtTheLimitsOfLongStrings(position: Int) throws {
    let memory = try GuardedMemory()
    for byte in 0...UInt8.max {
      var body = [0x22] + Array(repeating: UInt8(0x78), count: 130)
      body[position] = byte
      expectRightLong(body, memory)
      expectRightLong(Array(body.prefix(position + 1)), memory)
      body[0] = byte
      expectRightLong(body, memory)
    }
  }

  @Test func onlyAQuoteBeginsAString() throws {
    let memory = try GuardedMemory()
    for byte in 0...UInt8.max { expectRight([byte, 0x78, 0x22], 0, memory) }
  }

  /// The bytes up to the next quote, whatever they are, and whatever the first one is.
  @Test(arguments: 0...200)
  func lengthsOfNames(length: Int) throws {
    let memory = try GuardedMemory()
    for filling in [0x78, 0x00, 0x5C, 0xFF, 0x23] as [UInt8] {
      let name = Array(repeating: filling, count: length)
      for (body, expected) in [
        ([0x22] + name + [0x22], min(length, 32)), ([0x22] + name, 32),
        ([0x00] + name + [0x22, 0x22], min(length, 32)),
        ([0x22] + name + [0x22] + Array(repeating: 0x78, count: 200), min(length, 32)),
      ] {
        #expect(memory.with(body) { bytes in Windows.with(bytes) { $0.at(0).lengthOfName } } == expected)
      }
    }
  }

  /// Digits of every number of them, and every byte behind them; where a body goes on, and at its end.
  @Test(arguments: 0...20)
  func numbers(length: Int) throws {
    let memory = try GuardedMemory()
    for first in Array("01259".utf8) {
      let digits = (0..<length).map { $0 == 0 ? first : UInt8(0x30 + ($0 * 7 + length) % 10) }
      for index in [0, 1, 33, 46] {
        let front = Array(repeating: UInt8(0x35), count: index)
        for byte in 0...UInt8.max {
          expectRightNumber(front + digits + [byte], index, memory)
          expectRightNumber(front + digits + [byte] + Array("5.5e5 \"".utf8), index, memory)
        }
        expectRightNumber(front + digits, index, memory)
      }
    }
  }

  /// No byte among digits is taken for one.
  @Test func everyByteAmongDigits() throws {
    let memory = try GuardedMemory()
    for position in 0..<16 {
      for byte in 0...UInt8.max {
        var body = Array("1234567890123456,".utf8)
        body[position] = byte
        expectRightNumber(body, 0, memory)
        body.remove(at: position == 0 ? 15 : 0)
        expectRightNumber(body, 0, memory)
      }
    }
  }

  /// Up to the first byte that is not plain, and no more than are looked at.
  private func expectRight(
    _ body: [UInt8], _ index: Int, _ memory: GuardedMemory, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = memory.with(body) { bytes in Windows.with(bytes) { $0.at(0).lengthOfPlainText(at: index) } }
    let expected = lengthOfPlainText(body.dropFirst(index))
    if found == expected { return }
    Issue.record("\(body) at \(index): \(found), not \(expected)", sourceLocation: sourceLocation)
  }

  private func expectRightLong(
    _ body: [UInt8], _ memory: GuardedMemory, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = memory.with(body) { bytes in Windows.with(bytes) { $0.at(0).lengthOfLongPlainText } }
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      let expected = lengthOfPlainText(body[...], atMost: 113)
    #else
      let expected = lengthOfPlainText(body[...])
    #endif
    if found == expected { return }
    Issue.record("\(body): \(found), not \(expected)", sourceLocation: sourceLocation)
  }

  private func lengthOfPlainText(_ text: ArraySlice<UInt8>, atMost longest: Int = Self.longest) -> Int {
    guard text.first == 0x22 else { return 0 }
    return min(1 + text.dropFirst().prefix(while: isPlain).count, longest)
  }

  private func expectRightNumber(
    _ body: [UInt8], _ index: Int, _ memory: GuardedMemory, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = memory.with(body) { bytes in Windows.with(bytes) { $0.at(0).lengthOfShortNumber(at: index) } }
    let expected = lengthOfShortNumber(body.dropFirst(index))
    if found == expected { return }
    Issue.record("\(body) at \(index): \(found), not \(expected)", sourceLocation: sourceLocation)
  }

  private func lengthOfShortNumber(_ text: ArraySlice<UInt8>) -> Int {
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      let digits = text.prefix { (0x30...0x39).contains($0) }
      let next = text.dropFirst(digits.count).first
      let goesOn = next == 0x2E || next == 0x45 || next == 0x65
      let isNumber = digits.count == 1 || digits.first != 0x30
      return isNumber && !goesOn && digits.count < 16 ? digits.count : 0
    #else
      return 0
    #endif
  }
}

/// Values that are passed over at once. Where that cannot be, the answer is 0, and the general reader decides.
@Suite struct EndOfValueTests {
  private static let scalars = [
    "0", "-0", "7", "-12", "0.5", "1.25e3", "1E+10", "5e-07", "12345678901234567",
    "1234567890123456.1234567890123456e9",
    "null", "true", "false", #""""#, #""abc""#, #""a\n\"b""#, #""é€😀""#, "\"\(String(repeating: "x", count: 70))\"",
  ]
  private static let noScalars = [
    "", "-", "00", "01", "-01", "+1", ".5", "1.", "1.e5", "1e", "1e+", "1e-", "--1", "-x", "nul", "nulL", "Null", "tru",
    "trve", "fals", "falze", "x", #"""#, #""a"#, #""a\x""#, "\"a\u{1}\"", ",", "]", "}", ":",
  ]

  @Test(arguments: scalars)
  func scalarsEndWhereTheyEnd(scalar: String) throws {
    for back in ["", ",", "]", "}", " ", ", 7 and more behind it"] {
      for front in ["", " ", "[1, 2, "] {
        let (start, end) = (front.utf8.count, front.utf8.count + scalar.utf8.count)
        try expectEnd(of: front + scalar + back, from: start, end)
        if scalar.first != "\"" {
          let found = try GuardedMemory().with(Array((front + scalar + back).utf8)) { $0.endOfBareScalar(from: start) }
          #expect(found == end || (found == 0 && back.utf8.count < 8))
        }
      }
    }
  }

  @Test(arguments: noScalars)
  func whatIsNoScalar(text: String) throws {
    for back in ["", ",", "]", " ", "        ", ", 7 and more behind it"] where text != "00" || back != "" {
      let found = try GuardedMemory().with(Array((text + back).utf8)) { $0.endOfValue(from: 0, room: 9) }
      #expect(found == 0)
    }
  }

  @Test(arguments: 0...70)
  func levels(depth: Int) throws {
    for (opening, closing) in [("[", "]"), (#"{"a":"#, "}"), (#"[ { "a" : "#, " } ]")] {
      let levels = opening.hasPrefix("[ ") ? 2 * depth : depth
      let text = String(repeating: opening, count: depth) + "[]" + String(repeating: closing, count: depth)
      for room in [-1, 0, 1, levels - 1, levels, levels + 1, levels + 2, 1024] {
        let found = try GuardedMemory().with(Array((text + "   ").utf8)) { $0.endOfValue(from: 0, room: room) }
        let isThere = levels + 1 <= min(room, 62)
        #expect(found == (isThere ? text.utf8.count : 0) || (found == text.utf8.count && levels + 1 <= room))
      }
    }
  }

  /// Values of all kinds in each other, and the same with a byte changed, left out or added: an end is that which the
  /// reader of a string's bytes, one after the other, finds; and where there is none, no end is found.
  @Test(arguments: 0..<60)
  func valuesInEachOther(seed: Int) throws {
    var chance = Chance(seed)
    for _ in 0..<40 {
      var text = Array(value(&chance, levels: chance.number(0...5)).utf8)
      try expectSameEnd(text + Array("        ".utf8), mustBeFound: true)
      for _ in 0..<10 {
        let position = chance.number(0...text.count - 1)
        switch chance.number(0...2) {
        case 0: text[position] = chance.pick(Array("\"\\,:{}[] 0-.ex\u{1}".utf8) + [0x80, 0xC3])
        case 1: text.insert(chance.pick(text), at: position)
        default: if text.count > 1 { text.remove(at: position) }
        }
        try expectSameEnd(text, mustBeFound: false)
      }
    }
  }

  private func value(_ chance: inout Chance, levels: Int) -> String {
    if levels == 0 { return chance.pick(Self.scalars) }
    let blank = chance.pick(["", " ", "\n", "\r\n\t"])
    let values = (0..<chance.number(0...3)).map { _ in value(&chance, levels: levels - 1) }
    if chance.happens(onceIn: 2) { return "[" + blank + values.joined(separator: blank + "," + blank) + blank + "]" }
    let members = values.map { chance.pick([#""a""#, #""""#, #""\u0061\n""#, #""é""#]) + blank + ":" + blank + $0 }
    return "{" + blank + members.joined(separator: "," + blank) + blank + "}"
  }

  private func expectSameEnd(_ text: [UInt8], mustBeFound: Bool) throws {
    let found = try GuardedMemory().with(text) { $0.endOfValue(from: 0, room: 40) }
    let expected = withBytes(text) { endOfValue(JSONReader(UnescapedSource(PlainSource($0), decodes: false))) }
    if found != expected, found != 0 || mustBeFound {
      Issue.record("\(String(decoding: text, as: UTF8.self)): \(found), not \(expected)")
    }
  }

  private func endOfValue(_ reader: JSONReader<UnescapedSource<PlainSource>>) -> Int {
    var reader = reader
    do throws(ReadError) {
      try reader.skipValue()
      return reader.offset
    } catch {
      return 0
    }
  }

  /// Near the end of a body words cannot be compared, so that the general reader may have to.
  private func expectEnd(of text: String, from start: Int, _ end: Int) throws {
    let found = try GuardedMemory().with(Array(text.utf8)) { $0.endOfValue(from: start, room: 9) }
    #expect(found == end || (found == 0 && text.utf8.count < end + 8))
  }
}

// MARK: - Helpers

/// It stands for itself inside a JSON string.
private func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5C }
