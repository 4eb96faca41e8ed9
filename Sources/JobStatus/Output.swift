// Where results go: the caller's memory, written only as far as the caller says it has room.
//
// With Bytes.swift, Values.swift, Constants.swift and Border.swift this is all of the core that handles pointers.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// A buffer for a NUL-terminated text.
@safe struct TextBuffer {
  private let base: UnsafeMutablePointer<UInt8>?
  private let size: Int

  /// The caller vouches, as the header says, that `size` bytes can be written at `base`.
  @unsafe init(base: UnsafeMutablePointer<CChar>?, size: Int) {
    unsafe self.base = UnsafeMutableRawPointer(base)?.assumingMemoryBound(to: UInt8.self)
    self.size = unsafe base == nil ? 0 : Int(sizeOfCaller: size)
  }

  /// What is left of it behind the first `count` bytes.
  func rest(behind count: Int) -> TextBuffer {
    guard count >= 0, count < size, let base = unsafe base else { return unsafe TextBuffer(base: nil, size: 0) }
    // In bounds: count < size.
    return unsafe TextBuffer(
      base: UnsafeMutableRawPointer(base + count).assumingMemoryBound(to: CChar.self), size: size &- count)
  }

  /// Writes one byte of the text, where there is room for it and a NUL behind it.
  @inline(__always)
  func write(_ byte: UInt8, at index: Int) {
    // In bounds: 0 <= index < size - 1, by the comparison; a base of nil has size 0.
    if index >= 0, index < size &- 1 { unsafe base?[index] = byte }
  }

  /// Writes the bytes [start, end) of a body, as far as there is room for them and a NUL behind them.
  @inline(__always)
  func write(_ bytes: Bytes, from start: Int, to end: Int, at index: Int) {
    guard let base = unsafe base, index >= 0, index < size &- 1 else { return }
    // In bounds: 0 <= index, and no more bytes than there is room for.
    unsafe bytes.copy(from: start, count: min(end &- start, size &- 1 &- index), to: base + index)
  }

  /// The same for `count` bytes, quicker where they are few: what is behind them in the buffer may be written too.
  @inline(__always)
  func writeBlock(_ bytes: Bytes, from start: Int, count: Int, at index: Int) {
    guard let base = unsafe base, index >= 0, index <= size &- Bytes.blockSize, count <= Bytes.blockSize,
      // In bounds: a block fits behind index.
      unsafe bytes.copyBlock(from: start, to: base + index)
    else { return write(bytes, from: start, to: start &+ count, at: index) }
  }

  /// Ends a text of `length` bytes, of which those that fit are written: cut between two characters. Answers `length`.
  func terminate(length: Int) -> Int {
    guard let base = unsafe base, size > 0 else { return length }
    var end = min(length, size &- 1)
    if end < length { end = unsafe Self.characterBoundary(base, end) }
    // In bounds: 0 <= end <= size - 1.
    unsafe base[end] = 0
    return length
  }

  /// The greatest offset up to `end` that does not cut a UTF-8 character in two. `end` bytes are readable at `base`.
  private static func characterBoundary(_ base: UnsafeMutablePointer<UInt8>, _ end: Int) -> Int {
    var start = end
    while start > 0, end &- start < 4 {
      start &-= 1
      // In bounds: 0 <= start < end.
      let byte = unsafe base[start]
      if byte & 0xC0 == 0x80 { continue }
      let width = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      return start &+ width <= end ? end : start
    }
    return end
  }
}

/// A struct of the caller's, or an array of them, that may be shorter or longer than this version's struct: what fits
/// is written, what only the caller knows is set to 0.
@safe struct OutputArray<Element: BitwiseCopyable> {
  private let base: UnsafeMutableRawPointer?
  private let stride: Int
  let capacity: Int

  /// The caller vouches, as the header says, that `capacity` structs of `stride` bytes can be written at `base`.
  @unsafe init(base: UnsafeMutableRawPointer?, stride: Int, capacity: Int) {
    unsafe self.base = base
    // No memory is so large: the caller says that it has room enough, and not where it ends.
    self.stride = stride < 0 ? MemoryLayout<Element>.size : stride
    self.capacity = unsafe base == nil ? 0 : Int(sizeOfCaller: capacity)
  }

  /// Room for nothing.
  static var none: OutputArray { unsafe OutputArray(base: nil, stride: 0, capacity: 0) }

  /// Gives `body` room for one struct of the library's own, which is there only as long as it runs.
  static func withOne<Answer>(_ first: Element, _ body: (OutputArray) -> Answer) -> Answer {
    var element = first
    return unsafe withUnsafeMutablePointer(to: &element) { pointer in
      // One struct, which outlives `body`.
      body(unsafe OutputArray(base: pointer, stride: MemoryLayout<Element>.size, capacity: 1))
    }
  }

  func store(_ element: Element, at index: Int) {
    guard let base = unsafe base, index >= 0, index < capacity else { return }
    // In bounds: index < capacity, so the struct at index * stride is the caller's; the product cannot overflow, the
    // whole array being addressable memory.
    let destination = unsafe base + index &* stride
    let known = MemoryLayout<Element>.size
    if stride >= known {
      unsafe destination.storeBytes(of: element, as: Element.self)
      unsafe Self.clear(destination, from: known, to: stride)
    } else {
      unsafe Self.storeFront(of: element, to: destination, byteCount: stride)
    }
  }

  /// Sets to 0 what only the caller knows; [start, end) lies within its struct.
  @unsafe private static func clear(_ destination: UnsafeMutableRawPointer, from start: Int, to end: Int) {
    var offset = start
    while offset < end {
      unsafe destination.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self)
      offset &+= 1
    }
  }

  /// The part of a struct that a caller's shorter one has room for; byteCount is less than the struct's own size.
  @unsafe private static func storeFront(
    of element: Element, to destination: UnsafeMutableRawPointer, byteCount: Int
  ) {
    unsafe withUnsafeBytes(of: element) { source in
      var offset = 0
      while offset < byteCount, let start = source.baseAddress {
        let byte = unsafe start.load(fromByteOffset: offset, as: UInt8.self)
        unsafe destination.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
        offset &+= 1
      }
    }
  }

  /// Changes the struct at `index` where it stands, if it is there. One that the caller's compiler has laid out
  /// otherwise than this library's is changed in a copy.
  @inline(__always)
  func update(at index: Int, _ change: (inout Element) -> Void) {
    guard let base = unsafe base, index >= 0, index < capacity else { return }
    // In bounds: see store.
    let destination = unsafe base + index &* stride
    let isAligned = UInt(bitPattern: destination) & UInt(bitPattern: MemoryLayout<Element>.alignment &- 1) == 0
    let isCopied = stride < MemoryLayout<Element>.size || !isAligned
    unsafe withUnsafeTemporaryAllocation(of: Element.self, capacity: 1) { memory in
      // It has room for one; an allocation that is not empty has an address.
      let copy = unsafe memory.baseAddress.unsafelyUnwrapped
      if isCopied { unsafe loadCopy(of: index, to: copy) }
      // One place to change it, so that what is done is compiled once.
      unsafe change(&(isCopied ? copy : destination.assumingMemoryBound(to: Element.self)).pointee)
      if isCopied { unsafe store(copy.pointee, at: index) }
    }
    if !isCopied { unsafe Self.clear(destination, from: MemoryLayout<Element>.size, to: stride) }
  }

  @inline(never)
  @unsafe private func loadCopy(of index: Int, to copy: UnsafeMutablePointer<Element>) {
    if let element = load(at: index) { unsafe copy.initialize(to: element) }
  }

  /// What the caller's struct at `index` holds; members that it does not have are 0.
  func load(at index: Int) -> Element? {
    guard let base = unsafe base, index >= 0, index < capacity else { return nil }
    // In bounds: the struct at index * stride is the caller's, see store.
    let source = unsafe base + index &* stride
    // Every bit pattern is a value of these structs of integers.
    if stride >= MemoryLayout<Element>.size { return unsafe source.loadUnaligned(as: Element.self) }
    return unsafe Self.loadFront(from: source, byteCount: stride)
  }

  /// A struct of which the caller's shorter one has the first byteCount bytes.
  @unsafe private static func loadFront(from source: UnsafeMutableRawPointer, byteCount: Int) -> Element {
    unsafe withUnsafeTemporaryAllocation(byteCount: MemoryLayout<Element>.size, alignment: 1) { element in
      var offset = 0
      while offset < MemoryLayout<Element>.size, let start = element.baseAddress {
        let byte: UInt8 = offset < byteCount ? unsafe source.load(fromByteOffset: offset, as: UInt8.self) : 0
        unsafe start.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
        offset &+= 1
      }
      return unsafe element.loadUnaligned(as: Element.self)
    }
  }
}

/// Spans of the caller's, at the same distance from each other.
@safe struct SpanArray {
  private let base: UnsafeRawPointer?
  private let stride: Int
  let count: Int

  /// The caller vouches, as the header says, that `count` spans can be read `stride` bytes from each other. Spans that
  /// overlap are none.
  @unsafe init(base: UnsafePointer<jobstatus_span>?, stride: Int, count: Int) {
    unsafe self.base = UnsafeRawPointer(base)
    self.stride = stride
    self.count = unsafe base == nil || stride < MemoryLayout<jobstatus_span>.size ? 0 : Int(sizeOfCaller: count)
  }

  /// Absent behind the last of them.
  subscript(index: Int) -> jobstatus_span {
    guard let base = unsafe base, index >= 0, index < count else { return jobstatus_span() }
    // In bounds: index < count, so the span is the caller's; it may stand at any alignment.
    return unsafe (base + index &* stride).loadUnaligned(as: jobstatus_span.self)
  }
}

extension Int {
  /// A size_t of the caller's. One with the highest bit set is negative as an Int, and stands for "more than enough".
  fileprivate init(sizeOfCaller size: Int) {
    self = size < 0 ? .max : size
  }
}
