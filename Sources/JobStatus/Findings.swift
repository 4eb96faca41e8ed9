// What has been found in one body, or in one element of a list, while it is read: the values of the members that its
// vendor's table names, and how many items there are. Conclusion.swift makes a record of it.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// How many items of each kind there are.
struct ItemCounts {
  var total: UInt32 = 0
  var errors: UInt32 = 0
  var warnings: UInt32 = 0
  /// Of which it is not known yet whether they are errors.
  var undecided: UInt32 = 0

  var subtasks: UInt32 = 0
  var subtasksSucceeded: UInt32 = 0
  var subtasksFailed: UInt32 = 0
}

struct Findings {
  let bytes: Bytes
  private let itemOutput: OutputArray<jobstatus_item>
  private var output: OutputArray<jobstatus_item>
  let values: Values
  private(set) var counts = ItemCounts()
  /// How many members were found that have a row in the vendor's table.
  var membersFound = 0
  var duplicateKey = false

  /// A member that holds items was given twice: those of the first one have been counted, and must not be. The body is
  /// then read again with `last` set.
  var itemsGivenTwice = false
  /// Of an earlier reading of the same bytes: where the last of each member that holds items stands.
  private var last: Values?

  /// Nothing is found yet; what `values` held is forgotten.
  init(_ bytes: Bytes, values: Values, items: OutputArray<jobstatus_item>) {
    self.bytes = bytes
    self.values = values
    itemOutput = items
    output = items
    values.clear()
  }

  /// Forgets everything, to read the same bytes once more knowing where the last of each member stood.
  mutating func startAgain(last: Values) {
    last.copy(from: values)
    let duplicateKey = duplicateKey
    self = Findings(bytes, values: values, items: itemOutput)
    self.duplicateKey = duplicateKey
    self.last = last
  }

  /// The values of the earlier reading are no longer there.
  mutating func endAgain() {
    last = nil
  }

  // MARK: - Values

  func has(_ slot: Slot) -> Bool { values[slot].kind != .missing }

  func isKind(_ kind: Value.Kind, _ slot: Slot) -> Bool { values[slot].kind == kind }

  func text(_ slot: Slot) -> jobstatus_span { values[slot].text }

  /// The first of these texts that is there.
  func text(_ first: Slot, else second: Slot) -> jobstatus_span {
    values[first].isText ? values[first].text : values[second].text
  }

  func hasText(_ slot: Slot) -> Bool { values[slot].isText }

  /// It has the vendor's id member or its state member, whatever they hold.
  var isJob: Bool { has(.id) || has(.stateText) }

  func isTrue(_ slot: Slot) -> Bool { isKind(.boolean, slot) && values[slot].span.length == 4 }

  func isFalse(_ slot: Slot) -> Bool { isKind(.boolean, slot) && values[slot].span.length == 5 }

  func text(of span: jobstatus_span) -> Text { Text(span, in: bytes) }

  /// Whether a member that holds items, and whose value stands at `offset`, was replaced by a later one.
  func isReplaced(_ slot: Slot, at offset: Int) -> Bool {
    guard let last else { return false }
    return Int(last[slot].span.offset) != offset
  }

  /// Nothing of a member may stay: neither its value nor what was kept of its first item.
  mutating func forget(_ member: Member) {
    if member.holdsItems, has(member.slot) { itemsGivenTwice = true }
    values[member.slot] = Value()
    values[member.textSlot] = Value()
    values[member.codeSlot] = Value()
    if member.reading == .links {
      values[.selfLink] = Value()
      values[.selfMember] = Value()
      values[.otherLink] = Value()
    }
    if member.itemKind == JOBSTATUS_ITEM_SUBTASK {
      values[.targetName] = Value()
      values[.targetID] = Value()
      values[.firstFailedMessage] = Value()
    }
  }

  /// Keeps a text that comes out of an item.
  mutating func keep(_ text: jobstatus_span, in slot: Slot) {
    values[slot] = Value(kind: .string, span: text)
  }

  // MARK: - Items

  /// The item that the values of the last element amount to.
  func item(of kind: UInt32) -> jobstatus_item {
    var item = jobstatus_item()
    item.kind = kind
    item.state_text = text(.itemState)
    item.code = text(.itemCode)
    item.title = text(.itemTitle)
    item.message = hasText(.itemMessage) ? text(.itemMessage) : text(.itemTitle, else: .itemDescription)
    item.severity = text(.itemSeverity)
    item.target_id = text(.itemTargetID)
    item.target_name = text(.itemTargetName)
    item.target_type = text(.itemTargetType)
    item.link = text(.itemLink)
    if kind == JOBSTATUS_ITEM_NONE, item.severity.length != 0 { item.kind = self.kind(ofSeverity: item.severity) }
    return item
  }

  /// What an item is by the vendor's severity of it.
  func kind(ofSeverity severity: jobstatus_span) -> UInt32 {
    text(of: severity).isWord("WARN") ? JOBSTATUS_ITEM_WARNING : JOBSTATUS_ITEM_ERROR
  }

  /// What a job says in its first sub-task, and in the first that failed, is said of the job.
  mutating func keepSubtask(_ item: jobstatus_item) {
    if counts.subtasks == 0 {
      keep(item.target_name, in: .targetName)
      keep(item.target_id, in: .targetID)
    }
    if Self.countsAsFailed(item.state), counts.subtasksFailed == 0 { keep(item.message, in: .firstFailedMessage) }
  }

  private static func countsAsFailed(_ state: UInt32) -> Bool {
    state == JOBSTATUS_STATE_FAILED || state == JOBSTATUS_STATE_CANCELLED
  }

  mutating func append(_ item: jobstatus_item) {
    store(item, at: reserveItem())
  }

  /// The place of an item whose nested items come before it is complete.
  mutating func reserveItem() -> UInt32 {
    counts.total &+= 1
    return counts.total &- 1
  }

  mutating func store(_ item: jobstatus_item, at index: UInt32) {
    output.store(item, at: Int(index))
    switch item.kind {
    case JOBSTATUS_ITEM_ERROR: counts.errors &+= 1
    case JOBSTATUS_ITEM_WARNING: counts.warnings &+= 1
    case JOBSTATUS_ITEM_SUBTASK: countSubtask(item.state)
    case JOBSTATUS_ITEM_NONE: counts.undecided &+= 1
    default: break
    }
  }

  private mutating func countSubtask(_ state: UInt32) {
    counts.subtasks &+= 1
    if state == JOBSTATUS_STATE_SUCCEEDED { counts.subtasksSucceeded &+= 1 }
    if Self.countsAsFailed(state) { counts.subtasksFailed &+= 1 }
  }

  /// Says what the items are whose kind was not known when they were read, and their severity where they have none.
  mutating func decideItems(_ kind: UInt32, severity: jobstatus_span = jobstatus_span()) {
    guard counts.undecided > 0 else { return }
    if kind == JOBSTATUS_ITEM_ERROR { counts.errors &+= counts.undecided }
    if kind == JOBSTATUS_ITEM_WARNING { counts.warnings &+= counts.undecided }
    counts.undecided = 0
    var index = 0
    while index < min(Int(counts.total), output.capacity) {
      if var item = output.load(at: index), item.kind == JOBSTATUS_ITEM_NONE {
        item.kind = kind
        item.severity = severity
        output.store(item, at: index)
      }
      index &+= 1
    }
  }

  /// The body turned out to be a list: the caller's items are those of the job in it.
  mutating func giveItemsToList() -> OutputArray<jobstatus_item> {
    output = .none
    return itemOutput
  }

  // MARK: - Going back

  /// How far the findings have come, without the values.
  struct Mark {
    fileprivate let counts: ItemCounts
    fileprivate let membersFound: Int
    fileprivate let duplicateKey: Bool
    fileprivate let itemsGivenTwice: Bool
  }

  func mark() -> Mark {
    Mark(
      counts: counts, membersFound: membersFound, duplicateKey: duplicateKey, itemsGivenTwice: itemsGivenTwice)
  }

  /// Takes back all items that were found since `mark`.
  mutating func goBack(to mark: Mark) {
    counts = mark.counts
    membersFound = mark.membersFound
    duplicateKey = mark.duplicateKey
    itemsGivenTwice = mark.itemsGivenTwice
  }
}
