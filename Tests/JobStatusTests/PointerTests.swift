// JSON Pointers: what a pointer finds in a document, and what is no pointer or no document.
// Proves P5, P6 and section 7.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus
import Testing

@testable import JobStatus

@Suite struct PointerTests {
  /// The document of RFC 6901, section 5, and the values that it gives for it.
  @Test(arguments: [
    ("/foo", #"array ["bar","baz"]"#), ("/foo/0", "string bar"), ("/foo/1", "string baz"), ("/", "number 0"),
    ("/a~1b", "number 1"), ("/c%d", "number 2"), ("/e^f", "number 3"), ("/g|h", "number 4"), (#"/i\j"#, "number 5"),
    ("/k\"l", "number 6"), ("/ ", "number 7"), ("/m~0n", "number 8"),
  ])
  func examplesOfTheRFC(pointer: String, expected: String) {
    let json = #"""
      {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}
      """#
    #expect(find(pointer, in: json) == expected)
    #expect(find("", in: json) == "object \(json)")
  }

  @Test(arguments: [
    // Names.
    (#"{"a":1}"#, "/a", "number 1"),
    (#"{"\u0061":1}"#, "/a", "number 1"),
    (#"{"a\/b~c":"x"}"#, "/a~1b~0c", "string x"),
    (#"{"~1":1,"/":2}"#, "/~01", "number 1"),
    (#"{"~1":1,"/":2}"#, "/~1", "number 2"),
    (#"{"é😀":1}"#, "/é😀", "number 1"),
    (#"{"\u00e9\ud83d\ude00":1}"#, "/é😀", "number 1"),
    (#"{"ab":1,"a":2,"abc":3}"#, "/a", "number 2"),
    (#"{"ab":1,"a":2,"abc":3}"#, "/abc", "number 3"),
    (#"{"ab":1,"a":2,"abc":3}"#, "/b", "not-found"),
    (#"{"a\u0000":1}"#, "/a", "not-found"),
    (#"{"a":1}"#, "/A", "not-found"),
    (#"{"a":1}"#, "/a/", "not-found"),
    (#"{"a":{"":{"":5}}}"#, "/a//", "number 5"),
    (#"{"":{"a":5}}"#, "//a", "number 5"),
    (#"{"0":{"-1":5}}"#, "/0/-1", "number 5"),
    // Indices.
    (#"["a","b"]"#, "/0", "string a"),
    (#"["a","b"]"#, "/1", "string b"),
    (#"["a","b"]"#, "/2", "not-found"),
    (#"["a","b"]"#, "/01", "not-found"),
    (#"["a","b"]"#, "/00", "not-found"),
    (#"["a","b"]"#, "/-", "not-found"),
    (#"["a","b"]"#, "/-1", "not-found"),
    (#"["a","b"]"#, "/+1", "not-found"),
    (#"["a","b"]"#, "/1e0", "not-found"),
    (#"["a","b"]"#, "/", "not-found"),
    (#"["a","b"]"#, "/4294967296", "not-found"),
    (#"["a","b"]"#, "/18446744073709551615", "not-found"),
    (#"["a","b"]"#, "/18446744073709551617", "not-found"),
    ("[0,1,2,3,4,5,6,7,8,9,10,11]", "/10", "number 10"),
    // Paths.
    (#"[[1,[2,3]],[4]]"#, "/0/1/0", "number 2"),
    (#"[[1,[2,3]],[4]]"#, "/1/0", "number 4"),
    (#"[[1,[2,3]],[4]]"#, "/1/1", "not-found"),
    (#"[{"a":[{"b":1},{"b":2}]},{"a":[]}]"#, "/0/a/1/b", "number 2"),
    (#"[{"a":[{"b":1},{"b":2}]},{"a":[]}]"#, "/1/a/0", "not-found"),
    (#"{"a":1}"#, "/a/b", "not-found"),
    (#"{"a":"b"}"#, "/a/b", "not-found"),
    (#"{"a":{}}"#, "/a/b", "not-found"),
    (#"{"b":{"a":1},"a":{"c":2}}"#, "/a/a", "not-found"),
    // Behind an inner level the outer one goes on.
    (#"{"a":{"x":1},"b":2}"#, "/b", "number 2"),
    (#"{"a":{"x":1},"x":2}"#, "/x", "number 2"),
    (#"{"a":{"b":{"x":0}},"c":{"d":3}}"#, "/c/d", "number 3"),
    (#"{"a":{"b":{"x":0},"c":{"y":4}}}"#, "/a/c/y", "number 4"),
    (#"[[[0],1],[[2],3]]"#, "/1/1", "number 3"),
    (#"[[1,2],[3,4],[5,6]]"#, "/1/0", "number 3"),
    // Of members with the same name the last counts, as a whole.
    (#"{"a":1,"a":2}"#, "/a", "number 2"),
    (#"{"a":1,"\u0061":2}"#, "/a", "number 2"),
    (#"{"a":{"b":1},"a":{"b":2}}"#, "/a/b", "number 2"),
    (#"{"a":{"b":1},"a":{"c":2}}"#, "/a/b", "not-found"),
    (#"{"a":{"b":1},"a":{}}"#, "/a/b", "not-found"),
    (#"{"a":{"b":1},"a":3}"#, "/a/b", "not-found"),
    (#"{"a":{"b":1},"x":{"b":2}}"#, "/a/b", "number 1"),
    (#"{"a":[{"b":1},5],"a":[{"b":2}]}"#, "/a/0/b", "number 2"),
    (#"{"a":{"b":{"c":1},"b":{"c":2}},"d":0}"#, "/a/b/c", "number 2"),
    (#"{"a":{"b":{"c":1}},"a":{"b":{"c":2},"b":[]}}"#, "/a/b/c", "not-found"),
    (#"[{"a":1},{"a":2}]"#, "/0/a", "number 1"),
    (#"[{"a":1},{"a":2},{"a":3},{"a":4}]"#, "/1/a", "number 2"),
    (#"[{"a":1},{"a":2},{"a":3},{"a":4}]"#, "/2/a", "number 3"),
    // Values of every kind, and documents that are a scalar.
    (#"{"a":null,"b":false,"c":"","d":[],"e":{ }}"#, "/a", "null null"),
    (#"{"a":null,"b":false,"c":"","d":[],"e":{ }}"#, "/b", "boolean false"),
    (#"{"a":null,"b":false,"c":"","d":[],"e":{ }}"#, "/c", "string "),
    (#"{"a":null,"b":false,"c":"","d":[],"e":{ }}"#, "/d", "array []"),
    (#"{"a":null,"b":false,"c":"","d":[],"e":{ }}"#, "/e", "object { }"),
    (" 12 ", "", "number 12"),
    (#""x""#, "", "string x"),
    ("12", "/0", "not-found"),
    ("\u{FEFF} [7]", "/0", "number 7"),
  ])
  func findings(json: String, pointer: String, expected: String) {
    #expect(find(pointer, in: json) == expected)
  }

  @Test(arguments: ["a", "0", "#/a", " /a", "/~", "/a~", "/~2", "/a~/b", "/~~0", "~", "~0", "\u{0}"])
  func noPointers(pointer: String) {
    #expect(find(pointer, in: "{}") == "pointer")
    #expect(find(pointer, in: "not JSON") == "pointer")
  }

  @Test(arguments: [
    ("", "empty"), ("x", "not-json"), (#"{"a":1"#, "truncated"), (#"{"a":1}x"#, "syntax"),
    (#"{"a":1,"b":[x]}"#, "syntax"), (#"{"a":1,"a"}"#, "syntax"), ("{\"a\":1,\"b\":\"\u{1}\"}", "syntax"),
  ])
  func noDocuments(json: String, expected: String) {
    #expect(find("/a", in: json) == expected)
  }

  @Test func deepPaths() {
    let deepest = Int(JOBSTATUS_MAX_DEPTH)
    for depth in [1, 63, 64, 65, 128, deepest - 1, deepest] {
      let isObject = (0..<depth).map { ($0 &* 0x9E37_79B9) >> 9 & 1 == 1 }
      let opening = isObject.map { $0 ? #"{"a":0,"b":"# : "[0," }.joined()
      let closing = isObject.reversed().map { $0 ? #","c":0}"# : ",0]" }.joined()
      let json = opening + #""x""# + closing
      let pointer = isObject.map { $0 ? "/b" : "/1" }.joined()
      let sibling = pointer.dropLast() + (isObject[depth - 1] ? "c" : "2")
      #expect(find(pointer, in: json) == "string x")
      #expect(find(String(sibling), in: json) == "number 0")
      #expect(find(pointer + "/0", in: json) == "not-found")
    }
    let tooDeep = String(repeating: "[", count: deepest + 1)
    #expect(find(String(repeating: "/0", count: deepest + 1), in: tooDeep) == "too-deep")
    #expect(find("/1", in: tooDeep) == "too-deep")
  }
}

// MARK: - Helpers

/// The kind of the value and its text or JSON, or the name of the error.
private func find(_ pointer: String, in json: String) -> String {
  withBytes(json) { bytes in
    withBytes(pointer) { pointer in
      do throws(ReadError) {
        var search = try PointerSearch(bytes, pointer: pointer)
        let value = try search.run()
        return "\(value.kind) \(string(value.span, in: bytes))"
      } catch {
        return String(describe(error).prefix { $0 != " " })
      }
    }
  }
}
