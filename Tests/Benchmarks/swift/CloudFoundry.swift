// Cloud Foundry.
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

enum CloudFoundry: Vendor {
  struct Body: Decodable {
    var guid, created_at, updated_at, operation, state: String?
    var errors, warnings: [Message]?
    var links: [String: Link]?
  }

  struct Message: Decodable {
    var code: Int?
    var title, detail, description: String?
  }

  static func record(_ body: Data, _ decoder: JSONDecoder) throws -> Record {
    let document = try decoder.decode(Body.self, from: body)
    var record = Record()
    if let errors = document.errors {
      record.errorCount = errors.count
      record.itemCount = errors.count
    }
    if document.guid != nil {
      fill(&record, document, body)
    } else if let first = document.errors?.first {
      add(first, to: &record)
    }
    return record
  }

  private static func fill(_ record: inout Record, _ job: Body, _ body: Data) {
    record.id = job.guid.text
    record.createdAt = nanoseconds(job.created_at)
    record.updatedAt = nanoseconds(job.updated_at)
    record.finishedAt = record.updatedAt
    record.operation = job.operation.text
    record.stateText = job.state.text
    record.state = state(of: record.stateText)
    record.warningCount = job.warnings?.count ?? 0
    record.itemCount += record.warningCount
    if record.state == .failed, let first = job.errors?.first { add(first, to: &record) }
    if let links = job.links {
      record.itemCount += links.count
      record.selfLink = (links["self"]?.href).text
      record.resourceLink = (firstOther(of: links, in: body)?.href).text
    }
  }

  private static func add(_ error: Message, to record: inout Record) {
    record.message = error.detail.or(error.title.or(error.description))
    record.errorCode = error.code.text
  }

  /// The first link other than self. JSONDecoder does not tell the order of members, so of several names the one that
  /// stands first in the body is looked for.
  private static func firstOther(of links: [String: Link], in body: Data) -> Link? {
    var first: Link?
    var firstPlace = Int.max
    for (name, link) in links where name != "self" {
      let place = links.count == 2 ? 0 : place(of: name, in: body)
      if place < firstPlace { (first, firstPlace) = (link, place) }
    }
    return first
  }

  private static func place(of name: String, in body: Data) -> Int {
    body.range(of: Data("\"\(name)\"".utf8))?.lowerBound ?? body.count
  }

  private static func state(of word: String) -> State {
    switch word {
    case "COMPLETE": .succeeded
    case "PROCESSING", "POLLING": .running
    case "FAILED": .failed
    default: .unknown
    }
  }
}
