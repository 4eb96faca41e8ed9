// Lists as iterators.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus_test

import (
	"errors"
	"testing"

	"example.com/jobstatus"
)

func TestIteratorOverAList(t *testing.T) {
	read := 0
	for job, err := range jobstatus.Jobs(jobstatus.VendorCloudFoundry, 200, listOf(100)) {
		if err != nil || job.State() != jobstatus.StateFailed {
			t.Fatal(err, job.State())
		}
		read++
	}
	if read != 100 {
		t.Errorf("%d jobs", read)
	}
	for range jobstatus.Jobs(jobstatus.VendorCloudFoundry, 200, listOf(100)) {
		break // The iterator must not go on.
	}
}

func TestIteratorTellsWhyItEnds(t *testing.T) {
	var last jobstatus.Job
	var reason error
	read := 0
	for job, err := range jobstatus.Jobs(jobstatus.VendorCloudFoundry, 503, listOf(100)[:5000]) {
		last, reason = job, err
		read++
	}
	if !errors.Is(reason, jobstatus.ErrTruncated) || last.Advice() != jobstatus.AdviceRetry || read < 50 {
		t.Errorf("%d jobs, %v, %s", read, reason, last.Advice())
	}
}
