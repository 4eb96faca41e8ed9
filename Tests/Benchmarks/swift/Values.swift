// Values of bodies: times, percentages, links and texts of which one may be absent.
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Optional<String> {
  /// An absent text is the empty one.
  var text: String { self ?? "" }

  /// This text, or another one where it is absent or empty.
  func or(_ other: @autoclosure () -> String?) -> String {
    if let self, !self.isEmpty { return self }
    return other() ?? ""
  }
}

extension Optional<Int> {
  var text: String { map { String($0) } ?? "" }
}

/// A number in the vendor's documentation, a text in what is really sent.
struct Percent: Decodable {
  let value: Int?

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      value = Int(text)
    } else {
      value = try container.decode(Int.self)
    }
  }
}

struct Link: Decodable {
  let href: String?
}

// MARK: - Times

/// Nanoseconds since 1970 of `2025-03-04T07:12:40.125+01:00`: T may be a space, fraction and zone may be missing.
func nanoseconds(_ text: String?) -> Int64? {
  guard var text, !text.isEmpty else { return nil }
  return text.withUTF8 { nanoseconds($0) }
}

private func nanoseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
  guard text.count >= 19,
    let year = number(text, 0, 4), let month = number(text, 5, 2), let day = number(text, 8, 2),
    let hour = number(text, 11, 2), let minute = number(text, 14, 2), let second = number(text, 17, 2)
  else { return nil }
  var fraction: Int64 = 0
  var index = 19
  if index < text.count, text[index] == UInt8(ascii: ".") {
    index += 1
    var unit: Int64 = 100_000_000
    while index < text.count, let digit = number(text, index, 1) {
      fraction += unit * digit
      unit /= 10
      index += 1
    }
  }
  guard let offset = zone(text, index) else { return nil }
  let minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute
  return (minutes * 60 + second - offset) * 1_000_000_000 + fraction
}

/// The number that a few decimal digits are.
private func number(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int64? {
  var value: Int64 = 0
  for index in start..<start + count {
    let digit = text[index] &- UInt8(ascii: "0")
    guard digit <= 9 else { return nil }
    value = value * 10 + Int64(digit)
  }
  return value
}

/// In years that begin in March, and so have their leap day last.
private func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
  let marchYear = month > 2 ? year : year - 1
  let marchMonth = month > 2 ? month - 3 : month + 9
  let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
  return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 719_469
}

/// The seconds by which a zone, `Z` or `+01:00` or none, is ahead of UTC.
private func zone(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int64? {
  if start == text.count || text[start] == UInt8(ascii: "Z") { return 0 }
  guard text.count == start + 6, let hours = number(text, start + 1, 2), let minutes = number(text, start + 4, 2)
  else { return nil }
  let seconds = (hours * 60 + minutes) * 60
  return text[start] == UInt8(ascii: "-") ? -seconds : seconds
}

/// Cisco's times: whole seconds, above 1e11 milliseconds.
func epochNanoseconds(_ count: Int64?) -> Int64? {
  count.map { $0 > 100_000_000_000 ? $0 * 1_000_000 : $0 * 1_000_000_000 }
}
