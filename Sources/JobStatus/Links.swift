// The links of a body: an object each of whose members is a link, whatever its name.
//
//     "links": {
//       "self":   {"href": "https://..."},        an object with the address in it
//       "parent": "https://...",                  the address itself
//       "next":   {"href": "...", "method": ...}  whatever else: read by the rows of .link
//     }
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

extension BodyReader where Source == PlainSource {
  mutating func readLinks(_ member: Member, into findings: inout Findings) throws(ReadError) {
    if findings.isReplaced(member.slot, at: json.offset) { return try json.skipValue() }
    // Whatever stands here, the next link of links that an earlier call has met counts no longer.
    findings.values[member.textSlot] = Value(kind: .null)
    guard json.current == ASCII.leftBrace else {
      findings.values[member.slot] = try json.readValue()
      return
    }
    findings.values[member.slot] = marker(.object)
    guard try openExpectedObject() else { return }
    let row = members.member(at: firstRow(of: member.child))
    repeat {
      if let row, row.slot == .itemLink, let link = usualLink(at: json.offset, row), !findings.isReplacing(link) {
        keep(link, of: member, into: &findings)
      } else {
        try readLink(member, into: &findings)
      }
    } while try nextExpectedMember()
  }

  // MARK: - As they mostly are

  /// Where a link stands that is an address, or an object with nothing else in it; nil for every other one. `row` is
  /// that of the address.
  @inline(__always)
  private mutating func usualLink(at name: Int, _ row: Member) -> UsualLink? {
    let window = window(at: name)
    let (length, value) = findValue(ofMemberAt: name, window)
    guard length > 0, value != 0 else { return nil }
    var link = UsualLink(
      name: jobstatus_span(from: name &+ 1, to: name &+ 1 &+ length), isSelf: length == 4 && window.hasText("self"),
      isNext: length == 4 && window.hasText("next"), value: value)
    let valueWindow = self.window(at: value)
    guard valueWindow.byte(at: 0) == ASCII.leftBrace else {
      link.end = endOfAddress(at: value, &link)
      return link.end == 0 ? nil : link
    }
    link.isObject = true
    let separator = expectation[json.depth &+ 1]
    let end = expectation[endOf: json.depth &+ 1]
    guard separator.isBehindFirst(in: valueWindow), json.room > 0 else { return nil }
    let behindName = expectation.behindName
    let rowName = value &+ separator.last
    let rowWindow = self.window(at: rowName)
    let rowQuote = row.name.count &+ 1
    guard rowWindow.hasText(row.name), behindName.begins(rowWindow.word(at: rowQuote)) else { return nil }
    let addressEnd = endOfAddress(at: rowName &+ rowQuote &+ behindName.length, &link)
    guard addressEnd != 0, end.isAt(0, in: self.window(at: addressEnd)) else { return nil }
    link.end = addressEnd &+ end.last &+ 1
    return link
  }

  /// Where the string at `offset` ends, that of a link; 0 where none stands there, or it is empty or not plain.
  @inline(__always)
  private mutating func endOfAddress(at offset: Int, _ link: inout UsualLink) -> Int {
    let window = window(at: offset)
    let plain = window.lengthOfLongPlainText
    var end = offset &+ plain
    if plain <= 1 || window.byte(at: plain) != ASCII.quote {
      guard plain > 1, let string = json.source.bytes.endOfString(from: end), !string.hasEscapes else { return 0 }
      end = string.end
    }
    link.address = jobstatus_span(from: offset &+ 1, to: end)
    return end &+ 1
  }

  private mutating func keep(_ link: UsualLink, of member: Member, into findings: inout Findings) {
    if link.isSelf {
      findings.values[.selfMember] = Value(kind: .object, span: jobstatus_span(from: link.value, to: link.value))
    }
    if countsMembers, link.isObject { findings.membersFound &+= 1 }
    let address = Value(kind: .string, span: link.address)
    if link.isNext { findings.values[member.textSlot] = address }
    findings.keepLink(address, title: link.name, isSelf: link.isSelf)
    json.source.go(to: link.end)
  }

  // MARK: - However they are

  @inline(never)
  private mutating func readLink(_ member: Member, into findings: inout Findings) throws(ReadError) {
    let name = Text(try json.readName(), in: json.source.bytes)
    let isSelf = name.equals("self")
    if isSelf, try passOverReplacedSelf(into: &findings) { return }
    findings.values.clearItem()
    let isObject = json.current == ASCII.leftBrace
    if isObject {
      try readExpectedObject(member.child, into: &findings)
    } else {
      findings.values[.itemLink] = try json.readValue()
    }
    let link = findings.values[.itemLink]
    // Also where it is no link at all: one that was given before counts no longer.
    if name.equals("next") { findings.values[member.textSlot] = link }
    guard isObject || link.isText else { return }
    findings.keepLink(link, title: name.spanOrNone, isSelf: isSelf)
  }

  /// Passes over a member self that a later one replaces. Answers whether this is one.
  private mutating func passOverReplacedSelf(into findings: inout Findings) throws(ReadError) -> Bool {
    if findings.has(.selfMember) {
      findings.duplicateKey = true
      findings.itemsGivenTwice = true
    }
    guard findings.isReplaced(.selfMember, at: json.offset) else {
      findings.values[.selfMember] = marker(.object)
      return false
    }
    try json.skipValue()
    return true
  }
}

/// Where a link stands, and what it says.
private struct UsualLink {
  let name: jobstatus_span
  let isSelf: Bool
  let isNext: Bool
  /// Where its value begins.
  let value: Int
  /// Where its value ends.
  var end = 0
  var isObject = false
  var address = jobstatus_span()
}

extension Findings {
  /// A link, which need not have an address.
  @inline(never)
  fileprivate mutating func keepLink(_ link: Value, title: jobstatus_span, isSelf: Bool) {
    if isSelf {
      values[.selfLink] = link
    } else if !has(.otherLink) {
      values[.otherLink] = link.isText ? link : Value(kind: .null)
    }
    appendLink(title: title, link.text)
  }

  /// Whether a link is a second member self, or it is known that there is one.
  @inline(__always)
  fileprivate func isReplacing(_ link: UsualLink) -> Bool {
    link.isSelf && (has(.selfMember) || isReplaced(.selfMember, at: link.value))
  }
}
