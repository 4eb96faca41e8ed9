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

  /// Nil where the value is not a time, or one outside the years 1678 to 2261.
  init?(_ value: Value, form: Form, in bytes: Bytes) {
    if form == .dateTimeOrEpoch, let number = Number(value, in: bytes) {
      self.init(epoch: number)
      return
    }
    guard value.kind == .string else { return nil }
    let text = Text(value.span, in: bytes)
    guard let time = text.isPlain ? Self.read(text.raw) : Self.read(text.decoded) else { return nil }
    self = time
  }

  private init?(seconds: Int64, nanosecondsOfSecond: Int64, zoneAssumed: Bool) {
    guard seconds >= Self.firstSecond, seconds < Self.endSecond else { return nil }
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
  private static let firstSecond: Int64 = -9_214_560_000
  private static let endSecond: Int64 = 9_214_646_400

  // MARK: - RFC 3339

  private static func read(_ text: some ByteSource) -> Timestamp? {
    var source = text
    guard let day = readDate(&source), readSeparator(&source), let second = readTimeOfDay(&source) else { return nil }
    let fraction: Int64
    if source.consume(ASCII.point) {
      guard let digits = readFraction(&source) else { return nil }
      fraction = digits
    } else {
      fraction = 0
    }
    let zoneAssumed = source.isAtEnd
    guard let offset = readZone(&source), source.isAtEnd else { return nil }
    return Timestamp(
      seconds: day &* 86_400 &+ second &- offset, nanosecondsOfSecond: fraction, zoneAssumed: zoneAssumed)
  }

  /// `2025-03-04` as days since 1970-01-01.
  private static func readDate<Source: ByteSource>(_ source: inout Source) -> Int64? {
    guard let year = readDigits(4, &source), source.consume(ASCII.minus),
      let month = readDigits(2, &source), source.consume(ASCII.minus),
      let day = readDigits(2, &source), month >= 1, month <= 12, day >= 1, day <= days(in: month, of: year)
    else { return nil }
    // Years that begin in March have their leap day last, so the days before a month do not depend on the year.
    let marchYear = month > 2 ? year : year &- 1
    let marchMonth = month > 2 ? month &- 3 : month &+ 9
    let leapDays = marchYear / 4 &- marchYear / 100 &+ marchYear / 400
    return marchYear &* 365 &+ leapDays &+ (153 &* marchMonth &+ 2) / 5 &+ day &- 719_469
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  private static func readSeparator<Source: ByteSource>(_ source: inout Source) -> Bool {
    source.consume(0x54) || source.consume(ASCII.t) || source.consume(ASCII.space)
  }

  /// `07:12:40` as seconds of the day. Second 60 of a leap second is the next minute's second 0.
  private static func readTimeOfDay<Source: ByteSource>(_ source: inout Source) -> Int64? {
    guard let hour = readDigits(2, &source), source.consume(ASCII.colon),
      let minute = readDigits(2, &source), source.consume(ASCII.colon),
      let second = readDigits(2, &source), hour <= 23, minute <= 59, second <= 60
    else { return nil }
    return hour &* 3600 &+ minute &* 60 &+ second
  }

  /// The digits behind the point as nanoseconds; those behind the ninth are cut.
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

  /// The seconds by which the zone is ahead of UTC: `Z`, `+02:00`, `+0200`, `+02`, or nothing.
  private static func readZone<Source: ByteSource>(_ source: inout Source) -> Int64? {
    if source.isAtEnd { return 0 }
    if source.consume(0x5A) || source.consume(ASCII.z) { return 0 }
    let isBehind = source.consume(ASCII.minus)
    guard isBehind || source.consume(ASCII.plus), let hours = readDigits(2, &source), hours <= 23 else { return nil }
    var seconds = hours &* 3600
    if !source.isAtEnd {
      _ = source.consume(ASCII.colon)
      guard let minutes = readDigits(2, &source), minutes <= 59 else { return nil }
      seconds &+= minutes &* 60
    }
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
