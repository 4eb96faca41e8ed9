// Any bytes at all: what the package says of them, compared with encoding/json and with itself.
//
//	go test -run '^$' -fuzz FuzzParse -fuzztime 1m
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand"
	"testing"
	"unicode/utf8"

	"example.com/jobstatus"
)

func FuzzParse(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(uint32(s.vendor), s.httpStatus, s.body)
	}
	for _, body := range []string{"", " ", "1", `"a"`, "\ufeff{}", "{\"id\":\"\\ud800\"}", "[", "[[[[1]]]]", "{}\x00"} {
		f.Add(uint32(0), 0, []byte(body))
	}
	f.Fuzz(func(t *testing.T, vendor uint32, httpStatus int, body []byte) {
		checkBody(t, jobstatus.Vendor(vendor%7), httpStatus, body) // One more than there are.
	})
}

// TestChangedSamples does for a moment what FuzzParse does for as long as it is let: always the same bodies.
func TestChangedSamples(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	all := samples(t)
	for i := 0; i < 20000; i++ {
		s := all[random.Intn(len(all))]
		body := bytes.Clone(s.body)
		for changes := random.Intn(3); changes >= 0; changes-- {
			body = changed(random, body)
		}
		checkBody(t, s.vendor, s.httpStatus, body)
		if t.Failed() {
			t.Fatalf("%s: %q", s.name, body)
		}
	}
}

var pieces = []string{"", "{", "}", "[", "]", `"`, ",", ":", "null", "0", `\`, `\ud83d`, "\xff", "\u00e9", `"id":`,
	`"state":"failed",`}

// changed cuts a body, or puts a piece or a part of itself in the place of another part.
func changed(random *rand.Rand, body []byte) []byte {
	from := random.Intn(len(body) + 1)
	to := min(from+random.Intn(8), len(body))
	piece := []byte(pieces[random.Intn(len(pieces))])
	switch random.Intn(4) {
	case 0:
		return body[:from]
	case 1:
		start := random.Intn(len(body) + 1)
		piece = bytes.Clone(body[start:min(start+random.Intn(100), len(body))])
	}
	return append(append(bytes.Clone(body[:from]), piece...), body[to:]...)
}

func checkBody(t *testing.T, vendor jobstatus.Vendor, httpStatus int, body []byte) {
	before := bytes.Clone(body)
	job, items, err := jobstatus.ParseItems(vendor, httpStatus, body)
	checkVerdict(t, vendor, httpStatus, body, err)
	checkJob(t, &job, items)
	checkList(t, vendor, httpStatus, body, err)
	if !bytes.Equal(body, before) {
		t.Error("the body was written to")
	}
}

// checkVerdict compares an error with what encoding/json says of the body.
func checkVerdict(t *testing.T, vendor jobstatus.Vendor, httpStatus int, body []byte, err error) {
	if errors.Is(err, jobstatus.ErrVendor) {
		return
	}
	document := bytes.TrimPrefix(body, []byte("\ufeff"))
	usable := err == nil || errors.Is(err, jobstatus.ErrUnrecognized)
	accepted := httpStatus == 202 && len(bytes.Trim(document, " \t\r\n")) == 0
	valid := json.Valid(document) && utf8.Valid(document)
	if usable && !valid && !accepted || !usable && valid && !errors.Is(err, jobstatus.ErrTooDeep) {
		t.Errorf("%v, encoding/json says %v", err, valid)
	}
	if _, whole := jobstatus.Find(body, ""); !accepted && (whole == nil) != usable {
		t.Errorf("Find says %v, Parse %v", whole, err)
	}
	var problem *jobstatus.Error
	if errors.As(err, &problem) && (problem.Offset < 0 || problem.Offset > int64(len(body))) {
		t.Errorf("%v of %d bytes", err, len(body))
	}
}

// checkJob looks at every text, and compares the items with those that are read again.
func checkJob(t *testing.T, job *jobstatus.Job, items []jobstatus.Item) {
	checkTexts(t, job.ID(), job.ParentID(), job.Name(), job.Operation(), job.Description(), job.StateText(),
		job.ResultText(), job.Message(), job.ErrorCode(), job.JobCode(), job.Requester(), job.TargetName(),
		job.TargetID(), job.SelfLink(), job.ResourceLink(), job.RequestID())
	if len(items) != job.ItemCount() {
		t.Errorf("%d items, not %d", len(items), job.ItemCount())
	}
	again := job.Items()
	for i := range items {
		item := &items[i]
		checkTexts(t, item.StateText(), item.Code(), item.Title(), item.Message(), item.Severity(), item.TargetID(),
			item.TargetName(), item.TargetType(), item.Link())
		if again[i].Kind() != item.Kind() || again[i].Message() != item.Message() {
			t.Errorf("item %d is %s, and then %s", i, item.Message(), again[i].Message())
		}
	}
	if percent, ok := job.Percent(); ok && (percent < 0 || percent > 100) {
		t.Errorf("%d percent", percent)
	}
	if success := job.State() == jobstatus.StateSucceeded; success && !job.Terminal() {
		t.Error("a success that is not the end")
	}
	if json := job.JSON(); json != nil {
		if _, err := jobstatus.Find(json, ""); err != nil {
			t.Errorf("%q: %v", json, err)
		}
	}
}

func checkTexts(t *testing.T, texts ...string) {
	for _, text := range texts {
		if !utf8.ValidString(text) {
			t.Errorf("no UTF-8: %q", text)
		}
	}
}

// checkList reads the body as a list. It can be read to its end where it can be read as a whole.
func checkList(t *testing.T, vendor jobstatus.Vendor, httpStatus int, body []byte, whole error) {
	list := jobstatus.NewListReader(vendor, httpStatus, body)
	for list.Next() {
		job := list.Job()
		checkJob(t, &job, job.Items())
	}
	if (list.Err() == nil) != (whole == nil) && !errors.Is(list.Err(), jobstatus.ErrUnrecognized) &&
		!errors.Is(whole, jobstatus.ErrUnrecognized) {
		t.Errorf("as a list: %v, as a whole: %v", list.Err(), whole)
	}
}
