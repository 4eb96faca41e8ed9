// What stands between the members of a body: expected to be the same all over it.
//
//     Expectation  all of it, as far as the body has shown it
//     WordPattern  what stands behind a name: `": `
//     Separator    what stands between two values, or at an end: `,\n  "`
//
// SPDX-License-Identifier: Apache-2.0

#if arch(x86_64) && !JOBSTATUS_PORTABLE
  import _Builtin_intrinsics.intel.sse2
#endif

/// The white space that a body has shown so far. Until it does, it is expected to have none.
struct Expectation {
  /// Between two members, and from `ends` on behind the last one: of each level that is told apart.
  private let separators: SeparatorTable
  private static let ends = 4
  /// The bits of a level that tell it apart: none until a separator is long.
  private var levels = 0
  /// Between the elements of an array that are objects, with the brace that begins one.
  var betweenElements = Separator.commaAndBrace
  var behindName = WordPattern.colon

  @inline(__always)
  init(_ separators: SeparatorTable) {
    self.separators = separators
    separators[0] = .comma
    separators[Self.ends] = .rightBrace
  }

  /// What is expected between two members at a level of nesting, with the quote that begins a name. Deeper levels share
  /// with others, which costs time only.
  @inline(__always)
  subscript(level: Int) -> Separator {
    get { separators[level & levels] }
    set { learn(newValue, at: level, from: 0) }
  }

  /// What is expected behind the last member, with the brace.
  @inline(__always)
  subscript(endOf level: Int) -> Separator {
    get { separators[Self.ends &+ (level & levels)] }
    set { learn(newValue, at: level, from: Self.ends) }
  }

  private mutating func learn(_ separator: Separator, at level: Int, from first: Int) {
    if levels == 0, separator.isLong { tellLevelsApart() }
    separators[first &+ (level & levels)] = separator
  }

  /// From here on what is learned at one level does not hold for the others.
  private mutating func tellLevelsApart() {
    levels = Self.ends &- 1
    var level = levels
    while level > 0 {
      separators[level] = separators[0]
      separators[Self.ends &+ level] = separators[Self.ends]
      level &-= 1
    }
  }

  /// Every member stands on a line of its own, as most programs write it that make JSON legible: at `level` and in it.
  @inline(never)
  mutating func expectLines(indentedBy width: Int, from level: Int) {
    levels = Self.ends &- 1
    let width = UInt64(truncatingIfNeeded: width)
    var outer = UInt64(truncatingIfNeeded: level &- 1) &* width
    behindName = .colonAndBlank
    betweenElements = .line(behindComma: true, indentedBy: outer &+ 2 &* width, upTo: ASCII.leftBrace)
    var inner = level
    while inner != level &+ 4 {
      separators[Self.ends &+ (inner & levels)] = .line(behindComma: false, indentedBy: outer, upTo: ASCII.rightBrace)
      outer &+= width
      separators[inner & levels] = .line(behindComma: true, indentedBy: outer, upTo: ASCII.quote)
      inner &+= 1
    }
  }
}

/// At most eight bytes that are expected to come again.
struct WordPattern {
  let length: Int
  /// The bytes as a little-endian number, 0 behind the end, and which of its bits count.
  private let word: UInt64
  private let mask: UInt64

  /// `":`, with the quote that ends a name.
  static var colon: WordPattern { WordPattern(length: 2, word: 0x3A22) }
  /// `": `, the same with a blank.
  static var colonAndBlank: WordPattern { WordPattern(length: 3, word: 0x20_3A22) }

  @inline(__always)
  init(length: Int, word: UInt64) {
    self.length = length
    mask = Literal.mask(of: length)
    self.word = word & mask
  }

  /// Whether a word of a body begins with these bytes.
  @inline(__always)
  func begins(_ word: UInt64) -> Bool { (word ^ self.word) & mask == 0 }
}

/// At most sixteen bytes that are expected to come again.
struct Separator {
  private let count: UInt32

  @inline(__always)
  var length: Int { Int(count) }

  /// There is more in it than a comma and a quote: white space.
  fileprivate var isLong: Bool { count > 2 }

  /// How far away the last of the bytes is.
  @inline(__always)
  var last: Int { Int(count) &- 1 }

  /// `,"`, with the quote that begins a name.
  static var comma: Separator { Separator(length: 2, front: 0x222C, back: 0, hasComma: true) }
  /// `,{`, with the brace that begins an element.
  static var commaAndBrace: Separator { Separator(length: 2, front: 0x7B2C, back: 0, hasComma: true) }
  static var rightBrace: Separator { Separator(length: 1, front: 0x7D, back: 0, hasComma: false) }

  /// Nil where they are too many, or near the end of the body.
  init?(_ bytes: Bytes, from start: Int, to end: Int) {
    guard end &- start <= 16, let front = bytes.word(at: start), let back = bytes.word(at: start &+ 8) else {
      return nil
    }
    self.init(
      length: end &- start, front: front, back: back, hasComma: UInt8(truncatingIfNeeded: front) == ASCII.comma)
  }

  /// The end of a line and the beginning of the next one, up to a byte. One that is too long is expected in vain.
  @inline(__always)
  static func line(behindComma: Bool, indentedBy width: UInt64, upTo last: UInt8) -> Separator {
    let start: UInt64 = behindComma ? 2 : 1
    return Separator(
      front: behindComma ? 0x2020_2020_2020_0A2C : 0x2020_2020_2020_200A, hasComma: behindComma,
      blanksUpTo: start &+ min(width, 15 &- start), last)
  }

  /// Behind the bracket that begins an object or an array there stands what stands behind the commas in it, or nothing:
  /// how far away is what comes then; 0 where neither is so.
  @inline(__always)
  func distanceBehind(_ bracket: UInt8, to first: UInt8, in window: Window) -> Int {
    guard window.byte(at: 0) == bracket else { return 0 }
    if isBehindFirst(in: window) { return last }
    return window.byte(at: 1) == first ? 1 : 0
  }

  #if arch(x86_64) && !JOBSTATUS_PORTABLE
    /// A bit for each of the bytes.
    private let mask: UInt32
    /// The same without the first one, where that is a comma. Else a bit that stands for no byte: all bits behind the
    /// sixteenth are those of bytes that differ.
    private let maskBehindComma: UInt32
    private let bytes: __m128i

    @inline(__always)
    private init(length: Int, bytes: __m128i, hasComma: Bool) {
      count = UInt32(truncatingIfNeeded: length)
      self.bytes = bytes
      mask = (1 &<< UInt32(truncatingIfNeeded: length)) &- 1
      maskBehindComma = hasComma ? mask & ~1 : 1 &<< 31
    }

    @inline(__always)
    private init(length: Int, front: UInt64, back: UInt64, hasComma: Bool) {
      let bytes = __m128i(Int64(bitPattern: front), Int64(bitPattern: back))
      self.init(length: length, bytes: bytes, hasComma: hasComma)
    }

    /// Eight bytes, then blanks; `last` takes the place of the blank at `position`, which is less than sixteen.
    @inline(__always)
    private init(front: UInt64, hasComma: Bool, blanksUpTo position: UInt64, _ last: UInt8) {
      let blanks = __m128i(Int64(bitPattern: front), 0x2020_2020_2020_2020)
      let positions = __m128i(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)
      let isThere = _mm_cmpeq_epi8(positions, _mm_set1_epi8(CChar(truncatingIfNeeded: position)))
      let change = _mm_and_si128(isThere, _mm_set1_epi8(CChar(bitPattern: last ^ ASCII.space)))
      self.init(
        length: Int(truncatingIfNeeded: position &+ 1), bytes: _mm_xor_si128(blanks, change), hasComma: hasComma)
    }

    /// Whether a window has these bytes at `index`.
    @inline(__always)
    func isAt(_ index: Int, in window: Window) -> Bool { differences(window.vector(at: index)) & mask == 0 }

    /// Whether it has them behind the byte at `index`.
    @inline(__always)
    func isBehind(_ index: Int, in window: Window) -> Bool { differences(window.vector(behind: index)) & mask == 0 }

    /// Whether a window has what comes behind the comma, behind whatever its first byte is. False where the first of
    /// these bytes is no comma: what stands in front of one must not be taken for what stands behind it.
    @inline(__always)
    func isBehindFirst(in window: Window) -> Bool { differences(window.vector(at: 0)) & maskBehindComma == 0 }

    @inline(__always)
    private func differences(_ vector: __m128i) -> UInt32 {
      ~UInt32(bitPattern: _mm_movemask_epi8(_mm_cmpeq_epi8(vector, bytes)))
    }
  #else
    private let hasComma: Bool
    private let front: UInt64
    private let back: UInt64
    /// Which bits of them count.
    private let frontMask: UInt64
    private let backMask: UInt64

    private init(length: Int, front: UInt64, back: UInt64, hasComma: Bool) {
      count = UInt32(truncatingIfNeeded: length)
      self.hasComma = hasComma
      self.front = front
      self.back = back
      frontMask = Literal.mask(of: length)
      backMask = length > 8 ? Literal.mask(of: length &- 8) : 0
    }

    private init(front: UInt64, hasComma: Bool, blanksUpTo position: UInt64, _ last: UInt8) {
      // In the half in which it stands.
      let change = UInt64(last ^ ASCII.space) &<< (position &* 8)
      let blanks: UInt64 = 0x2020_2020_2020_2020
      self.init(
        length: Int(truncatingIfNeeded: position &+ 1), front: position < 8 ? front ^ change : front,
        back: position < 8 ? blanks : blanks ^ change, hasComma: hasComma)
    }

    func isAt(_ index: Int, in window: Window) -> Bool {
      (window.word(at: index) ^ front) & frontMask | (window.word(at: index &+ 8) ^ back) & backMask == 0
    }

    func isBehind(_ index: Int, in window: Window) -> Bool {
      (window.word(behind: index) ^ front) & frontMask | (window.word(behind: index &+ 8) ^ back) & backMask == 0
    }

    func isBehindFirst(in window: Window) -> Bool {
      hasComma && (window.word(at: 0) ^ front) & frontMask & ~0xFF | (window.word(at: 8) ^ back) & backMask == 0
    }
  #endif
}
