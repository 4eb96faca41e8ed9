// The worker of Foundation's JSONDecoder: reads a command a line, answers a line (Tests/Benchmarks/README.md).
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How a vendor's bodies are read.
protocol Vendor: SendableMetatype {
  static func record(_ body: Data, _ decoder: JSONDecoder) throws -> Record
  static func list(_ body: Data, _ decoder: JSONDecoder) throws -> [Record]
}

extension Vendor {
  static func list(_ body: Data, _ decoder: JSONDecoder) throws -> [Record] {
    throw Mistake("no lists of this vendor are measured")
  }
}

struct Mistake: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// The documents of a set, each in memory of its own.
struct DocumentSet {
  let vendor: any Vendor.Type
  let isList: Bool
  let documents: [Data]

  private static let vendors: [String: any Vendor.Type] = [
    "1": PaloAltoSCM.self, "2": OrangeEvolution.self, "3": CiscoCDFMC.self, "4": CloudFoundry.self,
    "5": NetAppONTAP.self,
  ]

  init(vendor number: String, kind: String, file: String) throws {
    guard let vendor = Self.vendors[number] else { throw Mistake("no vendor \(number)") }
    self.vendor = vendor
    isList = kind == "list"
    let content = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    var position = 0
    func readNumber() -> Int {
      defer { position += 4 }
      return (0..<4).reduce(0) { $0 | Int(content[position + $1]) << (8 * $1) }
    }
    documents = (0..<readNumber()).map { _ in
      let length = readNumber()
      defer { position += length }
      return Data(content[position..<position + length])
    }
  }
}

@main
struct Worker {
  private static let contender = "swift/JSONDecoder"
  /// How many records of either end of a list are told.
  private static let listEnds = 3

  private let decoder = JSONDecoder()
  private var sets: [String: DocumentSet] = [:]

  static func main() {
    var worker = Worker()
    while let line = readLine(), line != "quit" {
      do {
        print(try worker.answer(to: line.split(separator: " ", maxSplits: 4).map(String.init)))
      } catch {
        print("error \(error)".replacingOccurrences(of: "\n", with: " "))
      }
      fflush(nil)
    }
  }

  private mutating func answer(to words: [String]) throws -> String {
    switch (words.first, words.count) {
    case ("contenders", 1): return Self.contender
    case ("load", 5): return try load(words[1], vendor: words[2], kind: words[3], file: words[4])
    case ("fields", 4): return try fields(of: try set(words[2]), at: try number(words[3]))
    case ("time", 5): return try time(try set(words[2]), repeats: try number(words[4]))
    case ("cold", _), ("allocations", _): return "-"
    default: throw Mistake("unknown: \(words.joined(separator: " "))")
    }
  }

  private func set(_ name: String) throws -> DocumentSet {
    guard let set = sets[name] else { throw Mistake("no set \(name)") }
    return set
  }

  private func number(_ text: String) throws -> Int {
    guard let number = Int(text) else { throw Mistake("no number: \(text)") }
    return number
  }

  private mutating func load(_ name: String, vendor: String, kind: String, file: String) throws -> String {
    let set = try DocumentSet(vendor: vendor, kind: kind, file: file)
    sets[name] = set
    return "ok \(set.documents.count)"
  }

  private func fields(of set: DocumentSet, at index: Int) throws -> String {
    let body = set.documents[index]
    guard set.isList else { return try json(set.vendor.record(body, decoder).fields) }
    let records = try set.vendor.list(body, decoder)
    let ends = records.prefix(Self.listEnds) + records.suffix(Self.listEnds)
    return try json(["count": records.count, "records": ends.map(\.fields)])
  }

  private func json(_ value: [String: Any]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
  }

  /// Nanoseconds a document. Swift's texts are decoded ones, so that both tables are the same.
  private func time(_ set: DocumentSet, repeats: Int) throws -> String {
    var checksum = 0
    let elapsed = try ContinuousClock().measure {
      for _ in 0..<repeats {
        for document in set.documents {
          checksum += try weigh(document, of: set)
        }
      }
    }
    guard checksum > 0 else { throw Mistake("nothing was read") }
    return String(elapsed / .nanoseconds(1) / Double(repeats * set.documents.count))
  }

  /// Reads a document and answers a number that what was read goes into.
  private func weigh(_ document: Data, of set: DocumentSet) throws -> Int {
    if set.isList { return try set.vendor.list(document, decoder).count }
    return 1 + (try set.vendor.record(document, decoder)).itemCount
  }
}
