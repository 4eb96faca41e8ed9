// The memory in which the values of one body are kept while it is read: on the stack of the function that asks for it,
// reached through a pointer, because a struct of this size would be copied at every turn.
//
//     kinds  a byte for each slot, cleared for each body
//     spans  12 bytes for each slot, only read where its kind says that there is one
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// A value for each slot. A copy is the same values.
@safe struct Values {
  /// At least the number of slots; a test holds that it is.
  static let capacity = 78
  /// Where the spans begin, aligned.
  private static let spansOffset = 80
  /// Where the first of the texts stands in a record. Structs only grow, so it stays there.
  private static let offsetInRecord = 120
  private static let textBytes = (Int(Slot.requestID.rawValue) &+ 1) &* MemoryLayout<jobstatus_span>.stride
  /// At most 1,024: a temporary allocation of that size is on the stack.
  private static let byteCount = spansOffset &+ capacity &* MemoryLayout<jobstatus_span>.stride

  private let base: UnsafeMutableRawPointer

  /// Gives `body` values that are there only as long as it runs, all missing.
  @inline(__always)
  static func with<Answer, Failure: Error>(
    _ body: (Values) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    try unsafe withUnsafeTemporaryAllocation(
      byteCount: byteCount, alignment: MemoryLayout<jobstatus_span>.alignment
    ) { (memory) throws(Failure) in
      // It outlives `body`; an allocation that is not empty has an address.
      let values = unsafe Values(base: memory.baseAddress.unsafelyUnwrapped)
      values.clear()
      return try body(values)
    }
  }

  @unsafe private init(base: UnsafeMutableRawPointer) {
    unsafe self.base = base
  }

  subscript(slot: Slot) -> Value {
    @inline(__always) get {
      let kind = kind(slot)
      return kind == .missing ? Value() : Value(kind: kind, span: span(slot))
    }
    @inline(__always) nonmutating set { store(newValue.kind, isText(slot) ? newValue.text : newValue.span, slot) }
  }

  /// A string that is not empty.
  @inline(__always)
  func setString(_ slot: Slot, from start: Int, to end: Int) {
    store(.string, jobstatus_span(from: start, to: end), slot)
  }

  /// An empty text is absent, as in a record.
  @inline(__always)
  func setEmptyString(_ slot: Slot) {
    store(.string, jobstatus_span(), slot)
  }

  /// A text as `text` answers it.
  @inline(__always)
  func setText(_ slot: Slot, _ text: jobstatus_span) {
    store(.string, text, slot)
  }

  @inline(__always)
  private func store(_ kind: Value.Kind, _ span: jobstatus_span, _ slot: Slot) {
    // In bounds: a slot is one of its cases, of which there are no more than `capacity`.
    unsafe base.storeBytes(of: kind, toByteOffset: Int(slot.rawValue), as: Value.Kind.self)
    unsafe base.storeBytes(of: span, toByteOffset: Self.offset(of: slot), as: jobstatus_span.self)
  }

  /// Of these slots the span is always that of the text, also where there is none.
  @inline(__always)
  private func isText(_ slot: Slot) -> Bool { slot.rawValue <= Slot.requestID.rawValue }

  @inline(__always)
  func kind(_ slot: Slot) -> Value.Kind {
    // In bounds, as above; nothing but kinds is written there.
    unsafe base.load(fromByteOffset: Int(slot.rawValue), as: Value.Kind.self)
  }

  /// The span of a slot that is not missing.
  @inline(__always)
  private func span(_ slot: Slot) -> jobstatus_span {
    // In bounds, as above.
    unsafe base.load(fromByteOffset: Self.offset(of: slot), as: jobstatus_span.self)
  }

  @inline(__always)
  private static func offset(of slot: Slot) -> Int {
    spansOffset &+ Int(slot.rawValue) &* MemoryLayout<jobstatus_span>.stride
  }

  /// Null and the empty text are absent; every other value is there, if only to be a bad one.
  @inline(__always)
  func isAbsent(_ slot: Slot) -> Bool {
    if kind(slot).rawValue <= Value.Kind.null.rawValue { return true }
    return kind(slot) == .string && span(slot).length == 0
  }

  /// The span of what counts as a text: a string that is not empty, or the token of a number.
  @inline(__always)
  func text(_ slot: Slot) -> jobstatus_span {
    guard kind(slot).isText, span(slot).length != 0 else { return jobstatus_span() }
    return span(slot)
  }

  /// The first of two texts that is there.
  @inline(never)
  func text(_ first: Slot, else second: Slot) -> jobstatus_span {
    let text = text(first)
    return text.length != 0 ? text : self.text(second)
  }

  @inline(__always)
  func clear() {
    // In bounds: the kinds of `capacity` slots stand in front of the spans, those of the texts first. 0 is
    // Kind.missing.
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: Self.spansOffset &+ Self.textBytes)
  }

  /// Copies the texts of a record into it.
  @inline(__always)
  func copyTexts(to record: inout jobstatus_record) {
    unsafe withUnsafeMutableBytes(of: &record) { record in
      // In bounds: the texts stand together in a record, in the order of the slots; a test holds that.
      let texts = unsafe record.baseAddress.unsafelyUnwrapped + Self.offsetInRecord
      let source = unsafe base + Self.spansOffset
      // In pieces that are a few instructions each, where a call would cost more; mostly nothing is left behind them.
      var offset = 0
      while offset &+ 64 <= Self.textBytes {
        unsafe texts.storeBytes(
          of: source.loadUnaligned(fromByteOffset: offset, as: SIMD64<UInt8>.self), toByteOffset: offset,
          as: SIMD64<UInt8>.self)
        offset &+= 64
      }
      unsafe (texts + offset).copyMemory(from: source + offset, byteCount: Self.textBytes &- offset)
      // What a later version adds behind the texts is empty until it is filled; now that is nothing.
      let rest = max(0, record.count &- Self.offsetInRecord &- Self.textBytes)
      unsafe (texts + Self.textBytes).initializeMemory(as: UInt8.self, repeating: 0, count: rest)
    }
  }

  /// Makes the slots of the item that is being read empty.
  @inline(__always)
  func clearItem() {
    let first = Int(Slot.itemState.rawValue)
    // In bounds: these slots stand together.
    unsafe (base + first).initializeMemory(
      as: UInt8.self, repeating: 0, count: Int(Slot.itemLink.rawValue) &+ 1 &- first)
  }

  @inline(never)
  func copy(from other: Values) {
    // In bounds: both have so many bytes. The span of a missing value is no value at all.
    unsafe base.copyMemory(from: other.base, byteCount: Self.byteCount)
  }
}
