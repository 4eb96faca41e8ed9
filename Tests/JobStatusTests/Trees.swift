// Bodies made up from the vendors' own tables: every member that a vendor's rows name, with values of all kinds, in any
// order, and written with any white space.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

@testable import JobStatus

/// A JSON value that is not written yet.
indirect enum Tree {
  /// As it is to stand in the body.
  case scalar(String)
  case array([Tree])
  /// Members may come in any order.
  case object([TreeMember])
  /// An object of links, the first of which counts for more than the others.
  case links([TreeMember])
  /// A document that is the text of a JSON string.
  case embedded(Tree)

  /// The same with the members of each object begun at another one.
  func rotated(by count: Int) -> Tree {
    switch self {
    case .scalar: return self
    case .array(let elements): return .array(elements.map { $0.rotated(by: count) })
    case .embedded(let document): return .embedded(document.rotated(by: count))
    case .links(let members): return .links(members.map { $0.rotated(by: count) })
    case .object(let members):
      let rotated = members.map { $0.rotated(by: count) }
      let start = members.isEmpty ? 0 : count % members.count
      return .object(Array(rotated[start...] + rotated[..<start]))
    }
  }

  func without(_ index: Int?) -> Tree {
    guard case .object(var members) = self, let index, members.indices.contains(index) else { return self }
    members.remove(at: index)
    return .object(members)
  }
}

struct TreeMember {
  let name: String
  let value: Tree

  init(_ name: String, _ value: Tree) {
    self.name = name
    self.value = value
  }

  func rotated(by count: Int) -> TreeMember { TreeMember(name, value.rotated(by: count)) }
}

/// Makes up trees by a vendor's table.
struct TreeMaker {
  let vendor: VendorTag
  var chance: Chance
  /// Members are left out, given twice and in any order.
  var isDisorderly = false

  init(_ vendor: VendorTag, seed: Int, isDisorderly: Bool = false) {
    self.vendor = vendor
    chance = Chance(seed &* 31 &+ Int(vendor.rawValue))
    self.isDisorderly = isDisorderly
  }

  mutating func object(_ place: Place) -> Tree {
    var members: [TreeMember] = []
    for row in rows(of: vendor) where row.place == place { members.append(TreeMember(row.name.string, value(of: row))) }
    for name in strangers where chance.happens(onceIn: 4) && !members.contains(where: { $0.name == name }) {
      members.insert(TreeMember(name, anything()), at: chance.number(0...members.count))
    }
    return .object(isDisorderly ? disordered(members) : members)
  }

  /// Names that no row has, that a row of another object has, or that are written like a row's only at the beginning.
  private var strangers: [String] {
    ["", "i", "idx", "stat", "STATE", "status_and_more", "x", "name", "href", String(repeating: "n", count: 130)]
  }

  private mutating func disordered(_ members: [TreeMember]) -> [TreeMember] {
    var members = members.filter { _ in !chance.happens(onceIn: 3) }
    if chance.happens(onceIn: 2) { members.shuffle(using: &chance) }
    while !members.isEmpty, chance.happens(onceIn: 3) {
      members.insert(TreeMember(chance.pick(members).name, anything()), at: chance.number(0...members.count))
    }
    while !members.isEmpty, chance.happens(onceIn: 6) { members.append(chance.pick(members)) }
    return members.map { chance.happens(onceIn: 20) ? TreeMember(escaped($0.name), $0.value) : $0 }
  }

  private func escaped(_ name: String) -> String {
    name.utf8.prefix(1).map { #"\u00"# + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + name.dropFirst()
  }

  private mutating func value(of member: Member) -> Tree {
    if chance.happens(onceIn: 8) { return anything() }
    switch member.reading {
    case .value, .ignored, .time: return .scalar(scalar(in: member.slot))
    case .object, .item: return object(member.child)
    case .first, .list: return .array(elements(member.child == .none ? nil : member.child))
    case .items: return .array(elements(member.child))
    case .itemOrItems: return chance.happens(onceIn: 2) ? object(member.child) : .array(elements(member.child))
    case .links: return .links(links(member.child))
    case .embedded: return chance.happens(onceIn: 3) ? object(member.child) : .embedded(object(member.child))
    }
  }

  private mutating func elements(_ child: Place?) -> [Tree] {
    (0..<chance.number(0...3)).map { _ in
      guard let child, !chance.happens(onceIn: 4) else { return .scalar(scalar()) }
      return object(child)
    }
  }

  private mutating func links(_ child: Place) -> [TreeMember] {
    let names = ["selfish", "self", "next", "job", "", "a link", "nextpage", "sel"]
      .filter { _ in chance.happens(onceIn: 2) }
    return names.map { TreeMember($0, chance.happens(onceIn: 2) ? object(child) : .scalar(scalar())) }
  }

  // MARK: - Values

  private mutating func anything() -> Tree {
    switch chance.number(0...5) {
    case 0: .array([])
    case 1: .array([.scalar(scalar()), .array([.scalar(scalar())]), .object([TreeMember("id", .scalar(scalar()))])])
    case 2: .object([])
    case 3: .object([TreeMember("x", .object([TreeMember("id", .scalar(scalar()))])), TreeMember("id", .array([]))])
    default: .scalar(scalar())
    }
  }

  private mutating func scalar(in slot: Slot) -> String {
    if chance.happens(onceIn: 3) { return scalar() }
    switch slot {
    case .stateText, .itemState: return "\"\(state())\""
    case .severity, .bareSeverity, .itemSeverity: return chance.pick([#""WARN""#, #""ERROR""#, #""warn""#])
    case .createdAt, .startedAt, .updatedAt, .finishedAt: return "\"\(time())\""
    default: return scalar()
    }
  }

  private mutating func state() -> String {
    let word = vendor.states.at(chance.number(0...vendor.states.count - 1))?.word.string ?? ""
    return chance.pick([word, word.uppercased(), word.replacingOccurrences(of: " ", with: "-"), word + "s"])
  }

  /// Of a few dates, as most are written and otherwise.
  private mutating func time() -> String {
    let day = chance.pick(["2025-03-04T07:12:40", "2025-03-05 23:59:60", "2024-02-29t00:00:00", "1678-01-01T12:00:00"])
    return day + chance.pick(["", "Z", ".866Z", "+02:00", "-09:30", "z", ".86Z", ".866123Z", "+0200"])
  }

  private mutating func scalar() -> String {
    switch chance.number(0...9) {
    case 0: chance.pick(["null", "true", "false", #""""#])
    case 1: chance.pick(["0", "7", "-1", "1.5", "1e3", "-0.0E-7", "12345678901234567890", "100"])
    case 2: "\"\(plain(chance.number(0...80)))\\n\\\"\\u00e9\\ud83d\\ude00\(plain(chance.number(0...40)))\""
    case 3: "\"\(plain(chance.number(0...80)))é€😀\(plain(chance.number(0...40)))\""
    default: "\"\(plain(chance.number(0...80)))\""
    }
  }

  private mutating func plain(_ length: Int) -> String {
    String(String(repeating: "It is {\"a\":1}, [x] or so: ", count: 5).replacing("\"", with: "'").prefix(length))
  }
}

/// The white space of a body.
enum WhiteSpaceStyle {
  case none
  /// So many blanks behind each comma and each colon.
  case blanks(Int)
  /// A line for each member, indented by the level.
  case lines(indent: String, end: String)
  case aroundEverything(String)
  /// Any of the others at each place.
  case mixed

  static let all: [WhiteSpaceStyle] = [
    .none, .blanks(1), .lines(indent: "  ", end: "\n"), .lines(indent: "\t", end: "\r\n"), .aroundEverything(" "),
    .aroundEverything("\n\n\t "), .blanks(20), .mixed,
  ]
}

/// Writes trees.
struct TreeWriter {
  private enum Position {
    case inside, outside, beforeComma, behindComma, beforeColon, behindColon
  }

  private var text = ""
  private var chance = Chance(0)

  static func text(of tree: Tree, _ style: WhiteSpaceStyle, seed: Int = 0) -> String {
    var writer = TreeWriter()
    writer.chance = Chance(seed)
    writer.write(tree, style, level: 0)
    return writer.text
  }

  private mutating func write(_ tree: Tree, _ style: WhiteSpaceStyle, level: Int) {
    switch tree {
    case .scalar(let json): text += json
    case .embedded(let document): text += Self.quoted(Self.text(of: document, style, seed: level))
    case .array(let elements):
      writeList("[", "]", elements, style, level) { writer, element in
        writer.write(element, style, level: level + 1)
      }
    case .object(let members), .links(let members):
      writeList("{", "}", members, style, level) { writer, member in
        writer.text += "\"\(member.name)\""
        writer.space(.beforeColon, style, level)
        writer.text += ":"
        writer.space(.behindColon, style, level)
        writer.write(member.value, style, level: level + 1)
      }
    }
  }

  private mutating func writeList<Element>(
    _ opening: String, _ closing: String, _ elements: [Element], _ style: WhiteSpaceStyle, _ level: Int,
    _ write: (inout TreeWriter, Element) -> Void
  ) {
    text += opening
    space(.inside, style, level + 1)
    for (index, element) in elements.enumerated() {
      if index > 0 {
        space(.beforeComma, style, level + 1)
        text += ","
        space(.behindComma, style, level + 1)
      }
      write(&self, element)
    }
    space(.outside, style, level)
    text += closing
  }

  private mutating func space(_ position: Position, _ style: WhiteSpaceStyle, _ level: Int) {
    switch style {
    case .none: break
    case .blanks(let count):
      if position == .behindComma || position == .behindColon { text += String(repeating: " ", count: count) }
    case .lines(let indent, let end):
      if position == .behindColon { text += " " }
      if position == .behindComma || position == .inside || position == .outside {
        text += end + String(repeating: indent, count: level)
      }
    case .aroundEverything(let space): text += space
    case .mixed: self.space(position, chance.pick(Array(WhiteSpaceStyle.all.dropLast())), level)
    }
  }

  private static func quoted(_ text: String) -> String {
    let escapes: [Unicode.Scalar: String] = ["\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"]
    return "\"" + text.unicodeScalars.map { escapes[$0] ?? String(Character($0)) }.joined() + "\""
  }
}

/// The rows of a vendor's table, but for the last, which is its end.
func rows(of vendor: VendorTag) -> [Member] {
  (0..<vendor.members.rows.count - 1).compactMap { vendor.members.member(at: $0) }
}

extension Slot {
  /// A time of the record.
  var isTime: Bool { [.createdAt, .startedAt, .updatedAt, .finishedAt].contains(self) }
}

extension Member {
  var place: Place { Place.allCases.first(where: isOf) ?? .none }
}

extension Place: CaseIterable {
  public static var allCases: [Place] { (0...UInt8.max).compactMap(Place.init(rawValue:)) }
}
