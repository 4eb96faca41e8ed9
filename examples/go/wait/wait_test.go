// Waits over a real HTTP server, which plays the responses of a vendor one after the other. No time is spent: the
// sleeps are written down.
//
// SPDX-License-Identifier: Apache-2.0

package wait_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/jobstatus"
	"example.com/jobstatus/wait"
)

// A step is one response: a sample of examples/responses, or a text.
type step struct {
	status int
	body   string
	header map[string]string
	play   http.HandlerFunc // in the place of all that
}

func sample(status int, name string) step { return step{status: status, body: name} }

var (
	gateway     = sample(502, "not-json/bad-gateway.502.html")
	rateLimited = step{status: 429, body: "cloud-foundry/error-rate-limit.429.json",
		header: map[string]string{"Retry-After": "7"}}
	broken    = step{play: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }}
	halfABody = step{play: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `{"uuid":`)
	}}
)

// quiet keeps what servers complain of out of the output: that is what is tested.
var quiet = log.New(io.Discard, "", 0)

// A stage plays steps; the last one again and again. It lets nobody in whose token is not the last one it gave out.
type stage struct {
	*httptest.Server
	t     *testing.T
	steps []step

	mutex    sync.Mutex
	requests int
	tokens   int
}

func play(t *testing.T, steps ...step) *stage {
	s := &stage{t: t, steps: steps}
	s.Server = httptest.NewUnstartedServer(s)
	s.Server.Config.ErrorLog = quiet
	s.Server.Start()
	t.Cleanup(s.Close)
	return s
}

func (s *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	current := s.steps[min(s.requests, len(s.steps)-1)]
	s.requests++
	token := s.tokens
	s.mutex.Unlock()

	if r.Method != http.MethodGet || r.Header.Get("Authorization") != fmt.Sprintf("Bearer %d", token) {
		s.t.Errorf("%s with %q, the token is %d", r.Method, r.Header.Get("Authorization"), token)
	}
	if current.play != nil {
		current.play(w, r)
		return
	}
	for name, value := range current.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(current.status)
	fmt.Fprint(w, text(s.t, current.body))
}

// text is a sample where the body is the name of one.
func text(t *testing.T, body string) string {
	if strings.ContainsAny(body, "{<") || body == "" {
		return body
	}
	content, err := os.ReadFile("../../responses/" + body)
	if err != nil {
		t.Error(err)
	}
	return string(content)
}

func (s *stage) authorize(request *http.Request, renew bool) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if renew {
		s.tokens++
	}
	request.Header.Set("Authorization", fmt.Sprintf("Bearer %d", s.tokens))
	return nil
}

func (s *stage) poller(vendor jobstatus.Vendor) *wait.Poller {
	return &wait.Poller{Vendor: vendor, URL: s.URL + "/job", Client: s.Client(), Authorize: s.authorize}
}

// sleeps is the clock: it writes down for how long it was to wait.
type sleeps []time.Duration

func (s *sleeps) sleep(ctx context.Context, duration time.Duration) error {
	*s = append(*s, duration)
	return ctx.Err()
}

var succeeded = []string{jobstatus.StateSucceeded.String()}

// run waits for a job that is played.
func run(t *testing.T, vendor jobstatus.Vendor, change func(*wait.Waiter, *wait.Poller), steps ...step) (
	*wait.Answer, error, sleeps, *stage) {
	t.Helper()
	stage := play(t, steps...)
	var slept sleeps
	waiter := &wait.Waiter{Target: succeeded, Sleep: slept.sleep}
	poller := stage.poller(vendor)
	if change != nil {
		change(waiter, poller)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	result, err := waiter.Wait(ctx, poller.Refresh(ctx))
	answer, _ := result.(*wait.Answer)
	return answer, err, slept, stage
}

func TestAJobThatSucceeds(t *testing.T) {
	for _, c := range []struct {
		vendor                                       jobstatus.Vendor
		accepted, queued, running, expired, finished step
		id                                           string
	}{
		{jobstatus.VendorNetAppONTAP, sample(202, "netapp-ontap/accepted.202.json"),
			sample(200, "netapp-ontap/queued.json"), sample(200, "netapp-ontap/running.json"),
			step{status: 401, body: `{"error":{"code":"6691623"}}`}, sample(200, "netapp-ontap/succeeded.json"),
			"b0c1d2e3-5a10-11f0-8b21-00a098aa0001"},
		{jobstatus.VendorPaloAltoSCM, sample(201, "palo-alto-scm/accepted.201.json"),
			sample(200, "palo-alto-scm/queued.json"), sample(200, "palo-alto-scm/running.json"),
			sample(401, "palo-alto-scm/error-expired-token.401.json"),
			sample(200, "palo-alto-scm/succeeded.json"), "1407"},
		{jobstatus.VendorOrangeEvolution, sample(200, "orange-evolution/acknowledged.json"),
			sample(200, "orange-evolution/acknowledged.json"), sample(200, "orange-evolution/running.json"),
			sample(401, "orange-evolution/error-expired-credentials.401.json"),
			sample(200, "orange-evolution/succeeded.json"), "4be0a1d7-92c3-4f58-a6e1-7d0c5b2f9a01"},
	} {
		delayed := func(w *wait.Waiter, _ *wait.Poller) { w.Delay = 5 * time.Second }
		answer, err, slept, stage := run(t, c.vendor, delayed, c.accepted, c.queued, c.running, gateway, rateLimited,
			c.expired, c.running, broken, c.finished)
		if err != nil {
			t.Errorf("%s: %v", c.vendor, err)
			continue
		}
		if answer.Job.ID() != c.id || answer.Job.State() != jobstatus.StateSucceeded || answer.Err != nil {
			t.Errorf("%s: job %q, %s, %v", c.vendor, answer.Job.ID(), answer.Job.State(), answer.Err)
		}
		// The request that was refused is sent again at once; where a connection breaks, net/http may send a GET again.
		expected := "[5s 1s 2s 4s 8s 16s 30s"
		if !strings.HasPrefix(fmt.Sprint(slept), expected) || stage.tokens != 1 || stage.requests < 9 {
			t.Errorf("%s: %v, %d tokens, %d requests", c.vendor, slept, stage.tokens, stage.requests)
		}
	}
}

func TestJobsThatDoNotSucceed(t *testing.T) {
	for _, c := range []struct {
		vendor  jobstatus.Vendor
		last    string
		state   jobstatus.State
		message string
	}{
		{jobstatus.VendorPaloAltoSCM, "palo-alto-scm/failed.json", jobstatus.StateFailed,
			`unexpected state "failed", waiting for state succeeded: job 1408 failed: Zone "café" of rule “Gast” ` +
				"does not exist; Validation stopped\nafter the first error"},
		{jobstatus.VendorCiscoCDFMC, "cisco-cdfmc/partial.json", jobstatus.StatePartial,
			`unexpected state "partial", waiting for state succeeded: job 380000012080 partial: Import finished; ` +
				"edge-fw-6: Version 7.2.5 cannot be imported"},
		{jobstatus.VendorNetAppONTAP, "netapp-ontap/failed.json", jobstatus.StateFailed,
			`unexpected state "failed", waiting for state succeeded: job b0c1d2e3-5a10-11f0-8b21-00a098aa0003 ` +
				`failed: Snapshot copy "weekly.2" is in use (code 1638555)`},
		{jobstatus.VendorPaloAltoSCM, "palo-alto-scm/cancelled.json", jobstatus.StateCancelled,
			`unexpected state "cancelled", waiting for state succeeded: job 1416 cancelled: Cancelled by k.lindqvist`},
	} {
		answer, err, _, _ := run(t, c.vendor, nil, gateway, sample(200, c.last))
		var unexpected *wait.UnexpectedStateError
		var failure *wait.JobError
		if !errors.As(err, &unexpected) || !errors.As(err, &failure) || failure.State != c.state {
			t.Errorf("%s: %v", c.last, err)
			continue
		}
		if err.Error() != c.message || answer == nil || answer.Job.State() != c.state {
			t.Errorf("%s: %v", c.last, err)
		}
	}
}

func TestAPartialSuccessCanBeEnough(t *testing.T) {
	enough := func(w *wait.Waiter, _ *wait.Poller) { w.Target = []string{"succeeded", "partial"} }
	answer, err, _, _ := run(t, jobstatus.VendorCiscoCDFMC, enough, sample(200, "cisco-cdfmc/running.json"),
		sample(200, "cisco-cdfmc/partial.json"))
	if err != nil || answer.Job.State() != jobstatus.StatePartial {
		t.Error(err)
	}
}

func TestJobsThatAreNotThere(t *testing.T) {
	running, missing := sample(200, "cloud-foundry/running.json"), sample(404, "cloud-foundry/error-not-found.404.json")
	fewer := func(w *wait.Waiter, _ *wait.Poller) { w.NotFoundChecks = 3 }

	_, err, slept, _ := run(t, jobstatus.VendorCloudFoundry, fewer, missing, running, running, missing)
	var gone *wait.NotFoundError
	if !errors.As(err, &gone) || gone.LastState != "running" || gone.Checks != 2 || len(slept) != 4 {
		t.Errorf("%v, %v", err, slept)
	}

	if _, err, _, _ = run(t, jobstatus.VendorCloudFoundry, nil, missing); !errors.As(err, &gone) || gone.Checks != 21 {
		t.Error(err)
	}

	// What comes late is no reason to stop, nor is a trouble of the way there a sign of it.
	_, err, _, _ = run(t, jobstatus.VendorCloudFoundry, fewer, missing, gateway, missing, missing, running,
		sample(200, "cloud-foundry/succeeded.json"))
	if err != nil {
		t.Error(err)
	}

	none := func(w *wait.Waiter, _ *wait.Poller) { w.NotFoundChecks = -1 }
	if _, err, _, _ = run(t, jobstatus.VendorCloudFoundry, none, missing); !errors.As(err, &gone) || gone.Checks != 1 {
		t.Error(err)
	}
}

func TestWaitingForSomethingToBeGone(t *testing.T) {
	target := func(w *wait.Waiter, _ *wait.Poller) { w.Target = nil }
	answer, err, _, stage := run(t, jobstatus.VendorNetAppONTAP, target, sample(200, "netapp-ontap/running.json"),
		gateway, sample(404, "netapp-ontap/error-not-found.404.json"))
	if err != nil || answer != nil || stage.requests != 3 {
		t.Error(err, answer, stage.requests)
	}
}

func TestRequestsThatWillFailAgain(t *testing.T) {
	for _, c := range []struct {
		vendor   jobstatus.Vendor
		steps    []step
		message  string
		requests int
	}{
		{jobstatus.VendorNetAppONTAP, []step{sample(403, "netapp-ontap/error-not-authorized.403.json")},
			"cannot ask for the job: HTTP status 403, forbidden: not authorized for that command (code 6)", 1},
		{jobstatus.VendorOrangeEvolution, []step{sample(401, "orange-evolution/error-expired-credentials.401.json")},
			"cannot ask for the job: HTTP status 401, unauthenticated: The bearer token of this request is too old " +
				"(code 42)", 2},
		{jobstatus.VendorCloudFoundry, []step{sample(200, "cloud-foundry/list.json")},
			"cannot ask for the job: HTTP status 200, the body is a list of jobs", 1},
		{jobstatus.VendorCloudFoundry, []step{{status: 200, body: `{"hello":"world"}`}},
			"cannot ask for the job: HTTP status 200: jobstatus: unrecognized at byte 0", 1},
		{jobstatus.VendorCloudFoundry, []step{gateway},
			"cannot ask for the job: HTTP status 502, gateway: jobstatus: not-json at byte 0", 11},
	} {
		_, err, _, stage := run(t, c.vendor, nil, c.steps...)
		var failure *wait.RequestError
		if !errors.As(err, &failure) || err.Error() != c.message || stage.requests != c.requests {
			t.Errorf("%v after %d requests", err, stage.requests)
		}
	}
}

func TestFailuresInARowAreCounted(t *testing.T) {
	few := func(_ *wait.Waiter, p *wait.Poller) { p.MaxFailures = 2 }
	running, done := sample(200, "cloud-foundry/running.json"), sample(200, "cloud-foundry/succeeded.json")
	_, err, _, _ := run(t, jobstatus.VendorCloudFoundry, few, gateway, halfABody, running, halfABody, gateway,
		rateLimited, rateLimited, rateLimited, running, done)
	if err != nil {
		t.Error(err)
	}
	_, err, _, _ = run(t, jobstatus.VendorCloudFoundry, few, running, gateway, rateLimited, gateway, gateway, done)
	var failure *wait.RequestError
	if !errors.As(err, &failure) || !errors.Is(err, jobstatus.ErrNotJSON) || failure.Fault != jobstatus.FaultGateway {
		t.Error(err)
	}
	answer, err, _, _ := run(t, jobstatus.VendorCloudFoundry, few, halfABody)
	if !errors.As(err, &failure) || failure.HTTPStatus != 0 || answer.Err == nil {
		t.Error(err)
	}
}

func TestRetryAfter(t *testing.T) {
	date := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	format := func(moment time.Time) string { return moment.Format(http.TimeFormat) }
	for value, expected := range map[string]time.Duration{
		"0": time.Second, "1": time.Second, "90": 90 * time.Second, " 90 ": 90 * time.Second,
		format(date.Add(2 * time.Minute)): 2 * time.Minute, format(date.Add(-time.Minute)): time.Second,
		"99999999999999999999": 24 * time.Hour, "18446744073709551615": 24 * time.Hour, "-5": time.Second,
		"soon": time.Second, "": time.Second,
	} {
		busy := step{status: 503, body: "{}", header: map[string]string{"Retry-After": value, "Date": format(date)}}
		_, err, slept, _ := run(t, jobstatus.VendorCloudFoundry, nil, busy, sample(200, "cloud-foundry/succeeded.json"))
		if err != nil || !slices.Equal(slept, sleeps{0, expected}) {
			t.Errorf("%q: %v, %v", value, slept, err)
		}
	}
}

func TestIntervals(t *testing.T) {
	change := func(w *wait.Waiter, _ *wait.Poller) {
		w.Delay, w.MinInterval, w.MaxInterval = time.Minute, 3*time.Second, 10*time.Second
	}
	running, done := sample(200, "cloud-foundry/running.json"), sample(200, "cloud-foundry/succeeded.json")
	_, err, slept, _ := run(t, jobstatus.VendorCloudFoundry, change, running, running, running, running, running, done)
	if err != nil || fmt.Sprint(slept) != "[1m0s 3s 6s 10s 10s 10s]" {
		t.Error(slept, err)
	}
	larger := func(w *wait.Waiter, _ *wait.Poller) { w.MinInterval, w.MaxInterval = time.Minute, time.Second }
	_, err, slept, _ = run(t, jobstatus.VendorCloudFoundry, larger, running, running, running, done)
	if err != nil || fmt.Sprint(slept) != "[0s 1m0s 1m0s 1m0s]" {
		t.Error(slept, err)
	}
}

func TestBodiesThatAreTooLong(t *testing.T) {
	small := func(_ *wait.Waiter, p *wait.Poller) { p.MaxBody = 100 }
	_, err, _, stage := run(t, jobstatus.VendorCloudFoundry, small, sample(200, "cloud-foundry/failed.json"))
	if err == nil || !strings.HasSuffix(err.Error(), "is longer than 100 bytes") || stage.requests != 1 {
		t.Error(err)
	}
	largest := func(_ *wait.Waiter, p *wait.Poller) { p.MaxBody = math.MaxInt64 }
	_, err, _, stage = run(t, jobstatus.VendorCloudFoundry, largest, sample(200, "cloud-foundry/succeeded.json"))
	if err != nil || stage.requests != 1 {
		t.Error(err)
	}
}

// Neither does a token go to another server, nor is believed what that server says.
func TestRedirectionsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("another server got %v", r.Header)
		fmt.Fprint(w, text(t, "cisco-cdfmc/succeeded.json"))
	}))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		redirection := step{status: status, header: map[string]string{"Location": elsewhere.URL}}
		for _, client := range []*http.Client{nil, {}} {
			withToken := func(_ *wait.Waiter, p *wait.Poller) {
				authorize := p.Authorize
				p.Client, p.Authorize = client, func(request *http.Request, renew bool) error {
					request.Header.Set("X-auth-access-token", "secret")
					return authorize(request, renew)
				}
			}
			_, err, _, stage := run(t, jobstatus.VendorCiscoCDFMC, withToken, redirection)
			var failure *wait.RequestError
			if !errors.As(err, &failure) || failure.HTTPStatus != status ||
				failure.Advice != jobstatus.AdviceGiveUp || stage.requests != 1 {
				t.Errorf("%d: %v after %d requests", status, err, stage.requests)
			}
			if client != nil && client.CheckRedirect != nil {
				t.Error("the client is the caller's, and was changed")
			}
		}
	}
}

func TestCredentialsThatCannotBeHad(t *testing.T) {
	refusal := errors.New("the token server is down")
	refuse := func(_ *wait.Waiter, p *wait.Poller) { p.Authorize = func(*http.Request, bool) error { return refusal } }
	_, err, _, stage := run(t, jobstatus.VendorCloudFoundry, refuse, gateway)
	if !errors.Is(err, refusal) || stage.requests != 0 {
		t.Error(err)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	for address, complaint := range map[string]string{
		"http://[::1":                  "missing ']' in host",
		"":                             `"" is no http or https URL with a host`,
		"nonsense":                     `"nonsense" is no http or https URL with a host`,
		"/v3/jobs/7":                   `"/v3/jobs/7" is no http or https URL with a host`,
		"localhost:8080/v3/jobs/7":     `"localhost:8080/v3/jobs/7" is no http or https URL with a host`,
		"http://":                      `"http:" is no http or https URL with a host`,
		"http://:8080/v3/jobs/7":       `"http://:8080/v3/jobs/7" is no http or https URL with a host`,
		"ftp://user:secret@localhost/": `"ftp://user:xxxxx@localhost/" is no http or https URL with a host`,
	} {
		wrong := func(_ *wait.Waiter, p *wait.Poller) { p.URL = address }
		_, err, slept, _ := run(t, jobstatus.VendorCloudFoundry, wrong, gateway)
		if err == nil || !strings.HasSuffix(err.Error(), complaint) || len(slept) != 1 {
			t.Errorf("%q: %v, %v", address, err, slept)
		}
	}
}

func TestServersThatCannotBeTrusted(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = quiet
	server.StartTLS()
	defer server.Close()
	requests := 0
	elsewhere := func(_ *wait.Waiter, p *wait.Poller) {
		p.URL, p.Client = server.URL, nil
		p.Authorize = func(*http.Request, bool) error { requests++; return nil }
	}
	if _, err, _, _ := run(t, jobstatus.VendorCloudFoundry, elsewhere, gateway); err == nil || requests != 1 {
		t.Error(err, requests)
	}
}

func parsed(t *testing.T, address string) *url.URL {
	t.Helper()
	url, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func TestLinksAreResolved(t *testing.T) {
	request := parsed(t, "https://cluster.example.net/api/storage/volumes?return_timeout=0")
	const job = "https://cluster.example.net/api/cluster/jobs/7"
	for link, expected := range map[string]string{
		"/api/cluster/jobs/7": job, "../cluster/jobs/7": job, job: job, "//cluster.example.net/api/cluster/jobs/7": job,
		"HTTPS://CLUSTER.example.net/api/cluster/jobs/7": "https://CLUSTER.example.net/api/cluster/jobs/7",
		"": "", "https://elsewhere.example.net/": "", "//elsewhere.example.net/": "", "http://cluster.example.net/": "",
		"https://cluster.example.net:8443/": "", "https://cluster.example.net@elsewhere.example.net/": "", "%": "",
		"file:///etc/passwd": "",
	} {
		if resolved, err := wait.Resolve(request, link); resolved != expected || (err == nil) != (expected != "") {
			t.Errorf("%q: %q, %v", link, resolved, err)
		}
	}
}

// One server is a scheme, a host and a port, however they are written.
func TestLinksToTheSameServer(t *testing.T) {
	for _, c := range []struct {
		request, link string
		same          bool
	}{
		{"https://host:443/x", "https://host/y", true}, {"https://host/x", "https://host:443/y", true},
		{"http://host:80/x", "http://HOST/y", true}, {"https://host:8443/x", "https://Host:8443/y", true},
		{"https://[::1]/x", "https://[::1]:443/y", true}, {"https://host/x", "https://host:/y", true},
		{"https://host/x", "https://host:80/y", false}, {"http://host/x", "http://host:443/y", false},
		{"http://host:443/x", "https://host/y", false}, {"https://host/x", "https://host.example.net/y", false},
		{"https://[::1]/x", "https://[::1:443]/y", false},
	} {
		resolved, err := wait.Resolve(parsed(t, c.request), c.link)
		if (err == nil) != c.same || c.same && resolved != c.link {
			t.Errorf("from %s to %s: %q, %v", c.request, c.link, resolved, err)
		}
	}
}

// ---- The end of the context -----------------------------------------------------------------------------------------

func TestTheContextEndsASleep(t *testing.T) {
	stage := play(t, sample(200, "netapp-ontap/running.json"))
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	waiter := wait.Waiter{Target: succeeded, MinInterval: time.Hour}
	result, err := waiter.Wait(ctx, stage.poller(jobstatus.VendorNetAppONTAP).Refresh(ctx))
	var timeout *wait.TimeoutError
	if !errors.As(err, &timeout) || !errors.Is(err, context.DeadlineExceeded) || timeout.LastState != "running" {
		t.Fatal(err)
	}
	if err.Error() != "timeout while waiting for state succeeded (last state: running)" {
		t.Error(err)
	}
	if answer, ok := result.(*wait.Answer); !ok || answer.Job.State() != jobstatus.StateRunning {
		t.Error(result)
	}
}

func TestTheContextEndsARequest(t *testing.T) {
	asked := make(chan struct{})
	stage := play(t, step{play: func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	}})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-asked
		cancel()
	}()
	waiter := wait.Waiter{Target: succeeded}
	_, err := waiter.Wait(ctx, stage.poller(jobstatus.VendorNetAppONTAP).Refresh(ctx))
	expected := "wait ended while waiting for state succeeded (last state: none)"
	if !errors.Is(err, context.Canceled) || err.Error() != expected {
		t.Error(err)
	}
}

func TestAContextThatHasEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	waiter := wait.Waiter{Target: succeeded}
	_, err := waiter.Wait(ctx, func() (any, string, error) {
		t.Error("it was asked")
		return nil, "", nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// ---- Without HTTP ---------------------------------------------------------------------------------------------------

// A Waiter takes a refresh function of anything.
func TestARefreshFuncOfSomethingElse(t *testing.T) {
	states := []string{"creating", "creating", "active"}
	calls := 0
	var refresh func() (interface{}, string, error) = func() (interface{}, string, error) {
		calls++
		return calls, states[calls-1], nil
	}
	waiter := wait.Waiter{Pending: []string{"creating"}, Target: []string{"active"}, Sleep: new(sleeps).sleep}
	if result, err := waiter.Wait(context.Background(), refresh); err != nil || result != 3 {
		t.Error(result, err)
	}
	calls, states = 0, []string{"creating", "broken"}
	result, err := waiter.Wait(context.Background(), refresh)
	var unexpected *wait.UnexpectedStateError
	if !errors.As(err, &unexpected) || unexpected.State != "broken" || unexpected.Err != nil || result != 2 {
		t.Error(result, err)
	}
}

// A state of a later library is pending only where it is one of those that are: it does not pass for a success.
func TestEveryStateIsPendingOrOver(t *testing.T) {
	over := []string{"succeeded", "partial", "failed", "cancelled", "ended"}
	for state := jobstatus.StateUnknown; !strings.Contains(state.String(), "("); state++ {
		if slices.Contains(wait.Pending(), state.String()) == slices.Contains(over, state.String()) {
			t.Errorf("%s is neither, or both", state)
		}
	}
}
