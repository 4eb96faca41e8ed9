// Waiting for a state: the loop.
//
// SPDX-License-Identifier: Apache-2.0

// Package wait waits for the jobs of asynchronous APIs, as a Terraform provider does after it has created a resource.
//
// A [Poller] asks for a job over HTTP and says in which state it is; a [Waiter] calls it until that state is one of
// those that are waited for. They meet in a [RefreshFunc], which has the type of the retry.StateRefreshFunc of
// Terraform's plugin SDK: a Poller's serves the SDK's StateChangeConf as well, and a Waiter takes any other one.
// Neither depends on the SDK.
//
//	ctx, cancel := context.WithTimeout(ctx, data.Timeout(schema.TimeoutCreate))
//	defer cancel()
//	poller := wait.Poller{Vendor: jobstatus.VendorNetAppONTAP, URL: jobURL, Client: client, Authorize: authorize}
//	waiter := wait.Waiter{Target: []string{jobstatus.StateSucceeded.String()}}
//	result, err := waiter.Wait(ctx, poller.Refresh(ctx))
//
// # States
//
// The states of a Poller are the library's names: "queued", "running", "paused", "unknown", "succeeded", "partial",
// "failed", "cancelled", "ended"; and [Retry], where the response was none of the job, but will pass: a gateway's
// page, a rate limit, a connection that broke. A job that does not exist is a nil result, as in the SDK.
package wait

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/jobstatus"
)

// A RefreshFunc asks once. It returns what was read, nil where the thing does not exist; the state it is in; and an
// error where asking again is of no use, which ends the wait.
type RefreshFunc = func() (result any, state string, err error)

// Retry is the state of a response that does not tell one, and that will pass.
const Retry = "retry"

// Pending returns the states in which a job is not over, and [Retry].
func Pending() []string {
	return []string{
		jobstatus.StateQueued.String(), jobstatus.StateRunning.String(), jobstatus.StatePaused.String(),
		jobstatus.StateUnknown.String(), Retry,
	}
}

// What a Waiter uses where its members are 0.
const (
	DefaultMinInterval    = time.Second
	DefaultMaxInterval    = 30 * time.Second
	DefaultNotFoundChecks = 20
)

// A Waiter calls a RefreshFunc until the state is one of those that are waited for. It may be used again, and by
// several goroutines at once.
type Waiter struct {
	// Pending are the states in which to go on waiting, nil stands for [Pending]. A state that is neither one of these
	// nor a target ends the wait with an *UnexpectedStateError.
	Pending []string
	// Target are the states that are waited for. Where there are none, the thing is waited for to be gone.
	Target []string
	// Delay is the time before the first call.
	Delay time.Duration
	// MinInterval is the time between the first two calls. It doubles with each call, up to MaxInterval.
	MinInterval, MaxInterval time.Duration
	// NotFoundChecks is how many results may be nil at first: what was just created may not be there for every server
	// yet. With one more, and with the first one once there was a state, the wait ends with a *NotFoundError. A negative
	// number allows none.
	NotFoundChecks int
	// Sleep waits, and returns early with ctx.Err() where ctx ends; nil stands for the clock of the system. It is
	// here for tests.
	Sleep func(ctx context.Context, duration time.Duration) error
}

// A Delayer is a result that says when to ask again. The Waiter waits for that long where it is longer than the
// interval.
type Delayer interface {
	AskAgainIn() time.Duration
}

// A Failer is a result that can say why it is not what was waited for.
type Failer interface {
	Failure() error
}

// Wait calls refresh until the state is a target, and returns the result that it had then; beside an error it is the
// last one there was. The time is limited by ctx, which belongs into refresh as well, so that a request that hangs
// ends with it. It returns a *TimeoutError, *UnexpectedStateError, *NotFoundError or the error of refresh.
func (w *Waiter) Wait(ctx context.Context, refresh RefreshFunc) (any, error) {
	progress := progress{waiter: w, interval: orDefault(w.MinInterval, DefaultMinInterval)}
	pause := w.Delay
	for {
		if err := w.sleep(ctx, pause); err != nil {
			return progress.result, &TimeoutError{LastState: progress.state, Expected: w.Target, Err: err}
		}
		result, state, err := refresh()
		if err != nil && ctx.Err() != nil {
			return progress.result, &TimeoutError{LastState: progress.state, Expected: w.Target, Err: ctx.Err()}
		}
		if over, err := progress.take(result, state, err); over {
			return progress.result, err
		}
		pause = progress.pause(result)
	}
}

// progress is how far one wait has come.
type progress struct {
	waiter   *Waiter
	result   any
	state    string
	seen     bool // whether there was a state, and not only a trouble of the way there
	missing  int  // results that were nil
	interval time.Duration
}

// take takes what a call of refresh returned, and tells whether the wait is over and how it ended.
func (p *progress) take(result any, state string, err error) (over bool, failure error) {
	if result != nil {
		p.result, p.state = result, state
		p.seen = p.seen || state != Retry
	}
	switch {
	case err != nil:
		return true, err
	case result == nil:
		return p.miss()
	case slices.Contains(p.waiter.Target, state):
		return true, nil
	case !slices.Contains(p.waiter.pending(), state):
		return true, &UnexpectedStateError{State: state, Expected: p.waiter.Target, Err: failureOf(result)}
	}
	return false, nil
}

func (p *progress) miss() (over bool, failure error) {
	if len(p.waiter.Target) == 0 {
		p.result = nil
		return true, nil
	}
	p.missing++
	if p.seen || p.missing > p.waiter.notFoundChecks() {
		return true, &NotFoundError{LastState: p.state, Checks: p.missing}
	}
	return false, nil
}

// pause is the time until the next call.
func (p *progress) pause(result any) time.Duration {
	pause := p.interval
	p.interval = min(2*p.interval, max(p.interval, orDefault(p.waiter.MaxInterval, DefaultMaxInterval)))
	if delayer, ok := result.(Delayer); ok {
		pause = max(pause, delayer.AskAgainIn())
	}
	return pause
}

func (w *Waiter) pending() []string {
	if w.Pending == nil {
		return Pending()
	}
	return w.Pending
}

func (w *Waiter) notFoundChecks() int {
	if w.NotFoundChecks == 0 {
		return DefaultNotFoundChecks
	}
	return w.NotFoundChecks
}

func (w *Waiter) sleep(ctx context.Context, duration time.Duration) error {
	if w.Sleep != nil {
		return w.Sleep(ctx, duration)
	}
	if err := ctx.Err(); err != nil || duration <= 0 {
		return err
	}
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func orDefault(duration, instead time.Duration) time.Duration {
	if duration <= 0 {
		return instead
	}
	return duration
}

func failureOf(result any) error {
	if failer, ok := result.(Failer); ok {
		return failer.Failure()
	}
	return nil
}

// ---- Errors ---------------------------------------------------------------------------------------------------------

// A TimeoutError is the end of a wait by its context. It unwraps to context.DeadlineExceeded or context.Canceled.
type TimeoutError struct {
	LastState string // "" where none was seen
	Expected  []string
	Err       error
}

// Error says how far it had come.
func (e *TimeoutError) Error() string {
	what := "wait ended"
	if errors.Is(e.Err, context.DeadlineExceeded) {
		what = "timeout"
	}
	return fmt.Sprintf("%s while waiting for %s (last state: %s)", what, expected(e.Expected), orNone(e.LastState))
}

// Unwrap returns the error of the context.
func (e *TimeoutError) Unwrap() error { return e.Err }

// An UnexpectedStateError is a state in which no wait helps: a job that failed, where one that succeeded was waited
// for. It unwraps to the reason, of a Poller's result a *JobError.
type UnexpectedStateError struct {
	State    string
	Expected []string
	Err      error // nil where no reason is known
}

// Error says why, where a reason is known.
func (e *UnexpectedStateError) Error() string {
	text := fmt.Sprintf("unexpected state %q, waiting for %s", e.State, expected(e.Expected))
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the reason.
func (e *UnexpectedStateError) Unwrap() error { return e.Err }

// A NotFoundError is a thing that is not there, or no longer: some vendors keep a job for a while only.
type NotFoundError struct {
	LastState string // the state it was last seen in, "" where it never was
	Checks    int
}

// Error says whether it had been seen.
func (e *NotFoundError) Error() string {
	return fmt.Sprintf("not found in %d checks (last state: %s)", e.Checks, orNone(e.LastState))
}

func expected(states []string) string {
	if len(states) == 0 {
		return "it to be gone"
	}
	return "state " + strings.Join(states, ", ")
}

func orNone(state string) string {
	if state == "" {
		return "none"
	}
	return state
}
