// Errors: what was wrong with a body or with a call.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus

// #include <jobstatus.h>
import "C"

import "fmt"

// A Result is what a call of the library came to. It is an error that errors.Is finds in an *Error, in the manner of
// syscall.Errno:
//
//	if errors.Is(err, jobstatus.ErrTruncated) { ... }
//
// Its text is the library's name of it.
type Result int32

// The caller's mistakes: nothing was read.
const (
	ErrArgument   Result = C.JOBSTATUS_E_ARGUMENT    // no call of this package makes it
	ErrVendor     Result = C.JOBSTATUS_E_VENDOR      // the vendor is none of the Vendor constants
	ErrStructSize Result = C.JOBSTATUS_E_STRUCT_SIZE // the package was compiled with a header from before version 0.1
	ErrPointer    Result = C.JOBSTATUS_E_POINTER     // the text is not an RFC 6901 JSON Pointer
)

// The body is not usable JSON.
const (
	ErrEmpty     Result = C.JOBSTATUS_E_EMPTY     // nothing but white space, or a byte-order mark
	ErrNotJSON   Result = C.JOBSTATUS_E_NOT_JSON  // an HTML page, a gateway's line of text
	ErrTruncated Result = C.JOBSTATUS_E_TRUNCATED // the bytes are the beginning of some valid document
	ErrSyntax    Result = C.JOBSTATUS_E_SYNTAX    // it breaks the grammar of RFC 8259
	ErrUTF8      Result = C.JOBSTATUS_E_UTF8      // a sequence of bytes is not UTF-8
	ErrTooDeep   Result = C.JOBSTATUS_E_TOO_DEEP  // nested deeper than MaxDepth
	ErrTooLarge  Result = C.JOBSTATUS_E_TOO_LARGE // longer than MaxLength
)

// The body is JSON.
const (
	ErrUnrecognized Result = C.JOBSTATUS_E_UNRECOGNIZED // it has none of this vendor's shapes
	ErrNotFound     Result = C.JOBSTATUS_E_NOT_FOUND    // Find: the document has no such value
)

// Error returns the text of the result as an error.
func (r Result) Error() string {
	return "jobstatus: " + r.String()
}

// An Error says what was wrong, and where. It unwraps to its Result.
type Error struct {
	Result Result
	// Offset is the byte of the body where it went wrong, counted from 0: of bytes that are not UTF-8 the first one,
	// of a truncated or empty body its length, of one that is no JSON or that is not recognized the first byte of the
	// document. It is -1 where there is none: for the caller's mistakes, a body that is too large, and Find.
	Offset int64
}

// Error says what was wrong, and where: "jobstatus: syntax at byte 12".
func (e *Error) Error() string {
	if e.Offset < 0 {
		return e.Result.Error()
	}
	return fmt.Sprintf("%s at byte %d", e.Result.Error(), e.Offset)
}

// Unwrap returns the Result, for errors.Is.
func (e *Error) Unwrap() error {
	return e.Result
}

// newError is nil where the result is ok. The results of a family are ten numbers apart; the first is the caller's
// mistakes.
func newError(result Result, offset C.uint32_t) error {
	switch {
	case result == C.JOBSTATUS_OK:
		return nil
	case result > ErrEmpty, result == ErrTooLarge:
		return &Error{result, -1}
	}
	return &Error{result, int64(offset)}
}
