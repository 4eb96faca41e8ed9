/*
 * record.c - what holds for every record, item and page, whatever the body was
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "fuzz.h"

#define SPAN(type, field) {offsetof(type, field), #field}

typedef struct span_field {
    size_t offset;
    const char *name;
} span_field;

static const span_field record_spans[] = {
    SPAN(jobstatus_record, json),          SPAN(jobstatus_record, id),          SPAN(jobstatus_record, parent_id),
    SPAN(jobstatus_record, name),          SPAN(jobstatus_record, operation),   SPAN(jobstatus_record, description),
    SPAN(jobstatus_record, state_text),    SPAN(jobstatus_record, result_text), SPAN(jobstatus_record, message),
    SPAN(jobstatus_record, error_code),    SPAN(jobstatus_record, job_code),    SPAN(jobstatus_record, requester),
    SPAN(jobstatus_record, target_name),   SPAN(jobstatus_record, target_id),   SPAN(jobstatus_record, self_link),
    SPAN(jobstatus_record, resource_link), SPAN(jobstatus_record, request_id),
};

static const span_field item_spans[] = {
    SPAN(jobstatus_item, state_text),  SPAN(jobstatus_item, code),        SPAN(jobstatus_item, title),
    SPAN(jobstatus_item, message),     SPAN(jobstatus_item, severity),    SPAN(jobstatus_item, target_id),
    SPAN(jobstatus_item, target_name), SPAN(jobstatus_item, target_type), SPAN(jobstatus_item, link),
};

enum {
    RECORD_SPANS = sizeof record_spans / sizeof record_spans[0],
    ITEM_SPANS = sizeof item_spans / sizeof item_spans[0],
};

static const jobstatus_span *span_at(const void *base, const span_field *field) {
    return (const jobstatus_span *)((const char *)base + field->offset);
}

void each_span_of_record(const body *of, const jobstatus_record *record, span_visitor *visit) {
    for (int i = 0; i < RECORD_SPANS; i++) {
        visit(of, span_at(record, &record_spans[i]), record_spans[i].name);
    }
}

void each_span_of_item(const body *of, const jobstatus_item *item, span_visitor *visit) {
    for (int i = 0; i < ITEM_SPANS; i++) {
        visit(of, span_at(item, &item_spans[i]), item_spans[i].name);
    }
}

/* ---- Spans ---- */

static void check_span(const body *of, const jobstatus_span *span, const char *name) {
    if (span->length == 0) {
        require(span->offset == 0 && span->escapes == 0, "%s is absent with an offset or escapes", name);
        return;
    }
    require(span->offset <= of->length && span->length <= of->length - span->offset, "%s lies outside", name);
    require(span->escapes <= JOBSTATUS_ESCAPES_NESTED, "%s has escapes %u", name, span->escapes);
    require(span->offset > 0 || strcmp(name, "json") == 0, "%s begins at the front of the body", name);
}

/* All spans of a record but those that are named must be absent. */
static void check_only(const jobstatus_record *record, const char *const allowed[], size_t count, const char *what) {
    for (int i = 0; i < RECORD_SPANS; i++) {
        bool may = false;
        for (size_t k = 0; k < count; k++) {
            may = may || strcmp(allowed[k], record_spans[i].name) == 0;
        }
        require(may || span_at(record, &record_spans[i])->length == 0, "%s has a %s", what, record_spans[i].name);
    }
}

/* ---- Fault and advice, section 8 ---- */

static uint32_t fault_of_status(int32_t status) {
    switch (status) {
    case 401:
        return JOBSTATUS_FAULT_UNAUTHENTICATED;
    case 403:
        return JOBSTATUS_FAULT_FORBIDDEN;
    case 404:
        return JOBSTATUS_FAULT_NOT_FOUND;
    case 405:
        return JOBSTATUS_FAULT_NOT_ALLOWED;
    case 408:
        return JOBSTATUS_FAULT_TIMEOUT;
    case 409:
        return JOBSTATUS_FAULT_CONFLICT;
    case 410:
        return JOBSTATUS_FAULT_NOT_FOUND;
    case 422:
        return JOBSTATUS_FAULT_UNPROCESSABLE;
    case 429:
        return JOBSTATUS_FAULT_RATE_LIMITED;
    case 502:
        return JOBSTATUS_FAULT_GATEWAY;
    case 503:
        return JOBSTATUS_FAULT_UNAVAILABLE;
    case 504:
        return JOBSTATUS_FAULT_TIMEOUT;
    default:
        break;
    }
    if (status == 0 || (status >= 200 && status <= 299)) {
        return JOBSTATUS_FAULT_NONE;
    }
    if (status >= 400 && status <= 499) {
        return JOBSTATUS_FAULT_BAD_REQUEST;
    }
    return status >= 500 && status <= 599 ? JOBSTATUS_FAULT_SERVER : JOBSTATUS_FAULT_OTHER;
}

static bool is_empty_list(const jobstatus_record *record) {
    return record->kind == JOBSTATUS_KIND_NONE && record->result == JOBSTATUS_OK;
}

static void check_fault(const jobstatus_record *record, int32_t status) {
    uint32_t by_status = fault_of_status(status), fault = record->fault;
    bool is_error = record->kind == JOBSTATUS_KIND_ERROR;
    if (is_error && record->vendor == JOBSTATUS_VENDOR_ORANGE_EVOLUTION && fault == JOBSTATUS_FAULT_RATE_LIMITED) {
        return;
    }
    if (by_status != JOBSTATUS_FAULT_NONE) {
        require(fault == by_status, "HTTP status %d gives fault %u", status, fault);
    } else if (is_error) {
        require(fault != JOBSTATUS_FAULT_NONE, "an error envelope has no fault");
    } else {
        uint32_t expected = is_empty_list(record) ? JOBSTATUS_FAULT_NOT_FOUND : JOBSTATUS_FAULT_NONE;
        require(fault == expected, "kind %u has fault %u with HTTP status %d", record->kind, fault, status);
    }
}

static uint32_t advice_without_fault(const jobstatus_record *record) {
    switch (record->kind) {
    case JOBSTATUS_KIND_JOB:
    case JOBSTATUS_KIND_ACCEPTED:
        return JOBSTATUS_ADVICE_POLL;
    case JOBSTATUS_KIND_LIST:
        return JOBSTATUS_ADVICE_NONE;
    default:
        break;
    }
    bool is_mistake = record->result <= JOBSTATUS_E_ARGUMENT && record->result >= JOBSTATUS_E_POINTER;
    return is_mistake || record->result == JOBSTATUS_E_UNRECOGNIZED ? JOBSTATUS_ADVICE_GIVE_UP : JOBSTATUS_ADVICE_RETRY;
}

static uint32_t expected_advice(const jobstatus_record *record, int32_t status) {
    if (record->terminal) {
        return JOBSTATUS_ADVICE_DONE;
    }
    if (is_empty_list(record) && fault_of_status(status) == JOBSTATUS_FAULT_NONE) {
        return JOBSTATUS_ADVICE_RETRY;
    }
    switch (record->fault) {
    case JOBSTATUS_FAULT_NONE:
        return advice_without_fault(record);
    case JOBSTATUS_FAULT_UNAUTHENTICATED:
        return JOBSTATUS_ADVICE_AUTHENTICATE;
    case JOBSTATUS_FAULT_NOT_FOUND:
        return JOBSTATUS_ADVICE_GONE;
    case JOBSTATUS_FAULT_RATE_LIMITED:
    case JOBSTATUS_FAULT_SERVER:
    case JOBSTATUS_FAULT_GATEWAY:
    case JOBSTATUS_FAULT_UNAVAILABLE:
    case JOBSTATUS_FAULT_TIMEOUT:
        return JOBSTATUS_ADVICE_RETRY;
    default:
        return JOBSTATUS_ADVICE_GIVE_UP;
    }
}

/* ---- Values ---- */

static void check_enumerations(const jobstatus_record *record) {
    require(jobstatus_result_name(record->result) != NULL, "result %d", record->result);
    require(jobstatus_kind_name(record->kind) != NULL, "kind %u", record->kind);
    require(jobstatus_state_name(record->state) != NULL, "state %u", record->state);
    require(jobstatus_advice_name(record->advice) != NULL, "advice %u", record->advice);
    require(jobstatus_fault_name(record->fault) != NULL, "fault %u", record->fault);
    for (uint32_t bit = 1; bit != 0; bit <<= 1) {
        require((record->flags & bit) == 0 || jobstatus_flag_name(bit) != NULL, "flag %#x", bit);
    }
}

static void check_time(int64_t time, const char *name) {
    const int64_t first = -9214560000000000000, end = 9214646400000000000;
    require(time == JOBSTATUS_NO_TIME || (time >= first && time < end), "%s is %lld", name, (long long)time);
}

static void check_numbers(const body *of, const jobstatus_record *record) {
    require(record->percent >= JOBSTATUS_NO_PERCENT && record->percent <= 100, "percent %d", record->percent);
    require(record->percent < 0 || !(record->flags & JOBSTATUS_FLAG_BAD_PERCENT), "a bad percentage is told");
    check_time(record->created_at, "created_at");
    check_time(record->started_at, "started_at");
    check_time(record->updated_at, "updated_at");
    check_time(record->finished_at, "finished_at");
    require(record->finished_at == JOBSTATUS_NO_TIME || record->terminal, "finished_at, and the job is not over");
    require(record->error_offset <= of->length, "error_offset %u of %zu", record->error_offset, of->length);
    bool has_place = record->result <= JOBSTATUS_E_EMPTY;
    require(has_place || record->error_offset == 0, "result %d has an error_offset", record->result);
}

static void check_counts(const body *of, const jobstatus_record *record) {
    uint64_t parts = (uint64_t)record->subtasks_succeeded + record->subtasks_failed + record->subtasks_unfinished;
    uint64_t counted = (uint64_t)record->error_count + record->warning_count + record->subtasks_total;
    require(parts == record->subtasks_total, "%u sub-tasks, %llu by state", record->subtasks_total,
            (unsigned long long)parts);
    require(counted <= record->item_count, "%u items, more of their kinds", record->item_count);
    require(record->item_count <= of->length, "%u items in %zu bytes", record->item_count, of->length);
}

/* ---- Kinds ---- */

static void check_no_job(const jobstatus_record *record, uint32_t state) {
    require(record->state == state && !record->terminal, "kind %u has state %u", record->kind, record->state);
    require((record->flags & ~JOBSTATUS_FLAG_DUPLICATE_KEY) == 0, "kind %u has flags %u", record->kind, record->flags);
    require(record->percent == JOBSTATUS_NO_PERCENT && record->created_at == JOBSTATUS_NO_TIME &&
                record->started_at == JOBSTATUS_NO_TIME && record->updated_at == JOBSTATUS_NO_TIME,
            "kind %u has a time or a percentage", record->kind);
    require(record->subtasks_total == 0, "kind %u has sub-tasks", record->kind);
    require(record->kind == JOBSTATUS_KIND_ERROR || record->item_count == 0, "kind %u has items", record->kind);
}

static void check_job(const jobstatus_record *record) {
    bool is_over = record->state >= JOBSTATUS_STATE_SUCCEEDED;
    require(record->terminal == is_over, "state %u, terminal %u", record->state, record->terminal);
    require(record->json.length >= 2, "a job has no JSON");
    bool is_unknown = record->flags & JOBSTATUS_FLAG_UNKNOWN_STATE;
    require(is_unknown || record->state != JOBSTATUS_STATE_UNKNOWN, "an unknown state has no flag");
    require(!is_unknown || record->state == JOBSTATUS_STATE_UNKNOWN || record->state == JOBSTATUS_STATE_ENDED,
            "state %u is flagged as unknown", record->state);
    require(record->state_text.length > 0 || record->state == JOBSTATUS_STATE_UNKNOWN, "a state comes out of nothing");
}

static void check_kind(const jobstatus_record *record, bool is_element) {
    static const char *const of_accepted[] = {"json", "id", "message", "self_link"};
    static const char *const of_error[] = {"json", "message", "error_code", "request_id"};
    static const char *const of_none[] = {"json"};
    bool is_unusable = record->result != JOBSTATUS_OK;
    require(!is_unusable || record->kind == JOBSTATUS_KIND_NONE, "an unusable body has kind %u", record->kind);
    require(record->result == JOBSTATUS_OK || record->result == JOBSTATUS_E_UNRECOGNIZED || record->flags == 0,
            "an unusable body has flags %u", record->flags);
    switch (record->kind) {
    case JOBSTATUS_KIND_JOB:
        check_job(record);
        break;
    case JOBSTATUS_KIND_ACCEPTED:
        check_no_job(record, JOBSTATUS_STATE_QUEUED);
        check_only(record, of_accepted, 4, "an accepted call");
        break;
    case JOBSTATUS_KIND_ERROR:
        check_no_job(record, JOBSTATUS_STATE_UNKNOWN);
        check_only(record, of_error, 4, "an error");
        break;
    default:
        check_no_job(record, JOBSTATUS_STATE_UNKNOWN);
        check_only(record, of_none, is_element ? 1 : 0, "a record of no job");
        break;
    }
}

/* ---- What a vendor does not have ---- */

static void check_vendor_fields(const jobstatus_record *record) {
    uint32_t vendor = record->vendor;
    bool is_palo_alto = vendor == JOBSTATUS_VENDOR_PALO_ALTO_SCM, is_cisco = vendor == JOBSTATUS_VENDOR_CISCO_CDFMC;
    bool is_cloud = vendor == JOBSTATUS_VENDOR_CLOUD_FOUNDRY, is_netapp = vendor == JOBSTATUS_VENDOR_NETAPP_ONTAP;
    require(is_palo_alto || record->percent == JOBSTATUS_NO_PERCENT, "vendor %u has a percentage", vendor);
    require(is_palo_alto || (record->parent_id.length | record->result_text.length | record->request_id.length) == 0,
            "vendor %u has a field of Palo Alto's", vendor);
    require(is_cisco || (record->name.length | record->subtasks_total) == 0, "vendor %u has a field of Cisco's",
            vendor);
    require(is_cisco || is_cloud || record->resource_link.length == 0, "vendor %u has a resource_link", vendor);
    require(is_cisco || is_netapp || record->target_id.length == 0, "vendor %u has a target_id", vendor);
    require(is_palo_alto || is_netapp || record->job_code.length == 0, "vendor %u has a job_code", vendor);
    switch (record->state) {
    case JOBSTATUS_STATE_PAUSED:
        require(is_netapp, "vendor %u pauses", vendor);
        break;
    case JOBSTATUS_STATE_PARTIAL:
        require(is_cisco, "vendor %u does a part", vendor);
        break;
    case JOBSTATUS_STATE_ENDED:
        require(is_palo_alto, "vendor %u just ends", vendor);
        break;
    case JOBSTATUS_STATE_CANCELLED:
        require(is_palo_alto || is_cisco, "vendor %u cancels", vendor);
        break;
    default:
        break;
    }
}

void check_record(const body *of, const jobstatus_record *record, int32_t status, bool is_element) {
    require(record->struct_size == sizeof *record, "struct_size %u", record->struct_size);
    require(record->http_status == status, "http_status %d", record->http_status);
    check_enumerations(record);
    check_numbers(of, record);
    check_counts(of, record);
    check_kind(record, is_element);
    check_fault(record, status);
    uint32_t advice = expected_advice(record, status);
    require(record->advice == advice, "advice %u where %u is right", record->advice, advice);
    check_vendor_fields(record);
    each_span_of_record(of, record, check_span);
}

void check_record_against_verdict(const body *of, const jobstatus_record *record, const verdict *expected) {
    jobstatus_result result = record->result;
    if (result == JOBSTATUS_E_VENDOR) {
        return;
    }
    if (expected->result == JOBSTATUS_E_EMPTY && record->http_status == 202) {
        require(result == JOBSTATUS_OK && record->kind == JOBSTATUS_KIND_ACCEPTED && record->json.length == 0,
                "202 without a body is kind %u", record->kind);
        return;
    }
    if (expected->result == JOBSTATUS_OK) {
        bool may_be_known = !expected->scalar && result == JOBSTATUS_OK;
        require(may_be_known || result == JOBSTATUS_E_UNRECOGNIZED, "valid JSON comes out as %d", result);
        require(may_be_known || record->error_offset >= expected->start, "error_offset %u", record->error_offset);
        return;
    }
    require(result == expected->result, "result %d where %d is right", result, expected->result);
    size_t offset = expected->result == JOBSTATUS_E_EMPTY ? of->length : expected->offset;
    require(record->error_offset == offset, "error_offset %u where %zu is right", record->error_offset, offset);
}

/* ---- Items ---- */

static void check_item(const body *of, const jobstatus_item *item) {
    bool is_subtask = item->kind == JOBSTATUS_ITEM_SUBTASK;
    require(item->kind != JOBSTATUS_ITEM_NONE && jobstatus_item_kind_name(item->kind) != NULL, "item %u", item->kind);
    require(jobstatus_state_name(item->state) != NULL, "an item's state is %u", item->state);
    require(is_subtask || (item->state == JOBSTATUS_STATE_UNKNOWN && item->state_text.length == 0),
            "an item of kind %u has a state", item->kind);
    require(is_subtask || (item->target_id.length | item->target_type.length) == 0, "an item of kind %u has a target",
            item->kind);
    if (item->kind == JOBSTATUS_ITEM_LINK) {
        require((item->code.length | item->message.length | item->severity.length | item->target_name.length) == 0,
                "a link has more than a name");
    } else {
        require(item->link.length == 0, "an item of kind %u has a link", item->kind);
    }
    each_span_of_item(of, item, check_span);
}

static bool has_ended_badly(uint32_t state) {
    return state == JOBSTATUS_STATE_FAILED || state == JOBSTATUS_STATE_CANCELLED;
}

void check_items(const body *of, const jobstatus_record *record, const jobstatus_item *items) {
    uint32_t errors = 0, warnings = 0, subtasks = 0, succeeded = 0, failed = 0;
    for (uint32_t i = 0; i < record->item_count; i++) {
        const jobstatus_item *item = &items[i];
        check_item(of, item);
        errors += item->kind == JOBSTATUS_ITEM_ERROR;
        warnings += item->kind == JOBSTATUS_ITEM_WARNING;
        subtasks += item->kind == JOBSTATUS_ITEM_SUBTASK;
        succeeded += item->state == JOBSTATUS_STATE_SUCCEEDED;
        failed += has_ended_badly(item->state);
    }
    require(errors == record->error_count, "%u errors, %u counted", errors, record->error_count);
    require(warnings == record->warning_count, "%u warnings, %u counted", warnings, record->warning_count);
    bool is_job = record->kind == JOBSTATUS_KIND_JOB;
    require(record->subtasks_total == (is_job ? subtasks : 0), "%u sub-tasks, %u counted", subtasks,
            record->subtasks_total);
    require(record->subtasks_succeeded == (is_job ? succeeded : 0) && record->subtasks_failed == (is_job ? failed : 0),
            "sub-tasks are miscounted");
}

/* ---- Pages ---- */

void check_page(const body *of, const jobstatus_page *page, size_t record_capacity) {
    require(page->struct_size == sizeof *page, "struct_size %u of a page", page->struct_size);
    require(jobstatus_result_name(page->result) != NULL, "result %d of a page", page->result);
    require(jobstatus_kind_name(page->kind) != NULL, "kind %u of a page", page->kind);
    require((page->flags & ~(JOBSTATUS_FLAG_DUPLICATE_KEY | JOBSTATUS_FLAG_REPEATED_LIST)) == 0, "flags %u of a page",
            page->flags);
    require(page->returned <= record_capacity, "%u records in room for %zu", page->returned, record_capacity);
    require(page->error_offset <= of->length, "error_offset %u of %zu", page->error_offset, of->length);
    require(page->result != JOBSTATUS_OK || page->error_offset == 0, "a page that is right has an error_offset");
    require(page->next_offset <= of->length, "next_offset %u of %zu", page->next_offset, of->length);
    require(page->next_offset == 0 || (page->result == JOBSTATUS_OK && page->returned == record_capacity),
            "a page goes on after %u records with result %d", page->returned, page->result);
    require(page->total >= JOBSTATUS_NO_TOTAL && page->reserved == 0, "total %lld", (long long)page->total);
    check_span(of, &page->next_link, "next_link");
}
