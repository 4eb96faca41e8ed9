// What a body comes to: a record with the fields of jobstatus_record.
//
// SPDX-License-Identifier: Apache-2.0

package main

// Numbers of jobstatus.h.
const (
	unknown = iota
	queued
	running
	paused
	succeeded
	partial
	failed
	cancelled
	ended
)

// An absent text is the empty one, an absent time noTime, an absent percentage noPercent.
type record struct {
	id, parentID, name, operation, description, stateText, resultText, message string
	jobCode, errorCode, requester, targetName, targetID                        string
	selfLink, resourceLink, requestID                                          string

	percent                                     int32
	createdAt, startedAt, updatedAt, finishedAt int64

	state, terminal                                  uint32
	errorCount, warningCount, itemCount              uint32
	subtasksTotal, subtasksSucceeded, subtasksFailed uint32
	subtasksUnfinished                               uint32
}

const noPercent = -1

func emptyRecord() record {
	return record{percent: noPercent, createdAt: noTime, startedAt: noTime, updatedAt: noTime, finishedAt: noTime}
}

// An end time counts in a terminal state only.
func (r *record) setState(state uint32) {
	r.state = state
	if state >= succeeded {
		r.terminal = 1
	} else {
		r.finishedAt = noTime
	}
}

// The record by the names of jobstatus_record.
func (r *record) fields() map[string]any {
	fields := map[string]any{
		"id": r.id, "parent_id": r.parentID, "name": r.name, "operation": r.operation, "description": r.description,
		"state_text": r.stateText, "result_text": r.resultText, "message": r.message, "job_code": r.jobCode,
		"error_code": r.errorCode, "requester": r.requester, "target_name": r.targetName, "target_id": r.targetID,
		"self_link": r.selfLink, "resource_link": r.resourceLink, "request_id": r.requestID,
		"state": r.state, "terminal": r.terminal, "error_count": r.errorCount, "warning_count": r.warningCount,
		"item_count": r.itemCount, "subtasks_total": r.subtasksTotal, "subtasks_succeeded": r.subtasksSucceeded,
		"subtasks_failed": r.subtasksFailed, "subtasks_unfinished": r.subtasksUnfinished,
		"created_at": orNil(r.createdAt, noTime), "started_at": orNil(r.startedAt, noTime),
		"updated_at": orNil(r.updatedAt, noTime), "finished_at": orNil(r.finishedAt, noTime),
		"percent": orNil(int64(r.percent), noPercent),
	}
	return fields
}

func orNil(value, absent int64) any {
	if value == absent {
		return nil
	}
	return value
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
