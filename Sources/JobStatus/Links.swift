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
  // MARK: - As they mostly are

  /// The links at the current byte, each of them an address, or an object with nothing else in it. Answers false where
  /// one of them is not so: then all of them are still to be read, by readLinks.
  @inline(never)
  mutating func readUsualLinks(_ member: Member, into findings: inout Findings) -> Bool {
    let offset = json.offset
    guard !findings.isReplaced(member.slot, at: offset),
      let row = members.member(at: members.firstRow(of: member.child))
    else { return false }
    let start = json.mark()
    let before = findings.mark()
    guard openUsualObject(at: offset) else { return false }
    findings.beginLinks(member)
    while let end = readUsualLink(row, of: member, into: &findings) {
      let distance = nextName(behind: end, expectation[json.depth])
      if distance < 0 {
        findings.values.setContainer(member.slot, .object, at: offset)
        return true
      }
      guard distance != 0 else { break }
      json.source.go(to: end &+ distance)
    }
    json.goBack(to: start)
    findings.takeBackLinks(before)
    return false
  }

  /// The link whose name is the current byte; `row` is that of the address. Answers where it ends, nil where it is not
  /// as most are.
  @inline(__always)
  private mutating func readUsualLink(_ row: Member, of member: Member, into findings: inout Findings) -> Int? {
    let name = json.offset
    let nameWindow = window(at: name)
    let (length, value) = findValue(ofMemberAt: name, nameWindow)
    guard length > 0, value != 0 else { return nil }
    let isSelf = length == 4 && nameWindow.hasText("self")
    if isSelf, findings.has(.selfMember) || findings.isReplaced(.selfMember, at: value) { return nil }

    let valueWindow = window(at: value)
    let isObject = valueWindow.byte(at: 0) == ASCII.leftBrace
    var address = value
    if isObject {
      let separator = expectation[json.depth &+ 1]
      let distance = separator.distanceBehind(ASCII.leftBrace, to: ASCII.quote, in: valueWindow)
      guard distance != 0, json.room > 0 else { return nil }
      let rowWindow = window(at: value &+ distance)
      let rowQuote = row.name.count &+ 1
      guard rowWindow.hasText(row.name), expectation.behindName.begins(rowWindow.word(at: rowQuote)) else { return nil }
      address = value &+ distance &+ rowQuote &+ expectation.behindName.length
    }
    let quote = endOfAddress(at: address)
    guard quote != 0 else { return nil }
    var end = quote &+ 1
    if isObject {
      let last = expectation[endOf: json.depth &+ 1]
      guard last.isAt(0, in: window(at: end)) else { return nil }
      end &+= last.length
      if countsMembers { findings.membersFound &+= 1 }
    }
    if isSelf { findings.values.setContainer(.selfMember, .object, at: value) }
    let link = Value(kind: .string, span: jobstatus_span(from: address &+ 1, to: quote))
    if length == 4, nameWindow.hasText("next") { findings.values[member.textSlot] = link }
    findings.keepLink(link, title: jobstatus_span(from: name &+ 1, to: name &+ 1 &+ length), isSelf: isSelf)
    return end
  }

  /// The quote that ends the string at `offset`, that of a link; 0 where none begins there, or it is empty or not
  /// plain.
  @inline(__always)
  private mutating func endOfAddress(at offset: Int) -> Int {
    let window = window(at: offset)
    let plain = window.lengthOfLongPlainText
    if plain > 1, window.byte(at: plain) == ASCII.quote { return offset &+ plain }
    guard plain > 1, let string = json.source.bytes.endOfString(from: offset &+ plain), !string.hasEscapes else {
      return 0
    }
    return string.end
  }

  // MARK: - However they are

  mutating func readLinks(_ member: Member, into findings: inout Findings) throws(ReadError) {
    if findings.isReplaced(member.slot, at: json.offset) { return try json.skipValue() }
    findings.beginLinks(member)
    guard json.current == ASCII.leftBrace else {
      findings.values[member.slot] = try json.readValue()
      return
    }
    findings.values[member.slot] = marker(.object)
    guard try openExpectedObject() else { return }
    repeat { try readLink(member, into: &findings) } while try nextExpectedMember()
  }

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

extension Findings {
  /// Whatever stands there, the next link of links that an earlier call has met counts no longer.
  @inline(__always)
  fileprivate func beginLinks(_ member: Member) { values[member.textSlot] = Value(kind: .null) }

  /// Forgets the links that were found since `before`, when there were none.
  @inline(never)
  fileprivate mutating func takeBackLinks(_ before: Mark) {
    goBack(to: before)
    forgetLinks()
  }

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
}
