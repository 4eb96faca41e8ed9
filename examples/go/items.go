// Items: the errors, warnings, messages, sub-tasks and links that are nested in a response.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus

// The room for items that ParseItems begins with. Few bodies have more.
const usualItems = 8

// An Item is one thing that is nested in a response. It holds the body that it was read from and no copy of it.
type Item struct {
	body []byte
	item item
}

// ParseItems is [Parse] with the items of the body, in the order of the document. They take about 260 bytes each
// while they are read, and a hostile body can hold one for every three of its bytes: where bodies are not bounded,
// Parse first, look at [Job.ItemCount], and use [Job.FirstItems].
func ParseItems(vendor Vendor, httpStatus int, body []byte) (Job, []Item, error) {
	job := Job{body: body}
	items := parseItems(vendor, httpStatus, body, &job.record, usualItems)
	if count := job.ItemCount(); count > len(items) {
		items = parseItems(vendor, httpStatus, body, &job.record, count)
	}
	return job, items, job.Err()
}

// Items returns all items of the job, in the order of the document; see [ParseItems] for what they cost. The body is
// read once more.
func (j *Job) Items() []Item {
	return j.FirstItems(j.ItemCount())
}

// FirstItems returns the first items of the job, at most limit. The body is read once more.
func (j *Job) FirstItems(limit int) []Item {
	count := min(j.ItemCount(), limit)
	if count <= 0 {
		return nil
	}
	body := j.body
	if j.element {
		body = j.JSON()
	}
	var again record
	return parseItems(j.Vendor(), j.HTTPStatus(), body, &again, count)
}

// parseItems fills the record, and returns the first items, at most limit.
func parseItems(vendor Vendor, httpStatus int, body []byte, record *record, limit int) []Item {
	room := make([]item, limit)
	parse(vendor, httpStatus, body, record, room)
	count := min(int(record.item_count), limit)
	if count == 0 {
		return nil
	}
	items := make([]Item, count)
	for i := range items {
		items[i] = Item{body, room[i]}
	}
	return items
}

// Kind returns what the item is.
func (i *Item) Kind() ItemKind { return ItemKind(i.item.kind) }

// State returns where a sub-task stands; of any other item StateUnknown.
func (i *Item) State() State { return State(i.item.state) }

// StateText returns the vendor's own state word of a sub-task.
func (i *Item) StateText() string { return textOf(i.body, i.item.state_text) }

// Code returns the vendor's code of an error, a warning or a message.
func (i *Item) Code() string { return textOf(i.body, i.item.code) }

// Title returns a short text; of a link its name.
func (i *Item) Title() string { return textOf(i.body, i.item.title) }

// Message returns the text for a person.
func (i *Item) Message() string { return textOf(i.body, i.item.message) }

// Severity returns the vendor's own word.
func (i *Item) Severity() string { return textOf(i.body, i.item.severity) }

// TargetID returns the identifier of what the item is about.
func (i *Item) TargetID() string { return textOf(i.body, i.item.target_id) }

// TargetName returns the name of what the item is about.
func (i *Item) TargetName() string { return textOf(i.body, i.item.target_name) }

// TargetType returns the type of what the item is about.
func (i *Item) TargetType() string { return textOf(i.body, i.item.target_type) }

// Link returns a URI reference; see [Job.SelfLink] on following one.
func (i *Item) Link() string { return textOf(i.body, i.item.link) }
