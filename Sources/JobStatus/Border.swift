// The border to C: every function of jobstatus.h, and nothing else. The compiler checks each against the header.
//
// Here the caller's pointers become Bytes, OutputArrays and TextBuffers, once NULL and sizes are checked.
//
// SPDX-License-Identifier: Apache-2.0

import CJobStatus

// MARK: - Reading responses

@implementation @_cdecl("jobstatus_parse")
public func jobstatus_parse(
  _ vendor: UInt32, _ http_status: Int32, _ json: UnsafeRawPointer?, _ length: Int,
  _ out: UnsafeMutablePointer<jobstatus_record>?, _ out_size: Int, _ items: UnsafeMutablePointer<jobstatus_item>?,
  _ item_size: Int, _ item_capacity: Int
) -> jobstatus_result {
  guard unsafe out != nil else { return JOBSTATUS_E_ARGUMENT }
  let output = unsafe OutputArray<jobstatus_record>(base: out, stride: out_size, capacity: 1)
  do throws(ReadError) {
    try requireRoom(FirstVersion.recordSize, out_size)
    var itemOutput = OutputArray<jobstatus_item>.none
    if item_capacity != 0 {
      guard unsafe items != nil else { throw .argument }
      try requireRoom(FirstVersion.itemSize, item_size)
      itemOutput = unsafe OutputArray(base: items, stride: item_size, capacity: item_capacity)
    }
    let bytes = unsafe try bodyBytes(json, length)
    return try parse(bytes, vendor: vendor, httpStatus: http_status, items: itemOutput, output: output)
  } catch {
    let record = Response(vendor: vendor, httpStatus: http_status).unusable(error)
    output.store(record, at: 0)
    return record.result
  }
}

@implementation @_cdecl("jobstatus_parse_list")
public func jobstatus_parse_list(
  _ vendor: UInt32, _ http_status: Int32, _ json: UnsafeRawPointer?, _ length: Int,
  _ page: UnsafeMutablePointer<jobstatus_page>?, _ page_size: Int, _ records: UnsafeMutablePointer<jobstatus_record>?,
  _ record_size: Int, _ record_capacity: Int
) -> jobstatus_result {
  guard unsafe page != nil else { return JOBSTATUS_E_ARGUMENT }
  let output = unsafe OutputArray<jobstatus_page>(base: page, stride: page_size, capacity: 1)
  var answer = jobstatus_page(vendor: vendor)
  do throws(ReadError) {
    try requireRoom(FirstVersion.pageSize, page_size)
    guard let earlier = output.load(at: 0) else { throw .argument }
    guard unsafe records != nil, record_capacity != 0 else { throw .argument }
    try requireRoom(FirstVersion.recordSize, record_size)
    let recordOutput = unsafe OutputArray<jobstatus_record>(
      base: records, stride: record_size, capacity: record_capacity)
    let bytes = unsafe try bodyBytes(json, length)
    answer = try parseList(bytes, vendor: vendor, httpStatus: http_status, earlier: earlier, records: recordOutput)
  } catch {
    answer.result = error.result
    answer.error_offset = UInt32(truncatingIfNeeded: error.offset)
  }
  output.store(answer, at: 0)
  return answer.result
}

@implementation @_cdecl("jobstatus_text")
public func jobstatus_text(
  _ json: UnsafeRawPointer?, _ length: Int, _ text: UnsafePointer<jobstatus_span>?,
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int
) -> Int {
  let output = unsafe TextBuffer(base: buffer, size: size)
  do throws(ReadError) {
    guard let text = unsafe text else { throw .argument }
    let bytes = unsafe try bodyBytes(json, length)
    // The caller vouches for a span at `text`; it may stand at any alignment.
    let span = unsafe UnsafeRawPointer(text).loadUnaligned(as: jobstatus_span.self)
    return Text(span, in: bytes).decode(into: output)
  } catch {
    return output.terminate(length: 0)
  }
}

@implementation @_cdecl("jobstatus_texts")
public func jobstatus_texts(
  _ json: UnsafeRawPointer?, _ length: Int, _ texts: UnsafePointer<jobstatus_span>?, _ stride: Int, _ count: Int,
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ offsets: UnsafeMutablePointer<Int64>?
) -> Int {
  let output = unsafe TextBuffer(base: buffer, size: size)
  let spans = unsafe SpanArray(base: texts, stride: stride, count: count)
  let places = unsafe OutputArray<Int64>(base: offsets, stride: MemoryLayout<Int64>.size, capacity: count &+ 1)
  // No span lies within a body of no bytes: where there is no body, all texts are empty.
  let bytes = unsafe (try? bodyBytes(json, length)) ?? Bytes(base: nil, count: 0)
  return decode(spans, of: bytes, into: output, offsets: places)
}

@implementation @_cdecl("jobstatus_detect")
public func jobstatus_detect(_ json: UnsafeRawPointer?, _ length: Int) -> UInt32 {
  do throws(ReadError) {
    return detectVendor(unsafe try bodyBytes(json, length))
  } catch {
    return JOBSTATUS_VENDOR_UNKNOWN
  }
}

@implementation @_cdecl("jobstatus_find")
public func jobstatus_find(
  _ json: UnsafeRawPointer?, _ length: Int, _ pointer: UnsafePointer<CChar>?, _ pointer_length: Int,
  _ out: UnsafeMutablePointer<jobstatus_span>?
) -> jobstatus_result {
  guard unsafe out != nil else { return JOBSTATUS_E_ARGUMENT }
  let output = unsafe OutputArray<jobstatus_span>(
    base: out, stride: MemoryLayout<jobstatus_span>.size, capacity: 1)
  output.store(jobstatus_span(), at: 0)
  do throws(ReadError) {
    let bytes = unsafe try bodyBytes(json, length)
    let path = unsafe try callerBytes(pointer, pointer_length)
    var search = try PointerSearch(bytes, pointer: path)
    output.store(try search.run().span, at: 0)
    return JOBSTATUS_OK
  } catch {
    return error.result
  }
}

// MARK: - Names

@implementation @_cdecl("jobstatus_vendor_name")
public func jobstatus_vendor_name(_ vendor: UInt32) -> UnsafePointer<CChar>? {
  unsafe Vendors.names.name(of: vendor)?.cString
}

@implementation @_cdecl("jobstatus_vendor_title")
public func jobstatus_vendor_title(_ vendor: UInt32) -> UnsafePointer<CChar>? {
  unsafe Vendors.titles.name(of: vendor)?.cString
}

@implementation @_cdecl("jobstatus_vendor_from_name")
public func jobstatus_vendor_from_name(_ name: UnsafePointer<CChar>?, _ length: Int) -> UInt32 {
  unsafe Vendors.names.value(of: callerName(name, length)) ?? JOBSTATUS_VENDOR_UNKNOWN
}

@implementation @_cdecl("jobstatus_result_name")
public func jobstatus_result_name(_ result: jobstatus_result) -> UnsafePointer<CChar>? {
  unsafe Names.results.name(of: UInt32(bitPattern: result))?.cString
}

@implementation @_cdecl("jobstatus_result_from_name")
public func jobstatus_result_from_name(_ name: UnsafePointer<CChar>?, _ length: Int) -> jobstatus_result {
  // 1 is no result: 0 would be taken for success.
  jobstatus_result(bitPattern: unsafe Names.results.value(of: callerName(name, length)) ?? 1)
}

@implementation @_cdecl("jobstatus_kind_name")
public func jobstatus_kind_name(_ kind: UInt32) -> UnsafePointer<CChar>? {
  unsafe Names.kinds.name(of: kind)?.cString
}

@implementation @_cdecl("jobstatus_kind_from_name")
public func jobstatus_kind_from_name(_ name: UnsafePointer<CChar>?, _ length: Int) -> UInt32 {
  unsafe Names.kinds.value(of: callerName(name, length)) ?? 0
}

@implementation @_cdecl("jobstatus_state_name")
public func jobstatus_state_name(_ state: UInt32) -> UnsafePointer<CChar>? {
  unsafe Names.states.name(of: state)?.cString
}

@implementation @_cdecl("jobstatus_state_from_name")
public func jobstatus_state_from_name(_ name: UnsafePointer<CChar>?, _ length: Int) -> UInt32 {
  unsafe Names.states.value(of: callerName(name, length)) ?? 0
}

@implementation @_cdecl("jobstatus_advice_name")
public func jobstatus_advice_name(_ advice: UInt32) -> UnsafePointer<CChar>? {
  unsafe Names.advices.name(of: advice)?.cString
}

@implementation @_cdecl("jobstatus_advice_from_name")
public func jobstatus_advice_from_name(_ name: UnsafePointer<CChar>?, _ length: Int) -> UInt32 {
  unsafe Names.advices.value(of: callerName(name, length)) ?? 0
}

@implementation @_cdecl("jobstatus_fault_name")
public func jobstatus_fault_name(_ fault: UInt32) -> UnsafePointer<CChar>? {
  unsafe Names.faults.name(of: fault)?.cString
}

@implementation @_cdecl("jobstatus_fault_from_name")
public func jobstatus_fault_from_name(_ name: UnsafePointer<CChar>?, _ length: Int) -> UInt32 {
  unsafe Names.faults.value(of: callerName(name, length)) ?? 0
}

@implementation @_cdecl("jobstatus_flag_name")
public func jobstatus_flag_name(_ flag: UInt32) -> UnsafePointer<CChar>? {
  unsafe Names.flags.name(of: flag)?.cString
}

@implementation @_cdecl("jobstatus_flag_from_name")
public func jobstatus_flag_from_name(_ name: UnsafePointer<CChar>?, _ length: Int) -> UInt32 {
  unsafe Names.flags.value(of: callerName(name, length)) ?? 0
}

@implementation @_cdecl("jobstatus_item_kind_name")
public func jobstatus_item_kind_name(_ kind: UInt32) -> UnsafePointer<CChar>? {
  unsafe Names.itemKinds.name(of: kind)?.cString
}

@implementation @_cdecl("jobstatus_item_kind_from_name")
public func jobstatus_item_kind_from_name(_ name: UnsafePointer<CChar>?, _ length: Int) -> UInt32 {
  unsafe Names.itemKinds.value(of: callerName(name, length)) ?? 0
}

// MARK: - Versions

@implementation @_cdecl("jobstatus_version_number")
public func jobstatus_version_number() -> UInt32 { JOBSTATUS_VERSION_NUMBER }

@implementation @_cdecl("jobstatus_version_string")
public func jobstatus_version_string() -> UnsafePointer<CChar>? {
  let version: ConstantName = "0.1.0"
  return unsafe version.cString
}

// MARK: - The caller's memory

extension ReadError {
  fileprivate static var argument: ReadError { ReadError(result: JOBSTATUS_E_ARGUMENT, offset: 0) }
  fileprivate static var structSize: ReadError { ReadError(result: JOBSTATUS_E_STRUCT_SIZE, offset: 0) }
}

/// The sizes of the structs in the library's first version. Structs only grow, so no caller's is smaller.
private enum FirstVersion {
  static let recordSize = 312
  static let itemSize = 116
  static let pageSize = 56
}

private func requireRoom(_ least: Int, _ size: Int) throws(ReadError) {
  // A size with the highest bit set is negative here, and more than any memory.
  if size >= 0, size < least { throw .structSize }
}

/// A body, or why it cannot be one.
@unsafe private func bodyBytes(_ json: UnsafeRawPointer?, _ length: Int) throws(ReadError) -> Bytes {
  if unsafe json == nil {
    if length != 0 { throw .argument }
    return unsafe Bytes(base: nil, count: 0)
  }
  guard UInt64(UInt(bitPattern: length)) <= UInt64(JOBSTATUS_MAX_LENGTH), length >= 0 else {
    throw ReadError(result: JOBSTATUS_E_TOO_LARGE, offset: Int(truncatingIfNeeded: JOBSTATUS_MAX_LENGTH))
  }
  return unsafe Bytes(base: json, count: length)
}

/// Text that the caller gives beside a body.
@unsafe private func callerBytes(_ text: UnsafePointer<CChar>?, _ length: Int) throws(ReadError) -> Bytes {
  guard unsafe length == 0 || (text != nil && length > 0) else { throw .argument }
  return unsafe Bytes(base: UnsafeRawPointer(text), count: length)
}

/// A name to look up; where there is none the empty text, which is no name.
@unsafe private func callerName(_ name: UnsafePointer<CChar>?, _ length: Int) -> Bytes {
  unsafe Bytes(base: UnsafeRawPointer(name), count: max(length, 0))
}
