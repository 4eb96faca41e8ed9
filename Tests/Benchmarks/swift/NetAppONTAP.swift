// NetApp ONTAP.
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

enum NetAppONTAP: Vendor {
  struct Body: Decodable {
    var uuid, description, state, message, start_time, end_time: String?
    var code: Int?
    var error: Failure?
    var node: Node?
    var svm: SVM?
    var _links: [String: Link]?
  }

  struct Failure: Decodable {
    var message, code: String?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    var message, code: String?
  }

  struct Node: Decodable {
    var name: String?
  }

  struct SVM: Decodable {
    var name, uuid: String?
  }

  struct List: Decodable {
    var records: [Body]
  }

  static func record(_ body: Data, _ decoder: JSONDecoder) throws -> Record {
    let document = try decoder.decode(Body.self, from: body)
    if document.uuid == nil, let error = document.error { return record(error) }
    return record(document)
  }

  static func list(_ body: Data, _ decoder: JSONDecoder) throws -> [Record] {
    try decoder.decode(List.self, from: body).records.map { record($0) }
  }

  private static func record(_ job: Body) -> Record {
    var record = Record()
    record.id = job.uuid.text
    record.description = job.description.text
    record.stateText = job.state.text
    record.message = job.message.text
    record.jobCode = job.code.text
    record.startedAt = nanoseconds(job.start_time)
    record.finishedAt = nanoseconds(job.end_time)
    record.state = state(of: record.stateText)
    record.targetName = (job.svm?.name).or(job.node?.name)
    record.targetID = (job.svm?.uuid).text
    record.selfLink = (job._links?["self"]?.href).text
    record.itemCount = job._links?.count ?? 0
    if let error = job.error { count(error, in: &record) }
    if record.state == .failed {
      record.message = (job.error?.message).or(record.message)
      record.errorCode = (job.error?.code).or(job.code == 0 ? nil : record.jobCode)
    }
    return record
  }

  private static func record(_ error: Failure) -> Record {
    var record = Record()
    record.message = error.message.text
    record.errorCode = error.code.text
    count(error, in: &record)
    return record
  }

  /// The error and its arguments are items.
  private static func count(_ error: Failure, in record: inout Record) {
    record.errorCount = 1
    record.itemCount += 1 + (error.arguments?.count ?? 0)
  }

  private static func state(of word: String) -> State {
    switch word {
    case "success": .succeeded
    case "running": .running
    case "failure": .failed
    case "queued": .queued
    case "paused": .paused
    default: .unknown
    }
  }
}
