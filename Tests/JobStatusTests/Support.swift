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

/// All vendors, by their numbers from 1 on.
let vendors: [VendorTag] = Array(sequence(first: 1) { $0 + 1 }.lazy.map(VendorTag.init(rawValue:)).prefix { $0 != nil })
  .compactMap { $0 }
