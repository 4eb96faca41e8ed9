// The package's documentation.
//
// SPDX-License-Identifier: Apache-2.0

// Package jobstatus reads and classifies the responses of asynchronous-job APIs: what the job is, where it stands,
// how it ended, why it failed, and what a poller should do next. It is libjobstatus for Go, by cgo; jobstatus.h is
// the whole contract, and says for each vendor which member of a body becomes which field.
//
//	job, err := jobstatus.Parse(jobstatus.VendorNetAppONTAP, response.StatusCode, body)
//	switch job.Advice() {
//	case jobstatus.AdvicePoll, jobstatus.AdviceRetry: // ask again later; err may say why the body was of no use
//	case jobstatus.AdviceDone: // read job.State(), job.Message()
//	}
//
// # Errors
//
// The error of every call that reads a body is an *Error. A Job is valid beside an error: a gateway's HTML page with
// status 502 is no JSON, which is the error, and is to be asked for again, which is the advice. So a poller acts on
// [Job.Advice], and uses the error to tell a person what was wrong with the body:
//
//	if errors.Is(err, jobstatus.ErrNotJSON) { ... }
//
// # Absent values
//
// An absent text is "", an absent time the zero [time.Time] (IsZero), an absent percentage or total comes with false.
// A text that is there is never empty.
//
// # Memory
//
// The body is not copied. A [Job], an [Item] and a [Value] keep the slice and where in it their texts lie; a text
// becomes a string when its method is called. So the body stays in memory as long as one of them does, and must not
// be changed while they are in use: texts would come out wrong, though never from outside the slice. Parse allocates
// nothing, save for an error. C memory is never kept, and nothing needs to be closed.
//
// # Goroutines
//
// Every function may be called from any goroutine at any time. A Job, an Item and a Value are only read by their
// methods, and may be shared; a [ListReader] belongs to one goroutine at a time.
//
// # Building
//
// cgo finds the library with pkg-config. With the build tag jobstatus_static the archive is linked in place of the
// shared library; see README.md.
package jobstatus
