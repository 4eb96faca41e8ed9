// The list of vendors, and what each of them has to say in its file.
//
// To add one: its file beside this one, its lines below, the index of its table (MemberIndexes.swift), its constant in
// jobstatus.h, its cases in the tests. A test fails where one of them is missing.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// A vendor: a table of the members of its bodies, its words, and the few rules that no table can hold.
protocol Vendor {
  /// The rows of the table in Member.swift's language, at most 64; those of one object stand together, the last is
  /// `.end`.
  static var members: MemberTable { get }
  /// A list is the outermost array, not a member of an object.
  static var listIsBareArray: Bool { get }
  static var timeForm: Timestamp.Form { get }

  /// What the state words of a job, and of a sub-task, mean.
  static var states: StateTable { get }

  /// The body is the answer of a call that started a job.
  static func isAccepted(_ findings: Findings) -> Bool
  /// The body is an error envelope.
  static func isError(_ findings: Findings) -> Bool

  /// The state and all other fields that are more than a copy of one member.
  static func completeJob(_ record: inout jobstatus_record, _ findings: inout Findings)
  /// What an error envelope says.
  static func error(in findings: inout Findings) -> ErrorEnvelope
}

struct ErrorEnvelope {
  var message = jobstatus_span()
  var code = jobstatus_span()
  /// What went wrong where the HTTP status does not say.
  var fault = JOBSTATUS_FAULT_OTHER
  /// The code is right even where the HTTP status says something else.
  var overridesStatus = false
}

enum Shape {
  case none, accepted, error, job, list
}

extension Vendor {
  static var listIsBareArray: Bool { false }
  static var timeForm: Timestamp.Form { .dateTime }
  @inline(__always)
  static func isAccepted(_ findings: Findings) -> Bool { false }

  @inline(__always)
  static func shape(of findings: Findings) -> Shape {
    if isAccepted(findings) { return .accepted }
    if isError(findings) { return .error }
    if findings.isJob { return .job }
    return findings.isKind(.array, .list) ? .list : .none
  }
}

/// A vendor as a value. The code that holds for all vendors asks it, and so is compiled once and not for each.
enum VendorTag: UInt32 {
  case paloAltoSCM = 1
  case orangeEvolution, ciscoCDFMC, cloudFoundry, netAppONTAP

  var members: MemberTable {
    switch self {
    case .paloAltoSCM: PaloAltoSCM.members
    case .orangeEvolution: OrangeEvolution.members
    case .ciscoCDFMC: CiscoCDFMC.members
    case .cloudFoundry: CloudFoundry.members
    case .netAppONTAP: NetAppONTAP.members
    }
  }

  var listIsBareArray: Bool {
    switch self {
    case .paloAltoSCM: PaloAltoSCM.listIsBareArray
    case .orangeEvolution: OrangeEvolution.listIsBareArray
    case .ciscoCDFMC: CiscoCDFMC.listIsBareArray
    case .cloudFoundry: CloudFoundry.listIsBareArray
    case .netAppONTAP: NetAppONTAP.listIsBareArray
    }
  }

  var states: StateTable {
    switch self {
    case .paloAltoSCM: PaloAltoSCM.states
    case .orangeEvolution: OrangeEvolution.states
    case .ciscoCDFMC: CiscoCDFMC.states
    case .cloudFoundry: CloudFoundry.states
    case .netAppONTAP: NetAppONTAP.states
    }
  }

  /// By reference, for findings are not small.
  func shape(of findings: inout Findings) -> Shape {
    switch self {
    case .paloAltoSCM: PaloAltoSCM.shape(of: findings)
    case .orangeEvolution: OrangeEvolution.shape(of: findings)
    case .ciscoCDFMC: CiscoCDFMC.shape(of: findings)
    case .cloudFoundry: CloudFoundry.shape(of: findings)
    case .netAppONTAP: NetAppONTAP.shape(of: findings)
    }
  }

  var timeForm: Timestamp.Form {
    switch self {
    case .paloAltoSCM: PaloAltoSCM.timeForm
    case .orangeEvolution: OrangeEvolution.timeForm
    case .ciscoCDFMC: CiscoCDFMC.timeForm
    case .cloudFoundry: CloudFoundry.timeForm
    case .netAppONTAP: NetAppONTAP.timeForm
    }
  }

  func completeJob(_ record: inout jobstatus_record, _ findings: inout Findings) {
    switch self {
    case .paloAltoSCM: PaloAltoSCM.completeJob(&record, &findings)
    case .orangeEvolution: OrangeEvolution.completeJob(&record, &findings)
    case .ciscoCDFMC: CiscoCDFMC.completeJob(&record, &findings)
    case .cloudFoundry: CloudFoundry.completeJob(&record, &findings)
    case .netAppONTAP: NetAppONTAP.completeJob(&record, &findings)
    }
  }

  func error(in findings: inout Findings) -> ErrorEnvelope {
    switch self {
    case .paloAltoSCM: PaloAltoSCM.error(in: &findings)
    case .orangeEvolution: OrangeEvolution.error(in: &findings)
    case .ciscoCDFMC: CiscoCDFMC.error(in: &findings)
    case .cloudFoundry: CloudFoundry.error(in: &findings)
    case .netAppONTAP: NetAppONTAP.error(in: &findings)
    }
  }
}

enum Vendors {
  /// The vendors by name, the ones that jobstatus_vendor_name answers first.
  static let names: [_ of Name] = [
    Name("palo-alto-scm", JOBSTATUS_VENDOR_PALO_ALTO_SCM),
    Name("orange-evolution", JOBSTATUS_VENDOR_ORANGE_EVOLUTION),
    Name("cisco-cdfmc", JOBSTATUS_VENDOR_CISCO_CDFMC),
    Name("cloud-foundry", JOBSTATUS_VENDOR_CLOUD_FOUNDRY),
    Name("netapp-ontap", JOBSTATUS_VENDOR_NETAPP_ONTAP),
    Name("orange", JOBSTATUS_VENDOR_ORANGE_EVOLUTION),
    Name("cisco-fmc", JOBSTATUS_VENDOR_CISCO_CDFMC),
  ]

  /// The vendors as they call themselves.
  static let titles: [_ of Name] = [
    Name("Palo Alto Networks Strata Cloud Manager", JOBSTATUS_VENDOR_PALO_ALTO_SCM),
    Name("Orange Evolution Platform", JOBSTATUS_VENDOR_ORANGE_EVOLUTION),
    Name("Cisco cdFMC and FMC", JOBSTATUS_VENDOR_CISCO_CDFMC),
    Name("Cloud Foundry v3", JOBSTATUS_VENDOR_CLOUD_FOUNDRY),
    Name("NetApp ONTAP", JOBSTATUS_VENDOR_NETAPP_ONTAP),
  ]
}
