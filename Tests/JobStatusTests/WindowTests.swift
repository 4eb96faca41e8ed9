// The bytes as the fast way through a body reads them: windows on the body and behind its end, comparisons with constant
// texts, and constant tables.
// Proves P3 and P5.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Testing

@testable import JobStatus

@Suite struct WindowTests {
  /// Lengths around the width of a window, and of the copy of a body's end.
  @Test(arguments: [0, 1, 2, 31, 127, 128, 159, 160, 161, 319, 320, 321, 400])
  func windowsAreTheBodyAndZerosBehindIt(count: Int) throws {
    let body = numbered(count)
    let mismatches = try GuardedMemory().with(body) { bytes in
      Windows.with(bytes) { windows in
        offsets(around: count).filter { !isRight(windows.at($0), body: body, offset: $0) }
      }
    }
    #expect(mismatches == [])
  }

  /// Each window of the body, and that behind its end, is one of those in front or of those in the back.
  @Test(arguments: [0, 1, 159, 160, 161, 400])
  func everyOffsetHasOneWindow(count: Int) {
    withBytes(numbered(count)) { bytes in
      Windows.with(bytes) { windows in
        for offset in offsets(around: count) {
          let isInside = offset >= 0 && offset <= count
          #expect((windows.front.at(offset) != nil) != (windows.back.at(offset) != nil) || !isInside)
          #expect((windows.front.at(offset) ?? windows.back.at(offset)) == nil || isInside)
        }
      }
    }
  }

  /// However a reader has gone to and fro.
  @Test(arguments: [0, 1, 160, 161, 400])
  func windowsOfAReader(count: Int) {
    let body = numbered(count)
    withBytes(body) { bytes in
      Windows.with(bytes) { windows in
        var chance = Chance(count)
        var reader = BodyReader(PlainSource(bytes), vendor: .cloudFoundry, windows: windows)
        for offset in (0..<300).map({ _ in chance.number(-10...count + 10) }) + [.min, .max] {
          #expect(isRight(reader.window(at: offset), body: body, offset: offset))
        }
      }
    }
  }

  @Test func anIndexIsTakenModulo128() {
    withBytes(numbered(300)) { bytes in
      Windows.with(bytes) { windows in
        let window = windows.at(3)
        for (index, same) in [(128, 0), (129, 1), (255, 127), (256, 0), (.max, 127), (-1, 127), (.min, 0)] {
          #expect(window.byte(at: index) == window.byte(at: same))
          #expect(window.word(at: index) == window.word(at: same))
        }
      }
    }
  }

  @Test func severalBodiesAtOnce() {
    withBytes(numbered(10)) { first in
      withBytes(numbered(200).reversed()) { second in
        Windows.with(first) { windows in
          Windows.with(second) { others in
            #expect(windows.at(0).byte(at: 0) == 1 && windows.at(9).word(at: 0) == 10)
            #expect(others.at(0).byte(at: 0) == 200 && others.at(199).word(at: 0) == 1)
          }
        }
      }
    }
  }

  private func offsets(around count: Int) -> [Int] {
    Array(-170...count + 170) + [.min, .min + 1, .max - 1, .max, 1 << 32, -1 << 32]
  }

  /// Whether it shows the bytes of the body from `offset` on, zeros behind them, and nothing else outside.
  private func isRight(_ window: Window, body: [UInt8], offset: Int) -> Bool {
    let seen = body.indices.contains(offset) ? body[offset...].prefix(135) : []
    let expected = seen + Array(repeating: 0, count: 135 - seen.count)
    return (0..<128).allSatisfy { index in
      window.byte(at: index) == expected[expected.startIndex + index]
        && window.word(at: index) == word(expected.dropFirst(index))
    }
  }
}

/// Texts of all lengths at which another number of words is compared, and what is one byte, one bit and one case away.
@Suite struct ComparisonOfConstantsTests {
  private static let texts: [Literal] = [
    "", "a", "In", "a b", "in-P", "state", "in - Pr", "in-progR", "created-a", "start timed", "startedByUser",
    "startProcessing", "STARTprocessingD", "start processingD", "start processing D", "start-processing-date-A",
    "start-processing-date-Af", "Start-processing-date-Aft", "start-processing-date After-sub",
    "start-processing-date-After-subm", "start-processing-date-After-submi",
    "start processing date After submitting-it too",
  ]

  @Test func textsOfAllLengthsThatMatter() {
    let lengths = Set(Self.texts.map(\.count))
    #expect(lengths.isSuperset(of: [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33]))
    #expect(Self.texts.allSatisfy { $0.count == $0.string.utf8.count })
  }

  @Test(arguments: texts)
  func everyByteCounts(text: Literal) throws {
    let memory = try GuardedMemory()
    let original = Array(text.string.utf8)
    let mismatches = original.indices.flatMap { position in
      (0...UInt8.max).filter { byte in
        var changed = original
        changed[position] = byte
        return memory.with(changed) { !isRight($0, changed, text) }
      }
    }
    #expect(mismatches == [])
    #expect(memory.with(original) { isRight($0, original, text) })
  }

  @Test(arguments: texts)
  func everyLengthCounts(text: Literal) throws {
    let memory = try GuardedMemory()
    for other in Self.texts {
      let content = Array(other.string.utf8)
      #expect(memory.with(content) { isRight($0, content, text) })
    }
    let original = Array(text.string.utf8)
    for content in [original + [0], original + [0x20], [0x20] + original, Array(original.dropLast())] {
      #expect(memory.with(content) { isRight($0, content, text) })
    }
  }

  /// Behind the first byte of a window, which is a name's quote.
  @Test(arguments: texts)
  func namesInWindows(text: Literal) throws {
    let memory = try GuardedMemory()
    let original = Array(text.string.utf8)
    for front in [0, 1, 200] {
      for end in [0, 1, 200] {
        let body = Array(repeating: 0x20, count: front) + [0x22] + original + Array(repeating: 0x22, count: end)
        #expect(hasText(text, in: body, at: front, memory))
        for position in original.indices {
          var changed = body
          changed[front + 1 + position] ^= 0x20
          #expect(!hasText(text, in: changed, at: front, memory))
          #expect(!hasText(text, in: Array(body.prefix(front + 1 + position)), at: front, memory))
        }
      }
    }
  }

  @Test func slicesLieInTheBody() {
    withBytes("abcdef") { bytes in
      for start in -2...8 {
        for end in -2...8 {
          let isInside = start >= 0 && start <= end && end <= 6
          #expect((bytes.slice(from: start, to: end) != nil) == isInside)
        }
      }
      #expect(bytes.slice(from: .min, to: 3) == nil && bytes.slice(from: 3, to: .max) == nil)
      #expect(bytes.slice(from: 2, to: 5)?.equals("cde") == true)
      #expect(bytes.slice(from: 6, to: 6)?.equals("") == true)
      #expect(bytes.slice(from: 2, to: 5)?.equals("cdf") == false)
    }
  }

  private func hasText(_ text: Literal, in body: [UInt8], at offset: Int, _ memory: GuardedMemory) -> Bool {
    memory.with(body) { bytes in Windows.with(bytes) { $0.at(offset).hasText(text) } }
  }

  /// Whether the content of a body is compared with a text as it should be, in each of the ways there are. Of case only
  /// where JSON allows the content in a string.
  private func isRight(_ bytes: Bytes, _ content: [UInt8], _ text: Literal) -> Bool {
    guard let slice = bytes.slice(from: 0, to: content.count) else { return false }
    let expected = Array(text.string.utf8)
    let isWord = content.allSatisfy { $0 >= 0x20 } ? folded(content) == folded(expected) : nil
    return slice.equals(text) == (content == expected)
      && bytes.matches(text, offset: 0, length: content.count) == (content == expected)
      && slice.equalsWithoutCase(text) == isWord ?? slice.equalsWithoutCase(text)
  }

  private func folded(_ content: [UInt8]) -> [UInt8] {
    content.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
  }
}

@Suite struct ConstantTableTests {
  nonisolated(unsafe) private static var numbers: [3 of UInt32] = [7, 8, 9]
  nonisolated(unsafe) private static var one: [1 of UInt8] = [5]

  @Test func elementsAndNothingOutside() {
    let table = ConstantTable(&Self.numbers)
    #expect(table.count == 3)
    #expect((0..<3).map { table.at($0) } == [7, 8, 9])
    #expect([-1, 3, 4, 255, 256, 1 << 32, .min, .max].allSatisfy { table.at($0) == nil })
    let short = ConstantTable(&Self.one)
    #expect(short.count == 1 && short.at(0) == 5 && short.at(1) == nil && short.at(-1) == nil)
  }

  @Test(arguments: vendors)
  func tablesOfTheVendors(vendor: VendorTag) {
    let (members, states) = (vendor.members, vendor.states)
    #expect((0..<members.count).allSatisfy { members.at($0) != nil })
    #expect((0..<states.count).allSatisfy { states.at($0) != nil })
    #expect([-1, members.count, 64, .min, .max].allSatisfy { members.at($0) == nil })
    #expect([-1, states.count, 64, .min, .max].allSatisfy { states.at($0) == nil })
  }
}

// MARK: - Helpers

/// Bytes that tell where they stand, none of them 0.
private func numbered(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251 + 1) } }

/// The first eight bytes as a little-endian number.
private func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
  bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
