// Cisco cdFMC.
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

enum CiscoCDFMC: Vendor {
  struct Job: Decodable {
    var id, name, taskType, description, status, message: String?
    var links: [String: String]?
    var subTasks: [SubTask]?
    var metadata: Metadata?
  }

  struct SubTask: Decodable {
    var status, message, description: String?
    var target: Target?
  }

  struct Target: Decodable {
    var id, name: String?
  }

  struct Metadata: Decodable {
    var timestamp: Int64?
    var downloadUrl: String?
    var lastUser: User?
  }

  struct User: Decodable {
    var name: String?
  }

  static func record(_ body: Data, _ decoder: JSONDecoder) throws -> Record {
    let job = try decoder.decode(Job.self, from: body)
    var record = Record()
    record.id = job.id.text
    record.name = job.name.text
    record.operation = job.taskType.text
    record.stateText = job.status.text
    record.description = job.description.text
    record.message = job.message.or(job.description)
    record.selfLink = (job.links?["self"]).text
    record.itemCount = job.links?.count ?? 0
    record.updatedAt = epochNanoseconds(job.metadata?.timestamp)
    record.resourceLink = (job.metadata?.downloadUrl).text
    record.requester = (job.metadata?.lastUser?.name).text
    record.state = state(of: record.stateText)
    if let tasks = job.subTasks { add(tasks, to: &record) }
    return record
  }

  private static func add(_ tasks: [SubTask], to record: inout Record) {
    record.targetName = (tasks.first?.target?.name).text
    record.targetID = (tasks.first?.target?.id).text
    record.itemCount += tasks.count
    record.subtasksTotal = tasks.count
    var firstFailed: Int?
    for index in tasks.indices {
      switch state(of: tasks[index].status.text) {
      case .succeeded:
        record.subtasksSucceeded += 1
      case .failed, .cancelled:
        firstFailed = firstFailed ?? index
        record.subtasksFailed += 1
      default:
        break
      }
    }
    if record.state == .succeeded, record.subtasksFailed > 0 {
      record.state = record.subtasksFailed == tasks.count ? .failed : .partial
    }
    if record.message.isEmpty, record.state == .failed || record.state == .partial, let firstFailed {
      record.message = tasks[firstFailed].message.or(tasks[firstFailed].description)
    }
  }

  /// The spellings that are sent most first, then without regard to spelling.
  private static func state(of word: String) -> State {
    switch word {
    case "SUCCESS", "Success", "COMPLETED", "Deployed": .succeeded
    case "FAILED", "Failed": .failed
    case "PENDING", "Pending": .queued
    case "RUNNING", "Running", "IN_PROGRESS", "Deploying": .running
    default: state(ofFolded: word.lowercased().filter { !"-_ ".contains($0) })
    }
  }

  private static func state(ofFolded word: String) -> State {
    switch word {
    case "success", "succeeded", "completed", "deployed": .succeeded
    case "failed", "failure": .failed
    case "cancelled", "canceled": .cancelled
    case "pending": .queued
    case "running", "inprogress", "deploying": .running
    default: .unknown
    }
  }
}
