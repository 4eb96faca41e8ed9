// Passing over many bytes at once: plain text, white space, and strings, numbers and nested values as a whole.
//
// Plain text and white space: the answer is where the first other byte stands. Whole values: where they end, 0 where
// they are not valid, or it is for the general reader to say so. In a window: how long they are, 0 as before.
//
// On x86-64 sixteen bytes are compared by one instruction (SSE2, which every such processor has); everywhere else, and
// with -D JOBSTATUS_PORTABLE, eight bytes are one number.
//
//     "name":"Add segment \"new\" ..."
//             ^ offset    ^ the first byte that is a quote, a backslash, a control character or not ASCII
//
// SPDX-License-Identifier: Apache-2.0

#if arch(x86_64) && !JOBSTATUS_PORTABLE
  import _Builtin_intrinsics.intel.sse2
#endif

extension Bytes {
  /// The first byte from `offset` on that does not stand for itself inside a JSON string; the end where there is none.
  @inline(__always)
  func endOfPlainText(from offset: Int) -> Int {
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      if let near = vector(at: offset) {
        // Most strings are short.
        let special = SpecialBytes.mask(of: near)
        if special != 0 { return offset &+ special.trailingZeroBitCount }
      }
      return longEndOfPlainText(from: offset)
    #else
      shortEndOfPlainText(from: offset)
    #endif
  }

  #if arch(x86_64) && !JOBSTATUS_PORTABLE
    @inline(never)
    private func longEndOfPlainText(from offset: Int) -> Int {
      var position = offset
      while position < count {
        // Near the end the last 64 bytes are looked at, and those before `position` ignored.
        let start = min(position, count &- 64)
        guard let block = vectors(at: start) else { return shortEndOfPlainText(from: position) }
        let special = SpecialBytes.mask(of: block) &>> UInt64(truncatingIfNeeded: position &- start)
        if special != 0 { return position &+ special.trailingZeroBitCount }
        position = start &+ 64
      }
      return position
    }
  #else
    private func longEndOfPlainText(from offset: Int) -> Int { shortEndOfPlainText(from: offset) }
  #endif

  /// The quote that ends a string whose content goes on at `offset`, and whether there are escape sequences in it. Nil
  /// where the string is not valid, or the body ends in it: what is wrong, and where, the general reader tells.
  @inline(never)
  func endOfString(from offset: Int) -> (end: Int, hasEscapes: Bool)? {
    var position = offset
    var hasEscapes = false
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      while let block = block(at: position) {
        var special = SpecialBytes.mask(of: block.vectors)
        var end = position &+ 64
        while special != 0 {
          let index = special.trailingZeroBitCount
          let byte = block.byte(at: index)
          if byte == ASCII.quote { return (position &+ index, hasEscapes) }
          hasEscapes = hasEscapes || byte == ASCII.backslash
          if byte == ASCII.backslash, Self.isShortEscape(block.byte(behind: index)) {
            // The byte behind the backslash may be special itself, and may be the first of the next block.
            special &= (special &- 1) & ~(2 &<< UInt64(truncatingIfNeeded: index))
            if index == 63 { end = position &+ 65 }
          } else {
            let behind = endOfSpecialText(from: position &+ index)
            if behind == 0 { return nil }
            if behind &- position >= 64 {
              end = behind
              break
            }
            special &= ~0 &<< UInt64(truncatingIfNeeded: behind &- position)
          }
        }
        position = end
      }
    #endif
    while true {
      position = longEndOfPlainText(from: position)
      if self[position] == ASCII.quote { return (position, hasEscapes) }
      if self[position] == ASCII.backslash { hasEscapes = true }
      position = endOfSpecialText(from: position)
      if position == 0 { return nil }
    }
  }

  /// Where an escape sequence ends, or text that is not ASCII; 0 where neither stands there, or it is not valid.
  @inline(never)
  private func endOfSpecialText(from offset: Int) -> Int {
    guard self[offset] == ASCII.backslash else { return endOfMultibyteText(from: offset) }
    if Self.isShortEscape(self[offset &+ 1]) { return offset &+ 2 }
    guard self[offset &+ 1] == ASCII.u else { return 0 }
    var index = offset &+ 2
    while index < offset &+ 6 {
      guard ASCII.hexadecimalValue(of: self[index]) != nil else { return 0 }
      index &+= 1
    }
    return index
  }

  /// Whether this byte behind a backslash is all of an escape sequence: one of `"/\bfnrt`.
  @inline(__always)
  private static func isShortEscape(_ byte: UInt8) -> Bool {
    // A multiplication tells the eight of them apart: each is the one byte of a table that it leads to.
    let table: UInt64 = 0x5C66_6E2F_6222_7472
    let place = (UInt64(byte) &* 99) &>> 7 & 7
    return UInt8(truncatingIfNeeded: table &>> (place &* 8)) == byte
  }

  /// Where text ends that is UTF-8 and not ASCII (RFC 3629). 0 where there is none: for what is not valid, and for a
  /// control character.
  @inline(__always)
  private func endOfMultibyteText(from offset: Int) -> Int {
    var position = offset
    while self[position] >= 0x80 {
      // Three bytes may follow the first; behind the end there are zeros, which none of them can be.
      let character =
        UInt32(self[position]) | UInt32(self[position &+ 1]) &<< 8 | UInt32(self[position &+ 2]) &<< 16
        | UInt32(self[position &+ 3]) &<< 24
      let length = UTF8Character.length(of: character)
      if length == 0 { return 0 }
      position &+= length
    }
    return position == offset ? 0 : position
  }

  @inline(never)
  private func shortEndOfPlainText(from offset: Int) -> Int {
    var position = offset
    while let word = word(at: position) {
      let special = SpecialBytes.mask(of: word)
      if special != 0 { return position &+ special.trailingZeroBitCount &>> 3 }
      position &+= 8
    }
    while position < count, SpecialBytes.isPlain(self[position]) { position &+= 1 }
    return position
  }

  /// The first byte from `offset` on that is no white space.
  @inline(__always)
  func endOfWhiteSpace(from offset: Int) -> Int {
    // Mostly there is none, or one blank.
    if self[offset] > ASCII.space { return offset }
    if self[offset] == ASCII.space, self[offset &+ 1] > ASCII.space { return offset &+ 1 }
    return longEndOfWhiteSpace(from: offset)
  }

  @inline(never)
  private func longEndOfWhiteSpace(from offset: Int) -> Int {
    var position = offset
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      // Most often a line ends, and the next one is indented.
      if self[offset] == ASCII.lineFeed, let vector = vector(at: offset &+ 1) {
        let end = offset &+ 1 &+ WhiteSpace.countOfBlanks(vector)
        if self[end] > ASCII.space { return end }
      }
      while let vector = vector(at: position) {
        let other = ~WhiteSpace.mask(of: vector)
        if other != 0 { return position &+ other.trailingZeroBitCount }
        position &+= 16
      }
    #endif
    while ASCII.isWhiteSpace(self[position]) { position &+= 1 }
    return position
  }
}

// MARK: - Values

extension Bytes {
  /// Where a value ends that begins at `offset` and is nested no deeper than `room` levels; 0 where it is deeper, or
  /// the general reader has to tell what is wrong.
  @inline(never)
  func endOfValue(from offset: Int, room: Int) -> Int {
    var position = offset
    /// Below the highest bit set, a bit for each level that is open: whether it is an object. The innermost is lowest.
    var levels: UInt64 = 1
    let limit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: min(max(room, 0), 62))
    while true {
      let byte = self[position]
      if byte == ASCII.leftBrace || byte == ASCII.leftBracket {
        guard levels < limit else { return 0 }
        let inside = endOfWhiteSpace(from: position &+ 1)
        // The closing bracket comes two behind the opening one in ASCII, and so it is with braces.
        if self[inside] == byte &+ 2 {
          position = inside &+ 1
        } else {
          levels = levels &<< 1 | (byte == ASCII.leftBrace ? 1 : 0)
          position = byte == ASCII.leftBrace ? endOfName(from: inside) : inside
          if position == 0 { return 0 }
          continue
        }
      } else {
        position = endOfScalar(from: position)
        if position == 0 { return 0 }
      }
      while true {
        if levels == 1 { return position }
        position = endOfWhiteSpace(from: position)
        if self[position] == ASCII.comma { break }
        guard self[position] == (levels & 1 != 0 ? ASCII.rightBrace : ASCII.rightBracket) else { return 0 }
        levels &>>= 1
        position &+= 1
      }
      position = endOfWhiteSpace(from: position &+ 1)
      if levels & 1 != 0 {
        position = endOfName(from: position)
        if position == 0 { return 0 }
      }
    }
  }

  /// Where the value of a member begins whose name stands at `offset`, 0 where none does.
  @inline(__always)
  private func endOfName(from offset: Int) -> Int {
    guard self[offset] == ASCII.quote else { return 0 }
    let end = endOfText(from: offset &+ 1)
    guard end != 0 else { return 0 }
    let colon = endOfWhiteSpace(from: end)
    return self[colon] == ASCII.colon ? endOfWhiteSpace(from: colon &+ 1) : 0
  }

  /// Where a string ends, behind its quote, whose content begins at `offset`; 0 where it is not valid.
  @inline(never)
  private func endOfText(from offset: Int) -> Int {
    let end = endOfPlainText(from: offset)
    if self[end] == ASCII.quote { return end &+ 1 }
    return endOfString(from: end).map { $0.end &+ 1 } ?? 0
  }

  /// Where a value ends that is no object and no array, 0 where it is not valid, or the body ends soon.
  @inline(__always)
  private func endOfScalar(from offset: Int) -> Int {
    if self[offset] == ASCII.quote { return endOfText(from: offset &+ 1) }
    return endOfBareScalar(from: offset)
  }

  /// The same for one that is no string.
  @inline(never)
  func endOfBareScalar(from offset: Int) -> Int {
    switch self[offset] {
    case ASCII.minus, ASCII.zero...ASCII.nine: return endOfNumber(from: offset)
    case ASCII.n: return hasLetters(0x6C6C_756E, mask: 0xFFFF_FFFF, at: offset) ? offset &+ 4 : 0
    case ASCII.t: return hasLetters(0x6575_7274, mask: 0xFFFF_FFFF, at: offset) ? offset &+ 4 : 0
    default: return hasLetters(0x65_736C_6166, mask: 0xFF_FFFF_FFFF, at: offset) ? offset &+ 5 : 0
    }
  }

  private func hasLetters(_ letters: UInt64, mask: UInt64, at offset: Int) -> Bool {
    guard let word = word(at: offset) else { return false }
    return word & mask == letters
  }

  @inline(__always)
  private func endOfNumber(from offset: Int) -> Int {
    let start = self[offset] == ASCII.minus ? offset &+ 1 : offset
    var end = endOfDigits(from: start)
    if end == start || (end > start &+ 1 && self[start] == ASCII.zero) { return 0 }
    if self[end] == ASCII.point {
      let fraction = end &+ 1
      end = endOfDigits(from: fraction)
      if end == fraction { return 0 }
    }
    if self[end] | 0x20 == ASCII.e {
      let sign = self[end &+ 1]
      let exponent = end &+ (sign == ASCII.plus || sign == ASCII.minus ? 2 : 1)
      end = endOfDigits(from: exponent)
      if end == exponent { return 0 }
    }
    return end
  }

  @inline(never)
  private func endOfDigits(from offset: Int) -> Int {
    var position = offset
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      if let vector = vector(at: offset) {
        let count = Digits.count(vector)
        if count < 16 { return offset &+ count }
      }
    #endif
    while ASCII.isDigit(self[position]) { position &+= 1 }
    return position
  }
}

extension Window {
  /// The length of a name of less than 32 bytes whose quote is the first byte; 32 where there is none. What it consists
  /// of is not looked at.
  @inline(__always)
  var lengthOfName: Int {
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      let pair = vectorPair(at: 1)
      let quote = _mm_set1_epi8(0x22)
      let front = UInt32(bitPattern: _mm_movemask_epi8(_mm_cmpeq_epi8(pair.0, quote)))
      let back = UInt32(bitPattern: _mm_movemask_epi8(_mm_cmpeq_epi8(pair.1, quote)))
      return (front | back &<< 16).trailingZeroBitCount
    #else
      var length = 0
      while length < 32, byte(at: length &+ 1) != ASCII.quote { length &+= 1 }
      return length
    #endif
  }

  /// How many bytes of a string that begins at `index` can be passed over, with its quote: up to the first that is not
  /// plain, at most 81. 0 where no string begins.
  @inline(__always)
  func lengthOfPlainText(at index: Int) -> Int {
    byte(at: index) == ASCII.quote ? 1 &+ lengthOfPlainText(behind: index) : 0
  }

  /// The same without the quote, which is known to be at `index`; at most 80.
  @inline(__always)
  func lengthOfPlainText(behind index: Int) -> Int {
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      var special = SpecialBytes.mask(of: vector(at: index &+ 1))
      if special != 0 { return special.trailingZeroBitCount }
      special = SpecialBytes.mask(of: vectorPair(at: index &+ 17))
      if special != 0 { return 16 &+ special.trailingZeroBitCount }
      special = SpecialBytes.mask(of: vectorPair(at: index &+ 49))
      return special == 0 ? 80 : 48 &+ special.trailingZeroBitCount
    #else
      var length = 0
      while length < 80 {
        let special = SpecialBytes.mask(of: word(at: index &+ 1 &+ length))
        if special != 0 { return length &+ special.trailingZeroBitCount &>> 3 }
        length &+= 8
      }
      return length
    #endif
  }

  /// The same of the string that begins the window, with its quote; where there are vectors, at most 113.
  @inline(__always)
  var lengthOfLongPlainText: Int {
    let length = lengthOfPlainText(at: 0)
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      if length == 81 {
        let special = SpecialBytes.mask(of: vectorPair(at: 81))
        return special == 0 ? 113 : 81 &+ special.trailingZeroBitCount
      }
    #endif
    return length
  }
}

extension Window {
  /// Whether `[]` stands in front of it.
  @inline(__always)
  var beginsWithEmptyArray: Bool { word(at: 0) & 0xFFFF == 0x5D5B }

  /// The length of a number that begins at `index` and is nothing but digits, less than 16; 0 for everything else.
  @inline(__always)
  func lengthOfShortNumber(at index: Int) -> Int {
    #if arch(x86_64) && !JOBSTATUS_PORTABLE
      let length = Digits.count(vector(at: index))
      let next = byte(at: index &+ length)
      guard length != 0, length < 16, next != ASCII.point, next | 0x20 != ASCII.e else { return 0 }
      return length == 1 || byte(at: index) != ASCII.zero ? length : 0
    #else
      return 0
    #endif
  }
}

/// The first bytes of a text as a little-endian number, tested for the forms that RFC 3629 has.
private enum UTF8Character {
  /// The length of the character that is not ASCII, 0 where it is not valid.
  @inline(__always)
  static func length(of bytes: UInt32) -> Int {
    if bytes & 0x00C0_C0F0 == 0x0080_80E0 {
      // Not overlong, no surrogate.
      let lead = bytes & 0x200F
      return lead != 0 && lead != 0x200D ? 3 : 0
    }
    if bytes & 0xC0E0 == 0x80C0 {
      // Not overlong.
      return bytes & 0x1E != 0 ? 2 : 0
    }
    if bytes & 0xC0C0_C0F8 == 0x8080_80F0 {
      // Not overlong, not beyond U+10FFFF.
      return bytes & 0x3007 != 0 && (bytes & 0x04 == 0 || bytes & 0x3003 == 0) ? 4 : 0
    }
    return 0
  }
}

/// Finds the bytes that do not stand for themselves inside a JSON string.
enum SpecialBytes {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The high bit of each byte that is a quote, a backslash, a control character or not ASCII. Bits above the lowest
  /// one set may be wrong (a borrow runs upwards), so only the lowest is to be used.
  @inline(__always)
  static func mask(of word: UInt64) -> UInt64 {
    let quote = (word ^ (ones &* 0x22)) &- ones
    let backslash = (word ^ (ones &* 0x5C)) &- ones
    let control = word &- (ones &* 0x20)
    // Bytes from 0x80 on have it in one of the first two.
    return (quote | backslash | control) & highs
  }

  @inline(__always)
  static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x80 && byte != ASCII.quote && byte != ASCII.backslash
  }

  #if arch(x86_64) && !JOBSTATUS_PORTABLE
    /// A bit for each of 64 bytes.
    @inline(__always)
    static func mask(of block: (__m128i, __m128i, __m128i, __m128i)) -> UInt64 {
      UInt64(mask(of: (block.0, block.1))) | UInt64(mask(of: (block.2, block.3))) &<< 32
    }

    /// A bit for each of 32 bytes.
    @inline(__always)
    static func mask(of pair: (__m128i, __m128i)) -> UInt32 {
      mask(of: pair.0) | mask(of: pair.1) &<< 16
    }

    /// A bit for each of 16 bytes. As signed numbers, control characters and what is not ASCII are less than a blank.
    @inline(__always)
    static func mask(of vector: __m128i) -> UInt32 {
      let quote = _mm_cmpeq_epi8(vector, _mm_set1_epi8(0x22))
      let backslash = _mm_cmpeq_epi8(vector, _mm_set1_epi8(0x5C))
      let other = _mm_cmplt_epi8(vector, _mm_set1_epi8(0x20))
      let special = _mm_or_si128(_mm_or_si128(quote, backslash), other)
      return UInt32(bitPattern: _mm_movemask_epi8(special))
    }
  #endif
}

#if arch(x86_64) && !JOBSTATUS_PORTABLE
  private enum Digits {
    /// With how many digits 16 bytes begin.
    @inline(__always)
    static func count(_ vector: __m128i) -> Int {
      let value = _mm_sub_epi8(vector, _mm_set1_epi8(0x30))
      let isDigit = _mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value)
      return (~UInt32(bitPattern: _mm_movemask_epi8(isDigit))).trailingZeroBitCount
    }
  }

  private enum WhiteSpace {
    /// With how many blanks 16 bytes begin.
    @inline(__always)
    static func countOfBlanks(_ vector: __m128i) -> Int {
      (~UInt32(bitPattern: _mm_movemask_epi8(_mm_cmpeq_epi8(vector, _mm_set1_epi8(0x20))))).trailingZeroBitCount
    }

    /// A bit for each of 16 bytes that is white space.
    static func mask(of vector: __m128i) -> UInt16 {
      let blankOrTab = _mm_or_si128(
        _mm_cmpeq_epi8(vector, _mm_set1_epi8(0x20)), _mm_cmpeq_epi8(vector, _mm_set1_epi8(0x09)))
      let lineEnd = _mm_or_si128(
        _mm_cmpeq_epi8(vector, _mm_set1_epi8(0x0A)), _mm_cmpeq_epi8(vector, _mm_set1_epi8(0x0D)))
      return UInt16(truncatingIfNeeded: _mm_movemask_epi8(_mm_or_si128(blankOrTab, lineEnd)))
    }
  }
#endif
