// The memory that reading a body takes: on the stack of the function that asks for it, reached through pointers, since
// structs of this size would be copied at every turn.
//
//     Values          the value of each slot: its kind, a byte cleared for each body, and its span, 12 bytes that are
//                     only read where the kind says that there is one
//     ObjectStack     the objects around the one that is being read
//     SeparatorTable  what is expected between members
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

/// A value for each slot. A copy is the same values.
@safe struct Values {
  /// At least the number of slots; a test holds that it is.
  static let capacity = 78
  /// Where the spans begin, aligned.
  private static let spansOffset = 80
  /// Where the first of the texts stands in a record, and in an item. Structs only grow, so it stays there.
  private static let offsetInRecord = 120
  private static let offsetInItem = 8
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

  /// The value of a slot; its span says nothing where it is kept as a time.
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

  /// A string that may have escape sequences, and be empty or, where `end` is nil, not valid. Answers where it ends,
  /// behind its quote, or 0.
  @inline(__always)
  func setString(_ slot: Slot, from start: Int, to end: (end: Int, hasEscapes: Bool)?) -> Int {
    guard let (end, hasEscapes) = end else { return 0 }
    let escapes = hasEscapes ? JOBSTATUS_ESCAPES_JSON : JOBSTATUS_ESCAPES_NONE
    self[slot] = Value(kind: .string, span: jobstatus_span(from: start, to: end, escapes: escapes))
    return end &+ 1
  }

  @inline(__always)
  func setNumber(_ slot: Slot, from start: Int, to end: Int) {
    store(.number, jobstatus_span(from: start, to: end), slot)
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

  /// An object or an array, which begins at `offset`.
  @inline(__always)
  func setContainer(_ slot: Slot, _ kind: Value.Kind, at offset: Int) {
    self[slot] = Value(kind: kind, span: jobstatus_span(from: offset, to: offset))
  }

  /// A time takes the place of its text.
  @inline(__always)
  func setTime(_ slot: Slot, _ time: UsualTime) {
    // In bounds, as below; a span has room for a time and a number.
    unsafe base.storeBytes(of: .time, toByteOffset: Int(slot.rawValue), as: Value.Kind.self)
    unsafe base.storeBytes(of: time.nanoseconds, toByteOffset: Self.offset(of: slot), as: Int64.self)
    unsafe base.storeBytes(
      of: time.zoneAssumed ? 1 : 0, toByteOffset: Self.offset(of: slot) &+ 8, as: UInt32.self)
  }

  /// What was kept by `setTime`.
  @inline(__always)
  func time(_ slot: Slot) -> Timestamp? {
    guard kind(slot) == .time else { return nil }
    // In bounds, as below.
    let nanoseconds = unsafe base.loadUnaligned(fromByteOffset: Self.offset(of: slot), as: Int64.self)
    let zoneAssumed = unsafe base.load(fromByteOffset: Self.offset(of: slot) &+ 8, as: UInt32.self) != 0
    return Timestamp(nanoseconds: nanoseconds, zoneAssumed: zoneAssumed)
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
    // In two pieces with a gap between them: each is a few instructions, where all of it at once would be a call.
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: Self.capacity)
    unsafe (base + Self.spansOffset).initializeMemory(as: UInt8.self, repeating: 0, count: Self.textBytes)
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

  /// Copies the texts of the item that is being read into one.
  @inline(__always)
  func copyItemTexts(to item: inout jobstatus_item) {
    unsafe withUnsafeMutableBytes(of: &item) { item in
      var destination = unsafe item.baseAddress.unsafelyUnwrapped + Self.offsetInItem
      var next = Slot.itemState.rawValue
      while let slot = Slot(rawValue: next) {
        // In bounds: the texts stand together in an item, in the order of these slots, which are the last; tests hold
        // that.
        unsafe destination.storeBytes(of: text(slot), as: jobstatus_span.self)
        unsafe destination += MemoryLayout<jobstatus_span>.stride
        next &+= 1
      }
    }
  }

  /// Makes the slots of the item that is being read empty.
  @inline(__always)
  func clearItem() {
    let first = Int(Slot.itemDescription.rawValue)
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

/// The objects around the one that is being read, reached through a pointer, so that no memory has to be made empty.
@safe struct ObjectStack {
  private static let capacity = 16
  static let byteCount = capacity &* MemoryLayout<ObjectProgress>.stride
  private let base: UnsafeMutableRawPointer
  private(set) var count = 0

  /// The caller vouches for `byteCount` aligned bytes from `base` on.
  @unsafe init(base: UnsafeMutableRawPointer) {
    unsafe self.base = base
  }

  var isFull: Bool { count >= Self.capacity }

  /// Nothing where it is full.
  mutating func push(_ object: ObjectProgress) {
    guard !isFull else { return }
    // In bounds: 0 <= count < capacity.
    unsafe base.storeBytes(
      of: object, toByteOffset: count &* MemoryLayout<ObjectProgress>.stride, as: ObjectProgress.self)
    count &+= 1
  }

  /// The innermost of them that was pushed when there were `outside`; nil where there is none.
  mutating func pop(above outside: Int) -> ObjectProgress? {
    guard count > outside, outside >= 0 else { return nil }
    count &-= 1
    // In bounds: 0 <= count < capacity, and what stands there was pushed.
    return unsafe base.load(fromByteOffset: count &* MemoryLayout<ObjectProgress>.stride, as: ObjectProgress.self)
  }
}

/// What is expected between members at each level of nesting, reached through a pointer, so that what is not asked for
/// needs not be written. An index is taken modulo 8.
@safe struct SeparatorTable {
  static let byteCount = 8 &* MemoryLayout<Separator>.stride
  private let base: UnsafeMutableRawPointer

  /// The caller vouches for `byteCount` aligned bytes from `base` on.
  @unsafe init(base: UnsafeMutableRawPointer) {
    unsafe self.base = base
  }

  subscript(index: Int) -> Separator {
    // In bounds: at most the last of eight.
    @inline(__always) get { unsafe base.load(fromByteOffset: Self.offset(of: index), as: Separator.self) }
    @inline(__always) nonmutating set {
      unsafe base.storeBytes(of: newValue, toByteOffset: Self.offset(of: index), as: Separator.self)
    }
  }

  @inline(__always)
  private static func offset(of index: Int) -> Int { (index & 7) &* MemoryLayout<Separator>.stride }
}
