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

typealias StateTable = ConstantTable<StateWord>

extension StateTable {
  /// What a word means; nil where it is not known.
  @inline(never)
  func state(of text: Text) -> UInt32? {
    // Mostly the word is written as in the table.
    if let slice = text.slice {
      var index = 0
      while let row = at(index) {
        if slice.equals(row.word) { return row.state }
        index &+= 1
      }
    }
    return stateOfVariant(text)
  }

  /// The same for words in another case.
  @inline(never)
  private func stateOfVariant(_ text: Text) -> UInt32? {
    if let slice = text.slice {
      var index = 0
      while let row = at(index) {
        if slice.equalsWithoutCase(row.word) { return row.state }
        index &+= 1
      }
    }
    return stateOfRareVariant(text)
  }

  /// The same for words with other separators, or with escape sequences.
  @inline(never)
  private func stateOfRareVariant(_ text: Text) -> UInt32? {
    let first = text.firstLetter
    var index = 0
    while let row = at(index) {
      if first == 0 || first == ASCII.lowercase(row.word[0]), text.isWord(row.word) { return row.state }
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

typealias FaultTable = ConstantTable<ErrorCode>

extension FaultTable {
  /// The fault of a code, "other" where it is not in the table.
  @inline(never)
  func fault(of text: Text) -> UInt32 {
    guard let slice = text.slice else { return faultOfEscaped(text) }
    var index = 0
    while let row = at(index) {
      if slice.equals(row.code) { return row.fault }
      index &+= 1
    }
    return JOBSTATUS_FAULT_OTHER
  }

  /// The same for a code with escape sequences.
  @inline(never)
  private func faultOfEscaped(_ text: Text) -> UInt32 {
    var index = 0
    while let row = at(index) {
      if text.equals(row.code) { return row.fault }
      index &+= 1
    }
    return JOBSTATUS_FAULT_OTHER
  }
}
