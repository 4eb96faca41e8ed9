// RFC 6901 JSON Pointers: jobstatus_find.
//
// The document is walked once, without recursion. The walk is on the path as long as the containers around it are those
// that the pointer names; whatever is beside the path is passed over. When a container on the path is left, the segment
// before is the one to compare with again, because a later member of the same name replaces what was found.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

struct PointerSearch {
  private let bytes: Bytes
  private var json: JSONReader<PlainSource>
  private var path: PointerPath
  private var found = Value()
  /// How many containers on the path are open, and for each whether it is an object.
  private var depth = 0
  private var objectLevels = BitStack()
  /// Of the innermost one, if it is an array: the number of the current element.
  private var element: UInt64 = 0

  init(_ bytes: Bytes, pointer: Bytes) throws(ReadError) {
    guard let path = PointerPath(pointer) else { throw ReadError(result: JOBSTATUS_E_POINTER, offset: 0) }
    self.path = path
    self.bytes = bytes
    json = JSONReader(PlainSource(bytes, from: try DocumentStart(bytes).offset))
  }

  /// The value that the pointer names.
  mutating func run() throws(ReadError) -> Value {
    if try enterValue() {
      repeat { try readMember() } while try leaveValue()
    }
    try json.finish()
    guard found.kind != .missing else { throw ReadError(result: JOBSTATUS_E_NOT_FOUND, offset: 0) }
    return found
  }

  /// A value on the path. Answers whether it is a container to look into: then its first member is the current one.
  private mutating func enterValue() throws(ReadError) -> Bool {
    found = Value()
    if path.isComplete {
      found = try json.readValue()
      return false
    }
    let isObject = json.current == ASCII.leftBrace
    guard isObject || json.current == ASCII.leftBracket else {
      try json.skipValue()
      return false
    }
    guard try json.open(closing: isObject ? ASCII.rightBrace : ASCII.rightBracket) else { return false }
    path.descend()
    depth &+= 1
    objectLevels[depth] = isObject
    element = 0
    return true
  }

  /// A member of the innermost container on the path, or as many levels down as the path goes on there.
  private mutating func readMember() throws(ReadError) {
    while true {
      let isOnPath =
        objectLevels[depth]
        ? path.segmentEquals(Text(try json.readName(), in: bytes).decoded) : path.segmentIsIndex(element)
      guard isOnPath else { return try json.skipValue() }
      guard try enterValue() else { return }
    }
  }

  /// Behind a value: answers whether there is another member to read, closing all containers that end here.
  private mutating func leaveValue() throws(ReadError) -> Bool {
    while depth > 0 {
      if try json.next(closing: objectLevels[depth] ? ASCII.rightBrace : ASCII.rightBracket) {
        element = element == .max ? .max : element &+ 1
        return true
      }
      depth &-= 1
      path.ascend()
      // The one element of an array that is on the path has just been read.
      element = .max
    }
    return false
  }
}

/// The segments of a pointer, one of which is to be compared with.
private struct PointerPath {
  private let pointer: Bytes
  /// The current segment is [start, end); before the first one is entered, both are 0.
  private var start = 0
  private var end = 0

  /// Nil for a text that is no pointer.
  init?(_ pointer: Bytes) {
    self.pointer = pointer
    guard pointer.count == 0 || pointer[0] == ASCII.slash else { return nil }
    var index = 0
    while index < pointer.count {
      if pointer[index] == ASCII.tilde {
        let escaped = pointer[index &+ 1]
        guard escaped == ASCII.zero || escaped == ASCII.one else { return nil }
      }
      index &+= 1
    }
  }

  /// Nothing comes behind the current segment.
  var isComplete: Bool { end == pointer.count }

  mutating func descend() {
    start = end &+ 1
    end = start
    while end < pointer.count, pointer[end] != ASCII.slash { end &+= 1 }
  }

  mutating func ascend() {
    end = start &- 1
    start = end
    while start > 0, pointer[start &- 1] != ASCII.slash { start &-= 1 }
  }

  func segmentEquals(_ name: some ByteSource) -> Bool {
    var source = name
    var index = start
    while index < end {
      var byte = pointer[index]
      if byte == ASCII.tilde {
        index &+= 1
        byte = pointer[index] == ASCII.zero ? ASCII.tilde : ASCII.slash
      }
      guard !source.isAtEnd, source.current == byte else { return false }
      source.advance()
      index &+= 1
    }
    return source.isAtEnd
  }

  /// Digits without a leading zero. More digits than a body can have elements are no index.
  func segmentIsIndex(_ index: UInt64) -> Bool {
    guard end > start, end &- start <= 10, pointer[start] != ASCII.zero || end &- start == 1 else { return false }
    var value: UInt64 = 0
    var position = start
    while position < end {
      guard ASCII.isDigit(pointer[position]) else { return false }
      value = value &* 10 &+ UInt64(pointer[position] &- ASCII.zero)
      position &+= 1
    }
    return value == index
  }
}
