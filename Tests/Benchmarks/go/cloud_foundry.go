// Cloud Foundry.
//
// SPDX-License-Identifier: Apache-2.0

package main

type cloudFoundryMessage struct {
	Code        text   `json:"code"`
	Title       string `json:"title"`
	Detail      string `json:"detail"`
	Description string `json:"description"`
}

type cloudFoundryBody struct {
	GUID      string                `json:"guid"`
	Created   string                `json:"created_at"`
	Updated   string                `json:"updated_at"`
	Operation string                `json:"operation"`
	State     string                `json:"state"`
	Errors    []cloudFoundryMessage `json:"errors"`
	Warnings  []cloudFoundryMessage `json:"warnings"`
	Links     links                 `json:"links"`
}

func readCloudFoundry(decode decoder, body []byte, r *record) error {
	var document cloudFoundryBody
	if err := decode(body, &document); err != nil {
		return err
	}
	if document.GUID == "" {
		document.fillError(r)
	} else {
		document.fill(r)
	}
	return nil
}

func (job *cloudFoundryBody) fill(r *record) {
	r.id = job.GUID
	r.createdAt = nanoseconds(job.Created)
	r.updatedAt = nanoseconds(job.Updated)
	r.finishedAt = r.updatedAt
	r.operation = job.Operation
	r.stateText = job.State
	r.setState(cloudFoundryState(job.State))
	r.errorCount = uint32(len(job.Errors))
	r.warningCount = uint32(len(job.Warnings))
	r.itemCount = r.errorCount + r.warningCount + job.Links.count
	r.selfLink = job.Links.self
	r.resourceLink = job.Links.other
	if r.state == failed && len(job.Errors) > 0 {
		r.addFirst(&job.Errors[0])
	}
}

func (document *cloudFoundryBody) fillError(r *record) {
	r.errorCount = uint32(len(document.Errors))
	r.itemCount = r.errorCount
	if len(document.Errors) > 0 {
		r.addFirst(&document.Errors[0])
	}
}

func (r *record) addFirst(first *cloudFoundryMessage) {
	r.message = firstOf(first.Detail, first.Title, first.Description)
	r.errorCode = string(first.Code)
}

func cloudFoundryState(word string) uint32 {
	switch word {
	case "PROCESSING", "POLLING":
		return running
	case "COMPLETE":
		return succeeded
	case "FAILED":
		return failed
	}
	return unknown
}
