// NetApp ONTAP.
//
// SPDX-License-Identifier: Apache-2.0

package main

type ontapError struct {
	Message   string    `json:"message"`
	Code      text      `json:"code"`
	Arguments []message `json:"arguments"`
}

type ontapBody struct {
	UUID        string      `json:"uuid"`
	Description string      `json:"description"`
	State       string      `json:"state"`
	Message     string      `json:"message"`
	Code        text        `json:"code"`
	Started     string      `json:"start_time"`
	Ended       string      `json:"end_time"`
	Error       *ontapError `json:"error"`
	Links       links       `json:"_links"`
	Node        struct {
		Name string `json:"name"`
	} `json:"node"`
	SVM struct {
		Name string `json:"name"`
		UUID string `json:"uuid"`
	} `json:"svm"`
}

type ontapList struct {
	Records []ontapBody `json:"records"`
}

func readOntap(decode decoder, body []byte, r *record) error {
	var document ontapBody
	if err := decode(body, &document); err != nil {
		return err
	}
	if document.UUID == "" && document.Error != nil {
		document.Error.count(r)
		r.message = document.Error.Message
		r.errorCode = string(document.Error.Code)
	} else {
		document.fill(r)
	}
	return nil
}

func readOntapList(decode decoder, body []byte) ([]record, error) {
	var list ontapList
	if err := decode(body, &list); err != nil {
		return nil, err
	}
	records := make([]record, len(list.Records))
	for i := range list.Records {
		records[i] = emptyRecord()
		list.Records[i].fill(&records[i])
	}
	return records, nil
}

func (job *ontapBody) fill(r *record) {
	r.id = job.UUID
	r.description = job.Description
	r.stateText = job.State
	r.message = job.Message
	r.jobCode = string(job.Code)
	r.startedAt = nanoseconds(job.Started)
	r.finishedAt = nanoseconds(job.Ended)
	r.setState(ontapState(job.State))
	r.targetName = firstOf(job.SVM.Name, job.Node.Name)
	r.targetID = job.SVM.UUID
	r.selfLink = job.Links.self
	r.itemCount = job.Links.count
	if job.Error != nil {
		job.Error.count(r)
	}
	if r.state == failed {
		job.fillFailure(r)
	}
}

func (job *ontapBody) fillFailure(r *record) {
	if job.Error != nil {
		r.message = firstOf(job.Error.Message, r.message)
		r.errorCode = string(job.Error.Code)
	}
	if r.errorCode == "" && r.jobCode != "0" {
		r.errorCode = r.jobCode
	}
}

// The error and its arguments are items.
func (e *ontapError) count(r *record) {
	r.errorCount = 1
	r.itemCount += 1 + uint32(len(e.Arguments))
}

func ontapState(word string) uint32 {
	switch word {
	case "queued":
		return queued
	case "running":
		return running
	case "paused":
		return paused
	case "success":
		return succeeded
	case "failure":
		return failed
	}
	return unknown
}
