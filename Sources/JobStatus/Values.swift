// The memory in which the values of one body are kept while it is read: an array on the stack of the function that asks
// for it, reached through a pointer, because a struct of this size would be copied at every turn.
//
// SPDX-License-Identifier: Apache-2.0

/// A value for each slot. A copy is the same values.
@safe struct Values {
  /// At least the number of slots; a test holds that it is.
  static let capacity = 96
  private let base: UnsafeMutablePointer<Value>

  /// Gives `body` empty values, which are there only as long as it runs.
  static func with<Answer, Failure: Error>(
    _ body: (Values) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    var storage: [96 of Value] = .init(repeating: Value())
    return try unsafe withUnsafeMutablePointer(to: &storage) { (pointer) throws(Failure) in
      // The array has `capacity` elements without gaps, and outlives `body`.
      try body(unsafe Values(base: UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Value.self)))
    }
  }

  @unsafe private init(base: UnsafeMutablePointer<Value>) {
    unsafe self.base = base
  }

  subscript(slot: Slot) -> Value {
    @inline(__always) get {
      // In bounds: 0 <= index < capacity.
      unsafe base[Self.index(of: slot)]
    }
    @inline(__always) nonmutating set {
      // In bounds, as above.
      unsafe base[Self.index(of: slot)] = newValue
    }
  }

  /// Below the capacity even if there were more slots than that.
  @inline(__always)
  private static func index(of slot: Slot) -> Int { min(Int(slot.rawValue), capacity &- 1) }

  func clear() {
    clear(from: 0, to: Self.capacity &- 1)
  }

  /// Makes the slots of the item that is being read empty.
  func clearItem() {
    clear(from: Self.index(of: .itemState), to: Self.index(of: .itemLink))
  }

  private func clear(from first: Int, to last: Int) {
    var index = first
    while index <= last {
      // In bounds: 0 <= index < capacity for what the two functions above ask.
      unsafe base[index] = Value()
      index &+= 1
    }
  }

  func copy(from other: Values) {
    var index = 0
    while index < Self.capacity {
      // In bounds: 0 <= index < capacity, which both have.
      unsafe base[index] = other.base[index]
      index &+= 1
    }
  }
}
