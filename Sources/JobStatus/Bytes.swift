// The caller's bytes, and the ways in which the core reads them.
//
//     Bytes   any of them, each time asking whether they are there
//     Block   sixty-five of them, once that has been asked
//     Window  those behind a byte of the body, without asking: near its end in a copy that goes on with zeros
//             (Windows: all of a body; WindowRange: those in the body, or in the copy; MovingWindow: one after another)
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
    unsafe self.base = base?.assumingMemoryBound(to: UInt8.self) ?? ("" as StaticString).utf8Start
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
    // There are so many offsets where it is so, from 0 on; as a UInt, a negative one is greater than all of them.
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

    /// Sixty-four bytes from `offset` on, or nil where fewer are left.
    @inline(__always)
    func vectors(at offset: Int) -> (__m128i, __m128i, __m128i, __m128i)? {
      guard has(64, from: offset) else { return nil }
      // In bounds: 0 <= offset and offset + 64 <= count.
      return unsafe (UnsafeRawPointer(base) + offset).vectors
    }

    /// Sixty-five bytes from `offset` on, or nil where fewer are left.
    @inline(__always)
    func block(at offset: Int) -> Block? {
      guard has(Block.width, from: offset) else { return nil }
      // In bounds: 0 <= offset and offset + 65 <= count.
      return unsafe Block(start: UnsafeRawPointer(base) + offset)
    }
  #endif

  /// Copies bytes to where there is room for `count` of them; those that are not there are left out.
  @inline(__always)
  @unsafe func copy(from start: Int, count: Int, to destination: UnsafeMutablePointer<UInt8>) {
    guard start >= 0, count > 0, count <= self.count &- start else { return }
    // In bounds: start + count <= self.count; the caller vouches for the destination.
    unsafe UnsafeMutableRawPointer(destination).copyMemory(from: base + start, byteCount: count)
  }

  static var blockSize: Int { 64 }

  /// Copies a block to where there is room for it. Answers false where fewer bytes are left.
  @inline(__always)
  @unsafe func copyBlock(from start: Int, to destination: UnsafeMutablePointer<UInt8>) -> Bool {
    guard has(Self.blockSize, from: start) else { return false }
    // In bounds: start + blockSize <= count; the caller vouches for the destination.
    unsafe UnsafeMutableRawPointer(destination).storeBytes(
      of: UnsafeRawPointer(base + start).loadUnaligned(as: SIMD64<UInt8>.self), as: SIMD64<UInt8>.self)
    return true
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

#if arch(x86_64) && !JOBSTATUS_PORTABLE
  /// Sixty-four bytes that are looked at together, and the one behind them. An index is taken modulo 64.
  @safe struct Block {
    fileprivate static let width = 65
    private let start: UnsafeRawPointer

    @inline(__always)
    @unsafe fileprivate init(start: UnsafeRawPointer) {
      unsafe self.start = start
    }

    @inline(__always)
    var vectors: (__m128i, __m128i, __m128i, __m128i) {
      // In bounds: the bytes 0 to 63.
      unsafe start.vectors
    }

    @inline(__always)
    func byte(at index: Int) -> UInt8 {
      // In bounds: at most the byte 63.
      unsafe start.load(fromByteOffset: index & 63, as: UInt8.self)
    }

    @inline(__always)
    func byte(behind index: Int) -> UInt8 {
      // In bounds: at most the byte 64.
      unsafe start.load(fromByteOffset: index & 63 &+ 1, as: UInt8.self)
    }
  }
#endif

/// The same bytes, so that from each of them on a window of 160 can be read without asking whether they are there: near
/// the end from a copy of the last ones, behind which zeros stand. With the copy comes the other memory that reading a
/// body takes.
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
  /// Memory beside them, as nothing else is on the stack of the function that reads a body.
  let objects: ObjectStack
  let separators: SeparatorTable

  /// Gives `body` windows that are there only as long as it runs.
  @inline(__always)
  static func with<Answer, Failure: Error>(
    _ bytes: Bytes, _ body: (Windows) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    // At most 1,024 bytes are on the stack; the compiler refuses more.
    try unsafe withUnsafeTemporaryAllocation(
      byteCount: 2 &* Window.width &+ ObjectStack.byteCount &+ SeparatorTable.byteCount,
      alignment: 16
    ) { (copy) throws(Failure) in
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
          copyBase: UnsafeRawPointer(copy) - start, objects: ObjectStack(base: copy + 2 &* Window.width),
          separators: SeparatorTable(base: copy + 2 &* Window.width + ObjectStack.byteCount)))
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

  @unsafe private init(
    base: UnsafeRawPointer, count: Int, copyStart: Int, copyBase: UnsafeRawPointer, objects: ObjectStack,
    separators: SeparatorTable
  ) {
    unsafe self.base = base
    self.count = count
    self.copyStart = copyStart
    unsafe self.copyBase = copyBase
    self.objects = objects
    self.separators = separators
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
    guard has(offset) else { return nil }
    // In bounds: a window begins there.
    return unsafe Window(start: address(of: offset))
  }

  /// Whether a window of these begins at `offset`.
  @inline(__always)
  fileprivate func has(_ offset: Int) -> Bool { UInt(bitPattern: offset &- first) < UInt(bitPattern: count) }

  /// Of bytes that can be read where a window begins there.
  @inline(__always)
  @unsafe fileprivate func address(of offset: Int) -> UnsafeRawPointer { unsafe start + (offset &- first) }

  /// Behind the last address where one begins.
  @inline(__always)
  @unsafe fileprivate var end: UnsafeRawPointer { unsafe start + count }
}

/// A window that moves on with the members of an object. Where it stands is an address from the start, and not worked
/// out anew from an offset: each step waits for the one before, and takes less time so.
@safe struct MovingWindow {
  private(set) var offset: Int
  private var start: UnsafeRawPointer
  /// Behind the last address of the range where a window begins.
  private let end: UnsafeRawPointer

  @inline(__always)
  init(at offset: Int, in range: WindowRange) {
    self.offset = offset
    unsafe start = range.address(of: offset)
    // Where no window of the range begins there is none until another one is made.
    unsafe end = range.has(offset) ? range.end : start
  }

  /// By less than 256 bytes.
  @inline(__always)
  mutating func move(by distance: Int) {
    offset &+= distance & 255
    unsafe start += distance & 255
  }

  /// The bytes from `offset` on, nil where no window of the range begins.
  @inline(__always)
  var window: Window? {
    guard unsafe start < end else { return nil }
    // In bounds: it began in the range, moves on only, and is not behind the last window of it.
    return unsafe Window(start: start)
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

  /// Whether `text`, which is no longer than sixteen bytes, stands behind the first byte.
  @inline(__always)
  func hasText(_ text: Literal) -> Bool { lengthOfText(text) == text.count }

  /// How many bytes behind the first are as the first sixteen of `text`: its length, where it is no longer and stands
  /// there; where it does not, some other number.
  @inline(__always)
  func lengthOfText(_ text: Literal) -> Int {
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      let expected = __m128i(Int64(bitPattern: text.front), Int64(bitPattern: text.middle))
      // Behind the text there are zeros in `expected`, which a body has not.
      return (~UInt32(bitPattern: _mm_movemask_epi8(_mm_cmpeq_epi8(vector(at: 1), expected)))).trailingZeroBitCount
    #else
      return hasStart(of: text) ? min(text.count, 16) : .max
    #endif
  }

  #if !arch(x86_64) || JOBSTATUS_PORTABLE
    /// Eight bytes behind another one.
    @inline(__always)
    func word(behind index: Int) -> UInt64 {
      // In bounds: at most the bytes from 128 to 135.
      unsafe start.word(at: index & 127 &+ 1)
    }

    /// Whether the first sixteen bytes of `text` are there.
    @inline(__always)
    private func hasStart(of text: Literal) -> Bool {
      (word(at: 1) ^ text.front) & Literal.mask(of: text.count) == 0
        && (text.count <= 8 || (word(at: 9) ^ text.middle) & Literal.mask(of: text.count &- 8) == 0)
    }
  #endif

  /// Whether those of a text behind them are.
  @inline(__always)
  func hasEnd(of text: Literal) -> Bool {
    text.count <= 16 || (word(at: 17) ^ text.back) & Literal.mask(of: text.count &- 16) == 0
  }

  #if arch(x86_64) && !JOBSTATUS_PORTABLE
    /// Sixteen bytes.
    @inline(__always)
    func vector(at index: Int) -> __m128i {
      // In bounds: at most the bytes from 127 to 142.
      unsafe start.loadUnaligned(fromByteOffset: index & 127, as: __m128i.self)
    }

    /// Sixteen bytes behind another one.
    @inline(__always)
    func vector(behind index: Int) -> __m128i {
      // In bounds: at most the bytes from 128 to 143.
      unsafe start.loadUnaligned(fromByteOffset: index & 127 &+ 1, as: __m128i.self)
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

extension UnsafeRawPointer {
  @inline(__always)
  @unsafe fileprivate func word(at offset: Int) -> UInt64 {
    unsafe UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  #if arch(x86_64) && !JOBSTATUS_PORTABLE
    /// Sixty-four bytes, all of which can be read.
    @inline(__always)
    @unsafe fileprivate var vectors: (__m128i, __m128i, __m128i, __m128i) {
      unsafe (
        loadUnaligned(as: __m128i.self), loadUnaligned(fromByteOffset: 16, as: __m128i.self),
        loadUnaligned(fromByteOffset: 32, as: __m128i.self), loadUnaligned(fromByteOffset: 48, as: __m128i.self)
      )
    }
  #endif
}

extension Bytes {
  /// The text [offset, offset + count), nil where it is empty, longer than a literal can be, or not all there.
  @inline(__always)
  func shortText(at offset: Int, count: Int) -> Literal? {
    guard UInt(bitPattern: count &- 1) < UInt(bitPattern: Literal.longest) else { return nil }
    guard has(Literal.longest, from: offset) else { return shortTextNearEnd(at: offset, count: count) }
    // In bounds: offset + 24 <= self.count.
    let start = unsafe UnsafeRawPointer(base) + offset
    let front = unsafe start.word(at: 0)
    if count <= 8 { return Literal(front: front & Literal.mask(of: count), middle: 0, back: 0, count: count) }
    let middle = unsafe start.word(at: 8) & Literal.mask(of: count &- 8)
    let back = unsafe count <= 16 ? 0 : start.word(at: 16) & Literal.mask(of: count &- 16)
    return Literal(front: front, middle: middle, back: back, count: count)
  }

  /// The same byte by byte.
  @inline(never)
  private func shortTextNearEnd(at offset: Int, count: Int) -> Literal? {
    guard offset >= 0, offset <= self.count &- count else { return nil }
    var words: (front: UInt64, middle: UInt64, back: UInt64) = (0, 0, 0)
    var index = count
    while index > 0 {
      index &-= 1
      // Moves all the bytes up by one, and puts this one in front.
      words.back = words.back &<< 8 | words.middle &>> 56
      words.middle = words.middle &<< 8 | words.front &>> 56
      words.front = words.front &<< 8 | UInt64(self[offset &+ index])
    }
    return Literal(front: words.front, middle: words.middle, back: words.back, count: count)
  }
}
