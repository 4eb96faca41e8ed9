// What the tests of several subjects need: bytes to read, chance that repeats, and results as words that a table can
// hold.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Foundation

@testable import JobStatus

/// Bytes for as long as `use` runs.
func withBytes<Result>(_ content: [UInt8], _ use: (Bytes) throws -> Result) rethrows -> Result {
  try content.withUnsafeBytes { try use(Bytes(base: $0.baseAddress, count: $0.count)) }
}

func withBytes<Result>(_ text: String, _ use: (Bytes) throws -> Result) rethrows -> Result {
  try withBytes(Array(text.utf8), use)
}

/// Memory for a body that ends where nothing can be read: a read behind its end kills the test. What stands before the
/// body are quotes, which end a string that is read backwards into them.
final class GuardedMemory {
  private static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
  private static let byteCount = 4 * pageSize
  private let start: UnsafeMutableRawPointer
  private var end: UnsafeMutableRawPointer { start + Self.byteCount - Self.pageSize }

  init() throws {
    let mapped = mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start = mapped, start != MAP_FAILED else { throw POSIXError(.ENOMEM) }
    self.start = start
    memset(start, 0x22, Self.byteCount - Self.pageSize)
    guard mprotect(end, Self.pageSize, PROT_NONE) == 0 else { throw POSIXError(.ENOMEM) }
  }

  deinit { munmap(start, Self.byteCount) }

  /// The bytes of `content` for as long as `use` runs; fewer than 8,000.
  func with<Result>(_ content: [UInt8], _ use: (Bytes) throws -> Result) rethrows -> Result {
    let body = end - content.count
    memset(body - 64, 0x22, 64)
    content.withUnsafeBytes { if let source = $0.baseAddress { memcpy(body, source, content.count) } }
    return try use(Bytes(base: body, count: content.count))
  }
}

/// Numbers that look like chance and are the same every time (SplitMix64).
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// True once in `count` times.
  mutating func happens(onceIn count: Int) -> Bool { number(1...count) == 1 }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }
}

/// The JSON value that a text is, and the bytes it lies in.
func withValue<Result>(_ json: String, _ use: (Value, Bytes) throws -> Result) rethrows -> Result {
  try withBytes(json) { bytes in
    var reader = JSONReader(PlainSource(bytes))
    return try use((try? reader.readValue()) ?? Value(), bytes)
  }
}

/// The same document with the first letter of each name as an escape sequence: so only the general reader can read it.
func withEscapedNames(_ body: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  var index = 0
  while index < body.count {
    guard body[index] == ASCII.quote else {
      result.append(body[index])
      index += 1
      continue
    }
    var end = index + 1
    while body[end] != ASCII.quote { end += body[end] == ASCII.backslash ? 2 : 1 }
    let isName = body[(end + 1)...].first { !ASCII.isWhiteSpace($0) } == ASCII.colon
    let first = body[index + 1]
    if isName, first != ASCII.quote, first != ASCII.backslash, first < 0x80 {
      result += Array(("\"\\u00" + (first < 16 ? "0" : "") + String(first, radix: 16)).utf8) + body[(index + 2)...end]
    } else {
      result += body[index...end]
    }
    index = end + 1
  }
  return result
}

/// Findings of a body that is to be read.
func withFindings<Result>(
  of bytes: Bytes, items: OutputArray<jobstatus_item> = .none, answer: Answer = .none,
  _ use: (inout Findings) throws -> Result
) throws -> Result {
  try Values.with { values in
    var findings = Findings(bytes, values: values, items: items, answer: answer)
    return try use(&findings)
  }
}

extension Windows {
  /// The window that begins at an offset.
  func at(_ offset: Int) -> Window { front.at(offset) ?? back.at(offset) ?? behindEnd }
}

extension Literal {
  var bytes: [UInt8] { (0..<count).map { self[$0] } }
  var string: String { String(decoding: bytes, as: UTF8.self) }
}

extension ConstantName {
  var string: String { String(cString: cString) }
}

/// Such as `syntax at 5`.
func describe(_ error: ReadError) -> String {
  let name = Names.results.name(of: UInt32(bitPattern: error.result))?.string ?? "\(error.result)"
  return "\(name) at \(error.offset)"
}

/// All bytes that a source has.
func content<Source: ByteSource>(of source: Source) -> [UInt8] {
  var source = source
  var content: [UInt8] = []
  while !source.isAtEnd {
    content.append(source.current)
    source.advance()
  }
  return content
}

func string(_ span: jobstatus_span, in bytes: Bytes) -> String {
  String(decoding: content(of: Text(span, in: bytes).decoded), as: UTF8.self)
}

extension jobstatus_span: @retroactive Equatable {
  public static func == (left: jobstatus_span, right: jobstatus_span) -> Bool {
    (left.offset, left.length, left.escapes) == (right.offset, right.length, right.escapes)
  }
}

let vendors: [VendorTag] = (1...99).compactMap(VendorTag.init(rawValue:))

extension Slot {
  /// What is kept there is of the item that is being read; afterwards it is what is left of one of them.
  var isOfItem: Bool { "\(self)".hasPrefix("item") }
}

let slots: [Slot] = (0...UInt8.max).compactMap(Slot.init(rawValue:))
