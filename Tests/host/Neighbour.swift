// An ordinary Swift library, as another guest of the same process may bring it: with classes, generics, closures,
// strings, dictionaries, existentials and errors, so that its work goes through the functions of the Swift runtime
// (retaining, releasing, allocating, casting, metadata) that an Embedded Swift library has under the same names.
//
// SPDX-License-Identifier: Apache-2.0

nonisolated(unsafe) private var alive = 0

private protocol Weighed {
  var weight: Int { get }
}

private class Node: Weighed {
  let name: String
  weak var parent: Node?
  var children: [Node] = []

  init(name: String, parent: Node?) {
    self.name = name
    self.parent = parent
    alive += 1
  }

  deinit { alive -= 1 }

  var weight: Int { name.utf8.count + children.reduce(0) { $0 + $1.weight } }
}

private final class Leaf: Node {
  override var weight: Int { super.weight * 3 + (parent?.children.count ?? 0) }
}

private struct Refusal: Error {
  let reason: String
}

private struct Stack<Element> {
  private var elements: [Element] = []

  mutating func push(_ element: Element) { elements.append(element) }

  mutating func pop() throws -> Element {
    guard let last = elements.popLast() else { throw Refusal(reason: "empty after \(Element.self)") }
    return last
  }
}

private func tree(seed: UInt64, depth: Int, parent: Node?) -> Node {
  guard depth > 0 else { return Leaf(name: "leaf \(seed)", parent: parent) }
  let node = Node(name: "node \(seed), a name too long to lie in the string itself", parent: parent)
  node.children = (0..<3).map { tree(seed: seed &* 31 &+ $0, depth: depth - 1, parent: node) }
  return node
}

private func names(in node: Node) -> [String: [Node]] {
  var found: [String: [Node]] = [node.name: [node]]
  for child in node.children {
    found.merge(names(in: child)) { $0 + $1 }
  }
  return found
}

private func describe(_ value: Any) -> String {
  switch value {
  case let leaf as Leaf: "leaf of \(leaf.parent?.name.count ?? 0)"
  case let weighed as any Weighed: "weighs \(weighed.weight)"
  case let text as String: text.uppercased()
  default: "\(type(of: value)) \(value)"
  }
}

private func fold(_ texts: [String]) -> UInt64 {
  texts.reduce(14_695_981_039_346_656_037) { sum, text in
    text.utf8.reduce(sum) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  }
}

@_cdecl("neighbour_work")
public func work(_ seed: UInt64) -> UInt64 {
  let root = tree(seed: seed, depth: 4, parent: nil)
  var stack = Stack<Any>()
  let found = names(in: root)
  for name in found.keys.sorted() {
    found[name]?.forEach { stack.push($0) }
    stack.push(name)
    stack.push(name.count)
  }
  var texts: [String] = []
  do {
    while true { texts.append(describe(try stack.pop())) }
  } catch let refusal as Refusal {
    texts.append(refusal.reason)
  } catch {
    texts.append("something else")
  }
  return fold(texts)
}

@_cdecl("neighbour_left_alive")
public func leftAlive() -> Int {
  alive
}
