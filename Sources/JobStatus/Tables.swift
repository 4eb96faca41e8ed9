// Looking up what a vendor's words mean: states, and the codes of errors.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

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
    if let short = text.short {
      var index = 0
      while let row = at(index) {
        if short.equalsWithoutCase(row.word) { return row.state }
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
    guard let short = text.short else { return faultOfEscaped(text) }
    var index = 0
    while let row = at(index) {
      if short == row.code { return row.fault }
      index &+= 1
    }
    return JOBSTATUS_FAULT_OTHER
  }

  /// The same for a code with escape sequences, or one that is longer than any.
  @inline(never)
  private func faultOfEscaped(_ text: Text) -> UInt32 {
    var index = 0
    while let row = at(index) {
      if text.decodedEquals(row.code) { return row.fault }
      index &+= 1
    }
    return JOBSTATUS_FAULT_OTHER
  }
}
