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

/// The response that a body is of, and where its record goes: also that of the only job of a list.
struct Answer {
  let response: Response
  let record: OutputArray<jobstatus_record>

  static var none: Answer { Answer(response: Response(vendor: 0, httpStatus: 0), record: .none) }
}

struct Findings {
  let bytes: Bytes
  let values: Values
  /// What is known beside the bytes, and where the record goes.
  let answer: Answer
  private let output: OutputArray<jobstatus_item>
  /// How many items can be written; none where they are those of a list.
  private var room: Int
  private(set) var counts = ItemCounts()
  /// How many members were found that have a row in the vendor's table. Counted where the vendor is looked for alone.
  var membersFound = 0
  var duplicateKey = false

  /// A member that holds items was given twice: those of the first one have been counted, and must not be. The body is
  /// then read again with `last` set.
  var itemsGivenTwice = false
  /// Of an earlier reading of the same bytes: where the last of each member that holds items stands.
  private var last: Values?

  /// Nothing is found yet; what `values` held is forgotten.
  @inline(__always)
  init(_ bytes: Bytes, values: Values, items: OutputArray<jobstatus_item>, answer: Answer = .none) {
    self.bytes = bytes
    self.values = values
    self.answer = answer
    output = items
    room = items.capacity
    values.clear()
  }

  /// Forgets everything, to read the same bytes once more knowing where the last of each member stood.
  mutating func startAgain(last: Values) {
    last.copy(from: values)
    let duplicateKey = duplicateKey
    self = Findings(bytes, values: values, items: output, answer: answer)
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
  @inline(__always)
  func text(_ first: Slot, else second: Slot) -> jobstatus_span { values.text(first, else: second) }

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
    if member.reading == .links { forgetLinks() }
    if member.itemKind == JOBSTATUS_ITEM_SUBTASK {
      values[.targetName] = Value()
      values[.targetID] = Value()
      values[.firstFailedMessage] = Value()
    }
  }

  /// What is kept of links beside the one named next.
  func forgetLinks() {
    values[.selfLink] = Value()
    values[.selfMember] = Value()
    values[.otherLink] = Value()
  }

  /// Keeps a text that comes out of an item.
  @inline(__always)
  func keep(_ text: jobstatus_span, in slot: Slot) { values.setText(slot, text) }

  // MARK: - Items

  /// An element of an array of items has been read. What is not done for most items is out of line.
  @inline(never)
  mutating func finishItem(_ member: Member, states: StateTable, isFirst: Bool) {
    var state = JOBSTATUS_STATE_UNKNOWN
    if member.itemKind == JOBSTATUS_ITEM_SUBTASK {
      if hasText(.itemState) { state = states.state(of: text(of: text(.itemState))) ?? state }
      keepSubtask(state)
    }
    if isFirst { keepFirstItem(member) }
    let kind = member.itemKind == JOBSTATUS_ITEM_NONE ? kindOfItem : member.itemKind
    let index = Int(reserveItem())
    if index < room { storeItem(of: kind, state, at: index) }
    count(kind, state)
  }

  @inline(never)
  private mutating func keepFirstItem(_ member: Member) {
    keep(itemMessage, in: member.textSlot)
    keep(text(.itemCode), in: member.codeSlot)
  }

  private var itemMessage: jobstatus_span {
    hasText(.itemMessage) ? text(.itemMessage) : text(.itemTitle, else: .itemDescription)
  }

  /// What an item is whose severity alone tells; none where that is not there.
  @inline(__always)
  private var kindOfItem: UInt32 {
    hasText(.itemSeverity) ? kind(ofSeverity: text(.itemSeverity)) : JOBSTATUS_ITEM_NONE
  }

  /// Writes the item that the values of the last element amount to.
  @inline(never)
  private mutating func storeItem(of kind: UInt32, _ state: UInt32, at index: Int) {
    keep(itemMessage, in: .itemMessage)
    var item = jobstatus_item()
    item.kind = kind
    item.state = state
    values.copyItemTexts(to: &item)
    output.store(item, at: index)
  }

  /// What an item is by the vendor's severity of it.
  func kind(ofSeverity severity: jobstatus_span) -> UInt32 {
    text(of: severity).isWord("WARN") ? JOBSTATUS_ITEM_WARNING : JOBSTATUS_ITEM_ERROR
  }

  /// What a job says in its first sub-task, and in the first that failed, is said of the job.
  @inline(__always)
  private mutating func keepSubtask(_ state: UInt32) {
    if counts.subtasks == 0 { keepFirstSubtask() }
    if Self.countsAsFailed(state), counts.subtasksFailed == 0 { keepFirstFailure() }
  }

  @inline(never)
  private mutating func keepFirstSubtask() {
    keep(text(.itemTargetName), in: .targetName)
    keep(text(.itemTargetID), in: .targetID)
  }

  @inline(never)
  private mutating func keepFirstFailure() {
    keep(itemMessage, in: .firstFailedMessage)
  }

  private static func countsAsFailed(_ state: UInt32) -> Bool {
    state == JOBSTATUS_STATE_FAILED || state == JOBSTATUS_STATE_CANCELLED
  }

  mutating func appendLink(title: jobstatus_span, _ link: jobstatus_span) {
    let index = Int(reserveItem())
    guard index < room else { return }
    var item = jobstatus_item()
    item.kind = JOBSTATUS_ITEM_LINK
    item.title = title
    item.link = link
    output.store(item, at: index)
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
    if Int(index) < room { output.store(item, at: Int(index)) }
    count(item.kind, item.state)
  }

  @inline(__always)
  private mutating func count(_ kind: UInt32, _ state: UInt32) {
    switch kind {
    case JOBSTATUS_ITEM_ERROR: counts.errors &+= 1
    case JOBSTATUS_ITEM_WARNING: counts.warnings &+= 1
    case JOBSTATUS_ITEM_SUBTASK: countSubtask(state)
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
    while index < min(Int(counts.total), room) {
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
    room = 0
    return output
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
