// Cisco cdFMC.
//
// SPDX-License-Identifier: Apache-2.0

package main

type ciscoSubtask struct {
	Status      string `json:"status"`
	Message     string `json:"message"`
	Description string `json:"description"`
	Target      struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"target"`
}

type ciscoJob struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Type        string         `json:"taskType"`
	Description string         `json:"description"`
	Status      string         `json:"status"`
	Message     string         `json:"message"`
	Links       links          `json:"links"`
	Subtasks    []ciscoSubtask `json:"subTasks"`
	Metadata    struct {
		Timestamp int64  `json:"timestamp"`
		Download  string `json:"downloadUrl"`
		LastUser  struct {
			Name string `json:"name"`
		} `json:"lastUser"`
	} `json:"metadata"`
}

func readCisco(decode decoder, body []byte, r *record) error {
	var job ciscoJob
	if err := decode(body, &job); err != nil {
		return err
	}
	job.fill(r)
	return nil
}

func (job *ciscoJob) fill(r *record) {
	r.id = job.ID
	r.name = job.Name
	r.operation = job.Type
	r.stateText = job.Status
	r.description = job.Description
	r.message = firstOf(job.Message, job.Description)
	r.selfLink = job.Links.self
	r.itemCount = job.Links.count
	r.updatedAt = epochTime(job.Metadata.Timestamp)
	r.resourceLink = job.Metadata.Download
	r.requester = job.Metadata.LastUser.Name
	state := ciscoState(job.Status)
	if len(job.Subtasks) > 0 {
		state = r.addSubtasks(job.Subtasks, state)
	}
	r.setState(state)
}

// addSubtasks answers what the state of the job is in view of its sub-tasks.
func (r *record) addSubtasks(tasks []ciscoSubtask, state uint32) uint32 {
	r.targetName = tasks[0].Target.Name
	r.targetID = tasks[0].Target.ID
	var firstFailed *ciscoSubtask
	for i := range tasks {
		switch ciscoState(tasks[i].Status) {
		case succeeded:
			r.subtasksSucceeded++
		case failed, cancelled:
			if r.subtasksFailed == 0 {
				firstFailed = &tasks[i]
			}
			r.subtasksFailed++
		}
	}
	r.subtasksTotal = uint32(len(tasks))
	r.subtasksUnfinished = r.subtasksTotal - r.subtasksSucceeded - r.subtasksFailed
	r.itemCount += r.subtasksTotal
	if state == succeeded && r.subtasksFailed > 0 {
		state = partial
		if r.subtasksFailed == r.subtasksTotal {
			state = failed
		}
	}
	if r.message == "" && firstFailed != nil && (state == failed || state == partial) {
		r.message = firstOf(firstFailed.Message, firstFailed.Description)
	}
	return state
}

// The spellings that are sent most first, then without regard to spelling.
func ciscoState(word string) uint32 {
	switch word {
	case "SUCCESS", "Success", "COMPLETED", "Deployed":
		return succeeded
	case "FAILED", "Failed":
		return failed
	case "PENDING", "Pending":
		return queued
	case "RUNNING", "Running", "IN_PROGRESS", "Deploying":
		return running
	}
	switch folded(word) {
	case "pending":
		return queued
	case "running", "inprogress", "deploying":
		return running
	case "success", "succeeded", "completed", "deployed":
		return succeeded
	case "failed", "failure":
		return failed
	case "cancelled", "canceled":
		return cancelled
	}
	return unknown
}
