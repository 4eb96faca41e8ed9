// What all calls have in common at the front of a body: its length, a byte-order mark, and whether it is JSON at all.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// Where the document of a body begins.
enum DocumentStart {
  /// An object or an array.
  case container(offset: Int)
  /// One scalar, valid as a whole.
  case scalar(Value, offset: Int)

  @inline(__always)
  init(_ bytes: Bytes) throws(ReadError) {
    if bytes[0] == ASCII.leftBrace {
      self = .container(offset: 0)
    } else {
      try self.init(searching: bytes)
    }
  }

  @inline(never)
  private init(searching bytes: Bytes) throws(ReadError) {
    var reader = JSONReader(PlainSource(bytes, from: Self.afterByteOrderMark(bytes)))
    reader.skipWhiteSpace()
    let offset = reader.offset
    if offset >= bytes.count { throw ReadError(result: JOBSTATUS_E_EMPTY, offset: offset) }
    if reader.current == ASCII.leftBrace || reader.current == ASCII.leftBracket {
      self = .container(offset: offset)
      return
    }
    do throws(ReadError) {
      let value = try reader.readValue()
      try reader.finish()
      self = .scalar(value, offset: offset)
    } catch {
      // A page or a line of text, whatever it begins with: where it stops being a scalar is of no interest.
      throw ReadError(result: JOBSTATUS_E_NOT_JSON, offset: offset)
    }
  }

  var offset: Int {
    switch self {
    case .container(let offset), .scalar(_, let offset): offset
    }
  }

  private static func afterByteOrderMark(_ bytes: Bytes) -> Int {
    bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
  }
}
