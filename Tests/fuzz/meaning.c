/*
 * meaning.c - what section 9 of the header makes of each vendor's members, looked up with jobstatus_find
 *
 * The library reads a body once, by its tables, as the bytes come. Here every member is looked up by its JSON Pointer,
 * one at a time, so the two have little to get wrong in common; jobstatus_find itself is held to the reference.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "meaning.h"

/* ---- Shapes ---- */

static bool is_accepted(const scope *in, uint32_t vendor) {
    switch (vendor) {
    case PALO_ALTO:
        return kind_of(in, "/success") == TRUE_VALUE && has_text(in, "/job_id");
    case CISCO:
        return kind_of(in, "/metadata/task") == OBJECT_VALUE && has_text(in, "/metadata/task/id");
    case NETAPP:
        return (kind_of(in, "/job") == OBJECT_VALUE && has_text(in, "/job/uuid")) ||
               kind_of(in, "/jobs") == ARRAY_VALUE;
    default:
        return false;
    }
}

static bool is_job(const scope *in, uint32_t vendor) {
    switch (vendor) {
    case PALO_ALTO:
        return has(in, "/id") || has(in, "/status_str");
    case ORANGE:
        return has(in, "/id") || has(in, "/state");
    case CISCO:
        return has(in, "/id") || has(in, "/status");
    case CLOUD:
        return has(in, "/guid") || has(in, "/state");
    default:
        return has(in, "/uuid") || has(in, "/state");
    }
}

/* Palo Alto's _errors. An empty array says something only where there is nothing else. */
static bool has_errors(const scope *in) {
    scope element;
    jobstatus_span message;
    bool is_alone = !is_job(in, PALO_ALTO) && kind_of(in, "/data") != ARRAY_VALUE;
    return kind_of(in, "/_errors") == ARRAY_VALUE &&
           (is_alone || first_item(in, "/_errors", &element, &message) || message.length > 0);
}

static bool is_error(const scope *in, uint32_t vendor) {
    switch (vendor) {
    case PALO_ALTO:
        return has_errors(in) || kind_of(in, "/success") == FALSE_VALUE;
    case ORANGE:
        return has_text(in, "/code") && (has_text(in, "/message") || has_text(in, "/description"));
    case CISCO:
        return kind_of(in, "/error") == OBJECT_VALUE ||
               (kind_of(in, "/messages") == ARRAY_VALUE && (has_text(in, "/category") || has_text(in, "/severity")));
    case CLOUD:
        return !is_job(in, vendor) && (kind_of(in, "/errors") == ARRAY_VALUE ||
                                       (has_text(in, "/code") && (has_text(in, "/title") || has_text(in, "/detail") ||
                                                                  has_text(in, "/description"))));
    default:
        return !is_job(in, vendor) && kind_of(in, "/error") == OBJECT_VALUE;
    }
}

/* Where a vendor's lists stand. */
static const char *list_pointer(uint32_t vendor) {
    static const char *const pointers[] = {"/data", "", "/items", "/resources", "/records"};
    return pointers[vendor - 1];
}

static bool is_list(const scope *in, uint32_t vendor) {
    return kind_of(in, list_pointer(vendor)) == ARRAY_VALUE;
}

/* ---- Bodies ---- */

static void check_one(const scope *in, const answer *got) {
    const jobstatus_record *record = &got->record;
    check_is(&record->json, (jobstatus_span){.offset = in->offset, .length = in->length}, "json");
    switch (record->kind) {
    case JOBSTATUS_KIND_JOB:
        check_job(in, got);
        break;
    case JOBSTATUS_KIND_ACCEPTED:
        check_accepted(in, record);
        break;
    default:
        check_error(in, got);
        break;
    }
    check_document_in_string(in, got);
}

/* Palo Alto's number of the request stands beside the list, or else in the object itself. */
static void check_request_id(const scope *in, const scope *whole, const jobstatus_record *record) {
    if (record->vendor == PALO_ALTO && record->kind != JOBSTATUS_KIND_ACCEPTED) {
        jobstatus_span outer = text(whole, "/_request_id");
        check_is(&record->request_id, first_of(outer, text(in, "/_request_id")), "request_id");
    }
}

/* A list that is asked for as one record. */
static void check_as_one(const scope *in, uint32_t vendor, const answer *got) {
    scope list = inside(in, list_pointer(vendor));
    const jobstatus_record *record = &got->record;
    if (!has(&list, "/0")) {
        require(record->kind == JOBSTATUS_KIND_NONE && record->result == JOBSTATUS_OK, "an empty list is kind %u",
                record->kind);
    } else if (has(&list, "/1")) {
        require(record->kind == JOBSTATUS_KIND_LIST, "a list of several is kind %u", record->kind);
    } else if (kind_of(&list, "/0") == OBJECT_VALUE) {
        scope element = inside(&list, "/0");
        require((record->kind == JOBSTATUS_KIND_JOB) == is_job(&element, vendor), "a list of one is kind %u",
                record->kind);
        if (record->kind == JOBSTATUS_KIND_JOB) {
            check_one(&element, got);
            check_request_id(&element, in, record);
        }
    } else {
        require(record->result == JOBSTATUS_E_UNRECOGNIZED, "a list of no job is %d", record->result);
    }
}

static uint32_t expected_kind(const scope *in, uint32_t vendor) {
    if (is_accepted(in, vendor)) {
        return JOBSTATUS_KIND_ACCEPTED;
    }
    if (is_error(in, vendor)) {
        return JOBSTATUS_KIND_ERROR;
    }
    if (is_job(in, vendor)) {
        return JOBSTATUS_KIND_JOB;
    }
    return is_list(in, vendor) ? JOBSTATUS_KIND_LIST : JOBSTATUS_KIND_NONE;
}

void check_meaning(const body *of, uint32_t vendor, const answer *got) {
    scope whole = {of, 0, (uint32_t)of->length};
    bool is_container = kind_of(&whole, "") >= ARRAY_VALUE;
    if (vendor == JOBSTATUS_VENDOR_UNKNOWN || jobstatus_vendor_name(vendor) == NULL || !is_container) {
        return;
    }
    whole = inside(&whole, "");
    bool may_be_list = (kind_of(&whole, "") == ARRAY_VALUE) == (vendor == ORANGE);
    uint32_t kind = kind_of(&whole, "") == OBJECT_VALUE ? expected_kind(&whole, vendor)
                    : may_be_list                       ? JOBSTATUS_KIND_LIST
                                                        : JOBSTATUS_KIND_NONE;
    if (kind == JOBSTATUS_KIND_LIST && may_be_list) {
        check_as_one(&whole, vendor, got);
    } else if (kind == JOBSTATUS_KIND_NONE || kind == JOBSTATUS_KIND_LIST) {
        require(got->record.result == JOBSTATUS_E_UNRECOGNIZED, "what has no shape is kind %u", got->record.kind);
    } else {
        require(got->record.kind == kind, "kind %u where %u is right", got->record.kind, kind);
        check_one(&whole, got);
        check_request_id(&whole, &whole, &got->record);
    }
}

/* ---- Pages ---- */

void check_meaning_of_page(const body *of, const jobstatus_page *page) {
    static const char *const totals[] = {"/total", NULL, "/paging/count", "/pagination/total_results", NULL};
    static const char *const links[] = {NULL, NULL, "/paging/next/0", "/pagination/next/href", "/_links/next/href"};
    scope whole = {of, 0, (uint32_t)of->length};
    jobstatus_span total = text(&whole, totals[page->vendor - 1]);
    double number;
    if (total.length == 0) {
        require(page->total == JOBSTATUS_NO_TOTAL, "a total of %lld comes out of nothing", (long long)page->total);
    } else if (total.length <= 12) {
        bool is_right =
            short_number(of, &total, &number) && number >= 0 && number < 1e15 && number == (double)(int64_t)number;
        require(number >= 1e15 || page->total == (is_right ? (int64_t)number : JOBSTATUS_NO_TOTAL), "total %lld",
                (long long)page->total);
    }
    const char *plain_link = page->vendor == NETAPP ? "/_links/next" : NULL;
    check_is(&page->next_link, either(&whole, links[page->vendor - 1], plain_link), "next_link");
}
