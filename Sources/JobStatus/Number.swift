// Numbers of a body, read from their digits: percentages, epoch times, totals, codes that may be zero. No floating
// point, so 1e2 is exactly 100 and nothing depends on a rounding mode.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// What a number of the JSON grammar amounts to.
struct Number {
  var isNegative = false
  /// What stands before the decimal point once the exponent is applied; `Number.largest` where that is more.
  var whole: UInt64 = 0
  /// Whether anything but zeros stands behind it.
  var hasFraction = false

  static let largest: UInt64 = 1_000_000_000_000_000_000

  var isZero: Bool { whole == 0 && !hasFraction }

  /// A JSON number, or a JSON string that holds one; nil for every other value.
  init?(_ value: Value, in bytes: Bytes) {
    guard value.kind == .number || value.kind == .string else { return nil }
    let text = Text(value.span, in: bytes)
    if let whole = text.naturalNumber {
      self.whole = whole
      return
    }
    guard let number = Self.read(text.decoded) else { return nil }
    self = number
  }

  private init() {}

  // Small rather than fast: numbers are mostly read without it.
  @_optimize(size)
  private static func read(_ text: some ByteSource) -> Number? {
    var source = text
    var number = Number()
    number.isNegative = source.consume(ASCII.minus)
    let digits = source
    guard let layout = Layout(&source), source.isAtEnd else { return nil }
    number.accumulate(digits, wholeDigits: layout.integerDigits &+ layout.exponent)
    return number
  }

  /// Sums up the digits of the mantissa; the first `wholeDigits` of them stand before the decimal point.
  private mutating func accumulate(_ mantissa: some ByteSource, wholeDigits: Int64) {
    var source = mantissa
    var index: Int64 = 0
    while ASCII.isDigit(source.current) || source.current == ASCII.point {
      if source.current != ASCII.point {
        let digit = UInt64(source.current &- ASCII.zero)
        if index < wholeDigits { append(digit) } else if digit != 0 { hasFraction = true }
        index &+= 1
      }
      source.advance()
    }
    while index < wholeDigits, whole != 0, whole < Self.largest {
      append(0)
      index &+= 1
    }
  }

  private mutating func append(_ digit: UInt64) {
    whole = whole >= Self.largest / 10 ? Self.largest : whole &* 10 &+ digit
  }

  /// How many digits the integer part has, and the exponent.
  private struct Layout {
    var integerDigits: Int64 = 0
    var exponent: Int64 = 0

    /// Reads a number behind its sign; nil where the grammar of RFC 8259 is broken.
    init?<Source: ByteSource>(_ source: inout Source) {
      if source.consume(ASCII.zero) {
        integerDigits = 1
      } else {
        integerDigits = Self.countDigits(&source)
      }
      guard integerDigits > 0 else { return nil }
      if source.consume(ASCII.point) {
        guard Self.countDigits(&source) > 0 else { return nil }
      }
      guard source.current | 0x20 == ASCII.e else { return }
      source.advance()
      let isNegative = source.consume(ASCII.minus)
      if !isNegative { _ = source.consume(ASCII.plus) }
      guard let magnitude = Self.readMagnitude(&source) else { return nil }
      exponent = isNegative ? 0 &- magnitude : magnitude
    }

    private static func countDigits<Source: ByteSource>(_ source: inout Source) -> Int64 {
      var count: Int64 = 0
      while ASCII.isDigit(source.current) {
        source.advance()
        count &+= 1
      }
      return count
    }

    /// The digits of an exponent; it stops growing where it is beyond the digits that any body can have.
    private static func readMagnitude<Source: ByteSource>(_ source: inout Source) -> Int64? {
      guard ASCII.isDigit(source.current) else { return nil }
      var magnitude: Int64 = 0
      while ASCII.isDigit(source.current) {
        if magnitude < 1_000_000_000_000 { magnitude = magnitude &* 10 &+ Int64(source.current &- ASCII.zero) }
        source.advance()
      }
      return magnitude
    }
  }
}
