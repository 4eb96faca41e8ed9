/*
 * job.c - the state, the fields, the times and the messages of jobs
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "meaning.h"

/* ---- States ---- */

static const state_word palo_alto_results[] = {
    {PALO_ALTO, "ok", JOBSTATUS_STATE_SUCCEEDED},
    {PALO_ALTO, "fail", JOBSTATUS_STATE_FAILED},
    {PALO_ALTO, "timeout", JOBSTATUS_STATE_FAILED},
    {PALO_ALTO, "cancelled", JOBSTATUS_STATE_CANCELLED},
};

static uint32_t expected_state(const body *of, const jobstatus_record *record) {
    uint32_t state = state_of(of, record->vendor, &record->state_text);
    if (state == JOBSTATUS_STATE_ENDED) {
        char word[32];
        word_of(of, &record->result_text, word);
        uint32_t result = state_in(palo_alto_results, 4, PALO_ALTO, word);
        return result == JOBSTATUS_STATE_UNKNOWN ? state : result;
    }
    if (state == JOBSTATUS_STATE_SUCCEEDED && record->subtasks_failed > 0) {
        bool is_all = record->subtasks_failed == record->subtasks_total;
        return is_all ? JOBSTATUS_STATE_FAILED : JOBSTATUS_STATE_PARTIAL;
    }
    return state;
}

/* ---- Fields of jobs that are copied ---- */

typedef struct field_row {
    uint32_t vendor;
    size_t field;
    const char *first, *second;
} field_row;

#define FIELD(field) offsetof(jobstatus_record, field)

static const field_row field_rows[] = {
    {PALO_ALTO, FIELD(id), "/id", NULL},
    {PALO_ALTO, FIELD(operation), "/type_str", NULL},
    {PALO_ALTO, FIELD(state_text), "/status_str", NULL},
    {PALO_ALTO, FIELD(result_text), "/result_str", NULL},
    {PALO_ALTO, FIELD(requester), "/uname", NULL},
    {PALO_ALTO, FIELD(target_name), "/device_name", NULL},
    {PALO_ALTO, FIELD(job_code), "/job_result", NULL},
    {PALO_ALTO, FIELD(error_code), NULL, NULL},
    {PALO_ALTO, FIELD(self_link), NULL, NULL},
    {ORANGE, FIELD(id), "/id", NULL},
    {ORANGE, FIELD(description), "/description", NULL},
    {ORANGE, FIELD(state_text), "/state", NULL},
    {ORANGE, FIELD(requester), "/requesterId", NULL},
    {ORANGE, FIELD(self_link), "/hRef", NULL},
    {ORANGE, FIELD(operation), NULL, NULL},
    {ORANGE, FIELD(target_name), NULL, NULL},
    {CISCO, FIELD(id), "/id", NULL},
    {CISCO, FIELD(name), "/name", NULL},
    {CISCO, FIELD(operation), "/taskType", NULL},
    {CISCO, FIELD(description), "/description", NULL},
    {CISCO, FIELD(state_text), "/status", NULL},
    {CISCO, FIELD(requester), "/metadata/lastUser/name", NULL},
    {CISCO, FIELD(self_link), "/links/self", "/links/self/href"},
    {CISCO, FIELD(resource_link), "/metadata/downloadUrl", NULL},
    {CISCO, FIELD(error_code), NULL, NULL},
    {CLOUD, FIELD(id), "/guid", NULL},
    {CLOUD, FIELD(operation), "/operation", NULL},
    {CLOUD, FIELD(state_text), "/state", NULL},
    {CLOUD, FIELD(self_link), "/links/self/href", "/links/self"},
    {CLOUD, FIELD(description), NULL, NULL},
    {CLOUD, FIELD(requester), NULL, NULL},
    {CLOUD, FIELD(target_name), NULL, NULL},
    {NETAPP, FIELD(id), "/uuid", NULL},
    {NETAPP, FIELD(description), "/description", NULL},
    {NETAPP, FIELD(state_text), "/state", NULL},
    {NETAPP, FIELD(target_name), "/svm/name", "/node/name"},
    {NETAPP, FIELD(target_id), "/svm/uuid", NULL},
    {NETAPP, FIELD(self_link), "/_links/self/href", "/_links/self"},
    {NETAPP, FIELD(job_code), "/code", NULL},
    {NETAPP, FIELD(operation), NULL, NULL},
    {NETAPP, FIELD(requester), NULL, NULL},
};

static void check_fields(const scope *in, const jobstatus_record *record) {
    for (size_t i = 0; i < sizeof field_rows / sizeof field_rows[0]; i++) {
        const field_row *row = &field_rows[i];
        if (row->vendor == record->vendor) {
            const jobstatus_span *got = (const jobstatus_span *)((const char *)record + row->field);
            check_is(got, either(in, row->first, row->second), row->first == NULL ? "a field of others" : row->first);
        }
    }
}

/* ---- Times and percentages ---- */

typedef struct time_row {
    uint32_t vendor;
    size_t field;
    const char *first, *second;
} time_row;

static const time_row time_rows[] = {
    {PALO_ALTO, FIELD(created_at), "/insert_ts", "/start_ts"},
    {PALO_ALTO, FIELD(started_at), "/start_ts", NULL},
    {PALO_ALTO, FIELD(updated_at), "/last_update", NULL},
    {PALO_ALTO, FIELD(finished_at), "/end_ts", NULL},
    {ORANGE, FIELD(created_at), "/createdDate", NULL},
    {ORANGE, FIELD(started_at), "/startProcessingDate", NULL},
    {ORANGE, FIELD(updated_at), NULL, NULL},
    {ORANGE, FIELD(finished_at), "/endProcessingDate", NULL},
    {CISCO, FIELD(created_at), NULL, NULL},
    {CISCO, FIELD(started_at), NULL, NULL},
    {CISCO, FIELD(updated_at), "/metadata/timestamp", NULL},
    {CISCO, FIELD(finished_at), NULL, NULL},
    {CLOUD, FIELD(created_at), "/created_at", NULL},
    {CLOUD, FIELD(started_at), NULL, NULL},
    {CLOUD, FIELD(updated_at), "/updated_at", NULL},
    {CLOUD, FIELD(finished_at), "/updated_at", NULL},
    {NETAPP, FIELD(created_at), NULL, NULL},
    {NETAPP, FIELD(started_at), "/start_time", NULL},
    {NETAPP, FIELD(updated_at), NULL, NULL},
    {NETAPP, FIELD(finished_at), "/end_time", NULL},
};

/* Whether a member holds anything: null and the empty text are nothing. */
static bool is_there(const scope *in, const char *pointer) {
    jobstatus_span span;
    value_kind kind = pointer == NULL ? NO_VALUE : look(in, pointer, &span);
    return kind != NO_VALUE && kind != NULL_VALUE && (kind != STRING_VALUE || span.length > 0);
}

/* That a time is told where there is one, or said to be bad. */
static void check_times(const scope *in, const jobstatus_record *record) {
    for (size_t i = 0; i < sizeof time_rows / sizeof time_rows[0]; i++) {
        const time_row *row = &time_rows[i];
        if (row->vendor != record->vendor) {
            continue;
        }
        int64_t time;
        memcpy(&time, (const char *)record + row->field, sizeof time);
        bool is_known = is_there(in, row->first) || is_there(in, row->second);
        bool is_hidden = row->field == FIELD(finished_at) && !record->terminal;
        require(is_known || time == JOBSTATUS_NO_TIME, "a time comes out of nothing");
        require(!is_known || is_hidden || time != JOBSTATUS_NO_TIME || record->flags & JOBSTATUS_FLAG_BAD_TIME,
                "%s is lost", row->first);
    }
}

static void check_percent(const scope *in, const jobstatus_record *record) {
    if (record->vendor != PALO_ALTO) {
        return;
    }
    jobstatus_span span = text(in, "/percent");
    bool is_bad = record->flags & JOBSTATUS_FLAG_BAD_PERCENT;
    require(is_bad == (is_there(in, "/percent") && record->percent < 0), "bad-percent is %d", is_bad);
    double number;
    if (span.length > 0 && span.length <= 12) {
        bool is_right = short_number(in->of, &span, &number) && number >= 0 && number <= 100;
        require(record->percent == (is_right ? (int32_t)number : JOBSTATUS_NO_PERCENT), "percent %d", record->percent);
    }
}

/* ---- Jobs, vendor by vendor ---- */

static void check_palo_alto_job(const scope *in, const jobstatus_record *record) {
    jobstatus_span parent = text(in, "/parent_id");
    check_is(&record->parent_id, is_text_equal(in->of, &parent, "0") ? absent : parent, "parent_id");
    if (kind_of(in, "/details") == STRING_VALUE) {
        return;
    }
    check_is(&record->description, either(in, "/description", "/details/description"), "description");
    jobstatus_span message = either(in, "/summary", "/details");
    if (record->state == JOBSTATUS_STATE_FAILED) {
        message = first_of(of_first_item(in, "/details/errors", "/message", NULL), message);
    }
    check_is(&record->message, message, "message");
}

static void check_orange_job(const scope *in, const jobstatus_record *record) {
    check_is(&record->message, of_first_item(in, "/messages", "/description", "/message"), "message");
    check_is(&record->error_code, code_of_first_item(in, "/messages"), "error_code");
}

static bool has_gone_wrong(uint32_t state) {
    return state == JOBSTATUS_STATE_FAILED || state == JOBSTATUS_STATE_CANCELLED;
}

static void check_cisco_job(const scope *in, const answer *got) {
    const jobstatus_record *record = &got->record;
    scope subtask;
    jobstatus_span ignored, message = either(in, "/message", "/description");
    bool has_target = first_item(in, "/subTasks", &subtask, &ignored);
    check_is(&record->target_name, has_target ? text(&subtask, "/target/name") : absent, "target_name");
    check_is(&record->target_id, has_target ? text(&subtask, "/target/id") : absent, "target_id");
    bool is_wrong = record->state == JOBSTATUS_STATE_FAILED || record->state == JOBSTATUS_STATE_PARTIAL;
    for (size_t i = 0; is_wrong && message.length == 0 && i < got->stored; i++) {
        if (has_gone_wrong(got->items[i].state)) {
            message = got->items[i].message;
            break;
        }
    }
    check_is(&record->message, message, "message");
}

static void check_cloud_job(const scope *in, const jobstatus_record *record) {
    bool has_failed = record->state == JOBSTATUS_STATE_FAILED;
    jobstatus_span message = of_first_item(in, "/errors", "/detail", "/title");
    scope element;
    jobstatus_span ignored;
    if (message.length == 0 && first_item(in, "/errors", &element, &ignored)) {
        message = text(&element, "/description");
    }
    check_is(&record->message, has_failed ? message : absent, "message");
    check_is(&record->error_code, has_failed ? code_of_first_item(in, "/errors") : absent, "error_code");
}

/* Whether a text is a number without a digit other than 0 in front of its exponent. */
static bool is_zero(const body *of, const jobstatus_span *span) {
    size_t length;
    char *whole = decoded(of, span, &length);
    verdict judged = reference_judge((const uint8_t *)whole, length);
    bool is_number = judged.result == JOBSTATUS_OK && judged.start == 0 && judged.end == length && whole[0] < ':';
    bool is_zero = is_number && whole[0] != '"' && strcspn(whole, "123456789") >= strcspn(whole, "eE");
    free(whole);
    return is_zero;
}

static void check_netapp_job(const scope *in, const jobstatus_record *record) {
    bool has_failed = record->state == JOBSTATUS_STATE_FAILED;
    check_is(&record->message, either(in, has_failed ? "/error/message" : NULL, "/message"), "message");
    jobstatus_span code = text(in, "/code"), error_code = text(in, "/error/code");
    jobstatus_span expected = first_of(error_code, is_zero(in->of, &code) ? absent : code);
    check_is(&record->error_code, has_failed ? expected : absent, "error_code");
}

void check_job(const scope *in, const answer *got) {
    const jobstatus_record *record = &got->record;
    uint32_t state = expected_state(in->of, record);
    require(record->state == state, "state %u where %u is right", record->state, state);
    check_fields(in, record);
    check_times(in, record);
    check_percent(in, record);
    check_items_of_rows(in, got);
    check_links(in, got);
    switch (record->vendor) {
    case PALO_ALTO:
        check_palo_alto_job(in, record);
        break;
    case ORANGE:
        check_orange_job(in, record);
        break;
    case CISCO:
        check_cisco_job(in, got);
        break;
    case CLOUD:
        check_cloud_job(in, record);
        break;
    default:
        check_netapp_job(in, record);
        break;
    }
}
