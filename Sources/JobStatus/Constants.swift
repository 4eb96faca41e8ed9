// The library's own constants: texts and tables, in memory that nothing writes to, so that nothing is allocated or set
// up at run time.
//
//     Literal        a short text that bodies are compared with, as numbers
//     ConstantName   a text that callers are given, as a C string
//     ConstantTable  rows that stand one behind the other, reached by their address
//     MemberTable    those of a vendor's table
//     MemberIndex    where the rows of a vendor's table stand: by their object, and by their name
//
// SPDX-License-Identifier: Apache-2.0

/// A constant text of at most 24 bytes: a member's name, a state word. It holds its bytes itself, so that a table of
/// them needs no pointers, and is compared as three numbers. The compiler makes the numbers.
struct Literal: ExpressibleByStringLiteral, Equatable {
  /// The bytes as little-endian numbers, 0 behind the end.
  let front: UInt64
  let middle: UInt64
  let back: UInt64
  private let length: UInt8

  static var longest: Int { 24 }

  /// The mask only tells the compiler how great it can be.
  var count: Int { Int(length & 31) }

  @inline(__always)
  init(stringLiteral text: StaticString) {
    front = Self.word(of: text, at: 0)
    middle = Self.word(of: text, at: 8)
    back = Self.word(of: text, at: 16)
    length = UInt8(truncatingIfNeeded: text.utf8CodeUnitCount)
  }

  /// A text of a body.
  @inline(__always)
  init(front: UInt64, middle: UInt64, back: UInt64, count: Int) {
    self.front = front
    self.middle = middle
    self.back = back
    length = UInt8(truncatingIfNeeded: count)
  }

  /// Written out, because a loop would not be run by the compiler.
  @inline(__always)
  private static func word(of text: StaticString, at index: Int) -> UInt64 {
    let low =
      byte(of: text, at: index) | byte(of: text, at: index &+ 1) &<< 8 | byte(of: text, at: index &+ 2) &<< 16
      | byte(of: text, at: index &+ 3) &<< 24
    let high =
      byte(of: text, at: index &+ 4) | byte(of: text, at: index &+ 5) &<< 8 | byte(of: text, at: index &+ 6) &<< 16
      | byte(of: text, at: index &+ 7) &<< 24
    return low | high &<< 32
  }

  @inline(__always)
  private static func byte(of text: StaticString, at index: Int) -> UInt64 {
    // In bounds, by the comparison; a string literal is such a pointer.
    unsafe index < text.utf8CodeUnitCount ? UInt64(text.utf8Start[index]) : 0
  }

  /// The bits of the first `count` of eight bytes, of which there is one at least; of none all bits.
  @inline(__always)
  static func mask(of count: Int) -> UInt64 {
    .max &>> UInt64(truncatingIfNeeded: 64 &- min(count, 8) &* 8)
  }

  /// The byte at `index`, 0 behind the end.
  subscript(index: Int) -> UInt8 {
    let word = index < 8 ? front : index < 16 ? middle : back
    return index < Self.longest ? UInt8(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: index &* 8)) : 0
  }

  /// Whether it is the same text but for the bit 0x20, which tells large letters from small ones: no other character
  /// that JSON allows in a string differs from a letter, a hyphen or a space by that bit alone.
  @inline(__always)
  func equalsWithoutCase(_ other: Literal) -> Bool {
    let letters: UInt64 = ~0x2020_2020_2020_2020
    return (front ^ other.front) & letters == 0 && length == other.length
      && ((middle ^ other.middle) | (back ^ other.back)) & letters == 0
  }
}

/// A constant C string: a name that callers are given.
@safe struct ConstantName: ExpressibleByStringLiteral, @unchecked Sendable {
  private let start: UnsafePointer<UInt8>
  private let length: UInt8

  @inline(__always)
  init(stringLiteral text: StaticString) {
    // The bytes are constants of the binary, so they stay where they are; a string literal has this form.
    unsafe start = text.utf8Start
    length = UInt8(truncatingIfNeeded: text.utf8CodeUnitCount)
  }

  /// Whether `bytes` are exactly this name.
  func equals(_ bytes: Bytes) -> Bool {
    guard bytes.count == Int(length) else { return false }
    var index = 0
    // In bounds: index < length.
    while index < Int(length), unsafe start[index] == bytes[index] { index &+= 1 }
    return index == Int(length)
  }

  /// The compiler puts a NUL behind every string literal.
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
  func at(_ index: Int) -> Element? { place(at: index)?.element }

  /// Where it stands.
  @inline(__always)
  func place(at index: Int) -> ConstantPlace<Element>? {
    guard UInt(bitPattern: index) < UInt(bitPattern: count) else { return nil }
    // In bounds: 0 <= index < count, by the comparison above.
    return unsafe ConstantPlace(base + index)
  }
}

/// An element of a constant table where it stands: what is handed on is its address, and of the element only what is
/// used is read.
@safe struct ConstantPlace<Element: BitwiseCopyable> {
  private let address: UnsafePointer<Element>

  @unsafe @inline(__always)
  fileprivate init(_ address: UnsafePointer<Element>) {
    unsafe self.address = address
  }

  @inline(__always)
  var element: Element {
    // In bounds: the table has an element there, and stays where it is.
    unsafe address.pointee
  }
}

extension ConstantPlace<MemberRow> {
  /// The row behind this one, which is of an object.
  @inline(__always)
  var next: ConstantPlace {
    // In bounds: the last row of a table is of no object, a test holds that, so this is not the last.
    unsafe ConstantPlace(address + 1)
  }
}

/// The rows of a vendor's table, at most 64, of which the last is `.end`. Those of one object stand together.
struct MemberTable {
  let rows: ConstantTable<MemberRow>
  let index: MemberIndex

  /// The caller vouches for both as for a ConstantTable.
  @unsafe @inline(__always)
  init<let count: Int>(_ rows: inout [count of MemberRow], _ index: inout MemberIndex.Numbers) {
    unsafe self.rows = ConstantTable(&rows)
    unsafe self.index = MemberIndex(&index)
  }
}

/// Where the rows of a vendor's table stand. It is made beforehand, and held by a test.
///
///     0   a multiplier that leads the names of all rows to different positions
///     8   for each object the row that its rows begin with
///     40  at the position that a name leads to the row of that name, elsewhere the row `.end`
@safe struct MemberIndex: @unchecked Sendable {
  typealias Numbers = [168 of UInt8]
  static let firstRows = 8
  static let rowsByName = 40
  static let positions = 128
  private let base: UnsafeRawPointer

  /// The caller vouches for `numbers` as for a ConstantTable.
  @unsafe @inline(__always)
  init(_ numbers: inout Numbers) {
    // An array's elements stand without gaps.
    unsafe base = withUnsafeMutablePointer(to: &numbers) { UnsafeRawPointer($0) }
  }

  /// The row that the rows of an object begin with.
  @inline(__always)
  func firstRow(of place: Place) -> Int {
    // In bounds: from 8 to 39.
    Int(unsafe base.load(fromByteOffset: Self.firstRows &+ Int(place.rawValue & 31), as: UInt8.self))
  }

  /// The only row that can have this name in this object; whether it has, the caller compares. `front` is the first
  /// eight bytes of the name; what is behind its end there does not count.
  @inline(__always)
  func row(of front: UInt64, lengthAndPlace: UInt16) -> Int {
    // In bounds: the first eight bytes.
    let multiplier = unsafe UInt64(littleEndian: base.loadUnaligned(as: UInt64.self))
    let position = Self.position(of: front, lengthAndPlace: lengthAndPlace, multiplier)
    // In bounds: from 40 to 167.
    return Int(unsafe base.load(fromByteOffset: Self.rowsByName &+ position, as: UInt8.self))
  }

  /// Less than 128. No row has an empty name, and it leads anywhere.
  @inline(__always)
  static func position(of front: UInt64, lengthAndPlace: UInt16, _ multiplier: UInt64) -> Int {
    Int(truncatingIfNeeded: (key(of: front, lengthAndPlace: lengthAndPlace) &* multiplier) &>> 57)
  }

  /// Different for all rows of a table.
  @inline(__always)
  static func key(of front: UInt64, lengthAndPlace: UInt16) -> UInt64 {
    (front & Literal.mask(of: Int(lengthAndPlace & 0xFF))) ^ UInt64(lengthAndPlace)
  }
}
