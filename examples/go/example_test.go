// Examples for the documentation.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus_test

import (
	"errors"
	"fmt"

	"example.com/jobstatus"
)

func ExampleParse() {
	body := []byte(`{"uuid":"1d9f7c44-0f13-11f0-9c35-00a0b8c1d2e3","state":"failure",` +
		`"error":{"message":"Snapshot \"daily.0\" is in use","code":"1638555"}}`)

	job, err := jobstatus.Parse(jobstatus.VendorNetAppONTAP, 200, body)
	if err != nil {
		fmt.Println("the body is of no use:", err)
	}
	switch job.Advice() {
	case jobstatus.AdviceDone:
		fmt.Printf("%s: %s (code %s)\n", job.State(), job.Message(), job.ErrorCode())
	default:
		fmt.Println("next:", job.Advice())
	}
	// Output: failed: Snapshot "daily.0" is in use (code 1638555)
}

// A gateway's page is an error, and still says what to do.
func ExampleParse_gateway() {
	job, err := jobstatus.Parse(jobstatus.VendorCloudFoundry, 502, []byte("<html>502 Bad Gateway</html>"))
	fmt.Println(err, errors.Is(err, jobstatus.ErrNotJSON))
	fmt.Println(job.Fault(), job.Advice())
	// Output:
	// jobstatus: not-json at byte 0 true
	// gateway retry
}

func ExampleParseItems() {
	body := []byte(`{"id":"7","status":"COMPLETED","subTasks":[{"status":"SUCCESS","target":{"name":"fw-1"}},` +
		`{"status":"FAILED","message":"Device is locked","target":{"name":"fw-2"}}]}`)

	job, items, _ := jobstatus.ParseItems(jobstatus.VendorCiscoCDFMC, 200, body)
	fmt.Println(job.State(), job.Subtasks().Failed, "of", job.Subtasks().Total, "failed")
	for i := range items {
		fmt.Printf("%s %s %q\n", items[i].TargetName(), items[i].State(), items[i].Message())
	}
	// Output:
	// partial 1 of 2 failed
	// fw-1 succeeded ""
	// fw-2 failed "Device is locked"
}

func ExampleListReader() {
	body := []byte(`{"resources":[{"guid":"a","state":"COMPLETE"},{"guid":"b","state":"PROCESSING"}],` +
		`"pagination":{"total_results":9,"next":{"href":"/v3/jobs?page=2"}}}`)

	list := jobstatus.NewListReader(jobstatus.VendorCloudFoundry, 200, body)
	for list.Next() {
		job := list.Job()
		fmt.Println(job.ID(), job.State())
	}
	if err := list.Err(); err != nil {
		fmt.Println(err)
	}
	total, _ := list.Total()
	fmt.Println(total, list.NextLink())
	// Output:
	// a succeeded
	// b running
	// 9 /v3/jobs?page=2
}

func ExampleFind() {
	value, err := jobstatus.Find([]byte(`{"metadata":{"task":{"id":"380000012101"}}}`), "/metadata/task/id")
	fmt.Println(value, err)
	// Output: 380000012101 <nil>
}
