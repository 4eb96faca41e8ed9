// Palo Alto SCM.
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

enum PaloAltoSCM: Vendor {
  struct Job: Decodable {
    var id, parent_id, type_str, status_str, result_str, job_result: String?
    var description, details, device_name, summary, uname: String?
    var insert_ts, start_ts, last_update, end_ts: String?
    var percent: Percent?
  }

  /// The job alone, or in an envelope.
  enum Body: Decodable {
    case job(Job)
    case jobs([Job])
    case errors([Message], requestID: String?)

    private enum CodingKeys: CodingKey {
      case data, _errors, _request_id
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      if let jobs = try container.decodeIfPresent([Job].self, forKey: .data) {
        self = .jobs(jobs)
      } else if let errors = try container.decodeIfPresent([Message].self, forKey: ._errors) {
        self = .errors(errors, requestID: try container.decodeIfPresent(String.self, forKey: ._request_id))
      } else {
        self = .job(try Job(from: decoder))
      }
    }
  }

  struct Message: Decodable {
    var code, message: String?
  }

  /// What details holds, as JSON in a string.
  struct Details: Decodable {
    var info, errors, warnings: [String]?
    var description: String?
  }

  static func record(_ body: Data, _ decoder: JSONDecoder) throws -> Record {
    switch try decoder.decode(Body.self, from: body) {
    case .job(let job): record(job, decoder)
    case .jobs(let jobs): jobs.first.map { record($0, decoder) } ?? Record()
    case .errors(let errors, let requestID): record(errors, requestID: requestID)
    }
  }

  static func list(_ body: Data, _ decoder: JSONDecoder) throws -> [Record] {
    guard case .jobs(let jobs) = try decoder.decode(Body.self, from: body) else { return [] }
    return jobs.map { record($0, decoder) }
  }

  private static func record(_ job: Job, _ decoder: JSONDecoder) -> Record {
    var record = Record()
    record.id = job.id.text
    if job.parent_id != "0" { record.parentID = job.parent_id.text }
    record.operation = job.type_str.text
    record.stateText = job.status_str.text
    record.resultText = job.result_str.text
    record.percent = job.percent?.value
    record.startedAt = nanoseconds(job.start_ts)
    record.createdAt = job.insert_ts.text.isEmpty ? record.startedAt : nanoseconds(job.insert_ts)
    record.updatedAt = nanoseconds(job.last_update)
    record.finishedAt = nanoseconds(job.end_ts)
    record.requester = job.uname.text
    record.targetName = job.device_name.text
    record.jobCode = job.job_result.text
    record.description = job.description.text
    record.message = job.summary.text

    let state = state(of: record.stateText)
    record.state = state == .ended ? result(of: record.resultText) : state
    if let details = job.details, !details.isEmpty { add(details, to: &record, decoder) }
    return record
  }

  private static func add(_ text: String, to record: inout Record, _ decoder: JSONDecoder) {
    guard let details = try? decoder.decode(Details.self, from: Data(text.utf8)) else {
      if record.message.isEmpty { record.message = text }
      record.itemCount = 1
      return
    }
    record.errorCount = details.errors?.count ?? 0
    record.warningCount = details.warnings?.count ?? 0
    record.itemCount = record.errorCount + record.warningCount + (details.info?.count ?? 0)
    if record.description.isEmpty { record.description = details.description.text }
    if record.state == .failed { record.message = (details.errors?.first).or(record.message) }
  }

  private static func record(_ errors: [Message], requestID: String?) -> Record {
    var record = Record()
    record.requestID = requestID.text
    record.errorCount = errors.count
    record.itemCount = errors.count
    record.message = (errors.first?.message).text
    record.errorCode = (errors.first?.code).text
    return record
  }

  private static func state(of word: String) -> State {
    switch word {
    case "FIN": .ended
    case "ACT", "PUSHSENT": .running
    case "PEND": .queued
    case "PUSHFAIL", "PUSHTIMEOUT": .failed
    case "PUSHABORT": .cancelled
    default: .unknown
    }
  }

  /// What a job that is FIN came to.
  private static func result(of word: String) -> State {
    switch word {
    case "OK": .succeeded
    case "FAIL", "TIMEOUT": .failed
    case "CANCELLED": .cancelled
    default: .ended
    }
  }
}
