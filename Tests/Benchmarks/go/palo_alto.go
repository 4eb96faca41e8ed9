// Palo Alto SCM.
//
// SPDX-License-Identifier: Apache-2.0

package main

type message struct {
	Code    text   `json:"code"`
	Message string `json:"message"`
}

type paloAltoJob struct {
	ID          string `json:"id"`
	ParentID    string `json:"parent_id"`
	Percent     text   `json:"percent"`
	JobResult   string `json:"job_result"`
	Type        string `json:"type_str"`
	Status      string `json:"status_str"`
	Result      string `json:"result_str"`
	Description string `json:"description"`
	Details     string `json:"details"`
	DeviceName  string `json:"device_name"`
	Inserted    string `json:"insert_ts"`
	Started     string `json:"start_ts"`
	Updated     string `json:"last_update"`
	Ended       string `json:"end_ts"`
	Summary     string `json:"summary"`
	User        string `json:"uname"`
}

type paloAltoBody struct {
	paloAltoJob
	Data      []paloAltoJob `json:"data"`
	Errors    []message     `json:"_errors"`
	RequestID string        `json:"_request_id"`
}

// What details holds, as JSON in a string.
type paloAltoDetails struct {
	Info        []string `json:"info"`
	Errors      []string `json:"errors"`
	Warnings    []string `json:"warnings"`
	Description string   `json:"description"`
}

func readPaloAlto(decode decoder, body []byte, r *record) error {
	var document paloAltoBody
	if err := decode(body, &document); err != nil {
		return err
	}
	switch {
	case len(document.Data) > 0:
		document.Data[0].fill(decode, r)
	case document.Errors != nil:
		document.fillError(r)
	default:
		document.paloAltoJob.fill(decode, r)
	}
	return nil
}

func readPaloAltoList(decode decoder, body []byte) ([]record, error) {
	var document paloAltoBody
	if err := decode(body, &document); err != nil {
		return nil, err
	}
	records := make([]record, len(document.Data))
	for i := range document.Data {
		records[i] = emptyRecord()
		document.Data[i].fill(decode, &records[i])
	}
	return records, nil
}

func (job *paloAltoJob) fill(decode decoder, r *record) {
	r.id = job.ID
	if job.ParentID != "0" {
		r.parentID = job.ParentID
	}
	r.operation = job.Type
	r.stateText = job.Status
	r.resultText = job.Result
	r.percent = percentOf(job.Percent)
	r.startedAt = nanoseconds(job.Started)
	r.createdAt = r.startedAt
	if job.Inserted != "" {
		r.createdAt = nanoseconds(job.Inserted)
	}
	r.updatedAt = nanoseconds(job.Updated)
	r.finishedAt = nanoseconds(job.Ended)
	r.requester = job.User
	r.targetName = job.DeviceName
	r.jobCode = job.JobResult
	r.description = job.Description
	r.message = job.Summary

	state := paloAltoState(job.Status)
	if state == ended {
		state = paloAltoResult(job.Result)
	}
	r.setState(state)
	if job.Details != "" {
		r.addDetails(decode, job.Details)
	}
}

func (r *record) addDetails(decode decoder, text string) {
	var details paloAltoDetails
	if decode([]byte(text), &details) != nil {
		r.message = firstOf(r.message, text)
		r.itemCount = 1
		return
	}
	r.errorCount = uint32(len(details.Errors))
	r.warningCount = uint32(len(details.Warnings))
	r.itemCount = r.errorCount + r.warningCount + uint32(len(details.Info))
	r.description = firstOf(r.description, details.Description)
	if r.state == failed && len(details.Errors) > 0 {
		r.message = firstOf(details.Errors[0], r.message)
	}
}

func (document *paloAltoBody) fillError(r *record) {
	r.requestID = document.RequestID
	r.errorCount = uint32(len(document.Errors))
	r.itemCount = r.errorCount
	if len(document.Errors) > 0 {
		r.message = document.Errors[0].Message
		r.errorCode = string(document.Errors[0].Code)
	}
}

func paloAltoState(word string) uint32 {
	switch word {
	case "PEND":
		return queued
	case "ACT", "PUSHSENT":
		return running
	case "FIN":
		return ended
	case "PUSHFAIL", "PUSHTIMEOUT":
		return failed
	case "PUSHABORT":
		return cancelled
	}
	return unknown
}

// What a job that is FIN came to.
func paloAltoResult(word string) uint32 {
	switch word {
	case "OK":
		return succeeded
	case "FAIL", "TIMEOUT":
		return failed
	case "CANCELLED":
		return cancelled
	}
	return ended
}
