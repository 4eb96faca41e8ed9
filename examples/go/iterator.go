// The jobs of a list as an iterator.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus

import "iter"

// Jobs returns an iterator over the jobs of a list; its arguments are those of [Parse]. Each job comes with its
// [Job.Err]. Where the list cannot be read to its end, the last pair is the reason, and what [Parse] makes of the
// body as a whole: a Job with its fault and advice. [ListReader] tells more of a list: how many jobs there are, and
// where the next page is.
//
//	for job, err := range jobstatus.Jobs(vendor, response.StatusCode, body) { ... }
func Jobs(vendor Vendor, httpStatus int, body []byte) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		list := NewListReader(vendor, httpStatus, body)
		for list.Next() {
			job := list.Job()
			if !yield(job, job.Err()) {
				return
			}
		}
		if err := list.Err(); err != nil {
			whole, _ := Parse(vendor, httpStatus, body)
			yield(whole, err)
		}
	}
}
