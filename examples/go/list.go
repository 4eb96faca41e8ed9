// Lists of jobs, read a page at a time in memory that does not grow with the list.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus

// #include <jobstatus.h>
import "C"

// How many jobs a ListReader has room for: about 12 KB.
const pageCapacity = 32

// A ListReader reads the jobs of a list one after the other, in the manner of bufio.Scanner:
//
//	list := jobstatus.NewListReader(vendor, response.StatusCode, body)
//	for list.Next() {
//		job := list.Job()
//		...
//	}
//	if err := list.Err(); err != nil { ... } // the list was not read to its end
//
// A body that is no list is one job: [ListReader.Kind] tells, and an error envelope is a Job of KindError. Where the
// body is unusable, [Parse] on the same body tells fault and advice.
//
// A ListReader belongs to one goroutine at a time, and needs no closing. [Jobs] is the same as an iterator.
type ListReader struct {
	vendor     Vendor
	httpStatus int
	body       []byte
	page       page
	records    [pageCapacity]record
	next       int // the record that the next call of Next tells
	flags      Flags
	started    bool
	ended      bool
}

// NewListReader returns a reader of the list that a response body is; its arguments are those of [Parse].
func NewListReader(vendor Vendor, httpStatus int, body []byte) *ListReader {
	return &ListReader{vendor: vendor, httpStatus: httpStatus, body: body}
}

// Next goes on to the next job, and reports false where there is none.
func (l *ListReader) Next() bool {
	for l.next == int(l.page.returned) {
		if l.ended || l.started && l.page.next_offset == 0 {
			l.ended = true
			return false
		}
		parseList(l.vendor, l.httpStatus, l.body, &l.page, l.records[:])
		l.flags |= Flags(l.page.flags)
		l.started = true
		l.next = 0
	}
	l.next++
	return true
}

// Job returns the job that Next went on to; before the first call of Next the zero Job. Its Err tells whether it is
// one: an element with neither the vendor's id member nor its state member is ErrUnrecognized, and the list goes on
// behind it.
func (l *ListReader) Job() Job {
	if l.next == 0 {
		return Job{}
	}
	return Job{record: l.records[l.next-1], body: l.body, element: l.Kind() == KindList}
}

// Err returns why the list was not read to its end: nil or an *Error, once Next has reported false. The jobs in front
// of a fault have been told by then.
func (l *ListReader) Err() error {
	if !l.ended {
		return nil
	}
	return newError(Result(l.page.result), l.page.error_offset)
}

// Vendor returns the vendor as given, or as detected once Next was called.
func (l *ListReader) Vendor() Vendor {
	if !l.started {
		return l.vendor
	}
	return Vendor(l.page.vendor)
}

// Kind returns KindList, or what the body is instead, once Next was called.
func (l *ListReader) Kind() Kind { return Kind(l.page.kind) }

// Flags returns what was odd with the list so far. FlagRepeatedList: the jobs of the last list count, and those that
// Next told before it was raised are of an earlier one.
func (l *ListReader) Flags() Flags { return l.flags }

// Total returns how many jobs there are on all pages of the vendor's API, and false where the bytes that were read so
// far do not tell. It is certain once Next has reported false.
func (l *ListReader) Total() (total int64, ok bool) {
	if !l.started || l.page.total == C.JOBSTATUS_NO_TOTAL {
		return 0, false
	}
	return int64(l.page.total), true
}

// NextLink returns the URI reference of the next page of the vendor's API, "" where the bytes that were read so far
// do not tell. It is certain once Next has reported false. See [Job.SelfLink] on following one.
func (l *ListReader) NextLink() string { return textOf(l.body, l.page.next_link) }
