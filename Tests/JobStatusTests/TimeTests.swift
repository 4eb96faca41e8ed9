// Times of a body: against the calendar of Foundation, the forms of RFC 3339, the ends of the range, and epoch times.
// Proves P5 and section 8.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Foundation
import Testing

@testable import JobStatus

@Suite struct CalendarTests {
  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  /// The step is prime, so that all days of the year and all times of the day occur.
  @Test func instantsOfAllYears() {
    var mismatches: [String] = []
    for second in stride(from: firstSecond, to: endSecond, by: 999_983) {
      let parts = Self.calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(second)))
      let text = dateTime(parts)
      if read(text)?.nanoseconds != second * 1_000_000_000 { mismatches.append(text) }
    }
    #expect(mismatches == [])
  }

  @Test func monthsOfAllYears() throws {
    var mismatches: [String] = []
    for year in 1678...2261 {
      for month in 1...12 {
        let first = try #require(Self.calendar.date(from: DateComponents(year: year, month: month)))
        let last = try #require(Self.calendar.range(of: .day, in: .month, for: first)).count
        let start = Int64(first.timeIntervalSince1970) * 1_000_000_000
        let end = start + Int64(last - 1) * 86_400_000_000_000
        for (day, expected) in [(0, nil), (1, start), (last, end), (last + 1, nil)] {
          let text = dateTime(DateComponents(year: year, month: month, day: day))
          if read(text)?.nanoseconds != expected { mismatches.append(text) }
        }
      }
    }
    #expect(mismatches == [])
  }

  private func dateTime(_ parts: DateComponents) -> String {
    let numbers = [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second].map { $0 ?? 0 }
    return String(format: "%04d-%02d-%02dT%02d:%02d:%02dZ", arguments: numbers)
  }
}

@Suite struct DateTimeTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0, 0),
    ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999),
    ("2001-09-09T01:46:40Z", 1_000_000_000, 0),
    ("2001-09-09t01:46:40z", 1_000_000_000, 0),
    ("2001-09-09 01:46:40Z", 1_000_000_000, 0),
    // Offsets.
    ("2001-09-09T01:46:40+00:00", 1_000_000_000, 0),
    ("2001-09-09T01:46:40-00:00", 1_000_000_000, 0),
    ("2001-09-09T03:46:40+02:00", 1_000_000_000, 0),
    ("2001-09-09T03:46:40+0200", 1_000_000_000, 0),
    ("2001-09-09T03:46:40+02", 1_000_000_000, 0),
    ("2001-09-08T16:16:40-09:30", 1_000_000_000, 0),
    ("2001-09-10T01:45:40.5+23:59", 1_000_000_000, 500_000_000),
    ("2001-09-08T01:47:40-23:59", 1_000_000_000, 0),
    // Fractions; digits behind the ninth are cut.
    ("2001-09-09T01:46:40.1Z", 1_000_000_000, 100_000_000),
    ("2001-09-09T01:46:40.12Z", 1_000_000_000, 120_000_000),
    ("2001-09-09T01:46:40.123Z", 1_000_000_000, 123_000_000),
    ("2001-09-09T01:46:40.1234Z", 1_000_000_000, 123_400_000),
    ("2001-09-09T01:46:40.12345Z", 1_000_000_000, 123_450_000),
    ("2001-09-09T01:46:40.123456Z", 1_000_000_000, 123_456_000),
    ("2001-09-09T01:46:40.1234567Z", 1_000_000_000, 123_456_700),
    ("2001-09-09T01:46:40.12345678Z", 1_000_000_000, 123_456_780),
    ("2001-09-09T01:46:40.123456789Z", 1_000_000_000, 123_456_789),
    ("2001-09-09T01:46:40.1234567899Z", 1_000_000_000, 123_456_789),
    ("2001-09-09T01:46:40.12345678999Z", 1_000_000_000, 123_456_789),
    ("2001-09-09T01:46:40.123456789999Z", 1_000_000_000, 123_456_789),
    ("2001-09-09T01:46:40.000000000Z", 1_000_000_000, 0),
    ("2001-09-09T01:46:40.0000000001+00:00", 1_000_000_000, 0),
    // Leap seconds.
    ("2016-12-31T23:59:60Z", 1_483_228_800, 0),
    ("2016-12-31T23:59:60.25Z", 1_483_228_800, 250_000_000),
    ("2001-09-09T01:45:60Z", 999_999_960, 0),
    // Leap days.
    ("2000-02-29T00:00:00Z", 951_782_400, 0),
    ("2024-02-29T00:00:00Z", 1_709_164_800, 0),
    // The ends of the range, which is one of UTC.
    ("1678-01-01T00:00:00Z", firstSecond, 0),
    ("1677-12-31T23:59:60Z", firstSecond, 0),
    ("1677-12-31T23:59:59.999999999-00:01", firstSecond + 59, 999_999_999),
    ("2261-12-31T23:59:59.999999999Z", endSecond - 1, 999_999_999),
    ("2262-01-01T00:00:59.999999999+00:01", endSecond - 1, 999_999_999),
  ])
  func zonedTimes(text: String, seconds: Int64, nanoseconds: Int64) throws {
    for form in [Timestamp.Form.dateTime, .dateTimeOrEpoch] {
      let time = try #require(read(text, form))
      #expect(time.nanoseconds == seconds * 1_000_000_000 + nanoseconds && !time.zoneAssumed)
    }
    let escaped = text.replacingOccurrences(of: ":", with: #"\u003a"#)
    #expect(read(escaped)?.nanoseconds == seconds * 1_000_000_000 + nanoseconds)
  }

  @Test(arguments: ["2001-09-09T01:46:40", "2001-09-09 01:46:40.000", "2001-09-09t01:46:40.0000000000"])
  func withoutAZone(text: String) throws {
    let time = try #require(read(text))
    #expect(time.nanoseconds == 1_000_000_000_000_000_000 && time.zoneAssumed)
  }

  @Test(arguments: [
    // Outside the range.
    "1677-12-31T23:59:59.999999999Z", "1678-01-01T00:00:59.999999999+00:01", "2262-01-01T00:00:00Z",
    "2261-12-31T23:59:60Z", "2261-12-31T23:59:59.5-00:01", "0000-01-01T00:00:00Z", "0000-02-29T00:00:00Z",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    // Days that are none.
    "2001-00-09T01:46:40Z", "2001-13-09T01:46:40Z", "2001-09-00T01:46:40Z", "2001-09-31T01:46:40Z",
    "2001-02-29T01:46:40Z", "1900-02-29T01:46:40Z", "2100-02-29T01:46:40Z", "2000-02-30T01:46:40Z",
    "2001-04-31T01:46:40Z", "2001-12-32T01:46:40Z",
    // Times of the day that are none.
    "2001-09-09T24:00:00Z", "2001-09-09T01:60:40Z", "2001-09-09T01:46:61Z", "2001-09-09T99:99:99Z",
    // Offsets that are none.
    "2001-09-09T01:46:40+24:00", "2001-09-09T01:46:40+02:60", "2001-09-09T01:46:40+", "2001-09-09T01:46:40+2",
    "2001-09-09T01:46:40+02:", "2001-09-09T01:46:40+02:0", "2001-09-09T01:46:40+020", "2001-09-09T01:46:40+02:000",
    "2001-09-09T01:46:40 +02:00", "2001-09-09T01:46:40Z+02:00", "2001-09-09T01:46:40ZZ", "2001-09-09T01:46:40 UTC",
    "2001-09-09T01:46:40CET", "2001-09-09T01:46:40\u{2212}02:00",
    // Fractions that are none.
    "2001-09-09T01:46:40.", "2001-09-09T01:46:40.Z", "2001-09-09T01:46:40,5Z", "2001-09-09T01:46:40.-5Z",
    // Other forms.
    "", " ", "2001-09", "2001-09-09", "2001-09-09T", "2001-09-09T01", "2001-09-09T01:46", "2001-09-09T01:46Z",
    "01-09-09T01:46:40Z", "2001-9-9T01:46:40Z", "2001/09/09T01:46:40Z", "2001-09-09_01:46:40Z", "20010909T014640Z",
    "2001-09-09T1:46:40Z", "2001-09-09T01-46-40Z", " 2001-09-09T01:46:40Z", "2001-09-09T01:46:40Z ",
    "2001-09-09  01:46:40Z", "-2001-09-09T01:46:40Z", "+2001-09-09T01:46:40Z", "12001-09-09T01:46:40Z", "now",
    "Sun, 09 Sep 2001 01:46:40 GMT", "2001-09-0\u{661}T01:46:40Z", "2001-09-09T01:46:40Z\\u0000",
  ])
  func noTimes(text: String) {
    #expect(read(text) == nil)
    #expect(read(text, .dateTimeOrEpoch) == nil)
  }

  @Test(arguments: ["1000000000", "null", "true", "{}", "[]", #""1000000000""#])
  func othersThanDateTimes(json: String) {
    #expect(withValue(json) { time(of: $0, .dateTime, in: $1) } == nil)
  }
}

/// Digits are read several at a time. A reader that takes one after the other must read the same.
@Suite struct DigitTests {
  private static let zones = ["", "Z", "z", "+02:00", "-09:30", "+0530", "-0330", "+14", "-12", "+00:00"]
  private static let escapes = (0..<0x80).map { Array(String(format: "\\u%04x", $0).utf8) }
  private static let fractions = [""] + (1...12).map { "." + "987654321012".prefix($0) }

  @Test(arguments: zones)
  func fractionsOfAllLengths(zone: String) {
    for fraction in Self.fractions {
      for day in ["1970-01-01T00:00:00", "2025-03-04T07:12:40", "1999-12-31 23:59:60", "2000-02-29t12:34:56"] {
        #expect(isReadRight(Array((day + fraction + zone).utf8)))
      }
    }
  }

  @Test(arguments: ["", "Z", "+02:00", "-0930", "+14"], ["", ".5", ".123456789012"])
  func everyByteChanged(zone: String, fraction: String) {
    let text = Array(("2025-03-04T07:12:40" + fraction + zone).utf8)
    let mismatches = text.indices.flatMap { position in
      (0...UInt8.max).compactMap { byte in
        var changed = text
        changed[position] = byte
        return isReadRight(changed) ? nil : "\(byte) at \(position)"
      }
    }
    #expect(mismatches == [])
  }

  /// A byte beside one that is none of the expected ones: what one carries must not hide the other.
  @Test func everyTwoNeighboursChanged() {
    let text = Array("2025-03-04T07:12:40-09:30".utf8)
    let bytes: [UInt8] = [
      0x00, 0x2C, 0x2D, 0x2E, 0x2F, 0x30, 0x39, 0x3A, 0x3B, 0x40, 0x7F, 0x80, 0xAD, 0xB0, 0xBA, 0xFF,
    ]
    let mismatches = text.indices.dropLast().filter { position in
      !bytes.allSatisfy { first in
        bytes.allSatisfy { second in
          isReadRight(text[..<position] + [first, second] + text[(position + 2)...])
        }
      }
    }
    #expect(mismatches == [])
  }

  @Test(arguments: [0, 2, 5, 8, 11, 14, 17, 20, 23])
  func everyNumberOfTwoDigits(position: Int) {
    for zone in ["+02:00", "-23:59"] {
      let text = Array(("2024-01-30T07:12:40" + zone).utf8)
      let mismatches = (0...99).filter { number in
        let digits = [UInt8(0x30 + number / 10), UInt8(0x30 + number % 10)]
        return !isReadRight(text[..<position] + digits + text[(position + 2)...])
      }
      #expect(mismatches == [])
    }
  }

  /// Of times with milliseconds, which are read as a whole.
  @Test(arguments: ["2025-03-04T07:12:40.866Z", "2025-03-04T07:12:40.866+02:00", "2025-03-04T07:12:40.86+0200"])
  func everyMillisecond(text: String) {
    let mismatches = (0...999).filter { number in
      let digits = Array(String(format: "%03d", number).utf8)
      return !isReadRight(Array(text.utf8.prefix(20)) + digits + Array(text.utf8.dropFirst(23)))
    }
    #expect(mismatches == [])
  }

  @Test func everyZone() {
    var mismatches: [String] = []
    for minutes in 0..<26 * 60 {
      for sign in ["+", "-"] {
        let hours = String(format: "%02d", minutes / 60)
        for zone in [String(format: ":%02d", minutes % 60), String(format: "%02d", minutes % 60), ""] {
          let text = "2025-03-04T07:12:40" + sign + hours + zone
          if !isReadRight(Array(text.utf8)) { mismatches.append(text) }
        }
      }
    }
    #expect(mismatches == [])
  }

  /// Cut at every byte, and with every one more.
  @Test func everyLength() {
    for zone in Self.zones {
      let text = Array(("2025-03-04T07:12:40.125" + zone).utf8)
      for length in 0...text.count { #expect(isReadRight(Array(text[..<length]))) }
      for byte in 0...UInt8.max { #expect(isReadRight(text + [byte])) }
    }
  }

  /// Whether a text is read right as it stands in a body, at its end and among digits; as a text with escape sequences;
  /// and where each byte is one.
  private func isReadRight(_ text: [UInt8]) -> Bool {
    let expected = SlowTime.read(text)
    let decoded = withBytes(text) { content(of: UnescapedSource(PlainSource($0))) }
    let escaped = text.flatMap { $0 < 0x80 ? Self.escapes[Int($0)] : [$0] }
    return read(text, [], []) == expected
      && read(text, Array("0123456789".utf8), Array("0123456789".utf8)) == expected
      && read(text, [], [], escapes: JOBSTATUS_ESCAPES_JSON) == SlowTime.read(decoded)
      && read(escaped, [], [], escapes: JOBSTATUS_ESCAPES_JSON) == expected
  }

  private func read(
    _ text: [UInt8], _ front: [UInt8], _ back: [UInt8], escapes: UInt32 = JOBSTATUS_ESCAPES_NONE
  ) -> SlowTime? {
    withBytes(front + [0x22] + text + [0x22] + back) { bytes in
      let span = jobstatus_span(from: front.count + 1, to: front.count + 1 + text.count, escapes: escapes)
      return time(of: Value(kind: .string, span: span), .dateTime, in: bytes).map {
        SlowTime(nanoseconds: $0.nanoseconds, zoneAssumed: $0.zoneAssumed)
      }
    }
  }
}

/// Times as most are written are read at once where they stand, and others are left to the reader of all of them.
@Suite struct UsualTimeTests {
  private static let forms = ["", "Z", ".866Z", "+02:00", "-09:30", "+00:00", "-23:59"]
  private static let others = [
    "z", ".8Z", ".86Z", ".8664Z", ".866", ".866z", ".866+02:00", "+0200", "+02", ".Z", " Z", "Z ", "+02:60", "+24:00",
    "+02:0", "+02:000", "*02:00", ",866Z", ".86aZ", ".866Y", "ZZ", "+02-00", "\\", ".866\\",
  ]
  private static let days = [
    "2025-03-04T07:12:40", "1970-01-01T00:00:00", "2024-02-29t23:59:60", "1678-01-02 00:00:00", "2261-12-30T23:59:60",
  ]

  /// At every index of a window where a value can begin, where a body goes on and where it ends.
  @Test(arguments: days)
  func usualFormsAreTaken(day: String) throws {
    let memory = try GuardedMemory()
    for form in Self.forms {
      let text = Array((day + form).utf8)
      for index in [0, 1, 4, 17, 33, 40] {
        for back in [0, 1, 200] {
          let found = read(text, index, back, memory)
          #expect(found?.time == SlowTime.read(text) && found?.length == text.count + 2)
        }
      }
    }
  }

  @Test(arguments: days)
  func otherFormsAreNot(day: String) throws {
    let memory = try GuardedMemory()
    for form in Self.others { #expect(read(Array((day + form).utf8), 3, 9, memory) == nil) }
    for form in Self.forms {
      // No string is cut, and none goes on behind its quote.
      let text = Array((day + form).utf8)
      for length in 0..<text.count where !isUsual(Array(text.prefix(length))) {
        #expect(read(Array(text.prefix(length)), 0, 40, memory) == nil)
        #expect(read(Array(text.prefix(length)), 0, 0, memory) == nil)
      }
    }
  }

  /// All that differ from a usual time by one byte: they are taken where they are such a time too, and read the same.
  @Test(arguments: forms)
  func everyByteChanged(form: String) throws {
    let memory = try GuardedMemory()
    for text in [Array((Self.days[0] + form).utf8), Array((Self.days[2] + form).utf8)] {
      for position in text.indices {
        for byte in 0...UInt8.max {
          var changed = text
          changed[position] = byte
          let string = Array(changed.prefix { $0 != 0x22 })
          let found = read(changed, position % 34, Int(byte) % 50, memory)
          if isUsual(string), found?.time == SlowTime.read(string), found?.length == string.count + 2 { continue }
          if !isUsual(string), found == nil { continue }
          Issue.record("\(String(decoding: changed, as: UTF8.self)): \(String(describing: found))")
        }
      }
    }
  }

  /// The quote at the end is one of the bytes that count.
  @Test(arguments: forms)
  func whatIsInThePlaceOfTheQuote(form: String) throws {
    let memory = try GuardedMemory()
    let text = Array((Self.days[0] + form).utf8)
    for byte in 0...UInt8.max where byte != 0x22 {
      let string = text + [byte]
      let found = read(string, 0, 20, memory)
      #expect((found == nil) == !isUsual(string) && found?.time == (found == nil ? nil : SlowTime.read(string)))
    }
    for length in 0...text.count {
      let body = [0x22] + text.prefix(length)
      let found = memory.with(body) { bytes in
        Windows.with(bytes) { windows in
          var date = KnownDate()
          return usualTime(at: 0, in: windows, near: &date)?.length
        }
      }
      #expect(found == nil)
    }
  }

  /// Random digits at all places where there are digits.
  @Test(arguments: 0..<20)
  func anyDigits(seed: Int) throws {
    let memory = try GuardedMemory()
    var chance = Chance(seed)
    var taken = 0
    for _ in 0..<1000 {
      var text = Array((chance.pick(Self.days) + chance.pick(Self.forms)).utf8)
      for _ in 0..<chance.number(1...3) {
        let position = chance.number(0...text.count - 1)
        if (0x30...0x39).contains(text[position]) { text[position] = UInt8(chance.number(0x30...0x39)) }
      }
      let found = read(text, chance.number(0...40), chance.number(0...9), memory)
      if isUsual(text) { taken += 1 }
      if found?.time != (isUsual(text) ? SlowTime.read(text) : nil) {
        Issue.record("\(String(decoding: text, as: UTF8.self)): \(String(describing: found))")
      }
    }
    #expect(taken > 200)
  }

  /// Every second of a day that begins a minute or ends one, behind each separator.
  @Test func everyMinuteOfADay() throws {
    let memory = try GuardedMemory()
    for minute in 0...24 * 60 {
      for (second, separator) in [(0, "T"), (59, " "), (60, "t"), (61, "T")] {
        let clock = String(format: "%02d:%02d:%02d", minute / 60, minute % 60, second)
        let text = Array("2025-03-04\(separator)\(clock)Z".utf8)
        let found = read(text, 0, 1, memory)
        if found?.time != SlowTime.read(text) { Issue.record("\(String(decoding: text, as: UTF8.self))") }
      }
    }
  }

  private struct Found: Equatable {
    let time: SlowTime
    let length: Int
  }

  /// A string as it is read near its own date, `index` bytes behind the beginning of a window.
  private func read(_ text: [UInt8], _ index: Int, _ back: Int, _ memory: GuardedMemory) -> Found? {
    let front = Array(repeating: UInt8(0x35), count: index)
    let body = front + [0x22] + text + [0x22] + Array(repeating: 0x35, count: back)
    return memory.with(body) { bytes in
      Windows.with(bytes) { windows in
        var date = KnownDate()
        return date.readTime(at: index, in: windows.at(0)).map {
          Found(time: SlowTime(nanoseconds: $0.nanoseconds, zoneAssumed: $0.zoneAssumed), length: $0.length)
        }
      }
    }
  }

  /// A time that is written as most are, and of a date that is not at the ends of the range.
  private func isUsual(_ text: [UInt8]) -> Bool {
    guard SlowTime.read(text) != nil, !text.starts(with: Array("1678-01-01".utf8)),
      !text.starts(with: Array("2261-12-31".utf8)), !text.starts(with: Array("2262".utf8)),
      !text.starts(with: Array("1677".utf8))
    else { return false }
    let rest = text.dropFirst(19)
    return switch rest.first {
    case nil: true
    case 0x5A: rest.count == 1
    case 0x2E: rest.count == 5 && rest.last == 0x5A
    default: rest.count == 6
    }
  }
}

/// The times of a job are read near each other: a date that was read before is not read again.
@Suite struct KnownDateTests {
  private static let texts = [
    "2025-03-04T07:12:40Z", "2025-03-04T23:59:60.5Z", "2025-03-05T00:00:00+00:01", "2025-03-04 07:12:40.123",
    "2025-04-04T07:12:40Z", "2024-03-04T07:12:40Z", "2025-03-04", "2025-03-04X07:12:40Z", "2025-02-30T07:12:40Z",
    "1970-01-01T00:00:00Z", "1678-01-01T00:00:00Z", "1678-01-02T00:00:00Z", "2261-12-31T23:59:59Z",
    "2262-01-01T00:00:00+00:01", "1677-12-31T23:59:59-00:01", "0000-00-00T00:00:00Z", "", "2025-03-0",
    "2261-12-30T23:59:60-23:59", "1678-01-02T00:00:00+23:59", "2025-03-14T07:12:40", "2025-03-05T00:00:00.001Z",
  ]

  @Test(arguments: texts)
  func everyTimeIsTheSameBehindEveryOther(text: String) {
    for other in Self.texts {
      for third in Self.texts { #expect(read([other, third, text]) == SlowTime.read(Array(text.utf8))) }
    }
  }

  /// The last of the texts, each read near the date of those before it.
  private func read(_ texts: [String]) -> SlowTime? {
    var date = KnownDate()
    var last: SlowTime?
    for text in texts {
      last = withValue("\"\(text)\"") { value, bytes in
        if let time = Windows.with(bytes, { usualTime(at: 0, in: $0, near: &date) }) {
          #expect(time.length == text.utf8.count + 2)
          return SlowTime(nanoseconds: time.nanoseconds, zoneAssumed: time.zoneAssumed)
        }
        let time = Timestamp(unusual: value, form: .dateTime, in: bytes)
        return time.map { SlowTime(nanoseconds: $0.nanoseconds, zoneAssumed: $0.zoneAssumed) }
      }
    }
    return last
  }

  /// It is taken once; what is no date takes nothing from it.
  @Test func aDateIsLearnedOnce() {
    var date = KnownDate()
    let day: Int64 = 20_151
    for (text, isLearned, expected) in [
      ("", false, 0), ("2025-02-30T00:00:00Z", false, 0), ("0000-00-00T00:00:00Z", false, 0),
      ("2025-03-04T07:12:40Z", true, day), ("2025-03-04", true, day), ("2025-03-04X", true, day),
      ("2025-03-0", false, day), ("2025-13-05", false, day), ("x", false, day), ("2025-03-05", true, day + 1),
      ("2025-03-04soon", true, day), ("1678-01-01", false, day), ("2261-12-31", false, day), ("1677-12-31", false, day),
      ("2262-01-01", false, day), ("9999-12-31", false, day), ("1678-01-02", true, -106_649),
      ("1678-01-02", true, -106_649), ("2261-12-30", true, 106_649), ("2025-03-04", true, day),
    ] as [(String, Bool, Int64)] {
      let found = withBytes("\"\(text)\"") { bytes in Windows.with(bytes) { date.learn(from: $0.at(0), at: 0) } }
      #expect(found == isLearned && date.day == expected)
    }
  }

  /// A date that is not known is none that a text can have.
  @Test(arguments: 0...UInt8.max)
  func noDateIsKnownAtFirst(byte: UInt8) throws {
    let body = [0x22] + Array(repeating: byte, count: 10) + Array("T07:12:40Z\"".utf8)
    let found = try GuardedMemory().with(body) { bytes in
      Windows.with(bytes) {
        var date = KnownDate()
        return date.readTime(at: 0, in: $0.at(0)) != nil
      }
    }
    #expect(!found)
  }

  /// Every byte of a date counts.
  @Test func anotherDateIsNotTakenForTheKnownOne() throws {
    let memory = try GuardedMemory()
    let text = Array("\"2025-03-04T07:12:40Z\"".utf8)
    var date = KnownDate()
    #expect(memory.with(text) { bytes in Windows.with(bytes) { date.learn(from: $0.at(0), at: 0) } })
    for position in 1...10 {
      for byte in 0...UInt8.max {
        var changed = text
        changed[position] = byte
        var known = date
        let (near, alone) = memory.with(changed) { bytes in
          Windows.with(bytes) { windows in
            var unknown = KnownDate()
            return (
              known.readTime(at: 0, in: windows.at(0))?.nanoseconds,
              unknown.readTime(at: 0, in: windows.at(0))?.nanoseconds
            )
          }
        }
        #expect(near == alone)
      }
    }
  }
}

/// What becomes of the four times of a job, and of the flags.
@Suite struct TimesOfJobsTests {
  private static let values: [(json: String, time: Int64, flags: UInt32)] = [
    ("", .min, 0), ("null", .min, 0), (#""""#, .min, 0),
    (#""2001-09-09T01:46:40Z""#, 1_000_000_000_000_000_000, 0),
    (#""2001-09-09T01:46:40""#, 1_000_000_000_000_000_000, JOBSTATUS_FLAG_ZONE_ASSUMED),
    (#""2001-09-09\u005401:46:40""#, 1_000_000_000_000_000_000, JOBSTATUS_FLAG_ZONE_ASSUMED),
    (#""2001-09-09T03:46:40+0200""#, 1_000_000_000_000_000_000, 0),
    (#""soon""#, .min, JOBSTATUS_FLAG_BAD_TIME), ("true", .min, JOBSTATUS_FLAG_BAD_TIME),
    ("[]", .min, JOBSTATUS_FLAG_BAD_TIME), ("{}", .min, JOBSTATUS_FLAG_BAD_TIME),
    (#""2001-02-29T01:46:40Z""#, .min, JOBSTATUS_FLAG_BAD_TIME),
  ]
  private static let names = ["insert_ts", "start_ts", "last_update", "end_ts"]

  @Test(arguments: values.indices, values.indices)
  func timesAndFlags(first: Int, second: Int) {
    for (one, other) in [(0, 3), (1, 2), (2, 1), (3, 0)] {
      // What is created when it was started is another matter.
      guard one != 0 || other != 1 else { continue }
      var chosen = [3, 3, 3, 3]
      chosen[one] = first
      chosen[other] = second
      let members = chosen.indices.map { (Self.names[$0], Self.values[chosen[$0]]) }.filter { $0.1.json != "" }
      let body =
        #"{"id":"7","status_str":"FIN","result_str":"OK""#
        + members.map { ",\"\($0.0)\":\($0.1.json)" }.joined() + "}"
      let record = parsed(body, .paloAltoSCM)
      var expected = chosen.map { Self.values[$0].time }
      let isCreated = !["", "null", #""""#].contains(Self.values[chosen[0]].json)
      if !isCreated { expected[0] = expected[1] }
      #expect([record.created_at, record.started_at, record.updated_at, record.finished_at] == expected)
      #expect(record.flags == chosen.reduce(0) { $0 | Self.values[$1].flags })
    }
  }

  /// Written in all ways, of several dates.
  private static let texts =
    ["2025-03-04T07:12:40", "2025-03-04 23:59:60", "2025-03-05T00:00:00", "1678-01-01T00:00:00", "2261-12-31T23:59:59"]
    .flatMap { day in ["", "Z", ".866Z", "+02:00", "-09:30", ".8664Z", "z", "+02"].map { day + $0 } }
    + ["2025-02-29T07:12:40Z", "2025-03-04", "soon", "2025-03-04T07:12:40Z+", #"2025-03-04\u005407:12:40Z"#]

  /// Whatever dates come before it, in whatever form, a time is what it is; and so it is where names have escape
  /// sequences, and no time is read at once.
  @Test(arguments: texts.indices)
  func datesThatChange(first: Int) {
    for second in Self.texts.indices {
      let texts = [first, second, (first + second) % Self.texts.count, first].map { Self.texts[$0] }
      let members = zip(Self.names, texts).map { "\"\($0)\":\"\($1)\"" }
      for separator in [",", ",\n    "] {
        let front = [#"{"id":"7""#, #""status_str":"FIN""#, #""result_str":"OK""#]
        let body = (front + members + [#""x":"        "}"#]).joined(separator: separator)
        let times = texts.map { SlowTime.read(Self.decoded($0)) }
        for text in [body, String(decoding: withEscapedNames(Array(body.utf8)), as: UTF8.self)] {
          let record = parsed(text, .paloAltoSCM)
          expect(record, times, "\(text)")
        }
      }
    }
  }

  /// Of times that are given twice the last one counts, also where both are of another date.
  @Test(arguments: texts.indices)
  func timesGivenTwice(first: Int) {
    for second in Self.texts.indices {
      let texts = [Self.texts[first], Self.texts[second]]
      let members = texts.map { "\"end_ts\":\"\($0)\"" } + [#""insert_ts":"2025-03-04T07:12:40Z""#]
      let body = #"{"id":"7","status_str":"FIN","result_str":"OK","# + members.joined(separator: ",") + "}"
      let record = parsed(body, .paloAltoSCM)
      let expected = SlowTime.read(Self.decoded(texts[1]))
      #expect(record.finished_at == expected?.nanoseconds ?? .min)
      #expect(record.flags & JOBSTATUS_FLAG_DUPLICATE_KEY != 0)
      #expect((record.flags & JOBSTATUS_FLAG_BAD_TIME != 0) == (expected == nil))
      #expect((record.flags & JOBSTATUS_FLAG_ZONE_ASSUMED != 0) == (expected?.zoneAssumed == true))
    }
  }

  private static func decoded(_ text: String) -> [UInt8] { Array(text.replacing(#"\u0054"#, with: "T").utf8) }

  private func expect(_ record: jobstatus_record, _ times: [SlowTime?], _ body: String) {
    let expected = times.map { $0?.nanoseconds ?? .min }
    let isBad = times.contains { $0 == nil }
    let isAssumed = times.contains { $0?.zoneAssumed == true }
    let flags = (isBad ? JOBSTATUS_FLAG_BAD_TIME : 0) | (isAssumed ? JOBSTATUS_FLAG_ZONE_ASSUMED : 0)
    let found = [record.created_at, record.started_at, record.updated_at, record.finished_at]
    if found != expected || record.flags != flags { Issue.record("\(body): \(found) \(record.flags)") }
  }

  private func parsed(_ body: String, _ vendor: VendorTag) -> jobstatus_record {
    withBytes(body) { bytes in
      OutputArray.withOne(jobstatus_record()) { output in
        _ = try? parse(bytes, vendor: vendor.rawValue, httpStatus: 200, items: .none, output: output)
        return output.load(at: 0) ?? jobstatus_record()
      }
    }
  }
}

/// RFC 3339 read from left to right, one character after the other, and days counted one after the other.
private struct SlowTime: Equatable {
  let nanoseconds: Int64
  let zoneAssumed: Bool

  /// The days of the years that count, and of one more at each end, since 1970-01-01, by their digits as a number.
  private static let days: [Int: Int64] = {
    var days: [Int: Int64] = [:]
    for year in 1677...2262 {
      for month in 1...12 {
        for day in 1...lastDay(of: month, year) { days[(year * 100 + month) * 100 + day] = Int64(days.count) }
      }
    }
    let first = days[1970_01_01] ?? 0
    return days.mapValues { $0 - first }
  }()

  private static func lastDay(of month: Int, _ year: Int) -> Int {
    let isLeapYear = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
    return month == 2 ? (isLeapYear ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  static func read(_ text: [UInt8]) -> SlowTime? {
    var text = text[...]
    guard let year = number(4, &text), take("-", &text), let month = number(2, &text), take("-", &text),
      let day = number(2, &text), take("T", &text) || take("t", &text) || take(" ", &text),
      let hour = number(2, &text), hour < 24, take(":", &text), let minute = number(2, &text), minute < 60,
      take(":", &text), let second = number(2, &text), second <= 60, let days = days[(year * 100 + month) * 100 + day]
    else { return nil }
    var nanoseconds: Int64 = 0
    if take(".", &text) {
      let digits = text.prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty else { return nil }
      nanoseconds = (0..<9).reduce(0) { $0 * 10 + Int64($1 < digits.count ? digits[digits.startIndex + $1] - 0x30 : 0) }
      text = text.dropFirst(digits.count)
    }
    guard let offset = offset(text) else { return nil }
    let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
    guard seconds >= firstSecond, seconds < endSecond else { return nil }
    return SlowTime(nanoseconds: seconds * 1_000_000_000 + nanoseconds, zoneAssumed: text.isEmpty)
  }

  /// The seconds of a zone that is all of the text.
  private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
    var text = zone
    if text.isEmpty || text.elementsEqual([0x5A]) || text.elementsEqual([0x7A]) { return 0 }
    let isBehind = take("-", &text)
    guard isBehind || take("+", &text), let hours = number(2, &text), hours < 24 else { return nil }
    var minutes = 0
    if !text.isEmpty {
      _ = take(":", &text)
      guard let number = number(2, &text), number < 60 else { return nil }
      minutes = number
    }
    guard text.isEmpty else { return nil }
    return (isBehind ? -60 : 60) * (hours * 60 + minutes)
  }

  private static func number(_ count: Int, _ text: inout ArraySlice<UInt8>) -> Int? {
    let digits = text.prefix(count)
    guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    text = text.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func take(_ character: Unicode.Scalar, _ text: inout ArraySlice<UInt8>) -> Bool {
    guard text.first == UInt8(ascii: character) else { return false }
    text = text.dropFirst()
    return true
  }
}

@Suite struct EpochTests {
  @Test(arguments: [
    ("0", 0), ("-0", 0), ("1", 1_000_000_000), ("1000000000", 1_000_000_000_000_000_000),
    ("1.0e9", 1_000_000_000_000_000_000), ("1000000000.000", 1_000_000_000_000_000_000),
    ("9214646399", 9_214_646_399_000_000_000), ("9214646400", nil),
    ("99999999999", nil), ("100000000000", nil), ("1e11", nil),
    ("100000000001", 100_000_000_001_000_000), ("1000000000123", 1_000_000_000_123_000_000),
    ("9214646399999", 9_214_646_399_999_000_000), ("9214646400000", nil), ("1e18", nil), ("1e99", nil),
    ("-1", nil), ("1.5", nil), ("1000000000.5", nil), ("1e-1", nil), ("-1e-9", nil),
  ])
  func secondsAndMilliseconds(digits: String, expected: Int64?) {
    for json in [digits, "\"\(digits)\""] {
      let found = withValue(json) { time(of: $0, .dateTimeOrEpoch, in: $1) }
      #expect(found?.nanoseconds == expected && found?.zoneAssumed != true)
    }
  }

  @Test(arguments: ["null", "true", "{}", "[]", #""""#, #"" 1""#, #""1s""#])
  func others(json: String) {
    #expect(withValue(json) { time(of: $0, .dateTimeOrEpoch, in: $1) } == nil)
  }
}

// MARK: - Helpers

/// 1678-01-01 and 2262-01-01.
private let firstSecond: Int64 = -9_214_560_000
private let endSecond: Int64 = 9_214_646_400

private func read(_ text: String, _ form: Timestamp.Form = .dateTime) -> Timestamp? {
  withValue("\"\(text)\"") { time(of: $0, form, in: $1) }
}

/// A time as a job's is read: at once, where it is written as most are. Then it is the same however it is read.
private func time(
  of value: Value, _ form: Timestamp.Form, in bytes: Bytes, sourceLocation: SourceLocation = #_sourceLocation
) -> Timestamp? {
  let slowly = Timestamp(unusual: value, form: form, in: bytes)
  guard value.kind == .string, value.span.length != 0 else { return slowly }
  let start = Int(value.span.offset) - 1
  var date = KnownDate()
  let usual = Windows.with(bytes) { usualTime(at: start, in: $0, near: &date) }
  // What is no longer than the text is that of a text with a quote in it.
  guard let usual, usual.length == Int(value.span.length) + 2, value.span.escapes == JOBSTATUS_ESCAPES_NONE else {
    return slowly
  }
  let isSame = usual.nanoseconds == slowly?.nanoseconds && usual.zoneAssumed == slowly?.zoneAssumed
  #expect(isSame, sourceLocation: sourceLocation)
  return Timestamp(nanoseconds: usual.nanoseconds, zoneAssumed: usual.zoneAssumed)
}

/// The string at an offset as the fast way reads it.
private func usualTime(at offset: Int, in windows: Windows, near date: inout KnownDate) -> UsualTime? {
  date.readTime(at: 0, in: windows.at(offset))
}
