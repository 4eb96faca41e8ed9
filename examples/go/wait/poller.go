// Asking for a job over HTTP.
//
// SPDX-License-Identifier: Apache-2.0

package wait

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.com/jobstatus"
)

// What a Poller uses where its members are 0.
const (
	DefaultMaxBody     = 16 << 20
	DefaultMaxFailures = 10
)

// The longest time to wait that a server may ask for; the context ends most waits earlier.
const longestRetryAfter = 24 * time.Hour

// The most errors and failed sub-tasks that a JobError tells.
const mostDetails = 10

// The most items of a job that are looked at for them.
const mostItems = 1000

// A Poller asks for one job over HTTP, and lets libjobstatus say what the response means.
type Poller struct {
	Vendor jobstatus.Vendor
	// URL is where the job is asked for, with GET: an absolute one, of http or https.
	URL string
	// Client sends the requests; nil stands for http.DefaultClient, which waits for an answer as long as the context
	// does. Its CheckRedirect is not asked: redirections are not followed, so that credentials go to no other place
	// than the one in URL.
	Client *http.Client
	// Authorize puts credentials into a request, where it is not nil. renew is true where those that it put into the
	// last one were refused: the same request is then sent once more. An error of its ends the wait.
	Authorize func(request *http.Request, renew bool) error
	// MaxBody is the most bytes of a body that are read. A longer one ends the wait.
	MaxBody int64
	// MaxFailures is how many responses in a row may be troubles that pass, or none at all for want of a connection.
	// With one more the wait ends. A negative number allows none. Rate limits do not count: there the server is well.
	MaxFailures int
}

// An Answer is the result of a Poller's RefreshFunc: one response.
type Answer struct {
	// Job is what the response says; where there was no response, what an empty one would say.
	Job jobstatus.Job
	// RetryAfter is what the response asked for in its Retry-After field, 0 where it did not.
	RetryAfter time.Duration
	// Err is what was wrong: nil, an error of the connection's, or one of jobstatus.Parse.
	Err error
}

// AskAgainIn makes an Answer a [Delayer].
func (a *Answer) AskAgainIn() time.Duration { return a.RetryAfter }

// Failure makes an Answer a [Failer]: it returns a *JobError where the job is over and has not succeeded, else nil.
func (a *Answer) Failure() error {
	if !a.Job.Terminal() || a.Job.State() == jobstatus.StateSucceeded {
		return nil
	}
	return &JobError{
		ID: a.Job.ID(), State: a.Job.State(), Message: a.Job.Message(), Code: a.Job.ErrorCode(),
		Details: detailsOf(&a.Job),
	}
}

// Refresh returns a RefreshFunc that asks for the job; its results are of the type *Answer. It keeps count of
// failures, and so serves one wait. Its requests end with ctx.
//
// With the StateChangeConf of Terraform's plugin SDK, let Pending be [Pending](), which has [Retry] in it, and return
// the answer's Failure() as the error where it is one: the SDK does not ask for it.
func (p *Poller) Refresh(ctx context.Context) RefreshFunc {
	failures := 0
	return func() (any, string, error) {
		answer, err := p.ask(ctx)
		if err != nil {
			return nil, "", err
		}
		switch answer.Job.Advice() {
		case jobstatus.AdviceGone:
			failures = 0
			return nil, "", nil
		case jobstatus.AdviceAuthenticate, jobstatus.AdviceGiveUp, jobstatus.AdviceNone:
			return answer, "", newRequestError(answer)
		case jobstatus.AdviceRetry:
			if answer.Job.Fault() != jobstatus.FaultRateLimited {
				failures++
			}
			if failures > p.maxFailures() {
				return answer, Retry, newRequestError(answer)
			}
			return answer, Retry, nil
		}
		failures = 0
		return answer, answer.Job.State().String(), nil
	}
}

// Resolve returns the URL of a link that a response to a request holds, such as [jobstatus.Job.SelfLink] of the
// answer that a job was accepted with. It returns an error where there is no link, and where it leads to another
// server: credentials would be sent there.
func Resolve(request *url.URL, link string) (string, error) {
	if link == "" {
		return "", errors.New("the response has no link")
	}
	reference, err := url.Parse(link)
	if err != nil {
		return "", err
	}
	resolved := request.ResolveReference(reference)
	if serverOf(resolved) != serverOf(request) {
		return "", fmt.Errorf("the link %q leads from %s to another server", link, request.Redacted())
	}
	return resolved.String(), nil
}

// serverOf is the scheme, host and port of a URL: equal texts are one server.
func serverOf(address *url.URL) string {
	port := address.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[address.Scheme]
	}
	return address.Scheme + "://" + net.JoinHostPort(strings.ToLower(address.Hostname()), port)
}

// ask sends the request, and once more with new credentials where it is refused.
func (p *Poller) ask(ctx context.Context) (*Answer, error) {
	answer, err := p.send(ctx, false)
	if err != nil || p.Authorize == nil || answer.Job.Advice() != jobstatus.AdviceAuthenticate {
		return answer, err
	}
	return p.send(ctx, true)
}

// send sends the request. It returns an error where another request would fail as well, or ctx has ended.
func (p *Poller) send(ctx context.Context, renew bool) (*Answer, error) {
	request, err := p.newRequest(ctx)
	if err != nil {
		return nil, err
	}
	if p.Authorize != nil {
		if err := p.Authorize(request, renew); err != nil {
			return nil, err
		}
	}
	response, err := p.client().Do(request)
	if err != nil {
		return p.noAnswer(ctx, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, p.maxBody()+1))
	if err != nil {
		return p.noAnswer(ctx, err)
	}
	if int64(len(body)) > p.maxBody() {
		return nil, fmt.Errorf("the response of %s is longer than %d bytes", request.URL.Redacted(), p.maxBody())
	}
	answer := &Answer{RetryAfter: retryAfter(response.Header, time.Now())}
	answer.Job, answer.Err = jobstatus.Parse(p.Vendor, response.StatusCode, body)
	return answer, nil
}

// newRequest returns an error for a URL that no server can ever answer, where net/http would fail only once it sends.
func (p *Poller) newRequest(ctx context.Context) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL, nil)
	if err != nil {
		return nil, err
	}
	scheme, host := request.URL.Scheme, request.URL.Hostname()
	if scheme != "http" && scheme != "https" || host == "" {
		return nil, fmt.Errorf("cannot ask for the job: %q is no http or https URL with a host", request.URL.Redacted())
	}
	request.Header.Set("Accept", "application/json")
	return request, nil
}

// noAnswer is what comes of a connection that failed: an empty response, which is to be asked for again, save where no
// other request would do better.
func (p *Poller) noAnswer(ctx context.Context, err error) (*Answer, error) {
	var untrusted *tls.CertificateVerificationError
	if ctx.Err() != nil || errors.As(err, &untrusted) {
		return nil, err
	}
	answer := &Answer{Err: err}
	answer.Job, _ = jobstatus.Parse(p.Vendor, 0, nil)
	return answer, nil
}

// client is the Poller's, but returns a redirection as it is: net/http would send what Authorize put into the request
// on to any host, save for the fields that it knows, and what that host answers would be believed.
func (p *Poller) client() *http.Client {
	client := http.DefaultClient
	if p.Client != nil {
		client = p.Client
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// maxBody leaves room for the byte that shows that a body is longer.
func (p *Poller) maxBody() int64 {
	if p.MaxBody <= 0 {
		return DefaultMaxBody
	}
	return min(p.MaxBody, math.MaxInt64-1)
}

func (p *Poller) maxFailures() int {
	if p.MaxFailures == 0 {
		return DefaultMaxFailures
	}
	return p.MaxFailures
}

// retryAfter reads the Retry-After field of RFC 9110, section 10.2.3: seconds, or a date. A date is compared with
// that of the response, since the clocks of the two sides may differ.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, uint64(longestRetryAfter/time.Second))) * time.Second
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if sent, err := http.ParseTime(header.Get("Date")); err == nil {
		now = sent
	}
	return max(0, min(date.Sub(now), longestRetryAfter))
}

// ---- Errors ---------------------------------------------------------------------------------------------------------

// A JobError is a job that is over and has not succeeded.
type JobError struct {
	ID      string
	State   jobstatus.State
	Message string   // why, in the vendor's words
	Code    string   // the vendor's code
	Details []string // errors and failed sub-tasks other than Message, ten at most
}

// Error says all of it.
func (e *JobError) Error() string {
	text := strings.TrimSpace("job "+e.ID) + " " + e.State.String()
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.Code != "" {
		text += " (code " + e.Code + ")"
	}
	if len(e.Details) > 0 {
		text += "; " + strings.Join(e.Details, "; ")
	}
	return text
}

// detailsOf tells the errors and the failed sub-tasks of a job.
func detailsOf(job *jobstatus.Job) []string {
	var details []string
	items := job.FirstItems(mostItems)
	for i := range items {
		item := &items[i]
		failed := item.State() == jobstatus.StateFailed || item.State() == jobstatus.StateCancelled
		if item.Kind() != jobstatus.ItemError && !(item.Kind() == jobstatus.ItemSubtask && failed) {
			continue
		}
		if text := detailOf(item); text != "" && text != job.Message() {
			details = append(details, text)
		}
		if len(details) == mostDetails {
			break
		}
	}
	return details
}

// detailOf names what an item is about and says what went wrong with it.
func detailOf(item *jobstatus.Item) string {
	message := firstOf(item.Message(), item.Title(), item.Code())
	if name := firstOf(item.TargetName(), item.TargetID()); name != "" {
		return name + ": " + message
	}
	return message
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// A RequestError is a response after which asking again is of no use, or was of none too often.
type RequestError struct {
	HTTPStatus int // 0 where there was no response
	Advice     jobstatus.Advice
	Fault      jobstatus.Fault
	Message    string // the vendor's
	Code       string // the vendor's
	RequestID  string // the vendor's, for its support
	Err        error  // what was wrong with the connection or the body, nil where nothing was
}

func newRequestError(answer *Answer) error {
	job := &answer.Job
	return &RequestError{
		HTTPStatus: job.HTTPStatus(), Advice: job.Advice(), Fault: job.Fault(), Message: job.Message(),
		Code: job.ErrorCode(), RequestID: job.RequestID(), Err: answer.Err,
	}
}

// Error says all of it.
func (e *RequestError) Error() string {
	text := "cannot ask for the job"
	if e.HTTPStatus != 0 {
		text += fmt.Sprintf(": HTTP status %d", e.HTTPStatus)
	}
	if e.Fault != jobstatus.FaultNone {
		text += ", " + e.Fault.String()
	}
	if e.Advice == jobstatus.AdviceNone {
		text += ", the body is a list of jobs"
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.Code != "" {
		text += " (code " + e.Code + ")"
	}
	if e.RequestID != "" {
		text += " (request " + e.RequestID + ")"
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns what was wrong with the connection or the body.
func (e *RequestError) Unwrap() error { return e.Err }
