// The caller's bytes, and the only two ways the core reads them.
//
// Every byte of a body that the library looks at is fetched here, so that promise P3 of the header (nothing is read
// outside [json, json + length)) can be checked by reading one file.
//
// SPDX-License-Identifier: Apache-2.0

/// Bytes that belong to the caller. Reading behind the end, or before the front, answers 0: a byte that JSON allows
/// nowhere, so a reader stops there by itself and cannot run away.
@safe struct Bytes {
  private let base: UnsafePointer<UInt8>?
  let count: Int

  /// The caller vouches, as the header says, that `count` bytes can be read from `base`.
  @unsafe init(base: UnsafeRawPointer?, count: Int) {
    unsafe self.base = base?.assumingMemoryBound(to: UInt8.self)
    self.count = unsafe base == nil ? 0 : count
  }

  /// The same bytes from the front up to `end`; offsets stay what they are.
  init(_ bytes: Bytes, upTo end: Int) {
    unsafe base = bytes.base
    count = min(max(end, 0), bytes.count)
  }

  @inline(__always)
  subscript(offset: Int) -> UInt8 {
    guard let base = unsafe base, UInt(bitPattern: offset) < UInt(bitPattern: count) else { return 0 }
    // In bounds: 0 <= offset < count, by the comparison above.
    return unsafe base[offset]
  }

  /// Eight bytes from `offset` on as a little-endian number, or nil where fewer are left.
  @inline(__always)
  func word(at offset: Int) -> UInt64? {
    guard let base = unsafe base, offset >= 0, offset <= count &- 8 else { return nil }
    // In bounds: 0 <= offset and offset + 8 <= count, by the comparison above; count is never negative.
    return unsafe UInt64(
      littleEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Whether the bytes [offset, offset + length) are exactly those of `name`.
  @inline(__always)
  func matches(_ name: Literal, offset: Int, length: Int) -> Bool {
    guard length == name.count else { return false }
    var index = 0
    while index < length {
      guard self[offset &+ index] == name[index] else { return false }
      index &+= 1
    }
    return true
  }

  func contains(_ byte: UInt8, from start: Int, to end: Int) -> Bool {
    var offset = start
    while offset < end {
      if self[offset] == byte { return true }
      offset &+= 1
    }
    return false
  }
}

/// A constant text of the library's own: a member's name, a state word. Unlike a StaticString it can only be a pointer,
/// so that no use of it has to check which of two forms it has.
@safe struct Literal: ExpressibleByStringLiteral, @unchecked Sendable {
  private let start: UnsafePointer<UInt8>
  let count: Int

  @inline(__always)
  init(stringLiteral text: StaticString) {
    // The bytes are constants of the binary, so they stay where they are; a string literal has this form.
    unsafe start = text.utf8Start
    count = text.utf8CodeUnitCount
  }

  /// The byte at `index`, 0 behind the end.
  @inline(__always)
  subscript(index: Int) -> UInt8 {
    guard UInt(bitPattern: index) < UInt(bitPattern: count) else { return 0 }
    // In bounds: 0 <= index < count, by the comparison above.
    return unsafe start[index]
  }

  /// The text as a C string: the compiler puts a NUL behind every string literal.
  var cString: UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
  }
}
