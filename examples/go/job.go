// One response: Parse, Detect and Find, and the job that comes of a body.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus

// #include <jobstatus.h>
import "C"

import (
	"fmt"
	"time"
)

// A Job is one response, normalized: of any kind, not only KindJob. It holds the body that it was read from and no
// copy of it. It comes from [Parse] or a [ListReader]; a Job may be copied, and its methods only read.
type Job struct {
	record  record
	body    []byte
	element bool // It is one of a list.
}

// Parse reads a response body, without its header section. httpStatus is the status code of the response, 0 where it is
// not known.
//
// The Job is valid beside an error. An unusable body (a gateway's page, half a document, another API's object) makes
// an error that says what is wrong with the body, and a Job of KindNone whose Fault and Advice say what the HTTP
// status says: a poller acts on [Job.Advice], and not on the error.
//
// Whoever gives another vendor than that of the body may well get a job in an unknown state: poll with a limit.
func Parse(vendor Vendor, httpStatus int, body []byte) (Job, error) {
	job := Job{body: body}
	parse(vendor, httpStatus, body, &job.record, nil)
	return job, job.Err()
}

// Detect returns the vendor that a body looks like, VendorUnknown where it looks like none or like several alike.
// Nothing is validated.
func Detect(body []byte) Vendor {
	return detect(body)
}

// Err returns what Parse returned for this job, or of an element of a list what is wrong with the element: nil or an
// *Error.
func (j *Job) Err() error {
	return newError(Result(j.record.result), j.record.error_offset)
}

// String tells what a person wants to know of the response, in a line, with quotes around the texts of the body:
//
//	netapp-ontap job "1d9f7c44" failed, advice done, "no room"
func (j Job) String() string {
	if err := j.Err(); err != nil {
		return fmt.Sprintf("%s response, %v, advice %s", j.Vendor(), err, j.Advice())
	}
	told := fmt.Sprintf("%s %s", j.Vendor(), j.Kind())
	if id := j.ID(); id != "" {
		told += fmt.Sprintf(" %.60q", id)
	}
	if j.Kind() == KindJob || j.Kind() == KindAccepted {
		told += fmt.Sprintf(" %s", j.State())
	}
	told += fmt.Sprintf(", advice %s", j.Advice())
	if message := j.Message(); message != "" {
		told += fmt.Sprintf(", %.200q", message)
	}
	return told
}

// Vendor returns the vendor as given to Parse, or as detected.
func (j *Job) Vendor() Vendor { return Vendor(j.record.vendor) }

// HTTPStatus returns the HTTP status as given to Parse.
func (j *Job) HTTPStatus() int { return int(j.record.http_status) }

// Kind returns what the body is.
func (j *Job) Kind() Kind { return Kind(j.record.kind) }

// State returns where the job stands.
func (j *Job) State() State { return State(j.record.state) }

// Terminal reports whether the job is over: its state will not change any more.
func (j *Job) Terminal() bool { return j.record.terminal != 0 }

// Advice returns what a poller should do next.
func (j *Job) Advice() Advice { return Advice(j.record.advice) }

// Fault returns what went wrong with the request.
func (j *Job) Fault() Fault { return Fault(j.record.fault) }

// Flags returns what else a reader may want to know of the body.
func (j *Job) Flags() Flags { return Flags(j.record.flags) }

// isZero tells a Job that the library never filled.
func (j *Job) isZero() bool { return j.record.struct_size == 0 }

// Percent returns how far the job has come, 0 to 100, and false where the body does not tell. It says nothing about the
// state.
func (j *Job) Percent() (percent int, ok bool) {
	if j.record.percent == C.JOBSTATUS_NO_PERCENT || j.isZero() {
		return 0, false
	}
	return int(j.record.percent), true
}

// CreatedAt returns when the job was created, in UTC; the zero Time where the body does not tell.
func (j *Job) CreatedAt() time.Time { return j.timeOf(j.record.created_at) }

// StartedAt returns when the job started, in UTC; the zero Time where the body does not tell.
func (j *Job) StartedAt() time.Time { return j.timeOf(j.record.started_at) }

// UpdatedAt returns when the job last changed, in UTC; the zero Time where the body does not tell.
func (j *Job) UpdatedAt() time.Time { return j.timeOf(j.record.updated_at) }

// FinishedAt returns when the job ended, in UTC; the zero Time where it is not over or the body does not tell.
func (j *Job) FinishedAt() time.Time { return j.timeOf(j.record.finished_at) }

func (j *Job) timeOf(nanoseconds C.int64_t) time.Time {
	if nanoseconds == C.JOBSTATUS_NO_TIME || j.isZero() {
		return time.Time{}
	}
	return time.Unix(0, int64(nanoseconds)).UTC()
}

// ErrorCount returns the number of items of ItemError.
func (j *Job) ErrorCount() int { return int(j.record.error_count) }

// WarningCount returns the number of items of ItemWarning.
func (j *Job) WarningCount() int { return int(j.record.warning_count) }

// ItemCount returns the number of items of every kind: what Items has.
func (j *Job) ItemCount() int { return int(j.record.item_count) }

// Subtasks counts the sub-tasks of a job.
type Subtasks struct {
	Total      int
	Succeeded  int
	Failed     int // or cancelled
	Unfinished int // every other one
}

// Subtasks returns how many sub-tasks the job has and how they stand; zeros where it has none.
func (j *Job) Subtasks() Subtasks {
	return Subtasks{
		Total:      int(j.record.subtasks_total),
		Succeeded:  int(j.record.subtasks_succeeded),
		Failed:     int(j.record.subtasks_failed),
		Unfinished: int(j.record.subtasks_unfinished),
	}
}

// JSON returns the JSON of the job itself, as it stands in the body; nil where there is none. It is a part of the body.
func (j *Job) JSON() []byte {
	if j.record.json.length == 0 {
		return nil
	}
	return bytesOf(j.body, j.record.json)
}

// ID returns the job's identifier.
func (j *Job) ID() string { return textOf(j.body, j.record.id) }

// ParentID returns the identifier of the job that started this one.
func (j *Job) ParentID() string { return textOf(j.body, j.record.parent_id) }

// Name returns the job's name.
func (j *Job) Name() string { return textOf(j.body, j.record.name) }

// Operation returns the vendor's word for what the job does.
func (j *Job) Operation() string { return textOf(j.body, j.record.operation) }

// Description returns the vendor's description of the job.
func (j *Job) Description() string { return textOf(j.body, j.record.description) }

// StateText returns the vendor's own state word.
func (j *Job) StateText() string { return textOf(j.body, j.record.state_text) }

// ResultText returns the vendor's own result word.
func (j *Job) ResultText() string { return textOf(j.body, j.record.result_text) }

// Message returns a text for a person: why the job failed, else what the vendor says of it.
func (j *Job) Message() string { return textOf(j.body, j.record.message) }

// ErrorCode returns the vendor's code of what went wrong.
func (j *Job) ErrorCode() string { return textOf(j.body, j.record.error_code) }

// JobCode returns the vendor's own number for the job's outcome; it decides nothing.
func (j *Job) JobCode() string { return textOf(j.body, j.record.job_code) }

// Requester returns who asked for the job.
func (j *Job) Requester() string { return textOf(j.body, j.record.requester) }

// TargetName returns the name of what the job works on.
func (j *Job) TargetName() string { return textOf(j.body, j.record.target_name) }

// TargetID returns the identifier of what the job works on.
func (j *Job) TargetID() string { return textOf(j.body, j.record.target_id) }

// SelfLink returns the URI reference of the job. It comes from the response: before credentials are sent there,
// resolve it against the URL of the request and compare the hosts.
func (j *Job) SelfLink() string { return textOf(j.body, j.record.self_link) }

// ResourceLink returns the URI reference of what the job made or works on; see SelfLink.
func (j *Job) ResourceLink() string { return textOf(j.body, j.record.resource_link) }

// RequestID returns the vendor's number of the request, for its support.
func (j *Job) RequestID() string { return textOf(j.body, j.record.request_id) }

// A Value is a value of a body that [Find] found. It holds the body.
type Value struct {
	body []byte
	span span
}

// Find returns the value that an RFC 6901 JSON Pointer names, such as "/metadata/task/id": the way to members that no
// field has. The empty pointer names the whole document, and so makes it a validator of JSON. Of members with the same
// name the last counts.
//
// The error is an *Error: ErrNotFound, ErrPointer, or why the body is unusable. It has no Offset.
func Find(body []byte, pointer string) (Value, error) {
	result, found := find(body, pointer)
	if result != C.JOBSTATUS_OK {
		return Value{}, &Error{result, -1}
	}
	return Value{body, found}, nil
}

// String returns the text of a string, decoded; of any other value its JSON.
func (v Value) String() string { return textOf(v.body, v.span) }

// Bytes returns the value as it stands in the body, a string without its quotes. It is a part of the body.
func (v Value) Bytes() []byte { return bytesOf(v.body, v.span) }

// Offset returns the number of bytes in front of the value, counted from the front of the body.
func (v Value) Offset() int { return int(v.span.offset) }
