// Orange Evolution.
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

enum OrangeEvolution: Vendor {
  struct Job: Decodable {
    var id, hRef, state, description, createdDate, requesterId, startProcessingDate, endProcessingDate: String?
    var messages: [Message]?
  }

  struct Message: Decodable {
    var code: Int?
    var message, description: String?
  }

  static func record(_ body: Data, _ decoder: JSONDecoder) throws -> Record {
    let job = try decoder.decode(Job.self, from: body)
    var record = Record()
    record.id = job.id.text
    record.selfLink = job.hRef.text
    record.stateText = job.state.text
    record.description = job.description.text
    record.createdAt = nanoseconds(job.createdDate)
    record.requester = job.requesterId.text
    record.startedAt = nanoseconds(job.startProcessingDate)
    record.finishedAt = nanoseconds(job.endProcessingDate)
    record.state = state(of: record.stateText)
    if let messages = job.messages, let first = messages.first {
      record.message = first.description.or(first.message)
      record.errorCode = first.code.text
      record.itemCount = messages.count
      if record.state == .failed { record.errorCount = messages.count }
    }
    return record
  }

  private static func state(of word: String) -> State {
    switch word {
    case "completed": .succeeded
    case "in-progress": .running
    case "acknowledged": .queued
    case "failed": .failed
    default: .unknown
    }
  }
}
