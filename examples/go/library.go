// The calls into libjobstatus: the one file that hands memory to C.
//
// What C is handed is a byte slice or an array of C structs, none of which holds a Go pointer; it is used during the
// call alone.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus

/*
// With the tag the archive comes first: then the -ljobstatus of pkg-config is not needed any more, and left out.
#cgo pkg-config: jobstatus
#cgo jobstatus_static LDFLAGS: -l:libjobstatus.a -Wl,--as-needed

// P1, P3: C keeps no pointer and calls nothing back. So what it is given may lie on the Go stack.
#cgo noescape parse
#cgo nocallback parse
#cgo noescape parse_list
#cgo nocallback parse_list
#cgo noescape text
#cgo nocallback text
#cgo noescape detect
#cgo nocallback detect
#cgo noescape find
#cgo nocallback find

#include <string.h>
#include <jobstatus.h>

// Bodies are unsigned char here: behind a void pointer cgo looks for Go pointers, in each call, and also beside the
// body where it is a part of something larger.
static void parse(uint32_t vendor, int32_t http_status, const unsigned char *json, size_t length,
                  jobstatus_record *record, jobstatus_item *items, size_t item_capacity) {
	jobstatus_parse(vendor, http_status, json, length, record, sizeof *record, items, sizeof *items, item_capacity);
}

static void parse_list(uint32_t vendor, int32_t http_status, const unsigned char *json, size_t length,
                       jobstatus_page *page, jobstatus_record *records, size_t record_capacity) {
	jobstatus_parse_list(vendor, http_status, json, length, page, sizeof *page, records, sizeof *records,
	                     record_capacity);
}

static size_t text(const unsigned char *json, size_t length, jobstatus_span span, char *buffer, size_t size) {
	return jobstatus_text(json, length, &span, buffer, size);
}

static uint32_t detect(const unsigned char *json, size_t length) {
	return jobstatus_detect(json, length);
}

struct found {
	jobstatus_result result;
	jobstatus_span span;
};

static struct found find(const unsigned char *json, size_t length, const char *pointer, size_t pointer_length) {
	struct found found;
	found.result = jobstatus_find(json, length, pointer, pointer_length, &found.span);
	return found;
}
*/
import "C"

import (
	"math"
	"unsafe"
)

// The C structs by names that other files can use.
type (
	record = C.jobstatus_record
	item   = C.jobstatus_item
	page   = C.jobstatus_page
	span   = C.jobstatus_span
)

// pointerTo is a body as C takes it.
func pointerTo(body []byte) (*C.uchar, C.size_t) {
	return (*C.uchar)(unsafe.Pointer(unsafe.SliceData(body))), C.size_t(len(body))
}

// pointerToText is a text as C takes it: it needs no NUL.
func pointerToText(text string) (*C.char, C.size_t) {
	return (*C.char)(unsafe.Pointer(unsafe.StringData(text))), C.size_t(len(text))
}

// httpStatusOf is a status as C takes it. A number that C cannot hold stays what it is: no HTTP status.
func httpStatusOf(httpStatus int) C.int32_t {
	if httpStatus < math.MinInt32 || httpStatus > math.MaxInt32 {
		return -1
	}
	return C.int32_t(httpStatus)
}

func parse(vendor Vendor, httpStatus int, body []byte, record *record, items []item) {
	json, length := pointerTo(body)
	C.parse(C.uint32_t(vendor), httpStatusOf(httpStatus), json, length, record, unsafe.SliceData(items),
		C.size_t(len(items)))
}

func parseList(vendor Vendor, httpStatus int, body []byte, page *page, records []record) {
	json, length := pointerTo(body)
	C.parse_list(C.uint32_t(vendor), httpStatusOf(httpStatus), json, length, page, unsafe.SliceData(records),
		C.size_t(len(records)))
}

func detect(body []byte) Vendor {
	json, length := pointerTo(body)
	return Vendor(C.detect(json, length))
}

func find(body []byte, pointer string) (Result, span) {
	json, length := pointerTo(body)
	path, pathLength := pointerToText(pointer)
	found := C.find(json, length, path, pathLength)
	return Result(found.result), found.span
}

func vendorFromName(name string) Vendor {
	text, length := pointerToText(name)
	return Vendor(C.jobstatus_vendor_from_name(text, length))
}

func resultFromName(name string) Result {
	text, length := pointerToText(name)
	return Result(C.jobstatus_result_from_name(text, length))
}

func flagFromName(name string) Flags {
	text, length := pointerToText(name)
	return Flags(C.jobstatus_flag_from_name(text, length))
}

// bytesOf is a span as it stands in the body.
func bytesOf(body []byte, s span) []byte {
	end := int(s.offset) + int(s.length)
	return body[int(s.offset):end:end]
}

// textOf is a span decoded.
func textOf(body []byte, s span) string {
	if s.escapes == C.JOBSTATUS_ESCAPES_NONE {
		return string(bytesOf(body, s))
	}
	// No escape sequence is shorter than what it stands for.
	buffer := make([]byte, int(s.length)+1)
	json, length := pointerTo(body)
	needed := C.text(json, length, s, (*C.char)(unsafe.Pointer(&buffer[0])), C.size_t(len(buffer)))
	return unsafe.String(&buffer[0], min(int(needed), int(s.length)))
}

// nameOf is a constant string of the library's.
func nameOf(name *C.char) string {
	if name == nil {
		return ""
	}
	return unsafe.String((*byte)(unsafe.Pointer(name)), int(C.strlen(name)))
}

// Version returns the version of the library that runs, such as "0.1.0".
func Version() string {
	return nameOf(C.jobstatus_version_string())
}

// HeaderVersion is the version of the jobstatus.h that the package was compiled with.
const HeaderVersion = C.JOBSTATUS_VERSION_STRING
