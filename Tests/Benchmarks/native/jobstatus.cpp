// jobstatus itself, through its header and the shared library as it is shipped.
//
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdlib>

#include "contender.h"

namespace {

constexpr size_t page_records = 64;

// The texts of a record stand side by side, from id on.
constexpr size_t record_texts = (sizeof(jobstatus_record) - offsetof(jobstatus_record, id)) / sizeof(jobstatus_span);

class JobStatus : public Contender {
public:
    const char *name() const override { return "jobstatus"; }
    const char *version() const override { return jobstatus_version_string(); }

    void prepare(size_t longest) override {
        buffer.reserve(longest + 1);
    }

    bool read(uint32_t vendor, Body body, Table table) override {
        if (jobstatus_parse(vendor, 200, body.bytes, body.length, &last, sizeof last, nullptr, 0, 0) < 0) return false;
        if (table == Table::decoded) decode(body, last);
        return true;
    }

    bool read_list(uint32_t vendor, Body body, Table table) override {
        return read_pages(vendor, body, [&](const jobstatus_record &record) {
            if (table == Table::decoded) decode(body, record);
        });
    }

    Job job(Body body) override { return converted(body, last); }

    std::vector<Job> jobs(uint32_t vendor, Body body) override {
        std::vector<Job> all;
        if (!read_pages(vendor, body, [&](const jobstatus_record &record) { all.push_back(converted(body, record)); }))
            all.clear();
        return all;
    }

private:
    jobstatus_record last;
    jobstatus_record records[page_records];
    Room buffer;
    int64_t offsets[record_texts + 1];

    template <class F> bool read_pages(uint32_t vendor, Body body, F &&f) {
        jobstatus_page page = {};
        do {
            if (jobstatus_parse_list(vendor, 200, body.bytes, body.length, &page, sizeof page, records,
                                     sizeof records[0], page_records) < 0)
                return false;
            for (uint32_t i = 0; i < page.returned; i++) f(records[i]);
        } while (page.next_offset != 0);
        return true;
    }

    void decode(Body body, const jobstatus_record &record) {
        jobstatus_texts(body.bytes, body.length, &record.id, sizeof record.id, record_texts, buffer.data(),
                        buffer.size(), offsets);
    }

    // The texts of a record that was read for comparison last as long as the process.
    static Text decoded(Body body, const jobstatus_span &span) {
        size_t length = jobstatus_text(body.bytes, body.length, &span, nullptr, 0);
        if (length == 0) return Text();
        char *bytes = static_cast<char *>(malloc(length + 1));
        jobstatus_text(body.bytes, body.length, &span, bytes, length + 1);
        return Text(bytes, length);
    }

    static Job converted(Body body, const jobstatus_record &record) {
        Job job;
        job.state = record.state;
        job.terminal = record.terminal;
        job.percent = record.percent;
        job.created_at = record.created_at;
        job.started_at = record.started_at;
        job.updated_at = record.updated_at;
        job.finished_at = record.finished_at;
        job.error_count = record.error_count;
        job.warning_count = record.warning_count;
        job.item_count = record.item_count;
        job.subtasks_total = record.subtasks_total;
        job.subtasks_succeeded = record.subtasks_succeeded;
        job.subtasks_failed = record.subtasks_failed;
        job.subtasks_unfinished = record.subtasks_unfinished;
        job.id = decoded(body, record.id);
        job.parent_id = decoded(body, record.parent_id);
        job.name = decoded(body, record.name);
        job.operation = decoded(body, record.operation);
        job.description = decoded(body, record.description);
        job.state_text = decoded(body, record.state_text);
        job.result_text = decoded(body, record.result_text);
        job.message = decoded(body, record.message);
        job.error_code = decoded(body, record.error_code);
        job.job_code = decoded(body, record.job_code);
        job.requester = decoded(body, record.requester);
        job.target_name = decoded(body, record.target_name);
        job.target_id = decoded(body, record.target_id);
        job.self_link = decoded(body, record.self_link);
        job.resource_link = decoded(body, record.resource_link);
        job.request_id = decoded(body, record.request_id);
        return job;
    }
};

} // namespace

void add_jobstatus(Makers &makers) { add<JobStatus>(makers); }
