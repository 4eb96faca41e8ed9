// What a call takes, beside encoding/json into a struct with the same members.
//
//	go test -ldflags "-r $HOME/.local/lib" -run '^$' -bench . -benchmem
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus_test

import (
	"encoding/json"
	"testing"
	"time"

	"example.com/jobstatus"
)

// The bodies that are measured, and what encoding/json reads each of them into: the members that become fields, and no
// others. A time is read as one, as jobstatus does.
var measured = []struct {
	name   string
	decode func([]byte) error
}{
	{"palo-alto-scm/succeeded.json", paloAltoWithDetails},
	{"cloud-foundry/failed.json", into[cloudFoundry]},
	{"netapp-ontap/failed.json", into[ontap]},
	{"orange-evolution/failed.json", into[orange]},
	{"cisco-cdfmc/partial.json", into[cisco]},
}

func into[T any](body []byte) error {
	var value T
	return json.Unmarshal(body, &value)
}

// paloAltoWithDetails also reads the JSON that such a job has in a string.
func paloAltoWithDetails(body []byte) error {
	var value paloAlto
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	var details paloAltoDetails
	return json.Unmarshal([]byte(value.Data[0].Details), &details)
}

type paloAltoDetails struct {
	Info        []string `json:"info"`
	Errors      []string `json:"errors"`
	Warnings    []string `json:"warnings"`
	Description string   `json:"description"`
}

type paloAltoJob struct {
	ID          string    `json:"id"`
	ParentID    string    `json:"parent_id"`
	Type        string    `json:"type_str"`
	Description string    `json:"description"`
	Details     string    `json:"details"`
	Status      string    `json:"status_str"`
	Result      string    `json:"result_str"`
	Percent     string    `json:"percent"`
	Inserted    spaceTime `json:"insert_ts"`
	Started     spaceTime `json:"start_ts"`
	Updated     spaceTime `json:"last_update"`
	Ended       spaceTime `json:"end_ts"`
	Summary     string    `json:"summary"`
	User        string    `json:"uname"`
	DeviceName  string    `json:"device_name"`
	JobResult   string    `json:"job_result"`
}

type paloAlto struct {
	paloAltoJob
	Data []paloAltoJob `json:"data"`
}

// spaceTime is a time without a T and a zone.
type spaceTime struct{ time.Time }

func (s *spaceTime) UnmarshalJSON(value []byte) (err error) {
	if len(value) > len(`""`) {
		s.Time, err = time.Parse(`"2006-01-02 15:04:05"`, string(value))
	}
	return err
}

type link struct {
	Href string `json:"href"`
}

type message struct {
	Code   json.Number `json:"code"`
	Title  string      `json:"title"`
	Detail string      `json:"detail"`
}

type cloudFoundry struct {
	GUID      string          `json:"guid"`
	CreatedAt time.Time       `json:"created_at"`
	UpdatedAt time.Time       `json:"updated_at"`
	Operation string          `json:"operation"`
	State     string          `json:"state"`
	Errors    []message       `json:"errors"`
	Warnings  []message       `json:"warnings"`
	Links     map[string]link `json:"links"`
}

type ontap struct {
	UUID        string      `json:"uuid"`
	Description string      `json:"description"`
	State       string      `json:"state"`
	Message     string      `json:"message"`
	Code        json.Number `json:"code"`
	StartTime   time.Time   `json:"start_time"`
	EndTime     time.Time   `json:"end_time"`
	Error       struct {
		Message string `json:"message"`
		Code    string `json:"code"`
	} `json:"error"`
	SVM struct {
		Name string `json:"name"`
		UUID string `json:"uuid"`
	} `json:"svm"`
	Node struct {
		Name string `json:"name"`
	} `json:"node"`
	Links map[string]link `json:"_links"`
}

type orange struct {
	ID          string    `json:"id"`
	Href        string    `json:"hRef"`
	State       string    `json:"state"`
	Description string    `json:"description"`
	Created     time.Time `json:"createdDate"`
	Started     time.Time `json:"startProcessingDate"`
	Ended       time.Time `json:"endProcessingDate"`
	Requester   string    `json:"requesterId"`
	Messages    []struct {
		Code        json.Number `json:"code"`
		Message     string      `json:"message"`
		Description string      `json:"description"`
	} `json:"messages"`
}

type cisco struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	TaskType string `json:"taskType"`
	Status   string `json:"status"`
	Message  string `json:"message"`
	SubTasks []struct {
		Status      string `json:"status"`
		Message     string `json:"message"`
		Description string `json:"description"`
		Target      struct {
			ID   string `json:"id"`
			Name string `json:"name"`
			Type string `json:"type"`
		} `json:"target"`
	} `json:"subTasks"`
	Links struct {
		Self string `json:"self"`
	} `json:"links"`
}

// BenchmarkParse reads a body: where the texts lie, and all else.
func BenchmarkParse(b *testing.B) {
	for _, m := range measured {
		s := named(b, m.name)
		b.Run(s.vendor.String(), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(s.body)))
			for i := 0; i < b.N; i++ {
				if job, err := jobstatus.Parse(s.vendor, 200, s.body); err != nil || !job.Terminal() {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkParseAndTexts also makes a string of every text that is there, as encoding/json does.
func BenchmarkParseAndTexts(b *testing.B) {
	for _, m := range measured {
		s := named(b, m.name)
		b.Run(s.vendor.String(), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(s.body)))
			for i := 0; i < b.N; i++ {
				job, err := jobstatus.Parse(s.vendor, 200, s.body)
				if err != nil {
					b.Fatal(err)
				}
				texts = [...]string{job.ID(), job.ParentID(), job.Name(), job.Operation(), job.Description(),
					job.StateText(), job.ResultText(), job.Message(), job.ErrorCode(), job.JobCode(), job.Requester(),
					job.TargetName(), job.TargetID(), job.SelfLink(), job.ResourceLink(), job.RequestID()}
			}
		})
	}
}

var texts [16]string

// BenchmarkEncodingJSON reads the same body with encoding/json.
func BenchmarkEncodingJSON(b *testing.B) {
	for _, m := range measured {
		s, decode := named(b, m.name), m.decode
		b.Run(s.vendor.String(), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(s.body)))
			for i := 0; i < b.N; i++ {
				if err := decode(s.body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCall is what a call into C takes that reads next to nothing.
func BenchmarkCall(b *testing.B) {
	for i := 0; i < b.N; i++ {
		jobstatus.Detect(nil)
	}
}

// BenchmarkList reads a list of 1000 jobs.
func BenchmarkList(b *testing.B) {
	body := listOf(1000)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		list := jobstatus.NewListReader(jobstatus.VendorCloudFoundry, 200, body)
		for list.Next() {
		}
		if list.Err() != nil {
			b.Fatal(list.Err())
		}
	}
}
