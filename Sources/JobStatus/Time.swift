// Times of a body: RFC 3339 as the vendors write it, and seconds or milliseconds since 1970.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// A time as nanoseconds since 1970-01-01T00:00:00Z.
struct Timestamp {
  let nanoseconds: Int64
  /// The text has no zone, and was read as UTC.
  let zoneAssumed: Bool

  /// How a vendor writes its times.
  enum Form {
    case dateTime
    case dateTimeOrEpoch
  }

  @inline(__always)
  init(nanoseconds: Int64, zoneAssumed: Bool) {
    self.nanoseconds = nanoseconds
    self.zoneAssumed = zoneAssumed
  }

  /// A time however it is written. Nil where the value is not a time, or one outside the years 1678 to 2261.
  @inline(never)
  init?(unusual value: Value, form: Form, in bytes: Bytes) {
    if form == .dateTimeOrEpoch, let number = Number(value, in: bytes) {
      self.init(epoch: number)
      return
    }
    guard value.kind == .string, let time = Self.read(Text(value.span, in: bytes).decoded) else { return nil }
    self = time
  }

  private init?(seconds: Int64, nanosecondsOfSecond: Int64, zoneAssumed: Bool) {
    guard seconds >= Self.firstDay &* 86_400, seconds < Self.endDay &* 86_400 else { return nil }
    nanoseconds = seconds &* 1_000_000_000 &+ nanosecondsOfSecond
    self.zoneAssumed = zoneAssumed
  }

  /// Whole seconds, or milliseconds where the number is greater than seconds can be for a long time to come.
  private init?(epoch number: Number) {
    guard !number.hasFraction, !number.isNegative || number.isZero else { return nil }
    let whole = Int64(truncatingIfNeeded: number.whole)
    if whole > 100_000_000_000 {
      self.init(seconds: whole / 1000, nanosecondsOfSecond: whole % 1000 &* 1_000_000, zoneAssumed: false)
    } else {
      self.init(seconds: whole, nanosecondsOfSecond: 0, zoneAssumed: false)
    }
  }

  /// 1678-01-01 and 2262-01-01: between them every nanosecond fits into 64 bits.
  fileprivate static let firstDay: Int64 = -106_650
  fileprivate static let endDay: Int64 = 106_651

  // MARK: - RFC 3339, as it is mostly written

  /// `:40.866Z` as nanoseconds of the second: nil for what ends otherwise.
  @inline(__always)
  fileprivate static func readMilliseconds(_ text: UInt64) -> Int64? {
    guard let pairs = DigitPairs(text, pattern: 0x5A30_3030_2E30_303A) else { return nil }
    // Of the second pair the last digit is 0: there the pattern has the `Z`.
    return Int64(pairs[4] &* 10_000_000 &+ pairs[6] &* 100_000)
  }

  /// `+02:00` as the seconds by which the zone is ahead of UTC.
  @inline(__always)
  fileprivate static func readUsualOffset(_ text: UInt64) -> Int64? {
    let sign = UInt8(truncatingIfNeeded: text)
    guard let pairs = DigitPairs(text &>> 8, pattern: 0x30_303A_3030), sign == ASCII.plus || sign == ASCII.minus,
      pairs[0] <= 23, pairs[3] <= 59
    else { return nil }
    let seconds = Int64(pairs[0] &* 3600 &+ pairs[3] &* 60)
    return sign == ASCII.minus ? 0 &- seconds : seconds
  }

  /// The day of `2025-03-04`, of which `middle` has the last two bytes.
  @inline(never)
  fileprivate static func day(_ front: UInt64, _ middle: UInt64) -> Int64? {
    guard let date = DigitPairs(front, pattern: 0x2D30_302D_3030_3030),
      let dayOfMonth = DigitPairs(middle & 0xFFFF, pattern: 0x3030)
    else { return nil }
    return days(year: date[0] &* 100 &+ date[2], month: date[5], day: dayOfMonth[0])
  }

  /// The second of the day of `07:12:40`; `middle` has the separator in front of it. Second 60 of a leap second is the
  /// next minute's second 0.
  @inline(__always)
  fileprivate static func second(_ middle: UInt64, _ back: UInt64) -> Int64? {
    guard let time = DigitPairs(back, pattern: 0x3030_3A30_303A_3030),
      isSeparator(UInt8(truncatingIfNeeded: middle &>> 16)), time[0] <= 23, time[3] <= 59, time[6] <= 60
    else { return nil }
    return Int64(time[0] &* 3600 &+ time[3] &* 60 &+ time[6])
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte | 0x20 == ASCII.t || byte == ASCII.space }

  /// A day as days since 1970-01-01; nil where there is no such day.
  @inline(__always)
  private static func days(year: UInt32, month: UInt32, day: UInt32) -> Int64? {
    guard month &- 1 < 12 else { return nil }
    if day &- 1 >= 28 {
      guard day &- 1 < days(in: month, of: year) else { return nil }
    }
    // Years that begin in March have their leap day last, so the days before a month do not depend on the year. The
    // year 0 is 400 years later here, that no number is negative.
    let isEarly = month < 3
    let marchYear = isEarly ? year &+ 399 : year &+ 400
    let marchMonth = isEarly ? month &+ 12 : month
    // The quotient by 100 of a number that is not much greater than 10,000.
    let centuries = (marchYear &* 5243) &>> 19
    let days = (marchYear &* 1461) / 4 &- centuries &+ centuries / 4 &+ (979 &* marchMonth &- 2919) / 32 &+ day
    return Int64(days) &- 719_469 &- 146_097
  }

  @inline(__always)
  private static func days(in month: UInt32, of year: UInt32) -> UInt32 {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    // In turns, beginning anew with August.
    return 30 | ((month ^ (month &>> 3)) & 1)
  }

  // MARK: - RFC 3339, however it is written

  // Small rather than fast, like what it calls: most times are UsualTime.
  @_optimize(size)
  private static func read<Source: ByteSource>(_ text: Source) -> Timestamp? {
    var source = text
    guard let (front, middle, back) = source.readNineteenBytes(), let second = second(middle, back),
      let day = day(front, middle)
    else { return nil }
    var fraction: Int64 = 0
    if source.consume(ASCII.point) {
      guard let digits = readFraction(&source) else { return nil }
      fraction = digits
    }
    let zoneAssumed = source.isAtEnd
    guard let offset = zoneAssumed ? 0 : readOffset(source) else { return nil }
    return Timestamp(
      seconds: day &* 86_400 &+ second &- offset, nanosecondsOfSecond: fraction, zoneAssumed: zoneAssumed)
  }

  private static func readFraction<Source: ByteSource>(_ source: inout Source) -> Int64? {
    guard ASCII.isDigit(source.current) else { return nil }
    var fraction: Int64 = 0
    var unit: Int64 = 100_000_000
    while ASCII.isDigit(source.current) {
      fraction &+= unit &* Int64(source.current &- ASCII.zero)
      unit /= 10
      source.advance()
    }
    return fraction
  }

  /// The seconds by which a zone is ahead of UTC that is all that is left: `Z`, `+02:00`, `+0200`, or `+02`.
  @_optimize(size)
  @inline(never)
  private static func readOffset<Source: ByteSource>(_ text: Source) -> Int64? {
    var source = text
    if source.current | 0x20 == ASCII.z {
      source.advance()
      return source.isAtEnd ? 0 : nil
    }
    let isBehind = source.consume(ASCII.minus)
    guard isBehind || source.consume(ASCII.plus), let hours = readDigits(2, &source), hours <= 23 else { return nil }
    var seconds = hours &* 3600
    if !source.isAtEnd {
      _ = source.consume(ASCII.colon)
      guard let minutes = readDigits(2, &source), minutes <= 59 else { return nil }
      seconds &+= minutes &* 60
    }
    guard source.isAtEnd else { return nil }
    return isBehind ? 0 &- seconds : seconds
  }

  private static func readDigits<Source: ByteSource>(_ count: Int, _ source: inout Source) -> Int64? {
    var value: Int64 = 0
    var index = 0
    while index < count {
      guard ASCII.isDigit(source.current) else { return nil }
      value = value &* 10 &+ Int64(source.current &- ASCII.zero)
      source.advance()
      index &+= 1
    }
    return value
  }
}

/// A time as most are written: with a capital `Z`, also behind milliseconds, with an offset such as `+02:00`, or with
/// no zone. It is no number, so it is the same in all forms.
struct UsualTime {
  let nanoseconds: Int64
  /// Of the string, with its quotes.
  let length: Int

  /// The text has no zone, and was read as UTC.
  var zoneAssumed: Bool { length == 21 }

  /// The string that begins at `index`, whose date is known; nil for a time that is written otherwise, and for what is
  /// no time.
  @inline(__always)
  fileprivate init?(at index: Int, in window: Window, day: Int64) {
    guard let second = Timestamp.second(window.word(at: index &+ 9), window.word(at: index &+ 12)) else { return nil }
    let seconds = day &* 86_400 &+ second
    let rest = window.word(at: index &+ 20)
    switch UInt8(truncatingIfNeeded: rest) {
    case ASCII.quote:
      nanoseconds = seconds &* 1_000_000_000
      length = 21
    case 0x5A:
      guard UInt8(truncatingIfNeeded: rest &>> 8) == ASCII.quote else { return nil }
      nanoseconds = seconds &* 1_000_000_000
      length = 22
    case ASCII.point:
      guard window.byte(at: index &+ 25) == ASCII.quote,
        let milliseconds = Timestamp.readMilliseconds(window.word(at: index &+ 17))
      else { return nil }
      nanoseconds = seconds &* 1_000_000_000 &+ milliseconds
      length = 26
    default:
      guard window.byte(at: index &+ 26) == ASCII.quote,
        let offset = Timestamp.readUsualOffset(rest & 0xFFFF_FFFF_FFFF)
      else { return nil }
      nanoseconds = (seconds &- offset) &* 1_000_000_000
      length = 27
    }
  }
}

/// A date and its day: the times of a job are mostly of one day. All its times are within the years 1678 to 2261,
/// whatever their zone.
struct KnownDate {
  /// The date as it is written: its first eight bytes, and the last two. At first these are more than two bytes can be.
  private var front: UInt64 = 0
  private var dayOfMonth: UInt64 = .max
  private(set) var day: Int64 = 0

  init() {}

  /// The time that the string at `index` says; its date is the known one from then on. Nil for a time that is written
  /// otherwise than most, and for what is no time.
  @inline(__always)
  mutating func readTime(at index: Int, in window: Window) -> UsualTime? {
    guard isThat(of: window, at: index) || learn(from: window, at: index) else { return nil }
    return UsualTime(at: index, in: window, day: day)
  }

  /// Whether it is this date that the string begins with.
  @inline(__always)
  private func isThat(of window: Window, at index: Int) -> Bool {
    window.word(at: index &+ 1) == front && window.word(at: index &+ 9) & 0xFFFF == dayOfMonth
  }

  /// Takes the date that the string begins with. Answers false where it is none.
  @inline(never)
  mutating func learn(from window: Window, at index: Int) -> Bool {
    let front = window.word(at: index &+ 1)
    let middle = window.word(at: index &+ 9)
    guard let day = Timestamp.day(front, middle), day > Timestamp.firstDay, day < Timestamp.endDay &- 1 else {
      return false
    }
    self.front = front
    dayOfMonth = middle & 0xFFFF
    self.day = day
    return true
  }
}

/// The numbers of two digits in eight bytes of a text, all of them at once.
private struct DigitPairs {
  private let pairs: UInt64

  /// Nil unless every byte is a digit where the pattern has a 0, and what the pattern has everywhere else.
  @inline(__always)
  init?(_ word: UInt64, pattern: UInt64) {
    // A digit becomes its value, what is as in the pattern 0. Up to there (9, or 0) the sum has no high bit.
    let values = word ^ pattern
    let isOther = (pattern &>> 3) & 0x0101_0101_0101_0101
    let sums = values &+ 0x7676_7676_7676_7676 &+ isOther &* 9
    guard (values | sums) & 0x8080_8080_8080_8080 == 0 else { return nil }
    pairs = values &* 10 &+ (values &>> 8)
  }

  /// The number whose first digit is the byte at `index`.
  @inline(__always)
  subscript(index: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: (pairs &>> UInt64(truncatingIfNeeded: index &* 8)) & 0xFF)
  }
}
