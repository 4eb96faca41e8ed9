// How a provider waits.
//
// SPDX-License-Identifier: Apache-2.0

package wait_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"example.com/jobstatus"
	"example.com/jobstatus/wait"
)

func ExampleWaiter() {
	responses := []string{`{"guid":"7","state":"PROCESSING"}`,
		`{"guid":"7","state":"FAILED","errors":[{"code":10008,"detail":"instances must not be negative"}]}`}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, responses[0])
		responses = responses[1:]
	}))
	defer server.Close()

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	poller := wait.Poller{Vendor: jobstatus.VendorCloudFoundry, URL: server.URL + "/v3/jobs/7", Client: server.Client()}
	waiter := wait.Waiter{Target: []string{jobstatus.StateSucceeded.String()}, MinInterval: time.Millisecond}
	_, err := waiter.Wait(ctx, poller.Refresh(ctx))

	var failure *wait.JobError
	if errors.As(err, &failure) {
		fmt.Println(failure.State, failure.Code, failure.Message)
	}
	fmt.Println(err)
	// Output:
	// failed 10008 instances must not be negative
	// unexpected state "failed", waiting for state succeeded: job 7 failed: instances must not be negative (code 10008)
}
