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
    #expect(withValue(json) { Timestamp($0, form: .dateTime, in: $1) } == nil)
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
      let time = withValue(json) { Timestamp($0, form: .dateTimeOrEpoch, in: $1) }
      #expect(time?.nanoseconds == expected && time?.zoneAssumed != true)
    }
  }

  @Test(arguments: ["null", "true", "{}", "[]", #""""#, #"" 1""#, #""1s""#])
  func others(json: String) {
    #expect(withValue(json) { Timestamp($0, form: .dateTimeOrEpoch, in: $1) } == nil)
  }
}

// MARK: - Helpers

/// 1678-01-01 and 2262-01-01.
private let firstSecond: Int64 = -9_214_560_000
private let endSecond: Int64 = 9_214_646_400

private func read(_ text: String, _ form: Timestamp.Form = .dateTime) -> Timestamp? {
  withValue("\"\(text)\"") { Timestamp($0, form: form, in: $1) }
}
