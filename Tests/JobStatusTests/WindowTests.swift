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
}

/// Beside the windows of a body there is memory for a few objects.
@Suite struct MemoryBesideWindowsTests {
  @Test func aStackGivesBackWhatWasPushedLast() {
    withStack { stack in
      for round in 0..<2 {
        for number in 0..<16 {
          #expect(stack.count == number && !stack.isFull)
          stack.push(object(number + round))
        }
        #expect(stack.count == 16 && stack.isFull)
        for number in (0..<16).reversed() {
          #expect(stack.pop(above: 0).map(description) == description(object(number + round)))
          #expect(stack.count == number && !stack.isFull)
        }
        #expect(stack.pop(above: 0) == nil && stack.count == 0)
      }
    }
  }

  @Test func nothingIsPushedOnAFullStack() {
    withStack { stack in
      for number in 0..<20 { stack.push(object(number)) }
      #expect(stack.count == 16 && stack.isFull)
      #expect(stack.pop(above: 0).map(description) == description(object(15)))
      stack.push(object(40))
      stack.push(object(41))
      #expect(stack.pop(above: 15).map(description) == description(object(40)))
      #expect(stack.pop(above: 15) == nil && stack.count == 15)
    }
  }

  /// Those that were there before somebody pushed stay for the others.
  @Test(arguments: 0...16)
  func onlyThoseAboveAreGivenBack(outside: Int) {
    withStack { stack in
      for number in 0..<16 { stack.push(object(number)) }
      var count = 16
      while stack.pop(above: outside) != nil { count -= 1 }
      #expect(count == outside && stack.count == outside)
      for above in [outside + 1, 16, 17, .max, -1, .min] {
        #expect(stack.pop(above: above) == nil && stack.count == outside)
      }
    }
  }

  @Test func allOfItIsBesideTheWindows() {
    for count in [0, 10, 400] {
      let body = numbered(count)
      withBytes(body) { bytes in
        Windows.with(bytes) { windows in
          var stack = windows.objects
          for number in 0..<17 { stack.push(object(number)) }
          #expect((0..<16).reversed().allSatisfy { stack.pop(above: 0).map(description) == description(object($0)) })
          #expect((-1...count + 1).allSatisfy { isRight(windows.at($0), body: body, offset: $0) })
        }
      }
    }
  }

  private func withStack(_ use: (inout ObjectStack) -> Void) {
    withBytes("") { bytes in
      Windows.with(bytes) { windows in
        var stack = windows.objects
        use(&stack)
      }
    }
  }

  /// An object like no other one.
  private func object(_ number: Int) -> ObjectProgress {
    let members = VendorTag.ciscoCDFMC.members
    var object = ObjectProgress(place: number % 2 == 0 ? .error : .message, in: members, itemsRow: number % 3 - 1)
    object.seen = UInt64(number) << 56 | UInt64(number)
    object.expected = number + 1
    object.reach = number % 5
    return object
  }

  private func description(_ object: ObjectProgress) -> String {
    "\(object.seen) \(object.place) \(object.expected) \(object.itemsRow) \(object.isFirstItem) "
      + "\(object.reach)"
  }
}

/// Texts of all lengths that a literal can have, and what is one byte, one bit and one case away.
@Suite struct ComparisonOfConstantsTests {
  private static let texts: [Literal] = [
    "a", "In", "a b", "in-P", "state", "in - P", "in-prog", "in-progR", "created-a", "created-at", "start timed",
    "start timedX", "started timed", "startedByUser", "started by you", "startProcessing", "STARTprocessingD",
    "start processingD", "start processing D", "start-processing-da", "start-processing-dat", "start-processing-date",
    "start-processing-date-", "start-processing-date-A", "start-processing-date-Af", "Start-processing-date-Af",
  ]

  @Test func textsOfAllLengths() {
    #expect(Set(Self.texts.map(\.count)) == Set(1...Literal.longest))
  }

  @Test(arguments: texts)
  func everyByteCounts(text: Literal) throws {
    let memory = try GuardedMemory()
    for front in [0, 3] {
      for back in [0, 1, 30] {
        let mismatches = text.bytes.indices.flatMap { position in
          (0...UInt8.max).filter { byte in
            var changed = text.bytes
            changed[position] = byte
            return !isRight(changed, text, front, back, memory)
          }
        }
        #expect(mismatches == [])
        #expect(isRight(text.bytes, text, front, back, memory))
      }
    }
  }

  @Test(arguments: texts)
  func everyLengthCounts(text: Literal) throws {
    let memory = try GuardedMemory()
    for back in [0, 1, 30] {
      for other in Self.texts { #expect(isRight(other.bytes, text, 2, back, memory)) }
      for content in [text.bytes + [0], text.bytes + [0x20], [0x20] + text.bytes, Array(text.bytes.dropLast()), []] {
        #expect(isRight(content, text, 2, back, memory))
      }
    }
  }

  @Test func bitsOfTheFirstBytes() {
    var expected: UInt64 = 0
    for count in 1...8 {
      expected = expected << 8 | 0xFF
      #expect(Literal.mask(of: count) == expected)
    }
    #expect(Literal.mask(of: 9) == .max)
  }

  /// Two texts are the same where all of their bytes are, and but for case where a letter is large in one of them.
  @Test func everyTwoTexts() {
    for text in Self.texts {
      for other in Self.texts {
        #expect((text == other) == (text.bytes == other.bytes))
        #expect(text.equalsWithoutCase(other) == (folded(text.bytes) == folded(other.bytes)))
      }
    }
  }

  /// A text of a body is there where all of it is, where it is not empty, and no longer than a literal.
  @Test(arguments: [0, 1, 7, 8, 9, 15, 16, 17, 23, 24, 25, 26, 31, 32, 33, 40, 48, 49, 60])
  func textsOfABody(count: Int) throws {
    let body = numbered(count)
    let mismatches = try GuardedMemory().with(body) { bytes in
      (Array(-30...count + 30) + [.min, .min + 24, .max - 24, .max]).flatMap { offset in
        (Array(-2...40) + [.min, .max - 1, .max]).filter { length in
          let isThere = (1...24).contains(length) && (0...count).contains(offset) && length <= count - offset
          let text = bytes.shortText(at: offset, count: length)
          return isThere ? !holds(text, Array(body[offset..<offset + length])) : text != nil
        }
      }
    }
    #expect(mismatches == [])
  }

  /// Behind the first byte of a window, which is a name's quote, and in front of any byte that a body can have there.
  @Test(arguments: texts)
  func namesInWindows(text: Literal) throws {
    let memory = try GuardedMemory()
    for front in [0, 1, 200] {
      for end in [1, 200] {
        let body = Array(repeating: 0x20, count: front) + [0x22] + text.bytes + Array(repeating: 0x22, count: end)
        #expect(hasText(text, in: body, at: front, memory))
        for position in text.bytes.indices {
          for byte in 0...UInt8.max where byte != text[position] {
            var changed = body
            changed[front + 1 + position] = byte
            if hasText(text, in: changed, at: front, memory) { Issue.record("\(byte) at \(position)") }
          }
          #expect(!hasText(text, in: Array(body.prefix(front + 1 + position)), at: front, memory))
        }
        for byte in 1...UInt8.max {
          var changed = body
          changed[front] = byte
          changed[front + 1 + text.count] = byte
          if !hasText(text, in: changed, at: front, memory) { Issue.record("\(byte) around it") }
        }
      }
    }
  }

  /// Of two names one may begin with the other.
  @Test func everyNameInEveryWindow() throws {
    let memory = try GuardedMemory()
    for text in Self.texts {
      for other in Self.texts {
        let found = hasText(text, in: [0x22] + other.bytes + [0x22, 0x3A], at: 0, memory)
        #expect(found == other.bytes.starts(with: text.bytes))
      }
    }
  }

  private func hasText(_ text: Literal, in body: [UInt8], at offset: Int, _ memory: GuardedMemory) -> Bool {
    memory.with(body) { bytes in
      Windows.with(bytes) { windows in
        let window = windows.at(offset)
        return text.count <= 16 ? window.hasText(text) : window.lengthOfText(text) == 16 && window.hasEnd(of: text)
      }
    }
  }

  /// Whether the content is compared with a text as it should be, in each of the ways there are, with so many bytes
  /// around it. Of case only where JSON allows the content in a string.
  private func isRight(
    _ content: [UInt8], _ text: Literal, _ front: Int, _ back: Int, _ memory: GuardedMemory
  ) -> Bool {
    let body = Array(repeating: 0x78, count: front) + content + Array(repeating: 0x79, count: back)
    return memory.with(body) { bytes in
      let whole = Text(jobstatus_span(from: front, to: front + content.count), in: bytes)
      guard whole.equals(text) == (content == text.bytes) else { return false }
      guard let short = bytes.shortText(at: front, count: content.count) else {
        return content.isEmpty || content.count > Literal.longest
      }
      return holds(short, content) && (short == text) == (content == text.bytes)
        && (!content.allSatisfy { $0 >= 0x20 }
          || short.equalsWithoutCase(text) == (folded(content) == folded(text.bytes)))
    }
  }

  /// All bytes, and zeros behind them: so two of them can be compared as numbers.
  private func holds(_ text: Literal?, _ content: [UInt8]) -> Bool {
    guard let text else { return false }
    let words = [0, 8, 16].map { word(content.dropFirst($0)) }
    return text.bytes == content && [text.front, text.middle, text.back] == words
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
    #expect((0..<members.rows.count).allSatisfy { members.member(at: $0) != nil })
    #expect((0..<states.count).allSatisfy { states.at($0) != nil })
    #expect([-1, members.rows.count, 64, .min, .max].allSatisfy { members.member(at: $0) == nil })
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

/// Whether it shows the bytes of the body from `offset` on, zeros behind them, and nothing else outside.
private func isRight(_ window: Window, body: [UInt8], offset: Int) -> Bool {
  let seen = body.indices.contains(offset) ? body[offset...].prefix(135) : []
  let expected = seen + Array(repeating: 0, count: 135 - seen.count)
  return (0..<128).allSatisfy { index in
    window.byte(at: index) == expected[expected.startIndex + index]
      && window.word(at: index) == word(expected.dropFirst(index))
  }
}
