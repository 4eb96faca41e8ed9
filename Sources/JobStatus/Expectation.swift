// The fast way through a body: members that come as they mostly do.
//
// A vendor's table has its rows in the order in which the vendor sends them, and a program writes the same white space
// between all members. So what comes next is compared with what is expected, many bytes at once; where it is the same,
// nothing has to be searched, and the value begins a known number of bytes further on.
//
//     {                          behind the brace what stands behind the commas
//       "id": "7",               row "id"; behind the name `": `; a string up to its quote
//     ^^^                        `,\n  ` as in all lines of this level
//       "end": "2026-01-02...",  a time of the same date as the one before is read at once
//       "state": "RUNNING",      the next row, or one of the few behind it
//       "extra": null,           none of them: it is looked up by its name
//       "tags": ["a", "b"],      no row either: passed over as a whole
//       "node": {"name": "x"},   a row with rows of its own: read by them, then by these again
//       "message": "done"
//     }                          `\n}` as at the end of the objects before
//
// From the top down: readExpectedObject reads an object with all that is in it; readUsual goes from object to object as
// long as everything is as expected, by readUsualMembers through members with short values, by readUsualValue over the
// others and into objects and items, by lookUp over members without a row; readUnusual reads what is not as expected.
// Nothing is believed: every byte that is passed over has been compared or scanned. What is odd (escape sequences in a
// name, an error) is left to the general reader (JSONReader, BodyReader), which reads the same bytes once more.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// What stands at the current byte.
private enum Next {
  /// A name.
  case name
  /// The value of the row before the expected one.
  case value
  /// What follows a value.
  case behindValue
  /// What follows an item, which has been kept.
  case behindItem
  /// Nothing of interest: the outermost of the objects has been closed.
  case closed
}

extension BodyReader where Source == PlainSource {
  /// The object at the current byte, with the objects and the items in it.
  @inline(never)
  mutating func readExpectedObject(_ place: Place, into findings: inout Findings) throws(ReadError) {
    guard try openExpectedObject() else { return }
    var progress = ObjectProgress(place: place, in: members)
    let outside = outer.count
    var next = Next.name
    repeat {
      next = readUsual(next, &progress, outside: outside, into: &findings)
      if next == .closed { break }
      do throws(ReadError) {
        next = try readUnusual(next, &progress, outside: outside, into: &findings)
      } catch {
        while let object = outer.pop(above: outside) { count(object, in: &findings) }
        count(progress, in: &findings)
        throw error
      }
    } while next != .closed
    count(progress, in: &findings)
  }

  // MARK: - As expected

  /// Reads as long as everything is as expected, from object to object. Answers what it has come to.
  @inline(never)
  private mutating func readUsual(
    _ start: Next, _ progress: inout ObjectProgress, outside: Int, into findings: inout Findings
  ) -> Next {
    var next = start
    while true {
      var stop = Stop(next: .behindValue, offset: json.offset)
      if next == .name || goToUsualName() {
        stop = readUsualMembers(&progress, into: findings.values)
        json.source.go(to: stop.offset)
      }
      let behind: Next? =
        switch stop.next {
        case .name: lookUp(&progress, outside: outside, into: &findings)
        case .value: readUsualValue(skipping: stop.plain, &progress, into: &findings)
        default: closeUsual(&progress, outside: outside, into: &findings)
        }
      guard let behind else { return stop.next }
      if behind == .closed || behind == .behindItem { return behind }
      next = behind
    }
  }

  /// Behind a value: goes to the name of the next member. Answers false where none follows as expected.
  @inline(__always)
  private mutating func goToUsualName() -> Bool {
    let separator = expectation[json.depth]
    guard separator.isAt(0, in: window(at: json.offset)) else { return false }
    json.source.go(to: json.offset &+ separator.last)
    return true
  }

  /// Where the members that are as most of them are have come to an end.
  private struct Stop {
    let next: Next
    let offset: Int
    /// How many bytes of a value that is a string can be passed over.
    var plain = 0
  }

  /// Reads the members from the current byte on as long as each has one of the next rows, and a short value. What is
  /// rare is called, and nothing else, so that what is needed stays in registers.
  @inline(__always)
  private mutating func readUsualMembers(_ progress: inout ObjectProgress, into values: Values) -> Stop {
    guard var member = members.member(at: progress.expected) else { return Stop(next: .name, offset: json.offset) }
    let separator = expectation[json.depth]
    let behindName = expectation.behindName
    let place = progress.place
    var reach = progress.reach
    var here = MovingWindow(at: json.offset, in: nearWindows)
    var bit = ObjectProgress.bit(of: progress.expected)
    var seen = progress.seen
    defer {
      progress.expected = bit.trailingZeroBitCount
      progress.seen = seen
      progress.reach = reach
    }
    while true {
      guard let window = here.window else {
        guard moveWindows(to: here.offset) else { break }
        here = MovingWindow(at: here.offset, in: nearWindows)
        continue
      }
      var nameLength = member.lengthOfName(in: window, of: place)
      if nameLength == nil {
        let expected = bit
        let last = bit &<< UInt64(truncatingIfNeeded: reach)
        while nameLength == nil, bit != last, let next = member.next(of: place) {
          bit &<<= 1
          member = next
          nameLength = member.lengthOfName(in: window, of: place)
        }
        if nameLength == nil {
          // It is none of the next ones, but its name tells which.
          let length = window.lengthOfName
          guard let found = members.find(window, length: length, of: place) else {
            bit = expected
            break
          }
          bit = ObjectProgress.bit(of: found.row)
          member = found.member
          nameLength = length
          reach = bit < expected ? 0 : reach &>> 2
        }
      }
      guard let length = nameLength, behindName.begins(window.word(at: length &+ 1)), seen & bit == 0 else { break }
      seen |= bit
      bit &<<= 1
      let row = member
      member = member.next
      let index = length &+ 1 &+ (behindName.length & 15)
      let offset = here.offset &+ index
      let isString = window.byte(at: index) == ASCII.quote
      // The last byte of the value.
      var last = index
      if isString, row.isTextOrIgnored {
        let plain = window.lengthOfPlainText(behind: index)
        last = (index &+ 1 &+ plain) & 127
        guard window.byte(at: last) == ASCII.quote else {
          return Stop(next: .value, offset: offset, plain: plain &+ 1)
        }
        if plain == 0 {
          values.setEmptyString(row.slot)
          // The same number, which is known before the length is.
          last = index &+ 1
        } else {
          values.setString(row.slot, from: offset &+ 1, to: offset &+ 1 &+ plain)
        }
      } else if isString, row.isOnlyKept {
        guard let time = date.readTime(at: index, in: window) else { return Stop(next: .value, offset: offset) }
        values.setTime(row.slot, time)
        last = index &+ time.length &- 1
      } else {
        let length = row.isOnlyKept ? window.lengthOfShortNumber(at: index) : 0
        guard length != 0 else { return Stop(next: .value, offset: offset) }
        values.setNumber(row.slot, from: offset, to: offset &+ length)
        last = index &+ length &- 1
      }
      guard separator.isBehind(last, in: window) else {
        return Stop(next: .behindValue, offset: here.offset &+ last &+ 1)
      }
      here.move(by: last &+ separator.length)
    }
    return Stop(next: .name, offset: here.offset)
  }

  /// The value of the row before the expected one, of which `plain` bytes can be passed over: keeps it, or begins to
  /// read the members of an object, or of the first item. Nil where it is not as expected.
  @inline(never)
  private mutating func readUsualValue(
    skipping plain: Int, _ progress: inout ObjectProgress, into findings: inout Findings
  ) -> Next? {
    let row = progress.expected &- 1
    let offset = json.offset
    guard let member = members.member(at: row) else { return nil }
    if member.isOnlyKept {
      let end = readOtherValue(at: offset, skipping: plain, into: findings.values, member.slot)
      guard end != 0 else { return nil }
      json.source.go(to: end)
      return .behindValue
    }
    guard !outer.isFull else { return nil }
    switch member.reading {
    case .object:
      guard openUsualObject(at: offset) else { return nil }
      findings.values.setContainer(member.slot, .object, at: offset)
    case .items:
      guard !findings.isReplaced(member.slot, at: offset) else { return nil }
      if json.room > 0, window(at: offset).beginsWithEmptyArray {
        findings.values.setContainer(member.slot, .array, at: offset)
        json.source.go(to: offset &+ 2)
        return .behindValue
      }
      guard openUsualItems(at: offset, into: findings.values) else { return nil }
      findings.values.setContainer(member.slot, .array, at: offset)
    case .links:
      return readUsualLinks(member, into: &findings) ? .behindValue : nil
    default: return nil
    }
    outer.push(progress)
    progress = ObjectProgress(
      place: member.child, in: members, itemsRow: member.reading == .items ? row : -1)
    return .name
  }

  /// Begins to read the members of the object at `offset`. Answers false where it does not begin as expected.
  @inline(__always)
  mutating func openUsualObject(at offset: Int) -> Bool {
    let window = window(at: offset)
    let distance = expectation[json.depth &+ 1].distanceBehind(ASCII.leftBrace, to: ASCII.quote, in: window)
    guard distance != 0, json.enter() else { return false }
    json.source.go(to: offset &+ distance)
    return true
  }

  /// Begins to read the members of the first item of the array at `offset`.
  @inline(__always)
  private mutating func openUsualItems(at offset: Int, into values: Values) -> Bool {
    let window = window(at: offset)
    let distance = expectation.betweenElements.distanceBehind(ASCII.leftBracket, to: ASCII.leftBrace, in: window)
    guard distance != 0, json.enter() else { return false }
    guard openUsualObject(at: offset &+ distance) else {
      json.leave()
      return false
    }
    values.clearItem()
    return true
  }

  /// Behind an item: begins to read the members of the next one.
  @inline(__always)
  private mutating func openNextUsualItem(into values: Values) -> Bool {
    let separator = expectation.betweenElements
    guard separator.isAt(0, in: window(at: json.offset)), openUsualObject(at: json.offset &+ separator.last) else {
      return false
    }
    values.clearItem()
    return true
  }

  /// Behind the last member: closes the object, and goes back to the one around it, or on to the next item. Nil where
  /// its end is not as expected.
  @inline(__always)
  private mutating func closeUsual(
    _ progress: inout ObjectProgress, outside: Int, into findings: inout Findings
  ) -> Next? {
    guard close(behind: json.offset, window(at: json.offset)) else { return nil }
    return leaveUsual(&progress, outside: outside, into: &findings)
  }

  /// Behind an object that has been closed: goes back to the one around it, or on to the next item.
  @inline(__always)
  private mutating func leaveUsual(
    _ progress: inout ObjectProgress, outside: Int, into findings: inout Findings
  ) -> Next {
    guard progress.isItem else { return leave(&progress, outside: outside, into: &findings) }
    finishItem(&progress, into: &findings)
    return openNextUsualItem(into: findings.values) ? .name : .behindItem
  }

  // MARK: - Not as expected

  /// Reads what is not as expected, as far as that. Answers what comes next.
  @inline(never)
  private mutating func readUnusual(
    _ next: Next, _ progress: inout ObjectProgress, outside: Int, into findings: inout Findings
  ) throws(ReadError) -> Next {
    if next == .value { return try enter(&progress, into: &findings) ? .name : .behindValue }
    if next == .behindItem { return try readNextItem(&progress, outside: outside, into: &findings) }
    if next == .name {
      try readGeneralMember(&progress, into: &findings)
      return .behindValue
    }
    if try nextMember() { return .name }
    // The object has been closed.
    guard progress.isItem else { return leave(&progress, outside: outside, into: &findings) }
    finishItem(&progress, into: &findings)
    return try readNextItem(&progress, outside: outside, into: &findings)
  }

  /// Behind an item: begins to read the members of the next one, or goes back to the object around them.
  private mutating func readNextItem(
    _ progress: inout ObjectProgress, outside: Int, into findings: inout Findings
  ) throws(ReadError) -> Next {
    if try nextElement(), try enterItem(&progress, into: &findings) { return .name }
    return leave(&progress, outside: outside, into: &findings)
  }

  /// Goes back to the object around the one that has been closed.
  @inline(__always)
  private mutating func leave(
    _ progress: inout ObjectProgress, outside: Int, into findings: inout Findings
  ) -> Next {
    guard let object = outer.pop(above: outside) else { return .closed }
    count(progress, in: &findings)
    progress = object
    return .behindValue
  }

  /// At the value of a member that is not plain: begins to read the members of an object, or of the first item. Answers
  /// false where the value has been read as a whole.
  // Small rather than fast: what is as expected does not come here.
  @_optimize(size)
  @inline(never)
  private mutating func enter(
    _ progress: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) -> Bool {
    let row = progress.expected &- 1
    guard let member = members.member(at: row) else { return false }
    json.skipWhiteSpace()
    switch (member.reading, json.current) {
    case (.object, ASCII.leftBrace) where !outer.isFull:
      findings.values[member.slot] = marker(.object)
      guard try openObject() else { return false }
      outer.push(progress)
      progress = ObjectProgress(place: member.child, in: members)
      return true
    case (.links, _):
      try readLinks(member, into: &findings)
      return false
    case (.items, ASCII.leftBracket) where !outer.isFull:
      if findings.isReplaced(member.slot, at: json.offset) {
        try json.skipValue()
        return false
      }
      findings.values[member.slot] = marker(.array)
      guard try json.open(closing: ASCII.rightBracket) else { return false }
      var item = ObjectProgress(place: member.child, in: members, itemsRow: row)
      guard try enterItem(&item, into: &findings) else { return false }
      outer.push(progress)
      progress = item
      return true
    default:
      try readValue(of: member, into: &findings)
      return false
    }
  }

  /// At an element of an array of items: begins to read the members of the next item that has some. Answers false
  /// where there are no more.
  private mutating func enterItem(
    _ item: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) -> Bool {
    repeat {
      findings.values.clearItem()
      if json.current == ASCII.leftBrace {
        if try openObject() { return true }
        finishItem(&item, into: &findings)
      } else if try readTextItem(into: &findings) {
        finishItem(&item, into: &findings)
      }
    } while try nextElement()
    return false
  }

  @inline(never)
  private mutating func finishItem(_ item: inout ObjectProgress, into findings: inout Findings) {
    if let member = members.member(at: item.itemsRow) {
      findings.finishItem(member, states: vendor.states, isFirst: item.isFirstItem)
    }
    count(item, in: &findings)
    item.beginNextItem()
  }

  /// Reads the member whose name is the current byte, whatever is odd about it.
  @inline(never)
  private mutating func readGeneralMember(
    _ progress: inout ObjectProgress, into findings: inout Findings
  ) throws(ReadError) {
    if let member = try readMemberName(&progress, into: &findings) { try readValue(of: member, into: &findings) }
  }

  /// Opens the object at the current byte. Answers whether it has a member, whose name is the current byte then.
  @inline(__always)
  mutating func openExpectedObject() throws(ReadError) -> Bool {
    openUsualObject(at: json.offset) ? true : try openObject()
  }

  /// The same whatever white space is behind the brace.
  @inline(never)
  private mutating func openObject() throws(ReadError) -> Bool {
    let behindBrace = json.offset &+ 1
    guard try json.open(closing: ASCII.rightBrace) else { return false }
    try json.requireName()
    if json.source.bytes[behindBrace] == ASCII.lineFeed {
      let width = (json.offset &- behindBrace &- 1) / max(json.depth, 1)
      expectation.expectLines(indentedBy: width, from: json.depth)
    }
    return true
  }

  /// Behind a value: whether another member follows.
  @inline(never)
  mutating func nextExpectedMember() throws(ReadError) -> Bool {
    try goOn(to: nextName(behind: json.offset, expectation[json.depth]))
  }

  /// The same whatever white space is there.
  private mutating func nextMember() throws(ReadError) -> Bool { try goOn(to: findName(behind: json.offset)) }

  /// Goes to a name that is `distance` away, as nextName answers it.
  private mutating func goOn(to distance: Int) throws(ReadError) -> Bool {
    if distance < 0 { return false }
    guard distance > 0 else { throw json.unexpected() }
    json.source.go(to: json.offset &+ distance)
    return true
  }

  /// Behind an element: whether another one follows.
  @inline(__always)
  mutating func nextExpectedElement() throws(ReadError) -> Bool {
    guard expectation.betweenElements.isAt(0, in: window(at: json.offset)) else { return try nextElement() }
    json.source.go(to: json.offset &+ expectation.betweenElements.last)
    return true
  }

  /// The same whatever white space is around the comma.
  @inline(never)
  private mutating func nextElement() throws(ReadError) -> Bool {
    let start = json.offset
    let isThere = try json.next(closing: ASCII.rightBracket)
    if isThere, json.current == ASCII.leftBrace,
      let separator = Separator(json.source.bytes, from: start, to: json.offset &+ 1)
    {
      expectation.betweenElements = separator
    }
    return isThere
  }

  /// At a name that is not read as most are: it has no row, or a row and other white space behind it than the names
  /// before, or was given before. Passes over members without a row as long as they are plain, and makes the row of the
  /// next one the expected one. Answers what comes next; nil where a name is for the general reader: it is not plain,
  /// was given or looked up before, has no row and a value that is not plain, or there is an error.
  @inline(never)
  private mutating func lookUp(
    _ progress: inout ObjectProgress, outside: Int, into findings: inout Findings
  ) -> Next? {
    while json.offset != located {
      let name = json.offset
      let window = window(at: name)
      let (length, value) = findValue(ofMemberAt: name, window)
      guard value != 0 else { return nil }
      if let found = members.find(window, length: length, of: progress.place) {
        if progress.seen & ObjectProgress.bit(of: found.row) != 0, found.member.isKept { return nil }
        progress.expected = found.row
        located = name
        return .name
      }
      let end = endOfUnknownValue(at: value, into: findings.values)
      guard end != 0 else { return nil }
      let next = nextName(behind: end, expectation[json.depth])
      if next < 0 { return leaveUsual(&progress, outside: outside, into: &findings) }
      guard next > 0 else {
        // What stands there instead is told by who comes to it from the name.
        json.source.go(to: name)
        return nil
      }
      json.source.go(to: end &+ next)
    }
    return nil
  }

  /// Where a value ends of which nothing is kept, 0 where it is for the general reader.
  @inline(__always)
  private mutating func endOfUnknownValue(at offset: Int, into values: Values) -> Int {
    let window = window(at: offset)
    let number = window.lengthOfShortNumber(at: 0)
    if number != 0 { return offset &+ number }
    let plain = window.lengthOfPlainText(at: 0)
    if plain != 0, window.byte(at: plain) == ASCII.quote { return offset &+ plain &+ 1 }
    return readOtherValue(at: offset, into: values, .none)
  }

  /// The length of the name that stands at `name`, and where the member's value begins: 0 where the general reader has
  /// to find it.
  @inline(__always)
  mutating func findValue(ofMemberAt name: Int, _ window: Window) -> (length: Int, value: Int) {
    let quote = window.lengthOfPlainText(at: 0)
    guard quote != 0, expectation.behindName.begins(window.word(at: quote)) else { return findValue(ofMemberAt: name) }
    return (quote &- 1, name &+ quote &+ expectation.behindName.length)
  }

  /// The same whatever white space is around the colon.
  @inline(never)
  private mutating func findValue(ofMemberAt name: Int) -> (length: Int, value: Int) {
    let bytes = json.source.bytes
    let end = bytes.endOfPlainText(from: name &+ 1)
    guard bytes[end] == ASCII.quote else { return (0, 0) }
    let colon = bytes.endOfWhiteSpace(from: end &+ 1)
    guard bytes[colon] == ASCII.colon else { return (0, 0) }
    let value = bytes.endOfWhiteSpace(from: colon &+ 1)
    if value &- end != expectation.behindName.length { expectBehindName(from: end, to: value) }
    return (end &- name &- 1, value)
  }

  /// Keeps the value at `offset`, whatever white space is in front of it; of a string some bytes may be known to be
  /// plain. Answers where it ends, 0 where it is for the general reader.
  @inline(never)
  private mutating func readOtherValue(
    at offset: Int, skipping plain: Int = 0, into values: Values, _ slot: Slot
  ) -> Int {
    let bytes = json.source.bytes
    if plain != 0 {
      return values.setString(slot, from: offset &+ 1, to: bytes.endOfString(from: offset &+ plain))
    }
    let start = bytes.endOfWhiteSpace(from: offset)
    if start != offset { expectBehindName(from: offset &- expectation.behindName.length, to: start) }
    if bytes[start] == ASCII.quote {
      return values.setString(slot, from: start &+ 1, to: bytes.endOfString(from: start &+ 1))
    }
    let kind = Value.Kind(firstByte: bytes[start])
    let isContainer = kind == .object || kind == .array
    let end = isContainer ? bytes.endOfValue(from: start, room: json.room) : bytes.endOfBareScalar(from: start)
    if end != 0 { values[slot] = Value(kind: kind, span: jobstatus_span(from: start, to: end)) }
    return end
  }

  /// What stands between a name, without its quote, and its value is expected to come again.
  private mutating func expectBehindName(from start: Int, to end: Int) {
    if end &- start <= 8, let word = json.source.bytes.word(at: start) {
      expectation.behindName = WordPattern(length: end &- start, word: word)
    }
  }

  /// How far away the next member's name begins. Negative where the object ends instead, and has been closed; 0 where
  /// neither is there: then the current byte is the one that cannot stand there.
  @inline(__always)
  mutating func nextName(behind offset: Int, _ separator: Separator) -> Int {
    let window = window(at: offset)
    if separator.isAt(0, in: window) { return separator.last }
    return close(behind: offset, window) ? -1 : findName(behind: offset)
  }

  /// Closes the object where it ends as expected.
  @inline(__always)
  private mutating func close(behind offset: Int, _ window: Window) -> Bool {
    let end = expectation[endOf: json.depth]
    guard end.isAt(0, in: window) else { return false }
    json.source.go(to: offset &+ end.last &+ 1)
    json.leave()
    return true
  }

  /// The same whatever white space is around the comma.
  @inline(never)
  private mutating func findName(behind offset: Int) -> Int {
    let bytes = json.source.bytes
    let comma = bytes.endOfWhiteSpace(from: offset)
    if bytes[comma] == ASCII.rightBrace {
      if let separator = Separator(bytes, from: offset, to: comma &+ 1) { expectation[endOf: json.depth] = separator }
      json.source.go(to: comma &+ 1)
      json.leave()
      return -1
    }
    let name = bytes[comma] == ASCII.comma ? bytes.endOfWhiteSpace(from: comma &+ 1) : comma
    guard bytes[comma] == ASCII.comma, bytes[name] == ASCII.quote else {
      json.source.go(to: name)
      return 0
    }
    if let separator = Separator(bytes, from: offset, to: name &+ 1) { expectation[json.depth] = separator }
    return name &- offset
  }
}
