// Orange Evolution.
//
// SPDX-License-Identifier: Apache-2.0

package main

type orangeMessage struct {
	Code        text   `json:"code"`
	Message     string `json:"message"`
	Description string `json:"description"`
}

type orangeJob struct {
	ID          string          `json:"id"`
	Reference   string          `json:"hRef"`
	State       string          `json:"state"`
	Description string          `json:"description"`
	Created     string          `json:"createdDate"`
	Requester   string          `json:"requesterId"`
	Started     string          `json:"startProcessingDate"`
	Ended       string          `json:"endProcessingDate"`
	Messages    []orangeMessage `json:"messages"`
}

func readOrange(decode decoder, body []byte, r *record) error {
	var job orangeJob
	if err := decode(body, &job); err != nil {
		return err
	}
	job.fill(r)
	return nil
}

func (job *orangeJob) fill(r *record) {
	r.id = job.ID
	r.selfLink = job.Reference
	r.stateText = job.State
	r.description = job.Description
	r.createdAt = nanoseconds(job.Created)
	r.requester = job.Requester
	r.startedAt = nanoseconds(job.Started)
	r.finishedAt = nanoseconds(job.Ended)
	r.setState(orangeState(job.State))
	if len(job.Messages) == 0 {
		return
	}
	first := &job.Messages[0]
	r.message = firstOf(first.Description, first.Message)
	r.errorCode = string(first.Code)
	r.itemCount = uint32(len(job.Messages))
	if r.state == failed {
		r.errorCount = r.itemCount
	}
}

func orangeState(word string) uint32 {
	switch word {
	case "acknowledged":
		return queued
	case "in-progress":
		return running
	case "completed":
		return succeeded
	case "failed":
		return failed
	}
	return unknown
}
