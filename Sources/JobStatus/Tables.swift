// Looking things up in the constant tables. They are arrays whose length the compiler knows, laid out in the binary, so
// that nothing is allocated or set up at run time.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

extension InlineArray {
  /// The element at `index`, nil outside.
  @inline(__always)
  func at(_ index: Int) -> Element? {
    index >= 0 && index < count ? self[index] : nil
  }
}

/// A state word and what it means.
struct StateWord {
  let word: Literal
  let state: UInt32

  init(_ word: Literal, _ state: UInt32) {
    self.word = word
    self.state = state
  }
}

extension InlineArray where Element == StateWord {
  func state(of text: Text) -> UInt32? {
    var index = 0
    while let row = at(index) {
      if text.isWord(row.word) { return row.state }
      index &+= 1
    }
    return nil
  }
}

/// An error code and the fault it stands for.
struct ErrorCode {
  let code: Literal
  let fault: UInt32

  init(_ code: Literal, _ fault: UInt32) {
    self.code = code
    self.fault = fault
  }
}

extension InlineArray where Element == ErrorCode {
  /// The fault of a code, "other" where it is not in the table.
  func fault(of text: Text) -> UInt32 {
    var index = 0
    while let row = at(index) {
      if text.equals(row.code) { return row.fault }
      index &+= 1
    }
    return JOBSTATUS_FAULT_OTHER
  }
}
