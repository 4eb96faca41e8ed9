// Bodies at the edge of what there is, errors, texts, items, lists, names, and what calls cost.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/jobstatus"
)

// ---- Bodies and errors ----------------------------------------------------------------------------------------------

func TestUnusableBodiesHaveAnAdvice(t *testing.T) {
	const none = -1
	deep := strings.Repeat("[", jobstatus.MaxDepth+1)
	for _, c := range []struct {
		name       string
		vendor     jobstatus.Vendor
		httpStatus int
		body       string
		err        jobstatus.Result
		offset     int64
		advice     jobstatus.Advice
		fault      jobstatus.Fault
	}{
		{"empty", 5, 200, "", jobstatus.ErrEmpty, 0, jobstatus.AdviceRetry, jobstatus.FaultNone},
		{"white space", 5, 200, " \r\n", jobstatus.ErrEmpty, 3, jobstatus.AdviceRetry, jobstatus.FaultNone},
		{"byte-order mark", 5, 0, "\ufeff", jobstatus.ErrEmpty, 3, jobstatus.AdviceRetry, jobstatus.FaultNone},
		{"page", 5, 502, "<html>", jobstatus.ErrNotJSON, 0, jobstatus.AdviceRetry, jobstatus.FaultGateway},
		{"page for a login", 4, 401, "<html>", jobstatus.ErrNotJSON, 0, jobstatus.AdviceAuthenticate,
			jobstatus.FaultUnauthenticated},
		{"line of text", 4, 404, "404 Not Found: Requested route", jobstatus.ErrNotJSON, 0, jobstatus.AdviceGone,
			jobstatus.FaultNotFound},
		{"half a job", 5, 200, `{"uuid":"1","sta`, jobstatus.ErrTruncated, 16, jobstatus.AdviceRetry,
			jobstatus.FaultNone},
		{"broken", 5, 200, `{"uuid":"1",}`, jobstatus.ErrSyntax, 12, jobstatus.AdviceRetry, jobstatus.FaultNone},
		{"more behind it", 5, 200, `{"uuid":"1"} {}`, jobstatus.ErrSyntax, 13, jobstatus.AdviceRetry,
			jobstatus.FaultNone},
		{"Latin-1", 5, 200, "{\"uuid\":\"\xe9\"}", jobstatus.ErrUTF8, 9, jobstatus.AdviceRetry, jobstatus.FaultNone},
		{"too deep", 5, 503, deep, jobstatus.ErrTooDeep, jobstatus.MaxDepth, jobstatus.AdviceRetry,
			jobstatus.FaultUnavailable},
		{"something else", 5, 200, `{"hello":"world"}`, jobstatus.ErrUnrecognized, 0, jobstatus.AdviceGiveUp,
			jobstatus.FaultNone},
		{"no vendor looks like it", 0, 200, `{"hello":"world"}`, jobstatus.ErrUnrecognized, 0, jobstatus.AdviceGiveUp,
			jobstatus.FaultNone},
		{"no vendor at all", 99, 200, `{}`, jobstatus.ErrVendor, none, jobstatus.AdviceGiveUp, jobstatus.FaultNone},
	} {
		job, err := jobstatus.Parse(c.vendor, c.httpStatus, []byte(c.body))
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, not %v", c.name, err, c.err)
			continue
		}
		var problem *jobstatus.Error
		if !errors.As(err, &problem) || problem.Offset != c.offset {
			t.Errorf("%s: %v, not at %d", c.name, err, c.offset)
		}
		if job.Kind() != jobstatus.KindNone || job.Terminal() || job.Advice() != c.advice || job.Fault() != c.fault {
			t.Errorf("%s: %s, %s, %s", c.name, job.Kind(), job.Advice(), job.Fault())
		}
		if job.ID() != "" || job.Message() != "" || job.JSON() != nil || job.Items() != nil {
			t.Errorf("%s: something was read of it", c.name)
		}
	}
}

func TestErrorsSayWhatAndWhere(t *testing.T) {
	_, err := jobstatus.Parse(jobstatus.VendorNetAppONTAP, 200, []byte(`{"uuid":"1",}`))
	if err == nil || err.Error() != "jobstatus: syntax at byte 12" {
		t.Error(err)
	}
	wrapped := fmt.Errorf("asking for the job: %w", err)
	if !errors.Is(wrapped, jobstatus.ErrSyntax) || errors.Is(wrapped, jobstatus.ErrUTF8) {
		t.Error(wrapped)
	}
	_, err = jobstatus.Parse(99, 200, nil)
	if err == nil || err.Error() != "jobstatus: vendor" {
		t.Error(err)
	}
	if text := jobstatus.Result(-999).Error(); text != "jobstatus: Result(-999)" {
		t.Error(text)
	}
}

func TestEveryResultIsAnErrorOfItsOwn(t *testing.T) {
	names := map[jobstatus.Result]string{
		jobstatus.ErrArgument: "argument", jobstatus.ErrVendor: "vendor", jobstatus.ErrStructSize: "struct-size",
		jobstatus.ErrPointer: "pointer", jobstatus.ErrEmpty: "empty", jobstatus.ErrNotJSON: "not-json",
		jobstatus.ErrTruncated: "truncated", jobstatus.ErrSyntax: "syntax", jobstatus.ErrUTF8: "utf8",
		jobstatus.ErrTooDeep: "too-deep", jobstatus.ErrTooLarge: "too-large",
		jobstatus.ErrUnrecognized: "unrecognized", jobstatus.ErrNotFound: "not-found",
	}
	for result, name := range names {
		var err error = &jobstatus.Error{Result: result, Offset: 3}
		if result.String() != name || !errors.Is(err, result) {
			t.Errorf("%v is no %s", err, name)
		}
	}
}

func TestAcceptedWithoutABody(t *testing.T) {
	for _, body := range [][]byte{nil, {}, []byte("\n"), make([]byte, 0, 16)} {
		job, err := jobstatus.Parse(jobstatus.VendorNetAppONTAP, 202, body)
		if err != nil || job.Kind() != jobstatus.KindAccepted || job.Advice() != jobstatus.AdvicePoll {
			t.Errorf("%q: %v, %s, %s", body, err, job.Kind(), job.Advice())
		}
	}
}

func TestHTTPStatusesThatAreNone(t *testing.T) {
	body := []byte(`{"uuid":"1","state":"running"}`)
	for _, httpStatus := range []int{-1, 99, 600, math.MaxInt32, math.MaxInt, math.MinInt, 1 << 32} {
		job, _ := jobstatus.Parse(jobstatus.VendorNetAppONTAP, httpStatus, body)
		if job.Fault() != jobstatus.FaultOther {
			t.Errorf("%d: %s", httpStatus, job.Fault())
		}
	}
}

// A body may lie anywhere in memory, also beside Go pointers.
func TestBodiesBesidePointers(t *testing.T) {
	var mixed struct {
		front *int
		body  [64]byte
		back  *string
	}
	mixed.front, mixed.back = new(int), new(string)
	length := copy(mixed.body[:], `{"uuid":"1","state":"success","message":"a\u00e9b"}`)
	job, err := jobstatus.Parse(jobstatus.VendorNetAppONTAP, 200, mixed.body[:length])
	if err != nil || job.State() != jobstatus.StateSucceeded || job.Message() != "aéb" {
		t.Error(err, job.State(), job.Message())
	}
	for front := 0; front < 9; front++ {
		body := append(make([]byte, front), mixed.body[:length]...)[front:]
		if job, err := jobstatus.Parse(5, 200, body); err != nil || job.ID() != "1" {
			t.Error(front, err)
		}
	}
}

func TestTheZeroJobHasNothing(t *testing.T) {
	var job jobstatus.Job
	_, hasPercent := job.Percent()
	if job.Err() != nil || hasPercent || !job.CreatedAt().IsZero() || job.ID() != "" || job.Items() != nil ||
		job.JSON() != nil || job.Kind() != jobstatus.KindNone {
		t.Errorf("%+v", job)
	}
	var item jobstatus.Item
	var value jobstatus.Value
	if item.Message() != "" || value.String() != "" || len(value.Bytes()) != 0 {
		t.Errorf("%+v %+v", item, value)
	}
}

// ---- Texts, times, values -------------------------------------------------------------------------------------------

func TestJobsInALog(t *testing.T) {
	for _, c := range []struct{ body, told string }{
		{`{"uuid":"1d9f","state":"failure","message":"no\u001b[31m room"}`,
			`netapp-ontap job "1d9f" failed, advice done, "no\x1b[31m room"`},
		{`{"state":"running"}`, `netapp-ontap job running, advice poll`},
		{`{"job":{"uuid":"1d9f"}}`, `netapp-ontap accepted "1d9f" queued, advice poll`},
		{`{"error":{"message":"no","code":"4"}}`, `netapp-ontap error, advice gone, "no"`},
		{`{"records":[{"uuid":"1"},{"uuid":"2"}]}`, `netapp-ontap list, advice none`},
		{`<html>`, `netapp-ontap response, jobstatus: not-json at byte 0, advice retry`},
	} {
		job, _ := jobstatus.Parse(jobstatus.VendorNetAppONTAP, 200, []byte(c.body))
		if told := fmt.Sprint(job); told != c.told || fmt.Sprint(&job) != told {
			t.Errorf("%s: %s", c.body, told)
		}
	}
	_ = jobstatus.Job{}.String()
}

func TestTextsAreDecoded(t *testing.T) {
	for written, expected := range map[string]string{
		`plain`:                    "plain",
		`caf\u00e9`:                "café",
		`\"quoted\"\n\t\\\/`:       "\"quoted\"\n\t\\/",
		`\ud83d\udd51`:             "🕑",
		`lone \ud83d.`:             "lone \ufffd.",
		`nul \u0000.`:              "nul \x00.",
		`\u0041`:                   "A",
		strings.Repeat(`\n`, 5000): strings.Repeat("\n", 5000),
	} {
		body := `{"uuid":"1","state":"failure","error":{"message":"` + written + `"}}`
		job, err := jobstatus.Parse(jobstatus.VendorNetAppONTAP, 200, []byte(body))
		if err != nil || job.Message() != expected {
			t.Errorf("%s: %q, %v", written, job.Message(), err)
		}
	}
}

func TestTextsOfJSONInAString(t *testing.T) {
	s := named(t, "palo-alto-scm/failed.json")
	job, items, err := jobstatus.ParseItems(s.vendor, s.httpStatus, s.body)
	if err != nil || job.Message() != "Zone \"café\" of rule “Gast” does not exist" {
		t.Error(job.Message(), err)
	}
	if len(items) != 3 || items[1].Message() != "Validation stopped\nafter the first error" ||
		items[2].Kind() != jobstatus.ItemWarning {
		t.Errorf("%+v", items)
	}
}

// Whoever changes a body that a Job holds gets other texts, and nothing worse.
func TestTextsOfABodyThatWasChanged(t *testing.T) {
	body := []byte(`{"uuid":"1","state":"failure","error":{"message":"caf\u00e9 \ud83d\udd51"}}`)
	job, _ := jobstatus.Parse(jobstatus.VendorNetAppONTAP, 200, body)
	for value := 0; value < 256; value++ {
		copy(body, bytes.Repeat([]byte{byte(value)}, len(body)))
		if length := len(job.Message()); length > len(body) {
			t.Errorf("%d bytes of text", length)
		}
	}
}

func TestTimes(t *testing.T) {
	body := []byte(`{"uuid":"1","state":"success","start_time":"2025-07-06T16:40:00.123456789+05:30","end_time":"0"}`)
	job, err := jobstatus.Parse(jobstatus.VendorNetAppONTAP, 200, body)
	if expected := time.Date(2025, 7, 6, 11, 10, 0, 123456789, time.UTC); err != nil || job.StartedAt() != expected {
		t.Error(job.StartedAt(), err)
	}
	if !job.FinishedAt().IsZero() || !job.CreatedAt().IsZero() || !job.Flags().Has(jobstatus.FlagBadTime) {
		t.Error(job.FinishedAt(), job.CreatedAt(), job.Flags())
	}
}

func TestPercent(t *testing.T) {
	for written, expected := range map[string]int{`0`: 0, `"99"`: 99, `99.9`: 99, `101`: -1, `null`: -1, `"x"`: -1} {
		job, _ := jobstatus.Parse(jobstatus.VendorPaloAltoSCM, 200, []byte(`{"id":"1","percent":`+written+`}`))
		percent, ok := job.Percent()
		if ok != (expected >= 0) || ok && percent != expected {
			t.Errorf("%s: %d, %v", written, percent, ok)
		}
	}
}

func TestFind(t *testing.T) {
	body := []byte(`{"a":{"b/c":[10,"caf\u00e9",{"d":null}]},"":7}`)
	for _, c := range []struct{ pointer, text, bytes string }{
		{"/a/b~1c/0", "10", "10"},
		{"/a/b~1c/1", "café", `caf\u00e9`},
		{"/a/b~1c/2", `{"d":null}`, `{"d":null}`},
		{"/", "7", "7"},
		{"", string(body), string(body)},
	} {
		value, err := jobstatus.Find(body, c.pointer)
		if err != nil || value.String() != c.text || string(value.Bytes()) != c.bytes {
			t.Errorf("%s: %v, %q, %v", c.pointer, value, value.Bytes(), err)
		}
		if at := value.Offset(); string(body[at:at+len(c.bytes)]) != c.bytes {
			t.Errorf("%s: offset %d", c.pointer, at)
		}
	}
	for pointer, expected := range map[string]error{
		"/a/x": jobstatus.ErrNotFound, "/a/b~1c/3": jobstatus.ErrNotFound, "a": jobstatus.ErrPointer,
		"/~2": jobstatus.ErrPointer,
	} {
		if value, err := jobstatus.Find(body, pointer); !errors.Is(err, expected) || value.String() != "" {
			t.Errorf("%s: %v, %v", pointer, value, err)
		}
	}
	if _, err := jobstatus.Find(body[:9], "/a"); !errors.Is(err, jobstatus.ErrTruncated) {
		t.Error(err)
	}
	if _, err := jobstatus.Find(nil, ""); !errors.Is(err, jobstatus.ErrEmpty) {
		t.Error(err)
	}
}

func TestDetect(t *testing.T) {
	for _, name := range []string{"palo-alto-scm/running.json", "orange-evolution/failed.json",
		"cisco-cdfmc/partial.json", "cloud-foundry/failed.json", "netapp-ontap/failed.json"} {
		s := named(t, name)
		if vendor := jobstatus.Detect(s.body); vendor != s.vendor {
			t.Errorf("%s: %s", name, vendor)
		}
		if job, err := jobstatus.Parse(jobstatus.VendorUnknown, 200, s.body); err != nil || job.Vendor() != s.vendor {
			t.Errorf("%s: %s, %v", name, job.Vendor(), err)
		}
	}
	for _, body := range []string{"", "{}", "<html>"} {
		if vendor := jobstatus.Detect([]byte(body)); vendor != jobstatus.VendorUnknown {
			t.Errorf("%s: %s", body, vendor)
		}
	}
}

// ---- Items and lists ------------------------------------------------------------------------------------------------

func manyMessages(count int) []byte {
	var body bytes.Buffer
	body.WriteString(`{"id":"1","state":"failed","messages":[`)
	for i := 0; i < count; i++ {
		if i > 0 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"code":%d,"message":"message %d"}`, i, i)
	}
	body.WriteString(`]}`)
	return body.Bytes()
}

func TestItemsOfAnyNumber(t *testing.T) {
	for _, count := range []int{0, 1, 7, 8, 9, 100, 10000} {
		job, items, err := jobstatus.ParseItems(jobstatus.VendorOrangeEvolution, 200, manyMessages(count))
		if err != nil || len(items) != count || job.ItemCount() != count || job.ErrorCount() != count {
			t.Errorf("%d: %d items, %v", count, len(items), err)
		}
		for i := range items {
			if expected := fmt.Sprintf("message %d", i); items[i].Message() != expected {
				t.Fatalf("%d: item %d is %q", count, i, items[i].Message())
			}
		}
		if again := job.Items(); len(again) != count {
			t.Errorf("%d: %d items", count, len(again))
		}
		for _, limit := range []int{-1, 0, 3, count, count + 5} {
			if some := job.FirstItems(limit); len(some) != max(0, min(limit, count)) {
				t.Errorf("%d: %d items of at most %d", count, len(some), limit)
			}
		}
	}
}

func listOf(count int) []byte {
	const job = `{"guid":"%d","state":"FAILED","errors":[{"code":%d,"detail":"r\u00e9ason %d"}]}`
	jobs := make([]string, count)
	for i := range jobs {
		jobs[i] = fmt.Sprintf(job, i, i, i)
	}
	return []byte(`{"pagination":{"total_results":` + fmt.Sprint(count+1) + `,"next":{"href":"/v3/jobs?page=2"}},` +
		`"resources":[` + strings.Join(jobs, ",") + `]}`)
}

func TestListsOfAnyLength(t *testing.T) {
	for _, count := range []int{0, 1, 31, 32, 33, 64, 1000} {
		list := jobstatus.NewListReader(jobstatus.VendorCloudFoundry, 200, listOf(count))
		if _, ok := list.Total(); ok || list.NextLink() != "" || list.Err() != nil {
			t.Errorf("%d: something is known before it was read", count)
		}
		read := 0
		for ; list.Next(); read++ {
			job := list.Job()
			if job.ID() != fmt.Sprint(read) || job.State() != jobstatus.StateFailed || job.Err() != nil {
				t.Fatalf("%d: job %d is %q, %s", count, read, job.ID(), job.State())
			}
			items := job.Items()
			if len(items) != 1 || items[0].Message() != fmt.Sprintf("réason %d", read) {
				t.Fatalf("%d: job %d has %+v", count, read, items)
			}
			if !json.Valid(job.JSON()) {
				t.Fatalf("%d: job %d is %s", count, read, job.JSON())
			}
		}
		total, ok := list.Total()
		if read != count || list.Err() != nil || !ok || total != int64(count+1) ||
			list.NextLink() != "/v3/jobs?page=2" || list.Next() {
			t.Errorf("%d: %d jobs, %v, total %d, next %q", count, read, list.Err(), total, list.NextLink())
		}
	}
}

func TestListsThatBreak(t *testing.T) {
	body := listOf(100)
	at := bytes.Index(body, []byte(`{"guid":"90"`))
	list := jobstatus.NewListReader(jobstatus.VendorCloudFoundry, 200, body[:at])
	read := 0
	for list.Next() {
		read++
	}
	if read != 90 || !errors.Is(list.Err(), jobstatus.ErrTruncated) || list.Next() {
		t.Errorf("%d jobs, %v", read, list.Err())
	}
}

func TestListsWithSomethingElse(t *testing.T) {
	body := []byte(`{"resources":[{"guid":"1","state":"COMPLETE"},{"hello":"world"},{"guid":"3","state":"FAILED"}]}`)
	list := jobstatus.NewListReader(jobstatus.VendorCloudFoundry, 200, body)
	var results []string
	for list.Next() {
		job := list.Job()
		results = append(results, fmt.Sprint(job.ID(), job.Err()))
	}
	expected := "[1<nil> jobstatus: unrecognized at byte 46 3<nil>]"
	if fmt.Sprint(results) != expected || list.Err() != nil {
		t.Error(results, list.Err())
	}
}

func TestListsThatAreNone(t *testing.T) {
	s := named(t, "cloud-foundry/error-rate-limit.429.json")
	list := jobstatus.NewListReader(s.vendor, s.httpStatus, s.body)
	if !list.Next() || list.Kind() != jobstatus.KindError {
		t.Fatal(list.Kind(), list.Err())
	}
	job := list.Job()
	if job.Advice() != jobstatus.AdviceRetry || len(job.Items()) != job.ItemCount() || list.Next() ||
		list.Err() != nil {
		t.Error(job.Advice(), list.Err())
	}
	for body, expected := range map[string]error{"<html>": jobstatus.ErrNotJSON, "": jobstatus.ErrEmpty} {
		list := jobstatus.NewListReader(jobstatus.VendorCloudFoundry, 502, []byte(body))
		if list.Next() || !errors.Is(list.Err(), expected) {
			t.Errorf("%q: %v", body, list.Err())
		}
	}
	list = jobstatus.NewListReader(99, 200, listOf(3))
	if list.Next() || !errors.Is(list.Err(), jobstatus.ErrVendor) {
		t.Error(list.Err())
	}
}

func TestListsGivenTwice(t *testing.T) {
	body := []byte(`{"resources":[{"guid":"1","state":"FAILED"}],"resources":[{"guid":"2","state":"COMPLETE"}]}`)
	list := jobstatus.NewListReader(jobstatus.VendorCloudFoundry, 200, body)
	var ids []string
	for list.Next() {
		job := list.Job()
		ids = append(ids, job.ID())
	}
	if fmt.Sprint(ids) != "[2]" || !list.Flags().Has(jobstatus.FlagDuplicateKey|jobstatus.FlagRepeatedList) {
		t.Error(ids, list.Flags())
	}
}

// ---- Names ----------------------------------------------------------------------------------------------------------

func TestNames(t *testing.T) {
	for _, c := range []struct {
		value fmt.Stringer
		name  string
	}{
		{jobstatus.VendorUnknown, "unknown"}, {jobstatus.VendorPaloAltoSCM, "palo-alto-scm"},
		{jobstatus.VendorOrangeEvolution, "orange-evolution"}, {jobstatus.VendorCiscoCDFMC, "cisco-cdfmc"},
		{jobstatus.VendorCloudFoundry, "cloud-foundry"}, {jobstatus.VendorNetAppONTAP, "netapp-ontap"},
		{jobstatus.Vendor(99), "Vendor(99)"}, {jobstatus.KindNone, "none"}, {jobstatus.KindList, "list"},
		{jobstatus.StateUnknown, "unknown"}, {jobstatus.StateEnded, "ended"},
		{jobstatus.State(1 << 31), "State(2147483648)"}, {jobstatus.AdviceNone, "none"},
		{jobstatus.AdviceGiveUp, "give-up"}, {jobstatus.FaultNone, "none"},
		{jobstatus.FaultOther, "other"}, {jobstatus.ItemNone, "none"}, {jobstatus.ItemLink, "link"},
		{jobstatus.Flags(0), "none"}, {jobstatus.FlagBadTime, "bad-time"},
		{jobstatus.FlagBadTime | jobstatus.FlagDuplicateKey | 1<<31, "bad-time|duplicate-key|Flags(0x80000000)"},
	} {
		if c.value.String() != c.name {
			t.Errorf("%s is called %s", c.name, c.value)
		}
	}
	const expected = "[palo-alto-scm orange-evolution cisco-cdfmc cloud-foundry netapp-ontap]"
	if all := fmt.Sprint(jobstatus.Vendors()); all != expected {
		t.Error(all)
	}
	if title := jobstatus.VendorNetAppONTAP.Title(); title != "NetApp ONTAP" || jobstatus.VendorUnknown.Title() != "" {
		t.Error(title)
	}
}

func TestVendorsByName(t *testing.T) {
	for name, expected := range map[string]jobstatus.Vendor{
		"orange": jobstatus.VendorOrangeEvolution, "cisco-fmc": jobstatus.VendorCiscoCDFMC,
		"netapp-ontap": jobstatus.VendorNetAppONTAP, "": 0, "unknown": 0, "NetApp": 0, "orange\x00": 0,
	} {
		if vendor, known := jobstatus.ParseVendor(name); vendor != expected || known != (expected != 0) {
			t.Errorf("%q: %s, %v", name, vendor, known)
		}
	}
	flags := flag.NewFlagSet("test", flag.ContinueOnError)
	flags.SetOutput(new(bytes.Buffer))
	var vendor jobstatus.Vendor
	flags.TextVar(&vendor, "vendor", jobstatus.VendorUnknown, "")
	if err := flags.Parse([]string{"-vendor", "orange"}); err != nil || vendor != jobstatus.VendorOrangeEvolution {
		t.Error(vendor, err)
	}
	if err := flags.Parse([]string{"-vendor", "acme"}); err == nil {
		t.Error("there is no vendor acme")
	}
}

func TestNamesInJSON(t *testing.T) {
	type all struct {
		Vendor   jobstatus.Vendor
		Kind     jobstatus.Kind
		State    jobstatus.State
		Advice   jobstatus.Advice
		Fault    jobstatus.Fault
		ItemKind jobstatus.ItemKind
		Result   jobstatus.Result
		Flags    jobstatus.Flags
	}
	before := all{4, jobstatus.KindError, jobstatus.StatePartial, jobstatus.AdviceGone, jobstatus.FaultConflict, 5,
		jobstatus.ErrNotJSON, jobstatus.FlagBadTime | jobstatus.FlagDuplicateKey}
	text, err := json.Marshal(before)
	expected := `{"Vendor":"cloud-foundry","Kind":"error","State":"partial","Advice":"gone","Fault":"conflict",` +
		`"ItemKind":"link","Result":"not-json","Flags":["bad-time","duplicate-key"]}`
	if err != nil || string(text) != expected {
		t.Errorf("%s, %v", text, err)
	}
	var after all
	if err := json.Unmarshal(text, &after); err != nil || after != before {
		t.Error(after, err)
	}
	for _, member := range []string{"Vendor", "Kind", "State", "Advice", "Fault", "ItemKind", "Result", "Flags"} {
		for _, value := range []string{`"nothing"`, `["nothing"]`, `1`} {
			if err := json.Unmarshal([]byte(`{"`+member+`":`+value+`}`), &after); err == nil || after != before {
				t.Errorf("%s is a name of %s: %+v", value, member, after)
			}
		}
	}
}

func TestNothingInJSON(t *testing.T) {
	type both struct {
		Result jobstatus.Result
		Flags  jobstatus.Flags
	}
	text, err := json.Marshal(both{})
	if err != nil || string(text) != `{"Result":"ok","Flags":[]}` {
		t.Errorf("%s, %v", text, err)
	}
	after := both{jobstatus.ErrEmpty, jobstatus.FlagBadTime}
	if err := json.Unmarshal(text, &after); err != nil || after != (both{}) {
		t.Error(after, err)
	}
}

func TestVersions(t *testing.T) {
	if jobstatus.Version() != jobstatus.HeaderVersion {
		t.Errorf("the library is %s, the header %s", jobstatus.Version(), jobstatus.HeaderVersion)
	}
}

// ---- What calls cost ------------------------------------------------------------------------------------------------

func TestAllocations(t *testing.T) {
	plain, escaped := named(t, "cloud-foundry/failed.json"), named(t, "palo-alto-scm/failed.json")
	page := named(t, "not-json/bad-gateway.502.html")
	job, _ := jobstatus.Parse(plain.vendor, 200, plain.body)
	decoded, _ := jobstatus.Parse(escaped.vendor, 200, escaped.body)
	for _, c := range []struct {
		name    string
		allowed float64
		call    func()
	}{
		{"Parse", 0, func() { jobstatus.Parse(plain.vendor, 200, plain.body) }},
		{"Parse of nested JSON", 0, func() { jobstatus.Parse(escaped.vendor, 200, escaped.body) }},
		{"Parse with an error", 1, func() { jobstatus.Parse(plain.vendor, 502, page.body) }},
		{"fields that are no text", 0, func() {
			job, _ := jobstatus.Parse(plain.vendor, 200, plain.body)
			_, _, _, _ = job.State(), job.CreatedAt(), job.Subtasks(), job.Flags()
			_, _ = job.State().String(), job.Advice().String()
		}},
		{"absent text", 0, func() { _ = job.RequestID() }},
		{"plain text", 1, func() { sink = job.Message() }},
		{"decoded text", 1, func() { sink = decoded.Message() }},
		{"Find", 0, func() { jobstatus.Find(plain.body, "/errors/0/code") }},
		{"Detect", 0, func() { jobstatus.Detect(plain.body) }},
		{"ParseVendor", 0, func() { jobstatus.ParseVendor("netapp-ontap") }},
		{"ParseItems", 2, func() { jobstatus.ParseItems(plain.vendor, 200, plain.body) }},
		{"Items", 2, func() { job.Items() }},
	} {
		if allocations := testing.AllocsPerRun(100, c.call); allocations > c.allowed {
			t.Errorf("%s: %v allocations", c.name, allocations)
		}
	}
	long := listOf(1000)
	allocations := testing.AllocsPerRun(10, func() {
		list := jobstatus.NewListReader(jobstatus.VendorCloudFoundry, 200, long)
		for list.Next() {
			job := list.Job()
			_ = job.State()
		}
	})
	if allocations > 1 {
		t.Errorf("a list of 1000 jobs: %v allocations", allocations)
	}
}

var sink string

func TestOneJobInManyGoroutines(t *testing.T) {
	s := named(t, "palo-alto-scm/failed.json")
	job, _ := jobstatus.Parse(s.vendor, 200, s.body)
	message := job.Message()
	var group sync.WaitGroup
	for i := 0; i < 8; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for j := 0; j < 200; j++ {
				own, items, err := jobstatus.ParseItems(s.vendor, 200, s.body)
				if err != nil || len(items) != 3 || own.Message() != message || job.Message() != message {
					t.Error(err, own.Message())
					return
				}
			}
		}()
	}
	group.Wait()
}
