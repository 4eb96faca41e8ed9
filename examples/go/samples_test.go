// Every sample response, read by this package and by the command-line tool of the library: all fields must be the same.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/jobstatus"
)

// A sample is a body of examples/responses. Its folder is the vendor, and its name says the state and the HTTP status.
type sample struct {
	name       string
	path       string
	vendor     jobstatus.Vendor
	httpStatus int
	body       []byte
}

func samples(t testing.TB) []sample {
	t.Helper()
	paths, err := filepath.Glob("../responses/*/*")
	if err != nil || len(paths) < 60 {
		t.Fatalf("%d samples, %v", len(paths), err)
	}
	var all []sample
	for _, path := range paths {
		all = append(all, readSample(t, path))
	}
	return all
}

var statusInName = regexp.MustCompile(`\.(\d{3})\.`)

func readSample(t testing.TB, path string) sample {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Base(filepath.Dir(path))
	vendor, known := jobstatus.ParseVendor(folder)
	if !known && folder != "not-json" {
		t.Fatalf("%s: no vendor", path)
	}
	httpStatus := 200
	if match := statusInName.FindStringSubmatch(path); match != nil {
		httpStatus, _ = strconv.Atoi(match[1])
	}
	return sample{folder + "/" + filepath.Base(path), path, vendor, httpStatus, body}
}

func (s *sample) isList() bool { return strings.HasPrefix(filepath.Base(s.path), "list") }

// named returns a sample by the end of its path.
func named(t testing.TB, name string) sample {
	t.Helper()
	return readSample(t, "../responses/"+name)
}

// ---- What the names of the samples say ------------------------------------------------------------------------------

func TestSamplesAreWhatTheirNamesSay(t *testing.T) {
	states := map[string]jobstatus.State{
		"queued": jobstatus.StateQueued, "acknowledged": jobstatus.StateQueued, "running": jobstatus.StateRunning,
		"paused": jobstatus.StatePaused, "succeeded": jobstatus.StateSucceeded, "partial": jobstatus.StatePartial,
		"failed": jobstatus.StateFailed, "cancelled": jobstatus.StateCancelled, "ended": jobstatus.StateEnded,
	}
	kinds := map[string]jobstatus.Kind{
		"accepted": jobstatus.KindAccepted, "error": jobstatus.KindError, "list": jobstatus.KindList,
		"bad": jobstatus.KindNone, "gorouter": jobstatus.KindNone, "truncated": jobstatus.KindNone,
		"empty": jobstatus.KindAccepted, "no": jobstatus.KindJob, "state": jobstatus.KindJob,
	}
	for _, s := range samples(t) {
		job, err := jobstatus.Parse(s.vendor, s.httpStatus, s.body)
		word := regexp.MustCompile(`^[a-z]+`).FindString(filepath.Base(s.path))
		state, isState := states[word]
		kind, isKind := kinds[word]
		switch {
		case isState && (job.State() != state || job.Kind() != jobstatus.KindJob):
			t.Errorf("%s is a %s, %s", s.name, job.Kind(), job.State())
		case isKind && job.Kind() != kind:
			t.Errorf("%s is a %s", s.name, job.Kind())
		case !isState && !isKind:
			t.Errorf("%s: nothing is known of %q", s.name, word)
		}
		if unusable := kind == jobstatus.KindNone && isKind; (err != nil) != unusable {
			t.Errorf("%s: %v", s.name, err)
		}
		if job.HTTPStatus() != s.httpStatus || s.vendor != jobstatus.VendorUnknown && job.Vendor() != s.vendor {
			t.Errorf("%s: HTTP status %d, vendor %s", s.name, job.HTTPStatus(), job.Vendor())
		}
	}
}

// ---- What the tool says ---------------------------------------------------------------------------------------------

// tool returns the command of the library that is linked: JOBSTATUS_TOOL, or the one that was installed with it.
func tool(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("JOBSTATUS_TOOL"); path != "" {
		return path
	}
	prefix, err := exec.Command("pkg-config", "--variable=prefix", "jobstatus").Output()
	if err != nil {
		t.Fatalf("pkg-config does not find the installed library, and JOBSTATUS_TOOL names no tool: %v", err)
	}
	return filepath.Join(strings.TrimSpace(string(prefix)), "bin", "jobstatus")
}

// told returns the JSON lines that the tool prints.
func told(t *testing.T, command string, s sample, options ...string) []map[string]any {
	t.Helper()
	arguments := append(options, "--format", "json", "--http-status", strconv.Itoa(s.httpStatus))
	if s.vendor != jobstatus.VendorUnknown {
		arguments = append(arguments, "--vendor", s.vendor.String())
	}
	output, err := exec.Command(command, append(arguments, s.path)...).Output()
	if len(output) == 0 {
		t.Fatalf("%s: %v", command, err)
	}
	var lines []map[string]any
	for _, line := range bytes.Split(bytes.TrimSpace(output), []byte("\n")) {
		var fields map[string]any
		if err := json.Unmarshal(line, &fields); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fields)
	}
	return lines
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func timeOrNull(moment time.Time) any {
	if moment.IsZero() {
		return nil
	}
	return moment.Format(time.RFC3339Nano)
}

// fieldsOf returns a job by the names of the tool's members.
func fieldsOf(job *jobstatus.Job) map[string]any {
	subtasks := job.Subtasks()
	fields := map[string]any{
		"result": jobstatus.Result(0), "error_offset": nil, "vendor": nil, "http_status": job.HTTPStatus(),
		"kind": job.Kind(), "state": job.State(), "terminal": job.Terminal(), "advice": job.Advice(),
		"fault": job.Fault(), "percent": nil,
		"id": orNull(job.ID()), "parent_id": orNull(job.ParentID()), "name": orNull(job.Name()),
		"operation": orNull(job.Operation()), "description": orNull(job.Description()),
		"state_text": orNull(job.StateText()), "result_text": orNull(job.ResultText()),
		"message": orNull(job.Message()), "error_code": orNull(job.ErrorCode()), "job_code": orNull(job.JobCode()),
		"created_at": timeOrNull(job.CreatedAt()), "started_at": timeOrNull(job.StartedAt()),
		"updated_at": timeOrNull(job.UpdatedAt()), "finished_at": timeOrNull(job.FinishedAt()),
		"requester": orNull(job.Requester()), "target_name": orNull(job.TargetName()),
		"target_id": orNull(job.TargetID()), "self_link": orNull(job.SelfLink()),
		"resource_link": orNull(job.ResourceLink()), "request_id": orNull(job.RequestID()),
		"subtasks_total": subtasks.Total, "subtasks_succeeded": subtasks.Succeeded, "subtasks_failed": subtasks.Failed,
		"subtasks_unfinished": subtasks.Unfinished, "error_count": job.ErrorCount(),
		"warning_count": job.WarningCount(), "item_count": job.ItemCount(), "flags": job.Flags(),
	}
	if problem, ok := job.Err().(*jobstatus.Error); ok {
		fields["result"] = problem.Result
		fields["error_offset"] = problem.Offset
	}
	if job.Vendor() != jobstatus.VendorUnknown {
		fields["vendor"] = job.Vendor()
	}
	if percent, ok := job.Percent(); ok {
		fields["percent"] = percent
	}
	return fields
}

func itemFields(item *jobstatus.Item) map[string]any {
	fields := map[string]any{
		"kind": item.Kind(), "state": nil, "code": orNull(item.Code()), "title": orNull(item.Title()),
		"message": orNull(item.Message()), "severity": orNull(item.Severity()), "target_id": orNull(item.TargetID()),
		"target_name": orNull(item.TargetName()), "target_type": orNull(item.TargetType()), "link": orNull(item.Link()),
	}
	if item.Kind() == jobstatus.ItemSubtask {
		fields["state"] = item.State()
	}
	return fields
}

// asJSON is a value as it comes back from JSON.
func asJSON(t *testing.T, value any) map[string]any {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// compare fails where a member that the tool prints is another one here. Of a body that is no job it prints a few
// alone.
func compare(t *testing.T, name string, fields map[string]any, expected map[string]any) {
	t.Helper()
	fields = asJSON(t, fields)
	for member, value := range expected {
		if found, known := fields[member]; !known || !reflect.DeepEqual(found, value) {
			t.Errorf("%s: %s is %v, the tool says %v", name, member, found, value)
		}
	}
	if expected["kind"] == "job" && len(fields) != len(expected) {
		t.Errorf("%s: %d members here, %d of the tool", name, len(fields), len(expected))
	}
}

func TestEveryFieldIsTheTools(t *testing.T) {
	command := tool(t)
	for _, s := range samples(t) {
		job, items, _ := jobstatus.ParseItems(s.vendor, s.httpStatus, s.body)
		fields := fieldsOf(&job)
		listed := []any{}
		for i := range items {
			listed = append(listed, itemFields(&items[i]))
		}
		fields["items"] = listed
		compare(t, s.name, fields, told(t, command, s, "--items")[0])
	}
}

func TestEveryFieldOfListsIsTheTools(t *testing.T) {
	command, lists := tool(t), 0
	for _, s := range samples(t) {
		if !s.isList() {
			continue
		}
		lists++
		lines := told(t, command, s, "--list")
		list := jobstatus.NewListReader(s.vendor, s.httpStatus, s.body)
		count := 0
		for ; list.Next(); count++ {
			job := list.Job()
			compare(t, s.name, fieldsOf(&job), lines[count])
		}
		if err := list.Err(); err != nil {
			t.Error(s.name, err)
		}
		next := orNull(list.NextLink())
		summary := map[string]any{"kind": list.Kind(), "returned": count, "total": nil, "next_link": next}
		if total, ok := list.Total(); ok {
			summary["total"] = total
		}
		compare(t, s.name, summary, lines[count])
	}
	if lists != 5 {
		t.Errorf("%d lists", lists)
	}
}

// ---- What encoding/json says ----------------------------------------------------------------------------------------

// A text is a member that some bodies have as a string and others as a number.
type text string

func (t *text) UnmarshalJSON(value []byte) error {
	if value[0] == '"' {
		return json.Unmarshal(value, (*string)(t))
	}
	*t = text(value)
	return nil
}

// plainJob is the members of all vendors' jobs that become one field each.
type plainJob struct {
	ID          text   `json:"id"`
	GUID        string `json:"guid"`
	UUID        string `json:"uuid"`
	Operation   string `json:"operation"`
	TypeText    string `json:"type_str"`
	TaskType    string `json:"taskType"`
	Description string `json:"description"`
	State       string `json:"state"`
	Status      string `json:"status"`
	StatusText  string `json:"status_str"`
	Result      string `json:"result_str"`
	Percent     text   `json:"percent"`
	Requester   string `json:"requesterId"`
	User        string `json:"uname"`
	Created     string `json:"created_at"`
	CreatedDate string `json:"createdDate"`
	Started     string `json:"start_ts"`
	StartedDate string `json:"startProcessingDate"`
	StartTime   string `json:"start_time"`

	Data []plainJob `json:"data"`
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05"} {
		if parsed, err := time.Parse(layout, text); err == nil {
			return parsed.UTC()
		}
	}
	t.Fatalf("no time: %q", text)
	return time.Time{}
}

func TestJobsAreWhatEncodingJSONReads(t *testing.T) {
	compared := 0
	for _, s := range samples(t) {
		job, _ := jobstatus.Parse(s.vendor, s.httpStatus, s.body)
		if job.Kind() != jobstatus.KindJob {
			continue
		}
		compared++
		var plain plainJob
		if err := json.Unmarshal(s.body, &plain); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		if len(plain.Data) > 0 {
			plain = plain.Data[0]
		}
		for _, texts := range []struct{ field, found, expected string }{
			{"id", job.ID(), first(string(plain.ID), plain.GUID, plain.UUID)},
			{"operation", job.Operation(), first(plain.Operation, plain.TypeText, plain.TaskType)},
			{"state_text", job.StateText(), first(plain.State, plain.Status, plain.StatusText)},
			{"result_text", job.ResultText(), plain.Result},
			{"requester", job.Requester(), first(plain.Requester, plain.User, job.Requester())},
		} {
			if texts.found != texts.expected {
				t.Errorf("%s: %s is %q, not %q", s.name, texts.field, texts.found, texts.expected)
			}
		}
		started := moment(t, first(plain.Started, plain.StartedDate, plain.StartTime))
		if !job.StartedAt().Equal(started) {
			t.Errorf("%s: started at %v, not %v", s.name, job.StartedAt(), started)
		}
		percent, ok := job.Percent()
		if digits := strconv.Itoa(percent); ok != (plain.Percent != "") || ok && digits != string(plain.Percent) {
			t.Errorf("%s: %d percent, not %q", s.name, percent, plain.Percent)
		}
	}
	if compared < 35 {
		t.Errorf("%d jobs compared", compared)
	}
}
