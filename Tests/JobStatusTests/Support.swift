// What the tests of several subjects need: bytes to read, and results as words that a table can hold.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

@testable import JobStatus

/// Bytes for as long as `use` runs.
func withBytes<Result>(_ content: [UInt8], _ use: (Bytes) throws -> Result) rethrows -> Result {
  try content.withUnsafeBytes { try use(Bytes(base: $0.baseAddress, count: $0.count)) }
}

func withBytes<Result>(_ text: String, _ use: (Bytes) throws -> Result) rethrows -> Result {
  try withBytes(Array(text.utf8), use)
}

/// The JSON value that a text is, and the bytes it lies in.
func withValue<Result>(_ json: String, _ use: (Value, Bytes) throws -> Result) rethrows -> Result {
  try withBytes(json) { bytes in
    var reader = JSONReader(PlainSource(bytes))
    return try use((try? reader.readValue()) ?? Value(), bytes)
  }
}

/// Findings of a body that is to be read.
func withFindings<Result>(
  of bytes: Bytes, items: OutputArray<jobstatus_item> = .none, _ use: (inout Findings) throws -> Result
) throws -> Result {
  try Values.with { values in
    var findings = Findings(bytes, values: values, items: items)
    return try use(&findings)
  }
}

extension Literal {
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

let slots: [Slot] = (0...UInt8.max).compactMap(Slot.init(rawValue:))
