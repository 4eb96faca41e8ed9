// Numbers of a body: what their digits amount to, and what percentages and totals make of them.
// Proves P5 and section 8.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Testing

@testable import JobStatus

@Suite struct NumberTests {
  static let largest = Number.largest

  @Test(arguments: [
    ("0", 0, false), ("7", 7, false), ("120", 120, false),
    ("0.0", 0, false), ("1.0", 1, false), ("1.000e0", 1, false), ("0.5", 0, true), ("99.999", 99, true),
    ("1e2", 100, false), ("1E+2", 100, false), ("1.5e1", 15, false), ("1.25e1", 12, true), ("0.001e5", 100, false),
    ("0.001e3", 1, false), ("0.001e2", 0, true), ("100e-2", 1, false), ("120e-2", 1, true), ("5e-1", 0, true),
    ("5e-1000", 0, true), ("0e-1000", 0, false), ("0e1000", 0, false), ("0.000e99", 0, false), ("12e00", 12, false),
    ("999999999999999999", 999_999_999_999_999_999, false),
    ("999999999999999999.9", 999_999_999_999_999_999, true),
    ("1000000000000000000", largest, false), ("1000000000000000001", largest, false),
    ("9999999999999999999", largest, false), ("18446744073709551616", largest, false),
    ("1e17", 100_000_000_000_000_000, false), ("1e18", largest, false), ("1e19", largest, false),
    ("1e999999999999999999999999", largest, false), ("1e-999999999999999999999999", 0, true),
    ("0e999999999999999999999999", 0, false),
  ])
  func values(digits: String, whole: UInt64, hasFraction: Bool) throws {
    for sign in ["", "-"] {
      for json in [sign + digits, "\"\(sign)\(digits)\"", "\"\(sign)\\u003\(digits.prefix(1))\(digits.dropFirst())\""] {
        let number = try #require(read(json))
        #expect(number.isNegative == !sign.isEmpty)
        #expect(number.whole == whole && number.hasFraction == hasFraction)
        #expect(number.isZero == (whole == 0 && !hasFraction))
      }
    }
  }

  @Test(arguments: [
    ("1", 400, "", largest, false),
    ("0.", 400, "1", 0, true),
    ("0.", 400, "1e401", 1, false),
    ("0.", 400, "12e401", 1, true),
    ("0.", 12345, "1e12346", 1, false),
    ("0.", 400, "5e400", 0, true),
    ("7", 400, "e-400", 7, false),
    ("7", 400, ".5e-400", 7, true),
    ("7", 400, "e-401", 0, true),
    ("1", 400, "1e-400", 10, true),
    ("3e", 400, "2", 300, false),
    ("300e-", 400, "2", 3, false),
  ])
  func manyZerosBetween(start: String, zeros: Int, end: String, whole: UInt64, hasFraction: Bool) throws {
    let number = try #require(read(start + String(repeating: "0", count: zeros) + end))
    #expect(number.whole == whole && number.hasFraction == hasFraction)
  }

  @Test(arguments: [
    "null", "true", "{}", "[]", "[1]", #""""#, #"" 1""#, #""1 ""#, #""+1""#, #""--1""#, #""-""#, #"".5""#, #""1.""#,
    #""1.e5""#, #""1e""#, #""1e+""#, #""1e5.""#, #""01""#, #""00""#, #""-01""#, #""1,5""#, #""0x1""#, #""1e5x""#,
    #""NaN""#, #""Infinity""#, #""१""#, #""99%""#, #""1\u0000""#,
  ])
  func noNumbers(json: String) {
    #expect(read(json) == nil)
  }

  /// Digits alone, and no more than can be summed up without a look at the sum.
  @Test(arguments: [
    ("1", 1), ("9", 9), ("120", 120), ("999999999999999999", 999_999_999_999_999_999), ("1234567890123456789", nil),
    ("0", nil), ("01", nil), ("", nil), ("-1", nil), ("+1", nil), ("1.0", nil), ("1e2", nil), ("1 ", nil), (" 1", nil),
    ("1/", nil), ("1:", nil), ("१", nil),
  ])
  func naturalNumbers(text: String, expected: UInt64?) {
    withBytes("7" + text + "8") { bytes in
      let span = jobstatus_span(from: 1, to: bytes.count - 1)
      #expect(Text(span, in: bytes).naturalNumber == expected)
      let escaped = jobstatus_span(from: 1, to: bytes.count - 1, escapes: JOBSTATUS_ESCAPES_JSON)
      #expect(Text(escaped, in: bytes).naturalNumber == nil)
    }
  }

  private func read(_ json: String) -> Number? {
    withValue(json) { Number($0, in: $1) }
  }
}

@Suite struct PercentTests {
  @Test(arguments: [
    ("0", 0), ("99", 99), ("99.0", 99), (#""99""#, 99), ("9.9e1", 99), ("99.999", 99), ("100", 100), ("100.00", 100),
    ("1e2", 100), ("10000e-2", 100), ("0.5", 0), ("1e-9", 0), ("-0", 0), ("-0.0e5", 0), (#""-0""#, 0),
  ])
  func good(json: String, expected: Int32) throws {
    #expect(try percent(json) == (expected, 0))
  }

  @Test(arguments: [
    "101", "100.1", "100.0000000000000000000001", "1e3", "-1", "-0.1", "-1e-30", "1e99999999999", "true", "{}", "[5]",
    #""50%""#, #"" ""#, #""done""#,
  ])
  func bad(json: String) throws {
    #expect(try percent(json) == (JOBSTATUS_NO_PERCENT, JOBSTATUS_FLAG_BAD_PERCENT))
  }

  @Test(arguments: ["null", #""""#])
  func absent(json: String) throws {
    #expect(try percent(json) == (JOBSTATUS_NO_PERCENT, 0))
  }

  /// Percentages of one or two digits are read at once. All other texts of one or two bytes are as numbers say.
  @Test func allShortTexts() throws {
    var mismatches: [[UInt8]] = []
    for first in 0...UInt8.max {
      for text in [[first]] + (0...UInt8.max).map({ [first, $0] }) {
        let isNumber = text.allSatisfy { (0x30...0x39).contains($0) } && (text.count == 1 || text[0] != 0x30)
        let number = text.reduce(0) { $0 * 10 + Int32($1) - 0x30 }
        let expected = isNumber ? number : text == [0x2D, 0x30] ? 0 : JOBSTATUS_NO_PERCENT
        let found = try withBytes([0x39] + text + [0x39]) { bytes in
          let span = jobstatus_span(from: 1, to: 1 + text.count)
          return try percent(of: Value(kind: .string, span: span), in: bytes)
        }
        if found != (expected, expected < 0 ? JOBSTATUS_FLAG_BAD_PERCENT : 0) { mismatches.append(text) }
      }
    }
    #expect(mismatches == [])
  }

  @Test(arguments: [#""\u0035""#, #""\u0035\u0030""#, #""5\u0030""#])
  func shortTextsWithEscapes(json: String) throws {
    #expect(try [(5, 0), (50, 0)].contains { try $0 == percent(json) })
  }

  @Test func missing() throws {
    let missing = try withFindings(of: Bytes(base: nil, count: 0)) { percent(in: $0) }
    #expect(missing == (JOBSTATUS_NO_PERCENT, 0))
  }

  private func percent(_ json: String) throws -> (Int32, UInt32) {
    try withValue(json) { try percent(of: $0, in: $1) }
  }

  private func percent(of value: Value, in bytes: Bytes) throws -> (Int32, UInt32) {
    try withFindings(of: bytes) { findings in
      findings.values[.percent] = value
      return percent(in: findings)
    }
  }

  private func percent(in findings: borrowing Findings) -> (Int32, UInt32) {
    var flags: UInt32 = 0
    return (findings.percent(.percent, &flags), flags)
  }
}

@Suite struct TotalTests {
  @Test(arguments: [
    ("0", 0), ("25", 25), (#""25""#, 25), ("2.5e1", 25), ("25.0", 25), ("4294967296", 4_294_967_296),
    ("999999999999999999", 999_999_999_999_999_999),
    ("1000000000000000000", -1), ("1e30", -1), ("-1", -1), ("2.5", -1), ("null", -1), (#""""#, -1), (#""many""#, -1),
    ("[3]", -1),
  ])
  func totals(json: String, expected: Int64) throws {
    let total = try withValue(json) { value, bytes in
      try withFindings(of: bytes) { findings in
        findings.values[.total] = value
        return findings.total
      }
    }
    #expect(total == expected)
  }
}
