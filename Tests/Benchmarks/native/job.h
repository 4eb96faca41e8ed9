// What every contender makes of a body: the fields of jobstatus_record, with each text where the contender has it.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <jobstatus.h>
#include <string_view>
#include <vector>

// A text of a contender's. Absent texts are zero bytes, so that a Job is quickly made empty.
struct Text {
    enum Form : uint32_t {
        absent,
        decoded, // the text, in UTF-8
        raw,     // as it stands in the JSON, with its escapes
        integer, // a number where the vendor writes one: the contender has no text of it
    };
    union {
        const char *bytes;
        int64_t number;
    };
    uint32_t length;
    Form form;

    Text() : bytes(nullptr), length(0), form(absent) {}

    // Empty texts are absent.
    Text(const char *start, size_t size, Form how = decoded)
        : bytes(start), length(static_cast<uint32_t>(size)), form(size == 0 ? absent : how) {}

    static Text of_integer(int64_t value) {
        Text text;
        text.number = value;
        text.form = integer;
        return text;
    }

    bool is_present() const { return form != absent; }
    bool is_bytes() const { return form == decoded || form == raw; }
    std::string_view view() const { return is_bytes() ? std::string_view(bytes, length) : std::string_view(); }
    Text otherwise(const Text &other) const { return is_present() ? *this : other; }

    bool is_zero() const { return form == integer ? number == 0 : view() == "0"; }
};

struct Job {
    uint32_t state = JOBSTATUS_STATE_UNKNOWN;
    uint32_t terminal = 0;
    int32_t percent = JOBSTATUS_NO_PERCENT;
    int64_t created_at = JOBSTATUS_NO_TIME;
    int64_t started_at = JOBSTATUS_NO_TIME;
    int64_t updated_at = JOBSTATUS_NO_TIME;
    int64_t finished_at = JOBSTATUS_NO_TIME;
    uint32_t error_count = 0;
    uint32_t warning_count = 0;
    uint32_t item_count = 0;
    uint32_t subtasks_total = 0;
    uint32_t subtasks_succeeded = 0;
    uint32_t subtasks_failed = 0;
    uint32_t subtasks_unfinished = 0;
    Text id;
    Text parent_id;
    Text name;
    Text operation;
    Text description;
    Text state_text;
    Text result_text;
    Text message;
    Text error_code;
    Text job_code;
    Text requester;
    Text target_name;
    Text target_id;
    Text self_link;
    Text resource_link;
    Text request_id;

    // An end time counts in a terminal state only.
    void finish(uint32_t its_state) {
        state = its_state;
        terminal = its_state >= JOBSTATUS_STATE_SUCCEEDED;
        if (!terminal) finished_at = JOBSTATUS_NO_TIME;
    }
};

// Where a contender puts the jobs of a list: into one page after the other.
struct Jobs {
    static constexpr size_t page = 64;
    Job jobs[page];
    size_t count = 0;
    std::vector<Job> *all = nullptr; // every job as well, while fields are compared

    Job &next() {
        Job &job = jobs[count % page];
        job = Job();
        return job;
    }

    void done(const Job &job) {
        count++;
        if (all) all->push_back(job);
    }
};
