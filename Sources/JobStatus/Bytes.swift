// The caller's bytes, and the only two ways the core reads them.
//
// Every byte of a body that the library looks at is fetched here, so that promise P3 of the header (nothing is read
// outside [json, json + length)) can be checked by reading one file.
//
// SPDX-License-Identifier: Apache-2.0

#if arch(x86_64) && !JOBSTATUS_PORTABLE
  import _Builtin_intrinsics.intel.sse2
#endif

/// Bytes that belong to the caller. Reading behind the end, or before the front, answers 0: a byte that JSON allows
/// nowhere, so a reader stops there by itself and cannot run away.
@safe struct Bytes {
  fileprivate let base: UnsafePointer<UInt8>
  let count: Int

  /// The caller vouches, as the header says, that `count` bytes can be read from `base`.
  @unsafe init(base: UnsafeRawPointer?, count: Int) {
    // Where there is no memory nothing is read, so any address will do.
    unsafe self.base = base?.assumingMemoryBound(to: UInt8.self) ?? Literal.empty.start
    self.count = unsafe base == nil ? 0 : count
  }

  /// The same bytes from the front up to `end`; offsets stay what they are.
  init(_ bytes: Bytes, upTo end: Int) {
    unsafe base = bytes.base
    count = min(max(end, 0), bytes.count)
  }

  @inline(__always)
  subscript(offset: Int) -> UInt8 {
    guard UInt(bitPattern: offset) < UInt(bitPattern: count) else { return 0 }
    // In bounds: 0 <= offset < count, by the comparison above.
    return unsafe base[offset]
  }

  /// Whether `length` bytes, 1 at least, can be read from `offset` on.
  @inline(__always)
  func has(_ length: Int, from offset: Int) -> Bool {
    // Below the number of offsets where it is so: none of them is negative, and a negative one is no small UInt.
    UInt(bitPattern: offset) < UInt(bitPattern: max(0, count &- length &+ 1))
  }

  /// Eight bytes from `offset` on as a little-endian number, or nil where fewer are left.
  @inline(__always)
  func word(at offset: Int) -> UInt64? {
    guard has(8, from: offset) else { return nil }
    // In bounds: 0 <= offset and offset + 8 <= count.
    return unsafe UnsafeRawPointer(base).word(at: offset)
  }

  #if arch(x86_64) && !JOBSTATUS_PORTABLE
    /// Sixteen bytes from `offset` on, or nil where fewer are left.
    @inline(__always)
    func vector(at offset: Int) -> __m128i? {
      guard has(16, from: offset) else { return nil }
      // In bounds: 0 <= offset and offset + 16 <= count.
      return unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: __m128i.self)
    }

    /// Thirty-two bytes from `offset` on, or nil where fewer are left.
    @inline(__always)
    func vectorPair(at offset: Int) -> (__m128i, __m128i)? {
      guard has(32, from: offset) else { return nil }
      // In bounds: 0 <= offset and offset + 32 <= count.
      let start = unsafe UnsafeRawPointer(base) + offset
      return unsafe (
        start.loadUnaligned(as: __m128i.self), start.loadUnaligned(fromByteOffset: 16, as: __m128i.self)
      )
    }

    /// Sixty-four bytes from `offset` on, or nil where fewer are left.
    @inline(__always)
    func vectors(at offset: Int) -> (__m128i, __m128i, __m128i, __m128i)? {
      guard has(64, from: offset) else { return nil }
      // In bounds: 0 <= offset and offset + 64 <= count.
      let start = unsafe UnsafeRawPointer(base) + offset
      return unsafe (
        start.loadUnaligned(as: __m128i.self), start.loadUnaligned(fromByteOffset: 16, as: __m128i.self),
        start.loadUnaligned(fromByteOffset: 32, as: __m128i.self),
        start.loadUnaligned(fromByteOffset: 48, as: __m128i.self)
      )
    }
  #endif

  /// The bytes [start, end), nil where they are not all there.
  @inline(__always)
  func slice(from start: Int, to end: Int) -> Slice? {
    guard start >= 0, start <= end, end <= count else { return nil }
    // In bounds, by the comparisons above.
    return unsafe Slice(start: UnsafeRawPointer(base) + start, count: end &- start)
  }

  /// Whether the bytes [offset, offset + length) are exactly those of `name`.
  @inline(__always)
  func matches(_ name: Literal, offset: Int, length: Int) -> Bool {
    guard length == name.count, offset >= 0, offset <= count &- length else { return false }
    // In bounds: both have `length` bytes, by the comparisons above.
    return unsafe UnsafeRawPointer(base + offset).hasSameBytes(as: UnsafeRawPointer(name.start), count: length)
  }

  /// Copies bytes to where there is room for `count` of them; those that are not there are left out.
  @inline(__always)
  @unsafe func copy(from start: Int, count: Int, to destination: UnsafeMutablePointer<UInt8>) {
    guard start >= 0, count > 0, count <= self.count &- start else { return }
    // In bounds: start + count <= self.count; the caller vouches for the destination.
    unsafe UnsafeMutableRawPointer(destination).copyMemory(from: base + start, byteCount: count)
  }

  /// The first backslash from `offset` on, or the end.
  func firstBackslash(from offset: Int) -> Int {
    var position = endOfPlainText(from: offset)
    while position < count, self[position] != ASCII.backslash {
      position = SpecialBytes.isPlain(self[position]) ? endOfPlainText(from: position) : position &+ 1
    }
    return position
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

/// The same bytes, so that from each of them on a window of 160 can be read without asking whether they are there: near
/// the end from a copy of the last ones, behind which zeros stand.
///
///     body   {"id":"7", ... "uname":"x"}
///     copy                  "uname":"x"}000000...
@safe struct Windows {
  private let base: UnsafeRawPointer
  private let count: Int
  /// What the copy stands for begins here.
  private let copyStart: Int
  /// The copy, less `copyStart`: an offset in the body is an offset to it as well.
  private let copyBase: UnsafeRawPointer

  /// Gives `body` windows that are there only as long as it runs.
  @inline(__always)
  static func with<Answer, Failure: Error>(
    _ bytes: Bytes, _ body: (Windows) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    try unsafe withUnsafeTemporaryAllocation(byteCount: 2 &* Window.width, alignment: 16) { (copy) throws(Failure) in
      // It outlives `body`; an allocation that is not empty has an address.
      let copy = unsafe copy.baseAddress.unsafelyUnwrapped
      let start = max(0, bytes.count &- Window.width)
      // The copy has room for a window of bytes and one of zeros.
      if start != 0 {
        // In bounds: a window of bytes is left at `start`.
        unsafe copyWindow(UnsafeRawPointer(bytes.base + start), to: copy)
      } else {
        unsafe copyShortBody(bytes, to: copy)
      }
      return try body(
        unsafe Windows(
          base: UnsafeRawPointer(bytes.base), count: bytes.count, copyStart: start,
          copyBase: UnsafeRawPointer(copy) - start))
    }
  }

  /// Copies a window and puts zeros behind it: in pieces, and not all the zeros at once, so that each of them is a few
  /// instructions and no call. `destination` has room for two windows.
  @inline(__always)
  @unsafe private static func copyWindow(_ source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer) {
    typealias Half = SIMD64<UInt8>
    typealias Rest = SIMD32<UInt8>
    let zeros = unsafe destination + Window.width
    unsafe zeros.storeBytes(of: Half(), as: Half.self)
    unsafe zeros.storeBytes(of: Half(), toByteOffset: 64, as: Half.self)
    unsafe destination.storeBytes(of: source.loadUnaligned(as: Half.self), as: Half.self)
    unsafe destination.storeBytes(
      of: source.loadUnaligned(fromByteOffset: 64, as: Half.self), toByteOffset: 64, as: Half.self)
    unsafe destination.storeBytes(
      of: source.loadUnaligned(fromByteOffset: 128, as: Rest.self), toByteOffset: 128, as: Rest.self)
    unsafe zeros.storeBytes(of: Rest(), toByteOffset: 128, as: Rest.self)
  }

  /// The same for a body that is no longer than a window.
  @inline(never)
  @unsafe private static func copyShortBody(_ bytes: Bytes, to destination: UnsafeMutableRawPointer) {
    unsafe destination.initializeMemory(as: UInt8.self, repeating: 0, count: 2 &* Window.width)
    // No more bytes than a window has; the mask only shows the compiler that they are not fewer than none.
    unsafe destination.copyMemory(from: bytes.base, byteCount: bytes.count & 255)
  }

  @unsafe private init(base: UnsafeRawPointer, count: Int, copyStart: Int, copyBase: UnsafeRawPointer) {
    unsafe self.base = base
    self.count = count
    self.copyStart = copyStart
    unsafe self.copyBase = copyBase
  }

  /// The windows that begin in front of the copy.
  @inline(__always)
  var front: WindowRange {
    // In bounds: before the copy's start a window is left in the body.
    unsafe WindowRange(start: base, first: 0, count: copyStart)
  }

  /// Those that begin in it, also at the end of the body.
  @inline(__always)
  var back: WindowRange {
    // In bounds: from the body's end on a window of zeros is left in the copy.
    unsafe WindowRange(start: copyBase + copyStart, first: copyStart, count: count &- copyStart &+ 1)
  }

  /// A window in which all bytes are 0.
  @inline(__always)
  var behindEnd: Window {
    // In bounds, as above.
    unsafe Window(start: copyBase + count)
  }
}

/// The windows that begin at some offsets that follow each other.
@safe struct WindowRange {
  private let start: UnsafeRawPointer
  private let first: Int
  private let count: Int

  /// The caller vouches that a window can be read from each of `count` bytes from `start` on.
  @inline(__always)
  @unsafe fileprivate init(start: UnsafeRawPointer, first: Int, count: Int) {
    unsafe self.start = start
    self.first = first
    self.count = count
  }

  /// The bytes from `offset` on, nil where no window of these begins.
  @inline(__always)
  func at(_ offset: Int) -> Window? {
    let index = offset &- first
    guard UInt(bitPattern: index) < UInt(bitPattern: count) else { return nil }
    // In bounds: 0 <= index < count, by the comparison above.
    return unsafe Window(start: start + index)
  }
}

/// A few bytes that can be read. An index is at most 127; a greater one is taken modulo 128.
@safe struct Window {
  fileprivate static let width = 160
  private let start: UnsafeRawPointer

  @inline(__always)
  @unsafe fileprivate init(start: UnsafeRawPointer) {
    unsafe self.start = start
  }

  @inline(__always)
  func byte(at index: Int) -> UInt8 {
    // In bounds: at most the byte 127.
    unsafe start.load(fromByteOffset: index & 127, as: UInt8.self)
  }

  /// Eight bytes as a little-endian number.
  @inline(__always)
  func word(at index: Int) -> UInt64 {
    // In bounds: at most the bytes from 127 to 134.
    unsafe start.word(at: index & 127)
  }

  /// Whether `text` stands behind the first byte.
  @inline(__always)
  func hasText(_ text: Literal) -> Bool {
    // In bounds: a text of the library's own has at most 127 bytes, a test holds; so these are the bytes 1 to 127.
    unsafe (start + 1).hasSameBytes(as: UnsafeRawPointer(text.start), count: text.count)
  }

  #if arch(x86_64) && !JOBSTATUS_PORTABLE
    /// Sixteen bytes.
    @inline(__always)
    func vector(at index: Int) -> __m128i {
      // In bounds: at most the bytes from 127 to 142.
      unsafe start.loadUnaligned(fromByteOffset: index & 127, as: __m128i.self)
    }

    /// Thirty-two bytes.
    @inline(__always)
    func vectorPair(at index: Int) -> (__m128i, __m128i) {
      // In bounds: at most the bytes from 127 to 158.
      let start = unsafe start + (index & 127)
      return unsafe (
        start.loadUnaligned(as: __m128i.self), start.loadUnaligned(fromByteOffset: 16, as: __m128i.self)
      )
    }
  #endif
}

/// Some of the caller's bytes, to compare them with several texts.
@safe struct Slice {
  fileprivate let start: UnsafeRawPointer
  fileprivate let count: Int

  @inline(__always)
  @unsafe fileprivate init(start: UnsafeRawPointer, count: Int) {
    unsafe self.start = start
    self.count = count
  }

  @inline(__always)
  func equals(_ text: Literal) -> Bool {
    guard count == text.count else { return false }
    // In bounds: both have `count` bytes.
    return unsafe start.hasSameBytes(as: UnsafeRawPointer(text.start), count: text.count)
  }
}

extension Slice {
  /// The same for a text of letters, hyphens and spaces, whose letters are the same large or small.
  @inline(__always)
  func equalsWithoutCase(_ text: Literal) -> Bool {
    guard count == text.count else { return false }
    // In bounds: both have `count` bytes.
    return unsafe start.hasSameWord(as: UnsafeRawPointer(text.start), count: count)
  }
}

extension UnsafeRawPointer {
  /// Whether `count` bytes are the same here and there but for the bit 0x20, which tells large letters from small ones:
  /// no other character that JSON allows in a string differs from a letter, a hyphen or a space by that bit alone.
  @inline(__always)
  @unsafe fileprivate func hasSameWord(as other: UnsafeRawPointer, count: Int) -> Bool {
    var index = 0
    while index < count {
      let difference =
        unsafe load(fromByteOffset: index, as: UInt8.self) ^ other.load(fromByteOffset: index, as: UInt8.self)
      guard difference & ~0x20 == 0 else { return false }
      index &+= 1
    }
    return true
  }

  @inline(__always)
  @unsafe fileprivate func word(at offset: Int) -> UInt64 {
    unsafe UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Whether `count` bytes are the same here and there, all of which can be read. Words that overlap are compared, so
  /// that nothing is read outside of it.
  @inline(__always)
  @unsafe fileprivate func hasSameBytes(as other: UnsafeRawPointer, count: Int) -> Bool {
    if count >= 8 { return unsafe hasSameLongText(as: other, count: count) }
    if count >= 4 { return unsafe hasSameEnds(as: other, count: count, UInt32.self) }
    if count >= 2 { return unsafe hasSameEnds(as: other, count: count, UInt16.self) }
    return unsafe count == 0 || load(as: UInt8.self) == other.load(as: UInt8.self)
  }

  /// Whether `count` bytes, 8 at least, are the same. The last ones are compared first: they differ most often.
  @inline(__always)
  @unsafe private func hasSameLongText(as other: UnsafeRawPointer, count: Int) -> Bool {
    let last = count &- 8
    guard unsafe word(at: last) == other.word(at: last) else { return false }
    var offset = 0
    while offset < last {
      guard unsafe word(at: offset) == other.word(at: offset) else { return false }
      offset &+= 8
    }
    return true
  }

  /// The first and the last bytes of `count`, which is from one to two times what a number of the type has.
  @inline(__always)
  @unsafe private func hasSameEnds<Number: FixedWidthInteger & BitwiseCopyable>(
    as other: UnsafeRawPointer, count: Int, _: Number.Type
  ) -> Bool {
    let last = count &- MemoryLayout<Number>.size
    let front = unsafe loadUnaligned(as: Number.self) ^ other.loadUnaligned(as: Number.self)
    let back =
      unsafe loadUnaligned(fromByteOffset: last, as: Number.self)
      ^ other.loadUnaligned(fromByteOffset: last, as: Number.self)
    return front | back == 0
  }
}

/// A constant text of the library's own: a member's name, a state word. Unlike a StaticString it can only be a pointer,
/// so that no use of it has to check which of two forms it has.
@safe struct Literal: ExpressibleByStringLiteral, @unchecked Sendable {
  fileprivate let start: UnsafePointer<UInt8>
  /// One byte, so that a row of a table is two words long; a test holds that no text is longer.
  private let length: UInt8

  var count: Int { Int(length) }

  static var empty: Literal { "" }

  @inline(__always)
  init(stringLiteral text: StaticString) {
    // The bytes are constants of the binary, so they stay where they are; a string literal has this form.
    unsafe start = text.utf8Start
    length = UInt8(truncatingIfNeeded: text.utf8CodeUnitCount)
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

/// A table of constants, reached by its address, so that what is done with one table is compiled once for all of them.
@safe struct ConstantTable<Element: BitwiseCopyable>: @unchecked Sendable {
  private let base: UnsafePointer<Element>
  let count: Int

  /// The caller vouches that `elements` is a static variable that nobody changes. It is one, and not a constant,
  /// because Swift gives the address of variables alone; in the library that ships it stands in memory that is
  /// read-only.
  @unsafe @inline(__always)
  init<let count: Int>(_ elements: inout [count of Element]) {
    // The array's elements stand without gaps.
    unsafe base = withUnsafeMutablePointer(to: &elements) {
      unsafe UnsafePointer(UnsafeMutableRawPointer($0).assumingMemoryBound(to: Element.self))
    }
    self.count = count
  }

  /// The element at `index`, nil outside.
  @inline(__always)
  func at(_ index: Int) -> Element? {
    guard UInt(bitPattern: index) < UInt(bitPattern: count) else { return nil }
    // In bounds: 0 <= index < count, by the comparison above.
    return unsafe base[index]
  }
}
